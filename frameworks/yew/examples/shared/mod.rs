//! What the examples have in common.

use sockline_yew::sockline::State;
use yew::{AttrValue, Callback, Html, Properties, component, html};

/// Mounts a component into the page.
pub(crate) fn start<C: yew::BaseComponent<Properties = ()>>() {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(root) = document.and_then(|document| document.get_element_by_id("app")) {
        yew::Renderer::<C>::with_root(root).render();
    }
}

/// The server's address: `url` of the page's query, or a room of the page's own
/// server.
pub(crate) fn address() -> AttrValue {
    let query = web_sys::window().and_then(|window| window.location().search().ok());
    query
        .and_then(|query| web_sys::UrlSearchParams::new_with_str(&query).ok())
        .and_then(|parameters| parameters.get("url"))
        .map_or(AttrValue::Static("/room/lobby"), AttrValue::from)
}

/// Title and button of an app.
#[derive(PartialEq, Properties)]
pub(crate) struct TopProps {
    pub(crate) title: AttrValue,
    pub(crate) is_mounted: bool,
    pub(crate) toggle: Callback<()>,
}

#[component]
pub(crate) fn Top(TopProps { title, is_mounted, toggle }: &TopProps) -> Html {
    let onclick = toggle.reform(|_| ());
    html! {
        <header class="top">
            <h1>{ title }{ " " }<small>{ "sockline and Yew" }</small></h1>
            <button type="button" data-testid="unmount" {onclick}>
                { if *is_mounted { "Leave" } else { "Enter" } }
            </button>
        </header>
    }
}

/// The state of a socket.
#[derive(PartialEq, Properties)]
pub(crate) struct BadgeProps {
    pub(crate) state: State,
}

#[component]
pub(crate) fn Badge(BadgeProps { state }: &BadgeProps) -> Html {
    let name = state.to_string();
    html! {
        <span class="badge" role="status" data-testid="state" data-state={name.clone()}>{ name }</span>
    }
}
