// SPDX-License-Identifier: EUPL-1.2
//! Drafts: every word and photo is on the disk before the person goes on; saving takes the draft away in the same transaction.

use ronda_shared::ids::TicketId;
use ronda_shared::photo::{Intake, PhotoEdits, intake_edited};

use super::Engine;
use crate::error::Error;
use crate::hands::two_hands;
use crate::store::{Draft, DraftFile, DraftPhoto};

impl Engine {
    /// Begins a draft, empty but for its form.
    ///
    /// # Errors
    /// When the disk fails or is full.
    pub fn begin_draft(&mut self, kind: &str, ticket: Option<TicketId>, form: String) -> Result<Draft, Error> {
        let now_ms = self.now_ms();
        let draft = Draft {
            id: self.born(now_ms)?.to_string(),
            kind: kind.to_owned(),
            ticket,
            form,
            created_at_ms: now_ms,
            saved_at_ms: now_ms,
        };
        self.store.keep_draft(&draft)?;
        Ok(draft)
    }

    /// A draft.
    ///
    /// # Errors
    /// [`Error::NoDraft`] when there is none.
    pub fn draft(&self, id: &str) -> Result<Draft, Error> {
        self.store.draft(id)?.ok_or(Error::NoDraft)
    }

    /// Writes everything typed so far; answers when, in milliseconds since 1970.
    ///
    /// # Errors
    /// When there is no such draft, or the disk fails or is full.
    pub fn write_draft(&mut self, id: &str, form: String) -> Result<i64, Error> {
        let saved_at_ms = self.now_ms();
        let draft = Draft {
            form,
            saved_at_ms,
            ..self.draft(id)?
        };
        self.store.keep_draft(&draft)?;
        Ok(saved_at_ms)
    }

    /// Makes a draft one of another kind about a ticket; what was typed and photographed stays.
    ///
    /// # Errors
    /// When there is no such draft, or the disk fails or is full.
    pub fn aim_draft(&mut self, id: &str, kind: &str, ticket: TicketId) -> Result<Draft, Error> {
        let draft = Draft {
            kind: kind.to_owned(),
            ticket: Some(ticket),
            saved_at_ms: self.now_ms(),
            ..self.draft(id)?
        };
        self.store.keep_draft(&draft)?;
        Ok(draft)
    }

    /// Keeps a camera's file with a draft. `about` makes of what the camera says the text to keep beside it.
    ///
    /// # Errors
    /// When there is no such draft, the photo is broken, or the disk fails or is full.
    pub fn add_draft_photo(
        &mut self,
        draft: &str,
        name: &str,
        file: Vec<u8>,
        tools: String,
        about: impl FnOnce(&Intake) -> String,
    ) -> Result<DraftPhoto, Error> {
        let draft = self.draft(draft)?.id;
        let fault = |fault| Error::Photo {
            name: name.to_owned(),
            fault,
        };
        let taken = intake_edited(&file, &PhotoEdits::default(), &two_hands)
            .map_err(fault)?
            .photo;
        let photo = DraftPhoto {
            id: self.born(self.now_ms())?.to_string(),
            draft,
            name: name.to_owned(),
            tools,
            about: about(&taken),
        };
        let (picture, thumbnail) = (taken.jpeg, taken.thumbnail);
        self.store.keep_draft_photo(
            &photo,
            &DraftFile {
                file,
                picture,
                thumbnail,
            },
        )?;
        Ok(photo)
    }

    /// Saves by `save`, and takes the draft away in the very transaction that saves.
    ///
    /// # Errors
    /// As `save`; then the draft stays as it is.
    pub fn finish_draft<T>(&mut self, id: &str, save: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        self.finishing = Some(self.draft(id)?.id);
        let saved = save(self);
        self.finishing = None;
        saved
    }
}
