// SPDX-License-Identifier: EUPL-1.2
//! Fictional people with real keys, and the tickets they file.

use std::collections::BTreeMap;

use crate::document::{Admission, Author, Document, Pushed, RawChange, Rights, admit};
use crate::identity::{AuthorProof, Secret, SigningKey};
use crate::ids::{Actor, DeviceId, IntentId, PersonId, TicketId};
use crate::policy::{Grants, Role};
use crate::ticket::{Action, Category, Channel, Edit, Field, HappenedNow, NewTicket, Note, Value};
use crate::workflow::Event;

pub(super) const JURISDICTION: &str = "FI";

/// A UUIDv7 of a moment and a number, so that tests choose their own ids.
pub(super) fn id(n: u64) -> uuid::Uuid {
    let mut bytes = [0_u8; 10];
    bytes[2..].copy_from_slice(&n.to_be_bytes());
    uuid::Builder::from_unix_timestamp_millis(1_770_000_000_000 + n, &bytes).into_uuid()
}

pub(super) fn intent(n: u64) -> IntentId {
    IntentId(id(n))
}

/// A person with his own device.
pub(super) struct Someone {
    pub(super) key: SigningKey,
    pub(super) person: PersonId,
    pub(super) grants: Grants,
    pub(super) start: u8,
}

impl Someone {
    pub(super) fn new(seed: u8, role: Role) -> Self {
        let key = SigningKey::from_seed(&Secret([seed; 32]));
        Self {
            key,
            person: PersonId(id(u64::from(seed))),
            grants: Grants::of(role),
            start: 0,
        }
    }

    pub(super) fn device(&self) -> DeviceId {
        self.key.public().device()
    }

    pub(super) fn actor(&self) -> Actor {
        Actor::of(self.device(), [self.start; 8])
    }

    pub(super) fn does(&self, n: u64, edits: Vec<Edit>) -> Action {
        Action {
            intent: intent(n),
            by: self.person,
            at_ms: 1_770_000_000_000,
            edits,
        }
    }

    pub(super) fn sets(&self, n: u64, field: Field, value: Value) -> Action {
        self.does(n, vec![Edit::Set(field, value)])
    }

    pub(super) fn titles(&self, n: u64, title: &str) -> Action {
        self.sets(n, Field::Title, Value::Text(title.into()))
    }

    pub(super) fn describes(&self, n: u64, text: &str) -> Action {
        self.sets(n, Field::Description, Value::Text(text.into()))
    }

    pub(super) fn notes(&self, n: u64, text: &str) -> Action {
        self.does(
            n,
            vec![Edit::AddNote(Note {
                entry: intent(n),
                text: text.into(),
            })],
        )
    }

    pub(super) fn happens(&self, n: u64, event: Event) -> Action {
        self.does(
            n,
            vec![Edit::Happen(HappenedNow {
                entry: intent(n),
                event,
            })],
        )
    }

    pub(super) fn new_ticket(&self, n: u64, description: &str) -> Edit {
        Edit::File(Box::new(NewTicket {
            title: Some("Buca".into()),
            description: description.into(),
            ..NewTicket::of(TicketId(id(n)), JURISDICTION, Channel::Patrol, pothole())
        }))
    }

    pub(super) fn files(&self, n: u64, description: &str) -> (Document, RawChange) {
        let filed = self.does(n, vec![self.new_ticket(n, description)]);
        Document::file(self.actor(), &filed).unwrap()
    }

    pub(super) fn proves(&self, ticket: u64, head: &RawChange) -> AuthorProof {
        AuthorProof::sign(&self.key, &TicketId(id(ticket)), head.hash())
    }
}

pub(super) fn authors(people: &[&Someone]) -> BTreeMap<DeviceId, Author> {
    let author = |someone: &Someone| Author {
        key: someone.key.public(),
        person: someone.person,
        rights: Rights::Granted(someone.grants.clone()),
    };
    people
        .iter()
        .map(|someone| (someone.device(), author(someone)))
        .collect()
}

/// Pushes changes of ticket `n` with the proofs of these people over these heads.
pub(super) fn push(
    held: Option<&Document>,
    n: u64,
    changes: &[&RawChange],
    proofs: &[AuthorProof],
    people: &[&Someone],
) -> Admission {
    let changes = changes.iter().map(|change| change.bytes().to_vec()).collect();
    let pushed = Pushed {
        ticket: TicketId(id(n)),
        jurisdiction: JURISDICTION,
        changes,
        proofs,
    };
    admit(held, &[], pushed, &authors(people))
}

fn pothole() -> Category {
    Category {
        code: "roads.pothole".into(),
        taxonomy_version: String::new(),
    }
}
