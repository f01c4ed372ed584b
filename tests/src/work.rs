// SPDX-License-Identifier: EUPL-1.2
//! The work item of every measurement: tickets as a shift leaves them, the same ones at every run.

use ronda_shared::document::{Document, RawChange};
use ronda_shared::identity::{AuthorProof, SigningKey};
use ronda_shared::ids::{Actor, ChangeHash, IntentId, PersonId, PhotoHash, TicketId};
use ronda_shared::ticket::{
    Action, AddedPhoto, Beside, Category, Channel, Danger, Edit, Field, NewTicket, Note, PhotoEntry, PhotoRole,
    Position, PositionSource, Priority, Value, Visibility, ticket_json,
};
use ronda_shared::wire::PushedTicket;
use sha2::{Digest, Sha256};
use uuid::Builder;

/// 4 May 2026, 06:00 UTC: the first ticket's moment.
pub const MORNING_MS: i64 = 1_777_874_400_000;
/// Engine starts that take part in one ticket.
pub const ACTORS: usize = 3;
/// Changes of one ticket.
pub const CHANGES: usize = 15;
/// Entries of one ticket's history.
const ENTRIES: usize = 10;

/// Whose hand the tickets are in.
pub struct Hand {
    pub key: SigningKey,
    pub person: PersonId,
    pub jurisdiction: String,
    /// Other hands make other tickets of the same numbers.
    pub seed: u64,
}

/// One step of a ticket's history.
pub struct Step {
    pub action: Action,
    pub change: RawChange,
    /// What its author had seen.
    pub seen: Vec<ChangeHash>,
}

/// One ticket with its whole history.
pub struct Made {
    pub id: TicketId,
    pub document: Document,
    pub steps: Vec<Step>,
    pub proof: AuthorProof,
}

impl Made {
    /// As it travels.
    pub fn pushed(&self) -> PushedTicket {
        let bytes = self.steps.iter().map(|step| step.change.bytes().to_vec().into());
        PushedTicket {
            id: self.id,
            changes: bytes.collect(),
            proofs: vec![self.proof.clone()],
        }
    }

    /// As a peer without merging stores it: the shape of `show --json`.
    pub fn json(&self) -> serde_json::Value {
        let ticket = self.document.read().expect("a ticket of ours reads");
        ticket_json(&ticket, &Beside::default())
    }

    pub fn raw_bytes(&self) -> usize {
        self.steps.iter().map(|step| step.change.bytes().len()).sum()
    }
}

impl Hand {
    /// The tickets of these numbers, made on all cores.
    pub fn tickets(&self, numbers: std::ops::Range<u64>) -> Vec<Made> {
        let all: Vec<u64> = numbers.collect();
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let share = all.len().div_ceil(cores).max(1);
        std::thread::scope(|scope| {
            let running: Vec<_> = all
                .chunks(share)
                .map(|part| scope.spawn(move || part.iter().map(|number| self.ticket(*number)).collect::<Vec<_>>()))
                .collect();
            let made = running.into_iter().map(|part| part.join().expect("tickets are made"));
            made.flatten().collect()
        })
    }

    /// The ticket of a number.
    pub fn ticket(&self, number: u64) -> Made {
        let dice = Dice {
            seed: self.seed,
            number,
        };
        let at_ms = MORNING_MS + i64::try_from(number).expect("a small number") * 1_000;
        let id = TicketId(dice.uuid("ticket", at_ms));
        let device = self.key.public().device();
        let actors: Vec<Actor> = (0..ACTORS)
            .map(|at| Actor::of(device, dice.bytes(&format!("actor {at}"))))
            .collect();
        let mut deeds = self.deeds(id, dice, at_ms).into_iter().enumerate();
        let action = |at: usize, edits| Action {
            intent: IntentId(dice.uuid(&format!("intent {at}"), at_ms + at as i64 * 60_000)),
            by: self.person,
            at_ms: at_ms + at as i64 * 60_000,
            edits,
        };
        let (at, edits) = deeds.next().expect("the filing comes first");
        let filing = action(at, edits);
        let (mut document, change) = Document::file(actors[0], &filing).expect("a sound ticket");
        let mut steps = vec![Step {
            action: filing,
            change,
            seen: Vec::new(),
        }];
        for (at, edits) in deeds {
            let (seen, next) = (document.heads(), action(at, edits));
            let change = document.act(actors[at % ACTORS], &next).expect("a sound edit");
            steps.push(Step {
                action: next,
                change,
                seen,
            });
        }
        let head = document.heads()[0];
        let proof = AuthorProof::sign(&self.key, &id, head);
        Made {
            id,
            document,
            steps,
            proof,
        }
    }

    /// What happens to a ticket in its life: filed, photographed, completed, corrected, and ten lines of history.
    fn deeds(&self, id: TicketId, dice: Dice, at_ms: i64) -> Vec<Vec<Edit>> {
        let later = (1..3).map(|at| Edit::AddPhoto(self.photo(dice, at, at_ms))).collect();
        let answers = ["depth_cm", "width_cm", "lane", "traffic", "lamp_no"];
        let answers = answers.iter().enumerate().map(|(at, code)| {
            let answer = Value::Text(format!(
                "{} {}",
                dice.below(code, 90),
                ["cm", "cm", "destra", "intenso", "spento"][at]
            ));
            Edit::Set(Field::Answer((*code).into()), answer)
        });
        let address_id = Edit::Set(
            Field::AddressId,
            Value::Text(format!("FI-{:06}", dice.below("address id", 900_000))),
        );
        let mut deeds = vec![
            vec![Edit::File(Box::new(self.new_ticket(id, dice, at_ms)))],
            later,
            answers.chain([address_id]).collect(),
            vec![Edit::Set(Field::Priority, Value::Priority(Priority::P2))],
            vec![Edit::Set(
                Field::Description,
                Value::Text(description(dice, "corretta")),
            )],
        ];
        deeds.extend((0..ENTRIES).map(|at| {
            let entry = IntentId(dice.uuid(&format!("entry {at}"), at_ms + at as i64 * 61_000));
            let text = format!(
                "{} {}",
                HISTORY[at % HISTORY.len()],
                dice.below(&format!("line {at}"), 1_000)
            );
            let note = Note { entry, text };
            vec![if at % 3 == 2 {
                Edit::AddPublicUpdate(note)
            } else {
                Edit::AddNote(note)
            }]
        }));
        deeds
    }

    fn new_ticket(&self, id: TicketId, dice: Dice, at_ms: i64) -> NewTicket {
        let position = Position {
            accuracy_m: Some(4.5),
            fix_age_s: Some(3),
            ..Position::new(
                43.74 + dice.below("lat", 60_000) as f64 / 1e6,
                11.17 + dice.below("lon", 160_000) as f64 / 1e6,
                PositionSource::Gps,
            )
        };
        let of = |list: &[&str], what: &str| list[dice.below(what, list.len() as u64) as usize].to_owned();
        let text = |words: String| Some(words);
        NewTicket {
            id,
            jurisdiction: self.jurisdiction.clone(),
            channel: Channel::Desk,
            category: Category {
                code: of(&CATEGORIES, "category"),
                taxonomy_version: String::new(),
            },
            title: text(format!(
                "{} in {} {}",
                of(&WHAT, "what"),
                of(&STREETS, "street"),
                dice.below("no", 200)
            )),
            description: description(dice, "segnalata"),
            position: Some(position),
            device_position: Some(position),
            address: text(format!("{} {}, Firenze", of(&STREETS, "street"), dice.below("no", 200))),
            district: text(format!("Q{}", 1 + dice.below("district", 5))),
            priority: Priority::P3,
            danger: Some(Danger {
                present: true,
                reason: "una ruota ci entra".into(),
            }),
            visibility: Visibility::Private,
            photos: vec![self.photo(dice, 0, at_ms)],
            reporter_ref: text(format!("R{:010}", dice.below("reporter", 9_999_999_999))),
            asset_ref: text(format!("LAMP-{:05}", dice.below("lamp", 60_000))),
            address_source: None,
        }
    }

    /// A photo's record; its bytes lie nowhere, so that only tickets are measured.
    fn photo(&self, dice: Dice, at: usize, at_ms: i64) -> AddedPhoto {
        let photo = PhotoEntry {
            sha256: PhotoHash(dice.bytes(&format!("photo {at}"))),
            mime: "image/jpeg".into(),
            bytes: 300_000 + dice.below(&format!("size {at}"), 200_000) as u32,
            width: 2048,
            height: 1536,
            role: PhotoRole::Before,
            taken_at: Some("2026-05-04T08:15:30+02:00".into()),
            fix: Some(Position::new(43.77, 11.25, PositionSource::Gps)),
            by: self.person,
            caption: None,
            thumbhash: dice.bytes::<24>(&format!("thumb {at}")).to_vec(),
            sketch: None,
            shows: None,
            sealed_original: None,
        };
        AddedPhoto {
            entry: IntentId(dice.uuid(&format!("photo entry {at}"), at_ms + at as i64)),
            photo,
        }
    }
}

/// Some 200 characters.
fn description(dice: Dice, how: &str) -> String {
    let mut words = format!("Situazione {how} dal personale in servizio:");
    let mut at = 0;
    while words.chars().count() < 188 {
        words.push(' ');
        words.push_str(WORDS[dice.below(&format!("word {at}"), WORDS.len() as u64) as usize]);
        at += 1;
    }
    words
}

const HISTORY: [&str; 5] = [
    "Sopralluogo eseguito, transennato il tratto, pratica",
    "Squadra avvisata per telefono, rif.",
    "Intervento programmato, ordine di lavoro",
    "Materiale mancante, rinvio al giorno",
    "Verificato sul posto, foto",
];
const CATEGORIES: [&str; 8] = [
    "roads.pothole",
    "roads.sinkhole",
    "lighting.lamp_out",
    "waste.dumped",
    "green.branch",
    "signs.damaged",
    "water.leak",
    "roads.pavement",
];
const WHAT: [&str; 6] = [
    "Buca",
    "Lampione spento",
    "Ramo pericolante",
    "Rifiuti",
    "Segnale divelto",
    "Perdita d'acqua",
];
const STREETS: [&str; 8] = [
    "via Calzaiuoli",
    "viale Belfiore",
    "via Pisana",
    "piazza Dalmazia",
    "via Aretina",
    "via Senese",
    "lungarno Zecca",
    "via Bolognese",
];
const WORDS: [&str; 24] = [
    "carreggiata",
    "marciapiede",
    "strisce",
    "pedonali",
    "profonda",
    "vicino",
    "scuola",
    "fermata",
    "autobus",
    "acqua",
    "asfalto",
    "tombino",
    "semaforo",
    "ciclisti",
    "notte",
    "pericolo",
    "lato",
    "destro",
    "incrocio",
    "muro",
    "alberi",
    "cantiere",
    "ghiaia",
    "cordolo",
];

/// Chance that falls the same way at every run.
#[derive(Clone, Copy)]
struct Dice {
    seed: u64,
    number: u64,
}

impl Dice {
    fn bytes<const N: usize>(self, what: &str) -> [u8; N] {
        let mut hash = Sha256::new();
        hash.update(self.seed.to_be_bytes());
        hash.update(self.number.to_be_bytes());
        hash.update(what.as_bytes());
        let drawn: [u8; 32] = hash.finalize().into();
        std::array::from_fn(|at| drawn[at % 32])
    }

    fn below(self, what: &str, bound: u64) -> u64 {
        u64::from_be_bytes(self.bytes(what)) % bound
    }

    fn uuid(self, what: &str, at_ms: i64) -> uuid::Uuid {
        let millis = u64::try_from(at_ms).expect("after 1970");
        Builder::from_unix_timestamp_millis(millis, &self.bytes(what)).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use ronda_shared::identity::Secret;

    fn hand() -> Hand {
        Hand {
            key: SigningKey::from_seed(&Secret([7; 32])),
            person: PersonId::from_bytes([9; 16]),
            jurisdiction: "FI".into(),
            seed: 1,
        }
    }

    #[test]
    fn a_ticket_of_the_measurements_is_as_large_as_promised() {
        let made = hand().ticket(3);
        let read = made.document.read().unwrap();
        let actors: BTreeSet<Actor> = made.steps.iter().map(|step| step.change.actor()).collect();
        assert_eq!(
            (made.steps.len(), actors.len(), read.photos.len()),
            (CHANGES, ACTORS, 3)
        );
        assert_eq!(read.notes.len() + read.public_updates.len(), ENTRIES);
        // The eight fixed ones (id, code, layout, jurisdiction, channel, author, moment, device position) and the changeable.
        assert_eq!(8 + read.fields.len(), 25);
        assert!(
            (188..=212).contains(&read.description.chars().count()),
            "{}",
            read.description
        );
        let (raw, saved) = (made.raw_bytes(), made.document.save().len());
        assert!((4_000..=8_000).contains(&raw), "{raw} bytes of changes, {saved} saved");
    }

    #[test]
    fn the_same_number_is_the_same_ticket_at_every_run() {
        let (one, other) = (hand().ticket(5), hand().ticket(5));
        assert_eq!((one.id, one.document.heads()), (other.id, other.document.heads()));
        assert_ne!(one.id, hand().ticket(6).id);
    }
}
