// SPDX-License-Identifier: EUPL-1.2
//! Whatever the use cases accept passes the gate, also at the maximum of every field.

use std::cell::RefCell;

use proptest::prelude::*;
use ronda_shared::document::RawChange;
use ronda_shared::limits;
use ronda_shared::ticket::{Category, Danger, Field, Position, Priority, Value, Visibility};

use super::camera::photo;
use super::*;

fn text(chars: usize) -> impl Strategy<Value = String> {
    let symbol = prop_oneof![
        Just('a'),
        Just('è'),
        Just('漢'),
        Just('😀'),
        Just('\n'),
        any::<char>().prop_filter("kept", |c| !c.is_control())
    ];
    (symbol, prop_oneof![Just(chars), 0..=chars]).prop_map(|(symbol, many)| symbol.to_string().repeat(many))
}

fn edits() -> impl Strategy<Value = Vec<(Field, Value)>> {
    let code = || "[a-z.]{64}".prop_map(Value::Text);
    (
        text(limits::TITLE_CHARS),
        text(limits::TEXT_CHARS),
        text(limits::SHORT_TEXT_CHARS),
        code(),
        text(limits::SHORT_TEXT_CHARS),
    )
        .prop_map(|(title, description, address, code, reason)| {
            let position = Position {
                accuracy_m: Some(1e5),
                fix_age_s: Some(u32::MAX),
                mocked: Some(true),
                ..Position::new(90.0, -180.0, PositionSource::Gps)
            };
            let category = Category {
                code: "x".repeat(limits::CODE_BYTES),
                taxonomy_version: "t".repeat(64),
            };
            vec![
                (Field::Title, Value::Text(title)),
                (Field::Description, Value::Text(description)),
                (Field::Address, Value::Text(address)),
                (Field::District, code.clone()),
                (Field::AssetRef, code.clone()),
                (Field::AddressId, code),
                (
                    Field::Answer("q".repeat(limits::CODE_BYTES)),
                    Value::Text(reason.clone()),
                ),
                (Field::Danger, Value::Danger(Danger { present: false, reason })),
                (Field::Position, Value::Position(position)),
                (Field::Category, Value::Category(category)),
                (Field::Priority, Value::Priority(Priority::P1)),
                (Field::Visibility, Value::Visibility(Visibility::Reserved)),
            ]
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, rng_seed: proptest::test_runner::RngSeed::Fixed(9), ..ProptestConfig::default() })]

    #[test]
    fn every_edit_that_is_accepted_passes_the_scan_and_reads_back(edits in edits(), note in text(limits::TEXT_CHARS)) {
        thread_local! {
            static ENGINE: RefCell<(Bench, Engine)> = RefCell::new({
                let bench = Bench::new();
                let engine = bench.found(Role::Operator);
                (bench, engine)
            });
        }
        ENGINE.with_borrow_mut(|(_, engine)| {
            let id = filed(engine);
            engine.edit(&id, edits.clone()).unwrap();
            if !note.trim().is_empty() {
                engine.note(&id, &note).unwrap();
            }
            let read = engine.ticket(&id).unwrap();
            for (field, value) in &edits {
                assert_eq!(read.shown(field), Some(value), "{field}");
            }
            for kept in engine.store().changes(&id).unwrap() {
                assert!(kept.bytes.len() < limits::CHANGE_BYTES / 2, "{}", kept.bytes.len());
                RawChange::scan(kept.bytes).unwrap();
            }
        });
    }
}

#[test]
fn a_ticket_with_every_field_full_and_twelve_photos_is_saved_in_one_change() {
    let mut engine = Bench::new().found(Role::Agent);
    let photos = (1..=12).map(|seed| NewPhoto {
        caption: Some("😀".repeat(500)),
        ..photo(seed * 2 + 1, Some((43.7, 11.2)))
    });
    let request = FileRequest {
        category: "c".repeat(64),
        title: Some("漢".repeat(120)),
        description: Some("😀".repeat(4_000)),
        address: Some("è".repeat(500)),
        district: Some("d".repeat(64)),
        danger: Some("!".repeat(500)),
        asset_ref: Some("a".repeat(64)),
        photos: photos.collect(),
        ..pothole()
    };
    let id = engine.file(request).unwrap().id;
    let changes = engine.store().changes(&id).unwrap();
    assert_eq!(changes.len(), 1);
    RawChange::scan(changes[0].bytes.clone()).unwrap();
    let thirteen = (1..=13).map(|seed| photo(seed * 2 + 1, None)).collect();
    assert!(matches!(engine.add_photos(&id, thirteen), Err(Error::Invalid(_))));
}
