//! The engine with a driver around it and a browser that is a number.

use crate::reference::{Buffer, Obstacle, Order, Refusal, Told};
use sockline::engine::{
    Action, AttemptId, Close, CloseRequest, Config, Engine, Event, Outcome, Payload, SendErrorKind,
    SendOptions, Signal, Time,
};
use std::num::NonZeroU32;

/// A message.
#[derive(Debug)]
pub struct Load {
    pub tag: u32,
    pub bytes: usize,
}

impl Payload for Load {
    type Key = NonZeroU32;
    type Reason = String;

    fn bytes(&self) -> usize {
        self.bytes
    }
}

/// What a message that arrives takes.
pub const MESSAGE_BYTES: f64 = 10.0;

/// What a ping takes of the buffer.
pub const PING_BYTES: f64 = 4.0;

/// The socket of the current attempt.
#[derive(Debug)]
pub struct Socket {
    pub attempt: AttemptId,
    pub buffered: f64,
    pub close_code: Option<Option<u16>>,
}

/// What was seen at a look at the current socket's buffer.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    pub at: f64,
    pub reading: f64,
    /// Bytes handed over until then.
    pub written: f64,
    /// Whether messages waited.
    pub waiting: bool,
}

#[derive(Debug)]
pub struct Driver {
    pub engine: Engine<Load>,
    pub now: f64,
    buffer: Buffer,
    pub socket: Option<Socket>,
    pub obstacle: Option<Obstacle>,
    pub handed: Vec<u32>,
    /// Bytes handed to the current socket, pings apart.
    written: f64,
    pub looks: Vec<Look>,
    /// When pings were sent.
    pub pings: Vec<f64>,
    pub told: Vec<Told>,
    /// Everything else that was told.
    pub events: Vec<Event<Load>>,
}

impl Driver {
    pub fn new(config: Config, seed: u64, buffer: Buffer) -> Self {
        Self {
            engine: Engine::new(config, seed, Time::from_millis(0.0)),
            now: 0.0,
            buffer,
            socket: None,
            obstacle: None,
            handed: Vec::new(),
            written: 0.0,
            looks: Vec::new(),
            pings: Vec::new(),
            told: Vec::new(),
            events: Vec::new(),
        }
    }

    pub fn time(&self) -> Time {
        Time::from_millis(self.now)
    }

    /// When the timer fires, in milliseconds.
    pub fn deadline(&self) -> f64 {
        self.engine.deadline().millis()
    }

    pub fn send(&mut self, order: &Order) -> Result<Outcome, Refusal> {
        let load = Load { tag: order.tag, bytes: order.bytes };
        let key = order.key.map(|key| NonZeroU32::MIN.saturating_add(key.into()));
        let options = SendOptions { priority: order.priority, key, ttl: order.ttl };
        let result = self.engine.send(self.time(), load, options);
        self.act();
        let result = match result {
            Ok(id) => Ok(self.engine.outcome(id)),
            Err(error) => {
                assert_eq!(error.payload.tag, order.tag, "another message was given back");
                Err(match error.kind {
                    SendErrorKind::Closed => Refusal::Closed,
                    SendErrorKind::Full => Refusal::Full,
                    kind => panic!("an unknown kind: {kind:?}"),
                })
            }
        };
        self.drain();
        result
    }

    /// A new attempt that gets as far as a socket.
    pub fn reconnect(&mut self) {
        self.engine.reconnect(self.time());
        self.drain();
    }

    /// The socket opens.
    pub fn accept(&mut self) {
        let attempt = self.socket.as_ref().expect("a socket").attempt;
        self.engine.handle_open(self.time(), attempt);
        self.drain();
    }

    /// A message arrives.
    pub fn receive(&mut self, is_reply: bool) {
        let attempt = self.socket.as_ref().expect("a socket").attempt;
        self.engine.handle_message(self.time(), attempt, MESSAGE_BYTES, is_reply);
        self.drain();
    }

    pub fn signal(&mut self, signal: Signal) {
        self.engine.handle_signal(self.time(), signal);
        self.drain();
    }

    pub fn close(&mut self) {
        self.engine.close(self.time(), CloseRequest::plain());
        self.drain();
    }

    /// The socket closes.
    pub fn lose(&mut self, code: u16, is_clean: bool, knows_residue: bool) {
        let socket = self.socket.take().expect("a socket");
        let residue = knows_residue.then(|| self.reading(socket.buffered));
        let close = Close { code, reason: String::new(), was_clean: is_clean };
        self.engine.handle_close(self.time(), socket.attempt, close, residue);
        self.drain();
    }

    pub fn timer(&mut self) {
        self.engine.handle_timer(self.time());
        self.drain();
    }

    /// The network takes bytes.
    pub fn carry(&mut self, bytes: f64) {
        if let Some(socket) = &mut self.socket {
            socket.buffered = (socket.buffered - bytes).max(0.0);
        }
    }

    pub fn reading(&self, buffered: f64) -> f64 {
        if self.buffer == Buffer::Blind { 0.0 } else { buffered }
    }

    /// Until nothing is left to do or to tell, looking at the buffer each time.
    pub fn drain(&mut self) {
        loop {
            let mut quiet = !self.act();
            while let Some(event) = self.engine.poll_event() {
                quiet = false;
                match event {
                    Event::Drop { payload, reason } => {
                        self.told.push(Told::Drop(payload.tag, reason));
                    }
                    Event::Drain => self.told.push(Told::Drain),
                    other => self.events.push(other),
                }
            }
            if quiet {
                return;
            }
        }
    }

    /// Whether there was anything to do.
    fn act(&mut self) -> bool {
        if self.engine.wants_buffered()
            && let Some(socket) = &self.socket
        {
            let reading = self.reading(socket.buffered);
            let waiting = self.engine.queued_messages() > 0;
            self.looks.push(Look { at: self.now, reading, written: self.written, waiting });
            self.engine.handle_buffered(self.time(), socket.attempt, reading);
        }
        let mut acted = false;
        while let Some(action) = self.engine.poll_action(self.time()) {
            self.perform(action);
            acted = true;
        }
        acted
    }

    fn perform(&mut self, action: Action<Load>) {
        let now = self.time();
        match action {
            Action::Resolve { attempt } => self.engine.handle_resolved(now, attempt),
            Action::Connect { attempt } => {
                assert!(self.socket.is_none(), "two sockets");
                self.obstacle = None;
                self.written = 0.0;
                self.looks.clear();
                self.socket = Some(Socket { attempt, buffered: 0.0, close_code: None });
            }
            Action::Transmit { attempt, envelope } => match self.obstacle {
                None => {
                    let growth = match self.buffer {
                        Buffer::Framed(framing) => envelope.payload.bytes() as f64 + framing,
                        Buffer::Blind => 0.0,
                    };
                    self.handed.push(envelope.payload.tag);
                    let socket = self.socket.as_mut().expect("a socket");
                    assert_eq!(socket.attempt, attempt, "a message for another attempt");
                    assert_eq!(socket.close_code, None, "a message after the close frame");
                    self.written += growth;
                    socket.buffered += growth;
                    let after = socket.buffered;
                    self.engine.handle_transmitted(attempt, envelope, after);
                }
                Some(Obstacle::Throws) => {
                    self.obstacle = None;
                    self.engine.handle_refused(envelope);
                }
                Some(Obstacle::NotOpen) => self.engine.handle_not_open(attempt, envelope),
            },
            Action::Ping { attempt } => {
                self.pings.push(self.now);
                let socket = self.socket.as_mut().expect("a socket");
                assert_eq!(socket.attempt, attempt, "a ping for another attempt");
                socket.buffered += PING_BYTES;
                self.engine.handle_pinged(attempt, socket.buffered);
            }
            Action::Close { request, .. } => {
                let socket = self.socket.as_mut().expect("a socket");
                assert_eq!(socket.close_code, None, "closed twice");
                socket.close_code = Some(request.code);
            }
            Action::Abandon { attempt } => {
                if self.socket.as_ref().is_some_and(|socket| socket.attempt == attempt) {
                    self.socket = None;
                }
            }
            Action::Decide { .. } => panic!("an unwanted question"),
        }
    }
}
