//! A chat room: a history of typed messages, and sending that survives losses.

// The macro makes a public struct of the properties of each component.
#![allow(unreachable_pub)]

mod compose;
mod lines;
mod room;
#[path = "../shared/mod.rs"]
mod shared;

use leptos::prelude::*;
use room::Room;
use shared::Top;

fn main() {
    shared::start(App);
}

/// The room, which one may leave and enter again.
#[component]
fn App() -> impl IntoView {
    let is_mounted = RwSignal::new(true);
    view! {
        <Top title="Chat" is_mounted/>
        <Show when=move || is_mounted.get()>
            <Room/>
        </Show>
    }
}
