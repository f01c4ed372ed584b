// SPDX-License-Identifier: EUPL-1.2
//! The gate of sets: links, me-too, watchers and acknowledgements, each member under its own key and in its author's name.

use automerge::ScalarValue;
use automerge::legacy::{Op, OpType};

use super::admit::{Author, Rights};
use super::shape::unknown;
use crate::document::layout::Container;
use crate::ids::PersonId;
use crate::policy::Deed;
use crate::ticket::{Acknowledgement, Link, LinkKind, Membership};
use crate::wire::{Refusal, RefusalCode, to_cbor};

/// The deed a write to a set is, once its key and value are seen to be what edits write.
pub(super) fn check_member(container: Container, name: &str, op: &Op, author: &Author) -> Result<Deed, Refusal> {
    let replaces = |link: Link| container == Container::Links && link.kind == LinkKind::Replaces;
    if Link::of_key(name).is_some_and(replaces) && !author.rights.are_the_office_s() {
        return Err(Refusal::new(
            RefusalCode::NotAllowed,
            "only the office's own device says which ticket another one replaces",
        ));
    }
    let author = &speaker(op, author);
    let (deed, own) = match container {
        Container::Links => (Deed::Link, Link::of_key(name).map(|_| *author)),
        Container::MeToo => (Deed::MeToo, person_of_key(name)),
        Container::Watchers => (Deed::Watch, person_of_key(name)),
        Container::Acknowledged => (Deed::Acknowledge, Acknowledgement::of_key(name).map(|told| told.by)),
        _ => return Err(unknown()),
    };
    if own.ok_or_else(unknown)? != *author {
        return Err(Refusal::new(
            RefusalCode::NotProven,
            "the change speaks for another person than the one who signed it",
        ));
    }
    match &op.action {
        OpType::Put(ScalarValue::Bytes(bytes)) => check_value(bytes, author).map(|()| deed),
        // What one has read stays read.
        OpType::Delete if deed != Deed::Acknowledge && !op.pred.is_empty() => Ok(deed),
        _ => Err(unknown()),
    }
}

fn check_value(bytes: &[u8], author: &PersonId) -> Result<(), Refusal> {
    let member: Membership = minicbor::decode(bytes).map_err(|_| unknown())?;
    let whole = to_cbor(&member) == bytes && member.intent.born_at_ms().is_some();
    if whole && member.by == *author {
        Ok(())
    } else {
        Err(unknown())
    }
}

/// In whose name it is said: the office's own device repeats what others had said.
fn speaker(op: &Op, author: &Author) -> PersonId {
    let said = match &op.action {
        OpType::Put(ScalarValue::Bytes(bytes)) if author.rights == Rights::Office => minicbor::decode(bytes).ok(),
        _ => None,
    };
    said.map_or(author.person, |member: Membership| member.by)
}

fn person_of_key(name: &str) -> Option<PersonId> {
    let person: PersonId = name.parse().ok()?;
    (person.to_string() == name).then_some(person)
}
