// SPDX-License-Identifier: EUPL-1.2
//! One write transaction: the ends of log and trail are read at its start and written at its end, never kept between.

use ronda_shared::ids::Epoch;
use ronda_shared::sync::{ChainHash, Digest};
use rusqlite::{Connection, OptionalExtension, params};

use super::cells::{array, int, number};
use super::writer::{Answer, Job};
use crate::case_store::ledger::{Ledger, Tally};
use crate::case_store::{Alarm, AuditHead, Deed, StoreError};

const READ_META: &str = "SELECT last_no, log_hash, audit_no, audit_hash, relied_on FROM meta WHERE id = 1";
const WRITE_META: &str =
    "UPDATE meta SET last_no = ?1, log_hash = ?2, audit_no = ?3, audit_hash = ?4, relied_on = ?5 WHERE id = 1";
const INSERT_FACT: &str = "INSERT INTO audit (no, at_ms, who, device, verb, object, content, hash)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
const READ_BUCKET: &str = "SELECT count, sum FROM digest WHERE scope = ?1 AND bucket = ?2";
const WRITE_BUCKET: &str = "INSERT INTO digest (scope, bucket, count, sum) VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT (scope, bucket) DO UPDATE SET count = excluded.count, sum = excluded.sum";

/// The transaction in hand.
pub(super) struct Writing<'c> {
    pub conn: &'c Connection,
    pub ledger: Ledger,
    /// What the deed in hand adds to digests.
    pub tally: Tally,
    /// What the deeds before it added.
    group: Tally,
    /// Whether anything is held in custody; asked once.
    pub custody_waits: Option<bool>,
}

impl<'c> Writing<'c> {
    pub fn begin(conn: &'c Connection) -> Result<Self, StoreError> {
        conn.execute_batch("BEGIN IMMEDIATE")?;
        match read_ledger(conn) {
            Ok(ledger) => Ok(Self {
                conn,
                ledger,
                tally: Tally::default(),
                group: Tally::default(),
                custody_waits: None,
            }),
            Err(error) => {
                // A disk that failed may have ended the transaction already.
                if !conn.is_autocommit() {
                    conn.execute_batch("ROLLBACK")?;
                }
                Err(error.into())
            }
        }
    }

    /// Runs one deed so that its failure undoes it alone; an error says that the whole transaction is lost.
    pub fn run_apart(&mut self, job: Job) -> (Answer, Result<(), StoreError>) {
        if let Err(error) = self.conn.execute_batch("SAVEPOINT deed") {
            let error = StoreError::from(error);
            return (job(Err(error.clone())).1, Err(error));
        }
        let before = self.ledger;
        let (held, answer) = job(Ok(self));
        let tally = std::mem::take(&mut self.tally);
        let end = if held {
            self.group.add(tally);
            "RELEASE deed"
        } else {
            self.ledger = before;
            self.custody_waits = None;
            "ROLLBACK TO deed; RELEASE deed"
        };
        // A full disk may have ended the transaction already: then the savepoint is gone too.
        (answer, self.conn.execute_batch(end).map_err(StoreError::from))
    }

    pub fn commit(self) -> Result<(), StoreError> {
        for ((scope, bucket), gain) in &self.group.0 {
            let mut read = self.conn.prepare_cached(READ_BUCKET)?;
            let now = read
                .query_row(params![scope, bucket], digest)
                .optional()?
                .unwrap_or_default()
                .plus(*gain);
            let mut write = self.conn.prepare_cached(WRITE_BUCKET)?;
            write.execute(params![scope, bucket, int(now.count), now.sum.to_be_bytes()])?;
        }
        let Ledger {
            last_no,
            log_hash,
            audit,
            relied_on,
        } = self.ledger;
        let mut write = self.conn.prepare_cached(WRITE_META)?;
        write.execute(params![
            int(last_no),
            log_hash.0,
            int(audit.no),
            audit.hash,
            int(relied_on)
        ])?;
        self.conn.execute_batch("COMMIT")?;
        Ok(())
    }

    /// Puts a deed on record.
    pub fn record(&mut self, deed: &Deed) -> Result<(), StoreError> {
        let stored = self.ledger.fact(deed);
        let fact = &stored.fact;
        let mut insert = self.conn.prepare_cached(INSERT_FACT)?;
        insert.execute(params![
            int(fact.no),
            fact.at_ms,
            fact.who,
            fact.device,
            fact.verb,
            fact.object,
            fact.content,
            stored.hash
        ])?;
        Ok(())
    }

    pub fn raise(&self, alarm: &Alarm) -> Result<(), StoreError> {
        let mut insert = self
            .conn
            .prepare_cached("INSERT INTO alarm (at_ms, kind, device, detail) VALUES (?1, ?2, ?3, ?4)")?;
        let device = alarm.device.as_ref().map(|device| device.bytes());
        insert.execute(params![alarm.at_ms, alarm.kind.name(), device, alarm.detail])?;
        Ok(())
    }

    pub fn epoch(&self) -> Result<Epoch, StoreError> {
        Ok(Epoch(self.conn.query_row(
            "SELECT epoch FROM meta WHERE id = 1",
            [],
            |row| array(row, 0),
        )?))
    }
}

/// A digest from its two cells.
pub(super) fn digest(row: &rusqlite::Row<'_>) -> rusqlite::Result<Digest> {
    Ok(Digest {
        count: number(row, 0)?,
        sum: u128::from_be_bytes(array(row, 1)?),
    })
}

fn read_ledger(conn: &Connection) -> rusqlite::Result<Ledger> {
    conn.prepare_cached(READ_META)?.query_row([], |row| {
        Ok(Ledger {
            last_no: number(row, 0)?,
            log_hash: ChainHash(array(row, 1)?),
            audit: AuditHead {
                no: number(row, 2)?,
                hash: array(row, 3)?,
            },
            relied_on: number(row, 4)?,
        })
    })
}
