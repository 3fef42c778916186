//! A chat room: a history of typed messages, and sending that survives losses.

mod compose;
mod lines;
mod room;
#[path = "../shared/mod.rs"]
mod shared;

use room::Room;
use shared::Top;
use yew::{Callback, Html, component, html, use_state};

fn main() {
    shared::start::<App>();
}

/// The room, which one may leave and enter again.
#[component]
fn App() -> Html {
    let is_mounted = use_state(|| true);
    let toggle = {
        let is_mounted = is_mounted.clone();
        Callback::from(move |()| is_mounted.set(!*is_mounted))
    };
    html! {
        <>
            <Top title="Chat" is_mounted={*is_mounted} {toggle} />
            if *is_mounted {
                <Room />
            }
        </>
    }
}
