// SPDX-License-Identifier: EUPL-1.2
//! Photos on their way in: prepared before anything is saved, so that a broken one changes nothing.

use ronda_shared::ids::{IntentId, PhotoHash};
use ronda_shared::photo::{Intake, IntakeNote, PhotoFix, intake};
use ronda_shared::ticket::{AddedPhoto, PhotoEntry, PhotoRole, Position, PositionSource};

use super::Engine;
use crate::error::Error;
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
}

/// A photo ready to be saved.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) added: AddedPhoto,
    pub(super) write: PhotoWrite,
    pub(super) fix: Option<Position>,
    pub(super) notes: Vec<String>,
}

impl Engine {
    /// Prepares every photo, or none.
    pub(super) fn prepare(&mut self, photos: Vec<NewPhoto>) -> Result<Vec<Prepared>, Error> {
        photos.into_iter().map(|photo| self.prepare_one(photo)).collect()
    }

    fn prepare_one(&mut self, photo: NewPhoto) -> Result<Prepared, Error> {
        let intake = intake(&photo.file).map_err(|fault| Error::Photo {
            name: photo.name.clone(),
            fault,
        })?;
        let entry = IntentId(self.births.next(self.now_ms())?);
        let fix = intake.fix.map(position);
        let notes = intake.notes.iter().filter(|note| is_worth_telling(**note));
        let notes = notes.map(|note| format!("{}: {note}", photo.name)).collect();
        let record = PhotoEntry {
            sha256: PhotoHash(intake.sha256),
            mime: "image/jpeg".to_owned(),
            bytes: u32::try_from(intake.jpeg.len()).unwrap_or(u32::MAX),
            width: intake.width,
            height: intake.height,
            role: photo.role,
            taken_at: intake.taken_at.clone(),
            fix,
            by: self.person(),
            caption: photo.caption,
            thumbhash: intake.thumbhash.clone(),
        };
        Ok(Prepared {
            added: AddedPhoto { entry, photo: record },
            write: stored(intake),
            fix,
            notes,
        })
    }
}

/// That a photo was made smaller is the rule, not news.
fn is_worth_telling(note: IntakeNote) -> bool {
    note != IntakeNote::Resized
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
