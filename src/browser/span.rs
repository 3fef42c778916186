//! Bytes of WebAssembly's memory, as JavaScript sees them.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// Gives an object back, here the view that the glue makes of the bytes.
    #[wasm_bindgen(js_name = Object)]
    fn view_of(bytes: &[u8]) -> Uint8Array;
}

/// A stretch of the memory, and its view once that was worth making.
///
/// The glue makes a view for every message, which costs more than anything else
/// about a short one. A span that is used again has its view already.
#[derive(Debug)]
pub(super) struct Span {
    start: usize,
    length: usize,
    /// The size of the memory. One that grows leaves its views empty.
    pages: usize,
    view: Option<Uint8Array>,
}

impl Span {
    /// Holds nothing.
    pub(super) const NOWHERE: Self = Self { start: 0, length: 0, pages: 0, view: None };

    fn of(bytes: &[u8]) -> Self {
        let (start, length) = (bytes.as_ptr().addr(), bytes.len());
        Self { start, length, pages: memory_pages(), view: None }
    }

    /// Calls `send` with the view of these bytes if they lie here, as those before
    /// did. `None` if they did not; from now on this is where they lie.
    pub(super) fn show<R>(
        &mut self,
        bytes: &[u8],
        send: impl FnOnce(&Uint8Array) -> R,
    ) -> Option<R> {
        let shown = self.view(bytes).map(send);
        if shown.is_none() {
            *self = Self::of(bytes);
        }
        shown
    }

    fn view(&mut self, bytes: &[u8]) -> Option<&Uint8Array> {
        if !self.holds(bytes) {
            return None;
        }
        if self.view.is_none() {
            let view = view_of(bytes);
            // The glue notes it in a table, which may have made the memory grow.
            self.view = self.holds(bytes).then_some(view);
        }
        self.view.as_ref()
    }

    fn holds(&self, bytes: &[u8]) -> bool {
        self.start == bytes.as_ptr().addr()
            && self.length == bytes.len()
            && self.pages == memory_pages()
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
