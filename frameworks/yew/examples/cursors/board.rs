//! The board.

use crate::cursor::{Cursor, new_id};
use crate::others::{Event, Others};
use crate::shared::{Badge, address};
use gloo_timers::callback::Interval;
use sockline_yew::sockline::{Json, Priority};
use sockline_yew::{SocketOptions, UseTypedSocket, use_typed_socket};
use std::time::Duration;
use web_sys::{Element, PointerEvent};
use yew::{
    Callback, Html, component, html, use_effect_with, use_memo, use_mut_ref, use_node_ref,
    use_reducer_eq,
};

/// Others are told again this often, in milliseconds, that this page is here.
const REMINDER: u32 = 2_000;

/// The board's socket.
type Live = UseTypedSocket<Cursor, Cursor, Json>;

#[component]
pub(crate) fn Board() -> Html {
    let others = use_reducer_eq(Others::default);
    let id = use_memo((), |()| new_id());
    // Only the latest counts, and the board has that.
    let options = SocketOptions::typed::<Cursor, Cursor, Json>().history(0).on_message({
        let (dispatcher, id) = (others.dispatcher(), id.clone());
        move |item| {
            // The room sends to all, this page among them.
            if let Ok(cursor) = &*item
                && cursor.id != *id
            {
                dispatcher.dispatch(Event::Heard(cursor.clone(), js_sys::Date::now()));
            }
        }
    });
    let live: Live = use_typed_socket(address(), options);
    let own = use_mut_ref(|| None::<Cursor>);

    use_effect_with((), {
        let (live, own, dispatcher) = (live.clone(), own.clone(), others.dispatcher());
        move |()| {
            let reminder = Interval::new(REMINDER, move || {
                if let Some(cursor) = &*own.borrow() {
                    tell(&live, cursor);
                }
                dispatcher.dispatch(Event::Passed(js_sys::Date::now()));
            });
            || drop(reminder)
        }
    });

    let board = use_node_ref();
    let onpointermove = {
        let (live, board, id) = (live.clone(), board.clone(), id.clone());
        Callback::from(move |event: PointerEvent| {
            let Some(board) = board.cast::<Element>() else { return };
            let area = board.get_bounding_client_rect();
            let cursor = Cursor {
                id: id.to_string(),
                x: (f64::from(event.client_x()) - area.left()) / area.width(),
                y: (f64::from(event.client_y()) - area.top()) / area.height(),
            };
            tell(&live, &cursor);
            own.replace(Some(cursor));
        })
    };

    let count = others.iter().len();
    html! {
        <section class="panel live" aria-label="Live cursors">
            <p class="status">
                <Badge state={live.state()} />
                <span>{ "Others: " }<span data-testid="count">{ count }</span></span>
                <span class="hint">
                    { "Move the pointer over the board, here and in another window." }
                </span>
            </p>
            <div
                class="board"
                role="img"
                aria-label={format!("Board; cursors of others: {count}")}
                data-testid="board"
                ref={board}
                {onpointermove}
            >
                { for others.iter().map(|cursor| html! {
                    <div
                        key={cursor.id.clone()}
                        class="cursor"
                        data-testid="cursor"
                        data-id={cursor.id.clone()}
                        style={cursor.style()}
                    >
                        <span>{ &cursor.id }</span>
                    </div>
                }) }
            </div>
        </section>
    }
}

/// A newer position takes the place of one that waits; all else goes before it;
/// one that is a second old is of no use.
fn tell(live: &Live, cursor: &Cursor) {
    // Full or ended: the next move tells.
    let _ = live.try_send_as(cursor, |message| {
        message.key("cursor").priority(Priority::Low).ttl(Duration::from_secs(1))
    });
}
