// SPDX-License-Identifier: EUPL-1.2
//! Lists of 20,000 tickets: each page follows the one before without gap or repeat, and none is sorted or read whole for it.

use std::cmp::Reverse;

use ronda_shared::case_row::{CaseRow, Task};
use ronda_shared::policy::Role;
use ronda_shared::ticket::Priority;

use super::super::list::page_select;
use super::super::{job, ticket, unread};
use super::*;
use crate::engine::tests::{Bench, NOW, filed};
use crate::engine::{Engine, Query};

const ALL: u32 = 20_000;
const PAGE: u32 = 250;
const CREW: &str = "ROADS-1";

/// What distinguishes the tickets of these tests: every kind is many, and many were written in the same moment.
fn row_of(at: u32, like: &CaseRow) -> CaseRow {
    let mut id = [7; 16];
    id[..4].copy_from_slice(&at.to_be_bytes());
    let task = |crew: &str| Task {
        crew: crew.into(),
        due_ms: (!at.is_multiple_of(3)).then_some(NOW + i64::from(at % 500)),
        accepted: at.is_multiple_of(2),
    };
    let crews: &[&str] = match at % 10 {
        0 => &[CREW, "GREEN-1"],
        1..=4 => &[CREW],
        _ => &[],
    };
    let status = ["submitted", "assigned", "closed", "in_charge"][(at % 4) as usize];
    CaseRow {
        id: TicketId::from_bytes(id),
        updated_at_ms: NOW + i64::from(at / 7),
        created_at_ms: NOW - i64::from(at % 900),
        status: status.into(),
        danger: at.is_multiple_of(2),
        outcome: at.is_multiple_of(5).then(|| "fixed_on_site".into()),
        received_at_ms: (!at.is_multiple_of(3)).then_some(NOW),
        priority: (!at.is_multiple_of(4)).then_some(Priority::P2),
        crews: crews.iter().map(|crew| (*crew).to_owned()).collect(),
        tasks: crews.iter().map(|crew| task(crew)).collect(),
        ..like.clone()
    }
}

fn write_of(row: CaseRow) -> TicketWrite {
    TicketWrite {
        row,
        saved: Vec::new(),
        heads: Vec::new(),
        admitted_heads: Vec::new(),
        last_no: 0,
        verified: Verified::Yes,
        notes: String::new(),
    }
}

/// A phone with 20,000 tickets, each second one this person's, each sixth one owed.
fn crowded() -> (Bench, Engine, Vec<CaseRow>) {
    let bench = Bench::new();
    let mut engine = bench.found(Role::Agent);
    let id = filed(&mut engine);
    let store = engine.store_mut();
    let like = store.ticket(&id).unwrap().unwrap().row;
    let rows: Vec<CaseRow> = (0..ALL).map(|at| row_of(at, &like)).collect();
    store
        .within(|transaction| {
            ticket::remove(transaction, &id)?;
            for row in &rows {
                ticket::put_row(transaction, &write_of(row.clone()))?;
            }
            transaction.execute_batch(
                "INSERT INTO change (hash, ticket, device, own, state, server_no, bytes)
                 SELECT randomblob(32), id, zeroblob(8), 1, iif(place % 6 = 0, 0, 1), iif(place % 6 = 0, NULL, 1), x'00'
                 FROM (SELECT id, row_number() OVER (ORDER BY no) - 1 AS place FROM ticket) WHERE place % 2 = 0",
            )?;
            Ok(())
        })
        .unwrap();
    (bench, engine, rows)
}

/// All pages of a list, one after another.
fn paged(engine: &Engine, query: &Query) -> Vec<TicketId> {
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let query = Query {
            limit: Some(PAGE),
            after,
            ..query.clone()
        };
        let (page, end) = engine.list_page(&query).unwrap();
        assert!(page.len() <= PAGE as usize);
        seen.extend(page.iter().map(|listed| listed.row.id));
        match end {
            Some(key) => after = Some(key.to_string().parse().unwrap()),
            None => return seen,
        }
    }
}

fn is_open(row: &CaseRow) -> bool {
    row.status != "closed"
}

type Chip = (Query, fn(usize, &CaseRow) -> bool);

/// What the chips ask for, and which of the tickets hold.
fn chips() -> [Chip; 5] {
    let own = Query {
        own: true,
        ..Query::default()
    };
    let owed = |owed| Query {
        owed: Some(owed),
        ..own.clone()
    };
    let delivered = Query {
        received: true,
        ..owed(false)
    };
    let decided = Query {
        decided: true,
        ..own.clone()
    };
    let dangers = Query {
        danger: true,
        open: true,
        ..Query::default()
    };
    [
        (own.clone(), |at, _| at.is_multiple_of(2)),
        (owed(true), |at, _| at.is_multiple_of(6)),
        (delivered, |at, row| {
            at.is_multiple_of(2) && at % 6 != 0 && row.received_at_ms.is_some()
        }),
        (decided, |at, row| at.is_multiple_of(2) && row.outcome.is_some()),
        (dangers, |_, row| row.danger && is_open(row)),
    ]
}

#[test]
fn every_chip_pages_through_20_000_tickets() {
    let (_bench, engine, rows) = crowded();
    for (query, holds) in chips() {
        let held = rows.iter().enumerate().filter(|(at, row)| holds(*at, row));
        let mut wanted: Vec<(Reverse<i64>, Reverse<usize>)> = held
            .map(|(at, row)| (Reverse(row.updated_at_ms), Reverse(at)))
            .collect();
        wanted.sort();
        let wanted: Vec<TicketId> = wanted.iter().map(|(_, Reverse(at))| rows[*at].id).collect();
        assert!(wanted.len() > 1_000, "{query:?}");
        assert_eq!(engine.count(&query).unwrap(), wanted.len() as u64, "{query:?}");
        assert!(paged(&engine, &query) == wanted, "{query:?}");
    }
}

#[test]
fn no_page_of_a_chip_is_sorted_and_each_follows_its_index() {
    let bench = Bench::new();
    let engine = bench.found(Role::Agent);
    for (query, _) in chips() {
        let index = if query.own { "ticket_own" } else { "ticket_in_danger" };
        let filter = engine.filter(&query);
        for after in [None, Some("5.5".parse().unwrap())] {
            let (select, values) = page_select(&filter, after, Some(PAGE));
            let steps = plan(engine.store(), &select, &values).join("\n");
            assert!(
                steps.contains(&format!("USING INDEX {index}")) && !steps.contains("FOR ORDER BY"),
                "{filter:?}:\n{steps}"
            );
        }
    }
    let with: Vec<Value> = std::iter::once(Value::Text(CREW.into()))
        .chain((0..6).map(Value::Integer))
        .collect();
    let steps = plan(engine.store(), job::PAGE, &with).join("\n");
    assert!(
        steps.contains("SEARCH job USING PRIMARY KEY") && !steps.contains("FOR ORDER BY"),
        "{steps}"
    );
}

#[test]
fn what_waits_pages_the_oldest_first_without_gap_or_repeat() {
    let (_bench, engine, rows) = crowded();
    let owed = rows.iter().enumerate().filter(|(at, _)| at.is_multiple_of(6));
    let wanted: Vec<TicketId> = owed.map(|(_, row)| row.id).collect();
    let store = engine.store();
    assert_eq!(store.waiting_count().unwrap(), wanted.len() as u64);
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let (page, end) = store.waiting_page(after, PAGE).unwrap();
        assert!(page.len() <= PAGE as usize);
        seen.extend(page);
        match end {
            Some(key) => after = Some(key.to_string().parse().unwrap()),
            None => break,
        }
    }
    assert!(seen == wanted, "{} of {}", seen.len(), wanted.len());
    assert_eq!(store.waiting_of(&wanted[0]).unwrap().changes, 1);
}

#[test]
fn what_is_unread_follows_its_index_and_only_what_changed_is_asked() {
    let bench = Bench::new();
    let engine = bench.found(Role::Agent);
    let page = [Value::Integer(5), Value::Integer(5), Value::Integer(20)];
    for (select, with, index) in [
        (unread::PAGE, &page[..], "unread_by_update"),
        (unread::UNASKED, &page[..1], "unread_unasked"),
    ] {
        let steps = plan(engine.store(), select, with).join("\n");
        assert!(steps.contains(index) && !steps.contains("FOR ORDER BY"), "{steps}");
    }
}

#[test]
fn a_crew_s_day_pages_the_most_pressing_first() {
    let (_bench, mut engine, rows) = crowded();
    let mut wanted: Vec<&CaseRow> = rows
        .iter()
        .filter(|row| is_open(row) && row.crews.iter().any(|crew| crew == CREW))
        .collect();
    // The sort keeps the order of arrival among equals.
    wanted.sort_by_key(|row| {
        let due_ms = row.tasks[0].due_ms;
        let ranked = (row.priority.is_none(), row.priority);
        (
            row.tasks.len() == 1,
            (due_ms.is_none(), due_ms),
            ranked,
            row.created_at_ms,
        )
    });
    let wanted: Vec<TicketId> = wanted.iter().map(|row| row.id).collect();
    assert_eq!(engine.store().jobs_count(CREW).unwrap(), wanted.len() as u64);
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let (page, end) = engine.store().jobs(CREW, after, Some(PAGE)).unwrap();
        seen.extend(page.iter().map(|row| row.id));
        match end {
            Some(key) => after = Some(key.to_string().parse().unwrap()),
            None => break,
        }
    }
    assert!(seen == wanted, "{} of {}", seen.len(), wanted.len());
    for id in &wanted[..20] {
        let mut row = engine.store().ticket(id).unwrap().unwrap().row;
        row.status = "resolved".into();
        engine.store_mut().put_ticket(&write_of(row)).unwrap();
    }
    let (first, _) = engine.store().jobs(CREW, None, Some(1)).unwrap();
    assert_eq!(first[0].id, wanted[20], "what is done is no job any more");
}

#[test]
fn a_store_from_before_the_columns_is_filled_when_it_opens() {
    let bench = Bench::new();
    let mut engine = bench.found(Role::Operator);
    let id = filed(&mut engine);
    engine
        .store_mut()
        .within(|transaction| {
            let mut row = ticket::held(transaction, &id)?.unwrap().row;
            (row.outcome, row.danger) = (Some("fixed_on_site".into()), true);
            let bytes = ronda_shared::wire::to_cbor(&row);
            transaction.execute("UPDATE ticket SET row = ?1, outcome = NULL, danger = 0", [bytes])?;
            meta::forget(transaction, "columns_filled")
        })
        .unwrap();
    let decided = Query {
        decided: true,
        danger: true,
        ..Query::default()
    };
    assert_eq!(engine.count(&decided).unwrap(), 0);
    drop(engine);
    for _ in 0..2 {
        let engine = bench.open().unwrap();
        assert_eq!(engine.count(&decided).unwrap(), 1);
    }
}

#[test]
fn what_names_no_page_is_said_so() {
    for text in ["", "5", "5.x", "5.6.7"] {
        assert!(text.parse::<PageKey>().is_err(), "{text}");
        assert!(text.parse::<JobKey>().is_err(), "{text}");
    }
}
