// SPDX-License-Identifier: EUPL-1.2
//! How much waits and how much is held.

use super::{Store, StoreError};

/// Counts of the store.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tickets held.
    pub tickets: u64,
    /// Tickets with a field that waits for a decision.
    pub contested: u64,
    /// Changes without a receipt.
    pub changes_owed: u64,
    /// Own photos without a receipt.
    pub photos_owed: u64,
    /// Bytes of those photos.
    pub photo_bytes_owed: u64,
    /// Photos the store refused and does not hold.
    pub photos_refused: u64,
    /// Photos the store refused and keeps in custody for the office.
    pub photos_in_custody: u64,
    /// Contacts of reporters without a receipt.
    pub contacts_owed: u64,
    /// Snapshots not yet checked.
    pub unverified: u64,
    /// Documents found wrong.
    pub wrong: u64,
}

pub(super) const COUNT: &str = "SELECT
    (SELECT count(*) FROM ticket),
    (SELECT count(*) FROM ticket WHERE conflicts > 0),
    (SELECT count(*) FROM change WHERE state = 0),
    (SELECT count(*) FROM photo WHERE own = 1 AND server_no IS NULL AND refused IS NULL),
    (SELECT coalesce(sum(size_bytes), 0) FROM photo WHERE own = 1 AND server_no IS NULL AND refused IS NULL),
    (SELECT count(*) FROM photo WHERE refused IS NOT NULL AND in_custody = 0),
    (SELECT count(*) FROM photo WHERE refused IS NOT NULL AND in_custody = 1),
    (SELECT count(*) FROM ticket WHERE verified <> 1 AND verified = 0),
    (SELECT count(*) FROM ticket WHERE verified <> 1 AND verified = 2),
    (SELECT count(*) FROM reporter WHERE refused IS NULL)";

impl Store {
    /// Counts what is held and what waits.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn tally(&self) -> Result<Tally, StoreError> {
        let mut statement = self.reader().prepare_cached(COUNT)?;
        let tally = statement.query_row([], |row| {
            let count = |at: usize| row.get::<_, i64>(at).map(i64::unsigned_abs);
            Ok(Tally {
                tickets: count(0)?,
                contested: count(1)?,
                changes_owed: count(2)?,
                photos_owed: count(3)?,
                photo_bytes_owed: count(4)?,
                photos_refused: count(5)?,
                photos_in_custody: count(6)?,
                unverified: count(7)?,
                wrong: count(8)?,
                contacts_owed: count(9)?,
            })
        });
        Ok(tally?)
    }
}
