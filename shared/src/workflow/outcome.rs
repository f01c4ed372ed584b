// SPDX-License-Identifier: EUPL-1.2
//! How a ticket ended, what proves it, and what it counts for.

use super::Kind;

/// How a ticket ended. A closure always carries one, with its proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Repaired by a crew on the spot.
    FixedOnSite,
    /// Settled by the agent who found it.
    FixedByAgent,
    /// No danger any more; the repair is another ticket.
    MadeSafe,
    /// Nothing there.
    NotFound,
    /// Somebody had done it already.
    AlreadyFixed,
    /// Another ticket is about the same.
    Duplicate,
    /// Another body's business, passed on to it.
    NotOurs,
    /// On private ground.
    PrivateProperty,
    /// It cannot be done; a director says so.
    Unfeasible,
    /// It should not have been filed.
    FiledInError,
}

/// What an outcome counts for in the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Solved {
    /// Solved.
    Yes,
    /// Danger removed; counted on its own.
    Partly,
    /// Neither.
    Neutral,
    /// As the ticket it duplicates.
    FollowsParent,
    /// Not solved.
    No,
    /// Not counted at all.
    Excluded,
}

struct Row {
    outcome: Outcome,
    name: &'static str,
    it: &'static str,
    en: &'static str,
    by: &'static [Kind],
    solved: Solved,
}

const FIELD: &[Kind] = &[Kind::Resolve, Kind::ResolveOnSpot];
const DESK: &[Kind] = &[Kind::CloseFromDesk];
const ANYWHERE: &[Kind] = &[Kind::Resolve, Kind::ResolveOnSpot, Kind::CloseFromDesk];

const fn row(
    outcome: Outcome,
    name: &'static str,
    (it, en): (&'static str, &'static str),
    by: &'static [Kind],
    solved: Solved,
) -> Row {
    Row {
        outcome,
        name,
        it,
        en,
        by,
        solved,
    }
}

const TABLE: [Row; 10] = [
    row(
        Outcome::FixedOnSite,
        "fixed_on_site",
        ("Risolta sul posto", "Fixed on site"),
        FIELD,
        Solved::Yes,
    ),
    row(
        Outcome::FixedByAgent,
        "fixed_by_agent",
        ("Risolta dall'agente", "Fixed by the agent"),
        &[Kind::ResolveOnSpot],
        Solved::Yes,
    ),
    row(
        Outcome::MadeSafe,
        "made_safe",
        ("Messa in sicurezza", "Made safe"),
        FIELD,
        Solved::Partly,
    ),
    row(
        Outcome::NotFound,
        "not_found",
        ("Non trovata", "Not found"),
        FIELD,
        Solved::Neutral,
    ),
    row(
        Outcome::AlreadyFixed,
        "already_fixed",
        ("Già risolta", "Already fixed"),
        ANYWHERE,
        Solved::Neutral,
    ),
    row(
        Outcome::Duplicate,
        "duplicate",
        ("Duplicata", "Duplicate"),
        DESK,
        Solved::FollowsParent,
    ),
    row(
        Outcome::NotOurs,
        "not_ours",
        ("Di altro ente", "Another body's"),
        DESK,
        Solved::Neutral,
    ),
    row(
        Outcome::PrivateProperty,
        "private_property",
        ("Proprietà privata", "Private property"),
        DESK,
        Solved::Neutral,
    ),
    row(
        Outcome::Unfeasible,
        "unfeasible",
        ("Non realizzabile", "Unfeasible"),
        DESK,
        Solved::No,
    ),
    row(
        Outcome::FiledInError,
        "filed_in_error",
        ("Inserita per errore", "Filed in error"),
        DESK,
        Solved::Excluded,
    ),
];

impl Outcome {
    /// Every outcome.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.outcome)
    }

    /// The outcome of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.name == name).map(|row| row.outcome)
    }

    /// Its name in documents, in JSON and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().map_or("", |row| row.name)
    }

    /// Its label: Italian and English.
    #[must_use]
    pub fn label(self) -> (&'static str, &'static str) {
        self.row().map_or(("", ""), |row| (row.it, row.en))
    }

    /// Whether an event of this kind may end a ticket so.
    #[must_use]
    pub fn may_end(self, kind: Kind) -> bool {
        self.row().is_some_and(|row| row.by.contains(&kind))
    }

    /// What it counts for.
    #[must_use]
    pub fn solved(self) -> Solved {
        self.row().map_or(Solved::Neutral, |row| row.solved)
    }

    /// The outcomes an event of this kind may end a ticket with, for messages.
    #[must_use]
    pub fn names_for(kind: Kind) -> String {
        let names: Vec<&str> = TABLE
            .iter()
            .filter(|row| row.by.contains(&kind))
            .map(|row| row.name)
            .collect();
        names.join(", ")
    }

    fn row(self) -> Option<&'static Row> {
        TABLE.iter().find(|row| row.outcome == self)
    }
}
