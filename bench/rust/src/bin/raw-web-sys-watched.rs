//! web-sys without any library, asked for what pacing and certainty at loss cannot do without: the
//! time, whether the socket is still open, and what its buffer held before and after. The least that
//! a client which knows these can take.

use std::hint::black_box;
use std::sync::Arc;

use js_sys::Date;
use sockline_bench::{Contestant, Failed, Raw, Tally};
use web_sys::WebSocket;

fn main() {
    sockline_bench::enter::<Watched>();
}

struct Watched(Raw);

impl Watched {
    fn before(&self) -> Result<(), Failed> {
        let socket = self.0.socket();
        black_box((Date::now(), socket.buffered_amount()));
        if socket.ready_state() == WebSocket::OPEN { Ok(()) } else { Err(Failed) }
    }

    fn after(&self) {
        black_box(self.0.socket().buffered_amount());
    }
}

impl Contestant for Watched {
    async fn connect(url: &str, tally: Arc<Tally>) -> Result<Self, Failed> {
        Raw::connect(url, tally).await.map(Self)
    }

    async fn send_text(&mut self, text: String) -> Result<(), Failed> {
        self.before()?;
        self.0.send_text(text).await?;
        self.after();
        Ok(())
    }

    async fn send_binary(&mut self, bytes: Vec<u8>) -> Result<(), Failed> {
        self.before()?;
        self.0.send_binary(bytes).await?;
        self.after();
        Ok(())
    }
}
