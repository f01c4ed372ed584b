// SPDX-License-Identifier: EUPL-1.2
//! The catalogue of public files about places: the current one, its moment for every exchange, and the layers of assets that wait
//! to be published.

use async_trait::async_trait;
use ronda_shared::place::{LayerEntry, SignedCatalogue};

use super::{By, Deed, StoreError};

/// A layer of assets that waits to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StagedLayer {
    /// Its name.
    pub name: String,
    /// What the catalogue will say of it; none when it is to go.
    pub entry: Option<LayerEntry>,
}

/// The current catalogue and the layers staged for the next one.
#[async_trait]
pub trait CatalogueShelf: Send + Sync + 'static {
    /// Keeps a catalogue in the place of the one before, with the facts that made it. What was staged is done with when `of_draft`.
    async fn put_catalogue(
        &self,
        signed: SignedCatalogue,
        at_ms: i64,
        of_draft: bool,
        deeds: Vec<Deed>,
    ) -> Result<(), StoreError>;

    /// The current one.
    async fn catalogue(&self) -> Result<Option<SignedCatalogue>, StoreError>;

    /// When it was published.
    async fn catalogue_at_ms(&self) -> Result<Option<i64>, StoreError>;

    /// Keeps a layer that is to be published, in place of what was staged under its name.
    async fn stage_layer(&self, layer: StagedLayer, by: By) -> Result<(), StoreError>;

    /// Every layer that waits to be published, by name.
    async fn staged_layers(&self) -> Result<Vec<StagedLayer>, StoreError>;

    /// Forgets what was staged under a name, or all of it.
    async fn unstage_layers(&self, name: Option<String>) -> Result<(), StoreError>;
}
