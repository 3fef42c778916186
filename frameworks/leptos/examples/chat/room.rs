//! The room, in which everyone hears everyone.

use crate::compose::Compose;
use crate::lines::Lines;
use crate::shared::{Badge, address};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use sockline_leptos::sockline::Json;
use sockline_leptos::{SocketOptions, UseTypedSocket, use_typed_socket};

/// What one says.
#[derive(Deserialize, Serialize)]
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// The room's socket.
pub(crate) type Chat = UseTypedSocket<Line, Line, Json>;

/// Lines that stay on the screen.
const SHOWN: usize = 5_000;

#[component]
pub(crate) fn Room() -> impl IntoView {
    let chat: Chat = use_typed_socket(address(), SocketOptions::new().history(SHOWN));
    let socket = chat.socket();
    let name = RwSignal::new("Guest".to_owned());
    let count = move || chat.history.with(|history| history.offset() + history.len() as u64);
    let waiting = move || {
        // Changes with whatever is sent.
        socket.stats.track();
        let waiting = socket.client.get().map_or(0, |client| client.queued_messages());
        (waiting > 0).then(|| format!("{waiting} wait for the connection"))
    };
    let error = move || socket.error.get().map(|error| error.to_string());
    view! {
        <section class="panel chat" aria-label="Chat">
            <p class="status">
                <Badge state=socket.state/>
                <span>"Messages: " <span data-testid="count">{count}</span></span>
                {move || waiting().map(|text| view! { <span class="hint">{text}</span> })}
                {move || error().map(|text| view! { <span class="hint">{text}</span> })}
            </p>
            <Lines chat name/>
            <Compose chat name/>
        </section>
    }
}
