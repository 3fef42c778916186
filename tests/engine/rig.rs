//! A browser in virtual time, with one socket whose buffer drains when the test
//! says so.

use sockline::engine::{
    Action, AttemptId, Close, CloseRequest, Config, Engine, Envelope, Event, MessageId, Outcome,
    PacingConfig, Payload, RetryConfig, SendError, SendErrorKind, SendOptions, State, Stats, Time,
    Window,
};

/// A message that knows its size.
#[derive(Clone, Debug, PartialEq)]
pub struct Text(pub String);

impl Payload for Text {
    type Key = String;
    type Reason = String;

    fn bytes(&self) -> usize {
        self.0.len()
    }
}

/// A socket of the virtual browser.
#[derive(Debug)]
pub struct Socket {
    pub attempt: AttemptId,
    pub buffered: f64,
    /// The code of the close frame, once closing began.
    pub closing: Option<Option<u16>>,
}

/// The engine with a driver and a browser around it.
pub struct Rig {
    pub engine: Engine<Text>,
    pub now: f64,
    pub socket: Option<Socket>,
    /// What was handed to any socket, in order.
    pub handed: Vec<String>,
    /// What was told and not yet taken.
    told: Vec<String>,
    /// Whether providers answer at once.
    pub resolves: bool,
    /// The browser makes no sockets.
    pub makes_none: bool,
    /// The user's `shouldReconnect`.
    pub decides: Option<fn(u16, u32) -> bool>,
    pub pings: usize,
    pub connects: usize,
    /// Messages that the browser refuses to take.
    pub refuses: Option<&'static str>,
    /// The socket is no longer open, though nobody has said so.
    pub not_open: bool,
    /// A runtime whose buffer always reads 0.
    pub blind: bool,
    /// Offers messages by `send_at_once` first.
    pub takes_the_short_way: bool,
    /// How many went that way.
    pub shortened: usize,
    /// Offers messages in bursts where it can.
    pub bursts: bool,
    /// How many went in a burst.
    pub burst: usize,
    /// Tells the engine of a burst's messages only before it is asked for anything else.
    pub tells_late: bool,
    /// Those of which it was not told.
    untold: Vec<Text>,
    /// Bytes that may still go without its being asked.
    room: Option<f64>,
    /// What the browser's buffer counts for each message beside its bytes.
    pub framing: f64,
}

impl Rig {
    pub fn new(config: Config) -> Self {
        Self {
            engine: Engine::new(config, 7, Time::from_millis(0.0)),
            now: 0.0,
            socket: None,
            handed: Vec::new(),
            told: Vec::new(),
            resolves: true,
            makes_none: false,
            decides: None,
            pings: 0,
            connects: 0,
            refuses: None,
            not_open: false,
            blind: false,
            takes_the_short_way: false,
            shortened: 0,
            bursts: false,
            burst: 0,
            tells_late: false,
            untold: Vec::new(),
            room: None,
            framing: 0.0,
        }
    }

    /// With default options, connected.
    pub fn open() -> Self {
        Self::open_with(Config::default())
    }

    /// Connected.
    pub fn open_with(config: Config) -> Self {
        let mut rig = Self::new(config);
        rig.start();
        rig.accept();
        rig.told();
        rig
    }

    pub fn time(&self) -> Time {
        Time::from_millis(self.now)
    }

    pub fn start(&mut self) {
        self.engine.open(self.time());
        self.drain();
    }

    pub fn reconnect(&mut self) {
        self.engine.reconnect(self.time());
        self.drain();
    }

    /// The server accepts the handshake.
    pub fn accept(&mut self) {
        let attempt = self.socket.as_ref().expect("a socket").attempt;
        self.engine.handle_open(self.time(), attempt);
        self.drain();
    }

    /// The connection breaks: error, then close 1006.
    pub fn fail(&mut self) {
        let attempt = self.socket.as_ref().expect("a socket").attempt;
        self.engine.handle_error(self.time(), attempt);
        self.drain();
        self.lose(1006);
    }

    /// The socket closes with this code, its buffer as it is.
    pub fn lose(&mut self, code: u16) {
        let socket = self.socket.take().expect("a socket");
        let close = Close { code, reason: String::new(), was_clean: code != 1006 };
        let residue = self.seen(socket.buffered);
        self.engine.end_burst(socket.attempt, residue);
        self.engine.handle_close(self.time(), socket.attempt, close, Some(residue));
        self.drain();
    }

    pub fn send(&mut self, text: &str) -> Result<bool, SendErrorKind> {
        self.send_with(text, SendOptions::default())
    }

    /// What has become of a message as soon as it was sent.
    pub fn send_outcome(&mut self, text: &str) -> Outcome {
        self.look();
        let sent = self.engine.send(self.time(), Text(text.into()), SendOptions::default());
        self.drain();
        self.engine.outcome(sent.expect("room"))
    }

    /// Whether the message was handed over at once.
    pub fn send_with(
        &mut self,
        text: &str,
        options: SendOptions<String>,
    ) -> Result<bool, SendErrorKind> {
        self.look();
        let result = self.engine.send(self.time(), Text(text.into()), options);
        self.drain();
        result.map(|id| self.engine.outcome(id) == Outcome::Sent).map_err(|error| error.kind)
    }
    /// [`Self::send_with`] as the driver does it: what the call caused is acted on
    /// before the buffer is looked at again. Takes the short way if told so.
    pub fn offer(
        &mut self,
        text: &str,
        options: SendOptions<String>,
    ) -> Result<bool, SendErrorKind> {
        if options.is_default() && self.joins_burst(text.len()) {
            let result = self.offer_in_burst(text);
            if !self.tells_late {
                self.tell_of_burst();
            }
            return Ok(result);
        }
        self.tell_of_burst();
        self.look();
        let result = self.offer_text(Text(text.into()), options);
        self.act();
        let begins_burst =
            self.bursts && result.as_ref().is_ok_and(|id| self.engine.begin_burst(*id));
        let result =
            result.map(|id| self.engine.outcome(id) == Outcome::Sent).map_err(|error| error.kind);
        if !begins_burst {
            self.drain();
        }
        result
    }

    /// Whether a burst is under way that has room for so many bytes.
    fn joins_burst(&mut self, bytes: usize) -> bool {
        if self.room.is_none() {
            self.room = self.engine.burst_room();
        }
        self.room.is_some_and(|room| bytes as f64 <= room)
    }

    fn offer_in_burst(&mut self, text: &str) -> bool {
        self.burst += 1;
        let socket = self.socket.as_mut().expect("a socket");
        let attempt = socket.attempt;
        let is_taken = self.refuses != Some(text);
        let text = Text(text.into());
        if !is_taken {
            self.tell_of_burst();
            self.engine.hold_in_burst();
            let id = self.engine.handle_sent_in_burst(attempt, text, false);
            assert!(self.engine.has_more());
            self.drain();
            return self.engine.outcome(id) == Outcome::Sent;
        }
        let bytes = text.bytes();
        socket.buffered += bytes as f64 + self.framing;
        let buffered = socket.buffered;
        self.handed.push(text.0.clone());
        self.untold.push(text);
        self.room = self.room.map(|room| room - bytes as f64);
        if !self.joins_burst(bytes) {
            self.room = None;
            let buffered = self.seen(buffered);
            let now = self.time();
            self.engine.renew_burst(now, attempt, buffered, &mut self.untold);
        }
        true
    }

    /// As a driver does before it asks the engine for anything.
    fn tell_of_burst(&mut self) {
        self.room = None;
        self.engine.handle_burst(&mut self.untold);
    }

    fn offer_text(
        &mut self,
        text: Text,
        options: SendOptions<String>,
    ) -> Result<MessageId, SendError<Text>> {
        let now = self.time();
        if !self.takes_the_short_way {
            return self.engine.send(now, text, options);
        }
        match self.engine.send_at_once(now, text, options) {
            Ok((attempt, envelope)) => {
                let id = envelope.id();
                self.hand(attempt, envelope);
                self.shortened += 1;
                Ok(id)
            }
            Err((text, options)) => self.engine.send(now, text, options),
        }
    }

    pub fn receive(&mut self, bytes: f64, is_reply: bool) -> bool {
        let attempt = self.socket.as_ref().expect("a socket").attempt;
        // At rest there is nothing to drain, which the second way shows.
        if self.engine.is_at_rest() {
            let told = self.engine.count_message(attempt, bytes);
            let (before, handed) = (self.told.len(), self.handed.len());
            self.drain();
            assert_eq!((self.told.len(), self.handed.len()), (before, handed));
            return told;
        }
        let told = self.engine.handle_message(self.time(), attempt, bytes, is_reply);
        self.drain();
        told
    }

    pub fn close(&mut self) {
        self.close_with(None);
    }

    pub fn close_with(&mut self, code: Option<u16>) {
        let request = CloseRequest::new(code, String::new(), 0).expect("a valid code");
        self.engine.close(self.time(), request);
        self.drain();
    }

    pub fn signal(&mut self, signal: sockline::engine::Signal) {
        self.engine.handle_signal(self.time(), signal);
        self.drain();
    }

    /// The network takes up to `bytes` from the buffer, unseen until the next
    /// look.
    pub fn transmit(&mut self, bytes: f64) {
        let socket = self.socket.as_mut().expect("a socket");
        socket.buffered = (socket.buffered - bytes).max(0.0);
    }

    /// Time passes; the timer fires whenever it is due.
    pub fn advance(&mut self, millis: f64) {
        let end = self.now + millis;
        while self.engine.deadline().millis() <= end {
            self.now = self.now.max(self.engine.deadline().millis());
            let before = self.engine.deadline();
            self.engine.handle_timer(self.time());
            self.drain();
            assert!(
                self.engine.deadline().millis() > before.millis().max(self.now - 1.0),
                "the timer makes no progress at {} ms",
                self.now
            );
        }
        self.now = end;
    }

    /// Time passes and no timer fires: the device sleeps.
    pub fn sleep(&mut self, millis: f64) {
        self.now += millis;
    }

    /// Sends a message, whose handing over the driver has begun and not finished.
    pub fn begin_handing_over(
        &mut self,
        text: &str,
        options: SendOptions<String>,
    ) -> (AttemptId, Envelope<Text>) {
        let now = self.time();
        self.engine.send(now, Text(text.into()), options).unwrap();
        let Some(Action::Transmit { attempt, envelope }) = self.engine.poll_action(now) else {
            panic!("{text} may not go");
        };
        (attempt, envelope)
    }

    /// Time passes until the retry has begun; gives how long it took.
    pub fn until_retry(&mut self) -> f64 {
        let began = self.now;
        assert_eq!(self.engine.state(), State::Waiting);
        while self.engine.state() == State::Waiting {
            let deadline = self.engine.deadline().millis();
            assert!(deadline.is_finite(), "nothing is scheduled");
            self.advance(deadline - self.now);
        }
        self.now - began
    }

    /// What was told since the last call.
    pub fn told(&mut self) -> Vec<String> {
        std::mem::take(&mut self.told)
    }

    pub fn stats(&self) -> Stats {
        self.engine.stats(self.time())
    }

    pub fn state(&self) -> State {
        self.engine.state()
    }

    fn seen(&self, buffered: f64) -> f64 {
        if self.blind { 0.0 } else { buffered }
    }

    /// As a driver does.
    pub fn drain(&mut self) {
        self.tell_of_burst();
        loop {
            self.look();
            self.act();
            let Some(event) = self.engine.poll_event() else {
                break;
            };
            self.told.push(match event {
                Event::Open => "open".into(),
                Event::Error => "error".into(),
                Event::Close { close, will_reconnect: true, .. } => {
                    format!("close {} again", close.code)
                }
                Event::Close { close, .. } => format!("close {}", close.code),
                Event::Reconnecting { retry, cause, .. } => format!("retry {retry} {cause:?}"),
                Event::Drain => "drain".into(),
                Event::Drop { payload, reason } => format!("drop {} {reason:?}", payload.0),
                Event::End { cause } => format!("end {cause:?}"),
            });
        }
    }

    pub fn look(&mut self) {
        if self.engine.wants_buffered()
            && let Some(socket) = &self.socket
        {
            let buffered = self.seen(socket.buffered);
            self.engine.end_burst(socket.attempt, buffered);
            self.engine.handle_buffered(self.time(), socket.attempt, buffered);
        }
    }
    fn hand(&mut self, attempt: AttemptId, envelope: Envelope<Text>) {
        let blind = self.blind;
        let socket = self.socket.as_mut().expect("a socket");
        assert_eq!(socket.attempt, attempt);
        assert_eq!(socket.closing, None, "sent after close");
        if self.refuses == Some(&envelope.payload.0) {
            return self.engine.handle_refused(envelope);
        }
        if self.not_open {
            return self.engine.handle_not_open(attempt, envelope);
        }
        socket.buffered += envelope.payload.bytes() as f64 + self.framing;
        let after = if blind { 0.0 } else { socket.buffered };
        self.handed.push(envelope.payload.0.clone());
        self.engine.handle_transmitted(attempt, envelope, after);
    }

    pub fn act(&mut self) {
        while let Some(action) = self.engine.poll_action(self.time()) {
            match action {
                Action::Resolve { attempt } => {
                    if self.resolves {
                        self.engine.handle_resolved(self.time(), attempt);
                    }
                }
                Action::Connect { attempt } if self.makes_none => {
                    self.engine.handle_attempt_failed(self.time(), attempt);
                }
                Action::Connect { attempt } => {
                    assert!(self.socket.is_none(), "two sockets");
                    self.connects += 1;
                    self.socket = Some(Socket { attempt, buffered: 0.0, closing: None });
                }
                Action::Transmit { attempt, envelope } => self.hand(attempt, envelope),
                Action::Ping { attempt } => {
                    self.pings += 1;
                    let socket = self.socket.as_mut().expect("a socket");
                    socket.buffered += 4.0;
                    self.engine.handle_pinged(attempt, socket.buffered);
                }
                Action::Close { attempt, request } => {
                    let socket = self.socket.as_mut().expect("a socket");
                    assert_eq!(socket.attempt, attempt);
                    assert_eq!(socket.closing, None, "closed twice");
                    socket.closing = Some(request.code);
                }
                Action::Abandon { attempt } => {
                    let socket = self.socket.take().expect("a socket");
                    assert_eq!(socket.attempt, attempt);
                }
                Action::Decide { attempt } => {
                    let question = self.engine.question().expect("a loss");
                    let decide = self.decides.expect("a decision was asked for");
                    let decision = decide(question.code, question.retries);
                    self.engine.handle_decision(self.time(), attempt, decision);
                }
            }
        }
    }
}

/// An open connection with this window.
pub fn paced(window: Window) -> Rig {
    Rig::open_with(Config {
        pacing: PacingConfig { window, ..PacingConfig::default() },
        ..Config::default()
    })
}

/// A configuration whose retries are changed.
pub fn retrying(change: impl FnOnce(&mut RetryConfig)) -> Config {
    let mut config = Config::default();
    change(&mut config.retry);
    config
}
