// SPDX-License-Identifier: EUPL-1.2
//! TLS by rustls and ring, from the certificate and key files an operator names.

use std::path::Path;

use axum_server::tls_rustls::RustlsConfig;

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
    config.map_err(|error| {
        ServeError::Tls(format!(
            "{} and {} do not make a TLS identity ({error})",
            files.cert.display(),
            files.key.display()
        ))
    })
}

fn readable(file: &Path) -> Result<(), ServeError> {
    let opened = std::fs::File::open(file);
    opened
        .map(drop)
        .map_err(|error| ServeError::Tls(format!("{} cannot be read ({error})", file.display())))
}
