//! All clients of the page, by the numbers under which JavaScript knows them.

use crate::face::NpmFace;
use sockline::driver::Driver;
use std::cell::RefCell;
use std::rc::Rc;

/// A client.
pub(crate) type Client = Rc<Driver<NpmFace>>;

thread_local! {
    static CLIENTS: RefCell<Vec<Option<Client>>> = const { RefCell::new(Vec::new()) };
}

/// Adds a client, which is made from its id, and gives that.
pub(crate) fn add(make: impl FnOnce(u32) -> Client) -> u32 {
    CLIENTS.with_borrow_mut(|clients| {
        let free = clients.iter().position(Option::is_none);
        let index = free.unwrap_or(clients.len());
        let client = Some(make(index as u32));
        match clients.get_mut(index) {
            Some(place) => *place = client,
            None => clients.push(client),
        }
        index as u32
    })
}

/// A client, unless JavaScript has freed it.
pub(crate) fn find(id: u32) -> Option<Client> {
    CLIENTS.with_borrow_mut(|clients| clients.get(id as usize)?.clone())
}

/// Forgets a client.
pub(crate) fn remove(id: u32) -> Option<Client> {
    CLIENTS.with_borrow_mut(|clients| clients.get_mut(id as usize)?.take())
}
