//! What TLS a host speaks: offered, agreed, and the certificate it showed, even one that is not accepted.

use super::certificate::{self, Certificate};
use super::clock::now;
use super::finding::{Findings, Level};
use ihuyi::answer::Failure;
use ihuyi::codes::own;
use ihuyi::transport;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::version::{TLS12, TLS13};
use rustls::{
    ClientConfig, ClientConnection, DigitallySignedStruct, Error, ProtocolVersion, SignatureScheme, StreamOwned,
    SupportedProtocolVersion,
};
use std::io::ErrorKind;
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A certificate that ends sooner than this is worth a word.
const EXPIRY_NOTE_DAYS: i64 = 14;

/// What was seen of a host's TLS.
#[derive(Default)]
pub struct Tls {
    pub version: Option<&'static str>,
    pub suite: Option<String>,
    pub group: Option<String>,
    /// The other version of the two that are spoken here, and whether the host takes it too.
    pub other: Option<(&'static str, bool)>,
    pub certificate: Option<Certificate>,
    /// Why the handshake failed, by the library's own verdict.
    pub failure: Option<Failure>,
    /// The host and we share no version or suite.
    pub too_old: bool,
}

/// The versions and cipher suites that the library offers.
pub fn offered() -> (Vec<&'static str>, Vec<String>) {
    let suites = ring::default_provider().cipher_suites;
    let name = |suite: &rustls::SupportedCipherSuite| suite.suite().as_str().unwrap_or("?").to_owned();
    (vec!["TLS 1.3", "TLS 1.2"], suites.iter().map(name).collect())
}

type Stream = StreamOwned<ClientConnection, TcpStream>;

/// Shakes hands as the library does. The failure in place of [`Tls`] is one of this machine; a stream comes back where hands were shaken.
pub fn look(
    stream: TcpStream,
    host: &str,
    verifier: &Arc<dyn ServerCertVerifier>,
    limit: Duration,
) -> (Result<Tls, Failure>, Option<Stream>) {
    let watcher = Arc::new(Watcher { inner: verifier.clone(), seen: Mutex::default() });
    let outcome = shake(stream, host, watcher.clone(), &[&TLS13, &TLS12], limit);
    let mut seen = Tls { certificate: watcher.certificate(), ..Tls::default() };
    match outcome {
        Ok(stream) => {
            seen.version = stream.conn.protocol_version().and_then(version);
            seen.suite = stream.conn.negotiated_cipher_suite().and_then(|s| s.suite().as_str().map(str::to_owned));
            seen.group = stream.conn.negotiated_key_exchange_group().and_then(|g| g.name().as_str().map(str::to_owned));
            (Ok(seen), Some(stream))
        }
        Err(Broken::Tls(Error::InvalidMessage(_))) => {
            seen.failure = Some(Failure::new(
                own::TLS,
                format!("{host} 的这个端口说的不是 TLS，可能是 http 端口。"),
                format!("This port of {host} does not speak TLS; perhaps it is one for http."),
            ));
            (Ok(seen), None)
        }
        Err(Broken::Tls(error)) => {
            seen.too_old = matches!(error, Error::AlertReceived(_) | Error::PeerIncompatible(_));
            seen.failure = Some(transport::tls_failure(&error, host));
            (Ok(seen), None)
        }
        // Either is what a system calls a read that took too long.
        Err(Broken::Io(error)) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
            let seconds = limit.as_secs_f64();
            let failure = Failure::new(
                own::TLS,
                format!(
                    "与 {host} 的 TLS 握手在 {seconds:.0} 秒内没有完成。请确认这个端口是 https，中间没有防火墙阻断。"
                ),
                format!(
                    "The TLS handshake with {host} was not done within {seconds:.0} s. Make sure that this port speaks https and that no firewall cuts in."
                ),
            );
            (Err(failure), None)
        }
        Err(Broken::Io(error)) => {
            let failure = Failure::new(
                own::TLS,
                format!("与 {host} 的 TLS 握手中断：{error}。请确认这个端口是 https，中间没有防火墙阻断。"),
                format!(
                    "The TLS handshake with {host} broke off: {error}. Make sure that this port speaks https and that no firewall cuts in."
                ),
            );
            (Err(failure), None)
        }
    }
}

/// Whether the host takes the version that was not agreed on, too.
pub fn other(
    stream: TcpStream,
    host: &str,
    seen: &Tls,
    verifier: &Arc<dyn ServerCertVerifier>,
    limit: Duration,
) -> Option<(&'static str, bool)> {
    let (name, version) = if seen.version == Some("TLS 1.3") { ("TLS 1.2", &TLS12) } else { ("TLS 1.3", &TLS13) };
    Some((name, shake(stream, host, verifier.clone(), &[version], limit).is_ok()))
}

/// What of this is worth a word.
pub fn judge(host: &str, seen: &Tls, findings: &mut Findings) {
    if let Some(failure) = &seen.failure {
        findings.failure(host, failure);
    }
    if seen.too_old {
        findings.add(
            Level::Problem,
            host,
            (
                "对方没有接受任何一个本库支持的 TLS 版本或加密套件（TLS 1.2、1.3）",
                "it took none of the TLS versions and cipher suites that this library speaks (TLS 1.2 and 1.3)",
            ),
            (
                "请把这份报告（--json）反馈给我们；应急可用 gateway 指向自己的 https 中转",
                "please report this with the output of --json; meanwhile gateway can name an https relay of your own",
            ),
        );
    }
    let Some(certificate) = seen.certificate.as_ref().filter(|_| seen.failure.is_none()) else { return };
    let days = (certificate.not_after - now()) / 86_400;
    if days < EXPIRY_NOTE_DAYS {
        let until = certificate::date(certificate.not_after);
        findings.add(
            Level::Note,
            host,
            (
                &format!("服务器证书将于 {until} 到期（{days} 天后）"),
                &format!("its certificate ends on {until}, in {days} days"),
            ),
            (
                "由对方更换；沙箱的证书重启沙箱即更新",
                "its owner renews it; a sandbox makes a new one when started again",
            ),
        );
    }
}

enum Broken {
    Tls(Error),
    Io(std::io::Error),
}

fn shake(
    mut stream: TcpStream,
    host: &str,
    verifier: Arc<dyn ServerCertVerifier>,
    versions: &[&'static SupportedProtocolVersion],
    limit: Duration,
) -> Result<Stream, Broken> {
    let provider: Arc<CryptoProvider> = Arc::new(ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .map_err(Broken::Tls)?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    let name = ServerName::try_from(host.to_owned())
        .map_err(|error| Broken::Io(std::io::Error::new(ErrorKind::InvalidInput, error)))?;
    let mut conn = ClientConnection::new(Arc::new(config), name).map_err(Broken::Tls)?;
    // A server that sends a byte now and then keeps every single read within its limit.
    let deadline = std::time::Instant::now() + limit;
    while conn.is_handshaking() {
        if std::time::Instant::now() > deadline {
            return Err(Broken::Io(ErrorKind::TimedOut.into()));
        }
        conn.complete_io(&mut stream).map_err(|error| match error.downcast::<Error>() {
            Ok(error) => Broken::Tls(error),
            Err(error) => Broken::Io(error),
        })?;
    }
    Ok(StreamOwned::new(conn, stream))
}

fn version(version: ProtocolVersion) -> Option<&'static str> {
    match version {
        ProtocolVersion::TLSv1_3 => Some("TLS 1.3"),
        ProtocolVersion::TLSv1_2 => Some("TLS 1.2"),
        _ => None,
    }
}

/// Judges as the library does, and remembers what it was shown: a handshake that fails tells nothing afterwards.
#[derive(Debug)]
struct Watcher {
    inner: Arc<dyn ServerCertVerifier>,
    seen: Mutex<Option<Vec<u8>>>,
}

impl Watcher {
    fn certificate(&self) -> Option<Certificate> {
        certificate::read(self.seen.lock().ok()?.as_deref()?)
    }
}

impl ServerCertVerifier for Watcher {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if let Ok(mut seen) = self.seen.lock() {
            *seen = Some(end_entity.to_vec());
        }
        self.inner.verify_server_cert(end_entity, intermediates, name, ocsp, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}
