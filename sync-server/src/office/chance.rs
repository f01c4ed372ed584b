// SPDX-License-Identifier: EUPL-1.2
//! Random bytes of the operating system, and the ids made of them.

use uuid::Uuid;

use super::OfficeError;

/// `N` fresh random bytes.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], OfficeError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| OfficeError::Stopped("no random bytes"))?;
    Ok(bytes)
}

/// A UUIDv7 born at `at_ms`.
pub(crate) fn born_at(at_ms: i64) -> Result<Uuid, OfficeError> {
    let millis = u64::try_from(at_ms).unwrap_or_default();
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &random()?).into_uuid())
}
