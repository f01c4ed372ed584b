// SPDX-License-Identifier: EUPL-1.2
//! Photos on their way in: prepared before anything is saved, so that a broken one changes nothing.

use ronda_shared::identity::Secret;
use ronda_shared::ids::{IntentId, PhotoHash};
use ronda_shared::moment::moment_ms;
use ronda_shared::photo::{Edited, Intake, IntakeNote, PhotoEdits, PhotoFix, intake_edited, seal_original};
use ronda_shared::ticket::{AddedPhoto, PhotoEntry, PhotoRole, Position, PositionSource, Sketch};
use sha2::{Digest, Sha256};

use super::Engine;
use super::advice::Advice;
use crate::error::Error;
use crate::hands::two_hands;
use crate::keystore::KeystoreError;
use crate::store::PhotoWrite;

/// A camera's file.
#[derive(Debug, Clone)]
pub struct NewPhoto {
    /// What the caller calls it, for messages.
    pub name: String,
    /// The file as the camera made it.
    pub file: Vec<u8>,
    /// What it shows.
    pub role: PhotoRole,
    /// A line about it.
    pub caption: Option<String>,
    /// Turns and blacked-out areas, applied before anything is kept.
    pub edits: PhotoEdits,
    /// What was drawn over it, kept beside it.
    pub sketch: Option<Sketch>,
    /// What the device knew when it was taken.
    pub shot: Shot,
}

/// What the device knew when a photo was taken: used where the file itself does not say, as one from a viewfinder never does.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shot {
    /// When, as a photo's record writes it.
    pub taken_at: Option<String>,
    /// Where.
    pub fix: Option<Position>,
}

/// A photo ready to be saved.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) added: AddedPhoto,
    pub(super) write: PhotoWrite,
    /// What it was before it was blacked out, where the category wants that kept.
    pub(super) sealed: Option<PhotoWrite>,
    pub(super) fix: Option<Position>,
    pub(super) notes: Vec<Advice>,
}

impl Prepared {
    /// Where it was taken, and how long ago where its camera says: a photo from the gallery does not say where somebody is now.
    pub(super) fn fix_at(&self, now_ms: i64) -> Option<Position> {
        let taken_ms = self.added.photo.taken_at.as_deref().and_then(moment_ms);
        let age_s = taken_ms.map(|taken_ms| u32::try_from((now_ms - taken_ms).max(0) / 1_000).unwrap_or(u32::MAX));
        self.fix.map(|fix| Position {
            fix_age_s: fix.fix_age_s.or(age_s),
            ..fix
        })
    }

    /// Everything of it that is kept as bytes.
    pub(super) fn writes(self) -> impl Iterator<Item = PhotoWrite> {
        [Some(self.write), self.sealed].into_iter().flatten()
    }
}

impl Engine {
    /// Prepares every photo for a ticket of a category, or none.
    pub(super) fn prepare(&mut self, photos: Vec<NewPhoto>, category: Option<&str>) -> Result<Vec<Prepared>, Error> {
        let held = self.reference()?;
        let policy = category
            .zip(held.as_ref())
            .map(|(code, held)| held.data.photo_policy(code));
        let seals = policy.is_some_and(|policy| policy.seal_original);
        photos.into_iter().map(|photo| self.prepare_one(photo, seals)).collect()
    }

    fn prepare_one(&mut self, photo: NewPhoto, seals: bool) -> Result<Prepared, Error> {
        let Edited {
            photo: intake,
            original,
        } = intake_edited(&photo.file, &photo.edits, &two_hands).map_err(|fault| Error::Photo {
            name: photo.name.clone(),
            fault,
        })?;
        let sealed = original
            .filter(|_| seals)
            .map(|jpeg| self.sealed_original(&jpeg))
            .transpose()?;
        let entry = IntentId(self.born(self.now_ms())?);
        let fix = intake.fix.map(position).or(photo.shot.fix);
        let taken_at = intake.taken_at.clone().or(photo.shot.taken_at);
        let told = |note: &&IntakeNote| note.is_news(fix.is_some(), taken_at.is_some());
        let notes = intake.notes.iter().filter(told);
        let notes = notes.map(|note| Advice::Photo(photo.name.clone(), *note)).collect();
        let redacted = photo.edits.redacts();
        let record = PhotoEntry {
            sha256: PhotoHash(intake.sha256),
            mime: "image/jpeg".to_owned(),
            bytes: u32::try_from(intake.jpeg.len()).unwrap_or(u32::MAX),
            width: intake.width,
            height: intake.height,
            role: if redacted { PhotoRole::Redacted } else { photo.role },
            taken_at,
            fix,
            by: self.person(),
            caption: photo.caption,
            thumbhash: intake.thumbhash.clone(),
            sketch: photo.sketch,
            shows: Some(photo.role).filter(|role| redacted && *role != PhotoRole::Redacted),
            sealed_original: sealed.as_ref().map(|sealed| sealed.sha256),
        };
        Ok(Prepared {
            added: AddedPhoto { entry, photo: record },
            write: stored(intake),
            sealed,
            fix,
            notes,
        })
    }

    /// The photo as it was, for nobody but the holder of the recovery key.
    fn sealed_original(&self, jpeg: &[u8]) -> Result<PhotoWrite, Error> {
        let file = seal_original(&self.identity.recovery_key, &Secret(self.random()?), jpeg)
            .map_err(|_| KeystoreError::Damaged)?;
        Ok(PhotoWrite {
            sha256: PhotoHash(Sha256::digest(&file).into()),
            width: 0,
            height: 0,
            jpeg: file,
            thumbnail: None,
            own: true,
        })
    }
}

fn stored(intake: Intake) -> PhotoWrite {
    PhotoWrite {
        sha256: PhotoHash(intake.sha256),
        width: intake.width,
        height: intake.height,
        jpeg: intake.jpeg,
        thumbnail: Some(intake.thumbnail),
        own: true,
    }
}

/// A camera's fix; an accuracy that is no radius is left out.
fn position(fix: PhotoFix) -> Position {
    let plain = Position::new(fix.lat, fix.lon, PositionSource::Gps);
    let with_accuracy = Position {
        accuracy_m: fix.accuracy_m,
        ..plain
    };
    if with_accuracy.fault().is_none() {
        with_accuracy
    } else {
        plain
    }
}
