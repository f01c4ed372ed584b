// SPDX-License-Identifier: EUPL-1.2
//! Listening for news: whoever is online hears at once that the store has something new, and syncs.

use std::convert::Infallible;
use std::time::Duration;

use ronda_shared::sync::{Cursor, Failure};

use super::{Lend, transport};
use crate::store::CURSOR;

/// What belongs together comes together: the changes of one push, and the reply to one's own.
const SETTLES: Duration = Duration::from_millis(150);

/// Calls `heard` whenever the store is further than this phone has heard, for as long as the line holds.
///
/// # Errors
/// Always: why the line ended.
pub async fn listen<L: Lend>(lender: &L, heard: impl Fn()) -> Result<Infallible, Failure> {
    let transport = lender.lend(|engine| transport(engine)).await??;
    let mut line = transport.news().await?;
    loop {
        let number = line.next().await?;
        tokio::time::sleep(SETTLES).await;
        let cursor = lender.lend(|engine| engine.store().meta::<Cursor>(CURSOR)).await?;
        let cursor = cursor.map_err(|fault| Failure::Store(fault.to_string()))?;
        if cursor.is_none_or(|cursor| cursor.server_no < number) {
            heard();
        }
    }
}
