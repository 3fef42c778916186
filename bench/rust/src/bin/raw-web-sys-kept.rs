//! web-sys without any library, which keeps each message until the socket's buffer shows it gone, and
//! asks the socket and the clock after each 64 KB: what a client can't do without that loses no
//! message.

use std::collections::VecDeque;
use std::future::{self, Future};
use std::hint::black_box;
use std::sync::Arc;

use js_sys::Date;
use sockline_bench::{Contestant, Failed, Raw, Tally};
use web_sys::WebSocket;

/// As much as Sockline hands over before it has asked.
const WINDOW: usize = 65_536;

fn main() {
    sockline_bench::enter::<Kept>();
}

struct Kept {
    raw: Raw,
    kept: VecDeque<Vec<u8>>,
    bytes: usize,
    ask_at: usize,
}

impl Kept {
    fn keep(&mut self, message: Vec<u8>) -> Result<(), Failed> {
        self.bytes += message.len();
        self.kept.push_back(message);
        if self.bytes < self.ask_at {
            return Ok(());
        }
        let socket = self.raw.socket();
        black_box(Date::now());
        let buffered = socket.buffered_amount() as usize;
        while let Some(message) = self.kept.front()
            && self.bytes - message.len() >= buffered
        {
            self.bytes -= message.len();
            self.kept.pop_front();
        }
        self.ask_at = self.bytes + WINDOW;
        if socket.ready_state() == WebSocket::OPEN { Ok(()) } else { Err(Failed) }
    }
}

impl Contestant for Kept {
    async fn connect(url: &str, tally: Arc<Tally>) -> Result<Self, Failed> {
        let raw = Raw::connect(url, tally).await?;
        Ok(Self { raw, kept: VecDeque::new(), bytes: 0, ask_at: WINDOW })
    }

    fn send_text(&mut self, text: String) -> impl Future<Output = Result<(), Failed>> {
        let sent = self.raw.socket().send_with_str(&text).map_err(|_| Failed);
        future::ready(sent.and_then(|()| self.keep(text.into_bytes())))
    }

    fn send_binary(&mut self, bytes: Vec<u8>) -> impl Future<Output = Result<(), Failed>> {
        let sent = self.raw.socket().send_with_u8_array(&bytes).map_err(|_| Failed);
        future::ready(sent.and_then(|()| self.keep(bytes)))
    }
}
