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
    /// When a message was drawn last, in milliseconds.
    drawn_at: Cell<f64>,
    /// Draws what has come since. The page's frames are not waited for
    /// themselves, because a hidden page has none.
    rest: RefCell<Option<Timeout>>,
}

impl Redraw {
    pub(crate) fn new(component: UseForceUpdateHandle) -> Rc<Self> {
        Rc::new(Self { component, drawn_at: Cell::default(), rest: RefCell::default() })
    }

    /// Draws at once.
    pub(crate) fn now(&self) {
        self.rest.take();
        self.component.force_update();
    }

    /// Draws at once, unless a message was drawn within the last frame; then a
    /// frame later. The timers of a hidden page are late, so that a later message
    /// does not wait for them.
    pub(crate) fn for_message(self: &Rc<Self>) {
        let since = js_sys::Date::now() - self.drawn_at.get();
        // Wall clocks may step back.
        if !(0.0..f64::from(FRAME)).contains(&since) {
            self.draw_message();
        } else if self.rest.borrow().is_none() {
            let redraw = Rc::downgrade(self);
            self.rest.replace(Some(Timeout::new(FRAME, move || {
                if let Some(redraw) = redraw.upgrade() {
                    redraw.draw_message();
                }
            })));
        }
    }

    fn draw_message(&self) {
        self.drawn_at.set(js_sys::Date::now());
        self.now();
    }
}
