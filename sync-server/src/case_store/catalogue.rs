// SPDX-License-Identifier: EUPL-1.2
//! The catalogue of public files about places: the current one, and its moment for every exchange.

use async_trait::async_trait;
use ronda_shared::place::SignedCatalogue;

use super::{Deed, StoreError};

/// The current catalogue.
#[async_trait]
pub trait CatalogueShelf: Send + Sync + 'static {
    /// Keeps a catalogue in the place of the one before, with the fact that made it.
    async fn put_catalogue(&self, signed: SignedCatalogue, at_ms: i64, deed: Deed) -> Result<(), StoreError>;

    /// The current one.
    async fn catalogue(&self) -> Result<Option<SignedCatalogue>, StoreError>;

    /// When it was published.
    async fn catalogue_at_ms(&self) -> Result<Option<i64>, StoreError>;
}
