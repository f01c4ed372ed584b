// SPDX-License-Identifier: EUPL-1.2
//! Any honest schedule of two crews, two desks and an agent: admitted, equal everywhere, nothing lost, as the table says.

use proptest::prelude::*;

use super::{assigns, crew, desk, happen, of_crew, passes_on, resolves, takes, visit};
use crate::document::saved::glance;
use crate::document::tests::gate::codes;
use crate::document::tests::people::{Someone, intent, push};
use crate::document::{Document, RawChange};
use crate::policy::Role;
use crate::ticket::{Edit, Field, Ticket, Value};
use crate::workflow::{Event, Kind, Phase, Situation, faults};

/// What somebody might do next, were it allowed.
fn attempt(what: u8, n: u64, someone: &Someone) -> Vec<Edit> {
    let plain = |kind| vec![happen(n, of_crew(kind, someone))];
    match what {
        0 => vec![happen(n, takes(someone))],
        1 => vec![happen(n, passes_on(someone))],
        2 => vec![happen(n, assigns(someone, if n.is_multiple_of(2) { "x" } else { "y" }))],
        3 => plain(Kind::Accept),
        4 => plain(Kind::Decline),
        5 => vec![
            happen(n, of_crew(Kind::Start, someone)),
            visit(n + 5_000, intent(n), someone, Phase::Arrived),
        ],
        6 => vec![happen(
            n,
            Event {
                hold: Some("weather".into()),
                crew: None,
                ..of_crew(Kind::Hold, someone)
            },
        )],
        7 => vec![happen(
            n,
            Event {
                crew: None,
                ..of_crew(Kind::Resume, someone)
            },
        )],
        8 => resolves(n, someone),
        9 => vec![happen(
            n,
            Event {
                crew: None,
                ..of_crew(Kind::Verify, someone)
            },
        )],
        10 => vec![happen(
            n,
            Event {
                crew: None,
                ..of_crew(Kind::Reopen, someone)
            },
        )],
        11 => vec![happen(
            n,
            Event {
                crew: None,
                ..of_crew(Kind::Cancel, someone)
            },
        )],
        _ => vec![Edit::Set(Field::Title, Value::Text(format!("titolo {n}")))],
    }
}

fn is_allowed(ticket: &Ticket, someone: &Someone, edits: &[Edit]) -> bool {
    let visit = edits.iter().find_map(|edit| match edit {
        Edit::Visit(added) => Some(&added.visit),
        _ => None,
    });
    let situation = Situation {
        folded: &ticket.workflow,
        person: someone.person,
        grants: &someone.grants,
        created_by: ticket.created_by,
        has_after_photo: false,
        has_arrived: ticket.visits.iter().any(|entry| entry.value.phase == Phase::Arrived)
            || visit.is_some_and(|visit| visit.phase == Phase::Arrived),
        visit,
    };
    edits.iter().all(|edit| match edit {
        Edit::Happen(happened) => faults(&happened.event, &situation).is_empty(),
        _ => true,
    })
}

/// The table of pairs that people read.
const PAIRS: &str = include_str!("../../../../../docs/workflow/pairs.md");

/// What the table says of a ticket whose last two events were done at once by people who had seen the same.
fn table_says(ticket: &Ticket) -> Option<&'static str> {
    let newest = ticket.events.iter().filter(|entry| {
        !ticket
            .events
            .iter()
            .any(|later| later.value.after.contains(&entry.entry))
    });
    let [one, two] = newest.map(|entry| &entry.value).collect::<Vec<_>>().try_into().ok()?;
    // Declining and resuming lead where the rest of the story says, which no pair can show.
    let tells = |event: &Event| {
        event
            .kind()
            .is_some_and(|kind| !matches!(kind, Kind::Decline | Kind::Resume))
    };
    if one.after != two.after || !tells(one) || !tells(two) {
        return None;
    }
    let row = |cells: &Vec<&str>| {
        let pair = (cells.get(1), cells.get(2));
        pair == (Some(&one.kind.as_str()), Some(&two.kind.as_str()))
            || pair == (Some(&two.kind.as_str()), Some(&one.kind.as_str()))
    };
    let rows = PAIRS
        .lines()
        .map(|line| line.split('|').map(str::trim).collect::<Vec<_>>());
    rows.into_iter().find(row).and_then(|cells| cells.get(4).copied())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// Two crews, two desks and an agent act on four replicas that hear of each other at random. Whatever they were allowed
    /// to do by what they had seen, the office admits, every replica comes to the same ticket, and no event is lost.
    #[test]
    fn any_honest_schedule_is_admitted_converges_and_loses_no_event(steps in prop::collection::vec((0_usize..5, 0_u8..16, 0_usize..4), 4..40)) {
        let mut second = Someone::new(2, Role::Operator);
        second.start = 1;
        let people = [desk(), second, crew(3, "x"), crew(4, "y"), Someone::new(9, Role::Agent)];
        let (first, genesis) = people[4].files(1, "");
        let mut replicas: Vec<Document> = vec![first; 5];
        let (mut all, mut proofs, mut happened) = (vec![genesis.clone()], vec![people[4].proves(1, &genesis)], 0);
        for (n, (who, what, from)) in steps.iter().enumerate() {
            let number = 100 + n as u64;
            if *what >= 13 {
                let news = replicas[*from].changes_after(&replicas[*who].heads()).unwrap();
                replicas[*who].apply(&news).unwrap();
                continue;
            }
            let edits = attempt(*what, number, &people[*who]);
            if !is_allowed(&replicas[*who].read().unwrap(), &people[*who], &edits) {
                continue;
            }
            happened += edits.iter().filter(|edit| matches!(edit, Edit::Happen(_))).count();
            let change = replicas[*who].act(people[*who].actor(), &people[*who].does(number, edits)).unwrap();
            proofs.push(people[*who].proves(1, &change));
            all.push(change);
        }
        for replica in &mut replicas {
            replica.apply(&all).unwrap();
        }
        let tickets: Vec<Ticket> = replicas.iter().map(|replica| replica.read().unwrap()).collect();
        prop_assert!(tickets.iter().all(|ticket| *ticket == tickets[0]));
        prop_assert_eq!(glance(&replicas[0].save()), Some(tickets[0].clone()));
        prop_assert_eq!(tickets[0].events.len(), happened);
        prop_assert_eq!(tickets[0].workflow.order.len(), happened);
        if let Some(expected) = table_says(&tickets[0]) {
            prop_assert_eq!(tickets[0].status().name(), expected);
        }
        let pushed: Vec<&RawChange> = all.iter().rev().collect();
        let admission = push(None, 1, &pushed, &proofs, &people.iter().collect::<Vec<_>>());
        prop_assert_eq!(codes(&admission), vec![]);
        prop_assert_eq!(admission.document.unwrap().read().unwrap(), tickets[0].clone());
    }
}
