//! A socket whose buffer drains when the script says so.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Connecting,
    Open,
    /// The server's close frame has come: nothing is taken any more, and the close event
    /// follows.
    Ending,
    /// The client has asked to close.
    Closing,
    /// The close event has come.
    Closed,
}

/// Where a message lies among all that a socket was handed, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    pub socket: usize,
    pub start: f64,
    pub end: f64,
}

#[derive(Debug)]
pub struct Socket {
    pub phase: Phase,
    pub is_discarded: bool,
    /// It has reported an error: what leaves it from then on, nobody knows where it goes.
    pub has_failed: bool,
    /// Its close came while it was open: what its buffer held then has not left, and the
    /// rest has. One that is given up goes on sending.
    pub was_lost_open: bool,
    /// Messages that it was handed, pings among them, and their bytes.
    taken: usize,
    written: f64,
    buffered: f64,
    /// Up to this byte what the driver has read shows it gone.
    pub shown_gone: f64,
}

impl Socket {
    pub fn new() -> Self {
        Self {
            phase: Phase::Connecting,
            is_discarded: false,
            has_failed: false,
            was_lost_open: false,
            taken: 0,
            written: 0.0,
            buffered: 0.0,
            shown_gone: 0.0,
        }
    }

    /// Takes a message; where its bytes lie from then on.
    pub fn take(&mut self, bytes: f64) -> (f64, f64) {
        let start = self.written;
        self.taken += 1;
        self.written += bytes;
        self.buffered += bytes;
        (start, self.written)
    }

    /// How many messages it has taken.
    pub fn taken(&self) -> usize {
        self.taken
    }

    /// Something has left it that the driver has not seen leave.
    pub fn has_drained(&self) -> bool {
        self.written - self.buffered > self.shown_gone
    }

    /// It is open, and nothing has shown that it ends.
    pub fn is_sound(&self) -> bool {
        self.phase == Phase::Open && !self.has_failed
    }

    /// The network takes bytes.
    pub fn drain(&mut self, bytes: f64) {
        self.buffered = (self.buffered - bytes).max(0.0);
    }

    /// `bufferedAmount`, as nobody sees it who could learn from it.
    pub fn buffered(&self) -> f64 {
        self.buffered
    }

    /// `bufferedAmount`, as the driver reads it.
    pub fn read(&mut self) -> f64 {
        self.shown_gone = self.shown_gone.max(self.written - self.buffered);
        self.buffered
    }
}
