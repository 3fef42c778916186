//! The byte stream of a connection, of either kind.

use socket2::SockRef;
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;
use tokio_util::either::Either;

/// A TCP connection, bare or below TLS.
pub(crate) type Stream = Either<TcpStream, TlsStream<TcpStream>>;

/// The TCP socket, whose options say how the connection ends.
pub(crate) fn socket(stream: &Stream) -> SockRef<'_> {
    SockRef::from(match stream {
        Either::Left(tcp) => tcp,
        Either::Right(secure) => secure.get_ref().0,
    })
}
