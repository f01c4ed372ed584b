// SPDX-License-Identifier: EUPL-1.2
//! The store by itself: how it opens, and that a transaction is all or nothing. Also what other tests reach in for.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod paging;

use std::path::PathBuf;

use minicbor::bytes::ByteVec;
use ronda_shared::identity::{AuthorProof, Certificate, Secret, SignedCertificate};
use ronda_shared::ids::TicketId;
use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::open::pragma;
use super::*;

impl Store {
    /// Pages of the file.
    pub(crate) fn pages(&self) -> Result<u32, StoreError> {
        Ok(self.connection.query_row("PRAGMA page_count", [], |row| row.get(0))?)
    }

    /// Bounds the file, as a full disk would.
    pub(crate) fn bound_pages(&self, pages: u32) -> Result<(), StoreError> {
        Ok(self
            .connection
            .query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?)
    }

    /// Spoils the document of a ticket where it lies, as a worn disk would.
    pub(crate) fn spoil_document(&self, ticket: &TicketId) {
        let spoilt =
            "UPDATE document SET saved = zeroblob(length(saved)) WHERE ticket = (SELECT no FROM ticket WHERE id = ?1)";
        assert_eq!(self.connection.execute(spoilt, [ticket.bytes()]).unwrap(), 1);
    }

    /// Where in the file a page of some large value of a table lies, and how large pages are.
    pub(crate) fn page_of(&self, table: &str) -> (u64, usize) {
        self.checkpoint().unwrap();
        let page = "SELECT (pageno - 1) * pgsize, pgsize FROM dbstat WHERE name = ?1 AND pagetype = 'overflow' LIMIT 1";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get::<_, i64>(1)? as usize));
        self.connection.query_row(page, [table], read).unwrap()
    }

    /// Writes a ticket alone.
    pub(crate) fn put_ticket(&mut self, write: &TicketWrite) -> Result<(), StoreError> {
        self.within(|transaction| ticket::put(transaction, write))
    }

    /// Writes a ticket as a delivery would.
    pub(crate) fn deliver(
        &mut self,
        write: &TicketWrite,
        proofs: &[AuthorProof],
        checked: &Certificate,
        signed: &SignedCertificate,
    ) -> Result<(), StoreError> {
        self.within(|transaction| {
            ticket::put(transaction, write)?;
            proof::replace(transaction, &write.row.id, proofs)?;
            certificate::put(transaction, checked, signed)
        })
    }

    /// Admitted tickets in no scope that are not known to be outside, and tickets in a scope that are: none, ever.
    pub(crate) fn misplaced(&self) -> i64 {
        let count = "SELECT count(*) FROM ticket WHERE
             (length(admitted_heads) > 0 AND id NOT IN (SELECT ticket FROM membership) AND id NOT IN (SELECT ticket FROM outside))
             OR (id IN (SELECT ticket FROM membership) AND id IN (SELECT ticket FROM outside))";
        self.connection.query_row(count, [], |row| row.get(0)).unwrap()
    }

    /// Photos whose thumbnail is wanted though it is here or is none, and the other way round: none, ever.
    pub(crate) fn misjudged_thumbnails(&self) -> i64 {
        let count = "SELECT count(*) FROM ticket_photo named LEFT JOIN photo ON photo.sha256 = named.sha256 WHERE
             (named.thumbnail_asked_ms IS NOT NULL) <> (named.sealed = 0 AND photo.thumbnail IS NULL)";
        self.connection.query_row(count, [], |row| row.get(0)).unwrap()
    }

    /// Another ticket with the same code: ids that share their lowest 35 bits are rare, not impossible.
    pub(crate) fn twin_of(&mut self, id: &TicketId) -> Result<TicketId, StoreError> {
        let mut bytes = *id.bytes();
        bytes[8] ^= 1;
        let twin = TicketId::from_bytes(bytes);
        let held = self.ticket(id)?.unwrap();
        let mut write = TicketWrite::of(&self.document(id)?.unwrap(), held.admitted_heads, held.last_no)?;
        write.row.id = twin;
        self.put_ticket(&write)?;
        Ok(twin)
    }
}

/// How SQLite goes about a statement, in its own words.
fn plan(store: &Store, select: &str, values: &[Value]) -> Vec<String> {
    let explain = format!("EXPLAIN QUERY PLAN {select}");
    let mut statement = store.reader().prepare(&explain).unwrap();
    let lines = statement.query_map(params_from_iter(values), |row| row.get(3)).unwrap();
    lines.collect::<Result<_, _>>().unwrap()
}

fn store() -> (tempfile::TempDir, PathBuf, Secret) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ronda.db");
    (folder, path, Secret([5; 32]))
}

#[test]
fn every_pragma_reads_back_at_every_opening() {
    let (_folder, path, key) = store();
    for _ in 0..2 {
        let store = Store::open(&path, &key).unwrap();
        let read = |name| pragma(store.reader(), name).unwrap();
        let expected = [
            ("journal_mode", "wal"),
            ("synchronous", "2"),
            ("foreign_keys", "1"),
            ("secure_delete", "1"),
            ("trusted_schema", "0"),
            ("cell_size_check", "1"),
            ("temp_store", "2"),
            ("journal_size_limit", "4194304"),
            ("wal_autocheckpoint", "1000"),
        ];
        for (name, value) in expected {
            assert_eq!(read(name), value, "{name}");
        }
        assert!(!read("cipher_version").is_empty());
        assert_eq!(store.integrity_faults().unwrap(), Vec::<String>::new());
    }
}

#[test]
fn a_log_grows_while_a_long_pull_goes_on_and_gives_its_room_back() {
    const MIB: u64 = 1024 * 1024;
    let (_folder, path, key) = store();
    let mut store = Store::open(&path, &key).unwrap();
    let log = || path.with_extension("db-wal").metadata().unwrap().len();
    let write = |store: &mut Store, byte: u8, bytes: u64| {
        let filler = ByteVec::from(vec![byte; usize::try_from(bytes).unwrap()]);
        store
            .within(|transaction| meta::put(transaction, "filler", &filler))
            .unwrap();
    };
    store.grow_log(true).unwrap();
    write(&mut store, 7, 6 * MIB);
    write(&mut store, 8, 6 * MIB);
    assert!(log() > 12 * MIB, "one after the other");
    store.grow_log(false).unwrap();
    write(&mut store, 7, 1);
    write(&mut store, 8, 1);
    assert!(log() <= 4 * MIB, "folded, and begun anew");
    assert_eq!(store.integrity_faults().unwrap(), Vec::<String>::new());
}

#[test]
fn nothing_that_every_exchange_asks_reads_a_whole_table() {
    let (_folder, path, key) = store();
    let store = Store::open(&path, &key).unwrap();
    let asked = [
        outbox::OWED,
        outbox::IN_CUSTODY,
        inbox::LEFT,
        tally::COUNT,
        thumbnail::NEVER_ASKED,
        thumbnail::DUE_AGAIN,
    ];
    for select in asked {
        let count = (1..=3).filter(|no| select.contains(&format!("?{no}"))).count();
        let steps = plan(&store, select, &vec![Value::Integer(1); count]);
        let large = |step: &&String| {
            ["ticket", "change", "intent", "photo", "membership", "ticket_photo"]
                .iter()
                .any(|table| **step == format!("SCAN {table}"))
        };
        assert_eq!(steps.iter().find(large), None, "{select}\n{steps:#?}");
    }
}

#[test]
fn another_key_and_a_plain_file_do_not_open() {
    let (_folder, path, key) = store();
    drop(Store::open(&path, &key).unwrap());
    assert!(matches!(Store::open(&path, &Secret([6; 32])), Err(StoreError::Locked)));
    let plain = path.with_file_name("plain.db");
    Connection::open(&plain)
        .unwrap()
        .execute_batch("CREATE TABLE t (x)")
        .unwrap();
    assert!(matches!(Store::open(&plain, &key), Err(StoreError::Locked)));
}

#[test]
fn a_transaction_that_fails_or_is_cut_leaves_the_old_state() {
    let (_folder, path, key) = store();
    let mut store = Store::open(&path, &key).unwrap();
    store.keep_meta("a", &1_u64).unwrap();
    let failed = store.within(|transaction| {
        meta::put(transaction, "a", &2_u64)?;
        Err::<(), _>(StoreError::Damaged("test"))
    });
    assert!(failed.is_err());
    assert_eq!(store.meta::<u64>("a").unwrap(), Some(1));
    // What a kill leaves behind: a copy of the files while a transaction is open.
    let cut = path.with_file_name("cut.db");
    store
        .within(|transaction| {
            meta::put(transaction, "a", &3_u64)?;
            for end in ["", "-wal"] {
                let name = |path: &PathBuf| format!("{}{end}", path.display());
                std::fs::copy(name(&path), name(&cut)).unwrap();
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(Store::open(&cut, &key).unwrap().meta::<u64>("a").unwrap(), Some(1));
    drop(store);
    assert_eq!(Store::open(&path, &key).unwrap().meta::<u64>("a").unwrap(), Some(3));
}

#[test]
fn a_full_disk_is_named_and_trying_again_can_help() {
    let (_folder, path, key) = store();
    let mut store = Store::open(&path, &key).unwrap();
    store.bound_pages(store.pages().unwrap()).unwrap();
    let full = store.keep_meta("big", &"x".repeat(1 << 20)).unwrap_err();
    assert!(matches!(full, StoreError::Full), "{full}");
    assert!(!full.is_permanent());
}
