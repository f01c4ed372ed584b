// SPDX-License-Identifier: EUPL-1.2
//! What is done at the desk and at the server's keyboard: the office's own saves, erasures, publications, backups.

use std::collections::BTreeSet;
use std::path::PathBuf;

use ronda_server::case_store::CustodyState;
use ronda_server::office::{CaseDeed, Erasure, OfficeError};
use ronda_shared::document::Document;
use ronda_shared::ids::{PhotoHash, TicketId};
use ronda_shared::ticket::{Field, Part, Ticket, Value};

use super::deeds::{contested, written_to};
use super::script::{Desk, Tie, Work};
use super::world::World;
use super::written::{contact, happening, words};
use crate::oracle::{Asked, Save, entries, failed, members, wrote};

/// A backup, with what it must bring back: saves by their place in the ledger, each with its photos.
#[derive(Clone)]
pub struct Kept {
    file: PathBuf,
    covers: Vec<(usize, Vec<PhotoHash>)>,
}

fn erasure() -> Erasure {
    Erasure {
        reason: "erasure request".into(),
        by: None,
        confirmed: true,
    }
}

impl World {
    pub(super) fn decides(&mut self, desk: &Desk) -> Result<String, String> {
        match desk {
            Desk::Works { ticket, work } => self.acts(*ticket, work),
            Desk::Purges { ticket } => self.purges(*ticket),
            Desk::Supersedes { ticket } => self.supersedes(*ticket),
            Desk::Forgets { contact } => self.forgets(*contact),
            Desk::Publishes => self.publishes(),
            Desk::BacksUp => self.backs_up(),
            Desk::Merges => self.merges(),
            Desk::Decides { release } => self.settles(*release),
            other => Err(format!("script: {other} is not decided at a desk")),
        }
    }

    fn cases(&self) -> Vec<TicketId> {
        let cases = self
            .runtime
            .block_on(self.office.office.store().tickets_after(None, 1_000));
        cases
            .expect("the store is read")
            .into_iter()
            .map(|whole| whole.ticket)
            .collect()
    }

    /// A case as the office holds it.
    fn case(&self, ticket: &TicketId) -> Result<Ticket, String> {
        let held = self.runtime.block_on(self.office.office.store().held(&[*ticket]));
        let held = held.map_err(failed)?.remove(ticket);
        let held = held.ok_or_else(|| format!("a case is gone: {ticket}"))?;
        let read = Document::load(&held.saved).and_then(|document| document.read());
        read.map_err(|fault| format!("a case does not open: {ticket}: {fault}"))
    }

    fn acts(&mut self, at: usize, work: &Work) -> Result<String, String> {
        let cases = self.cases();
        let pick = |at: usize| cases.get(at % cases.len().max(1)).copied();
        let Some(ticket) = pick(at) else {
            return Ok("no case".into());
        };
        let number = self.next_number();
        let read = self.case(&ticket)?;
        let other = match work {
            Work::Ties { other, .. } => pick(*other),
            _ => cases.iter().find(|case| **case != ticket).copied(),
        };
        let (called, mut fields) = (ticket.to_string(), Vec::new());
        let typed = contact(number);
        let done = if *work == Work::Contacts {
            let noted = self.office.office.note_contact(&called, Vec::new(), typed.clone());
            self.runtime.block_on(noted)
        } else {
            let deed = match deed(work, number, &read, other)? {
                Some(deed) => deed,
                None => return Ok("nothing to do".into()),
            };
            if let CaseDeed::Edit(edited) = &deed {
                fields.clone_from(edited);
            }
            self.runtime.block_on(self.office.office.act(&called, deed))
        };
        match done {
            Ok(_) => {
                let before = Some(read);
                self.desk_saved(ticket, &Asked { before, fields })?;
                if *work == Work::Contacts {
                    self.contact_taken(typed.name)?;
                }
                Ok(format!("did it to {ticket}"))
            }
            Err(OfficeError::Refused(reason)) => Ok(format!("refused: {reason}")),
            Err(fault) => Err(format!("the desk failed: {fault}")),
        }
    }

    fn desk_saved(&mut self, ticket: TicketId, asked: &Asked) -> Result<(), String> {
        let wrote = asked.seen_in(&self.case(&ticket)?)?;
        let changes = self.runtime.block_on(self.office.office.store().changes_of(&ticket));
        let changes = changes.map_err(failed)?;
        let newest = changes.last().ok_or("no change: the office's deed left none behind")?;
        self.saves.push(Save {
            phone: None,
            ticket,
            intent: None,
            hashes: [newest.hash].into(),
            wrote,
            photos: Vec::new(),
            lost: false,
        });
        Ok(())
    }

    fn purges(&mut self, at: usize) -> Result<String, String> {
        let cases = self.cases();
        let Some(ticket) = cases.get(at % cases.len().max(1)).copied() else {
            return Ok("no case".into());
        };
        let called = [ticket.to_string()];
        let purged = self
            .runtime
            .block_on(self.office.office.purge(&self.office.data, &called, &erasure()));
        let purged = purged.map_err(|fault| format!("purging: {fault}"))?;
        if purged.iter().all(|one| one.done) {
            self.purged.insert(ticket);
            self.destroyed.insert(ticket);
        }
        Ok(format!("purged {ticket}"))
    }

    fn supersedes(&mut self, at: usize) -> Result<String, String> {
        let cases = self.cases();
        let Some(ticket) = cases.get(at % cases.len().max(1)).copied() else {
            return Ok("no case".into());
        };
        let old = self.case(&ticket)?;
        let Some(part) = left_out(&old) else {
            return Ok("nothing can be left out".into());
        };
        let unsent = self.unsent(&ticket)?;
        let (called, without) = (ticket.to_string(), BTreeSet::from([part.clone()]));
        let office = &self.office.office;
        let done = self
            .runtime
            .block_on(office.supersede(&self.office.data, &called, without, &erasure()));
        let successor = match done {
            Ok(erased) => erased.successor.ok_or("superseding: nothing took the ticket's place")?,
            // A contested field has to be decided first.
            Err(OfficeError::Refused(reason)) => return Ok(format!("refused: {reason}")),
            Err(OfficeError::Document(reason)) => return Ok(format!("refused: {reason}")),
            Err(fault) => return Err(format!("superseding: {fault}")),
        };
        let new = self.case(&successor)?;
        carried_over(&old, &part, &new)?;
        self.purged.insert(ticket);
        self.destroyed.insert(ticket);
        self.successors.insert(ticket, successor);
        self.left_over.extend(unsent.into_iter().map(|save| (save, ticket)));
        self.founded(successor, &new)?;
        Ok(format!("{successor} replaces {ticket}"))
    }

    /// The founding of a successor, as one save of everything in it.
    fn founded(&mut self, ticket: TicketId, new: &Ticket) -> Result<(), String> {
        let changes = self.runtime.block_on(self.office.office.store().changes_of(&ticket));
        let hashes = changes.map_err(failed)?.into_iter().map(|change| change.hash).collect();
        // One that nobody had any more was missing in the old ticket already.
        let named = new.photos.iter().map(|photo| photo.value.sha256);
        let oracle = self.oracle();
        let photos = named.filter(|photo| oracle.has_photo(photo)).collect();
        self.saves.push(Save {
            phone: None,
            ticket,
            intent: None,
            hashes,
            wrote: wrote(None, new),
            photos,
            lost: false,
        });
        Ok(())
    }

    /// Saves that some phone has and the office has not admitted, by their place in the ledger.
    fn unsent(&mut self, ticket: &TicketId) -> Result<Vec<usize>, String> {
        let mut unsent = Vec::new();
        for at in 0..self.saves.len() {
            let save = self.saves[at].clone();
            let is_late = save.ticket == *ticket && save.phone.is_some() && !self.oracle().is_numbered(&save)?;
            if is_late && self.phones.iter().any(|phone| phone.has_meant(&save)) {
                unsent.push(at);
            }
        }
        Ok(unsent)
    }

    /// Districts grow by one.
    fn publishes(&mut self) -> Result<String, String> {
        let office = &self.office.office;
        let name = self.runtime.block_on(async {
            let mut set = office.reference(None).await?.data;
            let mut district = set
                .districts
                .first()
                .cloned()
                .ok_or(OfficeError::Stopped("no district"))?;
            district.code = format!("Q{}", set.districts.len() + 1);
            set.districts.push(district);
            office.stage_reference(&set).await?;
            office.publish_staged().await
        });
        name.map(|name| format!("published {}", name.version))
            .map_err(|fault| format!("publishing: {fault}"))
    }

    fn backs_up(&mut self) -> Result<String, String> {
        let mut covers = Vec::new();
        for (at, save) in self.saves.clone().into_iter().enumerate() {
            let oracle = self.oracle();
            if oracle.is_numbered(&save)? {
                let photos = save.photos.into_iter();
                covers.push((at, photos.filter(|photo| oracle.office_has_photo(photo)).collect()));
            }
        }
        let name = format!("backup-{}.tar", self.next_number());
        let file = self.folder.path().join(name);
        let made = self.office.office.back_up(&self.office.data, &file, true);
        let made = self
            .runtime
            .block_on(made)
            .map_err(|fault| format!("backing up: {fault}"))?;
        let said = format!("up to {}, {} photos", made.last_no, made.photos);
        // Also those of edits that were refused: a backup takes along whatever the office holds.
        let all: BTreeSet<PhotoHash> = self.saves.iter().flat_map(|save| save.photos.iter().copied()).collect();
        let oracle = self.oracle();
        let held: Vec<PhotoHash> = all.into_iter().filter(|photo| oracle.office_has_photo(photo)).collect();
        self.backed_up.extend(held);
        self.backup = Some(Kept { file, covers });
        Ok(said)
    }

    /// Some backup held it: that is when a phone may forget it with its ticket.
    pub(super) fn backup_has_photo(&self, photo: &PhotoHash) -> bool {
        self.backed_up.contains(photo)
    }

    /// Whatever the backup held is there afterwards, also what was lost since.
    fn merges(&mut self) -> Result<String, String> {
        let Some(backup) = self.backup.take() else {
            return Ok("there is no backup".into());
        };
        let merged = self.office.office.merge_backup(&self.office.data, &backup.file);
        let merged = self.runtime.block_on(merged);
        let merged = merged.map_err(|fault| format!("merging a backup: {fault}"))?;
        self.learn_orders()?;
        for (at, photos) in &backup.covers {
            let save = self.saves[*at].clone();
            if !self.purged.contains(&save.ticket) && !self.oracle().arrived(&save)? {
                return Err(format!("a merged backup brought nothing back: {save:?}"));
            }
            let lacks: Vec<PhotoHash> = photos
                .iter()
                .filter(|photo| !save.photos.contains(photo))
                .copied()
                .collect();
            let save = &mut self.saves[*at];
            save.photos.extend(lacks);
            save.lost = false;
        }
        let said = format!("{} changes, {} photos", merged.changes, merged.photos);
        self.backup = Some(backup);
        Ok(said)
    }

    fn settles(&mut self, release: bool) -> Result<String, String> {
        let office = &self.office.office;
        let said = self.runtime.block_on(async {
            let held = office.store().custody(Some(CustodyState::Held)).await?;
            let Some(first) = held.first() else {
                return Ok("nothing waits".to_owned());
            };
            if release {
                office.release(first.no).await.map(|_| "released".to_owned())
            } else {
                office.discard(first.no).await.map(|()| "discarded".to_owned())
            }
        });
        match said {
            Ok(said) => Ok(said),
            Err(OfficeError::Refused(reason)) => Ok(format!("refused: {reason}")),
            Err(fault) => Err(format!("deciding failed: {fault}")),
        }
    }
}

/// The office's deed; none where there is nothing to do it to.
fn deed(work: &Work, number: u64, read: &Ticket, other: Option<TicketId>) -> Result<Option<CaseDeed>, String> {
    Ok(Some(match work {
        Work::Edits {
            register,
            unseen: false,
        } => CaseDeed::Edit(written_to(register, number, read)),
        Work::Does { event } => CaseDeed::Happen {
            told: Box::new(happening(event, number, other).told),
            other: None,
        },
        Work::Ties {
            tie: Tie::To(kind),
            there,
            ..
        } => match other {
            Some(other) => CaseDeed::Link {
                kind: *kind,
                other: other.to_string(),
                there: *there,
            },
            None => return Ok(None),
        },
        Work::Notes | Work::Tells => CaseDeed::Note {
            text: words(number),
            public: *work == Work::Tells,
        },
        Work::Keeps => match contested(read) {
            Some((field, value_id, _)) => CaseDeed::Keep { field, value_id },
            None => return Ok(None),
        },
        other => return Err(format!("script: no desk does {other:?}")),
    }))
}

/// The last note, or the title.
fn left_out(old: &Ticket) -> Option<Part> {
    let note = old.notes.last().map(|note| Part::Note(note.entry));
    let title = old.shown(&Field::Title).map(|_| Part::Field(Field::Title));
    note.or(title)
}

/// A successor shows all that the ticket showed but the part that had to go, and stands where it stood.
fn carried_over(old: &Ticket, without: &Part, new: &Ticket) -> Result<(), String> {
    let lacks = |what: String| Err(format!("a successor lacks something: {what} in {}", new.id));
    for field in old.fields.keys() {
        let shown = |ticket: &Ticket| match field {
            Field::Description => Some(Value::Text(ticket.description.clone())),
            field => ticket.shown(field).filter(|value| **value != Value::Cleared).cloned(),
        };
        if *without != Part::Field(field.clone()) && shown(old) != shown(new) {
            return lacks(format!("{:?} of {field} is {:?}", shown(old), shown(new)));
        }
    }
    let is_dropped = |entry: &&String| match without {
        Part::Note(note) => entry.contains(&note.to_string()),
        _ => false,
    };
    let (wanted, there) = (entries(old), entries(new));
    if let Some(entry) = wanted.difference(&there).find(|entry| !is_dropped(entry)) {
        return lacks(entry.clone());
    }
    if let Some(member) = members(old).difference(&members(new)).next() {
        return lacks(member.clone());
    }
    match old.status() == new.status() {
        true => Ok(()),
        false => lacks(format!("the status {:?}, it is {:?}", old.status(), new.status())),
    }
}
