// SPDX-License-Identifier: EUPL-1.2
//! What somebody's work on a ticket is as edits, judged before it is written as the app judges it.

use ronda_shared::document::Document;
use ronda_shared::ids::{IntentId, PersonId, PhotoHash, TicketId};
use ronda_shared::policy::{Bound, Deed, Grants, bound};
use ronda_shared::ticket::{
    AddedPhoto, AddedVisit, Category, Channel, Edit, Field, HappenedNow, Link, NewTicket, Note, PhotoEntry, PhotoRole,
    Position, PositionSource, Ticket, Value, notices,
};
use ronda_shared::workflow::{CLOSING_DISTANCE_M, Event, Fault, Kind, Phase, Situation, Visit, faults};

use super::super::deeds::{contested, written_to};
use super::super::script::{Tie, Work};
use super::super::written::{CATEGORIES, DISTRICTS, of, told, words};
use super::office::JURISDICTION;

const HERE: (f64, f64) = (43.7696, 11.2558);

/// Somebody at work on a ticket as he sees it.
pub struct Hand<'a> {
    pub person: PersonId,
    pub grants: &'a Grants,
    pub document: &'a Document,
    pub read: &'a Ticket,
    /// Another ticket, if he has one.
    pub other: Option<TicketId>,
    /// Numbers what is written, so that no two texts are alike.
    pub number: u64,
    /// Ids for entries.
    pub entries: [IntentId; 3],
}

/// Edits, and the fields that were asked for.
pub type Edits = (Vec<Edit>, Vec<(Field, Value)>);

impl Hand<'_> {
    /// The edits of a work, or why they cannot be.
    pub fn does(&self, work: &Work) -> Result<Edits, String> {
        let [entry, ..] = self.entries;
        let plain = |edit: Edit| Ok((vec![edit], Vec::new()));
        let (edits, fields) = match work {
            Work::Edits { register, .. } => self.sets(written_to(register, self.number, self.read)),
            Work::Keeps => {
                let (field, _, value) = contested(self.read).ok_or("nothing is contested")?;
                self.sets(vec![(field, value)])
            }
            Work::Undoes => self.undoes(),
            Work::Does { event } => self.happens(event).map(|edits| (edits, Vec::new())),
            Work::Ties { tie, there, .. } => self.ties(*tie, *there).and_then(plain),
            Work::Notes => plain(Edit::AddNote(self.note(entry))),
            Work::Tells => plain(Edit::AddPublicUpdate(self.note(entry))),
            Work::Photographs => plain(Edit::AddPhoto(self.photo(entry, PhotoRole::During))),
            Work::Acknowledges => self.acknowledges().and_then(plain),
            Work::Contacts => {
                let reference = Value::Text(format!("R{:010}", self.number));
                self.sets(vec![(Field::ReporterRef, reference)])
            }
        }?;
        edits.iter().try_for_each(|edit| self.may(edit))?;
        Ok((edits, fields))
    }

    fn sets(&self, fields: Vec<(Field, Value)>) -> Result<Edits, String> {
        let edits = fields.iter().cloned().map(|(field, value)| Edit::Set(field, value));
        Ok((edits.collect(), fields))
    }

    /// What a field showed before its latest write is written again.
    fn undoes(&self) -> Result<Edits, String> {
        let fields: Vec<&Field> = self.read.fields.keys().collect();
        let skipped = usize::try_from(self.number).unwrap_or_default() % fields.len().max(1);
        let (one, other) = fields.split_at(skipped);
        let before = other.iter().chain(one).find_map(|field| {
            let before = self.document.before(field).expect("a ticket of ours")?;
            (self.read.shown(field) != Some(&before.shown)).then(|| ((*field).clone(), before.shown))
        });
        let (field, shown) = before.ok_or("nothing can be undone")?;
        if shown.fault(&field).is_some() {
            return Err("what stood there before cannot be written".into());
        }
        Ok((vec![Edit::Set(field, shown)], Vec::new()))
    }

    fn note(&self, entry: IntentId) -> Note {
        let text = words(self.number);
        Note { entry, text }
    }

    fn ties(&self, tie: Tie, there: bool) -> Result<Edit, String> {
        let (is_there, edit) = match tie {
            Tie::MeToo => (self.read.me_too.contains_key(&self.person), Edit::MeToo(there)),
            Tie::Watch => (self.read.watchers.contains_key(&self.person), Edit::Watch(there)),
            Tie::To(kind) => {
                let ticket = self.other.ok_or("there is no other ticket")?;
                let link = Link { kind, ticket };
                (self.read.links.contains_key(&link), Edit::Link(link, there))
            }
        };
        if is_there == there {
            return Err("this is said already".into());
        }
        Ok(edit)
    }

    fn acknowledges(&self) -> Result<Edit, String> {
        let unread = notices(self.read).into_iter().find(|notice| {
            notice.concerns(&self.person, self.grants.crew.as_deref()) && !notice.read_by.contains(&self.person)
        });
        unread
            .map(|notice| Edit::Acknowledge(notice.event))
            .ok_or_else(|| "has read everything".into())
    }

    /// An event that the rules let happen where the ticket stands for him.
    fn happens(&self, name: &str) -> Result<Vec<Edit>, String> {
        let (edits, faults) = self.event(name)?;
        match faults.first() {
            Some(fault) => Err(fault.sentence().to_owned()),
            None => Ok(edits),
        }
    }

    /// An event with all that belongs to it, and every reason why he may not do it now.
    pub fn event(&self, name: &str) -> Result<(Vec<Edit>, Vec<Fault>), String> {
        let [entry, visited, pictured] = self.entries;
        let (told, has_photo) = told(name, self.other);
        let event = self.spoken_for(told.event(self.person).map_err(|faults| faults.join("; "))?);
        let kind = event.kind().ok_or("a kind of a newer version")?;
        let visit = self.visit(kind, &event, entry);
        let ends = matches!(kind, Kind::Resolve | Kind::ResolveOnSpot | Kind::CloseFromDesk);
        let role = if ends { PhotoRole::After } else { PhotoRole::During };
        let is_after = |role: PhotoRole| role == PhotoRole::After;
        let arrives = |visit: &Visit| visit.phase == Phase::Arrived;
        let situation = Situation {
            folded: &self.read.workflow,
            person: self.person,
            grants: self.grants,
            created_by: self.read.created_by,
            has_after_photo: has_photo && is_after(role)
                || self.read.photos.iter().any(|entry| is_after(entry.value.shows())),
            has_arrived: visit.as_ref().is_some_and(arrives)
                || self.read.visits.iter().any(|entry| arrives(&entry.value)),
            visit: visit.as_ref(),
        };
        let faults = faults(&event, &situation);
        let mut edits = vec![Edit::Happen(HappenedNow { entry, event })];
        edits.extend(visit.map(|visit| Edit::Visit(AddedVisit { entry: visited, visit })));
        edits.extend(has_photo.then(|| Edit::AddPhoto(self.photo(pictured, role))));
        Ok((edits, faults))
    }

    /// In the name of his crew and his office.
    fn spoken_for(&self, event: Event) -> Event {
        let of_crew = !matches!(
            event.kind(),
            Some(
                Kind::AskInfo
                    | Kind::GiveInfo
                    | Kind::TakeCharge
                    | Kind::Transfer
                    | Kind::Verify
                    | Kind::CloseFromDesk
                    | Kind::Reopen
                    | Kind::Cancel
            )
        );
        let crew = event.crew.clone();
        let crew = crew.or_else(|| self.grants.crew.clone().filter(|_| of_crew));
        Event { crew, ..event }
    }

    fn visit(&self, kind: Kind, event: &Event, entry: IntentId) -> Option<Visit> {
        let phase = match kind {
            Kind::Start | Kind::ResolveOnSpot => Phase::Arrived,
            Kind::Resolve | Kind::Hold | Kind::Decline => Phase::Left,
            _ => return None,
        };
        Some(Visit {
            phase,
            event: entry,
            by: self.person,
            fix: Some(here()),
            site: self.read.position().copied(),
            within_m: CLOSING_DISTANCE_M,
            override_reason: event.waiver.clone(),
        })
    }

    fn photo(&self, entry: IntentId, role: PhotoRole) -> AddedPhoto {
        let mut hash = [0; 32];
        hash[..16].copy_from_slice(entry.bytes());
        AddedPhoto {
            entry,
            photo: PhotoEntry {
                sha256: PhotoHash(hash),
                mime: "image/jpeg".into(),
                bytes: 300_000,
                width: 2048,
                height: 1536,
                role,
                taken_at: None,
                fix: Some(here()),
                by: self.person,
                caption: Some(words(self.number)),
                thumbhash: vec![7; 24],
                sketch: None,
                shows: None,
                sealed_original: None,
            },
        }
    }

    /// The table of rights, as a courtesy before anything is said to be saved.
    fn may(&self, edit: &Edit) -> Result<(), String> {
        let deed = match edit {
            Edit::Set(..) => Deed::Edit,
            Edit::AddPhoto(_) => Deed::Photo,
            Edit::AddNote(_) => Deed::Note,
            Edit::AddPublicUpdate(_) => Deed::PublicUpdate,
            Edit::Link(..) => Deed::Link,
            Edit::MeToo(_) => Deed::MeToo,
            Edit::Watch(_) => Deed::Watch,
            Edit::Acknowledge(_) => Deed::Acknowledge,
            _ => return Ok(()),
        };
        match bound(self.grants.role, deed) {
            None => Err(format!("the role {} may not {deed:?}", self.grants.role.name())),
            Some(Bound::Own) if self.read.created_by != self.person => Err("only who filed it may".into()),
            Some(_) => Ok(()),
        }
    }
}

fn here() -> Position {
    Position {
        accuracy_m: Some(5.0),
        ..Position::new(HERE.0, HERE.1, PositionSource::Gps)
    }
}

/// A ticket filed with most of what can be said then.
pub fn filing(id: TicketId, number: u64) -> Edit {
    let category = Category {
        code: CATEGORIES[0].into(),
        taxonomy_version: String::new(),
    };
    Edit::File(Box::new(NewTicket {
        title: Some(words(number)),
        description: "Larga un metro, davanti alla scuola".into(),
        position: Some(here()),
        device_position: Some(here()),
        district: Some(of(&DISTRICTS, number).into()),
        ..NewTicket::of(id, JURISDICTION, Channel::Patrol, category)
    }))
}
