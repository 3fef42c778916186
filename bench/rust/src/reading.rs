//! A task that reads.

use std::future::Future;

use futures::future::{AbortHandle, abortable};
use wasm_bindgen_futures::spawn_local;

/// Reads a stream until this is dropped: several libraries close a connection only when both its
/// halves are gone.
#[derive(Debug)]
pub struct Reading(AbortHandle);

impl Reading {
    /// Begins to read.
    pub fn spawn(reads: impl Future<Output = ()> + 'static) -> Self {
        let (task, handle) = abortable(reads);
        spawn_local(async move {
            // Aborted or at the stream's end: nobody asks.
            let _ = task.await;
        });
        Self(handle)
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.0.abort();
    }
}
