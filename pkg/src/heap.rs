//! The allocator. A client makes a handful of allocations that live as long as
//! itself, and lists that double: few sizes, each of which is asked for again.
//!
//! What to check here, the other place of `unsafe`: a block that was given back
//! is at least as large and as aligned as a [`Free`], and nobody uses it until
//! it is given out again, for the same size; what the heap is enlarged by is
//! nobody else's; all of it is used by one thread, because the module has no
//! shared memory.
#![cfg(target_family = "wasm")]
#![allow(unsafe_code)]

use core::arch::wasm32::{memory_grow, memory_size};
use std::alloc::{GlobalAlloc, Layout};
use std::cell::Cell;
use std::ptr;

/// As long as a [`Free`], and aligned to what is aligned most in a client.
const UNIT: usize = 8;

/// WebAssembly's.
const PAGE: usize = 65_536;

#[global_allocator]
static HEAP: Heap = Heap { free: Cell::new(ptr::null()), used: Cell::new(0) };

unsafe extern "C" {
    /// Where the linker lets the heap begin.
    static __heap_base: u8;
}

/// Smaller than std's, and than those that join neighbours and look for the best
/// fit.
struct Heap {
    /// What was given back.
    free: Cell<*const Free>,
    /// How many bytes were ever given out.
    used: Cell<usize>,
}

/// What a block holds while nobody has it.
struct Free {
    size: usize,
    next: Cell<*const Free>,
}

// SAFETY: no shared memory, no threads.
unsafe impl Sync for Heap {}

fn units(layout: Layout) -> usize {
    layout.size().next_multiple_of(UNIT)
}

// SAFETY: a block is given out once, until it is given back.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let size = units(layout);
        let mut link = &self.free;
        // SAFETY: the list has blocks that nobody uses.
        while let Some(block) = unsafe { link.get().as_ref() } {
            if block.size == size {
                link.set(block.next.get());
                return ptr::from_ref(block).cast_mut().cast();
            }
            link = &block.next;
        }
        let used = self.used.get();
        let start = (&raw const __heap_base).wrapping_add(used).cast_mut();
        let room = (memory_size(0) * PAGE).wrapping_sub(start as usize);
        // A page more than it takes at times.
        if size > room && memory_grow(0, size / PAGE + 1) == usize::MAX {
            return ptr::null_mut();
        }
        self.used.set(used + size);
        start
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let free = Free { size: units(layout), next: Cell::new(self.free.get()) };
        let block: *mut Free = block.cast();
        // SAFETY: the block is the heap's again, and large enough.
        unsafe { block.write(free) };
        self.free.set(block);
    }
}
