//! What was said.

use crate::room::{Chat, Line};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub(crate) fn Lines(
    chat: Chat,
    /// Who reads.
    name: RwSignal<String>,
) -> impl IntoView {
    let show = move |(_, line): (u64, Arc<Line>)| {
        let (author, text) = (line.name.clone(), line.text.clone());
        view! {
            <li data-testid="message" class:own=move || *name.read() == line.name>
                <b class="name">{author}</b> " " <span class="text">{text}</span>
            </li>
        }
    };
    view! {
        <div class="scroll" tabindex="0" role="log" aria-label="Messages">
            <ol class="messages">
                <For
                    each=move || chat.history.get().numbered()
                    key=|(number, _)| *number
                    children=show
                />
            </ol>
        </div>
    }
}
