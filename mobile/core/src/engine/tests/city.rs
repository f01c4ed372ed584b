// SPDX-License-Identifier: EUPL-1.2
//! Filing under the reference data of a made-up town.

use std::collections::BTreeMap;

use ronda_shared::reference::{Publication, ReferenceData, SignedReference, read};
use ronda_shared::ticket::{Field, Priority, Value, Visibility};
use ronda_shared::wire::ReferenceNews;
use serde_json::{Value as Json, json};

use super::*;
use crate::sync::tests::hear;

fn names(it: &str, en: &str) -> Json {
    json!({ "it": it, "en": en })
}

fn category(code: &str, it: &str, en: &str, words: &[&str]) -> Json {
    json!({
        "code": code, "name": names(it, en), "help": names("Aiuto", "Help"),
        "keywords": { "it": words, "en": ["something"] }, "priority": "P2", "visibility": "public",
    })
}

/// A town's set whose potholes are called so in English.
pub(crate) fn town(pothole: &str) -> ReferenceData {
    let mut lamp = category("lighting.lamp_off", "Lampione spento", "Street lamp out", &["lampada"]);
    lamp["questions"] = json!([
        { "code": "pole", "label": names("Numero", "Number"), "datatype": "string", "required": true },
        { "code": "extent", "label": names("Quanti", "How many"), "datatype": "multivaluelist",
          "values": [{ "code": "one", "label": names("Uno", "One") }, { "code": "many", "label": names("Molti", "Many") }] },
    ]);
    lamp["emergency_sheet"] = names("Non toccare", "Do not touch");
    let mut gone = category("roads.cobble", "Lastra", "Cobble", &["lastra"]);
    gone["retired"] = json!(true);
    let terms =
        ["P1", "P2", "P3", "P4"].map(|priority| json!({ "priority": priority, "take": "1 hour", "resolve": "1 day" }));
    read(json!({
        "format": 1, "jurisdiction": "FI",
        "groups": [{ "code": "roads", "name": names("Strade", "Roads") }, { "code": "lighting", "name": names("Luci", "Lights") }],
        "categories": [category("roads.pothole", "Buca", pothole, &["voragine"]), lamp, gone],
        "districts": [{ "code": "Q1", "name": "Centro" }],
        "offices": [{ "code": "desk", "name": names("Sportello", "Desk") }],
        "front_desk": "desk",
        "sla": terms,
        "calendar": { "time_zone": "CET-1CEST,M3.5.0,M10.5.0/3", "holidays": [], "easter_monday": true, "hours": { "monday": ["08:00-12:00"] } },
    }))
    .unwrap()
}

/// The set as the root of the test people publishes it.
pub(crate) fn published(data: &ReferenceData, published_at_ms: i64) -> SignedReference {
    Publication {
        published_at_ms,
        data: data.to_bytes(),
    }
    .sign(&SigningKey::from_seed(&Secret([200; 32])))
}

pub(crate) fn hears(engine: &mut Engine, data: &ReferenceData, at_ms: i64) {
    let news = ReferenceNews {
        current: Some(published(data, at_ms)),
        asked: false,
    };
    hear(engine, news);
}

fn with(category: &str, answers: &[(&str, &str)]) -> FileRequest {
    let given = answers
        .iter()
        .map(|(code, value)| ((*code).to_owned(), (*value).to_owned()));
    FileRequest {
        category: category.into(),
        answers: given.collect::<BTreeMap<String, String>>(),
        ..pothole()
    }
}

fn invalid(error: Error) -> Vec<String> {
    match error {
        Error::Invalid(faults) => faults,
        other => panic!("{other}"),
    }
}

#[test]
fn without_reference_data_every_code_can_be_filed() {
    let bench = Bench::new();
    let mut engine = bench.found(Role::Agent);
    assert_eq!(engine.reference().unwrap(), None);
    let id = engine.file(with("anything.at_all", &[("pole", "7")])).unwrap().id;
    let shown = engine.show(&id).unwrap();
    assert_eq!(
        (&shown["category"], &shown["priority"], &shown["visibility"]),
        (&json!("anything.at_all"), &json!("P3"), &json!("private"))
    );
    assert_eq!(engine.ticket(&id).unwrap().category().unwrap().taxonomy_version, "");
}

#[test]
fn a_ticket_keeps_the_version_it_was_filed_under_and_takes_what_the_category_says() {
    let bench = Bench::new();
    let mut engine = bench.found(Role::Agent);
    let (first, second) = (town("Pothole"), town("Hole"));
    hears(&mut engine, &first, 1);
    let early = engine.file(pothole()).unwrap().id;
    hears(&mut engine, &second, 2);
    let late = engine.file(pothole()).unwrap().id;
    for (id, set) in [(early, &first), (late, &second)] {
        let ticket = engine.ticket(&id).unwrap();
        assert_eq!(ticket.category().unwrap().taxonomy_version, set.version().to_string());
        assert_eq!(
            (ticket.priority(), ticket.visibility()),
            (Some(Priority::P2), Some(Visibility::Public))
        );
        let held = engine.store().reference_of(&set.version()).unwrap().unwrap();
        assert_eq!(held.data, *set);
    }
    let said = FileRequest {
        priority: Some(Priority::P4),
        visibility: Some(Visibility::Reserved),
        ..pothole()
    };
    let said = engine.file(said).unwrap().id;
    let ticket = engine.ticket(&said).unwrap();
    assert_eq!(
        (ticket.priority(), ticket.visibility()),
        (Some(Priority::P4), Some(Visibility::Reserved))
    );
    drop(engine);
    let engine = bench.open().unwrap();
    assert_eq!(
        engine.reference().unwrap().unwrap().data,
        second,
        "it is there after a restart"
    );
    assert_eq!(
        engine.store().unsound_references(&engine.identity().root_key).unwrap(),
        []
    );
}

#[test]
fn answers_are_kept_with_the_ticket_and_what_to_do_at_once_is_said() {
    let bench = Bench::new();
    let mut engine = bench.found(Role::Agent);
    hears(&mut engine, &town("Pothole"), 1);
    let filed = engine
        .file(with("lighting.lamp_off", &[("pole", " A7 "), ("extent", "one,many")]))
        .unwrap();
    assert!(
        filed.notes.iter().any(|note| note.to_string().contains("Do not touch")),
        "{:?}",
        filed.notes
    );
    let ticket = engine.ticket(&filed.id).unwrap();
    assert_eq!(ticket.text(&Field::Answer("pole".into())), Some("A7"));
    assert_eq!(ticket.text(&Field::Answer("extent".into())), Some("one,many"));
    assert_eq!(
        engine.store().changes(&filed.id).unwrap().len(),
        1,
        "one action is one change"
    );
    let answer = |code: &str, value: &str| vec![(Field::Answer(code.into()), Value::Text(value.into()))];
    engine.edit(&filed.id, answer("extent", "many")).unwrap();
    assert!(invalid(engine.edit(&filed.id, answer("extent", "none")).unwrap_err())[0].contains("one, many"));
    assert!(invalid(engine.edit(&filed.id, answer("colour", "red")).unwrap_err())[0].contains("pole, extent"));
}

#[test]
fn every_fault_of_category_and_answers_is_named_beside_the_others_and_nothing_is_saved() {
    let bench = Bench::new();
    let mut engine = bench.found(Role::Agent);
    hears(&mut engine, &town("Pothole"), 1);
    let request = FileRequest {
        title: Some("x".repeat(121)),
        ..with("lighting.lamp_off", &[("extent", "some")])
    };
    let faults = invalid(engine.file(request).unwrap_err());
    assert_eq!(faults.len(), 3, "{faults:?}");
    for (code, cure) in [
        ("roads.pothol", "did you mean roads.pothole"),
        ("roads.cobble", "no longer used"),
        ("x.y", "--search"),
    ] {
        let faults = invalid(engine.file(with(code, &[])).unwrap_err());
        assert!(faults.len() == 1 && faults[0].contains(cure), "{faults:?}");
    }
    assert_eq!(engine.status().unwrap().tally.tickets, 0);
}

#[test]
fn an_edited_category_is_checked_and_carries_its_version_while_others_edits_are_not_touched() {
    let bench = Bench::new();
    let mut engine = bench.found(Role::Agent);
    let id = engine.file(with("free.code", &[])).unwrap().id;
    let set = town("Pothole");
    hears(&mut engine, &set, 1);
    let category = |code: &str| {
        let taxonomy_version = String::new();
        let code = code.to_owned();
        vec![(
            Field::Category,
            Value::Category(ronda_shared::ticket::Category { code, taxonomy_version }),
        )]
    };
    engine
        .edit(&id, vec![(Field::Title, Value::Text("Altro".into()))])
        .unwrap();
    engine
        .edit(&id, vec![(Field::Answer("pole".into()), Value::Text("7".into()))])
        .unwrap();
    assert!(invalid(engine.edit(&id, category("roads.pothol")).unwrap_err())[0].contains("roads.pothole"));
    engine.edit(&id, category("roads.pothole")).unwrap();
    let ticket = engine.ticket(&id).unwrap();
    assert_eq!(ticket.category().unwrap().taxonomy_version, set.version().to_string());
}
