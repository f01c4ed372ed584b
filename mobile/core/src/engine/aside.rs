// SPDX-License-Identifier: EUPL-1.2
//! Edits that the office refused: their author writes each again, where its ticket now stands, or lets it go.

use std::collections::{BTreeMap, BTreeSet};

use ronda_shared::ids::{IntentId, PhotoHash, TicketId};
use ronda_shared::ticket::{Acknowledgement, Action, Edit, LogEntry, Note, NoteEntry, PhotoRole, Ticket};

use super::act::Written;
use super::{Engine, Saved};
use crate::error::Error;
use crate::store::{SetAside, StoreError};

impl Engine {
    /// Writes a refused edit again: to its ticket, or to the one in that ticket's place. It keeps its ids, so that a release
    /// by the office and this are one edit. Where all of it stands already there is nothing to write.
    ///
    /// # Errors
    /// When nothing of that id was refused, its ticket is not here, or it cannot happen where the ticket now stands.
    pub fn reapply(&mut self, intent: &IntentId) -> Result<Saved, Error> {
        let SetAside { ticket, action, .. } = self.refused(intent)?;
        if action.edits.iter().any(|edit| matches!(edit, Edit::File(_))) {
            let cure = "this edit filed its ticket: file a new one, then drop this".to_owned();
            return Err(Error::Invalid(vec![cure]));
        }
        let ticket = self.stands_for(ticket)?;
        let (held, mut document) = self.opened(&ticket)?;
        let read = document.read()?;
        if action.edits.iter().all(|edit| stands(&read, &action, edit)) {
            return self.stands_already(&read, &action);
        }
        self.judge_again(&read, &action)?;
        let layout = document.upgrade()?;
        let seen = document.heads();
        let change = document.act(self.actor, &action)?;
        self.store.owe_photos(&photos_of(&action))?;
        let written = Written {
            document,
            layout,
            change,
            action,
            photos: Vec::new(),
            seen,
            held: Some(held),
            reporter: None,
        };
        self.save(ticket, written)
    }

    /// The office had taken the edit before this phone heard of it: it is refused no more.
    fn stands_already(&mut self, read: &Ticket, action: &Action) -> Result<Saved, Error> {
        let photos = photos_of(action);
        self.store.owe_photos(&photos)?;
        self.store.drop_set_aside(&action.intent, &BTreeSet::new())?;
        Ok(Saved {
            id: read.id,
            code: read.code.clone(),
            saved_at_ms: action.at_ms,
            notes: Vec::new(),
            photos: photos.into_iter().collect(),
            status: read.status().name().to_owned(),
        })
    }

    /// Lets a refused edit go; only its author can.
    ///
    /// # Errors
    /// When nothing of that id was refused.
    pub fn drop_refused(&mut self, intent: &IntentId) -> Result<(), Error> {
        let photos = photos_of(&self.refused(intent)?.action);
        self.store.drop_set_aside(intent, &photos)?;
        Ok(())
    }

    fn refused(&self, intent: &IntentId) -> Result<SetAside, Error> {
        let mut all = self.store.set_aside()?.into_iter();
        let found = all.find(|aside| aside.action.intent == *intent);
        found.ok_or_else(|| {
            let cure = format!("no refused edit {intent}: see them with ronda set-aside list");
            Error::Invalid(vec![cure])
        })
    }

    /// The ticket itself, or the last of those that took its place.
    pub(super) fn stands_for(&self, mut ticket: TicketId) -> Result<TicketId, StoreError> {
        let mut seen = BTreeSet::new();
        while let Some(next) = self.store.successor(&ticket)?.filter(|_| seen.insert(ticket)) {
            ticket = next;
        }
        Ok(ticket)
    }

    /// Those of these tickets that were replaced, each with the one in its place.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn replaced(&self, tickets: BTreeSet<TicketId>) -> Result<BTreeMap<TicketId, TicketId>, StoreError> {
        let mut replaced = BTreeMap::new();
        for old in tickets {
            let stands = self.stands_for(old)?;
            if stands != old {
                replaced.insert(old, stands);
            }
        }
        Ok(replaced)
    }

    fn judge_again(&self, read: &Ticket, action: &Action) -> Result<(), Error> {
        let visit = action.edits.iter().find_map(|edit| match edit {
            Edit::Visit(added) => Some(&added.visit),
            _ => None,
        });
        let roles: Vec<PhotoRole> = action
            .edits
            .iter()
            .filter_map(|edit| match edit {
                Edit::AddPhoto(added) => Some(added.photo.shows()),
                _ => None,
            })
            .collect();
        let mut events = action.edits.iter().filter_map(|edit| match edit {
            Edit::Happen(happened) => Some(&happened.event),
            _ => None,
        });
        events.try_for_each(|event| self.judge(read, event, visit, &roles))
    }
}

/// Whether the ticket shows this edit of the action.
fn stands(read: &Ticket, action: &Action, edit: &Edit) -> bool {
    let Action { intent, by, .. } = action;
    let has = |notes: &[LogEntry<NoteEntry>], note: &Note| notes.iter().any(|there| there.entry == note.entry);
    match edit {
        Edit::Set(field, _) => {
            let register = read.fields.get(field);
            register.is_some_and(|register| register.versions.iter().any(|one| one.intent == *intent))
        }
        Edit::AddPhoto(added) => read.photos.iter().any(|there| there.entry == added.entry),
        Edit::AddNote(note) => has(&read.notes, note),
        Edit::AddPublicUpdate(note) => has(&read.public_updates, note),
        Edit::Happen(happened) => read.event(&happened.entry).is_some(),
        Edit::Visit(added) => read.visits.iter().any(|there| there.entry == added.entry),
        Edit::Link(link, there) => read.links.contains_key(link) == *there,
        Edit::MeToo(there) => read.me_too.contains_key(by) == *there,
        Edit::Watch(there) => read.watchers.contains_key(by) == *there,
        Edit::Acknowledge(event) => read.acknowledged.contains(&Acknowledgement { event: *event, by: *by }),
        Edit::File(_) | Edit::Admit { .. } | Edit::FlagOld(..) => false,
    }
}

fn photos_of(action: &Action) -> BTreeSet<PhotoHash> {
    let named = action.edits.iter().filter_map(|edit| match edit {
        Edit::AddPhoto(added) => Some(added.photo.sha256),
        _ => None,
    });
    named.collect()
}
