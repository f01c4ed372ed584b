// SPDX-License-Identifier: EUPL-1.2
//! The keys folder: the root key that signs devices and orders, the key of cursors, the office's own device key.

use std::fs;
use std::path::{Path, PathBuf};

use ronda_shared::identity::{BoxKey, BoxPublicKey, Secret, SigningKey, vault_key};
use ronda_shared::sync::CursorKey;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{RootError, private_file};

const FOLDER: &str = "keys";
const FILE: &str = "keys.json";

/// The keys of a running store.
#[derive(Debug, Clone)]
pub struct RootKeys {
    /// Signs certificates, orders and reference data.
    pub root: SigningKey,
    /// Makes and checks cursors, in whatever life of the store.
    pub cursor: CursorKey,
    /// Writes the store's facts.
    pub office: SigningKey,
    /// What phones seal their data keys to; the opening half is in the recovery kit alone.
    pub recovery: BoxPublicKey,
    /// Opens what phones seal of reporters' contacts; it follows from the root key.
    pub vault: BoxKey,
}

/// Fresh random bytes for the keys of a new store, or those of a recovery kit.
#[derive(Debug, Clone)]
pub struct RootSeeds {
    /// Of the root key.
    pub root: Secret,
    /// Of the cursor key.
    pub cursor: Secret,
    /// Of the office's device key.
    pub office: Secret,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    about: String,
    root_seed: Zeroizing<String>,
    cursor_key: Zeroizing<String>,
    office_seed: Zeroizing<String>,
    recovery_public_key: String,
}

impl RootKeys {
    /// Writes the keys of a new store (or of one that is being recovered) into the data folder.
    ///
    /// # Errors
    /// When there are keys already, or the disk fails.
    pub fn create(data: &Path, seeds: &RootSeeds, recovery: BoxPublicKey) -> Result<Self, RootError> {
        private_file::private_folder(&data.join(FOLDER))?;
        let about = "Private keys of this Ronda store: never copy them anywhere; backups do not hold them, the recovery kit does.";
        let stored = Stored {
            about: about.to_owned(),
            root_seed: hex(&seeds.root),
            cursor_key: hex(&seeds.cursor),
            office_seed: hex(&seeds.office),
            recovery_public_key: hex(&Secret(recovery.0)).to_string(),
        };
        let json = serde_json::to_vec_pretty(&stored).map(Zeroizing::new);
        let json = json.map_err(|error| RootError::Disk(error.to_string()))?;
        private_file::write_new(&Self::file(data), &json)?;
        Ok(Self::of(seeds, recovery))
    }

    /// Reads the keys of the data folder.
    ///
    /// # Errors
    /// When there are none, or they are damaged.
    pub fn load(data: &Path) -> Result<Self, RootError> {
        let file = Self::file(data);
        let json = fs::read(&file)
            .map(Zeroizing::new)
            .map_err(|error| match error.kind() {
                std::io::ErrorKind::NotFound => RootError::NoKeys(data.display().to_string()),
                _ => RootError::disk(&file, &error),
            })?;
        let damaged = || RootError::Damaged(file.display().to_string());
        let stored: Stored = serde_json::from_slice(&json).map_err(|_| damaged())?;
        let key = |text: &str| unhex(text).ok_or_else(damaged);
        let seeds = RootSeeds {
            root: key(&stored.root_seed)?,
            cursor: key(&stored.cursor_key)?,
            office: key(&stored.office_seed)?,
        };
        Ok(Self::of(&seeds, BoxPublicKey(key(&stored.recovery_public_key)?.0)))
    }

    /// Where the keys lie.
    #[must_use]
    pub fn file(data: &Path) -> PathBuf {
        data.join(FOLDER).join(FILE)
    }

    fn of(seeds: &RootSeeds, recovery: BoxPublicKey) -> Self {
        Self {
            root: SigningKey::from_seed(&seeds.root),
            cursor: CursorKey(seeds.cursor.clone()),
            office: SigningKey::from_seed(&seeds.office),
            recovery,
            vault: vault_key(&seeds.root),
        }
    }
}

/// 32 secret bytes as text.
pub(super) fn hex(secret: &Secret) -> Zeroizing<String> {
    Zeroizing::new(secret.0.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// 32 secret bytes of their text.
pub(super) fn unhex(text: &str) -> Option<Secret> {
    text.parse::<ronda_shared::ids::ChangeHash>()
        .ok()
        .map(|bytes| Secret(bytes.0))
}
