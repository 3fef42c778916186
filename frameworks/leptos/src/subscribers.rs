//! The user's callbacks, which outlive each single client.

use leptos::prelude::untrack;
use sockline::{Client, Dropped};
use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

/// Who is subscribed to every client that there will be.
#[derive(Debug, Default)]
pub(crate) struct Subscribers {
    list: RefCell<Vec<Rc<Subscriber>>>,
}

/// One of them.
pub(crate) struct Subscriber {
    subscribe: Box<Subscribe>,
    /// What `subscribe` returned for the client there is.
    guard: RefCell<Option<Box<dyn Any>>>,
    /// For messages that no client is left to tell of.
    give_back: Option<Box<dyn Fn(Dropped)>>,
    /// Forgets what it had of another URL.
    clear: Option<Box<dyn Fn()>>,
}

/// Subscribes to a client, for as long as what it returns lives.
pub(crate) type Subscribe = dyn Fn(&Client) -> Box<dyn Any>;

impl Subscriber {
    pub(crate) fn new(subscribe: Box<Subscribe>) -> Self {
        Self { subscribe, guard: RefCell::default(), give_back: None, clear: None }
    }

    pub(crate) fn giving_back(self, give_back: impl Fn(Dropped) + 'static) -> Self {
        Self { give_back: Some(Box::new(give_back)), ..self }
    }

    pub(crate) fn clearing(self, clear: impl Fn() + 'static) -> Self {
        Self { clear: Some(Box::new(clear)), ..self }
    }

    /// Nothing is borrowed while the user's code runs or its values are dropped.
    fn attach(&self, client: &Client) {
        let guard = untrack(|| (self.subscribe)(client));
        drop(self.guard.replace(Some(guard)));
    }

    fn detach(&self) -> Option<Box<dyn Any>> {
        self.guard.take()
    }
}

impl Subscribers {
    /// Adds one, and attaches it to the client that there is.
    pub(crate) fn add(&self, subscriber: Rc<Subscriber>, client: Option<&Client>) {
        self.list.borrow_mut().push(subscriber.clone());
        if let Some(client) = client {
            subscriber.attach(client);
        }
    }

    pub(crate) fn remove(&self, subscriber: &Rc<Subscriber>) {
        self.list.borrow_mut().retain(|other| !Rc::ptr_eq(other, subscriber));
        drop(subscriber.detach());
    }

    /// Another URL begins, which may be a faulty one.
    pub(crate) fn clear(&self) {
        for subscriber in self.all() {
            if let Some(clear) = &subscriber.clear {
                clear();
            }
        }
    }

    pub(crate) fn attach(&self, client: &Client) {
        for subscriber in self.all() {
            subscriber.attach(client);
        }
    }

    /// Unsubscribes all but those who are told of messages that will not be sent:
    /// dropping what this returns unsubscribes them.
    pub(crate) fn detach(&self) -> Vec<Box<dyn Any>> {
        let mut drops = Vec::new();
        for subscriber in self.all() {
            let guard = subscriber.detach();
            if subscriber.give_back.is_some() {
                drops.extend(guard);
            }
        }
        drops
    }

    /// Whether anybody would be told of a message that will not be sent.
    pub(crate) fn take_back(&self) -> bool {
        self.list.borrow().iter().any(|subscriber| subscriber.give_back.is_some())
    }

    /// Tells of a message that will not be sent.
    pub(crate) fn give_back(&self, dropped: &Dropped) {
        for subscriber in self.all() {
            if let Some(give_back) = &subscriber.give_back {
                give_back(dropped.clone());
            }
        }
    }

    fn all(&self) -> Vec<Rc<Subscriber>> {
        self.list.borrow().clone()
    }
}

impl fmt::Debug for Subscriber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Subscriber").finish_non_exhaustive()
    }
}
