//! The npm package's view of a client.

use crate::link::Link;
use sockline::browser::{Driver, Face, MessageEvent, Resolution, WebSocket};
use sockline::engine::{AttemptId, Event, Payload, Question, State};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// A message: a JavaScript handle and its size as UTF-8 or bytes.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) data: JsValue,
    pub(crate) bytes: usize,
}

impl Payload for Message {
    /// JavaScript numbers its keys, so that no string crosses the border.
    type Key = u32;
    type Reason = JsValue;

    fn bytes(&self) -> usize {
        self.bytes
    }
}

/// The link to JavaScript. It is held only while the client lives, so that an
/// ended client that nobody refers to can be collected as garbage.
#[derive(Debug, Default)]
pub(crate) struct NpmFace {
    link: RefCell<Option<Link>>,
    pub(crate) watches: Cell<u8>,
}

/// Wake me when there is room for one more message.
const WATCH_ROOM: u8 = 1;
/// Wake me when everything has left the browser.
const WATCH_DRAINED: u8 = 2;

impl NpmFace {
    pub(crate) fn hold(&self, link: Link) {
        self.link.replace(Some(link));
    }

    fn link(&self) -> Option<Link> {
        self.link.borrow().clone()
    }

    /// Which of the watched conditions hold.
    pub(crate) fn holding(&self, driver: &Driver<Self>, watches: u8) -> u8 {
        let mut holding = 0;
        if watches & WATCH_ROOM != 0 && driver.has_room() {
            holding |= WATCH_ROOM;
        }
        if watches & WATCH_DRAINED != 0 && driver.has_sent_all() {
            holding |= WATCH_DRAINED;
        }
        holding
    }
}

impl Face for NpmFace {
    type Payload = Message;

    fn resolve(&self, _: &Rc<Driver<Self>>, _: AttemptId) -> Resolution {
        match self.link().map(|link| link.resolve()) {
            Some(Ok(0)) => Resolution::Ready,
            Some(Ok(1)) => Resolution::Pending,
            _ => Resolution::Failed,
        }
    }

    fn connect(&self) -> Result<WebSocket, JsValue> {
        self.link().ok_or(JsValue::UNDEFINED)?.connect()
    }

    fn hand_over(&self, socket: &WebSocket, payload: &Message) -> Result<(), JsValue> {
        socket.send(&payload.data)
    }

    fn ping(&self, socket: &WebSocket) -> Result<(), JsValue> {
        self.link().ok_or(JsValue::UNDEFINED)?.ping(socket)
    }

    fn is_reply(&self, data: &JsValue) -> bool {
        self.link().and_then(|link| link.is_reply(data).ok()).unwrap_or(false)
    }

    fn decide(&self, question: &Question<JsValue>) -> bool {
        let close = &question.close;
        self.link()
            .and_then(|link| {
                link.decide(
                    close.code,
                    &close.reason,
                    close.was_clean,
                    question.retries,
                    question.default,
                )
                .ok()
            })
            .unwrap_or(question.default)
    }

    fn read_reason(&self, reason: JsValue) -> JsValue {
        reason
    }

    fn write_reason(&self, reason: JsValue) -> JsValue {
        reason
    }

    fn receive(&self, event: &MessageEvent, data: JsValue) {
        if let Some(link) = self.link() {
            let _ = link.message(event, &data);
        }
    }

    fn settled(&self, driver: &Rc<Driver<Self>>) {
        let watches = self.watches.get();
        if watches == 0 {
            return;
        }
        let noticed = self.holding(driver, watches);
        if noticed != 0 {
            self.watches.set(watches & !noticed);
            if let Some(link) = self.link() {
                let _ = link.noticed(noticed);
            }
        }
    }

    fn announce(&self, driver: &Rc<Driver<Self>>, event: Event<Message>) {
        let Some(link) = self.link() else { return };
        // JavaScript reports what its listeners throw; nothing is left to do
        // with an exception that still gets here.
        let _ = match event {
            Event::Open => link.opened(),
            Event::Error => link.failed(),
            Event::Close { close, will_reconnect, .. } => {
                link.closed(close.code, &close.reason, close.was_clean, will_reconnect)
            }
            Event::Reconnecting { retry, delay, cause } => {
                link.reconnecting(retry, delay, cause as u8)
            }
            Event::Drain => link.drained(),
            Event::Drop { payload, reason } => link.dropped(&payload.data, reason as u8),
            Event::End { cause } => {
                // Before the handlers run, because one may start it again; a
                // call before this event may have done so already.
                if driver.state() == State::Closed {
                    self.link.replace(None);
                }
                link.ended(cause as u8)
            }
        };
    }
}
