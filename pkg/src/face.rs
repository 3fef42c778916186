//! The npm package's view of a client.

use crate::border::imports;
use crate::host::Host;
use crate::message::Message;
use sockline::driver::{Driver, Face, Resolution, Transmission};
use sockline::engine::{AttemptId, CloseRequest, Event, Question, State};
use std::cell::Cell;
use std::rc::Rc;

/// A client.
pub(crate) type Client = Rc<Driver<NpmFace>>;

/// What JavaScript is told of a client and asked for. It holds a client that listens to the
/// page, and frees only what nobody holds.
#[derive(Debug)]
pub(crate) struct NpmFace {
    /// What JavaScript waits for, as bits.
    pub(crate) watches: Cell<u32>,
}

/// Wake me when there is room for one more message.
const WATCH_ROOM: u32 = 1;
/// Wake me when everything has left the browser.
const WATCH_DRAINED: u32 = 2;
/// Wake me when all that waited in the queue was handed over or dropped.
const WATCH_PASSED: u32 = 4;

/// What stands for the heartbeat's message.
const PING: u32 = u32::MAX;

/// What `Link.transmit` gives if the socket is not open.
const NOT_OPEN: f64 = -1.0;

impl NpmFace {
    pub(crate) fn new() -> Self {
        Self { watches: Cell::new(0) }
    }

    /// Which of the conditions that can be watched hold.
    pub(crate) fn holding(driver: &Client) -> u32 {
        // At the end of the client what waited was given back.
        driver.read(|engine| {
            let has_passed = engine.queued_messages() == 0 && engine.state() != State::Closed;
            u32::from(engine.has_room()) * WATCH_ROOM
                + u32::from(engine.has_sent_all()) * WATCH_DRAINED
                + u32::from(has_passed) * WATCH_PASSED
        })
    }

    // For what it gives is else written to memory only to be read again.
    #[inline(always)]
    fn transmit_value(&self, value: u32) -> Transmission {
        let buffered = imports::transmit(value);
        if buffered >= 0.0 {
            Transmission::Taken { buffered }
        } else if buffered == NOT_OPEN {
            Transmission::NotOpen
        } else {
            Transmission::Refused
        }
    }
}

/// How a connection ended, and what follows, as bits.
fn flags(was_clean: bool, will_reconnect: bool) -> u32 {
    u32::from(was_clean) | u32::from(will_reconnect) << 1
}

impl Face for NpmFace {
    type Payload = Message;
    type Platform = Host;

    fn platform(&self) -> &Host {
        &Host
    }

    fn resolve(&self, _: &Rc<Driver<Self>>, _: AttemptId) -> Resolution {
        if imports::resolve() { Resolution::Ready } else { Resolution::Pending }
    }

    fn connect(&self) -> Option<()> {
        imports::connect().then_some(())
    }

    fn transmit(&self, (): &(), payload: &Message) -> Transmission {
        self.transmit_value(payload.value())
    }

    fn ping(&self, (): &()) -> Transmission {
        self.transmit_value(PING)
    }

    fn close(&self, (): &(), request: CloseRequest<u32>) {
        imports::shut(request.code.unwrap_or(0).into());
    }

    fn decide(&self, question: &Question<u32>) -> bool {
        let Question { code, reason, was_clean, retries, default } = *question;
        imports::decide(code.into(), reason, flags(was_clean, default), retries)
    }

    fn settled(&self, driver: &Rc<Driver<Self>>) {
        let watches = self.watches.get();
        if watches != 0 {
            let noticed = Self::holding(driver) & watches;
            self.watches.set(watches & !noticed);
            if noticed != 0 {
                imports::noticed(noticed);
            }
        }
    }

    fn announce(&self, _: &Rc<Driver<Self>>, event: Event<Message>) {
        use imports::tell;
        match event {
            Event::Open => tell(0, 0, 0, 0),
            Event::Error => tell(1, 0, 0, 0),
            Event::Close { close, will_reconnect, .. } => {
                tell(2, close.code.into(), close.reason, flags(close.was_clean, will_reconnect));
            }
            Event::Reconnecting { retry, delay, cause } => {
                imports::figure(delay);
                tell(3, retry, cause as u32, 0);
            }
            Event::Drain => tell(4, 0, 0, 0),
            Event::Drop { payload, reason } => {
                tell(5, payload.value(), reason as u32, 0);
            }
            Event::End { cause } => tell(6, cause as u32, 0, 0),
        }
    }
}
