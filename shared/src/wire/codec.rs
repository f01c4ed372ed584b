// SPDX-License-Identifier: EUPL-1.2
//! Bytes in and out: CBOR, compressed with zstd, with the decompressed size bounded before it is spent.

use std::convert::Infallible;
use std::io::Read;

use minicbor::{Decode, Encode};

/// The level of zstd that takes the signatures' weight off a batch again; the next ones cost more time than they save bytes.
const LEVEL: i32 = 3;
/// The level for what a phone sends: its link is slower than its processor.
const LEVEL_UP: i32 = 6;

/// A body that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// Not zstd, cut short, or not the CBOR it should be.
    #[error("the message is damaged: send it again")]
    Damaged,
    /// It would unpack to more than the limit.
    #[error("the message unpacks to more than {0} bytes: send smaller batches")]
    TooLarge(usize),
}

/// CBOR of a value. Encoding into memory cannot fail.
#[must_use]
pub fn to_cbor<T: Encode<()>>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoded: Result<(), minicbor::encode::Error<Infallible>> = minicbor::encode(value, &mut bytes);
    debug_assert!(encoded.is_ok(), "encoding into memory failed");
    bytes
}

/// A value of its CBOR.
///
/// # Errors
/// When the bytes are not that value.
pub fn from_cbor<'b, T: Decode<'b, ()>>(bytes: &'b [u8]) -> Result<T, WireError> {
    minicbor::decode(bytes).map_err(|_| WireError::Damaged)
}

/// A value as it travels.
#[must_use]
pub fn encode<T: Encode<()>>(value: &T) -> Vec<u8> {
    zstd::bulk::compress(&to_cbor(value), LEVEL).unwrap_or_default()
}

/// A value as a phone sends it; every reader takes it as any other.
#[must_use]
pub fn encode_up<T: Encode<()>>(value: &T) -> Vec<u8> {
    zstd::bulk::compress(&to_cbor(value), LEVEL_UP).unwrap_or_default()
}

/// A value that travelled, never unpacking more than `most` bytes.
///
/// # Errors
/// When the body is damaged or unpacks to more than `most`.
pub fn decode<T: for<'b> Decode<'b, ()>>(body: &[u8], most: usize) -> Result<T, WireError> {
    let reader = zstd::stream::read::Decoder::with_buffer(body).map_err(|_| WireError::Damaged)?;
    let mut cbor = Vec::new();
    reader
        .take(most as u64 + 1)
        .read_to_end(&mut cbor)
        .map_err(|_| WireError::Damaged)?;
    if cbor.len() > most {
        Err(WireError::TooLarge(most))
    } else {
        from_cbor(&cbor)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_body_that_inflates_is_stopped_at_the_limit() {
        let bomb = zstd::bulk::compress(&vec![0; 64 << 20], 1).unwrap();
        assert!(bomb.len() < 64 << 10);
        assert_eq!(decode::<Vec<u8>>(&bomb, 1 << 20), Err(WireError::TooLarge(1 << 20)));
    }

    #[test]
    fn a_body_cut_anywhere_is_damaged() {
        let body = encode(&vec!["tunnel".to_owned(); 100]);
        assert_eq!(decode::<Vec<String>>(&body, 1 << 20).unwrap().len(), 100);
        for at in 0..body.len() {
            assert_eq!(
                decode::<Vec<String>>(body.get(..at).unwrap(), 1 << 20),
                Err(WireError::Damaged)
            );
        }
    }
}
