//! The board.

use crate::cursor::{Cursor, new_id};
use crate::others::Others;
use crate::shared::{Badge, address};
use leptos::ev::PointerEvent;
use leptos::html::Div;
use leptos::prelude::*;
use sockline_leptos::sockline::{Json, Priority};
use sockline_leptos::{SocketOptions, UseTypedSocket, use_typed_socket};
use std::time::Duration;

/// Others are told again this often that this page is here.
const REMINDER: Duration = Duration::from_secs(2);

/// The board's socket.
type Live = UseTypedSocket<Cursor, Cursor, Json>;

#[component]
pub(crate) fn Board() -> impl IntoView {
    // Only the latest counts, and the board has that.
    let live: Live = use_typed_socket(address(), SocketOptions::new().history(0));
    let id = StoredValue::new(new_id());
    let own = StoredValue::new(None::<Cursor>);
    let others = Others::new();
    live.on_message(move |cursor| {
        // The room sends to all, this page among them.
        if let Ok(cursor) = cursor
            && cursor.id != *id.read_value()
        {
            others.hear(cursor);
        }
    });
    let remind = move || {
        if let Some(cursor) = &*own.read_value() {
            tell(live, cursor);
        }
        others.forget_silent();
    };
    Effect::new(move || {
        if let Ok(reminder) = set_interval_with_handle(remind, REMINDER) {
            on_cleanup(move || reminder.clear());
        }
    });

    let board = NodeRef::<Div>::new();
    let point = move |event: PointerEvent| {
        let Some(board) = board.get_untracked() else { return };
        let area = board.get_bounding_client_rect();
        let cursor = Cursor {
            id: id.get_value(),
            x: (f64::from(event.client_x()) - area.left()) / area.width(),
            y: (f64::from(event.client_y()) - area.top()) / area.height(),
        };
        tell(live, &cursor);
        own.set_value(Some(cursor));
    };

    view! {
        <section class="panel live" aria-label="Live cursors">
            <p class="status">
                <Badge state=live.socket().state/>
                <span>"Others: " <span data-testid="count">{move || others.count()}</span></span>
                <span class="hint">
                    "Move the pointer over the board, here and in another window."
                </span>
            </p>
            <div
                class="board"
                role="img"
                aria-label=move || format!("Board; cursors of others: {}", others.count())
                data-testid="board"
                node_ref=board
                on:pointermove=point
            >
                <For each=move || others.all() key=|(id, _)| id.clone() let((id, cursor))>
                    <div
                        class="cursor"
                        data-testid="cursor"
                        data-id=id.clone()
                        style=move || cursor.read().style()
                    >
                        <span>{id.clone()}</span>
                    </div>
                </For>
            </div>
        </section>
    }
}

/// A newer position takes the place of one that waits; all else goes before it;
/// one that is a second old is of no use.
fn tell(live: Live, cursor: &Cursor) {
    // Full or ended: the next move tells.
    let _ = live.try_send_as(cursor, |message| {
        message.key("cursor").priority(Priority::Low).ttl(Duration::from_secs(1))
    });
}
