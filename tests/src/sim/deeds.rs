// SPDX-License-Identifier: EUPL-1.2
//! What people do on phones and at the desk; every save that is answered goes into the ledger.

use ronda_field::engine::{FileRequest, HappenRequest, NewPhoto, Place, Saved, Shot};
use ronda_field::error::Error;
use ronda_server::case_store::CustodyState;
use ronda_server::office::{CaseDeed, Erasure, OfficeError, PersonChange};
use ronda_shared::ids::{PhotoHash, TicketId};
use ronda_shared::photo::PhotoEdits;
use ronda_shared::policy::Role;
use ronda_shared::ticket::{Field, PhotoRole, PositionSource, Value};
use ronda_shared::workflow::Told;

use super::script::{Deed, Desk, Which};
use super::world::World;
use crate::camera::{Scene, photo};
use crate::oracle::Save;

const HERE: (f64, f64) = (43.7696, 11.2558);

/// A save's ticket and photos, or why it was refused.
type Done = Result<(TicketId, Vec<PhotoHash>), Error>;

impl World {
    pub(super) fn works(&mut self, phone: usize, deed: &Deed) -> Result<String, String> {
        if self.phones[phone].is_wiped() {
            return self.saves_nothing_more(phone);
        }
        match deed {
            Deed::Files { photos } => {
                let done = self.files(phone, *photos);
                self.kept(phone, done, None)
            }
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
            on_one => match self.held_at(phone, on_one) {
                Some(ticket) => self.works_on(phone, ticket, on_one),
                None => Ok("has no ticket".into()),
            },
        }
    }

    /// What a wiped phone saved would reach nobody, so it must not say so.
    fn saves_nothing_more(&mut self, phone: usize) -> Result<String, String> {
        let request = FileRequest {
            category: "roads.pothole".into(),
            place: Some(place()),
            ..FileRequest::default()
        };
        match self.phones[phone].engine().file(request) {
            Ok(filed) => Err(format!("saved for nobody: {} on the wiped phone {phone}", filed.id)),
            Err(refused) => Ok(format!("is wiped: {refused}")),
        }
    }

    fn held_at(&self, phone: usize, deed: &Deed) -> Option<TicketId> {
        let (Deed::Edits { ticket, .. }
        | Deed::Notes { ticket }
        | Deed::Photographs { ticket }
        | Deed::Does { ticket, .. }
        | Deed::Keeps { ticket }) = deed
        else {
            return None;
        };
        let held = self.phones[phone].look().store().ticket_ids().unwrap_or_default();
        held.get(ticket % held.len().max(1)).copied()
    }

    fn works_on(&mut self, phone: usize, ticket: TicketId, deed: &Deed) -> Result<String, String> {
        let text = self.text();
        let number = self.texts;
        let engine = self.phones[phone].engine();
        let (done, wrote) = match deed {
            Deed::Edits { field, .. } => {
                let (field, value) = (field_of(*field), Value::Text(text));
                let done = engine.edit(&ticket, vec![(field.clone(), value.clone())]);
                (done, Some((field, value)))
            }
            Deed::Notes { .. } => (engine.note(&ticket, &text), None),
            Deed::Photographs { .. } => (engine.add_photos(&ticket, vec![camera(number)]), None),
            Deed::Does { event, .. } => (engine.happen(&ticket, happening(event, number)), None),
            Deed::Keeps { .. } => {
                let Some((field, value_id, value)) = contested(engine.ticket(&ticket)) else {
                    return Ok("nothing is contested".into());
                };
                (engine.keep(&ticket, &field, &value_id), Some((field, value)))
            }
            other => return Err(format!("script: {other} needs no ticket")),
        };
        self.kept(phone, done.map(|saved: Saved| (saved.id, saved.photos)), wrote)
    }

    fn files(&mut self, phone: usize, photos: usize) -> Done {
        let title = self.text();
        let first = self.texts * 100;
        let request = FileRequest {
            category: "roads.pothole".into(),
            title: Some(title),
            description: Some("Larga un metro, davanti alla scuola".into()),
            place: Some(place()),
            district: Some(["Q1", "Q2", "Q3"][(first / 100 % 3) as usize].into()),
            photos: (0..photos as u64).map(|n| camera(first + n)).collect(),
            ..FileRequest::default()
        };
        let engine = self.phones[phone].engine();
        let filed = engine.file(request)?;
        let read = engine.ticket(&filed.id)?;
        Ok((filed.id, read.photos.iter().map(|entry| entry.value.sha256).collect()))
    }

    fn kept(&mut self, phone: usize, done: Done, wrote: Option<(Field, Value)>) -> Result<String, String> {
        match done {
            Ok((ticket, photos)) => {
                let save = Save::newest(self.phones[phone].look().store(), phone, ticket)?;
                self.saves.push(Save { wrote, photos, ..save });
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
        let intent = first.action.intent;
        let said = match deed {
            Deed::Reapplies => engine.reapply(&intent).map(|_| "written again".to_owned()),
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

    pub(super) fn decides(&mut self, desk: &Desk) -> Result<String, String> {
        match desk {
            Desk::Does { ticket, event } => {
                let told = Box::new(happening(event, 0).told);
                self.acts(*ticket, CaseDeed::Happen { told, other: None }, None)
            }
            Desk::Edits { ticket } => {
                let (field, value) = (Field::Title, Value::Text(self.text()));
                self.acts(
                    *ticket,
                    CaseDeed::Edit(vec![(field.clone(), value.clone())]),
                    Some((field, value)),
                )
            }
            Desk::Purges { ticket } => self.purges(*ticket),
            Desk::Publishes => self.publishes(),
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

    fn acts(&mut self, at: usize, deed: CaseDeed, wrote: Option<(Field, Value)>) -> Result<String, String> {
        let cases = self.cases();
        let Some(ticket) = cases.get(at % cases.len().max(1)).copied() else {
            return Ok("no case".into());
        };
        let office = &self.office.office;
        let newest = self.runtime.block_on(async {
            let done = office.act(&ticket.to_string(), deed).await;
            (done, office.store().changes_of(&ticket).await)
        });
        match newest {
            (Ok(_), Ok(changes)) => {
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
                Ok(format!("did it to {ticket}"))
            }
            (Err(OfficeError::Refused(reason)), _) => Ok(format!("refused: {reason}")),
            (Err(fault), _) => Err(format!("the desk failed: {fault}")),
            (_, Err(fault)) => Err(format!("the desk failed: {fault}")),
        }
    }

    fn purges(&mut self, at: usize) -> Result<String, String> {
        let cases = self.cases();
        let Some(ticket) = cases.get(at % cases.len().max(1)).copied() else {
            return Ok("no case".into());
        };
        let how = Erasure {
            reason: "erasure request".into(),
            by: None,
            confirmed: true,
        };
        let called = [ticket.to_string()];
        let purged = self
            .runtime
            .block_on(self.office.office.purge(&self.office.data, &called, &how));
        let purged = purged.map_err(|fault| format!("purging: {fault}"))?;
        if purged.iter().all(|one| one.done) {
            self.purged.insert(ticket);
        }
        Ok(format!("purged {ticket}"))
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

    fn text(&mut self) -> String {
        self.texts += 1;
        format!("Testo numero {}", self.texts)
    }
}

fn field_of(which: Which) -> Field {
    match which {
        Which::Title => Field::Title,
        Which::Address => Field::Address,
        Which::Description => Field::Description,
    }
}

fn place() -> Place {
    Place {
        lat: HERE.0,
        lon: HERE.1,
        accuracy_m: Some(5.0),
        source: PositionSource::Gps,
        fix_age_s: None,
        mocked: None,
    }
}

/// No two photos of a world are alike.
fn camera(number: u64) -> NewPhoto {
    let seed = u32::try_from(number % u64::from(u32::MAX)).unwrap_or_default();
    NewPhoto {
        name: "camera.jpg".into(),
        file: photo(Scene::at(HERE.0, HERE.1, seed).sized(64, 48).gravel()),
        role: PhotoRole::Before,
        caption: None,
        edits: PhotoEdits::default(),
        sketch: None,
        shot: Shot::default(),
    }
}

/// Everything the event could need.
fn happening(event: &str, number: u64) -> HappenRequest {
    let said = |text: &str| Some(text.to_owned());
    let mut told = Told {
        event: event.to_owned(),
        ..Told::default()
    };
    let mut photos = Vec::new();
    match event {
        "take_charge" => told.office = said("strade"),
        "assign" => (told.crew, told.due) = (said("strade-1"), said("2026-06-01")),
        "hold" => told.hold = said("material"),
        "resolve" | "resolve_on_spot" => {
            told.outcome = said("fixed_on_site");
            photos.push(camera(1_000_000 + number));
        }
        "cancel" | "reopen" => told.reason = said("Motivo di prova"),
        _ => {}
    }
    HappenRequest {
        told,
        place: Some(place()),
        photos,
    }
}

/// The first contested field, with its last standing value.
fn contested(read: Result<ronda_shared::ticket::Ticket, Error>) -> Option<(Field, String, Value)> {
    let read = read.ok()?;
    let conflict = read.conflicts().next()?;
    let last = conflict.versions.last()?;
    Some((conflict.field.clone(), last.value_id.clone(), last.value.clone()))
}
