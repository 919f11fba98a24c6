//! TLS, with the roots that come with the library and the operating system's together.
//!
//! The handshake is finished here, before the request is written: a certificate that is refused means that nothing was sent.

use super::buffers::Room;
use super::dial::remaining;
use super::watch::{self, Trouble};
use crate::answer::Failure;
use crate::codes::own;
use crate::config::{Config, read_file};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{Resumption, verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    StreamOwned,
};
use std::io::{Read, Write};
use std::sync::{Arc, OnceLock};
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, Either, NextTimeout, Transport, TransportAdapter,
};

/// For so many sessions there is room from the beginning, eight for each of eight servers: the gateway has fewer.
const SESSIONS: usize = 64;

/// The connector.
#[derive(Debug)]
pub struct Tls {
    config: Arc<ClientConfig>,
}

impl Tls {
    /// Reads the extra CA file, if there is one.
    pub fn new(config: &Config) -> Result<Tls, Failure> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = verifier(config)?;
        let mut tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring has suites for TLS 1.2 and 1.3")
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth();
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        tls.resumption = Resumption::in_memory_sessions(SESSIONS);
        Ok(Tls { config: Arc::new(tls) })
    }
}

/// What decides whether a server's certificate is accepted: the roots that come with the library, the CA file's and the operating system's.
///
/// For looking at a server's TLS by other means, as `ihuyi doctor` does: the verdict is the one that a submission would get.
pub fn verifier(config: &Config) -> Result<Arc<dyn ServerCertVerifier>, Failure> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(path) = &config.ca_file {
        add_file(&mut roots, path)?;
    }
    Ok(Arc::new(Verifier { own: roots, provider, system: OnceLock::new() }))
}

fn add_file(roots: &mut RootCertStore, path: &std::path::Path) -> Result<(), Failure> {
    let pem = read_file(path, 1 << 20)?;
    let certificates = CertificateDer::pem_slice_iter(&pem).filter_map(Result::ok);
    let (added, _) = roots.add_parsable_certificates(certificates);
    if added > 0 {
        return Ok(());
    }
    Err(Failure::new(
        own::FILE,
        format!("证书文件 {} 里没有可用的 PEM 证书。", path.display()),
        format!("{} holds no usable PEM certificate.", path.display()),
    ))
}

impl<In: Transport> Connector<In> for Tls {
    type Out = Either<In, Stream>;

    fn connect(&self, details: &ConnectionDetails, chained: Option<In>) -> Result<Option<Self::Out>, ureq::Error> {
        let Some(transport) = chained else { return Ok(None) };
        if !details.needs_tls() || transport.is_tls() {
            return Ok(Some(Either::A(transport)));
        }
        let host = details.uri.host().unwrap_or("");
        let host = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(host);
        let name =
            ServerName::try_from(host.to_owned()).map_err(|_| ureq::Error::BadUri("not a host name".to_owned()))?;
        let mut conn = ClientConnection::new(self.config.clone(), name).map_err(noted)?;
        let mut sock = Records {
            sock: TransportAdapter::new(transport.boxed(), details.current_time.clone()),
            rest: 0,
            head: Vec::new(),
        };
        sock.sock.set_timeout(remaining(details.timeout, details.now, (details.current_time)()));
        while conn.is_handshaking() {
            conn.complete_io(&mut sock).map_err(|error| match error.downcast::<Error>() {
                Ok(error) => noted(error),
                Err(error) => ureq::Error::from(error),
            })?;
        }
        Ok(Some(Either::B(Stream { buffers: Room::default(), stream: StreamOwned { conn, sock } })))
    }
}

fn noted(error: Error) -> ureq::Error {
    watch::note(Trouble::Tls(error));
    ureq::Error::Tls("handshake")
}

/// A connection with TLS on it.
pub struct Stream {
    buffers: Room,
    stream: StreamOwned<ClientConnection, Records>,
}

/// Bytes of a record's head: type, version, length.
const HEAD: usize = 5;

/// The encrypted side of a connection, which knows whether it stands between two records.
///
/// A kept connection may be used again only when the server has said nothing beyond its reply. Some of what it said can wait here, out
/// of the TLS library's sight: whole records that were received and not yet handed on, or the beginning of one.
struct Records {
    sock: TransportAdapter,
    /// Bytes of the record at hand that have not been handed on.
    rest: usize,
    /// The head of the next record, as far as it was handed on.
    head: Vec<u8>,
}

impl Records {
    fn count(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.rest > 0 {
                let n = self.rest.min(bytes.len());
                self.rest -= n;
                bytes = &bytes[n..];
                continue;
            }
            let n = (HEAD - self.head.len()).min(bytes.len());
            self.head.extend_from_slice(&bytes[..n]);
            bytes = &bytes[n..];
            if self.head.len() == HEAD {
                self.rest = usize::from(u16::from_be_bytes([self.head[3], self.head[4]]));
                self.head.clear();
            }
        }
    }

    /// Nothing was received that was not handed on, and what was handed on ends with a record.
    fn is_between_records(&mut self) -> bool {
        self.rest == 0 && self.head.is_empty() && self.sock.get_mut().buffers().input().is_empty()
    }
}

impl Read for Records {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.sock.read(buf)?;
        self.count(&buf[..n]);
        Ok(n)
    }
}

impl Write for Records {
    fn write(&mut self, buf: &[u8]) -> std::io::Result<usize> {
        self.sock.write(buf)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.sock.flush()
    }
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("tls::Stream")
    }
}

impl Transport for Stream {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        self.stream.get_mut().sock.set_timeout(timeout);
        self.stream.write_all(&self.buffers.output()[..amount])?;
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.stream.get_mut().sock.set_timeout(timeout);
        let input = self.buffers.input_append_buf();
        let amount = self.stream.read(input)?;
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        self.buffers.rest();
        let silent = self.stream.conn.process_new_packets().is_ok_and(|state| state.plaintext_bytes_to_read() == 0);
        silent && self.stream.sock.is_between_records() && self.stream.sock.sock.get_mut().is_open()
    }

    fn is_tls(&self) -> bool {
        true
    }
}

/// Asks the library's own roots (and the CA file's) first. Only when they do not know the issuer are the operating system's read, once:
/// that costs milliseconds which most processes never need to spend.
///
/// The verdict is rustls' own, by the functions of which its verifier consists: without the lists of revoked certificates, of which there are
/// none here and whose reading would be in the library all the same.
#[derive(Debug)]
struct Verifier {
    own: RootCertStore,
    provider: Arc<CryptoProvider>,
    system: OnceLock<RootCertStore>,
}

impl Verifier {
    fn system(&self) -> &RootCertStore {
        self.system.get_or_init(|| {
            let mut roots = RootCertStore::empty();
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            roots
        })
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        _ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let certificate = ParsedCertificate::try_from(end_entity)?;
        let algorithms = self.provider.signature_verification_algorithms.all;
        let chain =
            |roots| verify_server_cert_signed_by_trust_anchor(&certificate, roots, intermediates, now, algorithms);
        match chain(&self.own) {
            Err(Error::InvalidCertificate(CertificateError::UnknownIssuer)) => chain(self.system())?,
            verdict => verdict?,
        }
        verify_server_name(&certificate, name)?;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
