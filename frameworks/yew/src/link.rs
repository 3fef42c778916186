//! Between a component and its client.

use crate::options::{Callbacks, SocketOptions};
use crate::redraw::Redraw;
use crate::view::View;
use sockline::{Client, History, State, Subscription};
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use yew::functional::UseForceUpdateHandle;
use yew::platform::spawn_local;
use yew::{AttrValue, Callback};

/// What a component's socket is made of. It outlives the renders; the client in
/// it comes and goes with the URL.
pub(crate) struct Link<T> {
    /// Those of the latest render.
    options: RefCell<SocketOptions<T>>,
    client: RefCell<Option<Client>>,
    /// The URL that the view is of, while there is a connection to it.
    address: RefCell<Option<AttrValue>>,
    view: RefCell<View<T>>,
    redraw: Rc<Redraw>,
}

/// How messages become the component's items: by the client itself, or by one of
/// its codecs.
pub(crate) type Listen<T> = fn(&Client, Box<dyn Fn(T)>) -> Subscription;

impl<T: 'static> Link<T> {
    pub(crate) fn new(component: UseForceUpdateHandle) -> Rc<Self> {
        Rc::new(Self {
            options: RefCell::default(),
            client: RefCell::default(),
            address: RefCell::default(),
            view: RefCell::default(),
            redraw: Redraw::new(component),
        })
    }

    /// Has the callbacks of this render called from now on.
    pub(crate) fn update(&self, options: SocketOptions<T>) {
        let old = self.options.replace(options);
        drop(old);
    }

    pub(crate) fn client(&self) -> Option<Client> {
        self.client.borrow().clone()
    }

    /// What a render with this URL shows; with none it is paused. Effects come
    /// after the render, which must not show the connection before as its own.
    pub(crate) fn view_of(&self, address: Option<&AttrValue>) -> View<T> {
        if address.is_none() {
            return View { state: State::Idle, error: None, ..self.view() };
        }
        if address == self.address.borrow().as_ref() { self.view() } else { View::default() }
    }

    fn view(&self) -> View<T> {
        self.view.borrow().clone()
    }

    /// Begins a connection with an empty view.
    pub(crate) fn connect(self: &Rc<Self>, url: &AttrValue, listen: Listen<T>) -> Connection<T> {
        let (configure, history) = {
            let options = self.options.borrow();
            (options.configure.clone(), options.history)
        };
        let builder = Client::builder(url.as_str());
        let builder = match configure {
            Some(configure) => configure(builder),
            None => builder,
        };
        let mut view = View::default();
        let mut subscriptions = Vec::new();
        match builder.connect() {
            Ok(client) => {
                view.state = client.state();
                // One that holds nothing would keep its last items all the same.
                let history = (history > 0).then(|| History::new(history));
                subscriptions = self.subscribe(&client, history, listen);
                self.client.replace(Some(client));
            }
            Err(error) => {
                view.state = State::Closed;
                view.error = Some(error);
            }
        }
        self.address.replace(Some(url.clone()));
        self.show(view);
        Connection { link: self.clone(), subscriptions }
    }

    fn subscribe(
        self: &Rc<Self>,
        client: &Client,
        history: Option<History<Rc<T>>>,
        listen: Listen<T>,
    ) -> Vec<Subscription> {
        // The client's callbacks do not hold what holds the client.
        let link = || Rc::downgrade(self);
        let [states, messages] = [link(), link()];
        vec![
            client.on_state(move |state| {
                if let Some(link) = states.upgrade() {
                    link.notice(state);
                }
            }),
            listen(
                client,
                Box::new(move |item| {
                    if let Some(link) = messages.upgrade() {
                        link.receive(history.as_ref(), Rc::new(item));
                    }
                }),
            ),
            client.on_open(tell(link(), |callbacks| &callbacks.open)),
            client.on_error(tell(link(), |callbacks| &callbacks.error)),
            client.on_close(tell(link(), |callbacks| &callbacks.close)),
            client.on_reconnecting(tell(link(), |callbacks| &callbacks.reconnecting)),
            client.on_drain({
                let tell = tell(link(), |callbacks| &callbacks.drain);
                move || tell(())
            }),
            client.on_drop(tell(link(), |callbacks| &callbacks.drop)),
            client.on_end(tell(link(), |callbacks| &callbacks.end)),
        ]
    }

    fn receive(&self, history: Option<&History<Rc<T>>>, item: Rc<T>) {
        let mut view = self.view();
        view.last = Some(item.clone());
        if let Some(history) = history {
            history.push(item.clone());
            view.history = history.snapshot();
        }
        let old = self.view.replace(view);
        drop(old);
        self.redraw.for_message();
        let callback = self.options.borrow().callbacks.message.clone();
        if let Some(callback) = callback {
            callback.emit(item);
        }
    }

    /// Shows the state if it has changed.
    fn notice(&self, state: State) {
        let mut view = self.view();
        if view.state != state {
            view.state = state;
            self.show(view);
        }
    }

    /// Shows that there is no connection on purpose.
    pub(crate) fn rest(&self) {
        let view = View { state: State::Idle, error: None, ..self.view() };
        if view != self.view() {
            self.show(view);
        }
    }

    fn show(&self, view: View<T>) {
        let old = self.view.replace(view);
        drop(old);
        self.redraw.now();
    }
}

/// Calls the callback of the latest render.
fn tell<T: 'static, E: 'static>(
    link: Weak<Link<T>>,
    pick: fn(&Callbacks<T>) -> &Option<Callback<E>>,
) -> impl Fn(E) + 'static {
    move |event| {
        let Some(link) = link.upgrade() else { return };
        let callback = pick(&link.options.borrow().callbacks).clone();
        if let Some(callback) = callback {
            callback.emit(event);
        }
    }
}

/// One URL's connection; dropping it closes the client, whoever else holds it.
pub(crate) struct Connection<T> {
    link: Rc<Link<T>>,
    subscriptions: Vec<Subscription>,
}

impl<T> Drop for Connection<T> {
    fn drop(&mut self) {
        self.subscriptions.clear();
        self.link.address.take();
        let client = self.link.client.take();
        let Some(client) = client else { return };
        // What still waits is given back after this.
        let callback = self.link.options.borrow().callbacks.drop.clone();
        let drops = callback.map(|callback| client.on_drop(move |dropped| callback.emit(dropped)));
        client.close();
        if let Some(drops) = drops {
            // Who has left is not told what becomes of a life that others begin.
            let over = client.life_over();
            spawn_local(async move {
                over.await;
                drop(drops);
            });
        }
    }
}
