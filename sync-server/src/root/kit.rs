// SPDX-License-Identifier: EUPL-1.2
//! The recovery kit: the two private keys from which a lost store, or a phone whose PIN is forgotten, can be opened again.

use std::fs;
use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use ronda_shared::identity::{BoxKey, Secret};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::hex::{bytes_of, hex_of};
use super::keys::{hex, unhex};
use super::{RootError, private_file};

/// Where `init` writes it, in the data folder.
pub const KIT_FILE: &str = "recovery-kit.json";

const ABOUT: &str = "Recovery kit of a Ronda store. Whoever holds it (and its passphrase, if it has one) can act as the store \
and open what phones sealed to it. Move it to a safe place outside this computer, such as a printed page or a USB stick in a \
safe. With it, a lost store is made again by `ronda-server init --data DIR --recover FILE`.";
const PURPOSE: &[u8] = b"ronda/recovery-kit/1";
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;

/// What the kit holds.
#[derive(Debug, Clone)]
pub struct RecoveryKit {
    /// Of the root key.
    pub root: Secret,
    /// Of the recovery key pair (X25519).
    pub recovery: Secret,
    /// The cursor key, so that a recovered store knows the cursors it gave.
    pub cursor: Secret,
    /// Whose store it is: its code.
    pub jurisdiction: String,
    /// And name.
    pub name: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    about: String,
    jurisdiction: String,
    name: String,
    /// In the clear: root, recovery and cursor key in hexadecimal, one after another.
    keys: Option<Zeroizing<String>>,
    sealed: Option<Sealed>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed {
    method: String,
    salt: String,
    keys: String,
}

impl RecoveryKit {
    /// The key that opens what phones sealed.
    #[must_use]
    pub fn recovery_key(&self) -> BoxKey {
        BoxKey::from_seed(&self.recovery)
    }

    /// Writes the kit to a new file; with a passphrase it is sealed, and `salt` must be fresh random bytes.
    ///
    /// # Errors
    /// When the file exists or the disk fails.
    pub fn write(&self, file: &Path, passphrase: Option<&str>, salt: [u8; 32]) -> Result<(), RootError> {
        let joined = [&self.root, &self.recovery, &self.cursor]
            .map(|key| hex(key).to_string())
            .concat();
        let clear = Zeroizing::new(joined);
        let (keys, sealed) = match passphrase {
            None => (Some(clear), None),
            Some(passphrase) => (None, Some(seal(&clear, passphrase, salt)?)),
        };
        let (jurisdiction, name) = (self.jurisdiction.clone(), self.name.clone());
        let stored = Stored {
            about: ABOUT.to_owned(),
            jurisdiction,
            name,
            keys,
            sealed,
        };
        let json = serde_json::to_vec_pretty(&stored).map(Zeroizing::new);
        private_file::write_new(file, &json.map_err(|error| RootError::Disk(error.to_string()))?)
    }

    /// Reads a kit.
    ///
    /// # Errors
    /// When it is sealed and no passphrase or a wrong one is given, or it is no kit.
    pub fn read(file: &Path, passphrase: Option<&str>) -> Result<Self, RootError> {
        let json = fs::read(file)
            .map(Zeroizing::new)
            .map_err(|error| RootError::disk(file, &error))?;
        let damaged = || RootError::Damaged(file.display().to_string());
        let stored: Stored = serde_json::from_slice(&json).map_err(|_| damaged())?;
        let keys = match (&stored.keys, &stored.sealed, passphrase) {
            (Some(keys), ..) => keys.clone(),
            (None, Some(sealed), Some(passphrase)) => open(sealed, passphrase).ok_or(RootError::WrongPassphrase)?,
            (None, Some(_), None) => return Err(RootError::Sealed),
            (None, None, _) => return Err(damaged()),
        };
        let key = |at: usize| keys.get(at * 64..at * 64 + 64).and_then(unhex).ok_or_else(damaged);
        let (root, recovery, cursor) = (key(0)?, key(1)?, key(2)?);
        Ok(Self {
            root,
            recovery,
            cursor,
            jurisdiction: stored.jurisdiction,
            name: stored.name,
        })
    }
}

fn seal(clear: &str, passphrase: &str, salt: [u8; 32]) -> Result<Sealed, RootError> {
    let failed = || RootError::Disk("the recovery kit cannot be sealed: not enough memory".to_owned());
    let cipher = cipher(passphrase, &salt).ok_or_else(failed)?;
    // The key is of this salt alone, so one nonce is never used twice under it.
    let payload = Payload {
        msg: clear.as_bytes(),
        aad: PURPOSE,
    };
    let sealed = cipher.encrypt(&Nonce::default(), payload).map_err(|_| failed())?;
    let method = "argon2id m=65536 t=3 p=1, chacha20-poly1305".to_owned();
    Ok(Sealed {
        method,
        salt: hex(&Secret(salt)).to_string(),
        keys: hex_of(&sealed),
    })
}

fn open(sealed: &Sealed, passphrase: &str) -> Option<Zeroizing<String>> {
    let cipher = cipher(passphrase, &unhex(&sealed.salt)?.0)?;
    let bytes = bytes_of(&sealed.keys)?;
    let clear = cipher
        .decrypt(
            &Nonce::default(),
            Payload {
                msg: &bytes,
                aad: PURPOSE,
            },
        )
        .ok()?;
    String::from_utf8(clear).ok().map(Zeroizing::new)
}

fn cipher(passphrase: &str, salt: &[u8; 32]) -> Option<ChaCha20Poly1305> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).ok()?;
    let mut key = Zeroizing::new([0; 32]);
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon
        .hash_password_into(passphrase.as_bytes(), salt, key.as_mut())
        .ok()?;
    Some(ChaCha20Poly1305::new(&Key::from(*key)))
}
