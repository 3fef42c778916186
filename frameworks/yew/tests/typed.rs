//! The hook of values. In a window.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use futures::StreamExt;
use futures::channel::mpsc::{UnboundedSender, unbounded};
use sockline_yew::sockline::{Json, State};
use sockline_yew::{SocketOptions, UseTypedSocket, use_typed_socket};
use support::Scope;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use yew::{Html, Properties, component, html};

wasm_bindgen_test_configure!(run_in_browser);

type Numbers = UseTypedSocket<u32, u32, Json>;

#[derive(Clone, Properties)]
struct Props {
    url: String,
    drawn: UnboundedSender<Numbers>,
}

impl PartialEq for Props {
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

#[component]
fn Probe(props: &Props) -> Html {
    let numbers = use_typed_socket(props.url.clone(), SocketOptions::default());
    let _ = props.drawn.unbounded_send(numbers);
    html! {}
}

#[wasm_bindgen_test]
async fn values_go_there_and_back_and_what_is_none_is_an_error_in_its_place() {
    let scope = Scope::new();
    let (sender, mut drawn) = unbounded();
    let props = Props { url: scope.url("echo"), drawn: sender };
    let root = web_sys::window().unwrap().document().unwrap().create_element("div").unwrap();
    let app = yew::Renderer::<Probe>::with_root_and_props(root, props).render();
    let mut numbers = drawn.next().await.unwrap();
    while numbers.state() != State::Open {
        numbers = drawn.next().await.unwrap();
    }
    numbers.try_send(&1).unwrap();
    numbers.client().unwrap().try_send("no number").unwrap();
    numbers.try_send_as(&2, |message| message.key("number")).unwrap();
    numbers.typed().unwrap().send(&3).await.unwrap();
    numbers.send(&4).await.unwrap();
    while numbers.history().len() < 5 {
        numbers = drawn.next().await.unwrap();
    }
    assert_eq!(numbers.values().copied().collect::<Vec<_>>(), [1, 2, 3, 4]);
    let error = numbers.history().get(1).unwrap().as_ref().as_ref().unwrap_err();
    assert_eq!(error.message.as_text(), Some("no number"));
    app.destroy();
    scope.until_open(0).await;
}
