// SPDX-License-Identifier: EUPL-1.2
//! Bytes in and out: CBOR, compressed with zstd, with the decompressed size bounded before it is spent.

use std::convert::Infallible;
use std::io::Read;

use minicbor::{Decode, Encode};

use super::count::holds_more_than;

/// The level of zstd that takes the signatures' weight off a batch again; the next ones cost more time than they save bytes.
const LEVEL: i32 = 3;
/// The level for what a phone sends: its link is slower than its processor.
const LEVEL_UP: i32 = 6;

/// The longest window that what we pack needs, as a power of two; a body that asks for more only wants the memory.
const WINDOW_LOG: u32 = 24;

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

/// What a body says that it unpacks to; `most` where it does not say. It is held to it: see [`decode`].
///
/// # Errors
/// When the body is damaged or says more than `most`.
pub fn unpacks_to(body: &[u8], most: usize) -> Result<usize, WireError> {
    let says = zstd::zstd_safe::get_frame_content_size(body).map_err(|_| WireError::Damaged)?;
    match says.map(usize::try_from) {
        None => Ok(most),
        Some(Ok(says)) if says <= most => Ok(says),
        Some(_) => Err(WireError::TooLarge(most)),
    }
}

/// A value that travelled, never unpacking more than `most` bytes, nor more than the body says.
///
/// # Errors
/// When the body is damaged or unpacks to more than `most`.
pub fn decode<T: for<'b> Decode<'b, ()>>(body: &[u8], most: usize) -> Result<T, WireError> {
    from_cbor(&unpack(body, most)?)
}

/// As [`decode`], and never reading more than `items` CBOR items.
///
/// # Errors
/// When the body is damaged, unpacks to more than `most` or holds more than `items`.
pub fn decode_counted<T: for<'b> Decode<'b, ()>>(body: &[u8], most: usize, items: usize) -> Result<T, WireError> {
    let cbor = unpack(body, most)?;
    if holds_more_than(items, &cbor) {
        return Err(WireError::TooLarge(most));
    }
    from_cbor(&cbor)
}

fn unpack(body: &[u8], most: usize) -> Result<Vec<u8>, WireError> {
    let says = unpacks_to(body, most)?;
    let mut reader = zstd::stream::read::Decoder::with_buffer(body).map_err(|_| WireError::Damaged)?;
    reader.window_log_max(WINDOW_LOG).map_err(|_| WireError::Damaged)?;
    let mut cbor = Vec::new();
    reader
        .take(says as u64 + 1)
        .read_to_end(&mut cbor)
        .map_err(|_| WireError::Damaged)?;
    if cbor.len() <= says {
        Ok(cbor)
    } else if says == most {
        Err(WireError::TooLarge(most))
    } else {
        Err(WireError::Damaged)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::io::Write;

    use super::*;

    #[test]
    fn a_body_that_inflates_is_stopped_at_the_limit() {
        let bomb = zstd::bulk::compress(&vec![0; 64 << 20], 1).unwrap();
        assert!(bomb.len() < 64 << 10);
        assert_eq!(decode::<Vec<u8>>(&bomb, 1 << 20), Err(WireError::TooLarge(1 << 20)));
    }

    #[test]
    fn a_body_that_hides_its_length_is_stopped_too_and_one_that_lies_is_damaged() {
        let bytes = to_cbor(&vec![7_u64; 1 << 16]);
        let mut packing = zstd::stream::Encoder::new(Vec::new(), 1).unwrap();
        packing.include_contentsize(false).unwrap();
        packing.write_all(&bytes).unwrap();
        let mut silent = packing.finish().unwrap();
        assert_eq!(unpacks_to(&silent, 1 << 20), Ok(1 << 20));
        assert_eq!(decode::<Vec<u64>>(&silent, 1 << 20).unwrap().len(), 1 << 16);
        assert_eq!(decode::<Vec<u64>>(&silent, 1 << 10), Err(WireError::TooLarge(1 << 10)));
        let mut two = zstd::bulk::compress(bytes.get(..10).unwrap(), 1).unwrap();
        assert_eq!(unpacks_to(&two, 1 << 20), Ok(10));
        two.append(&mut silent);
        assert_eq!(decode::<Vec<u64>>(&two, 1 << 20), Err(WireError::Damaged));
    }

    #[test]
    fn a_body_of_a_million_empty_things_is_not_read() {
        let empty = vec![minicbor::bytes::ByteVec::from(Vec::new()); 1 << 20];
        let body = encode(&empty);
        assert!(body.len() < 1 << 10, "{} bytes", body.len());
        let read = |items| decode_counted::<Vec<minicbor::bytes::ByteVec>>(&body, 2 << 20, items);
        assert_eq!(read(1 << 19), Err(WireError::TooLarge(2 << 20)));
        assert_eq!(read((1 << 20) + 1), Ok(empty));
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
