// SPDX-License-Identifier: EUPL-1.2
//! Cases as the office looks for them, photos and uploads.

use uuid::Uuid;

use super::*;
use crate::case_store::{CaseKey, CaseQuery, Near, PhotoQuery, StoredPhoto, Upload, UploadId};

pub(super) async fn keep_row(store: &dyn CaseStore, no: u16, change: impl FnOnce(&mut CaseRow)) {
    let mut deposit = deposit(ticket(no), 0, 0..1);
    change(&mut deposit.state.as_mut().unwrap().row);
    keep(store, deposit).await;
}

async fn found(store: &dyn CaseStore, query: CaseQuery) -> Vec<TicketId> {
    let query = CaseQuery { limit: 10, ..query };
    store.cases(query).await.unwrap().iter().map(|row| row.id).collect()
}

/// Three cases: one with words, one with a place and a number, one far away in another district.
async fn three_cases(store: &dyn CaseStore) {
    keep_row(store, 1, |row| row.title = "Buca in Piazza della Libertà".into()).await;
    keep_row(store, 2, |row| {
        (row.lat, row.lon) = (Some(43.7687), Some(11.2569));
        row.category = "lights.out".into();
        row.case_number = Some("2026/FI-7K3Q-92MX".into());
    })
    .await;
    keep_row(store, 3, |row| {
        (row.lat, row.lon) = (Some(43.80), Some(11.2569));
        row.district = "Q5".into();
        row.code = "FI-0000-0000".into();
        (row.office, row.notices) = (Some("ROADS".into()), 2);
        row.crews = vec!["ROADS-1".into(), "ROADS-12".into()];
    })
    .await;
}

pub(crate) async fn cases_are_found_by_filters_words_and_place(ground: &impl Ground) {
    let store = ground.open();
    three_cases(&*store).await;
    let text = |text: &str| Some(text.to_owned());
    let all = CaseQuery::default;
    let near = Near {
        lat: 43.7690,
        lon: 11.2570,
        radius_m: 200.0,
    };
    let mut third = row(ticket(3));
    third.created_at_ms = 3;
    let questions: [(CaseQuery, &[u16]); 7] = [
        (all(), &[3, 2, 1]),
        (
            CaseQuery {
                search: text("LIBERTA  buca"),
                ..all()
            },
            &[1],
        ),
        (
            CaseQuery {
                category: text("lights.out"),
                ..all()
            },
            &[2],
        ),
        (
            CaseQuery {
                district: text("Q5"),
                ..all()
            },
            &[3],
        ),
        (
            CaseQuery {
                status: text("closed"),
                ..all()
            },
            &[],
        ),
        (
            CaseQuery {
                near: Some(near),
                ..all()
            },
            &[2],
        ),
        (
            CaseQuery {
                after: Some(CaseKey::of(&third)),
                ..all()
            },
            &[2, 1],
        ),
    ];
    for (query, expected) in questions {
        let expected: Vec<TicketId> = expected.iter().map(|no| ticket(*no)).collect();
        assert_eq!(found(&*store, query.clone()).await, expected, "{query:?}");
    }
    assert_eq!(store.case_count().await.unwrap(), 3);
}

pub(crate) async fn cases_are_found_by_office_crew_and_what_people_must_be_told(ground: &impl Ground) {
    let store = ground.open();
    three_cases(&*store).await;
    let text = |text: &str| Some(text.to_owned());
    let all = CaseQuery::default;
    let crew = |crew: &str| CaseQuery {
        crew: text(crew),
        ..all()
    };
    let of_office = CaseQuery {
        office: text("ROADS"),
        ..all()
    };
    let told = CaseQuery { told: true, ..all() };
    for query in [crew("ROADS-1"), crew("ROADS-12"), of_office, told] {
        assert_eq!(found(&*store, query.clone()).await, [ticket(3)], "{query:?}");
    }
    assert_eq!(found(&*store, crew("ROADS")).await, []);
}

pub(crate) async fn a_code_may_name_two_cases_and_a_case_number_one(ground: &impl Ground) {
    let store = ground.open();
    three_cases(&*store).await;
    assert_eq!(store.cases_named("FI-7K3Q-92MX").await.unwrap(), [ticket(1), ticket(2)]);
    let numbers = ["2026/FI-7K3Q-92MX", "2026/FI-7K3Q-92MX-2"].map(str::to_owned);
    let taken = store.case_numbers_taken(&numbers).await.unwrap();
    assert_eq!(taken.into_iter().collect::<Vec<_>>(), numbers[..1]);
}

pub(crate) async fn photos_are_seen_by_who_brought_them_or_holds_a_ticket(ground: &impl Ground) {
    let store = ground.open();
    let mut named = deposit(ticket(1), 0, 0..1);
    if let Some(state) = &mut named.state {
        state.row.photos = vec![photo(1), photo(2)];
        state.photographers.insert(photo(2), person(7));
    }
    keep(&*store, named).await;
    let asker = |device, scope: &str| PhotoQuery {
        device,
        person: person(8),
        scopes: vec![scope.to_owned()],
    };
    let (inside, outside) = (asker(OTHER_PHONE, "district:Q1"), asker(OTHER_PHONE, "district:Q2"));
    assert_eq!(store.photos_missing(&inside, 10).await.unwrap(), [photo(1), photo(2)]);
    assert_eq!(store.photos_missing(&outside, 10).await.unwrap(), []);
    let photographer = PhotoQuery {
        person: person(7),
        ..outside.clone()
    };
    let his = store.photos_missing(&photographer, 10).await.unwrap();
    assert_eq!(his, [photo(2)], "he may have it, whatever he sees");
    let stored = |hash| StoredPhoto {
        hash,
        bytes: 400,
        device: PHONE,
        by: by(1),
    };
    store.photo_stored(stored(photo(1))).await.unwrap();
    store.photo_stored(stored(photo(9))).await.unwrap();
    assert_eq!(store.photos_missing(&inside, 10).await.unwrap(), [photo(2)]);
    let all = [photo(1), photo(2), photo(9)];
    let seen = |asker: PhotoQuery| {
        let store = Arc::clone(&store);
        async move {
            store
                .photos_visible(&asker, &all)
                .await
                .unwrap()
                .iter()
                .map(|photo| photo.hash)
                .collect::<Vec<_>>()
        }
    };
    assert_eq!(seen(inside).await, [photo(1)], "through the ticket");
    assert_eq!(seen(outside).await, []);
    assert_eq!(
        seen(asker(PHONE, "district:Q2")).await,
        [photo(1), photo(9)],
        "who brought them"
    );
    assert_eq!(store.photos(&all).await.unwrap().len(), 2);
    let record = store.photo(&photo(9)).await.unwrap().unwrap();
    assert_eq!((record.no, record.bytes), (3, 400));
    assert_eq!(store.photos_after(2, 10).await.unwrap(), [record]);
}

pub(crate) async fn naming_a_photo_shows_it_to_nobody_before_the_namer_brought_it(ground: &impl Ground) {
    let store = ground.open();
    keep_row(&*store, 1, |row| row.photos = vec![photo(1)]).await;
    let brought_by = |device| StoredPhoto {
        hash: photo(1),
        bytes: 400,
        device,
        by: by(1),
    };
    let seen_by = async |device| {
        let asker = PhotoQuery {
            device,
            person: person(8),
            scopes: vec!["district:Q1".to_owned()],
        };
        store.photos_visible(&asker, &[photo(1)]).await.unwrap().len()
    };
    let colleague = DeviceId([3; 8]);
    store.photo_stored(brought_by(OTHER_PHONE)).await.unwrap();
    assert_eq!((seen_by(PHONE).await, seen_by(colleague).await), (0, 0));
    store.photo_stored(brought_by(PHONE)).await.unwrap();
    assert_eq!((seen_by(PHONE).await, seen_by(colleague).await), (1, 1));
}

pub(crate) async fn one_upload_for_each_photo_and_device(ground: &impl Ground) {
    let store = ground.open();
    let upload = |id: u128, device, expires_at_ms| Upload {
        id: UploadId(Uuid::from_u128(id)),
        device,
        hash: photo(1),
        length: 400,
        expires_at_ms,
    };
    let first = store.open_upload(upload(1, PHONE, 100)).await.unwrap();
    assert_eq!(
        store.open_upload(upload(2, PHONE, 200)).await.unwrap(),
        first,
        "the same again is the one that runs"
    );
    let other = store.open_upload(upload(3, OTHER_PHONE, 100)).await.unwrap();
    assert_eq!(other, upload(3, OTHER_PHONE, 100));
    store.extend_upload(&first.id, 500).await.unwrap();
    assert_eq!(store.lapse_uploads(101).await.unwrap(), [other.id]);
    assert_eq!(store.upload(&first.id).await.unwrap().unwrap().expires_at_ms, 500);
    store.close_upload(&first.id).await.unwrap();
    assert_eq!(store.upload(&first.id).await.unwrap(), None);
}

pub(crate) async fn photos_that_no_ticket_names_are_counted_by_device(ground: &impl Ground) {
    let store = ground.open();
    keep_row(&*store, 1, |row| row.photos = vec![photo(1), photo(2)]).await;
    for (no, device) in [(1, PHONE), (8, PHONE), (9, PHONE), (7, OTHER_PHONE)] {
        let (hash, by) = (photo(no), by(1));
        let stored = StoredPhoto {
            hash,
            bytes: 400,
            device,
            by,
        };
        store.photo_stored(stored).await.unwrap();
    }
    assert_eq!(store.unnamed_photo_bytes(&PHONE).await.unwrap(), 800);
    assert_eq!(store.unnamed_photo_bytes(&DeviceId([3; 8])).await.unwrap(), 0);
    for (no, expected) in [(2, true), (9, true), (3, false)] {
        assert_eq!(store.is_photo_expected(&photo(no)).await.unwrap(), expected, "{no}");
    }
}
