//! The byte stream below a WebSocket: a connection that can be slowed down or struck dumb.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::stream::{Stream, socket};

/// The receive buffer of a paced link. The kernel doubles it for its own bookkeeping; what
/// matters is that it does not grow to megabytes, as Linux would let it.
const RECEIVE_BUFFER: usize = 64 * 1024;
/// How much time's worth of bytes a paced reader takes at once.
const STRIDE: Duration = Duration::from_millis(10);

/// A stream with an optional reading pace and an optional gag.
pub(crate) struct Link {
    stream: Stream,
    pace: Option<Pace>,
    mute: bool,
}

impl Link {
    pub(crate) fn new(stream: Stream) -> Self {
        Self { stream, pace: None, mute: false }
    }

    /// Reads no faster than this from here on, and lets the rest wait at the sender.
    pub(crate) fn slow_down(&mut self, bytes_per_second: u64) {
        // Without a small buffer the pace would hold all the same, but the sender would notice
        // it megabytes later; and a link that cannot be set has gone already.
        let socket = socket(&self.stream);
        if !socket.recv_buffer_size().is_ok_and(|bytes| bytes <= RECEIVE_BUFFER) {
            let _ = socket.set_recv_buffer_size(RECEIVE_BUFFER);
        }
        self.pace = Some(Pace::new(bytes_per_second));
    }

    /// Reads at full speed again.
    pub(crate) fn speed_up(&mut self) {
        self.pace = None;
    }

    /// Discards everything that is written from here on, replies of the protocol included.
    pub(crate) fn mute(&mut self) {
        self.mute = true;
    }

    /// Whether [`mute`](Self::mute) was called.
    pub(crate) fn is_mute(&self) -> bool {
        self.mute
    }

    pub(crate) fn stream_mut(&mut self) -> &mut Stream {
        &mut self.stream
    }
}

impl AsyncRead for Link {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let link = self.get_mut();
        let Some(pace) = &mut link.pace else {
            return Pin::new(&mut link.stream).poll_read(cx, buf);
        };
        let allowance = ready!(pace.poll_allowance(cx)).min(buf.remaining());
        let mut part = ReadBuf::new(buf.initialize_unfilled_to(allowance));
        ready!(Pin::new(&mut link.stream).poll_read(cx, &mut part))?;
        let read = part.filled().len();
        buf.advance(read);
        pace.spend(read);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Link {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.mute {
            return Poll::Ready(Ok(bytes.len()));
        }
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// A token bucket that holds a few strides at most, so that an idle link saves nothing up.
struct Pace {
    bytes_per_second: f64,
    stride: f64,
    saved: f64,
    counted: Instant,
    nap: Pin<Box<Sleep>>,
}

impl Pace {
    fn new(bytes_per_second: u64) -> Self {
        let now = Instant::now();
        let bytes_per_second = bytes_per_second as f64;
        Self {
            bytes_per_second,
            stride: (bytes_per_second * STRIDE.as_secs_f64()).max(1.0),
            saved: 0.0,
            counted: now,
            nap: Box::pin(sleep_until(now)),
        }
    }

    /// Waits until at least half a stride may be read, and tells how many bytes may.
    fn poll_allowance(&mut self, cx: &mut Context<'_>) -> Poll<usize> {
        let enough = (self.stride / 2.0).max(1.0);
        loop {
            let now = Instant::now();
            let earned = (now - self.counted).as_secs_f64() * self.bytes_per_second;
            // Timers come late; what a late one costs is made good within four strides.
            self.saved = (self.saved + earned).min(4.0 * self.stride);
            self.counted = now;
            if self.saved >= enough {
                return Poll::Ready(self.saved as usize);
            }
            let missing = Duration::from_secs_f64((enough - self.saved) / self.bytes_per_second);
            self.nap.as_mut().reset(now + missing.max(Duration::from_millis(1)));
            ready!(self.nap.as_mut().poll(cx));
        }
    }

    fn spend(&mut self, bytes: usize) {
        self.saved -= bytes as f64;
    }
}
