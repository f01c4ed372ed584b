// SPDX-License-Identifier: EUPL-1.2
//! Four people, their phones and one office, all in memory: what one operation of a script does to them.

use std::collections::{BTreeMap, VecDeque};

use ronda_shared::document::Document;
use ronda_shared::identity::{Secret, SigningKey};
use ronda_shared::ids::{Actor, ChangeHash, IntentId, PersonId, TicketId};
use ronda_shared::policy::{Grants, Role};
use ronda_shared::ticket::{Action, Edit, Field, Ticket, Value};
use uuid::{Builder, Uuid};

use super::super::script::Work;
use super::super::written::words;
use super::deeds::{Hand, filing};
use super::office::{Kept, Moment, Office, Person};
use super::parcel::Parcel;
use super::phone::{Held, Meant, Memory, Phone};
use super::script::{Deed, Desk, Op};
use crate::oracle::{Asked, Save};

/// A Monday morning in May 2026.
const START_MS: i64 = 1_777_882_530_250;
const STEP_MS: i64 = 60_000;
/// Phones at most, clones included.
const PHONES: usize = 5;
const TICKETS: usize = 3;

pub struct World {
    now_ms: i64,
    seed: u64,
    /// Ids given so far, and texts written.
    births: u64,
    texts: u64,
    pub office: Office,
    pub phones: Vec<Phone>,
    pub saves: Vec<Save>,
    /// On the way, with the phone it is for where it is for one.
    pub late: VecDeque<(Option<usize>, Parcel)>,
    /// Somebody has or had another role than he knew of: only then may anything be refused.
    pub roles_moved: bool,
}

fn key(number: u8) -> SigningKey {
    SigningKey::from_seed(&Secret([number; 32]))
}

fn cast() -> [Grants; 4] {
    let crew = |crew: &str, role| Grants {
        office: Some("strade".into()),
        crew: Some(crew.into()),
        ..Grants::of(role)
    };
    [
        Grants::of(Role::Agent),
        Grants::of(Role::Operator),
        crew("strade-1", Role::CrewLeader),
        crew("strade-2", Role::Crew),
    ]
}

impl World {
    pub fn new(seed: u64) -> Self {
        let people = cast().into_iter().zip(1_u8..).map(|(grants, number)| Person {
            key: key(number),
            id: PersonId::from_bytes([number; 16]),
            grants,
        });
        let people: Vec<Person> = people.collect();
        let own = Person {
            key: key(9),
            id: PersonId::from_bytes([9; 16]),
            grants: Grants::of(Role::Office),
        };
        let office = Office {
            actor: Actor::of(own.key.public().device(), [0; 8]),
            own,
            people: people
                .iter()
                .map(|person| (person.key.public().device(), person.clone()))
                .collect(),
            kept: Kept::default(),
            copy: None,
        };
        let mut world = Self {
            now_ms: START_MS,
            seed,
            births: 0,
            texts: 0,
            office,
            phones: Vec::new(),
            saves: Vec::new(),
            late: VecDeque::new(),
            roles_moved: false,
        };
        for person in people {
            let actor = world.start_of(&person.key);
            world.phones.push(Phone {
                grants: person.grants,
                actor,
                key: person.key,
                skew_ms: 0,
                memory: Memory::default(),
                copy: None,
            });
        }
        world
    }

    /// An id that no other is like in this world.
    fn born(&mut self, at_ms: i64) -> Uuid {
        self.births += 1;
        let mut bytes = [0; 10];
        bytes[..2].copy_from_slice(&(u16::try_from(self.births).unwrap_or(u16::MAX) & 0x0fff).to_be_bytes());
        bytes[2..].copy_from_slice(&((self.seed << 20) | self.births).to_be_bytes());
        let at_ms = u64::try_from(at_ms).unwrap_or_default();
        Builder::from_unix_timestamp_millis(at_ms, &bytes).into_uuid()
    }

    /// A start of an engine has an actor that nobody else has.
    pub(super) fn start_of(&mut self, key: &SigningKey) -> Actor {
        self.births += 1;
        Actor::of(key.public().device(), self.births.to_be_bytes())
    }

    pub(super) fn moment(&mut self) -> Moment {
        let at_ms = self.now_ms;
        Moment {
            intent: IntentId(self.born(at_ms)),
            at_ms,
        }
    }

    /// Does one operation; answers what to write into the trace.
    pub fn step(&mut self, op: &Op) -> Result<String, String> {
        self.now_ms += STEP_MS;
        match op {
            Op::Phone(phone, deed) => self.phone(phone % self.phones.len(), deed),
            Op::Office(Desk::Works { ticket, work }) => self.desk(*ticket, work),
            Op::Office(plain) => Ok(self.upkeep(plain)),
            Op::Late => Ok(self.late_arrival()),
            Op::Agree => self.agree(),
        }
    }

    fn phone(&mut self, at: usize, deed: &Deed) -> Result<String, String> {
        match deed {
            Deed::Files => self.files(at),
            Deed::Works { ticket, work } => self.works(at, *ticket, work),
            Deed::Sends(way, number) => self.sends(at, *way, *number),
            Deed::Hears(way, number) => self.hears(at, *way, *number),
            Deed::Jumps { hours } => {
                self.phones[at].skew_ms = hours * 3_600_000;
                Ok("its clock is another".into())
            }
            Deed::Becomes { role } => {
                let device = self.phones[at].device();
                self.office.people.get_mut(&device).expect("a person").grants.role = *role;
                self.roles_moved = true;
                Ok("the city says so".into())
            }
            Deed::IsCloned if self.phones.len() >= PHONES => Ok("no more phones".into()),
            Deed::IsCloned => {
                let mut clone = self.phones[at].clone();
                clone.actor = self.start_of(&clone.key.clone());
                self.phones.push(clone);
                Ok(format!("phone {} is its copy", self.phones.len() - 1))
            }
            Deed::IsCopied => {
                self.phones[at].copy = Some(self.phones[at].memory.clone());
                Ok("copied".into())
            }
            Deed::Crashes | Deed::IsRestored => {
                let back = self.phones[at].copy.clone().filter(|_| *deed == Deed::IsRestored);
                let said = format!("put back {}", back.is_some());
                self.phones[at].memory = back.unwrap_or_else(|| self.phones[at].memory.clone());
                self.phones[at].actor = self.start_of(&self.phones[at].key.clone());
                self.forget_what_nobody_holds();
                Ok(said)
            }
        }
    }

    fn upkeep(&mut self, desk: &Desk) -> String {
        if *desk == Desk::Copies {
            self.office.copy = Some(self.office.kept.clone());
            return "copied".into();
        }
        let back = self.office.copy.clone().filter(|_| *desk == Desk::RollsBack);
        let said = format!("put back {}", back.is_some());
        self.office.kept = back.unwrap_or_else(|| self.office.kept.clone());
        self.office.actor = self.start_of(&self.office.own.key.clone());
        self.forget_what_nobody_holds();
        said
    }

    fn files(&mut self, at: usize) -> Result<String, String> {
        let tickets: usize = self.phones[at].memory.held.len().max(self.office.cases.len());
        let may = ronda_shared::policy::may(self.phones[at].grants.role, ronda_shared::policy::Deed::File);
        if tickets >= TICKETS || !may {
            return Ok("files nothing".into());
        }
        self.texts += 1;
        let title = Value::Text(words(self.texts));
        let at_ms = self.now_ms + self.phones[at].skew_ms;
        let ticket = TicketId(self.born(at_ms));
        let action = self.action(at, at_ms, vec![filing(ticket, self.texts)]);
        let intent = action.intent;
        let (document, change) = Document::file(self.phones[at].actor, &action).map_err(|fault| fault.to_string())?;
        let after = document.read().map_err(|fault| fault.to_string())?;
        let mut held = Held {
            document,
            log: Vec::new(),
            proofs: Vec::new(),
            meant: BTreeMap::new(),
            refused: BTreeMap::new(),
        };
        let phone = &mut self.phones[at];
        let meant = Meant {
            action,
            seen: Vec::new(),
        };
        let hash = change.hash();
        held.wrote(&ticket, &phone.key, change, meant);
        phone.memory.held.insert(ticket, held);
        let asked = Asked {
            before: None,
            fields: vec![(Field::Title, title)],
        };
        self.kept(Some(at), intent, hash, &asked, &after)
    }

    fn action(&mut self, at: usize, at_ms: i64, edits: Vec<Edit>) -> Action {
        let person = self.office.people[&self.phones[at].device()].id;
        Action {
            intent: IntentId(self.born(at_ms)),
            by: person,
            at_ms,
            edits,
        }
    }

    fn works(&mut self, at: usize, ticket: usize, work: &Work) -> Result<String, String> {
        let held: Vec<TicketId> = self.phones[at].memory.held.keys().copied().collect();
        let Some(id) = held.get(ticket % held.len().max(1)).copied() else {
            return Ok("has no ticket".into());
        };
        let at_ms = self.now_ms + self.phones[at].skew_ms;
        let mut document = self.phones[at].memory.held[&id].document.clone();
        let (edits, asked) = match self.edits(Some(at), &document, other(&held, id, work), work)? {
            Ok(done) => done,
            Err(why) => return Ok(format!("refused: {why}")),
        };
        let action = self.action(at, at_ms, edits);
        let intent = action.intent;
        let (seen, written) = if matches!(work, Work::Edits { unseen: true, .. }) {
            let filed = vec![self.phones[at].memory.held[&id].log[0].hash()];
            let fresh = self.start_of(&self.phones[at].key.clone());
            let written = document.act_at(&filed, fresh, &action);
            (filed, written)
        } else {
            (document.heads(), document.act(self.phones[at].actor, &action))
        };
        let change = match written {
            Ok(change) => change,
            Err(fault) => return Ok(format!("refused: {fault}")),
        };
        let after = document
            .read()
            .map_err(|fault| format!("a ticket does not open: {fault}"))?;
        let phone = &mut self.phones[at];
        let held = phone.memory.held.get_mut(&id).expect("it was here");
        held.document = document;
        let hash = change.hash();
        held.wrote(&id, &phone.key, change, Meant { action, seen });
        self.kept(Some(at), intent, hash, &asked, &after)
    }

    fn desk(&mut self, ticket: usize, work: &Work) -> Result<String, String> {
        let held: Vec<TicketId> = self.office.cases.keys().copied().collect();
        let Some(id) = held.get(ticket % held.len().max(1)).copied() else {
            return Ok("has no case".into());
        };
        let document = self.office.cases[&id].document.clone();
        let (edits, asked) = match self.edits(None, &document, other(&held, id, work), work)? {
            Ok(done) => done,
            Err(why) => return Ok(format!("refused: {why}")),
        };
        let at_ms = self.now_ms;
        let action = Action {
            intent: IntentId(self.born(at_ms)),
            by: self.office.own.id,
            at_ms,
            edits,
        };
        let intent = action.intent;
        let change = self
            .office
            .acts(id, &action)
            .map_err(|why| format!("the office's own gate: {why}"))?;
        let after = self.office.cases[&id]
            .document
            .read()
            .map_err(|fault| fault.to_string())?;
        self.kept(None, intent, change, &asked, &after)
    }

    /// What a work on a ticket is as edits, on one of the phones or at the desk, or why there are none.
    fn edits(
        &mut self,
        phone: Option<usize>,
        document: &Document,
        other: Option<TicketId>,
        work: &Work,
    ) -> Result<Result<(Vec<Edit>, Asked), String>, String> {
        self.texts += 1;
        let at_ms = self.now_ms + phone.map_or(0, |at| self.phones[at].skew_ms);
        let entries = [(); 3].map(|()| IntentId(self.born(at_ms)));
        let (person, grants) = match phone {
            Some(at) => {
                let phone = &self.phones[at];
                (self.office.people[&phone.device()].id, &phone.grants)
            }
            None => (self.office.own.id, &self.office.own.grants),
        };
        let before = document
            .read()
            .map_err(|fault| format!("a ticket does not open: {fault}"))?;
        let hand = Hand {
            person,
            grants,
            document,
            read: &before,
            other,
            number: self.texts,
            entries,
        };
        Ok(hand.does(work).map(|(edits, fields)| {
            let before = Some(before);
            (edits, Asked { before, fields })
        }))
    }

    fn kept(
        &mut self,
        phone: Option<usize>,
        intent: IntentId,
        change: ChangeHash,
        asked: &Asked,
        after: &Ticket,
    ) -> Result<String, String> {
        self.saves.push(Save {
            phone,
            ticket: after.id,
            intent: Some(intent),
            hashes: [change].into(),
            wrote: asked.seen_in(after)?,
            photos: Vec::new(),
            lost: false,
        });
        Ok(format!("saved as {change}"))
    }
}

fn other(held: &[TicketId], id: TicketId, work: &Work) -> Option<TicketId> {
    match work {
        Work::Ties { other, .. } => held
            .get(other % held.len().max(1))
            .copied()
            .filter(|other| *other != id),
        _ => held.iter().find(|held| **held != id).copied(),
    }
}
