// SPDX-License-Identifier: EUPL-1.2
//! The layout of a ticket document: which keys and containers stand where (docs/decisions/0002-ticket-document.md).
//!
//! The genesis change creates every container, also those whose content comes later, so that two replicas can never
//! create the same container twice and hide one of them.

use automerge::transaction::Transactable;
use automerge::{ActorId, AutomergeError, ObjId, ObjType, ROOT};

/// The layout this version writes. Layout 1 had no `acknowledged`; its tickets are read as they are and brought up to date
/// by the first action that needs more.
pub(super) const LAYOUT: u64 = 2;

/// Who writes layout changes: nobody's device, so that every replica writes the same bytes.
pub(super) fn reserved_actor() -> crate::ids::Actor {
    crate::ids::Actor::of(crate::ids::DeviceId([0; 8]), [0; 8])
}

pub(super) mod key {
    pub(in crate::document) const LAYOUT: &str = "layout";
    pub(in crate::document) const ID: &str = "id";
    pub(in crate::document) const CODE: &str = "code";
    pub(in crate::document) const JURISDICTION: &str = "jurisdiction";
    pub(in crate::document) const CHANNEL: &str = "channel";
    pub(in crate::document) const CREATED_BY: &str = "created_by";
    pub(in crate::document) const CREATED_AT: &str = "created_at";
    pub(in crate::document) const DEVICE_POSITION: &str = "device_position";
    pub(in crate::document) const RECEIVED_AT: &str = "received_at";
    pub(in crate::document) const CASE_NUMBER: &str = "case_number";
    pub(in crate::document) const DESCRIPTION_TEXT: &str = "description";
}

/// Keys of the root that genesis writes once and nobody ever again.
pub(super) const FIXED: [&str; 8] = [
    key::LAYOUT,
    key::ID,
    key::CODE,
    key::JURISDICTION,
    key::CHANNEL,
    key::CREATED_BY,
    key::CREATED_AT,
    key::DEVICE_POSITION,
];

/// A container of the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Container {
    Fields,
    Answers,
    Description,
    Photos,
    Notes,
    PublicUpdates,
    Events,
    Visits,
    Links,
    MeToo,
    Watchers,
    Server,
    Acknowledged,
}

impl Container {
    /// Every container, in the order in which genesis creates them.
    pub(super) const ALL: [(Self, &'static str); 13] = [
        (Self::Fields, "fields"),
        (Self::Answers, "answers"),
        (Self::Description, key::DESCRIPTION_TEXT),
        (Self::Photos, "photos"),
        (Self::Notes, "notes"),
        (Self::PublicUpdates, "public_updates"),
        (Self::Events, "events"),
        (Self::Visits, "visits"),
        (Self::Links, "links"),
        (Self::MeToo, "me_too"),
        (Self::Watchers, "watchers"),
        (Self::Server, "server"),
        (Self::Acknowledged, "acknowledged"),
    ];

    /// The containers of a layout: later layouts only ever add.
    pub(super) fn of_layout(layout: u64) -> &'static [(Self, &'static str)] {
        let count = if layout >= 2 {
            Self::ALL.len()
        } else {
            Self::ALL.len() - 1
        };
        Self::ALL.get(..count).unwrap_or(&Self::ALL)
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(container, _)| *container)
    }

    pub(super) fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(container, _)| *container == self)
            .map_or("", |(_, name)| name)
    }

    pub(super) fn object_type(self) -> ObjType {
        if self == Self::Description {
            ObjType::Text
        } else {
            ObjType::Map
        }
    }
}

/// Creates every container of a layout, in order.
pub(super) fn create_containers(tx: &mut impl Transactable, layout: u64) -> Result<(), AutomergeError> {
    for (container, name) in Container::of_layout(layout) {
        tx.put_object(ROOT, *name, container.object_type())?;
    }
    Ok(())
}

/// The object of a container, or `None` in a document that lacks it.
pub(super) fn object(doc: &impl automerge::ReadDoc, container: Container) -> Option<ObjId> {
    match doc.get(ROOT, container.name()) {
        Ok(Some((automerge::Value::Object(kind), id))) if kind == container.object_type() => Some(id),
        _ => None,
    }
}

/// An actor of ours as Automerge knows it.
pub(super) fn actor_id(actor: crate::ids::Actor) -> ActorId {
    ActorId::from(actor.bytes().as_slice())
}
