//! Redis behind TLS, with a certificate authority of our own.

use crate::server::Server;
use crate::support::{Folder, HOUR, count};
use ihuyi::answer::Failure;
use ihuyi::codes::own;
use ihuyi::store::{Ask, Clock, Decision, Place, Store, open};
use std::sync::Arc;

fn opened(url: &str) -> Result<Arc<dyn Store>, Failure> {
    open(&Place::parse(url).unwrap(), Clock::System)
}

#[track_caller]
fn refused(url: &str, said: &str) {
    let failure = opened(url).err().expect("it was not refused");
    assert_eq!(failure.code, own::STORE, "{failure}");
    assert!(failure.en.contains(said), "{failure}");
}

#[test]
fn tls_with_a_certificate_authority_of_our_own() {
    let folder = Folder::new();
    let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let (cert, key) = (folder.path.join("cert.pem"), folder.path.join("key.pem"));
    std::fs::write(&cert, made.cert.pem()).unwrap();
    std::fs::write(&key, made.key_pair.serialize_pem()).unwrap();
    let (cert, key) = (cert.to_str().unwrap(), key.to_str().unwrap());
    let server = Server::start(&[
        "--port",
        "0",
        "--tls-port",
        "{port}",
        "--tls-cert-file",
        cert,
        "--tls-key-file",
        key,
        "--tls-auth-clients",
        "no",
        "--requirepass",
        "hunter2",
    ]);
    let url = |scheme: &str, rest: &str| format!("{scheme}://:hunter2@127.0.0.1:{}{rest}", server.port);
    let store = opened(&url("rediss", &format!("/2?ca={cert}"))).unwrap();
    let ask = Ask { counts: vec![count(1, &[(1, HOUR)])], ..Ask::default() };
    assert!(matches!(store.admit(&ask).unwrap(), Decision::Admitted { .. }));
    assert!(matches!(store.admit(&ask).unwrap(), Decision::Denied(_)));
    refused(&url("rediss", ""), "ca=");
    // The name in the certificate counts.
    let other = url("rediss", &format!("?ca={cert}")).replace("127.0.0.1", "localhost");
    refused(&other, "certificate was not accepted");
    refused(&url("redis", ""), "rediss://");
    let plain = Server::start(&[]);
    refused(&format!("rediss://127.0.0.1:{}?ca={cert}&timeout=1", plain.port), "cannot be used");
    refused(&url("rediss", "?ca=/nonexistent/ca.pem"), "/nonexistent/ca.pem");
    refused(&url("rediss", &format!("?ca={key}")), "no usable PEM certificate");
}
