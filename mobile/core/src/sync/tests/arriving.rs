// SPDX-License-Identifier: EUPL-1.2
//! News of many tickets in one reply: each is taken as if it had come alone.

use ronda_shared::ids::TicketId;
use ronda_shared::ticket::Priority;

use super::*;
use crate::engine::Query;

/// More than one core's worth.
const MANY: usize = 24;

fn found(phone: &Engine, words: &str) -> Vec<TicketId> {
    let query = Query {
        search: Some(words.into()),
        ..Query::default()
    };
    phone
        .list(&query)
        .unwrap()
        .into_iter()
        .map(|listed| listed.row.id)
        .collect()
}

/// Two phones that hold the same tickets; the first filed them.
fn pair() -> (Engine, Engine, Office, Vec<TicketId>) {
    let (mut one, mut two) = (Bench::new().found(Role::Agent), Bench::new().found(Role::Agent));
    let mut office = Office::new(1);
    let tickets = (0..MANY).map(|_| filed(&mut one)).collect();
    settle(&mut one, &mut office).unwrap();
    settle(&mut two, &mut office).unwrap();
    (one, two, office, tickets)
}

fn raise(phone: &mut Engine, ticket: &TicketId) {
    let urgent = (Field::Priority, Value::Priority(Priority::P1));
    phone.edit(ticket, vec![urgent]).unwrap();
}

#[test]
fn what_changed_is_found_by_its_new_words_and_the_rest_by_its_old_ones() {
    let (mut one, mut two, mut office, tickets) = pair();
    let [retitled, noted, raised] = [tickets[0], tickets[1], tickets[2]];
    two.note(&raised, "visto dal capogruppo").unwrap();
    settle(&mut two, &mut office).unwrap();
    settle(&mut one, &mut office).unwrap();
    tickets.iter().for_each(|ticket| raise(&mut two, ticket));
    retitle(&mut two, &retitled, "Tombino scoperto");
    two.note(&noted, "chiamata la ditta").unwrap();
    settle(&mut two, &mut office).unwrap();
    settle(&mut one, &mut office).unwrap();
    assert_eq!(found(&one, "tombino"), [retitled]);
    assert_eq!(found(&one, "ditta"), [noted]);
    assert_eq!(found(&one, "capogruppo"), [raised], "a note that came before");
    assert_eq!(
        found(&one, "buca").len(),
        MANY - 1,
        "all but the one with another title"
    );
    for ticket in &tickets {
        assert_eq!(one.show(ticket).unwrap(), two.show(ticket).unwrap());
    }
    assert!(digests_add_up(&one) && one.doctor().unwrap().faults.is_empty());
}

#[test]
fn one_that_does_not_pass_the_gate_hinders_nobody_and_one_named_twice_is_taken_once() {
    let (mut one, mut two, mut office, tickets) = pair();
    tickets.iter().for_each(|ticket| raise(&mut two, ticket));
    settle(&mut two, &mut office).unwrap();
    let (request, sent) = one.store().gather(Asking::default()).unwrap();
    let mut reply = office.answer(&request);
    assert_eq!(reply.tickets.len(), MANY);
    reply.tickets.push(reply.tickets[0].clone());
    reply.tickets[5].proofs.clear();
    let unproven = reply.tickets[5].ticket;
    let applied = apply(&mut one, &reply, sent);
    assert_eq!(applied.pulled, MANY as u64 - 1);
    let wanted: Vec<TicketId> = applied.wants.iter().map(|wants| wants.ticket).collect();
    assert_eq!(wanted, [unproven]);
    let heads = |phone: &Engine, ticket: &TicketId| phone.store().ticket(ticket).unwrap().unwrap().heads;
    for ticket in tickets.iter().filter(|ticket| **ticket != unproven) {
        assert_eq!(heads(&one, ticket), office.heads(ticket));
    }
    assert_ne!(heads(&one, &unproven), office.heads(&unproven));
    settle(&mut one, &mut office).unwrap();
    assert_eq!(
        heads(&one, &unproven),
        office.heads(&unproven),
        "asked for again, it came"
    );
    assert!(digests_add_up(&one) && one.doctor().unwrap().faults.is_empty());
}

#[test]
fn the_words_of_a_reply_reach_the_index_in_one_piece() {
    let (_, two, _, _) = pair();
    // A piece's number stands above bit 37 of each of its pages; the rows up to 10 are the index's own.
    let pieces = "SELECT count(DISTINCT id >> 37) FROM words_data WHERE id > 10";
    let pieces: i64 = two.store().reader().query_row(pieces, [], |row| row.get(0)).unwrap();
    assert_eq!(pieces, 1, "of {MANY} tickets");
    assert_eq!(found(&two, "buca").len(), MANY);
}

#[test]
fn a_ticket_that_a_reply_names_twice_is_found_by_its_last_words() {
    let (mut one, mut two, mut office, tickets) = pair();
    let mut three = Bench::new().found(Role::Agent);
    let (request, sent) = three.store().gather(Asking::default()).unwrap();
    let mut reply = office.answer(&request);
    retitle(&mut two, &tickets[0], "Tombino scoperto");
    settle(&mut two, &mut office).unwrap();
    let (request, _) = one.store().gather(Asking::default()).unwrap();
    reply.tickets.extend(office.answer(&request).tickets);
    assert_eq!(reply.tickets.len(), MANY + 1);
    apply(&mut three, &reply, sent);
    assert_eq!(found(&three, "tombino"), [tickets[0]]);
    assert_eq!(found(&three, "buca").len(), MANY - 1);
    settle(&mut one, &mut office).unwrap();
    assert_eq!(found(&one, "tombino"), [tickets[0]]);
}
