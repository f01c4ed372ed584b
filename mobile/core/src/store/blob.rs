// SPDX-License-Identifier: EUPL-1.2
//! Ids and heads as they stand in columns.

use minicbor::Decode;
use ronda_shared::ids::{
    ChangeHash, DeviceId, Epoch, IntentId, OrderId, PersonId, PhotoHash, PlaceHash, ReferenceVersion, ReporterRef,
    TicketId,
};
use rusqlite::Row;

use super::StoreError;

/// An id that stands in a column as its bytes.
pub(crate) trait InColumn: Sized {
    /// What a damaged one is called.
    const WHAT: &'static str;
    /// The id of its bytes.
    fn read(bytes: &[u8]) -> Option<Self>;
}

macro_rules! in_column {
    ($($id:ident $what:literal),*) => {
        $(impl InColumn for $id {
            const WHAT: &'static str = $what;
            fn read(bytes: &[u8]) -> Option<Self> {
                Self::from_slice(bytes)
            }
        })*
    };
}

in_column!(
    TicketId "ticket id", IntentId "intent id", PersonId "person id", OrderId "order id", DeviceId "device id",
    ChangeHash "change hash", PhotoHash "photo hash", PlaceHash "place file hash", Epoch "epoch",
    ReferenceVersion "reference version", ReporterRef "reporter reference"
);

/// The id in column `at`.
pub(crate) fn id<T: InColumn>(row: &Row<'_>, at: usize) -> Result<T, StoreError> {
    let bytes = row.get_ref(at)?.as_blob()?;
    T::read(bytes).ok_or(StoreError::Damaged(T::WHAT))
}

/// The id in column `at`, when there is one.
pub(crate) fn id_or_null<T: InColumn>(row: &Row<'_>, at: usize) -> Result<Option<T>, StoreError> {
    let Some(bytes) = row.get_ref(at)?.as_blob_or_null()? else {
        return Ok(None);
    };
    T::read(bytes).map(Some).ok_or(StoreError::Damaged(T::WHAT))
}

/// The CBOR in column `at`.
pub(crate) fn cbor<T: for<'b> Decode<'b, ()>>(row: &Row<'_>, at: usize, what: &'static str) -> Result<T, StoreError> {
    minicbor::decode(row.get_ref(at)?.as_blob()?).map_err(|_| StoreError::Damaged(what))
}

/// The heads in column `at`.
pub(crate) fn heads(row: &Row<'_>, at: usize) -> Result<Vec<ChangeHash>, StoreError> {
    heads_from(row.get_ref(at)?.as_blob()?)
}

/// Heads as a column holds them: sorted, one after another.
#[must_use]
pub fn heads_to(heads: &[ChangeHash]) -> Vec<u8> {
    let mut sorted = heads.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    sorted.iter().flat_map(|head| *head.bytes()).collect()
}

/// Heads of a column.
///
/// # Errors
/// When the bytes are not whole hashes.
pub fn heads_from(bytes: &[u8]) -> Result<Vec<ChangeHash>, StoreError> {
    if !bytes.len().is_multiple_of(32) {
        return Err(StoreError::Damaged("frontier"));
    }
    Ok(bytes.chunks_exact(32).filter_map(ChangeHash::from_slice).collect())
}
