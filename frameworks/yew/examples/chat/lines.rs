//! What was said.

use crate::room::{Chat, Line};
use yew::{AttrValue, Html, Properties, component, html};

/// Drawn anew only if something was said: sockets are compared cheaply.
#[derive(PartialEq, Properties)]
pub(crate) struct LinesProps {
    pub(crate) chat: Chat,
    /// Who reads.
    pub(crate) name: AttrValue,
}

#[component]
pub(crate) fn Lines(LinesProps { chat, name }: &LinesProps) -> Html {
    let history = chat.history();
    let keys = history.offset()..;
    let lines = keys.zip(history.iter()).filter_map(|(key, item)| {
        let Line { name: author, text } = item.as_ref().as_ref().ok()?;
        let class = (*author == **name).then_some("own");
        Some(html! {
            <li {key} data-testid="message" {class}>
                <b class="name">{ author }</b>{ " " }<span class="text">{ text }</span>
            </li>
        })
    });
    html! {
        <div class="scroll" tabindex="0" role="log" aria-label="Messages">
            <ol class="messages">{ for lines }</ol>
        </div>
    }
}
