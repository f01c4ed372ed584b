// SPDX-License-Identifier: EUPL-1.2
//! An event as somebody tells it on a command line, in words; the same on the phone and at the desk.

use serde::{Deserialize, Serialize};

use super::{Event, Kind};
use crate::ids::{PersonId, TicketId};
use crate::moment::moment_ms;

/// The words of an event. Days and moments are texts such as `2026-05-04` or `2026-05-04T08:15:30Z`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of Event, described there")]
pub struct Told {
    pub event: String,
    pub reason: Option<String>,
    pub outcome: Option<String>,
    pub office: Option<String>,
    pub crew: Option<String>,
    pub hold: Option<String>,
    pub text: Option<String>,
    pub body: Option<String>,
    pub passed_on: Option<String>,
    pub due: Option<String>,
    pub waive: Option<String>,
    pub other: Option<TicketId>,
    pub approved_by: Option<PersonId>,
}

impl Told {
    /// The event that was meant.
    ///
    /// # Errors
    /// Every word that is none, each in a sentence that says the cure.
    pub fn event(&self, by: PersonId) -> Result<Event, Vec<String>> {
        let mut faults = Vec::new();
        let kind = Kind::named(&self.event.replace('-', "_"));
        if kind.is_none() {
            let names = Kind::ALL.map(|(_, name)| name).join(", ");
            faults.push(format!("\"{}\" is no event: use one of {names}", self.event));
        }
        let mut moment = |flag: &str, text: &Option<String>| {
            let read = text.as_deref().and_then(moment_ms);
            if text.is_some() && read.is_none() {
                faults.push(format!("--{flag} is no day: write it as 2026-05-04"));
            }
            read
        };
        let (passed_on_ms, due_ms) = (moment("passed-on", &self.passed_on), moment("due", &self.due));
        let Some(kind) = kind.filter(|_| faults.is_empty()) else {
            return Err(faults);
        };
        let said = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        Ok(Event {
            reason: said(&self.reason),
            text: said(&self.text),
            office: said(&self.office),
            crew: said(&self.crew),
            due_ms,
            outcome: said(&self.outcome),
            hold: said(&self.hold),
            waiver: said(&self.waive),
            body: said(&self.body),
            passed_on_ms,
            other: self.other,
            approved_by: self.approved_by,
            ..Event::of(kind, by)
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn told(event: &str) -> Told {
        Told {
            event: event.into(),
            ..Told::default()
        }
    }

    #[test]
    fn words_become_an_event_and_empty_ones_are_not_said() {
        let by = PersonId::from_bytes([1; 16]);
        let words = Told {
            reason: Some("  ".into()),
            due: Some("2026-05-04".into()),
            crew: Some("ROADS-1".into()),
            ..told("take-charge")
        };
        let event = words.event(by).unwrap();
        assert_eq!(event.kind(), Some(Kind::TakeCharge));
        assert_eq!((event.reason, event.by), (None, by));
        assert_eq!(
            (event.due_ms, event.crew),
            (Some(1_777_852_800_000), Some("ROADS-1".into()))
        );
    }

    #[test]
    fn every_word_that_is_none_is_named_at_once() {
        let words = Told {
            due: Some("soon".into()),
            passed_on: Some("once".into()),
            ..told("fly")
        };
        let faults = words.event(PersonId::from_bytes([1; 16])).unwrap_err();
        assert_eq!(faults.len(), 3, "{faults:?}");
        assert!(faults[0].contains("take_charge"));
    }
}
