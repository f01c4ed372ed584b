// SPDX-License-Identifier: EUPL-1.2
//! The fields of a ticket that people may change, each a register that keeps concurrent values.

use std::fmt;
use std::str::FromStr;

use minicbor::decode::{Decoder, Error as DecodeError};
use minicbor::encode::{Encoder, Error as EncodeError, Write};

/// A changeable field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// What kind of trouble it is, with the taxonomy version it was chosen from.
    Category,
    /// One line.
    Title,
    /// The long text.
    Description,
    /// The place of the trouble.
    Position,
    /// The address as written.
    Address,
    /// Where the address came from, when no person typed it; counts for the address of the same action only.
    AddressSource,
    /// The address in the city's register of house numbers.
    AddressId,
    /// The district of the city.
    District,
    /// The lamp, bin or tree it is about.
    AssetRef,
    /// P1 to P4.
    Priority,
    /// Danger to people, with its reason.
    Danger,
    /// Who may see it.
    Visibility,
    /// The reporter's row in the vault, never his data.
    ReporterRef,
    /// The answer to one of the category's own questions.
    Answer(String),
}

impl Field {
    /// Every field but the answers, with its key in the document and its name in JSON and on the command line.
    pub const NAMED: [(&'static str, Self); 13] = [
        ("category", Self::Category),
        ("title", Self::Title),
        ("description", Self::Description),
        ("position", Self::Position),
        ("address", Self::Address),
        ("address_source", Self::AddressSource),
        ("address_id", Self::AddressId),
        ("district", Self::District),
        ("asset_ref", Self::AssetRef),
        ("priority", Self::Priority),
        ("danger", Self::Danger),
        ("visibility", Self::Visibility),
        ("reporter_ref", Self::ReporterRef),
    ];
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Answer(code) = self {
            return write!(f, "answers.{code}");
        }
        let named = Self::NAMED.iter().find(|(_, field)| field == self);
        f.write_str(named.map_or("", |(name, _)| name))
    }
}

/// A name that is no field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is no field of a ticket: use one of category, title, description, position, address, address_source, address_id, district, asset_ref, priority, danger, visibility, reporter_ref or answers.CODE"
)]
pub struct UnknownField(String);

impl FromStr for Field {
    type Err = UnknownField;

    fn from_str(name: &str) -> Result<Self, UnknownField> {
        if let Some(code) = name.strip_prefix("answers.").filter(|code| !code.is_empty()) {
            return Ok(Self::Answer(code.to_owned()));
        }
        let named = Self::NAMED.iter().find(|(known, _)| *known == name);
        named
            .map(|(_, field)| field.clone())
            .ok_or_else(|| UnknownField(name.to_owned()))
    }
}

/// In CBOR a field is its name, so that an intent stays readable by every later version.
impl<C> minicbor::Encode<C> for Field {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
        e.str(&self.to_string())?.ok()
    }
}

impl<'b, C> minicbor::Decode<'b, C> for Field {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
        d.str()?.parse().map_err(|_| DecodeError::message("unknown field"))
    }
}
