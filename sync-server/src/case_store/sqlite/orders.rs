// SPDX-License-Identifier: EUPL-1.2
//! Orders of the root key in SQLite.

use ronda_shared::identity::{Order, OrderKind, SignedOrder};
use ronda_shared::ids::{DeviceId, OrderId};
use rusqlite::{Connection, Params, params};

use super::Writing;
use super::cells::{cbor, packed};
use crate::case_store::{By, Deed, StoreError};

pub(super) fn put(w: &mut Writing<'_>, order: &Order, signed: &SignedOrder, by: &By) -> Result<(), StoreError> {
    let (kind, target, object) = match &order.kind {
        OrderKind::Revoke(device) => ("revoke", device.bytes().to_vec(), device.to_string()),
        OrderKind::Purge(ticket) => ("purge", ticket.bytes().to_vec(), ticket.to_string()),
        OrderKind::EraseReporter(gone, _) => ("erase-reporter", gone.bytes().to_vec(), gone.to_string()),
    };
    let mut insert = w.conn.prepare_cached(
        "INSERT INTO root_order (id, at_ms, kind, target, signed) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO NOTHING",
    )?;
    if insert.execute(params![order.id.bytes(), order.at_ms, kind, target, packed(signed)])? == 0 {
        return Ok(());
    }
    match &order.kind {
        OrderKind::EraseReporter(gone, _) => super::vault::erase(w, gone)?,
        OrderKind::Purge(ticket) => super::vault::erase_of_ticket(w, ticket)?,
        OrderKind::Revoke(_) => {}
    }
    w.record(&Deed {
        by: by.clone(),
        verb: format!("order.{kind}"),
        object,
        content: Vec::new(),
    })
}

pub(super) fn done(w: &Writing<'_>, device: &DeviceId, orders: &[OrderId]) -> Result<(), StoreError> {
    let mut insert = w.conn.prepare_cached(
        "INSERT INTO order_done (device, order_id) SELECT ?1, id FROM root_order WHERE id = ?2 ON CONFLICT DO NOTHING",
    )?;
    for order in orders {
        insert.execute(params![device.bytes(), order.bytes()])?;
    }
    Ok(())
}

pub(super) fn for_device(conn: &Connection, device: &DeviceId) -> Result<Vec<SignedOrder>, StoreError> {
    let filter = "WHERE NOT EXISTS (SELECT 1 FROM order_done d WHERE d.device = ?1 AND d.order_id = o.id)";
    orders(conn, filter, [device.bytes()])
}

pub(super) fn revocation(conn: &Connection, device: &DeviceId) -> Result<Option<SignedOrder>, StoreError> {
    let found = orders(conn, "WHERE o.kind = 'revoke' AND o.target = ?1", [device.bytes()])?;
    Ok(found.into_iter().next())
}

pub(super) fn all(conn: &Connection) -> Result<Vec<SignedOrder>, StoreError> {
    orders(conn, "", [])
}

fn orders(conn: &Connection, filter: &str, values: impl Params) -> Result<Vec<SignedOrder>, StoreError> {
    let mut read = conn.prepare_cached(&format!(
        "SELECT o.signed FROM root_order o {filter} ORDER BY o.at_ms, o.id"
    ))?;
    let orders = read.query_map(values, |row| cbor(row, 0))?;
    Ok(orders.collect::<rusqlite::Result<_>>()?)
}
