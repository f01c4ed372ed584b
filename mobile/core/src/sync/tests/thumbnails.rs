// SPDX-License-Identifier: EUPL-1.2
//! Thumbnails of other people's photos: what is wanted, what did not come, and that neither keeps the rest away.

use std::sync::atomic::Ordering;

use ronda_shared::ids::PhotoHash;
use ronda_shared::limits::THUMBNAIL_AGAIN_MS;
use ronda_shared::policy::Role;
use ronda_shared::sync::Failure;

use super::super::thumbnails::noted;
use super::office::Office;
use super::settle;
use crate::engine::tests::camera::photo;
use crate::engine::tests::{Bench, NOW, pothole};
use crate::engine::{Engine, FileRequest};

const MIGRATION: &str = include_str!("../../../../../migrations/device/V35__thumbnails_wanted.sql");

/// A phone that holds six tickets of another, each with a photo; the photos of the newest come first.
fn six() -> (Bench, Engine, Vec<PhotoHash>) {
    let (other, bench, mut office) = (Bench::new(), Bench::new(), Office::new(1));
    let (mut one, mut two) = (other.found(Role::Agent), bench.found(Role::Agent));
    for seed in 3..9 {
        let photos = vec![photo(seed, None)];
        one.file(FileRequest { photos, ..pothole() }).unwrap();
    }
    settle(&mut one, &mut office).unwrap();
    settle(&mut two, &mut office).unwrap();
    let mut newest_first = one.store().own_photos().unwrap();
    newest_first.reverse();
    (bench, two, newest_first)
}

fn answered(
    phone: &mut Engine,
    photos: &[PhotoHash],
    answer: &Result<Option<Vec<u8>>, Failure>,
) -> Result<u64, Failure> {
    let answers = photos.iter().map(|photo| (*photo, answer.clone())).collect();
    let came = noted(phone, answers);
    assert_eq!(phone.store().misjudged_thumbnails(), 0);
    came
}

fn pass(bench: &Bench, ms: i64) -> i64 {
    bench.clock.fetch_add(ms, Ordering::Relaxed) + ms
}

fn wanted(phone: &Engine, now_ms: i64, most: usize) -> Vec<PhotoHash> {
    phone.store().thumbnails_wanted(now_ms, most).unwrap()
}

#[test]
fn thumbnails_are_missed_for_photos_of_others_alone_and_stand_apart_from_originals() {
    let (one, two) = (Bench::new(), Bench::new());
    let (mut one, mut two, mut office) = (one.found(Role::Agent), two.found(Role::Agent), Office::new(1));
    let filing = FileRequest {
        photos: vec![photo(5, None)],
        ..pothole()
    };
    let ticket = one.file(filing).unwrap().id;
    settle(&mut one, &mut office).unwrap();
    settle(&mut two, &mut office).unwrap();
    assert_eq!(one.store().thumbnails_wanted(NOW, 9).unwrap(), []);
    let missing = two.store().thumbnails_wanted(NOW, 9).unwrap();
    assert_eq!(missing, one.store().own_photos().unwrap());
    two.store_mut().keep_thumbnail(&missing[0], b"small").unwrap();
    assert_eq!(two.store().thumbnails_wanted(NOW, 9).unwrap(), []);
    assert_eq!(two.store().photo_thumbnail(&missing[0]).unwrap().unwrap(), b"small");
    assert!(
        two.photo_bytes(&ticket, &missing[0]).is_err(),
        "the original is not here"
    );
    assert!(two.doctor().unwrap().faults.is_empty());
    assert_eq!(two.store().tally().unwrap().photos_owed, 0);
}

#[test]
fn what_does_not_come_keeps_nothing_away_and_is_asked_for_again() {
    let (bench, mut phone, photos) = six();
    assert_eq!(wanted(&phone, NOW, 4), photos[..4]);
    assert_eq!(answered(&mut phone, &photos[..4], &Ok(None)), Ok(0));
    assert_eq!(wanted(&phone, NOW, 4), photos[4..], "older ones have their turn");
    assert_eq!(answered(&mut phone, &photos[4..], &Ok(Some(b"small".to_vec()))), Ok(2));
    let now_ms = pass(&bench, THUMBNAIL_AGAIN_MS / 2);
    assert_eq!(wanted(&phone, now_ms, 9), []);

    let now_ms = pass(&bench, THUMBNAIL_AGAIN_MS);
    let again = wanted(&phone, now_ms, 9);
    assert_eq!(again.len(), 2, "a quarter of what may be asked");
    assert_eq!(answered(&mut phone, &again, &Ok(None)), Ok(0));
    let others = wanted(&phone, now_ms, 9);
    assert!(
        others.len() == 2 && others.iter().all(|photo| !again.contains(photo)),
        "the longest waiting first"
    );
    let year_before_ms = NOW - 365 * 24 * 3_600_000;
    assert_eq!(
        wanted(&phone, year_before_ms, 16).len(),
        4,
        "asked under a clock that was wrong"
    );
}

#[test]
fn a_thumbnail_that_the_server_refuses_stands_back_and_none_for_a_server_that_is_busy_or_far() {
    let (_bench, mut phone, photos) = six();
    for failure in [
        Failure::Busy { wait_ms: 5_000 },
        Failure::Unreachable("no route".into()),
    ] {
        assert_eq!(answered(&mut phone, &photos[..2], &Err(failure.clone())), Err(failure));
        assert_eq!(wanted(&phone, NOW, 8), photos);
    }
    let trouble = Failure::Refused("it cannot make this photo small".into());
    assert_eq!(
        answered(&mut phone, &photos[..1], &Err(trouble.clone())),
        Err(trouble.clone())
    );
    assert_eq!(wanted(&phone, NOW, 8), photos[1..]);
    let answers = vec![
        (photos[1], Err(trouble.clone())),
        (photos[2], Ok(Some(b"small".to_vec()))),
    ];
    assert_eq!(noted(&mut phone, answers), Err(trouble));
    assert_eq!(wanted(&phone, NOW, 8), photos[3..], "what came beside it is kept");
}

#[test]
fn a_photo_of_two_tickets_is_asked_for_once_and_is_wanted_until_it_is_here() {
    let (other, bench, mut office) = (Bench::new(), Bench::new(), Office::new(1));
    let (mut one, mut two) = (other.found(Role::Agent), bench.found(Role::Agent));
    let twice = || FileRequest {
        photos: vec![photo(5, None)],
        ..pothole()
    };
    one.file(twice()).unwrap();
    settle(&mut one, &mut office).unwrap();
    settle(&mut two, &mut office).unwrap();
    let photos = wanted(&two, NOW, 8);
    assert_eq!(answered(&mut two, &photos, &Ok(None)), Ok(0));
    one.file(twice()).unwrap();
    settle(&mut one, &mut office).unwrap();
    settle(&mut two, &mut office).unwrap();
    assert_eq!(wanted(&two, NOW, 8), photos);
    assert_eq!(answered(&mut two, &photos, &Ok(Some(b"small".to_vec()))), Ok(1));
    assert_eq!(wanted(&two, NOW + 2 * THUMBNAIL_AGAIN_MS, 8), []);
}

#[test]
fn a_store_from_before_wants_what_it_has_not() {
    let (_bench, mut phone, photos) = six();
    answered(&mut phone, &photos[2..3], &Ok(Some(b"small".to_vec()))).unwrap();
    let before = "DROP INDEX thumbnail_wanted; ALTER TABLE ticket_photo DROP COLUMN thumbnail_asked_ms;";
    let ran = |phone: &mut Engine, sql: &str| phone.store_mut().within(|it| Ok(it.execute_batch(sql)?)).unwrap();
    ran(&mut phone, before);
    ran(&mut phone, MIGRATION);
    let left = [&photos[..2], &photos[3..]].concat();
    assert_eq!(wanted(&phone, NOW, 8), left);
    assert_eq!(phone.store().misjudged_thumbnails(), 0);
}
