//! The sandbox's certificates: an authority of its own, a server certificate that is right, and several that are wrong on purpose.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::faults::TlsFault;
use super::route::HOSTS;

type Failure = Box<dyn std::error::Error + Send + Sync>;

static ONLY_12: [&rustls::SupportedProtocolVersion; 1] = [&rustls::version::TLS12];
static ONLY_13: [&rustls::SupportedProtocolVersion; 1] = [&rustls::version::TLS13];

struct Authority {
    certificate: Certificate,
    key: KeyPair,
}

pub struct Certificates {
    authority: Authority,
    right: Arc<ServerConfig>,
    /// Made when first asked for.
    wrong: Mutex<HashMap<&'static str, Arc<ServerConfig>>>,
}

impl Authority {
    fn new(name: &str) -> Result<Authority, Failure> {
        let mut params = CertificateParams::new(Vec::new())?;
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2049, 12, 31);
        let key = KeyPair::generate()?;
        Ok(Authority { certificate: params.self_signed(&key)?, key })
    }
}

/// What a server certificate says, and who says it.
struct Leaf<'a> {
    names: Vec<String>,
    expired: bool,
    issuer: Option<&'a Authority>,
    versions: &'static [&'static rustls::SupportedProtocolVersion],
}

impl Leaf<'_> {
    fn config(self) -> Result<Arc<ServerConfig>, Failure> {
        let mut params = CertificateParams::new(self.names)?;
        params.distinguished_name.push(DnType::CommonName, "ihuyi sandbox");
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = if self.expired { date_time_ymd(2021, 1, 1) } else { date_time_ymd(2049, 12, 31) };
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate()?;
        let certificate = match self.issuer {
            Some(issuer) => {
                params.use_authority_key_identifier_extension = true;
                params.signed_by(&key, &issuer.certificate, &issuer.key)?
            }
            None => params.self_signed(&key)?,
        };
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(self.versions)?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

/// The names under which a client may reach the sandbox, the vendor's among them for those who redirect name resolution.
fn names() -> Vec<String> {
    let local = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
    local.into_iter().chain(HOSTS.iter().map(|(host, _)| (*host).to_owned())).collect()
}

impl Certificates {
    pub fn new() -> Result<Certificates, Failure> {
        let authority = Authority::new("ihuyi sandbox CA")?;
        let right = Leaf { names: names(), expired: false, issuer: Some(&authority), versions: rustls::ALL_VERSIONS };
        let right = right.config()?;
        Ok(Certificates { authority, right, wrong: Mutex::default() })
    }

    pub fn authority_pem(&self) -> String {
        self.authority.certificate.pem()
    }

    pub fn config(&self, fault: Option<TlsFault>) -> Result<Arc<ServerConfig>, Failure> {
        let Some(fault) = fault else { return Ok(self.right.clone()) };
        let mut wrong = self.wrong.lock().unwrap();
        if let Some(known) = wrong.get(fault.name()) {
            return Ok(known.clone());
        }
        let stranger;
        let mut leaf =
            Leaf { names: names(), expired: false, issuer: Some(&self.authority), versions: rustls::ALL_VERSIONS };
        match fault {
            TlsFault::Expired => leaf.expired = true,
            TlsFault::SelfSigned => leaf.issuer = None,
            TlsFault::WrongName => leaf.names = vec!["wrong.example".to_owned()],
            TlsFault::UnknownCa => {
                stranger = Authority::new("an unknown CA")?;
                leaf.issuer = Some(&stranger);
            }
            TlsFault::Only12 => leaf.versions = &ONLY_12,
            TlsFault::Only13 => leaf.versions = &ONLY_13,
            TlsFault::Close | TlsFault::Silent | TlsFault::Plain => {}
        }
        let config = leaf.config()?;
        wrong.insert(fault.name(), config.clone());
        Ok(config)
    }
}
