// SPDX-License-Identifier: EUPL-1.2
//! Where a phone stands: its cursor against the store's chain, and the new life of a store found rolled back.

use ronda_shared::ids::Epoch;
use ronda_shared::sync::Cursor;

use super::{Asker, Office, OfficeError};
use crate::case_store::{Alarm, AlarmKind, By, NewEpoch};

/// What a cursor is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Everything up to this number has been heard.
    Heard(u64),
    /// Nothing counts: no cursor, one of another life or store, or a store that just began a new life.
    Nothing,
}

impl Office {
    /// Judges a cursor. A true one that is not on the chain means that the store is older than it was: a new life begins.
    pub(super) async fn standing(&self, asker: &Asker, cursor: Option<&Cursor>) -> Result<Standing, OfficeError> {
        let Some(cursor) = cursor.filter(|cursor| self.keys().cursor.check(cursor).is_ok()) else {
            return Ok(Standing::Nothing);
        };
        let meta = self.store().meta().await?;
        if cursor.epoch != meta.epoch {
            return Ok(Standing::Nothing);
        }
        if self.store().chain_hash_at(cursor.server_no).await? == Some(cursor.log_hash) {
            return Ok(Standing::Heard(cursor.server_no));
        }
        self.begin_anew(asker, cursor, meta.last_no).await?;
        Ok(Standing::Nothing)
    }

    async fn begin_anew(&self, asker: &Asker, cursor: &Cursor, last_no: u64) -> Result<(), OfficeError> {
        let at_ms = self.now_ms();
        let detail = format!(
            "the phone had heard up to number {}, the store ends at {last_no} or differs there",
            cursor.server_no
        );
        let alarm = Alarm {
            at_ms,
            kind: AlarmKind::RolledBack,
            device: Some(asker.device),
            detail,
        };
        self.new_life(cursor.epoch, "rolled back", Some(alarm)).await
    }

    /// Begins a new life of the store, unless another one has begun already.
    pub(crate) async fn new_life(
        &self,
        instead_of: Epoch,
        reason: &str,
        alarm: Option<Alarm>,
    ) -> Result<(), OfficeError> {
        let by = By::office(self.now_ms());
        let new = NewEpoch {
            epoch: Epoch(self.chance().random()?),
            instead_of,
            reason: reason.to_owned(),
            alarm,
            by,
        };
        self.store().new_epoch(new).await?;
        Ok(())
    }
}
