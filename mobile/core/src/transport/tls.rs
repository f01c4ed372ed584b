// SPDX-License-Identifier: EUPL-1.2
//! Whom a phone trusts: the public roots shipped with it, and the organisation's own CA where one was given.

use std::sync::Arc;

use ronda_shared::sync::Failure;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

/// The configuration of every connection. Given explicitly, since the platform's own verifier is not there on every phone.
pub(super) fn config(own_ca: Option<&[u8]>) -> Result<ClientConfig, Failure> {
    let provider = rustls::crypto::ring::default_provider();
    // Somebody else in this process may have installed one already, which is just as well.
    let _ = provider.clone().install_default();
    let mut roots: RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    if let Some(pem) = own_ca {
        add_own(&mut roots, pem)?;
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .map_err(|_| Failure::Refused("this device cannot speak TLS 1.2 or 1.3".into()))?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

fn add_own(roots: &mut RootCertStore, pem: &[u8]) -> Result<(), Failure> {
    let bad = || Failure::Refused("the CA file holds no certificate in PEM form: ask the office for it again".into());
    let certificates: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|_| bad())?;
    if certificates.is_empty() {
        return Err(bad());
    }
    certificates
        .into_iter()
        .try_for_each(|certificate| roots.add(certificate))
        .map_err(|_| bad())
}
