// SPDX-License-Identifier: EUPL-1.2
//! Concurrent edits: every value stays readable, on every replica, in any order of arrival.

use proptest::prelude::*;

use super::people::{Someone, intent};
use crate::document::{Document, RawChange, heads_of};
use crate::policy::Role;
use crate::ticket::{Danger, Field, Priority, Ticket, Value, Visibility};

fn texts(ticket: &Ticket, field: &Field) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::Text(text) => text.clone(),
        other => format!("{other:?}"),
    };
    let mut texts: Vec<String> = ticket.fields[field]
        .versions
        .iter()
        .map(|version| text(&version.value))
        .collect();
    texts.sort();
    texts
}

/// Two people edit the same ticket without seeing each other; both replicas exchange and must read the same.
fn both(
    description: &str,
    one: impl Fn(&Someone) -> crate::ticket::Action,
    other: impl Fn(&Someone) -> crate::ticket::Action,
) -> Ticket {
    let (ada, bruno) = (Someone::new(1, Role::Agent), Someone::new(2, Role::Crew));
    let (mut left, _) = ada.files(1, description);
    let mut right = Document::load(&left.save()).unwrap();
    let from_ada = left.act(ada.actor(), &one(&ada)).unwrap();
    let from_bruno = right.act(bruno.actor(), &other(&bruno)).unwrap();
    left.apply(&[from_bruno]).unwrap();
    right.apply(&[from_ada]).unwrap();
    assert_eq!(left.heads(), right.heads());
    let ticket = left.read().unwrap();
    assert_eq!(ticket, right.read().unwrap());
    assert_eq!(ticket, Document::load(&left.save()).unwrap().read().unwrap());
    ticket
}

#[test]
fn two_titles_at_once_are_both_kept_and_shown() {
    let ticket = both(
        "",
        |ada| ada.titles(2, "Buca profonda"),
        |bruno| bruno.titles(3, "Tombino rotto"),
    );
    assert_eq!(texts(&ticket, &Field::Title), ["Buca profonda", "Tombino rotto"]);
    let fields: Vec<_> = ticket.conflicts().map(|conflict| conflict.field.clone()).collect();
    assert_eq!(fields, [Field::Title]);
}

#[test]
fn the_same_title_twice_is_no_conflict() {
    let ticket = both("", |ada| ada.titles(2, "Buca"), |bruno| bruno.titles(3, "Buca"));
    assert_eq!(ticket.conflicts().count(), 0);
}

#[test]
fn the_safer_priority_danger_and_visibility_are_shown_until_somebody_decides() {
    for (priority, other) in [(Priority::P1, Priority::P3), (Priority::P4, Priority::P1)] {
        let set = |priority| Value::Priority(priority);
        let ticket = both(
            "",
            |ada| ada.sets(2, Field::Priority, set(priority)),
            |bruno| bruno.sets(3, Field::Priority, set(other)),
        );
        assert_eq!(ticket.priority(), Some(Priority::P1));
        assert_eq!(ticket.conflicts().count(), 1);
    }
    let set = |visibility| Value::Visibility(visibility);
    let ticket = both(
        "",
        |ada| ada.sets(2, Field::Visibility, set(Visibility::Reserved)),
        |bruno| bruno.sets(3, Field::Visibility, set(Visibility::Public)),
    );
    assert_eq!(ticket.visibility(), Some(Visibility::Reserved));
    let danger = |present| {
        Value::Danger(Danger {
            present,
            reason: "cavo scoperto".into(),
        })
    };
    let ticket = both(
        "",
        |ada| ada.sets(2, Field::Danger, danger(true)),
        |bruno| bruno.sets(3, Field::Danger, danger(false)),
    );
    assert!(ticket.danger().unwrap().present);
}

#[test]
fn a_decision_that_saw_both_values_ends_the_conflict_also_against_the_safety_rule() {
    let (ada, bruno) = (Someone::new(1, Role::Agent), Someone::new(2, Role::Operator));
    let (mut left, _) = ada.files(1, "");
    let mut right = left.clone();
    left.act(
        ada.actor(),
        &ada.sets(2, Field::Priority, Value::Priority(Priority::P1)),
    )
    .unwrap();
    let other = right
        .act(
            bruno.actor(),
            &bruno.sets(3, Field::Priority, Value::Priority(Priority::P4)),
        )
        .unwrap();
    left.apply(&[other]).unwrap();
    assert_eq!(left.read().unwrap().conflicts().count(), 1);
    left.act(
        ada.actor(),
        &ada.sets(4, Field::Priority, Value::Priority(Priority::P4)),
    )
    .unwrap();
    let ticket = left.read().unwrap();
    assert_eq!((ticket.priority(), ticket.conflicts().count()), (Some(Priority::P4), 0));
}

#[test]
fn descriptions_merge_softly_apart_and_conflict_where_they_meet() {
    let base = "Buca davanti al civico 12, profonda, vicino alle strisce.";
    let edit = |from: &'static str, to: &'static str| {
        move |who: &Someone| who.describes(u64::from(who.start) + 7, &base.replace(from, to))
    };
    let apart = both(base, edit("civico 12", "civico 14"), |bruno| {
        bruno.describes(9, &base.replace("strisce", "strisce pedonali"))
    });
    assert_eq!(
        apart.description,
        "Buca davanti al civico 14, profonda, vicino alle strisce pedonali."
    );
    assert!(apart.fields[&Field::Description].merged_softly);
    assert_eq!(apart.conflicts().count(), 0);

    let meeting = both(base, edit("profonda", "larga"), |bruno| {
        bruno.describes(9, &base.replace("profonda", "enorme"))
    });
    assert_eq!(meeting.conflicts().count(), 1);
    let sides = texts(&meeting, &Field::Description);
    assert_eq!(
        sides,
        [base.replace("profonda", "enorme"), base.replace("profonda", "larga")]
    );
}

#[test]
fn keeping_one_whole_description_ends_the_conflict() {
    let (ada, bruno) = (Someone::new(1, Role::Agent), Someone::new(2, Role::Crew));
    let (mut left, _) = ada.files(1, "");
    let mut right = left.clone();
    left.act(ada.actor(), &ada.describes(2, "Perdita d'acqua")).unwrap();
    let other = right.act(bruno.actor(), &bruno.describes(3, "Perdita di gas")).unwrap();
    left.apply(&[other]).unwrap();
    assert_eq!(left.read().unwrap().conflicts().count(), 1);
    left.act(ada.actor(), &ada.describes(4, "Perdita di gas")).unwrap();
    let ticket = left.read().unwrap();
    assert_eq!(
        (ticket.description.as_str(), ticket.conflicts().count()),
        ("Perdita di gas", 0)
    );
}

#[test]
fn both_copies_of_a_replayed_action_are_one_entry_and_one_value() {
    let mut ada = Someone::new(1, Role::Agent);
    let (mut original, genesis) = ada.files(1, "");
    let mut replayed = original.clone();
    let actions = [
        ada.titles(2, "Lampione spento"),
        ada.notes(3, "Palo 14"),
        ada.describes(4, "Spento da ieri"),
    ];
    let first: Vec<RawChange> = actions
        .iter()
        .map(|action| original.act(ada.actor(), action).unwrap())
        .collect();
    ada.start = 9;
    let mut frontier = vec![genesis.hash()];
    for action in &actions {
        let change = replayed.act_at(&frontier, ada.actor(), action).unwrap();
        frontier = vec![change.hash()];
    }
    replayed.apply(&first).unwrap();
    let ticket = replayed.read().unwrap();
    assert_eq!(ticket.notes.len(), 1);
    assert_eq!(ticket.notes[0].entry, intent(3));
    assert_eq!(texts(&ticket, &Field::Title), ["Lampione spento"]);
    assert_eq!(ticket.description, "Spento da ieri");
    assert_eq!(ticket.conflicts().count(), 0);
}

#[test]
fn a_replay_at_an_old_frontier_is_concurrent_to_what_came_after() {
    let (ada, mut bruno) = (Someone::new(1, Role::Agent), Someone::new(2, Role::Crew));
    let (mut document, genesis) = ada.files(1, "");
    document.act(ada.actor(), &ada.titles(2, "Nuova")).unwrap();
    bruno.start = 3;
    document
        .act_at(&[genesis.hash()], bruno.actor(), &bruno.titles(3, "Rifatta"))
        .unwrap();
    assert_eq!(texts(&document.read().unwrap(), &Field::Title), ["Nuova", "Rifatta"]);
}

#[test]
fn an_invalid_action_names_every_fault_and_changes_nothing() {
    let ada = Someone::new(1, Role::Agent);
    let (mut document, _) = ada.files(1, "");
    let before = document.heads();
    let long = "x".repeat(121);
    let mut action = ada.titles(2, &long);
    action.edits.push(crate::ticket::Edit::Set(
        Field::District,
        Value::Text("due parole".into()),
    ));
    let error = document.act(ada.actor(), &action).unwrap_err().to_string();
    assert!(
        error.contains("shorten it to 120") && error.contains("district"),
        "{error}"
    );
    assert_eq!(document.heads(), before);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Three replicas edit and hear of each other in a random schedule; in the end all are equal and every edit is there.
    #[test]
    fn any_schedule_converges_and_loses_nothing(steps in prop::collection::vec((0_usize..3, 0_u8..5, 0_usize..3), 1..24), seed in 0_u64..1000) {
        let people: Vec<Someone> = (1..=3).map(|seed| Someone::new(seed, Role::Operator)).collect();
        let (first, genesis) = people[0].files(1, "Testo di partenza");
        let mut replicas = vec![first.clone(), first.clone(), first];
        let mut all = vec![genesis];
        for (n, (who, what, from)) in steps.iter().enumerate() {
            let number = 100 + n as u64;
            let text = format!("valore {seed} {n}");
            let someone = &people[*who];
            let action = match what {
                0 => someone.titles(number, &text),
                1 => someone.notes(number, &text),
                2 => someone.describes(number, &text),
                3 => someone.sets(number, Field::Priority, Value::Priority(if n % 2 == 0 { Priority::P1 } else { Priority::P4 })),
                _ => {
                    let news = replicas[*from].changes_after(&replicas[*who].heads()).unwrap();
                    replicas[*who].apply(&news).unwrap();
                    continue;
                }
            };
            all.push(replicas[*who].act(someone.actor(), &action).unwrap());
        }
        for replica in &mut replicas {
            replica.apply(&all).unwrap();
        }
        let tickets: Vec<Ticket> = replicas.iter().map(|replica| replica.read().unwrap()).collect();
        prop_assert_eq!(&tickets[0], &tickets[1]);
        prop_assert_eq!(&tickets[1], &tickets[2]);
        prop_assert_eq!(heads_of(&all), tickets[0].heads.clone());
        prop_assert_eq!(replicas[0].changes().unwrap().len(), all.len());
        prop_assert_eq!(tickets[0].notes.len(), steps.iter().filter(|(_, what, _)| *what == 1).count());
    }
}
