// SPDX-License-Identifier: EUPL-1.2
//! Golden tables of concurrent events, kept where people read them: `docs/workflow`. Two people act without having seen
//! each other; where no state allows both, each acts in the latest state his event needs, both having seen the common way.
//!
//! After a decision that changes a table: `RONDA_GOLDEN=write cargo test -p ronda-shared golden`, then read the difference.

use std::fmt::Write as _;

use super::story::{Story, other, usual, way_to};
use crate::ids::IntentId;
use crate::workflow::{Event, Folded, Kind, Status};

const PAIRS: &str = include_str!("../../../../docs/workflow/pairs.md");
const TRIPLES: &str = include_str!("../../../../docs/workflow/triples.md");
const TRANSITIONS: &str = include_str!("../../../../docs/workflow/transitions.md");

/// Compares with the golden file; with the environment variable set, writes it instead.
fn check(name: &str, golden: &str, made: &str) {
    if option_env!("RONDA_GOLDEN") == Some("write") {
        #[allow(
            clippy::disallowed_methods,
            reason = "the one place where a test writes its golden file, on demand"
        )]
        std::fs::write(format!("{}/../docs/workflow/{name}", env!("CARGO_MANIFEST_DIR")), made).unwrap();
        return;
    }
    let differing = golden.lines().zip(made.lines()).find(|(golden, made)| golden != made);
    assert_eq!(differing, None, "docs/workflow/{name} and the fold disagree");
    assert_eq!(
        golden.lines().count(),
        made.lines().count(),
        "docs/workflow/{name} has rows the fold has not"
    );
}

/// The first status from which this kind may happen and to which an ordinary way leads.
fn needs(kind: Kind) -> Vec<Status> {
    let all = Status::ALL.map(|row| row.0);
    all.into_iter().filter(|status| status.next().contains(&kind)).collect()
}

/// Where each of several authors stood: one common status where there is one, else each his own.
fn stages(kinds: &[Kind]) -> Vec<Status> {
    let possible: Vec<Vec<Status>> = kinds.iter().map(|kind| needs(*kind)).collect();
    let common = possible[0]
        .iter()
        .find(|status| possible.iter().all(|of| of.contains(status)));
    possible.iter().map(|of| *common.unwrap_or(&of[0])).collect()
}

/// Tells the story of concurrent events and answers their numbers.
fn told(kinds: &[Kind], events: Vec<Event>) -> (Story, Vec<u64>) {
    let ways: Vec<Vec<Event>> = stages(kinds).into_iter().map(way_to).collect();
    let shared = (0..)
        .take_while(|step| {
            ways.iter()
                .all(|way| way.get(*step) == ways[0].get(*step) && way.len() > *step)
        })
        .count();
    let mut story = Story::default();
    let base = story.chain(ways[0][..shared].to_vec(), &[]);
    let tips: Vec<Vec<u64>> = ways
        .iter()
        .map(|way| story.chain(way[shared..].to_vec(), &base))
        .collect();
    let acted = events
        .into_iter()
        .zip(&tips)
        .map(|(event, tip)| story.happens(event, tip))
        .collect();
    (story, acted)
}

fn verdict(folded: &Folded, acted: &[u64]) -> String {
    let letter = |id: &IntentId| {
        let at = acted.iter().position(|number| super::story::id(*number) == *id);
        at.and_then(|at| char::from_u32(u32::from(b'A') + u32::try_from(at).unwrap()))
    };
    let overtaken: String = folded
        .superseded
        .keys()
        .filter_map(letter)
        .map(|letter| format!("{letter} "))
        .collect();
    let crews: Vec<&str> = folded
        .assignments
        .iter()
        .map(|assignment| assignment.crew.as_str())
        .collect();
    let double = if folded.double_interventions.is_empty() {
        ""
    } else {
        "double intervention"
    };
    let office = folded.office.as_deref().unwrap_or("");
    format!(
        "{} | {} | {office} | {} | {double}",
        folded.status.name(),
        overtaken.trim_end(),
        crews.join(", ")
    )
}

fn stage_names(kinds: &[Kind]) -> String {
    let mut names: Vec<&str> = stages(kinds).into_iter().map(Status::name).collect();
    names.dedup();
    names.join(" / ")
}

#[test]
fn all_pairs_of_concurrent_events() {
    let mut made = String::from(
        "# Two people act at once\n\nNeither had seen the other's event. `seen` is where each saw the ticket stand (one status when both saw the same). Overtaken events are kept and marked, and their authors are told.\n\n| A | B | seen | status | overtaken | office | crews | also |\n|---|---|---|---|---|---|---|---|\n",
    );
    for (n, (one, _)) in Kind::ALL.into_iter().enumerate() {
        for (two, _) in Kind::ALL.into_iter().skip(n) {
            let (story, acted) = told(&[one, two], vec![usual(one), other(two)]);
            let (seen, verdict) = (stage_names(&[one, two]), verdict(&story.folded(), &acted));
            writeln!(made, "| {} | {} | {seen} | {verdict} |", one.name(), two.name()).unwrap();
        }
    }
    check("pairs.md", PAIRS, &made);
}

#[test]
fn all_triples_of_the_events_that_decide() {
    let deciding = [
        Kind::Resolve,
        Kind::Transfer,
        Kind::Assign,
        Kind::Reopen,
        Kind::Cancel,
        Kind::Verify,
        Kind::Hold,
        Kind::CloseFromDesk,
    ];
    let mut made = String::from(
        "# Three people act at once\n\nNone had seen the others' events; `close_from_desk` is the desk's `duplicate`. Columns as in [pairs](pairs.md).\n\n| A | B | C | seen | status | overtaken | office | crews | also |\n|---|---|---|---|---|---|---|---|---|\n",
    );
    for (first, one) in deciding.into_iter().enumerate() {
        for (second, two) in deciding.into_iter().enumerate().skip(first) {
            for three in deciding.into_iter().skip(second) {
                let kinds = [one, two, three];
                let (story, acted) = told(&kinds, vec![usual(one), other(two), third(three)]);
                let (seen, verdict) = (stage_names(&kinds), verdict(&story.folded(), &acted));
                writeln!(
                    made,
                    "| {} | {} | {} | {seen} | {verdict} |",
                    one.name(),
                    two.name(),
                    three.name()
                )
                .unwrap();
            }
        }
    }
    check("triples.md", TRIPLES, &made);
}

/// As a third person would make it.
fn third(kind: Kind) -> Event {
    let mut event = other(kind);
    event.by = super::story::person(9);
    event.office = event.office.map(|_| "acqua".to_owned());
    event.crew = event.crew.map(|_| "z".to_owned());
    event
}

#[test]
fn every_status_every_event_every_role() {
    let mut made = String::from(
        "# Who may do what from where\n\nFor each status the events that may follow it, and for each the roles that may do it: `own` only of tickets the person filed, `own, untaken` until an office takes them, `crew` only when assigned to the person's crew.\n\n| from | event | to | roles |\n|---|---|---|---|\n",
    );
    for (status, name, _, _) in Status::ALL {
        for kind in status.next() {
            let roles: Vec<String> = crate::policy::Role::NAMES
                .into_iter()
                .filter_map(|(name, role)| super::rules::allowed(name, role, kind))
                .collect();
            let mut story = Story::default();
            let base = story.chain(way_to(status), &[]);
            story.happens(usual(kind), &base);
            writeln!(
                made,
                "| {name} | {} | {} | {} |",
                kind.name(),
                story.folded().status.name(),
                roles.join(", ")
            )
            .unwrap();
        }
    }
    check("transitions.md", TRANSITIONS, &made);
}
