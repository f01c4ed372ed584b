// SPDX-License-Identifier: EUPL-1.2
//! A town of a seed: its people, and tickets in every state that rights ask about, with their photos.

use minicbor::bytes::ByteVec;
use reqwest::Method;
use ronda_shared::document::{Document, RawChange};
use ronda_shared::ids::{ChangeHash, IntentId, PersonId, PlaceHash, TicketId};
use ronda_shared::place::{Catalogue, SignedCatalogue};
use ronda_shared::policy::Role;
use ronda_shared::ticket::{AddedPhoto, Category, Channel, Edit, NewTicket, PhotoEntry, PhotoRole, Visibility};
use ronda_shared::wire::{PushedTicket, from_cbor};

use super::people::{Person, Places};
pub use super::photos::Photo;
use super::plans::{Brought, Plan, drawn, plans};
use crate::hostile::http::{CONFIG, Http};
use crate::office::{Office, text};
use crate::place::{BOUNDARIES, HOUSE_NUMBERS};
use crate::scenario::Random;

/// The reporter's name in every contact.
pub const REPORTER: &str = "Zanzottera";

/// What became of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Admitted,
    /// Its author may not file: it is in custody.
    SetApart,
    Destroyed,
}

/// A ticket, as far as rights go.
pub struct Thing {
    pub ticket: TicketId,
    pub change: ChangeHash,
    pub author: PersonId,
    pub district: String,
    pub reserved: bool,
    pub open: bool,
    pub office: Option<String>,
    pub crew: Option<String>,
    pub fate: Fate,
    pub photos: Vec<Photo>,
    /// The reference of its reporter's contact.
    pub contact: Option<String>,
}

/// An office, its people and its tickets.
pub struct Town {
    pub office: Office,
    pub http: Http,
    pub places: Places,
    pub people: Vec<Person>,
    pub things: Vec<Thing>,
    /// Public files.
    pub files: Vec<PlaceHash>,
}

impl Town {
    /// The town of a seed.
    pub async fn drawn(seed: u64) -> Self {
        let mut random = Random::of(seed);
        let mut office = Office::configured(CONFIG);
        office.start();
        let places = Places::drawn(&mut random);
        let people = Person::all(&office, &places, &mut random).await;
        let mut town = Self {
            http: Http::to(&office),
            office,
            places,
            people,
            things: Vec::new(),
            files: Vec::new(),
        };
        let mut plans = plans();
        plans.extend((0..4).map(|_| drawn(&mut random)));
        for (number, plan) in plans.into_iter().enumerate() {
            let thing = town.comes_to_be(plan, number as u64).await;
            town.things.push(thing);
        }
        town.publishes().await;
        town
    }

    fn author(&self, (role, districts): (Role, usize)) -> &Person {
        let found = self.people.iter().find(|person| {
            let unplaced = person.office.is_none() && person.crew.is_none();
            person.role == role && person.districts.len() == districts && unplaced
        });
        found.expect("somebody of each kind")
    }

    async fn comes_to_be(&self, plan: Plan, number: u64) -> Thing {
        let author = self.author(plan.by);
        let photos = match plan.photos {
            Brought::One => vec![Photo::of(number)],
            Brought::Redacted => vec![Photo::of(number), Photo::sealed(number)],
            Brought::Awaited => vec![Photo {
                stored: false,
                ..Photo::of(number)
            }],
            Brought::Stolen => vec![self.things[2].photos[0].clone()],
        };
        let (ticket, change) = filed(author, &plan, &self.places, &photos);
        let may_file = plan.by.0 != Role::Viewer;
        self.pushed(author, ticket, &change, may_file).await;
        // What was only named is nobody's for it: it stands with the ticket that has it.
        let photos = if plan.photos == Brought::Stolen {
            Vec::new()
        } else {
            photos
        };
        for photo in photos.iter().filter(|photo| photo.stored) {
            photo.comes(&self.http, &author.device.token).await;
        }
        let mut thing = Thing {
            ticket,
            change: change.hash(),
            author: author.id(),
            district: self.places.districts[plan.district].clone(),
            reserved: plan.reserved,
            open: !plan.cancelled,
            office: plan.office.map(|at| self.places.offices[at].clone()),
            crew: plan.crew.map(|at| self.places.crews[at].clone()),
            fate: if may_file { Fate::Admitted } else { Fate::SetApart },
            photos,
            contact: None,
        };
        self.office_acts(&mut thing, &plan);
        thing
    }

    async fn pushed(&self, author: &Person, ticket: TicketId, change: &RawChange, may_file: bool) {
        let pushed = PushedTicket {
            id: ticket,
            changes: vec![ByteVec::from(change.bytes().to_vec())],
            proofs: vec![author.device.proves(&ticket, change)],
        };
        let reply = author.device.exchanges(vec![pushed]).await;
        let answer = &reply.answers[0];
        let (receipts, set_apart) = if may_file { (1, 0) } else { (0, 1) };
        assert_eq!(
            (answer.receipts.len(), answer.quarantined.len()),
            (receipts, set_apart),
            "{}: {answer:?}",
            author.name()
        );
    }

    fn office_acts(&self, thing: &mut Thing, plan: &Plan) {
        let id = thing.ticket.to_string();
        let acts = |more: &[&str]| self.office.run(&[&["case", "do", &id][..], more].concat()).done();
        if let Some(office) = &thing.office {
            acts(&["take_charge", "--office", office]);
        }
        if let Some(crew) = &thing.crew {
            acts(&["assign", "--crew", crew, "--due", "2030-05-04"]);
        }
        if plan.contact {
            let contact = [
                "--reporter-name",
                REPORTER,
                "--reporter-phone",
                "055 0000000",
                "--consent",
            ];
            self.office.run(&[&["case", "edit", &id][..], &contact].concat()).done();
            let shown = self.office.run(&["person", "vault", "show", &id]).done();
            thing.contact = Some(text(&shown[0]["ref"]));
        }
        if plan.cancelled {
            acts(&["cancel", "--reason", "doppione"]);
        }
        if plan.destroyed {
            let purge = ["ticket", "purge", &id, "--reason", "richiesta di prova", "--yes"];
            self.office.run(&purge).done();
            thing.fate = Fate::Destroyed;
        }
    }

    /// House numbers, and the districts' boundaries, for everybody.
    async fn publishes(&mut self) {
        self.office.run(&["gazetteer", "import", HOUSE_NUMBERS]).done();
        self.office.run(&["boundaries", "import", BOUNDARIES]).done();
        self.office.run(&["taxonomy", "publish"]).done();
        let token = &self.people[0].device.token;
        let answer = self.http.asks(Method::GET, "/v1/place", token).send().await;
        let body = answer.expect("an answer").bytes().await.expect("a body");
        let signed: SignedCatalogue = from_cbor(&body).expect("a catalogue");
        let catalogue: Catalogue = from_cbor(&signed.body).expect("a catalogue");
        self.files = catalogue.files().map(|file| file.sha256).collect();
        assert_eq!(self.files.len(), 1, "the house numbers");
    }

    /// Every photo, each with its ticket.
    pub fn photos(&self) -> impl Iterator<Item = (&Thing, &Photo)> {
        let of = self.things.iter();
        of.flat_map(|thing| thing.photos.iter().map(move |photo| (thing, photo)))
    }

    /// Every scope somebody of this town could name.
    pub fn scopes(&self) -> Vec<String> {
        let named = |kind: &str, codes: &[String]| codes.iter().map(|code| format!("{kind}:{code}")).collect();
        let mine = self.people.iter().map(|person| format!("mine:{}", person.id()));
        let all: [Vec<String>; 4] = [
            vec!["all".into(), "open".into(), "police".into()],
            named("district", &self.places.districts),
            named("office", &self.places.offices),
            named("crew", &self.places.crews),
        ];
        all.concat().into_iter().chain(mine).collect()
    }
}

/// The first change of a ticket, in its author's hand.
fn filed(author: &Person, plan: &Plan, places: &Places, photos: &[Photo]) -> (TicketId, RawChange) {
    let me = &author.device;
    let id = TicketId(uuid::Uuid::now_v7());
    let category = Category {
        code: "roads.pothole".into(),
        taxonomy_version: String::new(),
    };
    let new = NewTicket {
        title: Some("Buca di prova".into()),
        description: "Testo".into(),
        district: Some(places.districts[plan.district].clone()),
        visibility: if plan.reserved {
            Visibility::Reserved
        } else {
            Visibility::Private
        },
        photos: entries(author.id(), photos),
        ..NewTicket::of(id, &me.person.jurisdiction, Channel::Patrol, category)
    };
    let filed = Document::file(me.actor(), &me.action(vec![Edit::File(Box::new(new))]));
    (id, filed.expect("a sound ticket").1)
}

/// The records of photos; a sealed one stands with the one before it.
fn entries(by: PersonId, photos: &[Photo]) -> Vec<AddedPhoto> {
    let sealed = photos.iter().find(|photo| photo.sealed).map(|photo| photo.hash);
    let entry = |photo: &Photo| AddedPhoto {
        entry: IntentId(uuid::Uuid::now_v7()),
        photo: PhotoEntry {
            sha256: photo.hash,
            mime: "image/jpeg".into(),
            bytes: u32::try_from(photo.bytes.len()).expect("a small photo"),
            width: 120,
            height: 90,
            role: if sealed.is_some() {
                PhotoRole::Redacted
            } else {
                PhotoRole::Before
            },
            taken_at: None,
            fix: None,
            by,
            caption: None,
            thumbhash: vec![1; 24],
            sketch: None,
            shows: None,
            sealed_original: sealed,
        },
    };
    photos.iter().filter(|photo| !photo.sealed).map(entry).collect()
}
