//! Where every message is.

use sockline::engine::Payload;
use std::cell::RefCell;
use std::num::NonZeroU32;
use std::rc::Rc;

/// Where one message is, as far as one can know from outside.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Place {
    /// The engine has it, and it was never handed over.
    Accepted,
    /// In the driver's hands.
    InHand,
    /// The engine has it, and it was handed over at least once.
    HandedOver,
    /// Given back to the user, by `send`, `clear_queue` or a drop event.
    GivenBack,
    /// Forgotten, because it has left through the browser.
    Gone,
}

/// The places of all messages, and whether the engine may forget one now.
#[derive(Debug, Default)]
pub(crate) struct Books {
    places: Vec<Place>,
    may_forget: bool,
}

/// A message that notices when it is forgotten.
pub(crate) struct Load {
    pub(crate) tag: usize,
    pub(crate) bytes: usize,
    books: Rc<RefCell<Books>>,
}

impl Books {
    /// A new message, on its way to the engine.
    pub(crate) fn open(books: &Rc<RefCell<Self>>, bytes: usize) -> Load {
        let mut open = books.borrow_mut();
        open.places.push(Place::Accepted);
        Load { tag: open.places.len() - 1, bytes, books: Rc::clone(books) }
    }

    /// The engine may forget messages until the next call.
    pub(crate) fn allow_forgetting(&mut self, may_forget: bool) {
        self.may_forget = may_forget;
    }

    /// Moves a message; an engine that has lost it could not have named it.
    pub(crate) fn move_to(&mut self, tag: usize, place: Place) {
        self.places[tag] = place;
    }

    /// Where a message is.
    pub(crate) fn place(&self, tag: usize) -> Place {
        self.places[tag]
    }

    /// How many messages the engine has.
    pub(crate) fn held(&self) -> usize {
        let held = |place: &&Place| matches!(place, Place::Accepted | Place::HandedOver);
        self.places.iter().filter(held).count()
    }
}

impl Load {
    /// The user has it back.
    pub(crate) fn give_back(self) {
        self.books.borrow_mut().move_to(self.tag, Place::GivenBack);
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        let mut books = self.books.borrow_mut();
        match books.places[self.tag] {
            Place::GivenBack => {}
            Place::HandedOver if books.may_forget => books.places[self.tag] = Place::Gone,
            place => panic!("message {} vanished while {place:?}", self.tag),
        }
    }
}

impl std::fmt::Debug for Load {
    /// Without the books, which are no part of the engine's state.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Load {} of {}", self.tag, self.bytes)
    }
}

impl Payload for Load {
    type Key = NonZeroU32;
    type Reason = u8;

    fn bytes(&self) -> usize {
        self.bytes
    }
}
