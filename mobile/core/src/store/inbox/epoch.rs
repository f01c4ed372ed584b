// SPDX-License-Identifier: EUPL-1.2
//! A store that lost its memory: everything this phone holds is owed or offered again, with no command from anybody.

use ronda_shared::ids::{DeviceId, Epoch, TicketId};
use ronda_shared::sync::Cursor;
use rusqlite::Transaction;

use super::super::blob::id;
use super::super::outbox::{CURSOR, OFFERED, ORDERS_DUE};
use super::super::{StoreError, history, meta, names};
use super::owe;

/// Own work is owed again, also what was in custody; what the store had admitted is to be heard anew.
const REBORN: &str = "
    UPDATE change SET state = 0, server_no = NULL, epoch = NULL WHERE own = 1;
    UPDATE photo SET server_no = NULL, epoch = NULL, upload_url = NULL, refused = NULL, in_custody = 0 WHERE own = 1;
    UPDATE ticket SET admitted_heads = x'', last_no = 0;
    UPDATE orders SET progress = 1 WHERE progress = 2;
    UPDATE reporter SET refused = NULL;
    DELETE FROM membership;
    DELETE FROM digest;
    UPDATE scope SET from_no = 0;
";

/// Whether the store lives another life than the one this phone knew; if so, everything is offered again.
pub(super) fn notice(transaction: &Transaction<'_>, epoch: &Epoch, own: DeviceId) -> Result<bool, StoreError> {
    let known = meta::get::<Cursor>(transaction, CURSOR)?.map(|cursor| cursor.epoch);
    if known.is_none_or(|known| known == *epoch) {
        return Ok(false);
    }
    tracing::warn!("the server's store began a new life: everything held here is offered again");
    transaction.execute_batch(REBORN)?;
    owe_whole(transaction, own)?;
    names::forget_count(transaction)?;
    meta::put(transaction, OFFERED, &0_i64)?;
    meta::put(transaction, ORDERS_DUE, &0_u64)?;
    Ok(true)
}

/// Tickets this phone wrote to go back whole and at once: without what the office had written in them, the store would
/// write its own facts a second time.
fn owe_whole(transaction: &Transaction<'_>, own: DeviceId) -> Result<(), StoreError> {
    let mut statement = transaction.prepare("SELECT DISTINCT ticket FROM change WHERE own = 1")?;
    let ids: Vec<TicketId> = statement
        .query_and_then([], |row| id(row, 0))?
        .collect::<Result<_, StoreError>>()?;
    for written in &ids {
        owe(transaction, written, &history::of(transaction, written)?.changes, own)?;
    }
    Ok(())
}
