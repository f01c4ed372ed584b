// SPDX-License-Identifier: EUPL-1.2
//! The first change of a ticket: it must write every fixed key and create every container, and say the truth about itself.

use std::collections::BTreeMap;

use automerge::ScalarValue;

use super::admit::{Author, Rights};
use super::shape::unknown;
use crate::code::spoken_code;
use crate::document::layout::{Container, FIXED, LAYOUT, key};
use crate::ids::{PersonId, TicketId};
use crate::ticket::{Channel, Position};
use crate::wire::{Refusal, RefusalCode};

/// What genesis wrote at the root.
#[derive(Debug, Default)]
pub(super) struct Genesis {
    fixed: BTreeMap<&'static str, ScalarValue>,
    containers: usize,
}

impl Genesis {
    pub(super) fn write(&mut self, name: &str, value: &ScalarValue) -> Result<(), Refusal> {
        let known = FIXED.iter().find(|fixed| **fixed == name).ok_or_else(unknown)?;
        match self.fixed.insert(known, value.clone()) {
            None => Ok(()),
            Some(_) => Err(unknown()),
        }
    }

    /// Containers come in their one order, so that all of them are there and none twice.
    pub(super) fn create(&mut self, name: &str, kind: automerge::ObjType) -> Result<Container, Refusal> {
        let container = Container::named(name).ok_or_else(unknown)?;
        let next = Container::ALL.get(self.containers).map(|(next, _)| *next);
        self.containers += 1;
        if next == Some(container) && container.object_type() == kind {
            Ok(container)
        } else {
            Err(unknown())
        }
    }

    /// Checks what it says of itself against who pushed it where.
    pub(super) fn check(&self, ticket: &TicketId, jurisdiction: &str, author: &Author) -> Result<(), Refusal> {
        let code = spoken_code(jurisdiction, ticket);
        let person = ScalarValue::Bytes(author.person.bytes().to_vec());
        let whole = self
            .layout()
            .is_some_and(|layout| self.containers == Container::of_layout(layout).len())
            && self.is(key::ID, &ScalarValue::Bytes(ticket.bytes().to_vec()))
            && self.is(key::JURISDICTION, &ScalarValue::Str(jurisdiction.into()))
            && self.is(key::CODE, &ScalarValue::Str(code.as_str().into()))
            && matches!(self.fixed.get(key::CREATED_AT), Some(ScalarValue::Timestamp(_)))
            && self.channel_is_known()
            && self.position_is_sound();
        if !whole {
            return Err(Refusal::new(
                RefusalCode::UnknownShape,
                "the ticket's first change does not found it as every app does",
            ));
        }
        if !self.is(key::CREATED_BY, &person) && author.rights != Rights::Office {
            return Err(Refusal::new(
                RefusalCode::NotProven,
                "the ticket names another person as its author than its signature",
            ));
        }
        Ok(())
    }

    /// Who filed it, as it says.
    pub(super) fn founder(&self) -> Option<PersonId> {
        match self.fixed.get(key::CREATED_BY) {
            Some(ScalarValue::Bytes(bytes)) => PersonId::from_slice(bytes),
            _ => None,
        }
    }

    /// A layout this version knows; older ones go on being admitted.
    fn layout(&self) -> Option<u64> {
        match self.fixed.get(key::LAYOUT) {
            Some(ScalarValue::Uint(layout)) => Some(*layout).filter(|layout| (1..=LAYOUT).contains(layout)),
            _ => None,
        }
    }

    fn is(&self, name: &str, value: &ScalarValue) -> bool {
        self.fixed.get(name) == Some(value)
    }

    fn channel_is_known(&self) -> bool {
        matches!(self.fixed.get(key::CHANNEL), Some(ScalarValue::Str(name)) if Channel::named(name).is_some())
    }

    fn position_is_sound(&self) -> bool {
        match self.fixed.get(key::DEVICE_POSITION) {
            None => true,
            Some(ScalarValue::Bytes(bytes)) => {
                minicbor::decode::<Position>(bytes).is_ok_and(|position| position.fault().is_none())
            }
            Some(_) => false,
        }
    }
}
