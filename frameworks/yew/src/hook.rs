//! The hook.

use crate::handle::UseSocket;
use crate::link::{Link, Listen};
use crate::options::SocketOptions;
use yew::AttrValue;
use yew::functional::{hook, use_effect, use_effect_with, use_force_update, use_memo};

/// A WebSocket for as long as the component is mounted.
///
/// It connects when the component has been mounted, and by itself again after
/// every loss. When `url` changes it closes, and connects to the new one with an
/// empty history; when the component is unmounted it closes, whoever else holds
/// the [`Client`]. A render never reconnects, whatever the options. Where
/// servers render, nothing happens.
///
/// `url` is what [`Client::builder`] takes: `ws`, `wss`, `http`, `https`, or
/// relative to the page. One that can't be used is told by
/// [`UseSocket::error`]. For a token that does not last, give
/// [`SocketOptions::configure`] a provider of URLs, rather than this another
/// URL.
///
/// The component is drawn anew for each change of the state, and for messages:
/// those of a burst are drawn together, once in 16 ms, and none is missing in
/// [`UseSocket::history`]. What must be done for each message belongs into
/// [`SocketOptions::on_message`]. Several components that share a socket take it
/// from a common parent, through props or a context: each call makes a
/// connection of its own.
///
/// ```
/// use sockline_yew::{SocketOptions, use_socket};
/// use yew::{Html, component, html};
///
/// #[component]
/// fn Log() -> Html {
///     let socket = use_socket("wss://example.com/log", SocketOptions::new().history(100));
///     html! {
///         <ol>
///             { for socket.history().iter().filter_map(|message| message.as_text()).map(|line| {
///                 html! { <li>{ line }</li> }
///             }) }
///         </ol>
///     }
/// }
/// ```
#[hook]
pub fn use_socket(url: impl Into<AttrValue>, options: SocketOptions) -> UseSocket {
    use_link(url.into(), options, |client, tell| client.on_message(tell))
}

/// What the hooks have in common.
#[hook]
pub(crate) fn use_link<T: 'static>(
    url: AttrValue,
    options: SocketOptions<T>,
    listen: Listen<T>,
) -> UseSocket<T> {
    let component = use_force_update();
    let link = use_memo((), |()| Link::new(component));
    let address = (!options.is_paused).then_some(url);
    let view = link.view_of(address.as_ref());
    // Yew may let the page do something else between a render and its effects:
    // what the connection before tells then is for the callbacks before.
    use_effect_with(address, {
        let (link, options) = (link.clone(), options.clone());
        move |address: &Option<AttrValue>| {
            link.update(options);
            let connection = address.as_ref().map(|url| link.connect(url, listen));
            if connection.is_none() {
                link.rest();
            }
            || drop(connection)
        }
    });
    use_effect({
        let link = link.clone();
        move || link.update(options)
    });
    // Yew undoes effects in their order, and so this after the connection.
    use_effect_with((), {
        let link = link.clone();
        // Callbacks may hold what holds them.
        |()| move || link.update(SocketOptions::default())
    });
    UseSocket::new(view, &link)
}
