// SPDX-License-Identifier: EUPL-1.2
//! Reference data in the office: what the store begins with, checking, staging and publishing, and what phones hear of it.

mod shipped;
mod text;

use ronda_shared::ids::ReferenceVersion;
use ronda_shared::place::features;
use ronda_shared::reference::{Fault, Publication, Published, ReferenceData, read};
use ronda_shared::wire::{ReferenceHeld, ReferenceNews};

use super::doctor::Finding;
use super::{Office, OfficeError};
use crate::case_store::{By, PublishedReference};

/// A set with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedReference {
    /// When it was published, and its version.
    pub name: Published,
    /// The set.
    pub data: ReferenceData,
}

impl NamedReference {
    fn of(published: &PublishedReference, root: &ronda_shared::identity::PublicKey) -> Option<Self> {
        let publication = published.signed.verify(root).ok()?;
        let data = ReferenceData::from_bytes(&publication.data).ok()?;
        let name = published.name;
        Some(Self { name, data })
    }

    /// As a file that people edit, which imports as the same version.
    #[must_use]
    pub fn to_toml(&self) -> String {
        text::write(self)
    }
}

impl Office {
    /// A store without reference data begins with the shipped set of its jurisdiction, dated so that every other is newer.
    pub(super) async fn publish_shipped(&self) -> Result<(), OfficeError> {
        if self.store().reference(None).await?.is_some() {
            return Ok(());
        }
        let data = shipped::set(&self.jurisdiction().code).map_err(|faults| refused(&faults))?;
        self.publish(&data, shipped::PUBLISHED_AT_MS, false).await?;
        Ok(())
    }

    /// The set of a TOML or JSON text, or everything that is wrong with it; also what it would take away from tickets out there.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn check_reference(&self, text: &str) -> Result<Result<ReferenceData, Vec<Fault>>, OfficeError> {
        let data = match text::parse(text).and_then(read) {
            Ok(data) => data,
            Err(faults) => return Ok(Err(faults)),
        };
        let faults = self.faults_after_current(&data).await?;
        Ok(if faults.is_empty() { Ok(data) } else { Err(faults) })
    }

    /// Puts the areas of a GeoJSON text into the staged set, or else the current one, and stages the result.
    ///
    /// # Errors
    /// When the store fails, or only a newer program can read the set.
    pub async fn stage_boundaries(&self, geojson: &str) -> Result<Result<ReferenceData, Vec<Fault>>, OfficeError> {
        let features = match features(geojson) {
            Ok(features) => features,
            Err(cure) => {
                let path = "file".to_owned();
                return Ok(Err(vec![Fault { path, cure }]));
            }
        };
        let staged = self.store().staged_reference().await?;
        let base = match staged.and_then(|staged| ReferenceData::from_bytes(&staged).ok()) {
            Some(staged) => staged,
            None => self.reference(None).await?.data,
        };
        let drawn = base.with_boundaries(features);
        if let Ok(data) = &drawn {
            self.stage_reference(data).await?;
        }
        Ok(drawn)
    }

    async fn faults_after_current(&self, data: &ReferenceData) -> Result<Vec<Fault>, OfficeError> {
        let current = self.usable_references().await?.into_iter().next();
        Ok(current
            .map(|current| data.faults_after(&current.data))
            .unwrap_or_default())
    }

    /// Keeps a checked set to be published later.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn stage_reference(&self, data: &ReferenceData) -> Result<(), OfficeError> {
        let by = By::office(self.now_ms());
        Ok(self.store().stage_reference(data.to_bytes(), by).await?)
    }

    /// Signs the staged set and publishes it: phones get it at their next exchange.
    ///
    /// # Errors
    /// When nothing is staged, it is published already, or it no longer fits what is published now.
    pub async fn publish_staged(&self) -> Result<Published, OfficeError> {
        let nothing =
            || OfficeError::Refused("nothing waits to be published: `ronda-server taxonomy import` first".into());
        let staged = self.store().staged_reference().await?.ok_or_else(nothing)?;
        let unreadable =
            |_| OfficeError::Refused("the staged set is of another version of this program: import it again".into());
        let data = ReferenceData::from_bytes(&staged).map_err(unreadable)?;
        let faults: Vec<Fault> = data
            .faults()
            .into_iter()
            .chain(self.faults_after_current(&data).await?)
            .collect();
        if !faults.is_empty() {
            return Err(refused(&faults));
        }
        let current = self.store().reference(None).await?.map(|current| current.name);
        if current.is_some_and(|current| current.version == data.version()) {
            return Err(OfficeError::Refused(
                "this set is the current one already: change something, then import it".into(),
            ));
        }
        // Later than every publication before it, whatever the clock says.
        let after = current.map_or(shipped::PUBLISHED_AT_MS, |current| current.at_ms) + 1;
        self.publish(&data, self.now_ms().max(after), true).await
    }

    async fn publish(&self, data: &ReferenceData, at_ms: i64, of_draft: bool) -> Result<Published, OfficeError> {
        let publication = Publication {
            published_at_ms: at_ms,
            data: data.to_bytes(),
        };
        let published = PublishedReference {
            name: publication.name(),
            signed: publication.sign(&self.keys().root),
        };
        let name = published.name;
        self.store()
            .put_reference(published, of_draft, By::office(self.now_ms()))
            .await?;
        Ok(name)
    }

    /// One published set, or the current one.
    ///
    /// # Errors
    /// When there is none of that version, or only a newer program can read it.
    pub async fn reference(&self, version: Option<ReferenceVersion>) -> Result<NamedReference, OfficeError> {
        let missing = || OfficeError::NotFound("no such version: `ronda-server taxonomy list` shows all".into());
        let newer = || OfficeError::Refused("this set is of a newer version of this program: update the server".into());
        let published = self.store().reference(version).await?.ok_or_else(missing)?;
        NamedReference::of(&published, &self.root_public()).ok_or_else(newer)
    }

    /// Every published set this version can read, the newest first.
    pub(super) async fn usable_references(&self) -> Result<Vec<NamedReference>, OfficeError> {
        let (root, published) = (self.root_public(), self.store().references().await?);
        Ok(published
            .iter()
            .filter_map(|one| NamedReference::of(one, &root))
            .collect())
    }

    /// The names of all publications, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn references(&self) -> Result<Vec<Published>, OfficeError> {
        Ok(self.store().references().await?.iter().map(|one| one.name).collect())
    }

    /// What a phone should hear about reference data; what it gives back is the root's word and holds again.
    pub(super) async fn reference_news(
        &self,
        held: Option<ReferenceHeld>,
    ) -> Result<Option<ReferenceNews>, OfficeError> {
        let Some(held) = held else { return Ok(None) };
        if let Some(signed) = held.given_back
            && let Ok(publication) = signed.verify(&self.root_public())
        {
            let name = publication.name();
            let published = PublishedReference { name, signed };
            self.store()
                .put_reference(published, false, By::office(self.now_ms()))
                .await?;
        }
        Ok(Some(self.store().reference_news(held.version).await?))
    }

    /// Publications that are not what the root signed under their name.
    pub(super) async fn reference_findings(&self) -> Result<Vec<Finding>, OfficeError> {
        let (root, published) = (self.root_public(), self.store().references().await?);
        let sound = |one: &PublishedReference| {
            one.signed
                .verify(&root)
                .is_ok_and(|publication| publication.name() == one.name)
        };
        let unsound = published.iter().filter(|one| !sound(one));
        Ok(unsound
            .map(|one| Finding {
                part: "reference".to_owned(),
                detail: format!("the reference data {} is not what was published", one.name.version),
            })
            .collect())
    }
}

fn refused(faults: &[Fault]) -> OfficeError {
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    OfficeError::Refused(faults.join("; "))
}

#[cfg(test)]
mod tests;
