// SPDX-License-Identifier: EUPL-1.2
//! TLS: the office's own authority is trusted where it was given, anybody else's never, and nothing travels in the clear.

use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use ronda_tests::office::Office;
use ronda_tests::phone::Phone;
use ronda_tests::wait;
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
