// SPDX-License-Identifier: EUPL-1.2
//! The SQLite store against the suite, and what only a file can suffer: tampering, older copies, foreign files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Connection;

use super::*;
use crate::case_store::conformance::{EPOCH, Ground, conforms, deposit, jurisdiction, keep, ticket};
use crate::case_store::{CaseStore, TicketLog, Upkeep};

struct Folder(tempfile::TempDir);

impl Folder {
    fn file(&self) -> PathBuf {
        self.0.path().join("store.sqlite")
    }

    /// Alters the closed file behind the store's back.
    fn tamper(&self, sql: &str) {
        assert_eq!(
            Connection::open(self.file()).unwrap().execute(sql, []).unwrap(),
            1,
            "{sql}"
        );
    }
}

impl Ground for Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn open(&self) -> Arc<dyn CaseStore> {
        let new = NewStore {
            jurisdiction: jurisdiction(),
            epoch: EPOCH,
            at_ms: 1,
        };
        let file = self.file();
        let store = if file.exists() {
            SqliteStore::open(&file)
        } else {
            SqliteStore::create(&file, &new)
        };
        Arc::new(store.unwrap())
    }

    fn folder(&self) -> &Path {
        self.0.path()
    }
}

conforms!(Folder);

#[tokio::test(flavor = "multi_thread")]
async fn every_alteration_of_the_file_is_found() {
    let alterations = [
        ("audit", "UPDATE audit SET who = 'somebody else' WHERE no = 2"),
        ("audit", "DELETE FROM audit WHERE no = 2"),
        ("audit", "DELETE FROM audit WHERE no = 3"),
        ("chain", "UPDATE change SET hash = zeroblob(32) WHERE no = 2"),
        ("numbers", "DELETE FROM change WHERE no = 2"),
        ("numbers", "DELETE FROM change WHERE no = 3"),
        ("digest", "UPDATE digest SET sum = zeroblob(16) WHERE scope = 'all'"),
        ("scopes", "DELETE FROM membership WHERE scope = 'all'"),
        ("digest", "UPDATE ticket SET heads = zeroblob(32)"),
    ];
    for (part, sql) in alterations {
        let folder = Folder::new();
        let store = folder.open();
        keep(&*store, deposit(ticket(1), 0, 0..3)).await;
        store.close().await;
        folder.tamper(sql);
        let faults = folder.open().examine().await.unwrap();
        assert!(faults.iter().any(|fault| fault.part == part), "{sql}: {faults:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_copy_taken_while_the_store_runs_opens_as_an_older_store() {
    let folder = Folder::new();
    let store = folder.open();
    keep(&*store, deposit(ticket(1), 0, 0..3)).await;
    let copy = Folder::new();
    for name in ["store.sqlite", "store.sqlite-wal"] {
        std::fs::copy(folder.folder().join(name), copy.folder().join(name)).unwrap();
    }
    keep(&*store, deposit(ticket(2), 0, 0..1)).await;
    let older = copy.open();
    assert_eq!(older.meta().await.unwrap().last_no, 3);
    assert_eq!(older.examine().await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deed_that_fails_leaves_no_trace_and_its_neighbours_stand() {
    let folder = Folder::new();
    folder.open();
    let store = SqliteStore::open(&folder.file()).unwrap();
    let failing = store.write(|w| -> Result<(), StoreError> {
        commit::keep(w, &deposit(ticket(1), 0, 0..3))?;
        Err(StoreError::Full)
    });
    let (failed, kept) = tokio::join!(failing, store.commit(vec![deposit(ticket(2), 0, 0..2)]));
    assert_eq!(failed, Err(StoreError::Full));
    assert_eq!(crate::case_store::conformance::numbers(&kept.unwrap()[0]), [1, 2]);
    assert!(store.held(&[ticket(1)]).await.unwrap().is_empty());
    assert_eq!(store.examine().await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_store_or_a_newer_one_is_refused_untouched() {
    let folder = Folder::new();
    std::fs::write(
        folder.file(),
        "these are the notes of somebody else, not a database at all".repeat(100),
    )
    .unwrap();
    let before = std::fs::read(folder.file()).unwrap();
    let refused = SqliteStore::open(&folder.file()).unwrap_err();
    assert!(matches!(refused, StoreError::Corrupt(_)), "{refused}");
    assert_eq!(std::fs::read(folder.file()).unwrap(), before);
    assert!(SqliteStore::open(&folder.folder().join("absent")).is_err());
    let newer = Folder::new();
    newer.open().close().await;
    newer.tamper(
        "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
         VALUES (99, 'from_tomorrow', '2031-01-01T00:00:00Z', '1')",
    );
    let refused = SqliteStore::open(&newer.file()).unwrap_err();
    assert!(matches!(refused, StoreError::Unfit(_)), "{refused}");
}

#[test]
fn what_a_pull_asks_never_reads_a_whole_table() {
    let folder = Folder::new();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(folder.open().close());
    let conn = Connection::open(folder.file()).unwrap();
    for sql in pull::STATEMENTS {
        let mut plan = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let values = vec![rusqlite::types::Null; plan.parameter_count()];
        let steps = plan
            .query_map(rusqlite::params_from_iter(values), |row| row.get::<_, String>(3))
            .unwrap();
        let steps: Vec<String> = steps.map(Result::unwrap).collect();
        assert!(steps.iter().all(|step| step.starts_with("SEARCH")), "{sql}\n{steps:?}");
    }
}
