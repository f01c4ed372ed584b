// SPDX-License-Identifier: EUPL-1.2
//! Reference data on the phone: publications whose signature was checked, the newest few of them.

use ronda_shared::identity::{PublicKey, Signature};
use ronda_shared::ids::ReferenceVersion;
use ronda_shared::limits;
use ronda_shared::reference::{Publication, Published, ReferenceData, SignedReference};
use ronda_shared::wire::{ReferenceHeld, ReferenceNews, from_cbor};
use rusqlite::{Connection, OptionalExtension, Params, params};

use super::blob::id;
use super::{Store, StoreError, meta};

/// Name in `meta`: the server asked for the newest publication.
const DUE: &str = "reference_due";
const NEWEST: &str = "ORDER BY published_at_ms DESC, version DESC";

/// A set this phone can read, with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldReference {
    /// When it was published, and its version.
    pub name: Published,
    /// The set.
    pub data: ReferenceData,
}

impl Store {
    /// The newest set that this version of the app can read.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn reference(&self) -> Result<Option<HeldReference>, StoreError> {
        let held = signed(self.reader(), NEWEST, [])?;
        Ok(held.iter().find_map(|(_, signed)| read(signed)))
    }

    /// The set of a version, where it is still here and can be read.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn reference_of(&self, version: &ReferenceVersion) -> Result<Option<HeldReference>, StoreError> {
        let held = signed(self.reader(), "WHERE version = ?1", [version.bytes()])?;
        Ok(held.iter().find_map(|(_, signed)| read(signed)))
    }

    /// The version of the newest publication, whether it can be read or not.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn newest_reference(&self) -> Result<Option<ReferenceVersion>, StoreError> {
        newest(self.reader())
    }

    /// Publications that are not what the root key signed under their name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn unsound_references(&self, root: &PublicKey) -> Result<Vec<ReferenceVersion>, StoreError> {
        let held = signed(self.reader(), NEWEST, [])?;
        let sound = |version: &ReferenceVersion, signed: &SignedReference| {
            signed
                .verify(root)
                .is_ok_and(|publication| publication.name().version == *version)
        };
        let unsound = held.into_iter().filter(|(version, signed)| !sound(version, signed));
        Ok(unsound.map(|(version, _)| version).collect())
    }
}

/// What a request says of it, and whether the newest publication goes along.
pub(super) fn held(connection: &Connection) -> Result<(ReferenceHeld, bool), StoreError> {
    let version = newest(connection)?;
    let due: bool = meta::get(connection, DUE)?.unwrap_or_default();
    let given_back = match version {
        Some(version) if due => signed(connection, "WHERE version = ?1", [version.bytes()])?.pop(),
        _ => None,
    };
    let given = given_back.is_some();
    let given_back = given_back.map(|(_, signed)| signed);
    Ok((ReferenceHeld { version, given_back }, given))
}

/// Takes the server's word in; true when it asks for a publication that was not just given to it.
pub(super) fn take(
    connection: &Connection,
    root: &PublicKey,
    news: &ReferenceNews,
    given: bool,
) -> Result<bool, StoreError> {
    if let Some(current) = &news.current {
        match current.verify(root) {
            Ok(publication) => put(connection, &publication, current)?,
            Err(_) => tracing::warn!("reference data was not signed by the root key and is ignored"),
        }
    }
    let due = news.asked && !given;
    if due {
        meta::put(connection, DUE, &true)?;
    } else {
        meta::forget(connection, DUE)?;
    }
    Ok(due)
}

fn put(connection: &Connection, publication: &Publication, signed: &SignedReference) -> Result<(), StoreError> {
    let Published { at_ms, version } = publication.name();
    let mut insert = connection.prepare_cached(
        "INSERT INTO reference (version, published_at_ms, body, signature) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (version) DO UPDATE SET published_at_ms = excluded.published_at_ms, body = excluded.body,
         signature = excluded.signature WHERE excluded.published_at_ms > reference.published_at_ms",
    )?;
    insert.execute(params![version.bytes(), at_ms, signed.body, signed.signature.0])?;
    let forget = format!(
        "DELETE FROM reference WHERE version NOT IN (SELECT version FROM reference {NEWEST} LIMIT {})",
        limits::REFERENCE_KEPT
    );
    connection.execute(&forget, [])?;
    Ok(())
}

fn newest(connection: &Connection) -> Result<Option<ReferenceVersion>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("SELECT version FROM reference {NEWEST} LIMIT 1"))?;
    let version = statement.query_row([], |row| Ok(id(row, 0))).optional()?;
    version.transpose()
}

fn signed(
    connection: &Connection,
    which: &str,
    values: impl Params,
) -> Result<Vec<(ReferenceVersion, SignedReference)>, StoreError> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT version, body, signature FROM reference {which}"))?;
    let rows = statement.query_and_then(values, |row| {
        let signed = SignedReference {
            body: row.get(1)?,
            signature: Signature(row.get(2)?),
        };
        Ok((id(row, 0)?, signed))
    })?;
    rows.collect()
}

/// A publication of a newer app may not be readable here; an older one is then used.
fn read(signed: &SignedReference) -> Option<HeldReference> {
    let publication: Publication = from_cbor(&signed.body).ok()?;
    let data = ReferenceData::from_bytes(&publication.data).ok()?;
    Some(HeldReference {
        name: publication.name(),
        data,
    })
}
