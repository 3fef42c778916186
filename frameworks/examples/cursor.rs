//! One cursor.

use serde::{Deserialize, Serialize};

/// Whose cursor is where, in parts of the board's width and height.
#[derive(Clone, Deserialize, PartialEq, Serialize)]
pub(crate) struct Cursor {
    pub(crate) id: String,
    pub(crate) x: f64,
    pub(crate) y: f64,
}

impl Cursor {
    /// Place and colour; the colour is made of the id.
    pub(crate) fn style(&self) -> String {
        let hue = self.id.bytes().fold(0, |hue, byte| (hue * 31 + u32::from(byte)) % 360);
        format!("left: {}%; top: {}%; --hue: {hue}", self.x * 100.0, self.y * 100.0)
    }
}

/// An id of four letters and digits: enough to tell the pages of an example.
pub(crate) fn new_id() -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    (0..4).map(|_| char::from(DIGITS[(js_sys::Math::random() * 36.0) as usize])).collect()
}
