// SPDX-License-Identifier: EUPL-1.2
//! The office acts on cases: its own device writes the very edits a phone would, and they pass the very same gate.

use std::sync::Arc;

use minicbor::bytes::ByteVec;
use ronda_shared::document::{Document, Rights};
use ronda_shared::ids::{IntentId, PersonId, TicketId};
use ronda_shared::policy::{Grants, Role};
use ronda_shared::reporter;
use ronda_shared::ticket::{Edit, Field, HappenedNow, Link, LinkKind, Note, Ticket, Value};
use ronda_shared::wire::{PushedTicket, Refusal};
use ronda_shared::workflow::Told;
use serde_json::Value as Json;

use super::admission::{Answers, Entrant, ROUNDS};
use super::{Office, OfficeError};
use crate::case_store::By;

/// What the office does to a case.
#[derive(Debug, Clone)]
pub enum CaseDeed {
    /// Something happens; a ticket it names is given as it is called.
    Happen {
        /// The event in words.
        told: Box<Told>,
        /// Id, spoken code or case number of the ticket it names.
        other: Option<String>,
    },
    /// Adds a note, or an update meant for the citizen.
    Note {
        /// The text.
        text: String,
        /// Meant for the citizen.
        public: bool,
    },
    /// Writes fields.
    Edit(Vec<(Field, Value)>),
    /// Decides a contested field.
    Keep {
        /// The field.
        field: Field,
        /// The standing value to keep.
        value_id: String,
    },
    /// Ties it to another case, or unties it.
    Link {
        /// How it stands to the other.
        kind: LinkKind,
        /// Id, spoken code or case number of the other.
        other: String,
        /// Tied or untied.
        there: bool,
    },
}

impl Office {
    /// Does something to a case in the office's own name, and answers the case as it then stands.
    ///
    /// # Errors
    /// When there is no such case, or a rule is broken: every reason is named, and nothing is kept in quarantine.
    pub async fn act(&self, called: &str, deed: CaseDeed) -> Result<Json, OfficeError> {
        let id = self.ticket_called(called).await?;
        let missing = || OfficeError::NotFound(format!("no case {called}: `ronda-server case list` shows all"));
        let held = self.store().held(&[id]).await?.remove(&id).ok_or_else(missing)?;
        let deed = self.resolved(&id, &held.saved, deed).await?;
        let office = self.clone();
        let work = move || office.written(&id, &held.saved, deed);
        let (ticket, warned) = tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| OfficeError::Stopped("writing to a case"))??;
        self.admit_own(ticket).await?;
        let mut case = self.case(&id.to_string()).await?;
        if let (false, Json::Object(fields)) = (warned.is_empty(), &mut case) {
            fields.insert("warnings".to_owned(), warned.into());
        }
        Ok(case)
    }

    /// Names become ids, and an approval is checked against the people the office knows.
    async fn resolved(&self, id: &TicketId, saved: &[u8], deed: CaseDeed) -> Result<Resolved, OfficeError> {
        Ok(match deed {
            CaseDeed::Happen { mut told, other } => {
                if let Some(other) = other {
                    told.other = Some(self.ticket_called(&other).await?);
                }
                if let Some(director) = &told.approved_by {
                    self.check_director(director).await?;
                }
                Resolved::Happen(told)
            }
            CaseDeed::Note { text, public } => Resolved::Note { text, public },
            CaseDeed::Edit(fields) => {
                let fields = self.under_reference(fields).await?;
                Resolved::Edit(self.moved(saved, fields).await?)
            }
            CaseDeed::Keep { field, value_id } => Resolved::Keep { field, value_id },
            CaseDeed::Link { kind, other, there } => {
                let named = self.ticket_called(&other).await?;
                let ticket = *self.replaced([named].into()).await?.get(&named).unwrap_or(&named);
                if ticket == *id {
                    let sentence = "a case is not tied to itself: name another one";
                    return Err(OfficeError::Refused(sentence.into()));
                }
                let read = Document::load(saved)?.read()?;
                let replaced = self.replaced(read.tied()).await?;
                Resolved::Link(read.link_as_written(Link { kind, ticket }, &replaced), there)
            }
        })
    }

    /// A typed category is one of the published set, and keeps the version it was chosen from.
    async fn under_reference(&self, mut fields: Vec<(Field, Value)>) -> Result<Vec<(Field, Value)>, OfficeError> {
        let typed = fields.iter_mut().find_map(|(_, value)| match value {
            Value::Category(category) => Some(category),
            _ => None,
        });
        if let Some(category) = typed {
            let current = self.reference(None).await?;
            if let Some(fault) = current.data.category_fault(&category.code) {
                return Err(OfficeError::Refused(fault));
            }
            category.taxonomy_version = current.name.version.to_string();
        }
        Ok(fields)
    }

    /// A moved pin takes its district along, as on a phone, unless the edit or somebody before it names one.
    async fn moved(&self, saved: &[u8], mut fields: Vec<(Field, Value)>) -> Result<Vec<(Field, Value)>, OfficeError> {
        let pin = fields.iter().find_map(|(_, value)| match value {
            Value::Position(position) => Some((position.lat, position.lon)),
            _ => None,
        });
        let is_named = fields.iter().any(|(field, _)| *field == Field::District);
        let Some(pin) = pin.filter(|_| !is_named) else {
            return Ok(fields);
        };
        let read = Document::load(saved)?.read()?;
        let current = self.reference(None).await?;
        let district = current.data.district_when_moved(&read, pin);
        fields.extend(district.map(|district| (Field::District, district)));
        Ok(fields)
    }

    async fn check_director(&self, director: &PersonId) -> Result<(), OfficeError> {
        let person = self.known_person(director).await?;
        if person.grants.role == Role::Director && person.disabled_at_ms.is_none() {
            return Ok(());
        }
        Err(OfficeError::Refused(format!(
            "{director} is no director: `ronda-server person list` shows who is"
        )))
    }

    /// The change, made on the case as it stands, and what its texts give away.
    fn written(&self, id: &TicketId, saved: &[u8], deed: Resolved) -> Result<(PushedTicket, Vec<String>), OfficeError> {
        let mut document = Document::load(saved)?;
        let read = document.read()?;
        let at_ms = self.now_ms();
        let edits = self.edits(&read, deed, at_ms)?;
        let warned = reporter::warnings(&edits).iter().map(ToString::to_string).collect();
        let (change, proof) = self.device().act(id, &mut document, edits, at_ms)?;
        let ticket = PushedTicket {
            id: *id,
            changes: vec![ByteVec::from(change.into_bytes())],
            proofs: vec![proof],
        };
        Ok((ticket, warned))
    }

    fn edits(&self, read: &Ticket, deed: Resolved, at_ms: i64) -> Result<Vec<Edit>, OfficeError> {
        let entry = IntentId(self.chance().born_at(at_ms)?);
        Ok(match deed {
            Resolved::Happen(told) => {
                let event = told.event(self.device().person).map_err(refused)?;
                vec![Edit::Happen(HappenedNow { entry, event })]
            }
            Resolved::Note { text, public: false } => vec![Edit::AddNote(Note { entry, text })],
            Resolved::Note { text, public: true } => vec![Edit::AddPublicUpdate(Note { entry, text })],
            Resolved::Edit(fields) => fields
                .into_iter()
                .map(|(field, value)| Edit::Set(field, value))
                .collect(),
            Resolved::Keep { field, value_id } => {
                let value = standing(read, &field, &value_id)?;
                vec![Edit::Set(field, value)]
            }
            Resolved::Link(link, there) => {
                if read.links.contains_key(&link) == there {
                    let sentence = if there {
                        "this is said already: nothing to add"
                    } else {
                        "nobody said this: nothing to take back"
                    };
                    return Err(OfficeError::Refused(sentence.into()));
                }
                vec![Edit::Link(link, there)]
            }
        })
    }

    /// Admission of the office's own change: refused, it is an answer to who typed it, never an item of the quarantine.
    async fn admit_own(&self, ticket: PushedTicket) -> Result<(), OfficeError> {
        let mut authors = self.authors_of(std::slice::from_ref(&ticket), &[]).await?;
        // What is done now is judged now, like anybody's deed; only what comes back was judged before.
        if let Some(own) = authors.known.get_mut(&self.device().id) {
            own.rights = Rights::Granted(Grants::of(Role::Office));
        }
        let authors = Arc::new(authors);
        let by = By::office(self.now_ms());
        let mut answers = Answers::new();
        let mut waiting = vec![Entrant {
            at: 0,
            ticket,
            releases: Vec::new(),
            signer: None,
        }];
        for _ in 0..ROUNDS {
            let living = self.turn_late_away(std::mem::take(&mut waiting), &mut answers).await?;
            if living.is_empty() {
                return Err(refused(vec!["the ticket was destroyed at this moment".to_owned()]));
            }
            let tasks = self.tasks(living, by.at_ms).await?;
            let gated = self.gate_all(tasks, &authors, &by).await?;
            let reasons = gated.iter().flat_map(|one| &one.refused);
            let reasons: Vec<String> = reasons.map(|(_, Refusal { detail, .. })| detail.clone()).collect();
            if !reasons.is_empty() {
                return Err(refused(reasons));
            }
            waiting = self.keep(gated, &mut answers).await?;
            if waiting.is_empty() {
                return Ok(());
            }
        }
        Err(OfficeError::Stopped("others write to this case at this moment"))
    }
}

/// A deed whose names are ids.
enum Resolved {
    Happen(Box<Told>),
    Note { text: String, public: bool },
    Edit(Vec<(Field, Value)>),
    Keep { field: Field, value_id: String },
    Link(Link, bool),
}

fn standing(read: &Ticket, field: &Field, value_id: &str) -> Result<Value, OfficeError> {
    let versions = read.fields.get(field).map(|register| register.versions.as_slice());
    let mut versions = versions.unwrap_or_default().iter();
    let chosen = versions.find(|version| version.value_id == value_id);
    chosen.map(|version| version.value.clone()).ok_or_else(|| {
        OfficeError::NotFound(format!(
            "the {field} has no value {value_id}: `ronda-server case show` lists them under conflicts"
        ))
    })
}

fn refused(reasons: Vec<String>) -> OfficeError {
    OfficeError::Refused(reasons.join("; "))
}
