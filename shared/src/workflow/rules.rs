// SPDX-License-Identifier: EUPL-1.2
//! Which event may follow which status, by whom, and what each one needs: all faults at once, each with its cure.

use super::{Event, Folded, HoldReason, Kind, Outcome, Status, Verdict, Visit};
use crate::ids::PersonId;
use crate::policy::{Bound, Deed, Grants, Role, bound};

/// What an event is judged by: the ticket as its author had seen it, and who he is.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    /// Where the ticket stood.
    pub folded: &'a Folded,
    /// The author.
    pub person: PersonId,
    /// What he was granted.
    pub grants: &'a Grants,
    /// Who filed the ticket.
    pub created_by: PersonId,
    /// There is a photo of the state left, this action's own included.
    pub has_after_photo: bool,
    /// A crew said that it arrived, this action's own visit included.
    pub has_arrived: bool,
    /// The end of a visit written with the event.
    pub visit: Option<&'a Visit>,
}

/// Why an event may not happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Not from where the ticket stands.
    Status(String),
    /// Not by this person.
    Person(String),
    /// Something it needs is missing.
    Needs(Need),
}

/// What an event still needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Stable, for translations.
    pub code: &'static str,
    /// The sentence for people.
    pub sentence: String,
}

impl Fault {
    /// The sentence for people.
    #[must_use]
    pub fn sentence(&self) -> &str {
        match self {
            Self::Status(sentence) | Self::Person(sentence) => sentence,
            Self::Needs(need) => &need.sentence,
        }
    }

    /// Stable, for translations.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Status(_) => "status",
            Self::Person(_) => "person",
            Self::Needs(need) => need.code,
        }
    }
}

use Status::{Accepted, Assigned, Cancelled, Closed, InCharge, InProgress, NeedsInfo, OnHold, Resolved, Submitted};

/// From where each kind may happen.
const FROM: [(Kind, &[Status]); 16] = [
    (Kind::AskInfo, &[Submitted, InCharge]),
    (Kind::GiveInfo, &[NeedsInfo]),
    (Kind::TakeCharge, &[Submitted]),
    (Kind::Transfer, &[InCharge, Assigned, Accepted, OnHold]),
    (Kind::Assign, &[InCharge, Assigned, Accepted]),
    (Kind::Decline, &[Assigned, Accepted]),
    (Kind::Accept, &[Assigned, Accepted]),
    (Kind::Hold, &[InCharge, InProgress]),
    (Kind::Resume, &[OnHold]),
    (
        Kind::Cancel,
        &[Submitted, NeedsInfo, InCharge, Assigned, Accepted, InProgress, OnHold],
    ),
    (Kind::CloseFromDesk, &[InCharge, NeedsInfo]),
    (Kind::Start, &[Assigned, Accepted]),
    (
        Kind::ResolveOnSpot,
        &[Submitted, NeedsInfo, InCharge, Assigned, Accepted],
    ),
    (Kind::Resolve, &[InProgress, OnHold]),
    (Kind::Verify, &[Resolved]),
    (Kind::Reopen, &[Resolved, Closed]),
];

/// Every reason why this event may not happen now; none when it may.
#[must_use]
pub fn faults(event: &Event, situation: &Situation<'_>) -> Vec<Fault> {
    // What a newer version invented cannot be judged here; it has no effect either.
    let Some(kind) = event.kind() else {
        return Vec::new();
    };
    let mut found: Vec<Fault> = status_fault(kind, event, situation).into_iter().collect();
    found.extend(person_fault(kind, event, situation));
    found.extend(needs(kind, event, situation).into_iter().map(Fault::Needs));
    found
}

fn status_fault(kind: Kind, event: &Event, situation: &Situation<'_>) -> Option<Fault> {
    let status = situation.folded.status;
    let from = FROM
        .iter()
        .find(|(known, _)| *known == kind)
        .map_or(&[][..], |(_, from)| *from);
    if !from.contains(&status) {
        let names: Vec<&str> = from.iter().map(|status| status.name()).collect();
        let sentence = format!(
            "{} is not possible while the ticket is {}: it must be {}",
            kind.name(),
            status.name(),
            names.join(" or ")
        );
        return Some(Fault::Status(sentence));
    }
    let open = |accepted: bool| {
        let mine = |assignment: &&super::Assignment| Some(&assignment.crew) == event.crew.as_ref();
        situation
            .folded
            .assignments
            .iter()
            .filter(mine)
            .any(|assignment| assignment.accepted == accepted)
    };
    let sentence = match kind {
        Kind::Assign if status != InCharge && !situation.folded.assignment_is_contested() => {
            "it is assigned to a crew already: transfer it first, so that the crew is told"
        }
        Kind::Accept if status == Accepted && !open(false) => "the crew has accepted it already",
        Kind::Decline if status == Accepted && !open(false) => {
            "the crew has accepted it: put it on hold, or ask the office to transfer it"
        }
        _ => return None,
    };
    Some(Fault::Status(sentence.to_owned()))
}

fn person_fault(kind: Kind, event: &Event, situation: &Situation<'_>) -> Option<Fault> {
    let role = situation.grants.role;
    let Some(bound) = bound(role, Deed::Event(kind)) else {
        return Some(Fault::Person(format!(
            "a person with the role {} may not {}: ask the office",
            role.name(),
            kind.name()
        )));
    };
    let own = situation.created_by == situation.person;
    let crew = situation.grants.crew.as_deref();
    let assigned = || {
        let assignments = &situation.folded.assignments;
        crew.is_some_and(|crew| assignments.iter().any(|assignment| assignment.crew == crew))
    };
    let sentence = match bound {
        Bound::Any | Bound::Scope => None,
        Bound::Own => (!own).then(|| "only who filed the ticket may do this: ask the office".to_owned()),
        Bound::OwnUntilTaken => match (own, situation.folded.taken) {
            (false, _) => Some("only who filed the ticket may withdraw it: ask the office".to_owned()),
            (true, Some(_)) => Some("an office has taken it: ask the office to withdraw it".to_owned()),
            (true, None) => None,
        },
        Bound::OwnCrew if kind == Kind::Assign => (crew.is_none() || crew != event.crew.as_deref())
            .then(|| "a crew leader assigns to his own crew only: ask the office for another".to_owned()),
        Bound::OwnCrew => (!assigned()).then(|| "it is not assigned to this person's crew: ask the office".to_owned()),
    };
    let forged = || crew_fault(kind, event, crew);
    let borrowed = || approval_fault(role, event);
    sentence.or_else(forged).or_else(borrowed).map(Fault::Person)
}

/// Who acts for a crew acts for his own.
fn crew_fault(kind: Kind, event: &Event, crew: Option<&str>) -> Option<String> {
    let acts = matches!(kind, Kind::Accept | Kind::Decline | Kind::Start | Kind::Resolve);
    (acts && event.crew.as_deref() != crew)
        .then(|| "the event names another crew than its author's: enrol again".to_owned())
}

/// The office checks an approval against its people; anybody else's word for it would be worth nothing.
fn approval_fault(role: Role, event: &Event) -> Option<String> {
    let borrowed = role != Role::Office && event.approved_by.is_some();
    borrowed.then(|| "only the office's own device names a director's approval: ask the office".to_owned())
}

fn needs(kind: Kind, event: &Event, situation: &Situation<'_>) -> Vec<Need> {
    let mut missing = Vec::new();
    let mut need = |is_there: bool, code, sentence: &str| {
        if !is_there {
            missing.push(lacks(code, sentence));
        }
    };
    let reason = said(event.reason.as_ref());
    match kind {
        Kind::TakeCharge => need(event.office.is_some(), "office", "say which office takes it (--office)"),
        Kind::AskInfo => need(said(event.text.as_ref()), "question", "say what is asked (--text)"),
        Kind::GiveInfo => need(said(event.text.as_ref()), "answer", "give the answer (--text)"),
        Kind::Transfer => {
            need(event.office.is_some(), "office", "say which office gets it (--office)");
            need(reason, "reason", "say why it is passed on (--reason)");
        }
        Kind::Assign => need(event.crew.is_some(), "crew", "say which crew is to do it (--crew)"),
        Kind::Decline | Kind::Reopen | Kind::Cancel => need(reason, "reason", "say why (--reason)"),
        Kind::Hold => {
            let sentence = format!("say what it waits for (--hold), one of {}", HoldReason::names());
            need(event.hold().is_some(), "hold", &sentence);
        }
        Kind::ResolveOnSpot | Kind::Resolve | Kind::CloseFromDesk => missing = outcome_needs(kind, event, situation),
        Kind::Accept | Kind::Start | Kind::Resume | Kind::Verify => {}
    }
    missing
}

fn said(text: Option<&String>) -> bool {
    text.is_some_and(|text| !text.trim().is_empty())
}

/// Every ending needs an outcome that fits, and every outcome its proof.
fn outcome_needs(kind: Kind, event: &Event, situation: &Situation<'_>) -> Vec<Need> {
    let Some(outcome) = event.outcome().filter(|outcome| outcome.may_end(kind)) else {
        let sentence = format!("say how it ended (--outcome), one of {}", Outcome::names_for(kind));
        return vec![lacks("outcome", sentence)];
    };
    let mut missing = proof_needs(outcome, event, situation);
    let waived = said(event.waiver.as_ref());
    let pictured = situation.has_after_photo || waived || event.other.is_some() && outcome == Outcome::AlreadyFixed;
    if kind != Kind::CloseFromDesk && !pictured {
        let sentence = "add a photo of the state left (--photo), or say why there is none (--waive)";
        missing.push(lacks("after_photo", sentence));
    }
    if kind == Kind::Resolve && outcome != Outcome::NotFound && !is_near_or_says_why(situation) {
        let sentence = "the position is far from the ticket or not known: give --lat and --lon, or say why (--waive)";
        missing.push(lacks("far", sentence));
    }
    missing
}

/// A fix is evidence and never a lock: who has none near the ticket says why, and the office sees that he did.
fn is_near_or_says_why(situation: &Situation<'_>) -> bool {
    let stands = |visit: &Visit| visit.verdict() <= Verdict::Near || visit.override_reason.is_some();
    situation.visit.is_some_and(stands)
}

const NO_VISIT: &str = "a visit is missing: start the work first, or say where you are";
const NOT_THERE: &str =
    "to say that nothing is there, be there: give --lat and --lon near the ticket, or say why not (--waive)";
const NO_DIRECTOR: &str = "only a director says that it cannot be done: at the desk name him (--director)";

fn proof_needs(outcome: Outcome, event: &Event, situation: &Situation<'_>) -> Vec<Need> {
    let is_approved = match situation.grants.role {
        Role::Director => true,
        Role::Office => event.approved_by.is_some(),
        _ => false,
    };
    let near = is_near_or_says_why(situation);
    let (reason, text) = (said(event.reason.as_ref()), said(event.text.as_ref()));
    let (arrived, other, dated) = (
        situation.has_arrived,
        event.other.is_some(),
        event.passed_on_ms.is_some(),
    );
    let needs: &[(bool, &'static str, &str)] = match outcome {
        Outcome::FixedOnSite => &[(arrived, "visit", NO_VISIT)],
        Outcome::MadeSafe => &[
            (arrived, "visit", NO_VISIT),
            (
                other,
                "follow_up",
                "name the ticket that goes on with the repair (--ticket)",
            ),
        ],
        Outcome::NotFound => &[(near, "presence", NOT_THERE)],
        Outcome::AlreadyFixed | Outcome::FixedByAgent => &[],
        Outcome::Duplicate => &[(other, "original", "name the ticket it duplicates (--ticket)")],
        Outcome::NotOurs => &[
            (
                said(event.body.as_ref()),
                "body",
                "name the body whose business it is (--body)",
            ),
            (dated, "passed_on", "say when it was passed on (--passed-on)"),
            (text, "reporter_text", "write what the reporter is told (--text)"),
        ],
        Outcome::PrivateProperty => &[(text, "finding", "write what was found out (--text)")],
        Outcome::Unfeasible => &[
            (is_approved, "director", NO_DIRECTOR),
            (reason, "reason", "say why it cannot be done (--reason)"),
        ],
        Outcome::FiledInError => &[(reason, "reason", "say why it should not have been filed (--reason)")],
    };
    let absent = needs.iter().filter(|(is_there, ..)| !is_there);
    absent.map(|(_, code, sentence)| lacks(code, *sentence)).collect()
}

fn lacks(code: &'static str, sentence: impl Into<String>) -> Need {
    let sentence = sentence.into();
    Need { code, sentence }
}

impl Status {
    /// The kinds that may follow it, whoever does them.
    #[must_use]
    pub fn next(self) -> Vec<Kind> {
        FROM.iter()
            .filter(|(_, from)| from.contains(&self))
            .map(|(kind, _)| *kind)
            .collect()
    }

    /// What ordinarily has happened to a ticket that stands so, in order: taken, given to a crew, begun, ended.
    #[must_use]
    pub fn ordinary_way(self) -> &'static [Kind] {
        match self {
            Submitted => &[],
            NeedsInfo => &[Kind::AskInfo],
            InCharge => &[Kind::TakeCharge],
            Assigned => &[Kind::TakeCharge, Kind::Assign],
            Accepted => &[Kind::TakeCharge, Kind::Assign, Kind::Accept],
            InProgress => &[Kind::TakeCharge, Kind::Assign, Kind::Start],
            OnHold => &[Kind::TakeCharge, Kind::Assign, Kind::Start, Kind::Hold],
            Resolved => &[Kind::TakeCharge, Kind::Assign, Kind::Start, Kind::Resolve],
            Closed => &[Kind::TakeCharge, Kind::Assign, Kind::Start, Kind::Resolve, Kind::Verify],
            Cancelled => &[Kind::Cancel],
        }
    }

    /// The ticket is withdrawn.
    #[must_use]
    pub fn is_cancelled(self) -> bool {
        self == Cancelled
    }
}
