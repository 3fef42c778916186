//! Messages in WebAssembly's memory, as JavaScript sees them.

use js_sys::{Uint8Array, WebAssembly::Memory};
use wasm_bindgen::JsCast;

/// A place in the memory, and the view of it once somebody has asked for one.
///
/// The glue makes a view for every message, which costs more than anything else
/// about a short one. A place that is used again has its view already.
#[derive(Debug)]
pub(super) struct Place {
    start: usize,
    length: usize,
    /// The size of the memory. One that grows leaves its views empty.
    pages: usize,
    view: Option<Uint8Array>,
}

impl Place {
    /// No message lies there.
    pub(super) const NOWHERE: Self = Self { start: 0, length: 0, pages: 0, view: None };

    pub(super) fn of(bytes: &[u8]) -> Self {
        let (start, length) = (bytes.as_ptr().addr(), bytes.len());
        Self { start, length, pages: memory_pages(), view: None }
    }

    /// Whether these bytes lie here.
    pub(super) fn holds(&self, bytes: &[u8]) -> bool {
        self.start == bytes.as_ptr().addr()
            && self.length == bytes.len()
            && self.pages == memory_pages()
    }

    /// What lies here when it is read.
    pub(super) fn view(&mut self) -> &Uint8Array {
        self.view.get_or_insert_with(|| {
            let buffer = wasm_bindgen::memory().unchecked_into::<Memory>().buffer();
            let (start, length) = (self.start as u32, self.length as u32);
            Uint8Array::new_with_byte_offset_and_length(&buffer, start, length)
        })
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
