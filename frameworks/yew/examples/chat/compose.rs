//! Saying something.

use web_sys::HtmlInputElement;
use yew::{
    AttrValue, Callback, Html, InputEvent, Properties, SubmitEvent, TargetCast, component, html,
    use_state,
};

/// As many as the button says.
const BURST: u32 = 1_000;

#[derive(PartialEq, Properties)]
pub(crate) struct ComposeProps {
    pub(crate) name: AttrValue,
    pub(crate) rename: Callback<AttrValue>,
    pub(crate) say: Callback<Vec<String>>,
}

#[component]
pub(crate) fn Compose(ComposeProps { name, rename, say }: &ComposeProps) -> Html {
    let text = use_state(String::new);
    let value = |event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value();
    let type_name = rename.reform(move |event| value(event).into());
    let type_text = {
        let text = text.clone();
        Callback::from(move |event| text.set(value(event)))
    };
    let onsubmit = {
        let (text, say) = (text.clone(), say.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if !text.is_empty() {
                say.emit(vec![text.to_string()]);
                text.set(String::new());
            }
        })
    };
    let burst = say.reform(|_| (1..=BURST).map(|index| format!("burst {index}")).collect());
    html! {
        <form class="compose" {onsubmit}>
            <label>{ "Name " }<input data-testid="name" value={name} oninput={type_name} /></label>
            <label>
                { "Message " }
                <input data-testid="text" value={(*text).clone()} oninput={type_text} />
            </label>
            <button type="submit" class="primary" data-testid="send">{ "Send" }</button>
            <button type="button" data-testid="burst" onclick={burst}>{ "Send 1,000" }</button>
        </form>
    }
}
