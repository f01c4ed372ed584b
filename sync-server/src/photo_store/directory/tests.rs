// SPDX-License-Identifier: EUPL-1.2
//! Photos in a real folder: durable names, honest offsets, nothing under a wrong hash.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use super::*;

fn hash_of(bytes: &[u8]) -> PhotoHash {
    PhotoHash(Sha256::digest(bytes).into())
}

fn store() -> (tempfile::TempDir, PhotoDirectory) {
    let folder = tempfile::tempdir().unwrap();
    let store = PhotoDirectory::open(folder.path()).unwrap();
    (folder, store)
}

#[tokio::test]
async fn a_photo_reads_back_under_its_hash_and_lies_where_it_is_said_to() {
    let (folder, store) = store();
    let bytes = b"pixels".to_vec();
    let hash = hash_of(&bytes);
    store.put(&hash, bytes.clone()).await.unwrap();
    store.put(&hash, bytes.clone()).await.unwrap();
    let name = hash.to_string();
    let place = folder
        .path()
        .join("photos")
        .join(&name[..2])
        .join(format!("{name}.jpg"));
    assert_eq!(
        (store.place_of(&hash), fs::read(&place).unwrap()),
        (place, bytes.clone())
    );
    let reopened = PhotoDirectory::open(folder.path()).unwrap();
    assert_eq!(reopened.get(&hash).await.unwrap(), Some(bytes));
    assert_eq!(reopened.list().await.unwrap(), [hash]);
    reopened.remove(&hash).await.unwrap();
    assert!(!reopened.exists(&hash).await.unwrap());
}

#[tokio::test]
async fn bytes_under_a_wrong_hash_are_refused_and_leave_nothing() {
    let (folder, store) = store();
    assert_eq!(
        store.put(&hash_of(b"other"), b"pixels".to_vec()).await,
        Err(PhotoStoreError::WrongHash)
    );
    assert_eq!(store.list().await.unwrap(), []);
    assert_eq!(fs::read_dir(folder.path().join("uploads")).unwrap().count(), 0);
}

#[tokio::test]
async fn an_upload_goes_on_at_the_real_length_of_its_file() {
    let (folder, store) = store();
    let upload = UploadId(Uuid::from_u128(7));
    store.begin(&upload).await.unwrap();
    assert_eq!(store.append(&upload, 0, b"pix".to_vec()).await, Ok(3));
    assert_eq!(
        store.append(&upload, 0, b"pix".to_vec()).await,
        Err(PhotoStoreError::WrongOffset { at: 3 })
    );
    let reopened = PhotoDirectory::open(folder.path()).unwrap();
    reopened.begin(&upload).await.unwrap();
    assert_eq!(reopened.offset(&upload).await, Ok(3), "beginning again loses nothing");
    assert_eq!(reopened.append(&upload, 3, b"els".to_vec()).await, Ok(6));
    assert_eq!(
        reopened.finish(&upload, &hash_of(b"other")).await,
        Err(PhotoStoreError::WrongHash)
    );
    reopened.finish(&upload, &hash_of(b"pixels")).await.unwrap();
    assert_eq!(reopened.get(&hash_of(b"pixels")).await.unwrap().unwrap(), b"pixels");
    assert_eq!(reopened.uploads().await.unwrap(), []);
    assert_eq!(reopened.offset(&upload).await, Err(PhotoStoreError::Absent));
}

#[tokio::test]
async fn a_piece_waits_for_one_that_is_still_being_written() {
    let (folder, store) = store();
    let upload = UploadId(Uuid::from_u128(9));
    store.begin(&upload).await.unwrap();
    let part = fs::read_dir(folder.path().join("uploads"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let mut earlier = OpenOptions::new().append(true).open(part).unwrap();
    earlier.lock().unwrap();
    earlier.write_all(b"pix").unwrap();
    let mut next = Box::pin(store.append(&upload, 3, b"els".to_vec()));
    let waits = tokio::time::timeout(std::time::Duration::from_millis(1), &mut next).await;
    assert!(waits.is_err(), "it does not write in between");
    earlier.write_all(b"el").unwrap();
    drop(earlier);
    assert_eq!(next.await, Err(PhotoStoreError::WrongOffset { at: 5 }));
}

#[tokio::test]
async fn what_a_killed_server_had_not_put_in_its_place_is_swept() {
    let (folder, _) = store();
    let left = folder.path().join("uploads").join("0190.draft");
    fs::write(&left, b"pix").unwrap();
    PhotoDirectory::open(folder.path()).unwrap();
    assert!(!left.exists());
}

#[tokio::test]
async fn a_dropped_upload_is_gone_and_dropping_it_twice_is_fine() {
    let (_folder, store) = store();
    let upload = UploadId(Uuid::from_u128(8));
    store.begin(&upload).await.unwrap();
    assert_eq!(store.uploads().await.unwrap(), [upload]);
    store.drop_upload(&upload).await.unwrap();
    store.drop_upload(&upload).await.unwrap();
    assert_eq!(store.append(&upload, 0, vec![1]).await, Err(PhotoStoreError::Absent));
}

#[tokio::test]
async fn what_is_set_aside_is_kept_once_within_the_bounds_of_its_device_and_goes_with_its_photo() {
    let (folder, store) = store();
    let (one, other) = (DeviceId([1; 8]), DeviceId([2; 8]));
    let aside = async |device, bytes: &[u8]| store.set_aside(device, &hash_of(bytes), bytes.to_vec(), 8).await;
    assert_eq!(store.list_aside().await.unwrap(), []);
    assert_eq!(aside(&one, b"pixels").await, Ok(SetAside::Kept));
    assert_eq!(aside(&one, b"pixels").await, Ok(SetAside::Known));
    assert_eq!(aside(&one, b"more pixels").await, Ok(SetAside::Full));
    assert_eq!(aside(&other, b"pixels").await, Ok(SetAside::Kept));
    let hash = hash_of(b"pixels");
    assert_eq!(store.list_aside().await.unwrap(), [(one, hash), (other, hash)]);
    assert!(!store.exists(&hash).await.unwrap(), "it is no stored photo");
    store.remove(&hash).await.unwrap();
    assert_eq!(store.list_aside().await.unwrap(), []);
    assert_eq!(fs::read_dir(folder.path().join("uploads")).unwrap().count(), 0);
}
