// SPDX-License-Identifier: EUPL-1.2
//! What survives closing, copying and backing up.

use super::registry::{new_device, somebody, visit};
use super::*;
use crate::case_store::{RowCells, RowWrite, StoreError, Watermark};

pub(crate) async fn a_store_opened_again_has_everything(ground: &impl Ground) {
    let store = ground.open();
    store.put_person(somebody(), "person.added", by(1)).await.unwrap();
    store.put_device(new_device(PHONE), None, by(1)).await.unwrap();
    let mut mixed = deposit(ticket(1), 0, 0..3);
    mixed.quarantined.push(refused(ticket(1), 9));
    keep(&*store, mixed).await;
    let (meta, whole) = (store.meta().await.unwrap(), store.whole(&[ticket(1)]).await.unwrap());
    let custody = store.custody(None).await.unwrap();
    store.close().await;
    drop(store);
    let store = ground.open();
    assert_eq!(store.meta().await.unwrap(), meta);
    assert_eq!(store.meta().await.unwrap().jurisdiction, jurisdiction());
    assert_eq!(store.whole(&[ticket(1), ticket(2)]).await.unwrap(), whole);
    assert_eq!(store.custody(None).await.unwrap(), custody);
    assert_eq!(store.people().await.unwrap(), [somebody()]);
    assert_eq!(store.devices().await.unwrap().len(), 1);
    assert_eq!(store.tickets_after(None, 10).await.unwrap(), whole);
    assert_eq!(store.tickets_after(Some(ticket(1)), 10).await.unwrap(), []);
    assert_eq!(store.examine().await.unwrap(), []);
    assert_eq!(keep(&*store, deposit(ticket(1), 3, 3..4)).await, 4);
}

pub(crate) async fn a_copy_is_whole_and_the_watermark_never_goes_back(ground: &impl Ground) {
    let store = ground.open();
    keep(&*store, deposit(ticket(1), 0, 0..3)).await;
    let file = ground.folder().join("copy");
    let report = store.copy_to(&file).await.unwrap();
    assert_eq!(report.meta, store.meta().await.unwrap());
    assert_eq!(report.bytes, std::fs::metadata(&file).unwrap().len());
    assert!(
        matches!(store.copy_to(&file).await, Err(StoreError::Unfit(_))),
        "it never writes over a file"
    );
    let mark = |no| Watermark {
        backup: format!("backup {no}"),
        epoch: EPOCH,
        no,
        at_ms: 5,
    };
    store.vaulted(mark(3), By::office(5)).await.unwrap();
    store.vaulted(mark(2), By::office(6)).await.unwrap();
    let meta = store.meta().await.unwrap();
    assert_eq!((meta.vaulted_no(), meta.vaulted), (3, Some(mark(3))));
    assert_eq!(store.pull(Default::default()).await.unwrap().vaulted_no, 3);
}

pub(crate) async fn a_row_is_written_again_alone_unless_its_ticket_moved(ground: &impl Ground) {
    let store = ground.open();
    keep(&*store, deposit(ticket(1), 0, 0..3)).await;
    keep(&*store, deposit(ticket(2), 0, 0..1)).await;
    let (meta, whole) = (store.meta().await.unwrap(), store.whole(&[ticket(1)]).await.unwrap());
    let found = store.rows_after(None, 1).await.unwrap();
    assert_eq!((found[0].ticket, found[0].last_no), (ticket(1), 3));
    assert_eq!(found[0].saved, whole[0].held.saved);
    assert_eq!(found[0].cells, Some(RowCells::of(&whole[0].row)));
    let next = store.rows_after(Some(ticket(1)), 10).await.unwrap();
    assert_eq!(next.iter().map(|row| row.ticket).collect::<Vec<_>>(), [ticket(2)]);

    let mut row = whole[0].row.clone();
    row.title = "Un altro titolo".into();
    let write = |id, based_on| RowWrite {
        based_on,
        row: CaseRow { id, ..row.clone() },
    };
    let writes = vec![write(ticket(1), 2), write(ticket(2), 4), write(ticket(3), 0)];
    assert_eq!(store.put_rows(writes).await.unwrap(), 1, "one moved, one is not there");
    assert_eq!(store.whole(&[ticket(1)]).await.unwrap(), whole);
    let second = store.rows_after(Some(ticket(1)), 1).await.unwrap();
    assert_eq!(second[0].cells, Some(RowCells::of(&write(ticket(2), 4).row)));
    assert_eq!(store.meta().await.unwrap(), meta, "no number and no fact");
    assert_eq!(store.examine().await.unwrap(), []);
}

pub(crate) async fn a_merged_backup_is_on_record_once_and_ends_what_phones_rely_on(ground: &impl Ground) {
    let store = ground.open();
    store.visit(visit(None, 1)).await.unwrap();
    let mark = Watermark {
        backup: "newest".into(),
        epoch: EPOCH,
        no: 4,
        at_ms: 5,
    };
    assert_eq!(store.meta().await.unwrap().behind(), Some(4));
    store.merged(mark.clone(), By::office(5)).await.unwrap();
    let once = store.meta().await.unwrap();
    store.merged(mark, By::office(6)).await.unwrap();
    assert_eq!((once.behind(), once.vaulted_no()), (None, 0));
    assert_eq!(store.meta().await.unwrap(), once);
}

pub(crate) async fn a_closed_store_says_that_it_is_busy(ground: &impl Ground) {
    let store = ground.open();
    store.ready().await.unwrap();
    store.close().await;
    assert_eq!(store.ready().await, Err(StoreError::Busy));
    assert_eq!(store.meta().await, Err(StoreError::Busy));
}
