// SPDX-License-Identifier: EUPL-1.2
//! Writes that no edit makes, forged with Automerge itself, are refused each with its reason.

use automerge::transaction::{Transactable, Transaction};
use automerge::{ObjId, ObjType, ROOT, ReadDoc, ScalarValue};

use super::gate::{codes, forged};
use super::people::{Someone, intent, push};
use crate::ids::ChangeHash;
use crate::policy::Role;
use crate::ticket::{FlagEntry, NoteEntry, Value, flag_key};
use crate::wire::{RefusalCode, to_cbor};
use crate::workflow::{Event, Kind, Phase, Visit};

type Write = fn(&mut Transaction<'_>);

fn container(tx: &impl ReadDoc, name: &str) -> ObjId {
    tx.get(ROOT, name).unwrap().unwrap().1
}

fn ada() -> Someone {
    Someone::new(1, Role::Operator)
}

fn bruno() -> Someone {
    Someone::new(2, Role::Operator)
}

fn writes_field(tx: &mut Transaction<'_>, key: &str, by: &Someone, text: &str) {
    let stamped = to_cbor(&(intent(6), by.person, Value::Text(text.to_owned())));
    tx.put(container(tx, "fields"), key, ScalarValue::Bytes(stamped))
        .unwrap();
}

fn writes_note(tx: &mut Transaction<'_>, entry: u64, by: &Someone, text: &str) {
    let note = to_cbor(&NoteEntry {
        text: text.to_owned(),
        by: by.person,
    });
    tx.put(
        container(tx, "notes"),
        intent(entry).to_string(),
        ScalarValue::Bytes(note),
    )
    .unwrap();
}

fn writes_event(tx: &mut Transaction<'_>, entry: u64, behind: &[u8]) {
    let event = Event::of(Kind::Reopen, bruno().person);
    let bytes = [to_cbor(&event), behind.to_vec()].concat();
    tx.put(
        container(tx, "events"),
        intent(entry).to_string(),
        ScalarValue::Bytes(bytes),
    )
    .unwrap();
}

const FORGERIES: [(&str, RefusalCode, Write); 19] = [
    ("a root key", RefusalCode::UnknownShape, |tx| {
        tx.put(ROOT, "code", "FI-0000-0000").unwrap()
    }),
    ("a deleted container", RefusalCode::UnknownShape, |tx| {
        tx.delete(ROOT, "photos").unwrap()
    }),
    ("an unknown field", RefusalCode::UnknownShape, |tx| {
        writes_field(tx, "colour", &bruno(), "x")
    }),
    ("a value of the wrong type", RefusalCode::UnknownShape, |tx| {
        writes_field(tx, "priority", &bruno(), "P1")
    }),
    ("a title beyond its limit", RefusalCode::UnknownShape, |tx| {
        writes_field(tx, "title", &bruno(), &"x".repeat(121))
    }),
    ("a field in another's name", RefusalCode::NotProven, |tx| {
        writes_field(tx, "title", &ada(), "x")
    }),
    ("a note in another's name", RefusalCode::NotProven, |tx| {
        writes_note(tx, 8, &ada(), "x")
    }),
    ("another's note rewritten", RefusalCode::RewritesHistory, |tx| {
        writes_note(tx, 5, &bruno(), "Mai detto")
    }),
    ("another's note deleted", RefusalCode::UnknownShape, |tx| {
        tx.delete(container(tx, "notes"), intent(5).to_string()).unwrap();
    }),
    ("a new object", RefusalCode::UnknownShape, |tx| {
        tx.put_object(container(tx, "notes"), "x", ObjType::Map).unwrap();
    }),
    ("a server fact of a wrong type", RefusalCode::UnknownShape, |tx| {
        tx.put(container(tx, "server"), "received_at", "ieri").unwrap();
    }),
    ("a flag with more behind it", RefusalCode::UnknownShape, |tx| {
        let flag = FlagEntry {
            flagged: intent(6),
            by: bruno().person,
        };
        let bytes = [to_cbor(&flag), vec![0]].concat();
        tx.put(
            container(tx, "server"),
            flag_key(&ChangeHash([3; 32])),
            ScalarValue::Bytes(bytes),
        )
        .unwrap();
    }),
    ("a field that is no value of ours", RefusalCode::UnknownShape, |tx| {
        tx.put(container(tx, "fields"), "title", "x").unwrap();
    }),
    ("a note that is a word", RefusalCode::UnknownShape, |tx| {
        tx.put(container(tx, "notes"), intent(8).to_string(), "x").unwrap();
    }),
    ("a photo that is none", RefusalCode::UnknownShape, |tx| {
        tx.put(
            container(tx, "photos"),
            intent(8).to_string(),
            ScalarValue::Bytes(vec![1]),
        )
        .unwrap();
    }),
    ("an event with more behind it", RefusalCode::UnknownShape, |tx| {
        writes_event(tx, 8, &[0])
    }),
    ("two events at once", RefusalCode::UnknownShape, |tx| {
        writes_event(tx, 8, &[]);
        writes_event(tx, 9, &[]);
    }),
    ("a visit with more behind it", RefusalCode::UnknownShape, |tx| {
        let visit = Visit {
            phase: Phase::Arrived,
            event: intent(8),
            by: bruno().person,
            fix: None,
            site: None,
            within_m: 75.0,
            override_reason: None,
        };
        let bytes = [to_cbor(&visit), vec![0]].concat();
        tx.put(
            container(tx, "visits"),
            intent(9).to_string(),
            ScalarValue::Bytes(bytes),
        )
        .unwrap();
    }),
    ("an object in a set", RefusalCode::UnknownShape, |tx| {
        tx.put_object(container(tx, "me_too"), bruno().person.to_string(), ObjType::Map)
            .unwrap();
    }),
];

#[test]
fn writes_no_edit_makes_are_refused_each_with_its_reason() {
    let (ada, bruno) = (ada(), bruno());
    let (mut document, _) = ada.files(1, "Testo");
    document.act(ada.actor(), &ada.notes(5, "Nota di Ada")).unwrap();
    for (what, code, write) in FORGERIES {
        let change = forged(&document, bruno.actor(), write);
        let admission = push(Some(&document), 1, &[&change], &[bruno.proves(1, &change)], &[&bruno]);
        assert_eq!(codes(&admission), [code], "{what}: {:?}", admission.quarantined);
        assert_eq!(admission.document.unwrap().heads(), document.heads(), "{what}");
    }
}
