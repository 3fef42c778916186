//! What the user does, from outside and from inside handlers.

use crate::face::VirtualFace;
use crate::journal::Entry;
use crate::rule::Rule;
use crate::ways::Way;
use sockline::driver::{Driver, SocketChange};
use sockline::engine::{CloseRequest, Payload, SendOptions};
use std::num::NonZeroU32;
use std::rc::Rc;

/// A message.
#[derive(Debug)]
pub struct Load {
    pub tag: u32,
    pub bytes: usize,
}

impl Payload for Load {
    type Key = NonZeroU32;
    type Reason = u32;

    fn bytes(&self) -> usize {
        self.bytes
    }
}

pub type Options = SendOptions<NonZeroU32>;

#[derive(Clone, Debug)]
pub enum Op {
    /// As many messages, one after another.
    Send {
        count: usize,
        bytes: usize,
        options: Options,
    },
    Close,
    Reconnect,
    Clear,
    /// Asks for all that the driver answers.
    Ask,
    /// Takes as many milliseconds.
    Work(f64),
    /// Not the user's doing: the socket reports an error while it takes a message.
    Fail,
}

/// Where user code runs inside a call of the driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inside {
    /// In a handler, `shouldReconnect` among them.
    Event,
    /// While a socket takes a message, as a `WebSocket` of the user's own does.
    Send,
    /// While a URL is found or a socket made.
    Connect,
}

/// What user code will do inside: how many calls of the kind come before.
#[derive(Clone, Debug)]
pub struct Plan {
    pub inside: Inside,
    pub after: usize,
    pub ops: Vec<Op>,
}

/// One that does something inside something else does not go on for ever.
const DEEPEST: usize = 3;

impl<W: Way> VirtualFace<W> {
    /// User code runs.
    pub fn call_user(&self, inside: Inside) {
        let mut due = None;
        let mut plans = self.plans.borrow_mut();
        for (index, plan) in plans.iter_mut().enumerate().filter(|(_, plan)| plan.inside == inside)
        {
            match plan.after.checked_sub(1) {
                Some(after) => plan.after = after,
                None => due = due.or(Some(index)),
            }
        }
        let due = due.map(|index| plans.remove(index));
        drop(plans);
        // Nobody is called when the last handle is gone.
        if let Some(plan) = due
            && let Some(driver) = self.driver.borrow().upgrade()
        {
            self.perform(&driver, &plan.ops);
        }
    }

    pub fn perform(&self, driver: &Rc<Driver<Self>>, ops: &[Op]) {
        if self.depth.get() > DEEPEST {
            return;
        }
        self.depth.set(self.depth.get() + 1);
        for op in ops {
            self.perform_one(driver, op);
        }
        self.depth.set(self.depth.get() - 1);
    }

    fn perform_one(&self, driver: &Rc<Driver<Self>>, op: &Op) {
        let world = &self.world;
        match op {
            Op::Send { count, bytes, options } => {
                for _ in 0..*count {
                    self.send(driver, *bytes, options);
                }
            }
            Op::Close => {
                world.note(Entry::Closes);
                driver.close(CloseRequest::plain());
            }
            Op::Reconnect => {
                world.note(Entry::Reconnects);
                driver.reconnect();
            }
            Op::Clear => driver.clear_queue(|load| {
                world.note(Entry::Cleared(load.tag));
                world.judge(Rule::Settlement, world.books.borrow_mut().give_back(load.tag));
            }),
            Op::Ask => {
                let mut answers = self.answers(driver);
                // What the pacer has measured depends on how often it has looked, until all
                // have looked when the task ends.
                (answers.stats.window, answers.stats.drain_rate) = (0.0, 0.0);
                world.note(Entry::Answered(answers));
            }
            Op::Work(millis) => world.pass(*millis),
            // A handler that threw would throw through the socket, too, which nobody survives.
            Op::Fail if self.throws.get() => {}
            Op::Fail => {
                if let Some(socket) = world.current() {
                    world.sockets.borrow_mut()[socket].has_failed = true;
                    driver.on_socket(SocketChange::Failed);
                }
            }
        }
    }

    fn send(&self, driver: &Rc<Driver<Self>>, bytes: usize, options: &Options) {
        let world = &self.world;
        let tag = world.books.borrow_mut().open(bytes, options, world.now());
        let sent = W::send(driver, Load { tag, bytes }, options.clone());
        let outcome = sent.map_err(|error| {
            let given_back = world.books.borrow_mut().give_back(error.payload.tag);
            world.judge(Rule::Settlement, given_back);
            if error.payload.tag != tag {
                world
                    .breach(Rule::Settlement, format!("{} came back for {tag}", error.payload.tag));
            }
            error.kind
        });
        world.note(Entry::Sent { tag, outcome });
    }
}
