// SPDX-License-Identifier: EUPL-1.2
//! The shelf of reference data: every publication is kept, the newest is the current one, one draft waits to be published.

use async_trait::async_trait;
use ronda_shared::ids::ReferenceVersion;
use ronda_shared::reference::{Published, SignedReference};
use ronda_shared::wire::ReferenceNews;

use super::{By, StoreError};

/// A publication whose signature was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedReference {
    /// Its name.
    pub name: Published,
    /// As it travels.
    pub signed: SignedReference,
}

/// Publications and the draft.
#[async_trait]
pub trait ReferenceShelf: Send + Sync + 'static {
    /// Keeps a set that is to be published, in place of the one before; CBOR of the set.
    async fn stage_reference(&self, data: Vec<u8>, by: By) -> Result<(), StoreError>;

    /// The set that waits to be published.
    async fn staged_reference(&self) -> Result<Option<Vec<u8>>, StoreError>;

    /// Keeps a publication and puts it on record; a known version takes the later of both dates. The draft is done with when
    /// `of_draft`. False, and nothing kept, when nothing of it is new.
    async fn put_reference(&self, reference: PublishedReference, of_draft: bool, by: By) -> Result<bool, StoreError>;

    /// One publication, or the current one.
    async fn reference(&self, version: Option<ReferenceVersion>) -> Result<Option<PublishedReference>, StoreError>;

    /// All publications, the newest first.
    async fn references(&self) -> Result<Vec<PublishedReference>, StoreError>;

    /// What a phone that holds this version should hear.
    async fn reference_news(&self, held: Option<ReferenceVersion>) -> Result<ReferenceNews, StoreError>;
}
