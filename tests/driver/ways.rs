//! The ways on which a face's messages go.

use crate::face::VirtualFace;
use crate::session::Fault;
use crate::user::{Load, Options};
use sockline::driver::Driver;
use sockline::engine::{Outcome, SendError, Time};
use std::rc::Rc;

type Sent = Result<Outcome, SendError<Load>>;

pub trait Way: Sized + 'static {
    /// With a ledger. The last handle of such a face may be dropped.
    const IS_SHORT: bool;

    fn send(driver: &Rc<Driver<VirtualFace<Self>>>, load: Load, options: Options) -> Sent;
}

/// Everything is asked and told at each message.
#[derive(Debug)]
pub enum LongWay {}

impl Way for LongWay {
    const IS_SHORT: bool = false;

    fn send(driver: &Rc<Driver<VirtualFace<Self>>>, load: Load, options: Options) -> Sent {
        driver.send(load, options).map(|(_, outcome)| outcome)
    }
}

/// As the npm package's `send` does, with its conditions.
#[derive(Debug)]
pub enum InRows {}

/// Every so many messages the package asks anyway.
const ROW: u32 = 16;

/// Longer ones are never sent in a row.
const SHORT: usize = 1024;

impl Way for InRows {
    const IS_SHORT: bool = false;

    fn send(driver: &Rc<Driver<VirtualFace<Self>>>, load: Load, options: Options) -> Sent {
        let face = driver.face();
        let world = &face.world;
        let is_in_row = options.is_default()
            && load.bytes < SHORT
            && !load.tag.is_multiple_of(ROW)
            && (face.left.get() == Some(world.seen_buffered()) || world.fault == Fault::StaysInRow);
        let sent = if is_in_row {
            face.in_rows.set(face.in_rows.get() + 1);
            driver.send_in_row(Time::from_millis(world.asked_at()), load, options)
        } else {
            driver.send(load, options)
        };
        sent.map(|(_, outcome)| outcome)
    }
}

/// As a `Client` in Rust does: by its `Sink` in bursts, by its handle past the queue.
#[derive(Debug)]
pub enum ShortWays {}

impl Way for ShortWays {
    const IS_SHORT: bool = true;

    fn send(driver: &Rc<Driver<VirtualFace<Self>>>, load: Load, options: Options) -> Sent {
        let load = if options.is_default() && load.tag.is_multiple_of(2) {
            match driver.send_in_burst(load) {
                Ok(outcome) => return Ok(outcome),
                Err(load) => load,
            }
        } else {
            load
        };
        driver.send_at_once(load, options)
    }
}
