//! The room, in which everyone hears everyone.

use crate::compose::Compose;
use crate::lines::Lines;
use crate::shared::{Badge, address};
use serde::{Deserialize, Serialize};
use sockline_yew::sockline::Json;
use sockline_yew::{SocketOptions, UseTypedSocket, use_typed_socket};
use yew::{AttrValue, Callback, Html, component, html, use_force_update, use_state};

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
pub(crate) fn Room() -> Html {
    let chat: Chat = use_typed_socket(address(), SocketOptions::default().history(SHOWN));
    let name = use_state(|| AttrValue::Static("Guest"));
    // What waits is drawn, and no change of the socket tells of it.
    let redraw = use_force_update();
    let say = {
        let (chat, name) = (chat.clone(), name.clone());
        Callback::from(move |texts: Vec<String>| {
            for text in texts {
                // It waits while there is no connection. Full or ended, it is not said.
                let _ = chat.try_send(&Line { name: name.to_string(), text });
            }
            redraw.force_update();
        })
    };
    let rename = {
        let name = name.clone();
        Callback::from(move |new| name.set(new))
    };
    let count = chat.history().offset() + chat.history().len() as u64;
    let waiting = chat.client().map_or(0, |client| client.queued_messages());
    html! {
        <section class="panel chat" aria-label="Chat">
            <p class="status">
                <Badge state={chat.state()} />
                <span>{ "Messages: " }<span data-testid="count">{ count }</span></span>
                if waiting > 0 {
                    <span class="hint">{ format!("{waiting} wait for the connection") }</span>
                }
                if let Some(error) = chat.error() {
                    <span class="hint">{ error.to_string() }</span>
                }
            </p>
            <Lines {chat} name={(*name).clone()} />
            <Compose name={(*name).clone()} {rename} {say} />
        </section>
    }
}
