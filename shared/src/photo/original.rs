// SPDX-License-Identifier: EUPL-1.2
//! The sealed original of a photo that was blacked out: only the holder of the recovery key can open it.

use super::{Limits, PhotoError, verify_stored};
use crate::identity::{BoxKey, BoxPublicKey, SealError, Secret, open, seal};

/// First bytes of a sealed original; no picture begins so.
const MAGIC: &[u8] = b"RONDAORIG1\n";
/// Bytes a sealed box has beside its content: a point and a tag.
const BOX_BYTES: usize = 48;

/// The largest JPEG whose sealed original is still no larger than a stored photo may be.
pub(super) const MOST_BYTES: usize = Limits::STORED_BYTES - MAGIC.len() - BOX_BYTES;

/// The file of a sealed original. `ephemeral` must be 32 fresh random bytes.
///
/// # Errors
/// When `to` is not a usable key.
pub fn seal_original(to: &BoxPublicKey, ephemeral: &Secret, jpeg: &[u8]) -> Result<Vec<u8>, SealError> {
    Ok([MAGIC, &seal(to, ephemeral, jpeg)?].concat())
}

/// The stored JPEG inside a file of [`seal_original`].
///
/// # Errors
/// When it is none, was sealed to another key or altered.
pub fn open_original(key: &BoxKey, file: &[u8]) -> Result<Vec<u8>, SealError> {
    open(key, file.strip_prefix(MAGIC).ok_or(SealError)?)
}

/// Whether a file says that it is a sealed original.
#[must_use]
pub fn is_sealed(file: &[u8]) -> bool {
    file.starts_with(MAGIC)
}

/// Checks that a file may be kept among the photos: a stored JPEG, or a sealed original of no larger size.
///
/// # Errors
/// As [`verify_stored`].
pub fn verify_kept(file: &[u8]) -> Result<(), PhotoError> {
    if !is_sealed(file) {
        return verify_stored(file).map(drop);
    }
    if file.len() > Limits::STORED_BYTES {
        return Err(PhotoError::StoredTooLarge);
    }
    if file.len() <= MAGIC.len() + BOX_BYTES {
        return Err(PhotoError::CutShort);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_sealed_original_is_kept_and_opens_with_the_recovery_key_alone() {
        let key = BoxKey::from_seed(&Secret([1; 32]));
        let file = seal_original(&key.public(), &Secret([2; 32]), b"the jpeg").unwrap();
        assert!(is_sealed(&file));
        assert_eq!(verify_kept(&file), Ok(()));
        assert_eq!(open_original(&key, &file).unwrap(), b"the jpeg");
        assert_eq!(
            open_original(&BoxKey::from_seed(&Secret([3; 32])), &file),
            Err(SealError)
        );
        assert_eq!(open_original(&key, b"the jpeg"), Err(SealError));
    }

    #[test]
    fn an_empty_or_too_large_box_is_not_kept() {
        assert_eq!(verify_kept(MAGIC), Err(PhotoError::CutShort));
        let large = [MAGIC, &vec![0; Limits::STORED_BYTES]].concat();
        assert_eq!(verify_kept(&large), Err(PhotoError::StoredTooLarge));
        assert_eq!(verify_kept(b"GIF89a"), Err(PhotoError::StoredNotJpeg));
    }
}
