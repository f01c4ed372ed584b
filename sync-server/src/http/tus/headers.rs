// SPDX-License-Identifier: EUPL-1.2
//! The headers of tus: numbers, metadata, checksums, dates.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ronda_shared::ids::PhotoHash;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::http::problem::Problem;

/// A header that is a whole number.
pub(super) fn number(headers: &HeaderMap, name: &'static str) -> Result<u64, Problem> {
    let value = headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .filter(|value| value.bytes().all(|b| b.is_ascii_digit()));
    value
        .and_then(|value| value.parse().ok())
        .ok_or_else(|| Problem::BadRequest(format!("the header {name} must be a whole number")))
}

/// The photo's hash out of `Upload-Metadata: sha256 BASE64,...`; other keys are of no interest here.
pub(super) fn photo_hash(headers: &HeaderMap) -> Result<PhotoHash, Problem> {
    let metadata = headers
        .get("upload-metadata")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let pairs = metadata.split(',').filter_map(|pair| pair.trim().split_once(' '));
    let value = pairs
        .filter(|(key, _)| *key == "sha256")
        .map(|(_, value)| value.trim())
        .next();
    let text = value.and_then(|value| String::from_utf8(STANDARD.decode(value).ok()?).ok());
    let missing = "Upload-Metadata must carry `sha256` and the base64 of the photo's SHA-256 written in hexadecimal";
    text.and_then(|text| text.parse().ok())
        .ok_or_else(|| Problem::BadRequest(missing.to_owned()))
}

/// What a chunk must hash to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Checksum {
    Sha1(Vec<u8>),
    Sha256(Vec<u8>),
}

impl Checksum {
    /// The chunk's checksum, when one was sent.
    pub(super) fn of(headers: &HeaderMap) -> Result<Option<Self>, Problem> {
        let Some(value) = headers.get("upload-checksum") else {
            return Ok(None);
        };
        let unknown = || {
            Problem::BadRequest(
                "Upload-Checksum must be `sha1` or `sha256` and the base64 of the chunk's digest".to_owned(),
            )
        };
        let (name, digest) = value
            .to_str()
            .ok()
            .and_then(|value| value.trim().split_once(' '))
            .ok_or_else(unknown)?;
        let digest = STANDARD.decode(digest.trim()).map_err(|_| unknown())?;
        match name {
            "sha1" => Ok(Some(Self::Sha1(digest))),
            "sha256" => Ok(Some(Self::Sha256(digest))),
            _ => Err(unknown()),
        }
    }

    pub(super) fn matches(&self, chunk: &[u8]) -> bool {
        match self {
            Self::Sha1(digest) => Sha1::digest(chunk).as_slice() == digest.as_slice(),
            Self::Sha256(digest) => Sha256::digest(chunk).as_slice() == digest.as_slice(),
        }
    }
}

/// Whether these headers begin or continue an upload; for whoever tries what foreign clients may send.
#[must_use]
pub fn understood(headers: &[(&'static str, &[u8])]) -> bool {
    let known = headers
        .iter()
        .filter_map(|(name, value)| Some((HeaderName::from_static(name), HeaderValue::from_bytes(value).ok()?)));
    let headers: HeaderMap = known.collect();
    let checked = Checksum::of(&headers).is_ok();
    let begins = photo_hash(&headers).is_ok() && number(&headers, "upload-length").is_ok();
    checked && (begins || number(&headers, "upload-offset").is_ok())
}

/// A moment as HTTP writes it.
pub(super) fn http_date(at_ms: i64) -> Result<HeaderValue, Problem> {
    let moment = jiff::Timestamp::from_millisecond(at_ms).map_err(|error| Problem::unexpected(&error))?;
    let printer = jiff::fmt::rfc2822::DateTimePrinter::new();
    let text = printer
        .timestamp_to_rfc9110_string(&moment)
        .map_err(|error| Problem::unexpected(&error))?;
    HeaderValue::from_str(&text).map_err(|error| Problem::unexpected(&error))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn with(name: &'static str, value: &str) -> HeaderMap {
        [(name.parse().unwrap(), value.parse().unwrap())].into_iter().collect()
    }

    #[test]
    fn metadata_of_generic_clients_is_read_and_a_missing_hash_is_told() {
        let hash = PhotoHash([7; 32]);
        let metadata = format!(
            "filename cGhvdG8uanBn,sha256 {},is_confidential",
            STANDARD.encode(hash.to_string())
        );
        assert_eq!(photo_hash(&with("upload-metadata", &metadata)), Ok(hash));
        for bad in ["", "sha256", "sha256 !!", "sha256 aGVsbG8=", "SHA256 aGVsbG8="] {
            assert!(photo_hash(&with("upload-metadata", bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn checksums_of_both_kinds_hold() {
        let sha1 = Checksum::of(&with("upload-checksum", "sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00="))
            .unwrap()
            .unwrap();
        assert!(sha1.matches(b"hello"));
        assert!(!sha1.matches(b"hellp"));
        let sha256 = format!("sha256 {}", STANDARD.encode(Sha256::digest(b"hello")));
        assert!(
            Checksum::of(&with("upload-checksum", &sha256))
                .unwrap()
                .unwrap()
                .matches(b"hello")
        );
        assert!(Checksum::of(&with("upload-checksum", "md5 qvTGHdzF6KLavt4PO0gs2a6pQ00=")).is_err());
        assert_eq!(Checksum::of(&HeaderMap::new()), Ok(None));
    }

    #[test]
    fn numbers_are_digits_and_nothing_else() {
        assert_eq!(number(&with("upload-length", "42"), "upload-length"), Ok(42));
        for bad in ["", "-1", "+1", "1.0", "99999999999999999999"] {
            assert!(number(&with("upload-length", bad), "upload-length").is_err(), "{bad}");
        }
    }

    #[test]
    fn dates_are_written_as_http_wants_them() {
        assert_eq!(http_date(784_111_777_000).unwrap(), "Sun, 06 Nov 1994 08:49:37 GMT");
    }
}
