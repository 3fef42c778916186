//! TLS, with a certificate that the server makes for itself.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::server::TlsStream;

/// What the certificate is for: everything that the listening address is called.
const NAMES: [&str; 2] = ["localhost", "127.0.0.1"];
/// A client that has connected but does not shake hands is let go after this time.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a server needs to speak TLS.
pub(crate) struct Tls {
    acceptor: TlsAcceptor,
    certificate: CertificateDer<'static>,
}

impl Tls {
    /// Makes a certificate, which nobody trusts who is not told to.
    pub(crate) fn new() -> Result<Self, TlsError> {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(NAMES.map(String::from)).map_err(TlsError::Certificate)?;
        let certificate = cert.der().clone();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(TlsError::Setup)?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key)
            .map_err(TlsError::Setup)?;
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), certificate })
    }

    /// The certificate in DER.
    pub(crate) fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// Shakes hands, and gives `None` if the client does not, or does not trust the certificate.
    pub(crate) async fn shake_hands(&self, stream: TcpStream) -> Option<TlsStream<TcpStream>> {
        tokio::time::timeout(PATIENCE, self.acceptor.accept(stream)).await.ok()?.ok()
    }
}

/// Why TLS cannot be set up.
#[derive(Debug)]
pub(crate) enum TlsError {
    Certificate(rcgen::Error),
    Setup(tokio_rustls::rustls::Error),
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate(error) => write!(f, "no certificate can be made: {error}"),
            Self::Setup(error) => write!(f, "TLS cannot be set up: {error}"),
        }
    }
}

impl std::error::Error for TlsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Certificate(error) => Some(error),
            Self::Setup(error) => Some(error),
        }
    }
}
