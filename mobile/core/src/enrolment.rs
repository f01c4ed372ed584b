// SPDX-License-Identifier: EUPL-1.2
//! Enrolment as phone and command line do it: a key is born here, the code proves both sides.

use ronda_shared::identity::{EnrolmentCode, Secret, SigningKey};
use ronda_shared::sync::Failure;

use crate::engine::Identity;
use crate::keystore::random;
use crate::transport::{self, ServerAddress};

/// Gives a one-time code to the server. A code serves once: look at everything that can go wrong without it before.
///
/// # Errors
/// When the server cannot be reached, refuses the code, or cannot prove that it knows it.
pub async fn enrol(
    server: &ServerAddress,
    own_ca: Option<Vec<u8>>,
    code: &EnrolmentCode,
    device_name: &str,
) -> Result<Identity, Failure> {
    let seed = Secret(random().map_err(|fault| Failure::Store(fault.to_string()))?);
    let key = SigningKey::from_seed(&seed);
    let enrolled = transport::enrol(server, own_ca.as_deref(), code, &key, device_name).await?;
    Identity::enrolled(seed, enrolled.root_key, &enrolled.answer, server.to_string(), own_ca)
        .map_err(|fault| Failure::Refused(fault.to_string()))
}
