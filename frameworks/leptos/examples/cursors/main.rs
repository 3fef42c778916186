//! A board with everyone's cursor: much that is sent, of which only the latest counts.

// The macro makes a public struct of the properties of each component.
#![allow(unreachable_pub)]

mod board;
#[path = "../../../examples/cursor.rs"]
mod cursor;
mod others;
#[path = "../shared/mod.rs"]
mod shared;

use board::Board;
use leptos::prelude::*;
use shared::Top;

fn main() {
    shared::start(App);
}

/// The board, which one may leave and enter again.
#[component]
fn App() -> impl IntoView {
    let is_mounted = RwSignal::new(true);
    view! {
        <Top title="Live cursors" is_mounted/>
        <Show when=move || is_mounted.get()>
            <Board/>
        </Show>
    }
}
