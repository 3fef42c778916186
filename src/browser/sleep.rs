//! A timeout as a future.

use super::timeout::Timeout;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// Resolves when its time has come. Dropping it stops its timer.
pub struct Sleep {
    timeout: Timeout,
    /// Milliseconds that are left when the timeout fires.
    rest: Cell<f64>,
    due: Rc<Due>,
    handler: Closure<dyn Fn(JsValue)>,
}

/// Browsers fire longer timeouts at once (HTML Standard: a timeout is a signed 32-bit
/// integer).
const LONGEST: f64 = 2_147_483_647.0;

#[derive(Default)]
struct Due {
    has_come: Cell<bool>,
    waiting: RefCell<Option<Waker>>,
}

impl Sleep {
    /// From now, in milliseconds.
    pub fn new(delay: f64) -> Self {
        let due = Rc::new(Due::default());
        let told = due.clone();
        let handler = Closure::<dyn Fn(JsValue)>::new(move |_| {
            told.has_come.set(true);
            let waker = told.waiting.take();
            if let Some(waker) = waker {
                waker.wake();
            }
        });
        let sleep = Self { timeout: Timeout::new(), rest: Cell::new(delay), due, handler };
        sleep.arm();
        sleep
    }

    fn arm(&self) {
        let rest = self.rest.get();
        let delay = rest.min(LONGEST);
        self.rest.set(rest - delay);
        self.timeout.set(self.handler.as_ref().unchecked_ref(), delay);
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.due.has_come.get() {
            if self.rest.get() <= 0.0 {
                return Poll::Ready(());
            }
            self.due.has_come.set(false);
            self.arm();
        }
        let old = self.due.waiting.replace(Some(context.waker().clone()));
        drop(old);
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if !self.due.has_come.get() {
            self.timeout.clear();
        }
    }
}

impl fmt::Debug for Sleep {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Sleep").finish_non_exhaustive()
    }
}
