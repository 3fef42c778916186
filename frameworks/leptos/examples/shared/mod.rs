//! What the examples have in common.

use leptos::prelude::*;
use sockline_leptos::sockline::State;
use web_sys::wasm_bindgen::JsCast;

/// Mounts an app into the page.
pub(crate) fn start<V: IntoView + 'static>(app: fn() -> V) {
    let root = document().get_element_by_id("app").and_then(|root| root.dyn_into().ok());
    if let Some(root) = root {
        mount_to(root, app).forget();
    }
}

/// The server's address: `url` of the page's query, or a room of the page's own
/// server.
pub(crate) fn address() -> String {
    let query = location().search().unwrap_or_default();
    let parameters = web_sys::UrlSearchParams::new_with_str(&query).ok();
    parameters.and_then(|parameters| parameters.get("url")).unwrap_or("/room/lobby".into())
}

/// Title and button of an app, whose content comes and goes with `is_mounted`.
#[component]
pub(crate) fn Top(title: &'static str, is_mounted: RwSignal<bool>) -> impl IntoView {
    view! {
        <header class="top">
            <h1>{title} " " <small>"sockline and Leptos"</small></h1>
            <button
                type="button"
                data-testid="unmount"
                on:click=move |_| is_mounted.update(|is_mounted| *is_mounted = !*is_mounted)
            >
                {move || if is_mounted.get() { "Leave" } else { "Enter" }}
            </button>
        </header>
    }
}

/// The state of a socket.
#[component]
pub(crate) fn Badge(state: Signal<State>) -> impl IntoView {
    let name = move || state.get().to_string();
    view! {
        <span class="badge" role="status" data-testid="state" data-state=name>
            {name}
        </span>
    }
}
