// SPDX-License-Identifier: EUPL-1.2
//! Every word that is typed arrives in its own part of an event; statuses, verdicts and visits say what they are.

use std::collections::BTreeSet;

use super::rules::visit;
use super::story::person;
use crate::ids::TicketId;
use crate::ticket::Position;
use crate::workflow::{Event, Kind, Status, Told, Verdict, Visit};

#[test]
fn every_word_arrives_in_its_own_part_of_the_event() {
    let word = |text: &str| Some(text.to_owned());
    let (other, director) = (TicketId(super::story::id(9).0), person(7));
    let told = Told {
        event: "close-from-desk".into(),
        reason: word("perché"),
        outcome: word("not_ours"),
        office: word("strade"),
        crew: word("x"),
        hold: word("weather"),
        text: word("al cittadino"),
        body: word("Ente Finto"),
        passed_on: word("2026-05-04"),
        due: word("2026-05-05"),
        waive: word("buio"),
        other: Some(other),
        approved_by: Some(director),
    };
    let expected = Event {
        reason: word("perché"),
        outcome: word("not_ours"),
        office: word("strade"),
        crew: word("x"),
        hold: word("weather"),
        text: word("al cittadino"),
        body: word("Ente Finto"),
        passed_on_ms: Some(1_777_852_800_000),
        due_ms: Some(1_777_939_200_000),
        waiver: word("buio"),
        other: Some(other),
        approved_by: Some(director),
        ..Event::of(Kind::CloseFromDesk, person(3))
    };
    assert_eq!(told.event(person(3)), Ok(expected));
}

#[test]
fn a_status_has_a_name_by_which_it_is_found_and_two_labels() {
    let labels: BTreeSet<_> = Status::ALL.iter().map(|(status, ..)| status.label()).collect();
    assert_eq!(labels.len(), Status::ALL.len());
    for (status, name, it, en) in Status::ALL {
        assert_eq!((Status::named(name), status.name()), (Some(status), name));
        assert_eq!(status.label(), (it, en));
        assert_eq!(status.is_cancelled(), name == "cancelled");
    }
    assert_eq!(Status::named("teleported"), None);
}

#[test]
fn a_verdict_allows_for_both_accuracies_together_and_is_told_with_them() {
    let named = [(80.0, "on_site"), (90.0, "near"), (400.0, "far")];
    for (metres, name) in named {
        assert_eq!(visit(metres).verdict().name(), name, "{metres} m, 5 m of accuracy each");
    }
    assert_eq!(Verdict::NoFix.name(), "no_fix");
    let evidence = visit(90.0).evidence().expect("a fix and a place");
    let told = "90 m from the ticket (accuracy here 5 m, of the ticket 5 m): near";
    assert_eq!(evidence.to_string(), told);
    let blind = Visit {
        fix: None,
        ..visit(0.0)
    };
    assert_eq!((blind.evidence(), blind.verdict()), (None, Verdict::NoFix));
    let mut aged = visit(12.0);
    aged.fix = aged.fix.map(|fix| Position {
        fix_age_s: Some(600),
        ..fix
    });
    let told = "12 m from the ticket (accuracy here 5 m, of the ticket 5 m): not known, the position was too old";
    assert_eq!(
        aged.evidence().map(|evidence| evidence.to_string()).as_deref(),
        Some(told)
    );
}

#[test]
fn a_visit_is_bounded_and_forgets_its_words_but_not_its_place() {
    for within_m in [0.0, -1.0, 10_001.0, f64::NAN] {
        let fault = Visit { within_m, ..visit(0.0) }.fault();
        assert!(
            fault.is_some_and(|fault| fault.contains("closing distance")),
            "{within_m}"
        );
    }
    for within_m in [0.5, 10_000.0] {
        let sound = Visit { within_m, ..visit(0.0) };
        assert_eq!(sound.fault(), None, "{within_m}");
    }
    let said = Visit {
        override_reason: Some("strada chiusa".into()),
        ..visit(3.0)
    };
    assert_eq!(said.wordless(), visit(3.0));
}
