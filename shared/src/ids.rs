// SPDX-License-Identifier: EUPL-1.2
//! The identifiers of the house, each its own type so that none can stand in for another.
//!
//! As text, UUIDs are hyphenated and byte ids are lower-case hexadecimal; in CBOR both are byte strings.

use std::fmt;
use std::str::FromStr;

use minicbor::decode::{Decoder, Error as DecodeError};
use minicbor::encode::{Encoder, Error as EncodeError, Write};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// A text that is not the identifier it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {kind}: give {expected}")]
pub struct InvalidId {
    kind: &'static str,
    expected: &'static str,
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident, $kind:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The 16 bytes of the UUID, big-endian as in RFC 9562.
            #[must_use]
            pub fn bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// The id of these 16 bytes.
            #[must_use]
            pub fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }

            /// The id of a byte slice, when it is 16 bytes long.
            #[must_use]
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                Uuid::from_slice(bytes).ok().map(Self)
            }

            /// Milliseconds since 1970 at which the id was born, when it is a UUIDv7.
            #[must_use]
            pub fn born_at_ms(&self) -> Option<i64> {
                let (seconds, nanos) = self.0.get_timestamp()?.to_unix();
                i64::try_from(seconds).ok()?.checked_mul(1000)?.checked_add(i64::from(nanos / 1_000_000))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let invalid = InvalidId { kind: $kind, expected: "a UUID such as 0198c0de-0000-7000-8000-000000000000" };
                Uuid::parse_str(text).map(Self).map_err(|_| invalid)
            }
        }

        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
                e.bytes(self.bytes())?.ok()
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
                Self::from_slice(d.bytes()?).ok_or_else(|| DecodeError::message(concat!("bad ", $kind)))
            }
        }
    };
}

macro_rules! byte_id {
    ($(#[$doc:meta])* $name:ident, $len:literal, $kind:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// The raw bytes.
            #[must_use]
            pub fn bytes(&self) -> &[u8; $len] {
                &self.0
            }

            /// The id of a byte slice, when its length is right.
            #[must_use]
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                <[u8; $len]>::try_from(bytes).ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut text = [0; 2 * $len];
                for (pair, byte) in text.as_chunks_mut::<2>().0.iter_mut().zip(self.0) {
                    *pair = [hex_digit(byte >> 4), hex_digit(byte & 15)];
                }
                f.write_str(std::str::from_utf8(&text).unwrap_or_default())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let invalid = InvalidId { kind: $kind, expected: concat!($len, " bytes in hexadecimal") };
                hex_bytes(text).and_then(|bytes| Self::from_slice(&bytes)).ok_or(invalid)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
            }
        }

        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
                e.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
                Self::from_slice(d.bytes()?).ok_or_else(|| DecodeError::message(concat!("bad ", $kind)))
            }
        }
    };
}

/// The digit of a number below 16.
fn hex_digit(number: u8) -> u8 {
    if number < 10 { b'0' + number } else { b'a' + number - 10 }
}

uuid_id!(
    /// A ticket: a UUIDv7 born on the device that filed it.
    TicketId,
    "ticket id"
);
uuid_id!(
    /// One action of one person: a UUIDv7 born with it and kept through replay and release.
    IntentId,
    "intent id"
);
uuid_id!(
    /// A person known to the municipality.
    PersonId,
    "person id"
);
uuid_id!(
    /// An order signed by the root key (revocation, wipe, purge).
    OrderId,
    "order id"
);
uuid_id!(
    /// A reporter's contact in the vault: says nothing about the person.
    ReporterRef,
    "reporter reference"
);
byte_id!(
    /// A device: the first 8 bytes of the SHA-256 of its public key.
    DeviceId,
    8,
    "device id"
);
byte_id!(
    /// An Automerge actor: the device id followed by 8 random bytes minted at an engine start.
    Actor,
    16,
    "actor"
);
byte_id!(
    /// The SHA-256 by which Automerge names a change.
    ChangeHash,
    32,
    "change hash"
);
byte_id!(
    /// The SHA-256 of a stored photo's bytes.
    PhotoHash,
    32,
    "photo hash"
);
byte_id!(
    /// The SHA-256 of a public file about places: a map, a street index, a layer.
    PlaceHash,
    32,
    "place file hash"
);
byte_id!(
    /// A version of the reference data: the SHA-256 of its bytes.
    ReferenceVersion,
    32,
    "reference version"
);
byte_id!(
    /// The life of a store: minted at its creation and at every restore or noticed roll-back.
    Epoch,
    16,
    "epoch"
);

impl Actor {
    /// The actor of an engine start of `device`.
    #[must_use]
    pub fn of(device: DeviceId, start: [u8; 8]) -> Self {
        let mut bytes = [0; 16];
        let (head, tail) = bytes.split_at_mut(8);
        head.copy_from_slice(device.bytes());
        tail.copy_from_slice(&start);
        Self(bytes)
    }

    /// The device this actor belongs to.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        let [a, b, c, d, e, f, g, h, ..] = self.0;
        DeviceId([a, b, c, d, e, f, g, h])
    }
}

fn hex_bytes(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let pair = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    (0..text.len()).step_by(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn text_and_bytes_round_trip() {
        let device: DeviceId = "00ff10a0b1c2d3e4".parse().unwrap();
        assert_eq!(device.to_string(), "00ff10a0b1c2d3e4");
        assert_eq!(Actor::of(device, [7; 8]).device(), device);
        assert!("00ff".parse::<DeviceId>().is_err());
        assert!("+0ff10a0b1c2d3e4".parse::<DeviceId>().is_err());
        assert!("zzff10a0b1c2d3e4".parse::<DeviceId>().is_err());
    }

    #[test]
    fn a_ticket_id_knows_when_it_was_born() {
        let id: TicketId = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f".parse().unwrap();
        assert_eq!(id.born_at_ms(), Some(0x017f_22e2_79b0));
    }
}
