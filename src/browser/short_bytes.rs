//! Short binary messages out of memory.
//!
//! The glue makes a view of each message, which costs more than copying a short
//! one. So messages of the same length, as they follow one another in many
//! protocols, are copied to one place, of which one view is made.

use js_sys::{Uint8Array, WebAssembly::Memory};
use std::cell::Cell;
use wasm_bindgen::JsCast;

/// Up to here the copy costs less than a view.
const MOST: usize = 1_024;

/// The place, and the view of it.
#[derive(Debug)]
struct Stage {
    bytes: Vec<u8>,
    view: Option<Uint8Array>,
    /// The size of the memory when the view was made. A memory that grows leaves
    /// its views empty.
    pages: usize,
}

thread_local! {
    /// Taken while it is in use: sending may run user code, which sends.
    static STAGE: Cell<Option<Box<Stage>>> =
        Cell::new(Some(Box::new(Stage { bytes: Vec::new(), view: None, pages: 0 })));
}

/// Calls `send` with a view of these bytes, which are to be read before it
/// returns, as the standard has it: the next message is written over them. `None`
/// if this way is not the shorter one.
pub(super) fn with_short_bytes<R>(bytes: &[u8], send: impl FnOnce(&Uint8Array) -> R) -> Option<R> {
    if bytes.len() > MOST {
        return None;
    }
    STAGE.with(|place| {
        let mut stage = place.take()?;
        let sent = stage.show(bytes).map(send);
        place.set(Some(stage));
        sent
    })
}

impl Stage {
    /// The view with these bytes in it, if the last message was as long.
    fn show(&mut self, bytes: &[u8]) -> Option<&Uint8Array> {
        if self.bytes.len() != bytes.len() {
            self.bytes.resize(bytes.len(), 0);
            self.view = None;
            return None;
        }
        self.bytes.copy_from_slice(bytes);
        let pages = memory_pages();
        if self.view.is_none() || self.pages != pages {
            let buffer = wasm_bindgen::memory().unchecked_into::<Memory>().buffer();
            let (start, length) = (self.bytes.as_ptr().addr() as u32, bytes.len() as u32);
            self.view = Some(Uint8Array::new_with_byte_offset_and_length(&buffer, start, length));
            self.pages = pages;
        }
        self.view.as_ref()
    }
}

/// The size of the memory.
fn memory_pages() -> usize {
    #[cfg(target_arch = "wasm32")]
    return core::arch::wasm32::memory_size::<0>();
    // Compiles there for documentation, and does not run.
    #[cfg(not(target_arch = "wasm32"))]
    return 0;
}
