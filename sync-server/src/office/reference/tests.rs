// SPDX-License-Identifier: EUPL-1.2
//! The shipped set, publishing, what phones hear, and a store that lost what it had published.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use ronda_shared::identity::{Secret, SigningKey};
use ronda_shared::policy::Role;
use ronda_shared::reference::{Publication, ReferenceData, SignedReference};
use ronda_shared::ticket::{Category, Edit, Field, Priority, Value};
use ronda_shared::wire::{ExchangeRequest, ReferenceHeld, ReferenceNews, Verdict};

use super::super::tests::{House, Phone};
use super::*;

async fn current(house: &House) -> NamedReference {
    house.office.reference(None).await.unwrap()
}

/// Publishes the current set with another name for potholes.
async fn republish(house: &House, name: &str) -> Published {
    let mut data = current(house).await.data;
    data.categories[0].name.en = name.into();
    house.office.stage_reference(&data).await.unwrap();
    house.office.publish_staged().await.unwrap()
}

async fn hears(house: &House, phone: &Phone, held: Option<ReferenceHeld>) -> Option<ReferenceNews> {
    let request = ExchangeRequest {
        reference: held,
        ..phone.request(house, Vec::new()).await
    };
    let reply = house.office.exchange(&phone.asker(house).await, request).await.unwrap();
    reply.reference
}

fn holding(version: ReferenceVersion) -> Option<ReferenceHeld> {
    Some(ReferenceHeld {
        version: Some(version),
        given_back: None,
    })
}

#[test]
fn the_shipped_set_is_sound_for_every_jurisdiction() {
    for (jurisdiction, districts) in [("FI", 5), ("GE", 9), ("PRATO1", 1)] {
        let set = shipped::set(jurisdiction).unwrap_or_else(|faults| panic!("{jurisdiction}: {faults:#?}"));
        assert_eq!(
            (set.jurisdiction.as_str(), set.districts.len()),
            (jurisdiction, districts)
        );
        assert_eq!(set.calendar.patron_saint.is_some(), districts > 1);
        assert!(set.to_bytes().len() < 100 * 1024, "{}", set.to_bytes().len());
    }
    assert_eq!(
        shipped::set("PRATO1").unwrap().districts[0].code,
        "PRATO1",
        "as tickets without a district say"
    );
}

#[test]
fn the_shipped_set_covers_the_thirteen_groups_and_every_category_is_routed_and_asks_sensibly() {
    let set = shipped::set("FI").unwrap();
    assert_eq!(set.groups.len(), 13);
    assert!((60..=70).contains(&set.categories.len()), "{}", set.categories.len());
    for group in &set.groups {
        let own = set.categories.iter().filter(|category| category.group() == group.code);
        assert!(own.count() >= 2, "{}", group.code);
        assert!(
            set.routes.iter().any(|route| route.group.as_ref() == Some(&group.code)),
            "{}",
            group.code
        );
    }
    for category in &set.categories {
        assert!(set.category_fault(&category.code).is_none());
        let urgent = category.priority == Priority::P1;
        assert!(
            !urgent || category.emergency_sheet.is_some(),
            "{} is dangerous and says nothing",
            category.code
        );
        assert!(
            category.keywords.it.len() >= 2 && category.keywords.en.len() >= 2,
            "{}",
            category.code
        );
    }
    for code in ["roads.pothole", "lighting.lamp_off", "lighting.lamp"] {
        let category = set.category(code).unwrap();
        assert!(
            category.questions.iter().all(|question| !question.required),
            "{code} is filed in a hurry"
        );
    }
    assert_eq!(set.category("roads.pothole").unwrap().duplicate_radius_m, 20);
    assert_eq!(set.category("lighting.lamp_off").unwrap().duplicate_radius_m, 15);
}

#[test]
fn words_of_the_street_find_what_they_mean_in_the_shipped_set() {
    let set = shipped::set("FI").unwrap();
    let table = [
        ("lampada", "lighting.lamp_off"),
        ("buca", "roads.pothole"),
        ("pothole", "roads.pothole"),
        ("spazzatura", "waste.bin_full"),
        ("materasso", "waste.bulky"),
        ("fuga gas", "environment.gas_smell"),
        ("albero caduto", "green.tree_fallen"),
        ("doppia fila", "order.illegal_parking"),
        ("topi", "animals.rats"),
        ("semaforo", "lighting.traffic_light"),
        ("fly-tipping", "waste.dumped"),
        ("crollo", "roads.sinkhole"),
        ("scuola", "buildings.school"),
    ];
    for (words, code) in table {
        let hits = set.search(words);
        let codes: Vec<&str> = hits.iter().map(|hit| hit.category.code.as_str()).take(3).collect();
        assert!(codes.contains(&code), "{words}: {codes:?}");
    }
}

#[test]
fn what_is_exported_imports_as_the_same_version() {
    for jurisdiction in ["FI", "PRATO1"] {
        let data = shipped::set(jurisdiction).unwrap();
        let name = Published {
            at_ms: 7,
            version: data.version(),
        };
        let text = NamedReference { name, data }.to_toml();
        let back = text::parse(&text)
            .and_then(read)
            .unwrap_or_else(|faults| panic!("{faults:#?}\n{text}"));
        assert_eq!(back.version(), name.version);
        assert!(
            text.starts_with("# Version ") && text.contains("\n[[categories]]\ncode = \"roads.pothole\"\nname = { ")
        );
    }
}

#[test]
fn a_file_that_is_neither_toml_nor_json_is_told_so() {
    for text in ["format = ", "{ \"format\": }", "format"] {
        let faults = text::parse(text).and_then(read).unwrap_err();
        assert_eq!(faults[0].path, "file", "{text}");
        assert!(faults[0].cure.contains("is not "), "{text}");
    }
}

#[tokio::test]
async fn a_new_store_begins_with_the_shipped_set_and_keeps_it() {
    let mut house = House::new().await;
    let first = current(&house).await;
    assert_eq!((first.name.at_ms, first.data.districts.len()), (0, 5));
    let facts = house.office.store().facts_after(0, 100).await.unwrap();
    let published = facts.iter().filter(|stored| stored.fact.verb == "reference.published");
    assert_eq!(published.count(), 1);
    house.office.store().close().await;
    let file = house.file("store.sqlite");
    house.over(&file).await;
    assert_eq!(house.office.references().await.unwrap(), [first.name]);
}

#[tokio::test]
async fn publishing_hands_the_new_set_to_phones_once_and_keeps_the_old_one() {
    let house = House::new().await;
    let ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let shipped = current(&house).await.name;
    assert_eq!(hears(&house, &ada, None).await, None, "an app that does not know of it");
    let first = hears(&house, &ada, Some(ReferenceHeld::default()))
        .await
        .unwrap()
        .current
        .unwrap();
    assert_eq!(first.verify(&house.office.root_public()).unwrap().name(), shipped);
    assert_eq!(
        hears(&house, &ada, holding(shipped.version)).await,
        Some(ReferenceNews::default())
    );
    let next = republish(&house, "Hole").await;
    assert!(next > shipped && next.at_ms >= house.office.now_ms());
    let news = hears(&house, &ada, holding(shipped.version)).await.unwrap();
    assert!(!news.asked);
    let publication = news.current.unwrap().verify(&house.office.root_public()).unwrap();
    assert_eq!(publication.name(), next);
    assert_eq!(
        ReferenceData::from_bytes(&publication.data).unwrap().categories[0]
            .name
            .en,
        "Hole"
    );
    let old = house.office.reference(Some(shipped.version)).await.unwrap();
    assert_eq!(old.data.categories[0].name.en, "Pothole");
    assert_eq!(house.office.references().await.unwrap(), [next, shipped]);
}

#[tokio::test]
async fn publishing_needs_something_new_and_takes_no_category_away() {
    let house = House::new().await;
    assert!(
        house
            .office
            .publish_staged()
            .await
            .unwrap_err()
            .to_string()
            .contains("import")
    );
    let mut data = current(&house).await.data;
    house.office.stage_reference(&data).await.unwrap();
    assert!(
        house
            .office
            .publish_staged()
            .await
            .unwrap_err()
            .to_string()
            .contains("already")
    );
    data.categories.remove(0);
    house.office.stage_reference(&data).await.unwrap();
    let refused = house.office.publish_staged().await.unwrap_err().to_string();
    assert!(
        refused.contains("categories[roads.pothole]") && refused.contains("retired = true"),
        "{refused}"
    );
    let text = serde_json::to_string(&data).unwrap();
    let faults = house.office.check_reference(&text).await.unwrap().unwrap_err();
    assert_eq!(faults[0].path, "categories[roads.pothole]");
    assert_eq!(house.office.references().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_later_publication_is_newer_whatever_the_clock_says() {
    let house = House::new().await;
    let first = republish(&house, "Hole").await;
    house.pass(-86_400_000);
    let second = republish(&house, "Dip").await;
    assert!(second > first);
    let back = house.office.reference(Some(first.version)).await.unwrap();
    house.office.stage_reference(&back.data).await.unwrap();
    let third = house.office.publish_staged().await.unwrap();
    assert_eq!(
        third.version, first.version,
        "going back is publishing the old set again"
    );
    assert_eq!(current(&house).await.name, third);
}

#[tokio::test]
async fn a_store_that_lost_a_publication_learns_it_from_a_phone() {
    let mut house = House::new().await;
    let ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let copy = house.file("older.sqlite");
    house.office.store().copy_to(&copy).await.unwrap();
    let lost = republish(&house, "Hole").await;
    let signed = hears(&house, &ada, Some(ReferenceHeld::default()))
        .await
        .unwrap()
        .current
        .unwrap();
    house.over(&copy).await;
    let news = hears(&house, &ada, holding(lost.version)).await.unwrap();
    assert!(news.asked, "the store does not know it");
    let held = ReferenceHeld {
        version: Some(lost.version),
        given_back: Some(signed),
    };
    assert_eq!(hears(&house, &ada, Some(held)).await, Some(ReferenceNews::default()));
    assert_eq!(current(&house).await.name, lost);
    assert_eq!(house.office.examine(house.folder.path()).await.unwrap().faults, []);
}

#[tokio::test]
async fn what_the_root_did_not_sign_is_never_taken_from_a_phone() {
    let house = House::new().await;
    let ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let forged = Publication {
        published_at_ms: i64::MAX,
        data: current(&house).await.data.to_bytes(),
    };
    let forged: SignedReference = forged.sign(&SigningKey::from_seed(&Secret([77; 32])));
    let held = ReferenceHeld {
        version: None,
        given_back: Some(forged),
    };
    hears(&house, &ada, Some(held)).await.unwrap();
    assert_eq!(current(&house).await.name.at_ms, 0);
}

#[tokio::test]
async fn the_doctor_finds_a_flipped_byte_in_a_publication() {
    let house = House::new().await;
    let tampering = rusqlite::Connection::open(house.file("store.sqlite")).unwrap();
    let flip = "UPDATE reference SET published_at_ms = 5";
    assert_eq!(tampering.execute(flip, []).unwrap(), 1);
    let faults = house.office.examine(house.folder.path()).await.unwrap().faults;
    assert!(faults.iter().any(|fault| fault.part == "reference"), "{faults:?}");
}

#[tokio::test]
async fn a_category_of_any_version_is_admitted_and_shown_as_it_is() {
    let house = House::new().await;
    let mut ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let (id, mut document, genesis) = ada.files("Buca");
    let of_tomorrow = Value::Category(Category {
        code: "sea.of_tomorrow".into(),
        taxonomy_version: "f".repeat(64),
    });
    let edit = ada.action(vec![Edit::Set(Field::Category, of_tomorrow)]);
    let change = document.act(ada.actor, &edit).unwrap();
    let reply = ada.exchanges(&house, vec![ada.pushes(id, &[&genesis, &change])]).await;
    assert_eq!(reply.answers[0].verdict, Verdict::Settled);
    assert_eq!(reply.answers[0].quarantined, []);
    assert_eq!(
        house.office.case(&id.to_string()).await.unwrap()["category"],
        "sea.of_tomorrow"
    );
}

#[tokio::test]
async fn open_cases_are_listed_by_lateness_under_the_set_of_their_date() {
    let house = House::new().await;
    let mut ada = Phone::of(&house, house.hire("Ada Prova", Role::Agent).await, 11).await;
    let (early, _, first) = ada.files("Prima");
    ada.exchanges(&house, vec![ada.pushes(early, &[&first])]).await;
    let shipped = current(&house).await;
    let mut data = shipped.data.clone();
    data.sla[2].take = "10 minutes".parse().unwrap();
    house.office.stage_reference(&data).await.unwrap();
    house.pass(60_000);
    house.office.publish_staged().await.unwrap();
    house.pass(60_000);
    let (late, _, second) = ada.files("Seconda");
    ada.exchanges(&house, vec![ada.pushes(late, &[&second])]).await;
    let cases = house.office.sla().await.unwrap();
    let received: Vec<i64> = cases.iter().map(|case| case.received_at_ms).collect();
    assert_eq!(received.iter().max().unwrap() - received.iter().min().unwrap(), 120_000);
    let by_id = |id| cases.iter().find(|case| case.row.id == id).unwrap();
    assert_eq!(
        by_id(late).clock.take.due_ms,
        Some(by_id(late).received_at_ms + 600_000)
    );
    assert_eq!(by_id(early).version, shipped.name.version, "the terms of its date");
    assert!(by_id(early).clock.take.due_ms > by_id(late).clock.take.due_ms);
    assert_eq!(
        (by_id(late).clock.office.as_str(), by_id(late).clock.priority),
        ("strade", Priority::P3)
    );
    house.pass(11 * 60_000);
    let cases = house.office.sla().await.unwrap();
    let now = house.office.now_ms();
    assert_eq!(cases[0].row.id, late, "the overdue first");
    assert_eq!((cases[0].overdue(now), cases[0].late_ms(now)), (vec!["take"], 60_000));
    assert_eq!(cases[1].overdue(now), Vec::<&str>::new());
}
