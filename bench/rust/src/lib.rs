//! What the Rust contestants of the benchmark have in common.
//!
//! Each is a program in `src/bin/`, which implements [`Contestant`] as a user of that library would
//! and calls [`enter`]. The page drives all of them alike through [`Socket`].

mod callbacks;
mod contestant;
mod raw;
mod reading;
mod socket;
mod tally;
mod template;

pub use callbacks::Sockline;
pub use contestant::{Contestant, Failed};
pub use raw::Raw;
pub use reading::Reading;
pub use socket::{Socket, enter};
pub use tally::Tally;
