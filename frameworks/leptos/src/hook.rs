//! The hook.

use crate::handle::UseSocket;
use crate::options::SocketOptions;
use leptos::prelude::{Effect, Get, Memo, Signal, on_cleanup, untrack};

/// Whether there is a browser to open sockets in. Programs on a server may be
/// WebAssembly too, and programs may have both features by mistake.
const HAS_BROWSER: bool = cfg!(all(target_family = "wasm", not(feature = "ssr")));

/// A WebSocket for as long as the component lives.
///
/// It connects when the component's effects run, so never on a server, and
/// stays connected as [`sockline::Client`] does. When the URL changes to another
/// one, the connection is closed and one to the new URL begins, with an empty
/// history. When the component is removed it is closed: what waits in the queue
/// goes out first if the connection is open, and is otherwise given back to
/// [`UseSocket::on_drop`] in the cleanup itself, while the component's signals
/// live; without such a callback it is given back as by
/// [`Client::close`](sockline::Client::close), to those who hold the client. Of a
/// connection that was left nothing is told afterwards but the messages that its
/// client has dropped itself.
///
/// Each call is a connection of its own. To share one among components, call it
/// in their parent and pass the [`UseSocket`] on, which is `Copy`, or provide it
/// as a context.
///
/// The URL is `ws`, `wss`, `http`, `https`, or relative to the page. A faulty one
/// makes no connection and is told by [`UseSocket::error`].
///
/// It takes what makes a `Signal<String>`: a `String`, a `&str`, a signal, a
/// memo. For a URL that holds a token which does not last, use
/// [`Builder::url_provider`](sockline::Builder::url_provider) rather than a
/// signal: the connection then survives a new token.
///
/// ```
/// use leptos::prelude::*;
/// use sockline_leptos::{SocketOptions, use_socket};
///
/// #[component]
/// fn Room(#[prop(into)] name: Signal<String>) -> impl IntoView {
///     let url = Signal::derive(move || format!("/rooms/{}", name.get()));
///     let socket = use_socket(url, SocketOptions::new());
///     socket.on_open(move |_| {
///         let _ = socket.try_send("I am here");
///     });
///     move || format!("{} messages", socket.history.get().len())
/// }
/// ```
pub fn use_socket(url: impl Into<Signal<String>>, options: SocketOptions) -> UseSocket {
    let kept = options.history_limit();
    use_socket_keeping(kept, url.into(), options)
}

/// [`use_socket`], but that it keeps so many messages itself; the options' history
/// is that of values.
pub(crate) fn use_socket_keeping(
    kept: usize,
    url: Signal<String>,
    options: SocketOptions,
) -> UseSocket {
    let socket = UseSocket::new(HAS_BROWSER.then_some(kept), options.history_limit());
    if HAS_BROWSER {
        let paused = options.pause();
        // Tells only of another address, and not of the same one set again.
        let address = Memo::new(move |_| {
            let is_paused = paused.is_some_and(|paused| paused.get());
            (!is_paused).then(|| url.get())
        });
        Effect::new(move || match address.get() {
            Some(url) => {
                untrack(|| socket.open(url, &options));
                on_cleanup(move || socket.leave());
            }
            None => socket.rest(),
        });
    }
    socket
}
