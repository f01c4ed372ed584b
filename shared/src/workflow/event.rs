// SPDX-License-Identifier: EUPL-1.2
//! An event: one immutable entry of the log, which names the events its author had seen.

use minicbor::{Decode, Encode};

use super::{HoldReason, Kind, Outcome};
use crate::ids::{IntentId, PersonId, TicketId};
use crate::limits;
use crate::ticket::{code_fault, text_fault};

/// What happened. Which of the optional parts a kind needs stands in the rules; a kind of a newer version is kept as it is.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Event {
    /// Name of the kind.
    #[n(0)]
    pub kind: String,
    /// The newest events its author had seen.
    #[n(1)]
    pub after: Vec<IntentId>,
    /// Who did it.
    #[n(2)]
    pub by: PersonId,
    /// Why.
    #[n(3)]
    pub reason: Option<String>,
    /// The question, the answer, or the text for the reporter.
    #[n(4)]
    pub text: Option<String>,
    /// Code of the office that takes or gets it.
    #[n(5)]
    pub office: Option<String>,
    /// Code of the crew: the one it is assigned to, or the one that acts.
    #[n(6)]
    pub crew: Option<String>,
    /// By when the crew should be done, in milliseconds since 1970.
    #[n(7)]
    pub due_ms: Option<i64>,
    /// Name of the outcome.
    #[n(8)]
    pub outcome: Option<String>,
    /// Name of the typed reason to wait.
    #[n(9)]
    pub hold: Option<String>,
    /// Why there is no photo of the state left.
    #[n(10)]
    pub waiver: Option<String>,
    /// The body whose business it is.
    #[n(11)]
    pub body: Option<String>,
    /// When it was passed on to that body, in milliseconds since 1970.
    #[n(12)]
    pub passed_on_ms: Option<i64>,
    /// The ticket it duplicates, or the one that goes on with it.
    #[n(13)]
    pub other: Option<TicketId>,
    /// On whose approval the office's own device acts, where a director has to say so.
    #[n(14)]
    pub approved_by: Option<PersonId>,
}

impl Event {
    /// An event of a kind by a person, with nothing else said; what it comes after is filled in when it is written.
    #[must_use]
    pub fn of(kind: Kind, by: PersonId) -> Self {
        Self {
            kind: kind.name().to_owned(),
            after: Vec::new(),
            by,
            reason: None,
            text: None,
            office: None,
            crew: None,
            due_ms: None,
            outcome: None,
            hold: None,
            waiver: None,
            body: None,
            passed_on_ms: None,
            other: None,
            approved_by: None,
        }
    }

    /// Its kind; none when a newer version wrote it.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        Kind::named(&self.kind)
    }

    /// Its outcome, if it has one that this version knows.
    #[must_use]
    pub fn outcome(&self) -> Option<Outcome> {
        self.outcome.as_deref().and_then(Outcome::named)
    }

    /// Its typed reason to wait, if it has one that this version knows.
    #[must_use]
    pub fn hold(&self) -> Option<HoldReason> {
        self.hold.as_deref().and_then(HoldReason::named)
    }

    /// That it happened, by whom and to what end, without a word that somebody typed (docs/decisions/0016-purge-and-supersede.md).
    #[must_use]
    pub fn wordless(self) -> Self {
        Self {
            reason: None,
            text: None,
            waiver: None,
            body: None,
            ..self
        }
    }

    /// Bounds of its parts, each breach in a sentence that says the cure.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        let texts = [("reason", &self.reason), ("waiver", &self.waiver), ("body", &self.body)];
        let short = texts
            .into_iter()
            .find_map(|(name, text)| text_fault(name, text.as_deref()?, limits::SHORT_TEXT_CHARS));
        let long = || text_fault("text", self.text.as_deref()?, limits::TEXT_CHARS);
        let codes = || {
            let codes = [("office", &self.office), ("crew", &self.crew)];
            codes
                .into_iter()
                .find_map(|(name, code)| code_fault(name, code.as_deref()?))
        };
        let known = || {
            let unknown_outcome = self.outcome.is_some() && self.outcome().is_none();
            unknown_outcome.then(|| "the outcome is not known: update the app".to_owned())
        };
        let typed = || {
            let unknown = self.hold.is_some() && self.hold().is_none();
            unknown.then(|| format!("the reason to wait is not known: use one of {}", HoldReason::names()))
        };
        short.or_else(long).or_else(codes).or_else(known).or_else(typed)
    }
}

/// An event with its key.
#[derive(Debug, Clone, Copy)]
pub struct Happened<'a> {
    /// Its key, the intent of the action that wrote it.
    pub id: IntentId,
    /// What happened.
    pub event: &'a Event,
}
