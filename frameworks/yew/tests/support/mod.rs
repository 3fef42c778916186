//! A component that shows every handle it draws to its test.
#![allow(dead_code, missing_docs, unreachable_pub, clippy::unwrap_used, clippy::expect_used)]

#[path = "../../../../tests/support/mod.rs"]
pub mod house;

use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
pub use house::{Scope, soon};
use sockline_yew::sockline::State;
use sockline_yew::{SocketOptions, UseSocket, use_socket};
use std::rc::Rc;
use yew::{AppHandle, Html, Properties, component, html};

/// A handle that was drawn, and the URL of that render.
type Drawn = (String, UseSocket);

/// What a test gives to its component.
#[derive(Clone, Properties)]
pub struct Props {
    pub url: String,
    pub options: Rc<dyn Fn() -> SocketOptions>,
    drawn: UnboundedSender<Drawn>,
}

/// Never, so that each update draws.
impl PartialEq for Props {
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

#[component]
fn Probe(props: &Props) -> Html {
    let options = (props.options)().configure(|builder| builder.retry(soon()));
    let socket = use_socket(props.url.clone(), options);
    let _ = props.drawn.unbounded_send((props.url.clone(), socket.clone()));
    html! { <p>{ format!("{:?}", socket.state()) }</p> }
}

/// A mounted component. It stays when this is dropped.
pub struct Mounted {
    app: AppHandle<Probe>,
    pub props: Props,
    drawn: UnboundedReceiver<Drawn>,
    /// The handle that was drawn last.
    last: Option<UseSocket>,
    /// The URL that it was drawn with.
    pub url: String,
    /// How many have been drawn.
    pub draws: usize,
}

impl Mounted {
    pub fn new(url: String, options: impl Fn() -> SocketOptions + 'static) -> Self {
        let (sender, drawn) = unbounded();
        let props = Props { url, options: Rc::new(options), drawn: sender };
        let document = web_sys::window().unwrap().document().unwrap();
        let root = document.create_element("div").unwrap();
        let app = yew::Renderer::<Probe>::with_root_and_props(root, props.clone()).render();
        Self { app, props, drawn, last: None, url: String::new(), draws: 0 }
    }

    /// One that has no wishes.
    pub fn plain(url: String) -> Self {
        Self::new(url, SocketOptions::new)
    }

    /// Draws it with the props as they are now.
    pub fn update(&mut self) {
        self.app.update(self.props.clone());
    }

    /// The first handle to be drawn from now on that is as wanted; or the last
    /// one that was drawn.
    pub async fn until(&mut self, is_wanted: impl Fn(&UseSocket) -> bool) -> UseSocket {
        loop {
            if let Some(last) = &self.last
                && is_wanted(last)
            {
                return last.clone();
            }
            self.next().await;
        }
    }

    /// The next handle that is drawn.
    pub async fn next(&mut self) -> UseSocket {
        let (url, next) = self.drawn.next().await.unwrap();
        self.url = url;
        self.last = Some(next.clone());
        self.draws += 1;
        next
    }

    pub async fn until_open(&mut self) -> UseSocket {
        self.until(|socket| socket.state() == State::Open).await
    }

    /// Waits until its history has this many messages.
    pub async fn until_received(&mut self, count: usize) -> UseSocket {
        self.until(|socket| socket.history().len() == count).await
    }

    pub fn unmount(self) {
        self.app.destroy();
    }
}

/// The texts of a history.
pub fn texts(socket: &UseSocket) -> Vec<String> {
    socket.history().iter().map(|message| message.as_text().unwrap().to_owned()).collect()
}

/// What the server pushes, without the dots that fill it up.
pub fn numbers(socket: &UseSocket) -> Vec<usize> {
    texts(socket).iter().map(|text| text.trim_end_matches('.').parse().unwrap()).collect()
}
