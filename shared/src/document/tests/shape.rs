// SPDX-License-Identifier: EUPL-1.2
//! Writes that no edit makes, forged with Automerge itself, are refused each with its reason.

use automerge::transaction::{Transactable, Transaction};
use automerge::{ObjId, ObjType, ROOT, ReadDoc, ScalarValue};

use super::gate::{codes, forged};
use super::people::{Someone, intent, push};
use crate::policy::Role;
use crate::ticket::{NoteEntry, Value};
use crate::wire::{RefusalCode, to_cbor};

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

const FORGERIES: [(&str, RefusalCode, Write); 11] = [
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
