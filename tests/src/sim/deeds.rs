// SPDX-License-Identifier: EUPL-1.2
//! What people do on phones; every save that is answered goes into the ledger.

use ronda_field::engine::{Engine, Saved};
use ronda_field::error::Error;
use ronda_server::office::{OfficeError, PersonChange};
use ronda_shared::document::RawChange;
use ronda_shared::ids::{ChangeHash, PhotoHash, TicketId};
use ronda_shared::policy::Role;
use ronda_shared::ticket::{Field, Ticket, Value};

use super::script::{Deed, Tie, Work};
use super::world::World;
use super::written::{REGISTERS, camera, contact, filing, happening, words};
use crate::oracle::{Asked, Save};

/// A save's ticket and photos, or why it was refused.
type Done = Result<(TicketId, Vec<PhotoHash>), Error>;

impl World {
    pub(super) fn works(&mut self, phone: usize, deed: &Deed) -> Result<String, String> {
        if self.phones[phone].is_wiped() {
            return self.saves_nothing_more(phone);
        }
        match deed {
            Deed::Files { photos } => {
                let (done, asked) = self.files(phone, *photos);
                self.kept(phone, done, &asked)
            }
            Deed::Works { ticket, work } => self.works_on(phone, *ticket, work),
            Deed::Moves { districts } => {
                let districts = Some(districts.clone());
                self.changes_person(
                    phone,
                    PersonChange {
                        districts,
                        ..PersonChange::default()
                    },
                )
            }
            Deed::Becomes { role } => {
                let role = Role::NAMES.iter().find(|(name, _)| name == role).map(|(_, role)| *role);
                self.changes_person(
                    phone,
                    PersonChange {
                        role,
                        ..PersonChange::default()
                    },
                )
            }
            Deed::Reapplies | Deed::Drops => self.looks_at_refused(phone, deed),
            other => Err(format!("script: {other} is no work")),
        }
    }

    /// What a wiped phone saved would reach nobody, so it must not say so.
    fn saves_nothing_more(&mut self, phone: usize) -> Result<String, String> {
        match self.phones[phone].engine().file(filing(0, 0)) {
            Ok(filed) => Err(format!("saved for nobody: {} on the wiped phone {phone}", filed.id)),
            Err(refused) => Ok(format!("is wiped: {refused}")),
        }
    }

    fn works_on(&mut self, phone: usize, at: usize, work: &Work) -> Result<String, String> {
        let held = self.phones[phone].look().store().ticket_ids().unwrap_or_default();
        let pick = |at: usize| held.get(at % held.len().max(1)).copied();
        let Some(ticket) = pick(at) else {
            return Ok("has no ticket".into());
        };
        let number = self.next_number();
        let engine = self.phones[phone].engine();
        let read = engine.ticket(&ticket);
        let read = read.map_err(|fault| format!("a ticket does not open: {ticket}: {fault}"))?;
        let other = match work {
            Work::Ties { other, .. } => pick(*other),
            _ => held.iter().find(|held| **held != ticket).copied(),
        };
        let (done, fields) = match work {
            Work::Edits { register, unseen } => {
                let fields = written_to(register, number, &read);
                (edits(engine, &ticket, fields.clone(), *unseen), fields)
            }
            Work::Keeps => match contested(&read) {
                Some((field, value_id, value)) => (engine.keep(&ticket, &field, &value_id), vec![(field, value)]),
                None => return Ok("nothing is contested".into()),
            },
            Work::Acknowledges => match engine.acknowledge(&ticket).transpose() {
                Some(done) => (done, Vec::new()),
                None => return Ok("has read everything".into()),
            },
            Work::Tells => return Err("script: a phone has no updates for citizens".into()),
            other_work => (does(engine, &ticket, other_work, number, other), Vec::new()),
        };
        let before = Some(read);
        let done = done.map(|saved: Saved| (saved.id, saved.photos));
        let said = self.kept(phone, done, &Asked { before, fields })?;
        if *work == Work::Contacts && said.starts_with("saved") {
            self.contact_taken(contact(number).name)?;
        }
        Ok(said)
    }

    fn files(&mut self, phone: usize, photos: usize) -> (Done, Asked) {
        let request = filing(self.next_number(), photos);
        let title = request.title.clone().unwrap_or_default();
        let asked = Asked {
            before: None,
            fields: vec![(Field::Title, Value::Text(title))],
        };
        let engine = self.phones[phone].engine();
        let done = engine.file(request).and_then(|filed| {
            let read = engine.ticket(&filed.id)?;
            Ok((filed.id, read.photos.iter().map(|entry| entry.value.sha256).collect()))
        });
        (done, asked)
    }

    fn kept(&mut self, phone: usize, done: Done, asked: &Asked) -> Result<String, String> {
        match done {
            Ok((ticket, photos)) => {
                let save = Save::newest(self.phones[phone].look(), phone, ticket, asked)?;
                let took = photos.iter().map(|photo| (*photo, ticket));
                self.phones[phone].took.extend(took);
                self.saves.push(Save { photos, ..save });
                Ok(format!("saved in {ticket}"))
            }
            Err(fault @ (Error::Store(_) | Error::Home(_) | Error::Keystore(_) | Error::NotSound(_))) => {
                Err(format!("saving failed: {fault}"))
            }
            Err(refused) => Ok(format!("refused: {refused}")),
        }
    }

    fn looks_at_refused(&mut self, phone: usize, deed: &Deed) -> Result<String, String> {
        let engine = self.phones[phone].engine();
        let aside = engine.store().set_aside().map_err(|fault| format!("store: {fault}"))?;
        let Some(first) = aside.first() else {
            return Ok("nothing was refused".into());
        };
        let (intent, ticket) = (first.action.intent, first.ticket);
        let said = match deed {
            Deed::Reapplies => {
                let before = engine.ticket(&stands_for(engine, ticket)).ok();
                match engine.reapply(&intent) {
                    Ok(saved) if saved.id == ticket => Ok("written again".to_owned()),
                    Ok(saved) if engine.ticket(&saved.id).ok() == before => Ok("stands already".to_owned()),
                    // Written into the ticket that stands in the place of its own: a save there.
                    Ok(saved) => {
                        let fields = Vec::new();
                        self.kept(phone, Ok((saved.id, saved.photos)), &Asked { before, fields })?;
                        Ok(format!("written again, into {}", saved.id))
                    }
                    Err(fault) => Err(fault),
                }
            }
            _ => engine.drop_refused(&intent).map(|()| "let go".to_owned()),
        };
        if said.is_ok() {
            self.dropped.insert(Some(intent));
        }
        self.oracle().learn_names();
        match said {
            Ok(said) => Ok(said),
            Err(fault @ Error::Store(_)) => Err(format!("deciding failed: {fault}")),
            Err(refused) => Ok(format!("refused: {refused}")),
        }
    }

    fn changes_person(&mut self, phone: usize, change: PersonChange) -> Result<String, String> {
        let person = self.phones[phone].person;
        let changed = self.runtime.block_on(self.office.office.edit_person(&person, change));
        match changed {
            Ok(person) => Ok(format!(
                "is {} of {:?}",
                person.grants.role.name(),
                person.grants.districts
            )),
            // A rolled-back store may not know the person again yet.
            Err(OfficeError::NotFound(_)) => Ok("nobody knows the person".into()),
            Err(fault) => Err(format!("moving a person: {fault}")),
        }
    }

    pub(super) fn next_number(&mut self) -> u64 {
        self.texts += 1;
        self.texts
    }
}

/// The last of those that took a ticket's place, as far as the phone heard of it.
fn stands_for(engine: &Engine, mut ticket: TicketId) -> TicketId {
    while let Ok(Some(next)) = engine.store().successor(&ticket) {
        ticket = next;
    }
    ticket
}

fn edits(engine: &mut Engine, ticket: &TicketId, fields: Vec<(Field, Value)>, unseen: bool) -> Result<Saved, Error> {
    if !unseen {
        return engine.edit(ticket, fields);
    }
    let document = engine.store().document(ticket)?;
    let changes = document
        .and_then(|document| document.changes().ok())
        .unwrap_or_default();
    let filed: Vec<ChangeHash> = changes.first().map(RawChange::hash).into_iter().collect();
    engine.edit_seen(ticket, &filed, fields)
}

/// The work of which the ledger needs nothing before it is done.
fn does(
    engine: &mut Engine,
    ticket: &TicketId,
    work: &Work,
    number: u64,
    other: Option<TicketId>,
) -> Result<Saved, Error> {
    let nothing = |why: &str| Err(Error::Invalid(vec![why.to_owned()]));
    match work {
        Work::Notes => engine.note(ticket, &words(number)),
        Work::Photographs => engine.add_photos(ticket, vec![camera(number)]),
        Work::Does { event } => engine.happen(ticket, happening(event, number, other)),
        Work::Contacts => engine.edit_noting(ticket, Vec::new(), contact(number)),
        Work::Undoes => {
            let fields = engine.undoable(ticket)?;
            match fields.get(usize::try_from(number).unwrap_or_default() % fields.len().max(1)) {
                Some(field) => engine.undo(ticket, field).map(|(saved, _)| saved),
                None => nothing("nothing can be undone"),
            }
        }
        Work::Ties { tie, there, .. } => match (tie, other) {
            (Tie::MeToo, _) => engine.me_too(ticket, *there),
            (Tie::Watch, _) => engine.watch(ticket, *there),
            (Tie::To(kind), Some(other)) => engine.link(ticket, *kind, other, *there),
            (Tie::To(_), None) => nothing("there is no other ticket"),
        },
        _ => nothing("this is done otherwise"),
    }
}

/// What one writes into a register for the n-th time.
pub fn written_to(register: &str, number: u64, read: &Ticket) -> Vec<(Field, Value)> {
    let row = REGISTERS.iter().find(|(name, _)| *name == register);
    row.map(|(_, values)| values(number, read)).unwrap_or_default()
}

/// The first contested field, with its last standing value.
pub fn contested(read: &Ticket) -> Option<(Field, String, Value)> {
    let conflict = read.conflicts().next()?;
    let last = conflict.versions.last()?;
    Some((conflict.field.clone(), last.value_id.clone(), last.value.clone()))
}
