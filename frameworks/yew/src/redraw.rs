//! When the component is drawn.

use gloo_timers::callback::Timeout;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use yew::functional::UseForceUpdateHandle;

/// Milliseconds of a frame on most screens.
const FRAME: u32 = 16;

/// Draws a component anew. A burst of messages, each of which comes in a task of
/// its own, would draw a list of a thousand a thousand times.
pub(crate) struct Redraw {
    component: UseForceUpdateHandle,
    /// Runs for a frame after each drawing for a message. The page's frames are
    /// not waited for themselves, because a hidden page has none.
    pause: RefCell<Option<Timeout>>,
    is_due: Cell<bool>,
}

impl Redraw {
    pub(crate) fn new(component: UseForceUpdateHandle) -> Rc<Self> {
        Rc::new(Self { component, pause: RefCell::default(), is_due: Cell::new(false) })
    }

    /// Draws at once.
    pub(crate) fn now(&self) {
        self.is_due.set(false);
        self.component.force_update();
    }

    /// Draws at once, unless a message was drawn within the last frame; then at
    /// its end.
    pub(crate) fn for_message(self: &Rc<Self>) {
        if self.pause.borrow().is_some() {
            self.is_due.set(true);
            return;
        }
        self.now();
        let redraw = Rc::downgrade(self);
        self.pause.replace(Some(Timeout::new(FRAME, move || {
            if let Some(redraw) = redraw.upgrade() {
                redraw.end_pause();
            }
        })));
    }

    fn end_pause(self: &Rc<Self>) {
        self.pause.take();
        if self.is_due.get() {
            self.for_message();
        }
    }
}
