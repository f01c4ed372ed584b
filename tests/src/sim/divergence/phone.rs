// SPDX-License-Identifier: EUPL-1.2
//! How a phone's store drifts from the office's.

use ronda_field::store::heads_to;
use ronda_shared::case_row::project;
use ronda_shared::ids::TicketId;
use ronda_shared::sync::ticket_sum;
use ronda_shared::wire::to_cbor;
use rusqlite::{Connection, params};

use super::below::{drawn, earlier, heads, id, moves, restate, scopes};
use super::{Way, asked_again, compared, way};
use crate::scenario::Random;

const SCOPES: &str = "SELECT scope FROM membership WHERE ticket = ?1 ORDER BY scope";
/// Tickets that are the office's too, with what both agreed on last.
const TICKETS: &str = "SELECT id, admitted_heads FROM ticket
    WHERE EXISTS (SELECT 1 FROM membership WHERE membership.ticket = ticket.id) ORDER BY id";

pub const WAYS: &[Way] = &[
    way("the phone lost a ticket", loses, compared),
    way("the phone lost the newest changes of a ticket", falls_back, compared),
    way("the phone forgot what the office holds of a ticket", forgets, compared),
    way("the phone took a ticket out of a scope", leaves, compared),
    way("the phone put a ticket into a scope more", enters, compared),
    way("the phone's sum is another", miscounts, compared),
    way("a row of the phone's tickets is gone", drops_row, compared),
    way("a row of the phone's scopes is gone", drops_membership, compared),
    way("the phone forgot that the office holds a photo", unsends, asked_again),
];

fn loses(conn: &Connection, random: &mut Random) -> Option<TicketId> {
    let [ticket, was] = drawn(conn, TICKETS, random)?;
    let ticket = id(&ticket);
    restate(conn, &scopes(conn, SCOPES, &ticket), &ticket, &was, None);
    for delete in [
        "DELETE FROM words WHERE rowid = (SELECT no FROM ticket WHERE id = ?1)",
        "DELETE FROM place WHERE no = (SELECT no FROM ticket WHERE id = ?1)",
        "DELETE FROM ticket WHERE id = ?1",
    ] {
        conn.execute(delete, [ticket.bytes()]).expect("rows go");
    }
    Some(ticket)
}

/// Nothing but the row, and what hangs on it: the sums still count the ticket.
fn drops_row(conn: &Connection, random: &mut Random) -> Option<TicketId> {
    let [ticket, _] = drawn(conn, TICKETS, random)?;
    conn.execute("DELETE FROM ticket WHERE id = ?1", [&ticket])
        .expect("a row goes");
    Some(id(&ticket))
}

fn drops_membership(conn: &Connection, random: &mut Random) -> Option<TicketId> {
    let [ticket, _] = drawn(conn, TICKETS, random)?;
    conn.execute("DELETE FROM membership WHERE ticket = ?1", [&ticket])
        .expect("rows go");
    Some(id(&ticket))
}

fn saved(conn: &Connection, ticket: &TicketId) -> Vec<u8> {
    conn.query_row(
        "SELECT saved FROM document JOIN ticket ON ticket.no = document.ticket WHERE id = ?1",
        [ticket.bytes()],
        |row| row.get(0),
    )
    .expect("a document")
}

fn falls_back(conn: &Connection, random: &mut Random) -> Option<TicketId> {
    let [ticket, was] = drawn(conn, TICKETS, random)?;
    let ticket = id(&ticket);
    let whole = saved(conn, &ticket);
    let (before, dropped) = earlier(&whole, random)?;
    let is = heads_to(&before.heads());
    restate(conn, &scopes(conn, SCOPES, &ticket), &ticket, &was, Some(&is));
    let row = to_cbor(&project(&before.read().expect("it was read before")));
    conn.execute(
        "UPDATE document SET saved = ?2 WHERE ticket = (SELECT no FROM ticket WHERE id = ?1)",
        params![ticket.bytes(), before.save()],
    )
    .expect("a document");
    conn.execute(
        "UPDATE ticket SET heads = ?2, admitted_heads = ?2, row = ?3 WHERE id = ?1",
        params![ticket.bytes(), is, row],
    )
    .expect("a ticket");
    for hash in dropped {
        conn.execute("DELETE FROM change WHERE hash = ?1", [hash.bytes()])
            .expect("a change");
    }
    Some(ticket)
}

fn forgets(conn: &Connection, random: &mut Random) -> Option<TicketId> {
    let [ticket, was] = drawn(conn, TICKETS, random)?;
    let ticket = id(&ticket);
    let whole = saved(conn, &ticket);
    let is = heads_to(&earlier(&whole, random)?.0.heads());
    restate(conn, &scopes(conn, SCOPES, &ticket), &ticket, &was, Some(&is));
    conn.execute(
        "UPDATE ticket SET admitted_heads = ?2 WHERE id = ?1",
        params![ticket.bytes(), is],
    )
    .expect("a ticket");
    Some(ticket)
}

fn leaves(conn: &Connection, random: &mut Random) -> Option<TicketId> {
    let select = "SELECT membership.ticket, scope, admitted_heads FROM membership
        JOIN ticket ON ticket.id = membership.ticket ORDER BY 1, 2";
    let [ticket, scope, was] = drawn(conn, select, random)?;
    let (ticket, scope) = (id(&ticket), String::from_utf8(scope).expect("a scope"));
    moves(conn, &scope, &ticket, |sum| {
        sum.without(ticket_sum(&ticket, &heads(&was)))
    });
    conn.execute(
        "DELETE FROM membership WHERE scope = ?1 AND ticket = ?2",
        params![scope, ticket.bytes()],
    )
    .expect("a membership");
    Some(ticket)
}

fn enters(conn: &Connection, random: &mut Random) -> Option<TicketId> {
    let select = "SELECT ticket.id, scope.name, ticket.admitted_heads FROM ticket JOIN scope
        WHERE NOT EXISTS (SELECT 1 FROM membership WHERE membership.ticket = ticket.id AND membership.scope = scope.name)
        ORDER BY 1, 2";
    let [ticket, scope, is] = drawn(conn, select, random)?;
    let (ticket, scope) = (id(&ticket), String::from_utf8(scope).expect("a scope"));
    moves(conn, &scope, &ticket, |sum| sum.with(ticket_sum(&ticket, &heads(&is))));
    conn.execute(
        "INSERT INTO membership (scope, ticket) VALUES (?1, ?2)",
        params![scope, ticket.bytes()],
    )
    .expect("a membership");
    Some(ticket)
}

fn miscounts(conn: &Connection, random: &mut Random) -> Option<TicketId> {
    let [ticket, _] = drawn(conn, TICKETS, random)?;
    let ticket = id(&ticket);
    let scopes = scopes(conn, SCOPES, &ticket);
    let scope = &scopes[random.index(scopes.len())];
    let by = 1 + u128::from(random.below(1_000_000));
    let count = random.below(2) == 0;
    moves(conn, scope, &ticket, |mut sum| {
        sum.sum = sum.sum.wrapping_add(by);
        sum.count = sum.count.wrapping_add(u64::from(count));
        sum
    });
    Some(ticket)
}

fn unsends(conn: &Connection, random: &mut Random) -> Option<TicketId> {
    let select = "SELECT ticket, photo.sha256 FROM ticket_photo JOIN photo ON photo.sha256 = ticket_photo.sha256
        WHERE own = 1 AND server_no IS NOT NULL AND EXISTS (SELECT 1 FROM membership
            WHERE membership.ticket = ticket_photo.ticket) ORDER BY 1, 2";
    let [ticket, photo] = drawn(conn, select, random)?;
    conn.execute(
        "UPDATE photo SET server_no = NULL, epoch = NULL WHERE sha256 = ?1",
        [photo],
    )
    .expect("a photo");
    Some(id(&ticket))
}
