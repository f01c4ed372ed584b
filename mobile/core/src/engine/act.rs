// SPDX-License-Identifier: EUPL-1.2
//! Changing a ticket: the document opened, one change made, checked as the office will check it, and committed.

use ronda_shared::document::{Document, RawChange};
use ronda_shared::identity::AuthorProof;
use ronda_shared::ids::{ChangeHash, PhotoHash, TicketId};
use ronda_shared::limits;
use ronda_shared::policy::Deed;
use ronda_shared::reporter::SealedReporter;
use ronda_shared::ticket::{Action, Edit, Field, Note, Value};

use super::Engine;
use super::advice::Advice;
use super::photo::{NewPhoto, Prepared};
use crate::error::Error;
use crate::store::{Batch, ChangeWrite, HeldTicket, IntentWrite, PhotoWrite, TicketWrite};

/// Every change writes its 16 random bytes of intent, so a smaller document cannot be near a ticket's limits.
const SURELY_SMALL_BYTES: usize = limits::TICKET_CHANGES * 8;

/// A saved change: it is on the disk.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// The ticket.
    pub id: TicketId,
    /// Its spoken code.
    pub code: String,
    /// When it was saved, in milliseconds since 1970.
    pub saved_at_ms: i64,
    /// What the person should know.
    pub notes: Vec<Advice>,
    /// Photos that were added.
    pub photos: Vec<PhotoHash>,
    /// Name of the status in which the ticket now stands.
    pub status: String,
}

/// A change that was made but not yet kept.
pub(super) struct Written {
    pub(super) document: Document,
    /// The change that brought an older ticket to the present layout, before the person's own.
    pub(super) layout: Option<RawChange>,
    pub(super) change: RawChange,
    pub(super) action: Action,
    pub(super) photos: Vec<PhotoWrite>,
    pub(super) seen: Vec<ChangeHash>,
    /// The ticket as it was; none for a new one.
    pub(super) held: Option<HeldTicket>,
    /// The reporter's contact, sealed.
    pub(super) reporter: Option<SealedReporter>,
}

impl Engine {
    /// Writes fields of a ticket, as it is now.
    ///
    /// # Errors
    /// When a rule is broken (all of them are named), the ticket is not here or not sound, or the disk fails or is full.
    pub fn edit(&mut self, ticket: &TicketId, fields: Vec<(Field, Value)>) -> Result<Saved, Error> {
        self.edit_by(ticket, fields, Self::write)
    }

    /// Writes fields of a ticket against the version its author saw: whatever came since he opened it is not
    /// overwritten, it merges with what he wrote or stands beside it.
    ///
    /// # Errors
    /// As [`Self::edit`].
    pub fn edit_seen(
        &mut self,
        ticket: &TicketId,
        seen: &[ChangeHash],
        fields: Vec<(Field, Value)>,
    ) -> Result<Saved, Error> {
        self.edit_by(ticket, fields, |engine, ticket, fields| {
            engine.write_seen(ticket, seen, fields)
        })
    }

    fn edit_by(
        &mut self,
        ticket: &TicketId,
        fields: Vec<(Field, Value)>,
        write: impl FnOnce(&mut Self, &TicketId, Vec<(Field, Value)>) -> Result<Saved, Error>,
    ) -> Result<Saved, Error> {
        let mut fields = self.under_reference(ticket, fields)?;
        let notes = self.moved(ticket, &mut fields)?;
        let mut saved = write(self, ticket, fields)?;
        saved.notes.extend(notes);
        Ok(saved)
    }

    fn write(&mut self, ticket: &TicketId, fields: Vec<(Field, Value)>) -> Result<Saved, Error> {
        self.may(Deed::Edit)?;
        self.act(ticket, sets(fields), Vec::new())
    }

    fn write_seen(
        &mut self,
        ticket: &TicketId,
        seen: &[ChangeHash],
        fields: Vec<(Field, Value)>,
    ) -> Result<Saved, Error> {
        self.may(Deed::Edit)?;
        let (held, mut document) = self.opened(ticket)?;
        let seen = known_frontier(&document, seen)?;
        if seen == document.heads() {
            return self.act_on((held, document), sets(fields), Vec::new());
        }
        let action = self.action(sets(fields))?;
        let change = document.act_at(&seen, self.fresh_actor()?, &action)?;
        self.save(
            held.id,
            Written {
                document,
                layout: None,
                change,
                action,
                photos: Vec::new(),
                seen,
                held: Some(held),
                reporter: None,
            },
        )
    }

    /// Adds an internal note.
    ///
    /// # Errors
    /// As [`Self::edit`].
    pub fn note(&mut self, ticket: &TicketId, text: &str) -> Result<Saved, Error> {
        self.may(Deed::Note)?;
        let entry = self.entry()?;
        self.act(
            ticket,
            vec![Edit::AddNote(Note {
                entry,
                text: text.to_owned(),
            })],
            Vec::new(),
        )
    }

    /// Adds photos.
    ///
    /// # Errors
    /// As [`Self::edit`]; also when a photo is broken: then none is saved.
    pub fn add_photos(&mut self, ticket: &TicketId, photos: Vec<NewPhoto>) -> Result<Saved, Error> {
        self.may(Deed::Photo)?;
        let opened = self.opened(ticket)?;
        let read = opened.1.read()?;
        let prepared = self.prepare(photos, read.category().map(|category| category.code.as_str()))?;
        let edits = prepared
            .iter()
            .map(|photo| Edit::AddPhoto(photo.added.clone()))
            .collect();
        self.act_with_photos(opened, edits, prepared)
    }

    /// Adds photos and a note in one change; at least one of them is needed.
    ///
    /// # Errors
    /// As [`Self::edit`]; also when a photo is broken: then nothing is saved.
    pub fn add(&mut self, ticket: &TicketId, photos: Vec<NewPhoto>, note: Option<&str>) -> Result<Saved, Error> {
        let Some(note) = note else {
            return self.add_photos(ticket, photos);
        };
        if photos.is_empty() {
            return self.note(ticket, note);
        }
        self.may(Deed::Photo)?;
        self.may(Deed::Note)?;
        let opened = self.opened(ticket)?;
        let category = opened.1.read()?.category().map(|category| category.code.clone());
        let prepared = self.prepare(photos, category.as_deref())?;
        let added = prepared.iter().map(|photo| Edit::AddPhoto(photo.added.clone()));
        let (entry, text) = (self.entry()?, note.to_owned());
        let edits = added.chain([Edit::AddNote(Note { entry, text })]).collect();
        self.act_with_photos(opened, edits, prepared)
    }

    /// As [`Self::act_on`], with photos that were prepared and what is to be known of them.
    pub(super) fn act_with_photos(
        &mut self,
        opened: (HeldTicket, Document),
        edits: Vec<Edit>,
        prepared: Vec<Prepared>,
    ) -> Result<Saved, Error> {
        let mut notes: Vec<Advice> = prepared.iter().flat_map(|photo| photo.notes.clone()).collect();
        let writes = prepared.into_iter().flat_map(Prepared::writes).collect();
        let saved = self.act_on(opened, edits, writes)?;
        notes.extend(saved.notes);
        Ok(Saved { notes, ..saved })
    }

    /// Decides a contested field: writes the chosen value as an ordinary edit that has seen all of them.
    ///
    /// # Errors
    /// As [`Self::edit`]; also when no standing value has that id.
    pub fn keep(&mut self, ticket: &TicketId, field: &Field, value_id: &str) -> Result<Saved, Error> {
        let value = self.standing_value(ticket, field, value_id)?;
        self.write(ticket, vec![(field.clone(), value)])
    }

    fn standing_value(&mut self, ticket: &TicketId, field: &Field, value_id: &str) -> Result<Value, Error> {
        let read = self.opened(ticket)?.1.read()?;
        let versions = read
            .fields
            .get(field)
            .map(|register| register.versions.as_slice())
            .unwrap_or_default();
        let chosen = versions.iter().find(|version| version.value_id == value_id);
        let missing = || Error::NoValue {
            field: field.to_string(),
            value_id: value_id.to_owned(),
        };
        chosen.map(|version| version.value.clone()).ok_or_else(missing)
    }

    pub(super) fn act(&mut self, ticket: &TicketId, edits: Vec<Edit>, photos: Vec<PhotoWrite>) -> Result<Saved, Error> {
        let opened = self.opened(ticket)?;
        self.act_on(opened, edits, photos)
    }

    /// As [`Self::act`], on a ticket that is open already.
    pub(super) fn act_on(
        &mut self,
        opened: (HeldTicket, Document),
        edits: Vec<Edit>,
        photos: Vec<PhotoWrite>,
    ) -> Result<Saved, Error> {
        self.act_with(opened, edits, photos, None)
    }

    /// As [`Self::act_on`], with the contact of its reporter.
    pub(super) fn act_with(
        &mut self,
        (held, mut document): (HeldTicket, Document),
        edits: Vec<Edit>,
        photos: Vec<PhotoWrite>,
        reporter: Option<SealedReporter>,
    ) -> Result<Saved, Error> {
        let action = self.action(edits)?;
        let needs_layout = action.edits.iter().any(|edit| matches!(edit, Edit::Acknowledge(_)));
        let layout = if needs_layout { document.upgrade()? } else { None };
        let seen = document.heads();
        let change = document.act(self.actor, &action)?;
        self.save(
            held.id,
            Written {
                document,
                layout,
                change,
                action,
                photos,
                seen,
                held: Some(held),
                reporter,
            },
        )
    }

    /// Checks a change as the office will, then keeps it: whatever is saved can be admitted. A wiped home hands nothing over any
    /// more, so it must not say "saved" to anything.
    pub(super) fn save(&mut self, ticket: TicketId, written: Written) -> Result<Saved, Error> {
        if self.store.wiped_by()?.is_some() {
            return Err(Error::Wiped);
        }
        let Written {
            document,
            layout,
            change,
            action,
            photos,
            seen,
            held,
            reporter,
        } = written;
        RawChange::scan(change.bytes().to_vec()).map_err(|refusal| Error::TooMuch(refusal.detail))?;
        let (admitted, last_no) = held.map(|held| (held.admitted_heads, held.last_no)).unwrap_or_default();
        let write = TicketWrite::of(&document, admitted, last_no)?;
        check_room(&document, &write)?;
        let (code, status, saved_at_ms) = (write.row.code.clone(), write.row.status.clone(), action.at_ms);
        let warned = ronda_shared::reporter::warnings(&action.edits);
        let notes = warned.into_iter().map(Advice::Personal).collect();
        let names = action.edits.iter().flat_map(Edit::photo_names).collect();
        let proof = AuthorProof::sign(&self.identity.key, &ticket, change.hash());
        let covered = self.covered(&ticket, &document, change.hash())?;
        let intent = IntentWrite {
            ticket,
            change: change.hash(),
            seen,
            action,
        };
        let owed = |change, intent| ChangeWrite {
            ticket,
            change,
            own: true,
            intent,
            held: None,
        };
        let change = owed(change, Some(intent.action.intent));
        self.store.commit(&Batch {
            ticket: write,
            layout: layout.map(|layout| owed(layout, None)),
            change,
            intent,
            photos,
            proof,
            covered,
            reporter,
            draft: self.finishing.clone(),
        })?;
        Ok(Saved {
            id: ticket,
            code,
            saved_at_ms,
            notes,
            photos: names,
            status,
        })
    }

    /// This device's older proofs whose changes the new one has seen.
    fn covered(&self, ticket: &TicketId, document: &Document, by: ChangeHash) -> Result<Vec<AuthorProof>, Error> {
        let mut proofs = self.store.proofs(ticket)?;
        let all_behind = document.heads() == [by];
        let is_behind = |head: ChangeHash| document.frontier_within(&|hash| *hash == head, &[by]) == [head];
        proofs.retain(|proof| {
            proof.device == self.device() && document.holds(&proof.head) && (all_behind || is_behind(proof.head))
        });
        Ok(proofs)
    }
}

fn sets(fields: Vec<(Field, Value)>) -> Vec<Edit> {
    let set = |(field, value)| Edit::Set(field, value);
    fields.into_iter().map(set).collect()
}

/// What somebody saw, as far as it is still part of the ticket: what the office refused meanwhile is not. Where nothing of
/// it is, he counts as having seen the filing alone: then more is contested than need be, and nothing overwritten unseen.
fn known_frontier(document: &Document, seen: &[ChangeHash]) -> Result<Vec<ChangeHash>, Error> {
    let known = document.frontier_within(&|_| true, seen);
    if !known.is_empty() {
        return Ok(known);
    }
    Ok(document.changes()?.first().map(RawChange::hash).into_iter().collect())
}

/// A ticket has an end; the office refuses what goes beyond, so the phone must not say "saved" to it.
fn check_room(document: &Document, write: &TicketWrite) -> Result<(), Error> {
    if write.saved.len() < SURELY_SMALL_BYTES {
        return Ok(());
    }
    let changes = document.changes()?;
    let bytes: usize = changes.iter().map(|change| change.bytes().len()).sum();
    if changes.len() > limits::TICKET_CHANGES || bytes > limits::TICKET_BYTES {
        return Err(Error::TooMuch(
            "this ticket has reached its limit: file a new one and name this one in it".into(),
        ));
    }
    Ok(())
}
