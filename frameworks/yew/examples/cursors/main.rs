//! A board with everyone's cursor: much that is sent, of which only the latest counts.

mod board;
#[path = "../../../examples/cursor.rs"]
mod cursor;
mod others;
#[path = "../shared/mod.rs"]
mod shared;

use board::Board;
use shared::Top;
use yew::{Callback, Html, component, html, use_state};

fn main() {
    shared::start::<App>();
}

/// The board, which one may leave and enter again.
#[component]
fn App() -> Html {
    let is_mounted = use_state(|| true);
    let toggle = {
        let is_mounted = is_mounted.clone();
        Callback::from(move |()| is_mounted.set(!*is_mounted))
    };
    html! {
        <>
            <Top title="Live cursors" is_mounted={*is_mounted} {toggle} />
            if *is_mounted {
                <Board />
            }
        </>
    }
}
