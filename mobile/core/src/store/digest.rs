// SPDX-License-Identifier: EUPL-1.2
//! The digest of each scope, kept with every admitted head, so that comparing costs nothing however many tickets there are.

use std::collections::{BTreeMap, BTreeSet};

use ronda_shared::ids::TicketId;
use ronda_shared::limits::DIGEST_BUCKETS;
use ronda_shared::sync::{Digest, ScopeDigest, bucket_of, ticket_sum};
use rusqlite::{Connection, OptionalExtension, params};

use super::blob::heads;
use super::{Store, StoreError};

/// The digests as one transaction moves them: a ticket is counted out before its first change and in at the end.
#[derive(Debug, Default)]
pub(crate) struct Moving {
    lifted: BTreeSet<TicketId>,
    moved: BTreeMap<(String, u8), Digest>,
}

impl Moving {
    /// Counts a ticket out of its scopes, once; to be called before its heads or memberships change.
    pub(crate) fn lift(&mut self, connection: &Connection, ticket: &TicketId) -> Result<(), StoreError> {
        if !self.lifted.insert(*ticket) {
            return Ok(());
        }
        self.each(connection, ticket, Digest::without)
    }

    /// Counts every lifted ticket in again, as it stands now, and writes the buckets that moved.
    pub(crate) fn settle(mut self, connection: &Connection) -> Result<(), StoreError> {
        for ticket in std::mem::take(&mut self.lifted) {
            self.each(connection, &ticket, Digest::with)?;
        }
        self.moved
            .iter()
            .try_for_each(|((scope, bucket), moved)| add(connection, scope, *bucket, *moved))
    }

    fn each(
        &mut self,
        connection: &Connection,
        ticket: &TicketId,
        count: impl Fn(Digest, u128) -> Digest,
    ) -> Result<(), StoreError> {
        let mut admitted = connection.prepare_cached("SELECT admitted_heads FROM ticket WHERE id = ?1")?;
        let mut rows = admitted.query([ticket.bytes()])?;
        let Some(row) = rows.next()? else { return Ok(()) };
        let sum = ticket_sum(ticket, &heads(row, 0)?);
        let mut scopes = connection.prepare_cached("SELECT scope FROM membership WHERE ticket = ?1")?;
        let mut scopes = scopes.query([ticket.bytes()])?;
        while let Some(row) = scopes.next()? {
            let entry = self.moved.entry((row.get(0)?, bucket_of(ticket))).or_default();
            *entry = count(*entry, sum);
        }
        Ok(())
    }
}

impl Store {
    /// The buckets of a scope as kept, 256 of them.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn buckets(&self, scope: &str) -> Result<ScopeDigest, StoreError> {
        buckets(self.reader(), scope)
    }

    /// The buckets of a scope counted anew from its tickets: equal to the kept ones, or something is broken.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn buckets_recounted(&self, scope: &str) -> Result<ScopeDigest, StoreError> {
        recounted(self.reader(), scope)
    }

    /// The scopes granted to this phone.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn scopes(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self.reader().prepare_cached("SELECT name FROM scope ORDER BY name")?;
        let names = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(names)
    }
}

/// The buckets of a scope.
pub(crate) fn buckets(connection: &Connection, scope: &str) -> Result<ScopeDigest, StoreError> {
    let mut sums = vec![Digest::default(); DIGEST_BUCKETS];
    let mut statement = connection.prepare_cached("SELECT bucket, count, sum FROM digest WHERE scope = ?1")?;
    let mut rows = statement.query([scope])?;
    while let Some(row) = rows.next()? {
        if let Some(sum) = sums.get_mut(usize::from(row.get::<_, u8>(0)?)) {
            *sum = Digest {
                count: row.get::<_, i64>(1)?.cast_unsigned(),
                sum: u128::from_be_bytes(row.get(2)?),
            };
        }
    }
    Ok(ScopeDigest {
        scope: scope.to_owned(),
        sums,
    })
}

fn recounted(connection: &Connection, scope: &str) -> Result<ScopeDigest, StoreError> {
    let mut sums = vec![Digest::default(); DIGEST_BUCKETS];
    let mut statement = connection.prepare_cached(
        "SELECT ticket.id, ticket.admitted_heads FROM membership JOIN ticket ON ticket.id = membership.ticket
         WHERE membership.scope = ?1",
    )?;
    let mut rows = statement.query([scope])?;
    while let Some(row) = rows.next()? {
        let ticket: TicketId = super::blob::id(row, 0)?;
        if let Some(sum) = sums.get_mut(usize::from(bucket_of(&ticket))) {
            *sum = sum.with(ticket_sum(&ticket, &heads(row, 1)?));
        }
    }
    Ok(ScopeDigest {
        scope: scope.to_owned(),
        sums,
    })
}

/// Whether as many tickets are in a scope as its digest counts; looks at an index only.
pub(crate) fn counts_all(connection: &Connection, ours: &ScopeDigest) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached("SELECT count(*) FROM membership WHERE scope = ?1")?;
    let count: i64 = statement.query_row([&ours.scope], |row| row.get(0))?;
    Ok(total(ours).count == count.unsigned_abs())
}

/// The buckets of a scope counted anew, and kept so: a wrong sum would else differ from the office's for ever.
pub(crate) fn recount(connection: &Connection, scope: &str) -> Result<ScopeDigest, StoreError> {
    let counted = recounted(connection, scope)?;
    connection
        .prepare_cached("DELETE FROM digest WHERE scope = ?1")?
        .execute([scope])?;
    for (bucket, sum) in (0..=u8::MAX).zip(&counted.sums) {
        if *sum != Digest::default() {
            add(connection, scope, bucket, *sum)?;
        }
    }
    Ok(counted)
}

/// The one digest of a whole scope.
pub(crate) fn total(digest: &ScopeDigest) -> Digest {
    digest
        .sums
        .iter()
        .fold(Digest::default(), |sum, bucket| sum.plus(*bucket))
}

fn add(connection: &Connection, scope: &str, bucket: u8, moved: Digest) -> Result<(), StoreError> {
    let mut kept = connection.prepare_cached("SELECT count, sum FROM digest WHERE scope = ?1 AND bucket = ?2")?;
    let kept = kept
        .query_row(params![scope, bucket], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, [u8; 16]>(1)?))
        })
        .optional()?
        .map_or_else(Digest::default, |(count, sum)| Digest {
            count: count.cast_unsigned(),
            sum: u128::from_be_bytes(sum),
        });
    let now = kept.plus(moved);
    let mut write = connection.prepare_cached(
        "INSERT INTO digest (scope, bucket, count, sum) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (scope, bucket) DO UPDATE SET count = excluded.count, sum = excluded.sum",
    )?;
    write.execute(params![scope, bucket, now.count.cast_signed(), now.sum.to_be_bytes()])?;
    Ok(())
}
