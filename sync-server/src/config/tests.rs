// SPDX-License-Identifier: EUPL-1.2
//! What an operator may write, and what he is told when it cannot be used.
#![allow(clippy::unwrap_used)]

use super::*;

#[test]
fn an_empty_file_means_the_defaults() {
    let config = Config::parse("").unwrap();
    assert_eq!(config, Config::default());
    assert!(config.listen.ip().is_loopback());
    assert!(!config.allow_plain_http);
}

#[test]
fn every_key_of_the_documentation_is_read() {
    let text = r#"
        listen = "0.0.0.0:0"
        public_url = "https://ronda.example.org/"
        allow_plain_http = true
        stop_within_s = 5
        [tls]
        cert = "/etc/ronda/chain.pem"
        key = "/etc/ronda/key.pem"
        [limits]
        connections = 7
        header_s = 1
        request_s = 2
        body_silence_s = 3
        per_ip_per_s = 4
        per_ip_burst = 5
        per_device_per_s = 6
        per_device_burst = 8
        enrol_per_minute = 9
        min_free_bytes = 0
        [metrics]
        remote = true
        token = "a-token-nobody-will-guess"
        [backup]
        to = "/mnt/vault"
        every_minutes = 15
        counts_as_vault = true
        [log]
        filter = "ronda_server=debug"
        json = true
    "#;
    let config = Config::parse(text).unwrap();
    assert_eq!(config.public_url.as_deref(), Some("https://ronda.example.org"));
    assert_eq!(config.tls.as_ref().unwrap().key, PathBuf::from("/etc/ronda/key.pem"));
    assert_eq!((config.limits.connections, config.limits.enrol_per_minute), (7, 9));
    assert_eq!(config.backup.as_ref().unwrap().every_minutes, 15);
    assert!(config.log.json && config.metrics.remote);
}

#[test]
fn all_faults_are_told_at_once_each_with_its_key() {
    let text = "listen = 8080\nallow_plain_htpp = true\n[tls]\ncert = \"a\"\n[limits]\nheader_s = 0\n[metrics]\nremote = true\n[log]\nfilter = \"a=b=c\"\n";
    let told = Config::parse(text).unwrap_err().to_string();
    for key in [
        "`listen`",
        "`allow_plain_htpp`",
        "`tls.key`",
        "`limits.header_s`",
        "`metrics.token`",
        "`log.filter`",
    ] {
        assert!(told.contains(key), "{key} is missing in: {told}");
    }
    assert_eq!(told.lines().count(), 7);
}

#[test]
fn an_address_with_a_password_in_it_is_refused() {
    for url in [
        "https://user:pass@example.org",
        "ftp://example.org",
        "https://",
        "https://example.org/?a=b",
    ] {
        assert!(Config::parse(&format!("public_url = {url:?}")).is_err(), "{url}");
    }
}

#[test]
fn no_secret_shows_in_debug_or_in_faults() {
    let secret = "a-token-nobody-will-guess";
    let config = Config::parse(&format!("[metrics]\ntoken = \"{secret}\"")).unwrap();
    assert!(!format!("{config:?}").contains(secret));
    let unfinished = Config::parse(&format!("[metrics]\ntoken = \"{secret}")).unwrap_err();
    assert!(!unfinished.to_string().contains(secret), "{unfinished}");
    assert!(unfinished.to_string().contains("line 2"), "{unfinished}");
}
