// SPDX-License-Identifier: EUPL-1.2
//! The emergency pack: what a phone that cannot reach the server hands over as a file (docs/decisions/0006-emergency-pack.md).

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use super::exchange::PushedTicket;
use super::{WireError, decode, encode, from_cbor, to_cbor};
use crate::identity::{BoxKey, BoxPublicKey, SealError, Secret, SignedCertificate, open, seal};
use crate::limits;
use crate::reporter::SealedReporter;

/// First bytes of a pack made with the PIN.
pub const PACK_MAGIC: &[u8] = b"RONDAPACK1\n";
/// First bytes of a pack made without the PIN.
pub const LOCKED_MAGIC: &[u8] = b"RONDALOCK1\n";

/// Everything a phone holds that the store may lack, sealed to the organisation's recovery key.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct EmergencyPack {
    /// The phone's certificate.
    #[n(0)]
    pub certificate: SignedCertificate,
    /// Tickets with their changes and proofs, dependencies first.
    #[n(1)]
    pub tickets: Vec<PushedTicket>,
    /// Certificates of the other authors.
    #[n(2)]
    pub certificates: Vec<SignedCertificate>,
    /// Stored JPEGs, each named by its own SHA-256.
    #[n(3)]
    pub photos: Vec<ByteVec>,
    /// Contacts of reporters without a receipt, sealed to the vault key.
    #[n(4)]
    #[cbor(default, skip_if = "Vec::is_empty")]
    pub reporters: Vec<SealedReporter>,
}

/// A phone's encrypted store as it lies on disk, with its data key sealed to the recovery key.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct LockedPack {
    /// The 32-byte data key, sealed to the recovery key.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub sealed_key: Vec<u8>,
    /// The SQLCipher file.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub database: Vec<u8>,
    /// Its write-ahead log, empty when there is none.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub wal: Vec<u8>,
}

/// A pack that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// It does not begin as a pack does.
    #[error("this is not an emergency pack: give the file that `ronda export` wrote")]
    NotAPack,
    /// It was sealed to another key or altered.
    #[error(
        "the pack does not open with this recovery kit: use the kit of the store the phone was enrolled with, and an unaltered file"
    )]
    Sealed,
    /// It is cut short or damaged.
    #[error("the pack is damaged: copy it from the phone again")]
    Damaged,
}

impl EmergencyPack {
    /// The file: magic, then the sealed, compressed CBOR. `ephemeral` must be 32 fresh random bytes.
    ///
    /// # Errors
    /// When `to` is not a usable key.
    pub fn to_file(&self, to: &BoxPublicKey, ephemeral: &Secret) -> Result<Vec<u8>, SealError> {
        Ok([PACK_MAGIC, &seal(to, ephemeral, &encode(self))?].concat())
    }

    /// Opens a file made by [`EmergencyPack::to_file`].
    ///
    /// # Errors
    /// When it is no pack, was sealed to another key, or is damaged.
    pub fn from_file(file: &[u8], key: &BoxKey) -> Result<Self, PackError> {
        let sealed = file.strip_prefix(PACK_MAGIC).ok_or(PackError::NotAPack)?;
        let packed = open(key, sealed).map_err(|SealError| PackError::Sealed)?;
        decode(&packed, limits::PACK_DECODED_BYTES).map_err(|_: WireError| PackError::Damaged)
    }
}

impl LockedPack {
    /// The file: magic, then CBOR. Its content is encrypted as it is.
    #[must_use]
    pub fn to_file(&self) -> Vec<u8> {
        [LOCKED_MAGIC, &to_cbor(self)].concat()
    }

    /// Reads a file made by [`LockedPack::to_file`].
    ///
    /// # Errors
    /// When it is no locked pack or is damaged.
    pub fn from_file(file: &[u8]) -> Result<Self, PackError> {
        let body = file.strip_prefix(LOCKED_MAGIC).ok_or(PackError::NotAPack)?;
        from_cbor(body).map_err(|_| PackError::Damaged)
    }

    /// The data key that opens the database.
    ///
    /// # Errors
    /// When it was sealed to another recovery key.
    pub fn data_key(&self, key: &BoxKey) -> Result<Secret, PackError> {
        let opened = open(key, &self.sealed_key).map_err(|SealError| PackError::Sealed)?;
        opened.try_into().map(Secret).map_err(|_| PackError::Damaged)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::identity::Signature;

    #[test]
    fn a_pack_opens_with_its_own_key_alone() {
        let certificate = SignedCertificate {
            body: vec![1],
            signature: Signature([2; 64]),
        };
        let pack = EmergencyPack {
            certificate,
            tickets: Vec::new(),
            certificates: Vec::new(),
            photos: vec![vec![3; 9].into()],
            reporters: Vec::new(),
        };
        let key = BoxKey::from_seed(&Secret([4; 32]));
        let file = pack.to_file(&key.public(), &Secret([5; 32])).unwrap();
        assert_eq!(EmergencyPack::from_file(&file, &key).unwrap(), pack);
        let other = BoxKey::from_seed(&Secret([6; 32]));
        assert_eq!(EmergencyPack::from_file(&file, &other), Err(PackError::Sealed));
        assert_eq!(EmergencyPack::from_file(b"PK", &key), Err(PackError::NotAPack));
    }

    #[test]
    fn a_locked_pack_gives_its_data_key_to_the_recovery_key_alone() {
        let key = BoxKey::from_seed(&Secret([4; 32]));
        let sealed_key = seal(&key.public(), &Secret([5; 32]), &[7; 32]).unwrap();
        let pack = LockedPack {
            sealed_key,
            database: vec![1, 2],
            wal: Vec::new(),
        };
        let read = LockedPack::from_file(&pack.to_file()).unwrap();
        assert_eq!(read, pack);
        assert_eq!(read.data_key(&key).unwrap(), Secret([7; 32]));
        assert_eq!(
            read.data_key(&BoxKey::from_seed(&Secret([6; 32]))),
            Err(PackError::Sealed)
        );
    }
}
