// SPDX-License-Identifier: EUPL-1.2
//! Orders of the root key in SQLite.

use ronda_shared::identity::{Order, OrderKind, SignedOrder};
use ronda_shared::ids::{DeviceId, OrderId};
use rusqlite::{Connection, Params, params};
use sha2::{Digest, Sha256};

use super::Writing;
use super::cells::{cbor, packed};
use crate::case_store::{By, Deed, StoreError};

/// Keeps an order and carries it out; a known one changes nothing. `reason`: what the operator gave, when he gives it now.
pub(super) fn put(
    w: &mut Writing<'_>,
    order: &Order,
    signed: &SignedOrder,
    reason: Option<&str>,
    by: &By,
) -> Result<(), StoreError> {
    let destroys = order.kind.destroys();
    let (kind, target, object) = match &order.kind {
        OrderKind::Revoke(device) => ("revoke", device.bytes().to_vec(), device.to_string()),
        OrderKind::Purge(ticket) | OrderKind::Supersede(ticket, _) => {
            ("purge", ticket.bytes().to_vec(), ticket.to_string())
        }
        OrderKind::EraseReporter(gone, _) => ("erase-reporter", gone.bytes().to_vec(), gone.to_string()),
    };
    let mut insert = w.conn.prepare_cached(
        "INSERT INTO root_order (id, at_ms, kind, target, signed) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO NOTHING",
    )?;
    if insert.execute(params![order.id.bytes(), order.at_ms, kind, target, packed(signed)])? == 0 {
        return Ok(());
    }
    if let OrderKind::EraseReporter(gone, _) = &order.kind {
        super::vault::erase(w, gone)?;
    }
    if let Some(destroys) = destroys.filter(|destroys| destroys.successor.is_none()) {
        super::vault::erase_of_ticket(w, &destroys.ticket)?;
    }
    let content = destroys.map(|_| Sha256::digest(&signed.body).to_vec());
    w.record(&Deed {
        by: by.clone(),
        verb: format!("order.{kind}"),
        object,
        content: content.unwrap_or_default(),
    })?;
    match destroys {
        Some(destroys) => super::destruction::carry_out(w, (order, signed), destroys, reason, by),
        None => Ok(()),
    }
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

/// Of a phone that was copied nobody knows which of the two reported.
pub(super) fn undone(w: &Writing<'_>, device: &DeviceId) -> Result<(), StoreError> {
    let mut forget = w.conn.prepare_cached("DELETE FROM order_done WHERE device = ?1")?;
    forget.execute([device.bytes()])?;
    Ok(())
}

pub(super) fn for_device(conn: &Connection, device: &DeviceId, most: u32) -> Result<Vec<SignedOrder>, StoreError> {
    let filter = "WHERE NOT EXISTS (SELECT 1 FROM order_done d WHERE d.device = ?1 AND d.order_id = o.id)";
    orders(conn, filter, "LIMIT ?2", params![device.bytes(), most])
}

pub(super) fn revocation(conn: &Connection, device: &DeviceId) -> Result<Option<SignedOrder>, StoreError> {
    let found = orders(conn, "WHERE o.kind = 'revoke' AND o.target = ?1", "", [device.bytes()])?;
    Ok(found.into_iter().next())
}

pub(super) fn all(conn: &Connection) -> Result<Vec<SignedOrder>, StoreError> {
    orders(conn, "", "", [])
}

fn orders(conn: &Connection, filter: &str, limit: &str, values: impl Params) -> Result<Vec<SignedOrder>, StoreError> {
    let mut read = conn.prepare_cached(&format!(
        "SELECT o.signed FROM root_order o {filter} ORDER BY o.at_ms, o.id {limit}"
    ))?;
    let orders = read.query_map(values, |row| cbor(row, 0))?;
    Ok(orders.collect::<rusqlite::Result<_>>()?)
}
