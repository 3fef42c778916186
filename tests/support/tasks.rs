//! Tasks that may wait for ever.

use futures::channel::oneshot::{Receiver, channel};
use futures::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use std::future::Future;
use wasm_bindgen_futures::spawn_local;

/// A task of its own, which nothing wakes but what it waits for.
pub fn task<T: 'static>(work: impl Future<Output = T> + 'static) -> Receiver<T> {
    let (sender, receiver) = channel();
    spawn_local(async move {
        let _ = sender.send(work.await);
    });
    receiver
}

/// What a task gives, unless it waits for ever.
pub async fn in_time<T>(task: Receiver<T>) -> T {
    match select(task, TimeoutFuture::new(5_000)).await {
        Either::Left((output, _)) => output.unwrap(),
        Either::Right(_) => panic!("it waits still"),
    }
}
