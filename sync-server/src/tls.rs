// SPDX-License-Identifier: EUPL-1.2
//! TLS by rustls and ring, from the certificate and key files an operator names.

use std::path::Path;
use std::sync::Arc;

use axum_server::tls_rustls::RustlsConfig;
use rustls::ServerConfig;

use crate::config::TlsFiles;
use crate::serve::ServeError;

/// Chooses the one TLS provider of the process; a second call changes nothing.
pub fn choose_provider() {
    // Somebody chose before: the workspace holds one provider, so it is the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// The TLS side of the listener: TLS 1.2 and 1.3, HTTP/2 and HTTP/1.1.
///
/// # Errors
/// When a file cannot be read or does not hold what it should.
pub async fn load(files: &TlsFiles) -> Result<RustlsConfig, ServeError> {
    choose_provider();
    readable(&files.cert)?;
    readable(&files.key)?;
    let config = RustlsConfig::from_pem_file(&files.cert, &files.key).await;
    let config = config.map_err(|error| {
        ServeError::Tls(format!(
            "{} and {} do not make a TLS identity ({error})",
            files.cert.display(),
            files.key.display()
        ))
    })?;
    resumable(&config)?;
    Ok(config)
}

/// A phone that was here before need not be shown the certificates again. What is remembered of it lies with the phone, sealed
/// under keys that change every few hours: a memory of the server's own would be too small for a city's phones.
fn resumable(config: &RustlsConfig) -> Result<(), ServeError> {
    let mut resumable = ServerConfig::clone(&config.get_inner());
    let ticketer = rustls::crypto::ring::Ticketer::new();
    resumable.ticketer = ticketer.map_err(|error| ServeError::Tls(format!("TLS cannot be set up ({error})")))?;
    config.reload_from_config(Arc::new(resumable));
    Ok(())
}

fn readable(file: &Path) -> Result<(), ServeError> {
    let opened = std::fs::File::open(file);
    opened
        .map(drop)
        .map_err(|error| ServeError::Tls(format!("{} cannot be read ({error})", file.display())))
}
