// SPDX-License-Identifier: EUPL-1.2
//! The server's configuration: one TOML file, read once, every fault reported at once with its cure.
//!
//! ```toml
//! listen = "127.0.0.1:8080"          # where to listen; port 0 takes a free one
//! public_url = "https://ronda.example.org" # what phones are told; default: the address listened on
//! allow_plain_http = false           # plain HTTP elsewhere than on loopback (only behind a proxy that speaks TLS)
//! stop_within_s = 20                 # how long requests in flight may take once told to stop
//!
//! [tls]                              # without it: plain HTTP
//! cert = "/etc/ronda/chain.pem"
//! key = "/etc/ronda/key.pem"
//!
//! [limits]                           # see `Limits` for every key and its default
//! per_device_per_s = 200
//!
//! [metrics]
//! remote = false                     # /metrics answers loopback alone
//! token = "..."                      # with `remote = true`: the bearer token a collector must show
//!
//! [backup]
//! to = "/mnt/vault/ronda"            # folder on another file system
//! every_minutes = 60
//! counts_as_vault = false            # true: a copy on the same file system counts as vaulted too
//!
//! [log]
//! filter = "info"
//! json = false
//! ```

mod keys;
mod log;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use keys::Keys;
pub use log::LogConfig;

/// Everything that can be configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The address phones are told, without a slash at the end; none: the address listened on.
    pub public_url: Option<String>,
    /// Plain HTTP is allowed elsewhere than on loopback.
    pub allow_plain_http: bool,
    /// Seconds that requests in flight may take once the server is told to stop.
    pub stop_within_s: u64,
    /// Certificate and key; none: plain HTTP.
    pub tls: Option<TlsFiles>,
    /// Bounds on what clients may ask.
    pub limits: Limits,
    /// Who may read `/metrics`.
    pub metrics: Metrics,
    /// Backups on schedule.
    pub backup: Option<Backup>,
    /// What is logged, and how.
    pub log: LogConfig,
}

/// PEM files for TLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate chain, the server's own first.
    pub cert: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// Bounds on what clients may ask. Defaults are generous for a shift of 500 phones behind one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Open connections; more are answered 503.
    pub connections: usize,
    /// Seconds a client may take to send its request's head.
    pub header_s: u64,
    /// Seconds one request may take in all.
    pub request_s: u64,
    /// Seconds a request body may be silent.
    pub body_silence_s: u64,
    /// Requests of one address per second, in the long run.
    pub per_ip_per_s: u32,
    /// Requests of one address at once.
    pub per_ip_burst: u32,
    /// Requests of one device per second, in the long run.
    pub per_device_per_s: u32,
    /// Requests of one device at once.
    pub per_device_burst: u32,
    /// Enrolments and drop boxes tried by one address per minute, so that codes cannot be guessed.
    pub enrol_per_minute: u32,
    /// MiB that exchanges may take in memory at once; others wait.
    pub exchange_mib: usize,
    /// MiB that pieces of photos may take in memory while they arrive; others wait.
    pub upload_mib: usize,
    /// MiB that photos may take in memory while they are checked; others wait with their bytes on the disk.
    pub photo_mib: usize,
    /// Requests that may wait for memory; more are answered 503.
    pub waiting: usize,
    /// Seconds one may wait before it is answered 503.
    pub waiting_s: u64,
    /// Free bytes on the data folder's disk below which `/readyz` says no.
    pub min_free_bytes: u64,
}

/// Who may read `/metrics`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metrics {
    /// Others than loopback may, with the token.
    pub remote: bool,
    /// The bearer token of a remote collector.
    pub token: Option<Masked>,
}

/// Backups on schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// The folder that receives them.
    pub to: PathBuf,
    /// Minutes between two.
    pub every_minutes: u64,
    /// They move the vaulted watermark even on the same file system.
    pub counts_as_vault: bool,
}

/// A secret text that never prints.
#[derive(Clone, PartialEq, Eq)]
pub struct Masked(pub String);

impl std::fmt::Debug for Masked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Masked(..)")
    }
}

/// Why a configuration cannot be used: every fault, one per line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the configuration cannot be used:\n- {}", .faults.join("\n- "))]
pub struct ConfigError {
    /// One sentence each, with the cure.
    pub faults: Vec<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            allow_plain_http: false,
            stop_within_s: 20,
            tls: None,
            limits: Limits::default(),
            metrics: Metrics::default(),
            backup: None,
            log: LogConfig::default(),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4_096,
            header_s: 15,
            request_s: 120,
            body_silence_s: 30,
            per_ip_per_s: 2_000,
            per_ip_burst: 10_000,
            per_device_per_s: 200,
            per_device_burst: 1_000,
            enrol_per_minute: 10,
            exchange_mib: 64,
            upload_mib: 96,
            photo_mib: 64,
            waiting: 1_024,
            waiting_s: 20,
            min_free_bytes: 200 * 1024 * 1024,
        }
    }
}

impl Config {
    /// Reads a configuration file.
    ///
    /// # Errors
    /// When the file cannot be read, is not TOML, or holds any fault; all of them are named.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|error| ConfigError {
            faults: vec![format!(
                "{} cannot be read ({error}): check the path and its permissions",
                path.display()
            )],
        })?;
        Self::parse(&text)
    }

    /// Reads a configuration's text.
    ///
    /// # Errors
    /// When it is not TOML or holds any fault; all of them are named.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let table = text.parse().map_err(|error: toml::de::Error| ConfigError {
            faults: vec![not_toml(&error, text)],
        })?;
        let mut keys = Keys::of(table);
        let config = Self {
            listen: keys.address("listen").unwrap_or(Self::default().listen),
            public_url: keys.url("public_url"),
            allow_plain_http: keys.flag("allow_plain_http").unwrap_or(false),
            stop_within_s: keys.number("stop_within_s", 1, 3_600).unwrap_or(20),
            tls: keys.table("tls", tls),
            limits: keys.table("limits", limits).unwrap_or_default(),
            metrics: keys.table("metrics", metrics).unwrap_or_default(),
            backup: keys.table("backup", backup),
            log: keys.table("log", LogConfig::of).unwrap_or_default(),
        };
        match keys.faults() {
            faults if faults.is_empty() => Ok(config),
            faults => Err(ConfigError { faults }),
        }
    }
}

/// The parser's own words would quote the line, which may hold a secret.
fn not_toml(error: &toml::de::Error, text: &str) -> String {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    format!(
        "line {}: {}: write it as TOML",
        before.matches('\n').count() + 1,
        error.message()
    )
}

fn tls(keys: &mut Keys) -> Option<TlsFiles> {
    let (cert, key) = (keys.needed_path("cert"), keys.needed_path("key"));
    Some(TlsFiles { cert: cert?, key: key? })
}

fn limits(keys: &mut Keys) -> Option<Limits> {
    let default = Limits::default();
    Some(Limits {
        connections: keys.number("connections", 1, 1_000_000).unwrap_or(default.connections),
        header_s: keys.number("header_s", 1, 600).unwrap_or(default.header_s),
        request_s: keys.number("request_s", 1, 3_600).unwrap_or(default.request_s),
        body_silence_s: keys
            .number("body_silence_s", 1, 3_600)
            .unwrap_or(default.body_silence_s),
        per_ip_per_s: keys
            .number("per_ip_per_s", 1, 10_000_000)
            .unwrap_or(default.per_ip_per_s),
        per_ip_burst: keys
            .number("per_ip_burst", 1, 10_000_000)
            .unwrap_or(default.per_ip_burst),
        per_device_per_s: keys
            .number("per_device_per_s", 1, 10_000_000)
            .unwrap_or(default.per_device_per_s),
        per_device_burst: keys
            .number("per_device_burst", 1, 10_000_000)
            .unwrap_or(default.per_device_burst),
        enrol_per_minute: keys
            .number("enrol_per_minute", 1, 10_000)
            .unwrap_or(default.enrol_per_minute),
        exchange_mib: keys.number("exchange_mib", 1, 1 << 20).unwrap_or(default.exchange_mib),
        upload_mib: keys.number("upload_mib", 1, 1 << 20).unwrap_or(default.upload_mib),
        photo_mib: keys.number("photo_mib", 1, 1 << 20).unwrap_or(default.photo_mib),
        waiting: keys.number("waiting", 0, 1_000_000).unwrap_or(default.waiting),
        waiting_s: keys.number("waiting_s", 1, 600).unwrap_or(default.waiting_s),
        min_free_bytes: keys
            .number("min_free_bytes", 0, 1 << 50)
            .unwrap_or(default.min_free_bytes),
    })
}

fn metrics(keys: &mut Keys) -> Option<Metrics> {
    let remote = keys.flag("remote").unwrap_or(false);
    let token = keys.text("token");
    match &token {
        None if remote => keys.fault(
            "token",
            "is needed when `remote = true`: give at least 24 random characters",
        ),
        Some(token) if token.len() < 24 => keys.fault("token", "is too short: give at least 24 random characters"),
        _ => {}
    }
    Some(Metrics {
        remote,
        token: token.map(Masked),
    })
}

fn backup(keys: &mut Keys) -> Option<Backup> {
    let to = keys.needed_path("to");
    let every_minutes = keys.number("every_minutes", 1, 60 * 24 * 31).unwrap_or(60);
    let counts_as_vault = keys.flag("counts_as_vault").unwrap_or(false);
    Some(Backup {
        to: to?,
        every_minutes,
        counts_as_vault,
    })
}

#[cfg(test)]
mod tests;
