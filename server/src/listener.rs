//! The listening socket, and the handle that owns everything behind it.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use socket2::SockRef;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};

use crate::Config;
use crate::dispatch::{Shared, attend};
use crate::tls::Tls;

/// How long to wait before accepting again after the system refused, most likely for want of
/// file descriptors, which only other connections' ends can free.
const ACCEPT_RETRY: Duration = Duration::from_millis(50);

/// What a segment of TCP over IPv4 holds on Ethernet.
const ETHERNET_SEGMENT: u32 = 1_460;
/// A dozen such segments on their way: as many as a link of 10 Mbit/s has in 14 ms.
const NETWORK_RECEIVE_BUFFER: usize = 16 * 1024;

/// A server that runs until this handle is dropped.
///
/// Dropping it stops listening and resets every connection, as the end of a process would.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    accepting: JoinHandle<()>,
    /// The end of it is the end of the server.
    going_on: oneshot::Sender<Infallible>,
    certificate: Option<Vec<u8>>,
}

/// Starts a server on a loopback port inside the current tokio runtime.
///
/// The server listens when this returns, so a client may connect at once.
///
/// # Errors
///
/// Fails if the port cannot be bound, or if TLS or the buffers of a network are wanted and cannot
/// be set up.
pub async fn serve(config: Config) -> io::Result<Running> {
    let tls = config.tls.then(Tls::new).transpose().map_err(io::Error::other)?;
    let certificate = tls.as_ref().map(|tls| tls.certificate().to_vec());
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, config.port)).await?;
    if config.network_buffers {
        set_network_buffers(&listener)?;
    }
    let address = listener.local_addr()?;
    let (going_on, stopped) = oneshot::channel();
    let accepting = tokio::spawn(accept(listener, Arc::new(Shared::new(config, tls)), stopped));
    Ok(Running { address, accepting, going_on, certificate })
}

impl Running {
    /// The address that the server listens on, with the actual port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate in DER, if the server speaks TLS: what a client has to trust.
    pub fn certificate(&self) -> Option<&[u8]> {
        self.certificate.as_deref()
    }

    /// The `http:` URL, with TLS the `https:` URL, of a path, which starts with `/` and may hold a query.
    pub fn url(&self, path: &str) -> String {
        format!("http{}://{}{path}", self.secure(), self.address)
    }

    /// The `ws:` URL, with TLS the `wss:` URL, of a path, which starts with `/` and may hold a query.
    pub fn websocket_url(&self, path: &str) -> String {
        format!("ws{}://{}{path}", self.secure(), self.address)
    }

    /// What a scheme ends with.
    fn secure(&self) -> &'static str {
        if self.certificate.is_some() { "s" } else { "" }
    }

    /// Stops the server and waits until its port is free and its connections are gone.
    pub async fn stop(self) {
        drop(self.going_on);
        // The task may have ended with its runtime, which is an end too.
        let _ = self.accepting.await;
    }
}

/// Connections take this over from their listener, and tell it to clients with their first word.
/// Linux sizes a sender's buffer by the segments that are on their way, and keeps place for ten
/// of them at least.
fn set_network_buffers(listener: &TcpListener) -> io::Result<()> {
    let socket = SockRef::from(listener);
    socket.set_recv_buffer_size(NETWORK_RECEIVE_BUFFER)?;
    #[cfg(unix)]
    return socket.set_tcp_mss(ETHERNET_SEGMENT);
    #[cfg(not(unix))]
    Err(io::Error::new(io::ErrorKind::Unsupported, "segments have a size only on Unix"))
}

/// Accepts until it is told to stop, and then ends all connections.
async fn accept(
    listener: TcpListener,
    shared: Arc<Shared>,
    mut stopped: oneshot::Receiver<Infallible>,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = &mut stopped => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(attend(stream, Arc::clone(&shared)));
                }
                Err(_) => tokio::time::sleep(ACCEPT_RETRY).await,
            },
            // Finished tasks are taken out as they end, or the set would grow for ever.
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    connections.shutdown().await;
}
