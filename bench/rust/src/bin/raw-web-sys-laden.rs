//! web-sys without any library, in a program that holds all of Sockline besides: what it takes to load
//! a client that keeps a connection up, before it has done anything.

use std::sync::Arc;

use sockline_bench::{Contestant, Failed, Raw, Sockline, Tally};

fn main() {
    sockline_bench::enter::<Laden>();
}

enum Laden {
    Raw(Raw),
    Sockline(Sockline),
}

impl Contestant for Laden {
    /// No compiler knows that nobody gives it the empty URL.
    async fn connect(url: &str, tally: Arc<Tally>) -> Result<Self, Failed> {
        if url.is_empty() {
            Sockline::connect(url, tally).await.map(Self::Sockline)
        } else {
            Raw::connect(url, tally).await.map(Self::Raw)
        }
    }

    async fn send_text(&mut self, text: String) -> Result<(), Failed> {
        match self {
            Self::Raw(raw) => raw.send_text(text).await,
            Self::Sockline(sockline) => sockline.send_text(text).await,
        }
    }

    async fn send_binary(&mut self, bytes: Vec<u8>) -> Result<(), Failed> {
        match self {
            Self::Raw(raw) => raw.send_binary(bytes).await,
            Self::Sockline(sockline) => sockline.send_binary(bytes).await,
        }
    }

    async fn send_urgent(&mut self, text: String) -> Result<(), Failed> {
        match self {
            Self::Raw(raw) => raw.send_urgent(text).await,
            Self::Sockline(sockline) => sockline.send_urgent(text).await,
        }
    }
}
