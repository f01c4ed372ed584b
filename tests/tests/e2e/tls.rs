// SPDX-License-Identifier: EUPL-1.2
//! TLS: the office's own authority is trusted where it was given, anybody else's never, and nothing travels in the clear.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use ronda_tests::office::Office;
use ronda_tests::phone::Phone;
use ronda_tests::wait;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, ClientConnection, HandshakeKind, RootCertStore, Stream};
use tempfile::TempDir;

/// An authority of its own, and a certificate of it for this machine.
struct Authority {
    folder: TempDir,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let ca = params.self_signed(&key).unwrap();
        let issuer = Issuer::new(params, key);
        let own = KeyPair::generate().unwrap();
        let server = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
        let server = server.signed_by(&own, &issuer).unwrap();
        let authority = Self {
            folder: TempDir::new().unwrap(),
        };
        for (name, pem) in [
            ("ca.pem", ca.pem()),
            ("cert.pem", server.pem()),
            ("key.pem", own.serialize_pem()),
        ] {
            std::fs::write(authority.file(name), pem).unwrap();
        }
        authority
    }

    fn file(&self, name: &str) -> String {
        self.folder.path().join(name).to_string_lossy().into_owned()
    }
}

#[test]
fn the_office_s_own_authority_is_trusted_where_it_was_given_and_no_other() {
    let (own, other) = (Authority::new(), Authority::new());
    let office = Office::serving(&["--tls-cert", &own.file("cert.pem"), "--tls-key", &own.file("key.pem")]);
    assert!(office.url().starts_with("https://"), "{}", office.url());
    let person = office.hire("Ada Prova", "agent", &[]);
    let code = office.code(&person);
    let phone = Phone::blank();
    let enrol = |extra: &[&str]| {
        let url = office.url();
        phone.run(&[&["enrol", "--server", &url, "--code", &code], extra].concat())
    };
    for authority in [&[][..], &["--ca", &other.file("ca.pem")]] {
        let refused = enrol(authority);
        assert_eq!(refused.code, 1, "{refused:?}");
        assert!(refused.err.contains("--ca"), "it says the cure: {refused:?}");
    }
    let enrolled = enrol(&["--ca", &own.file("ca.pem")]);
    assert_eq!(enrolled.code, 0, "the code was not used up: {enrolled:?}");
    let id = phone.filed("Cifrata in viaggio");
    phone.syncs();
    assert_eq!(office.case(&id)["title"], "Cifrata in viaggio");
}

/// A client of one phone, which trusts this authority and remembers whom it met.
fn client(authority: &Authority) -> Arc<ClientConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore::empty();
    let ca = CertificateDer::from_pem_file(authority.file("ca.pem")).unwrap();
    roots.add(ca).unwrap();
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    Arc::new(builder.unwrap().with_root_certificates(roots).with_no_client_auth())
}

/// One question and its answer in a connection of its own; answers how the two met.
fn met(office: &Office, client: &Arc<ClientConfig>) -> HandshakeKind {
    let address = office.url().replace("https://", "");
    let mut tcp = TcpStream::connect(&address).unwrap();
    let mut tls = ClientConnection::new(Arc::clone(client), "127.0.0.1".try_into().unwrap()).unwrap();
    let mut stream = Stream::new(&mut tls, &mut tcp);
    let asked = format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(asked.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200"));
    tls.handshake_kind().unwrap()
}

#[test]
fn more_phones_than_a_server_could_remember_meet_it_again_without_its_certificates() {
    let own = Authority::new();
    let office = Office::serving(&["--tls-cert", &own.file("cert.pem"), "--tls-key", &own.file("key.pem")]);
    let phones: Vec<_> = (0..300).map(|_| client(&own)).collect();
    for phone in &phones {
        assert_eq!(met(&office, phone), HandshakeKind::Full);
    }
    for phone in &phones {
        assert_eq!(met(&office, phone), HandshakeKind::Resumed);
    }
}

#[test]
fn plain_http_beyond_this_machine_is_refused_by_phone_and_server() {
    let phone = Phone::blank();
    let answer = phone.run(&["enrol", "--server", "http://ronda.example", "--code", "7K3Q-92MX-4TVWE"]);
    assert_eq!(answer.code, 1, "{answer:?}");
    assert!(answer.err.contains("https"), "{answer:?}");
    let office = Office::new();
    let mut serving = office.command(&["serve", "--listen", "0.0.0.0:0"]).spawn().unwrap();
    let ended = wait::until("the server to refuse", Duration::from_secs(30), || {
        serving.try_wait().unwrap()
    });
    assert_eq!(ended.code(), Some(1));
}
