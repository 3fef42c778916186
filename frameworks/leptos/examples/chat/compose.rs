//! Saying something.

use crate::room::{Chat, Line};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// As many as the button says.
const BURST: u32 = 1_000;

#[component]
pub(crate) fn Compose(chat: Chat, name: RwSignal<String>) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let say = move |text| {
        // It waits while there is no connection. Full or ended, it is not said.
        let _ = chat.try_send(&Line { name: name.get_untracked(), text });
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let said = std::mem::take(&mut *text.write());
        if !said.is_empty() {
            say(said);
        }
    };
    let burst = move |_| (1..=BURST).for_each(|index| say(format!("burst {index}")));
    view! {
        <form class="compose" on:submit=submit>
            <label>"Name " <input data-testid="name" bind:value=name/></label>
            <label>"Message " <input data-testid="text" bind:value=text/></label>
            <button type="submit" class="primary" data-testid="send">"Send"</button>
            <button type="button" data-testid="burst" on:click=burst>"Send 1,000"</button>
        </form>
    }
}
