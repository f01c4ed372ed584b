// SPDX-License-Identifier: EUPL-1.2
//! How the office's store drifts from the phones'.

use ronda_field::store::heads_to;
use ronda_shared::ids::TicketId;
use ronda_shared::sync::{Digest, ticket_sum};
use rusqlite::{Connection, params};

use super::below::{drawn, earlier, heads, id, moves, restate, scopes};
use super::{Then, Way, compared, way};
use crate::scenario::Random;

const SCOPES: &str = "SELECT scope FROM membership WHERE ticket = ?1 AND left_no IS NULL ORDER BY scope";
const HEARD: &str = "SELECT membership.scope FROM membership JOIN granted ON granted.scope = membership.scope
    WHERE ticket = ?1 AND left_no IS NULL ORDER BY 1";
/// Tickets of a scope that the phone in question hears of.
const TICKETS: &str = "SELECT id, heads, saved FROM ticket
    WHERE EXISTS (SELECT 1 FROM membership JOIN granted ON granted.scope = membership.scope
        WHERE membership.ticket = ticket.id AND left_no IS NULL) ORDER BY id";

pub const WAYS: &[Way] = &[
    way("the office lost a ticket", loses, compared),
    way("the office lost the newest changes of a ticket", falls_back, compared),
    Way {
        name: "the office's sum is another",
        alter: miscounts,
        then: Then::Told(recounts),
    },
];

fn loses(conn: &Connection, random: &mut Random) -> Option<TicketId> {
    let [ticket, was, _] = drawn(conn, TICKETS, random)?;
    let ticket = id(&ticket);
    restate(conn, &scopes(conn, SCOPES, &ticket), &ticket, &was, None);
    for table in ["case_row", "membership"] {
        conn.execute(&format!("DELETE FROM {table} WHERE ticket = ?1"), [ticket.bytes()])
            .expect("rows go");
    }
    conn.execute("DELETE FROM ticket WHERE id = ?1", [ticket.bytes()])
        .expect("a row goes");
    Some(ticket)
}

fn falls_back(conn: &Connection, random: &mut Random) -> Option<TicketId> {
    let [ticket, was, saved] = drawn(conn, TICKETS, random)?;
    let ticket = id(&ticket);
    let (before, _) = earlier(&saved, random)?;
    let is = heads_to(&before.heads());
    restate(conn, &scopes(conn, SCOPES, &ticket), &ticket, &was, Some(&is));
    conn.execute(
        "UPDATE ticket SET heads = ?2, saved = ?3 WHERE id = ?1",
        params![ticket.bytes(), is, before.save()],
    )
    .expect("a ticket");
    Some(ticket)
}

fn miscounts(conn: &Connection, random: &mut Random) -> Option<TicketId> {
    let [ticket, _, _] = drawn(conn, TICKETS, random)?;
    let ticket = id(&ticket);
    let scopes = scopes(conn, HEARD, &ticket);
    let scope = &scopes[random.index(scopes.len())];
    let by = 1 + u128::from(random.below(1_000_000));
    moves(conn, scope, &ticket, |mut sum| {
        sum.sum = sum.sum.wrapping_add(by);
        sum
    });
    Some(ticket)
}

/// Makes every sum what its tickets say.
fn recounts(conn: &Connection, _: &mut Random) -> Option<TicketId> {
    conn.execute("UPDATE digest SET count = 0, sum = zeroblob(16)", [])
        .expect("sums");
    let mut statement = conn
        .prepare("SELECT id, heads FROM ticket ORDER BY id")
        .expect("a query");
    let tickets = statement.query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?)));
    let tickets: Vec<_> = tickets.expect("rows").collect::<Result<_, _>>().expect("rows");
    for (ticket, is) in tickets {
        let ticket = id(&ticket);
        for scope in scopes(conn, SCOPES, &ticket) {
            moves(conn, &scope, &ticket, |sum: Digest| {
                sum.with(ticket_sum(&ticket, &heads(&is)))
            });
        }
    }
    None
}
