//! What a hook holds once it is mounted: in a browser only.

use crate::received::Received;
use crate::subscribers::Subscribers;
use leptos::prelude::{Notify, Trigger};
use leptos::task::spawn_local;
use sockline::{
    Builder, Client, ConnectError, DropReason, Dropped, SendClient, SendMessage, State,
    Subscription,
};
use std::cell::RefCell;

/// Who depends on what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Triggers {
    /// The client, and why there is none.
    pub(crate) client: Trigger,
    /// The client's state.
    pub(crate) state: Trigger,
    /// The client's statistics.
    pub(crate) stats: Trigger,
}

impl Triggers {
    pub(crate) fn new() -> Self {
        Self { client: Trigger::new(), state: Trigger::new(), stats: Trigger::new() }
    }

    pub(crate) fn notify_all(self) {
        self.client.notify();
        self.state.notify();
        self.stats.notify();
    }
}

/// The client there is, and who listens to whichever there is.
#[derive(Debug, Default)]
pub(crate) struct Mounted {
    client: RefCell<Option<SendClient>>,
    error: RefCell<Option<ConnectError>>,
    /// The hook's own.
    subscriptions: RefCell<Vec<Subscription>>,
    pub(crate) subscribers: Subscribers,
}

impl Mounted {
    pub(crate) fn client(&self) -> Option<SendClient> {
        self.client.borrow().clone()
    }

    pub(crate) fn error(&self) -> Option<ConnectError> {
        self.error.borrow().clone()
    }

    /// Where the client stands.
    pub(crate) fn state(&self) -> State {
        match &*self.client.borrow() {
            Some(client) => client.state(),
            None if self.error.borrow().is_some() => State::Closed,
            None => State::Idle,
        }
    }

    /// Makes the client. Nothing is told before everybody is subscribed: what
    /// making it causes is told when the call stack is empty.
    pub(crate) fn open(&self, builder: Builder, received: Received<SendMessage>, told: Triggers) {
        received.clear();
        self.subscribers.clear();
        match builder.connect() {
            Ok(client) => {
                self.error.replace(None);
                self.client.replace(Some(client.clone().into_send()));
                // The hook's own first: signals change before a callback that
                // may read them.
                self.subscriptions.replace(listen(&client, received, told));
                self.subscribers.attach(&client);
            }
            Err(error) => {
                self.error.replace(Some(error));
            }
        }
        told.notify_all();
    }

    /// Ends the client for this hook. What waits and can't be sent is given back now to
    /// those of the component who take it, while its values are there; if nobody does,
    /// it stays for the client to tell whoever else holds it. Of all that the client
    /// tells later only the messages are heard that it has dropped itself, perhaps
    /// before this.
    ///
    /// The signals tell nobody: this runs in a cleanup, with which the component's values
    /// may go, and a view that is kept in sight meanwhile would read them in vain.
    pub(crate) fn leave(&self) {
        self.error.replace(None);
        let Some(client) = self.client.take() else { return };
        let own = self.subscriptions.take();
        let give_back = || {
            // What was taken out of the queue the client tells nobody any more.
            if !self.subscribers.take_back() {
                return;
            }
            for message in client.clear_queue() {
                self.subscribers.give_back(&Dropped { message, reason: DropReason::Closed });
            }
        };
        if client.state() != State::Open {
            give_back();
        }
        // Others may hold clones of it.
        client.close();
        // A connection that has begun to close unheard was handed nothing.
        give_back();
        let drops = self.subscribers.detach();
        drop(own);
        // Who has left is not told what becomes of a life that others begin.
        let over = client.life_over();
        spawn_local(async move {
            over.await;
            drop(drops);
        });
    }
}

fn listen(client: &Client, received: Received<SendMessage>, told: Triggers) -> Vec<Subscription> {
    let Triggers { state, stats, .. } = told;
    vec![
        client.on_message(move |message| {
            received.push(message.into_send());
            stats.notify();
        }),
        client.on_state(move |_| {
            state.notify();
            stats.notify();
        }),
        client.on_close(move |_| stats.notify()),
        client.on_reconnecting(move |_| stats.notify()),
        client.on_drain(move || stats.notify()),
        client.on_drop(move |_| stats.notify()),
    ]
}
