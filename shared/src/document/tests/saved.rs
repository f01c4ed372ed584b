// SPDX-License-Identifier: EUPL-1.2
//! A ticket read from its saved bytes is the one its document gives, and damaged bytes harm nobody.

use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::people::{Someone, intent};
use crate::document::saved::glance;
use crate::document::{Document, DocumentError, read_saved};
use crate::policy::Role;
use crate::ticket::{Edit, Field, Note, Priority, Value};

/// A ticket on which two people worked without seeing each other.
fn worked_on() -> Document {
    let (ada, bruno) = (Someone::new(1, Role::Operator), Someone::new(2, Role::Operator));
    let (mut document, _) = ada.files(1, "Buca davanti al civico 12");
    let mut other = document.clone();
    let news = [
        other.act(bruno.actor(), &bruno.titles(3, "Tombino")).unwrap(),
        other.act(bruno.actor(), &bruno.notes(4, "Palo 14")).unwrap(),
    ];
    document.act(ada.actor(), &ada.titles(2, "Buca profonda")).unwrap();
    document.act(ada.actor(), &ada.describes(5, "Buca larga")).unwrap();
    document.apply(&news).unwrap();
    document
}

#[test]
fn what_stands_is_read_without_the_document() {
    let document = worked_on();
    let read = document.read().unwrap();
    assert_eq!(read.conflicts().count(), 1);
    assert_eq!(glance(&document.save()), Some(read));
}

#[test]
fn what_only_the_history_tells_is_asked_of_the_document() {
    let (ada, bruno) = (Someone::new(1, Role::Operator), Someone::new(2, Role::Operator));
    let (mut document, _) = ada.files(1, "Buca");
    let mut other = document.clone();
    document.act(ada.actor(), &ada.describes(2, "Buca larga")).unwrap();
    let theirs = other.act(bruno.actor(), &bruno.describes(3, "Buca fonda")).unwrap();
    document.apply(&[theirs]).unwrap();
    let saved = document.save();
    assert_eq!(glance(&saved), None);
    assert_eq!(read_saved(&saved).unwrap(), document.read().unwrap());
}

#[test]
fn a_compressed_document_and_one_with_changes_behind_it_are_read_all_the_same() {
    let mut document = worked_on();
    let read = document.read().unwrap();
    let long = "strisce pedonali ".repeat(100);
    let bruno = Someone::new(2, Role::Operator);
    let (before, change) = (
        document.save(),
        document.act(bruno.actor(), &bruno.describes(9, &long)).unwrap(),
    );
    assert_eq!(
        read_saved(&[&before[..], change.bytes()].concat()).unwrap(),
        document.read().unwrap()
    );
    assert_eq!(read_saved(&before).unwrap(), read);
    let compressed = document.doc.save();
    assert!(compressed.len() < document.save().len() && glance(&compressed).is_none());
    assert_eq!(read_saved(&compressed).unwrap(), document.read().unwrap());
}

#[test]
fn no_damaged_byte_is_read_over() {
    let saved = worked_on().save();
    for at in 0..saved.len() {
        let mut damaged = saved.clone();
        damaged[at] ^= 0x10;
        assert_eq!(glance(&damaged), None, "byte {at}");
        assert_eq!(glance(&saved[..at]), None, "cut at {at}");
    }
    assert_eq!(read_saved(&saved[1..]), Err(DocumentError::Unreadable));
    assert_eq!(glance(&[&saved[..], &[0]].concat()), None);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    /// Bytes of a stranger who knows how checksums are made.
    #[test]
    fn whatever_the_bytes_nothing_panics(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut saved = worked_on().save();
        for (place, value) in changes {
            let at = 10 + place.index(saved.len() - 10);
            saved[at] = value;
        }
        let checksum = Sha256::digest(&saved[8..]);
        saved[4..8].copy_from_slice(&checksum[..4]);
        let _read = glance(&saved);
    }

    /// Three people on three replicas that hear of each other at random.
    #[test]
    fn both_ways_read_the_same(steps in prop::collection::vec((0_usize..3, 0_u8..6, 0_usize..3), 1..20)) {
        let people: Vec<Someone> = (1..=3).map(|seed| Someone::new(seed, Role::Operator)).collect();
        let (first, _) = people[0].files(1, "Testo di partenza");
        let mut replicas = vec![first.clone(), first.clone(), first];
        for (n, (who, what, from)) in steps.iter().enumerate() {
            let (number, someone) = (100 + n as u64, &people[*who]);
            let text = format!("valore {n} è ✓");
            let action = match what {
                0 => someone.titles(number, &text),
                1 => someone.notes(number, &text),
                2 => someone.describes(number, &text),
                3 => someone.sets(number, Field::Priority, Value::Priority(if n % 2 == 0 { Priority::P1 } else { Priority::P4 })),
                4 => someone.does(number, vec![
                    Edit::Set(Field::Answer("lane".into()), Value::Text(text.clone())),
                    Edit::Set(Field::Title, Value::Cleared),
                    Edit::AddPublicUpdate(Note { entry: intent(number), text }),
                ]),
                _ => {
                    let news = replicas[*from].changes_after(&replicas[*who].heads()).unwrap();
                    replicas[*who].apply(&news).unwrap();
                    continue;
                }
            };
            replicas[*who].act(someone.actor(), &action).unwrap();
        }
        for replica in &replicas {
            let (saved, read) = (replica.save(), replica.read().unwrap());
            let versions = read.fields[&Field::Description].versions.len();
            prop_assert_eq!(glance(&saved).is_some(), versions == 1);
            prop_assert_eq!(read_saved(&saved).unwrap(), read);
        }
    }
}
