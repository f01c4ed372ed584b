// SPDX-License-Identifier: EUPL-1.2
//! Random bytes, and the ids made of them: the operating system's, or those of a simulation's seed.

use std::sync::Arc;

use uuid::Uuid;

use super::OfficeError;

/// Fills a slice with random bytes.
type Fill = dyn Fn(&mut [u8]) + Send + Sync;

/// Where random bytes come from; cheap to clone.
#[derive(Clone, Default)]
pub struct Chance(Option<Arc<Fill>>);

impl std::fmt::Debug for Chance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "Chance(seeded)" } else { "Chance" })
    }
}

impl Chance {
    /// What `fill` gives, so that a simulation can be run again from its seed; no program offers it.
    #[must_use]
    pub fn seeded(fill: impl Fn(&mut [u8]) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(fill)))
    }

    /// `N` fresh random bytes.
    pub(crate) fn random<const N: usize>(&self) -> Result<[u8; N], OfficeError> {
        let Some(fill) = &self.0 else { return random() };
        let mut bytes = [0; N];
        fill(&mut bytes);
        Ok(bytes)
    }

    /// A UUIDv7 born at `at_ms`.
    pub(crate) fn born_at(&self, at_ms: i64) -> Result<Uuid, OfficeError> {
        let millis = u64::try_from(at_ms).unwrap_or_default();
        Ok(uuid::Builder::from_unix_timestamp_millis(millis, &self.random()?).into_uuid())
    }
}

/// `N` fresh random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], OfficeError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| OfficeError::Stopped("no random bytes"))?;
    Ok(bytes)
}
