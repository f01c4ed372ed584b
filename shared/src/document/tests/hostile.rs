// SPDX-License-Identifier: EUPL-1.2
//! Strangers' bytes: mutated and crafted changes crash nothing and poison nothing.

use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::people::{JURISDICTION, Someone, authors, id};
use crate::document::{Document, Pushed, RawChange, admit};
use crate::identity::AuthorProof;
use crate::ids::TicketId;
use crate::limits;
use crate::policy::Role;
use crate::ticket::{Edit, Field, Value};
use crate::wire::RefusalCode;

/// Gives altered bytes a checksum that is right again, as an attacker would.
fn resealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let digest: [u8; 32] = Sha256::digest(&bytes[8..]).into();
    bytes[4..8].copy_from_slice(&digest[..4]);
    bytes
}

fn numbers(mut value: u64, out: &mut Vec<u8>) {
    loop {
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        out.push(if value == 0 { byte } else { byte | 0x80 });
        if value == 0 {
            return;
        }
    }
}

/// A chunk written by hand: header numbers and columns as the attacker likes them.
fn crafted(actor: &[u8], seq: u64, start_op: u64, columns: &[(u64, Vec<u8>)]) -> Vec<u8> {
    let mut body = vec![0];
    numbers(actor.len() as u64, &mut body);
    body.extend(actor);
    numbers(seq, &mut body);
    numbers(start_op, &mut body);
    body.extend([0, 0, 0]);
    numbers(columns.len() as u64, &mut body);
    for (spec, data) in columns {
        numbers(*spec, &mut body);
        numbers(data.len() as u64, &mut body);
    }
    columns.iter().for_each(|(_, data)| body.extend(data));
    let mut chunk = vec![0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, 1];
    numbers(body.len() as u64, &mut chunk);
    chunk.extend(body);
    resealed(chunk)
}

#[test]
fn bombs_are_counted_not_expanded() {
    let three_million = vec![0xc0, 0x8d, 0xb7, 0x01, 0x01];
    let bomb = crafted(&[1; 16], 1, 1, &[(0x42, three_million.clone())]);
    assert!(bomb.len() < 113);
    assert_eq!(RawChange::scan(bomb).unwrap_err().code, RefusalCode::TooManyOperations);
    let huge_start = crafted(&[1; 16], 1, u64::from(u32::MAX) - 1, &[(0x42, vec![1, 1])]);
    assert_eq!(
        RawChange::scan(huge_start).unwrap_err().code,
        RefusalCode::BrokenCounter
    );
    for malformed in [
        crafted(&[1; 15], 1, 1, &[(0x42, vec![1, 1])]),
        crafted(&[1; 16], 1, 1, &[(0x42, vec![1, 1]), (0x34, three_million.clone())]),
        crafted(&[1; 16], 1, 1, &[(0x42, vec![1, 1]), (0x70, three_million)]),
        crafted(
            &[1; 16],
            1,
            1,
            &[(0x42, vec![1, 1]), (0x56, vec![1, 0xff, 0xff, 0x7f]), (0x57, vec![])],
        ),
        crafted(&[1; 16], 1, 1, &[(0x4a, vec![1, 1])]),
        crafted(
            &[1; 16],
            1,
            1,
            &[(
                0x42,
                vec![0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00, 1],
            )],
        ),
    ] {
        let code = RawChange::scan(malformed).unwrap_err().code;
        assert!(
            matches!(code, RefusalCode::Malformed | RefusalCode::TooManyOperations),
            "{code:?}"
        );
    }
    assert_eq!(
        RawChange::scan(vec![0; limits::CHANGE_BYTES + 1]).unwrap_err().code,
        RefusalCode::TooLarge
    );
}

#[test]
fn every_flipped_byte_of_a_change_is_noticed_by_its_checksum() {
    let (_, genesis) = Someone::new(1, Role::Agent).files(1, "Buca");
    for at in 0..genesis.bytes().len() {
        let mut bytes = genesis.bytes().to_vec();
        bytes[at] ^= 0x01;
        assert_eq!(
            RawChange::scan(bytes).unwrap_err().code,
            RefusalCode::Malformed,
            "byte {at}"
        );
    }
}

#[test]
fn a_flood_of_changes_without_their_dependencies_is_bounded() {
    let ada = Someone::new(1, Role::Agent);
    let (mut document, _) = ada.files(1, "");
    let missing = document.act(ada.actor(), &ada.titles(2, "Mai mandata")).unwrap();
    let flood: Vec<RawChange> = (0..400_u64)
        .map(|n| {
            let mut mallory = Someone::new(9, Role::Agent);
            mallory.start = u8::try_from(n % 250).unwrap();
            document
                .clone()
                .act(mallory.actor(), &mallory.titles(10 + n, &format!("{n}")))
                .unwrap()
        })
        .collect();
    let proofs: Vec<AuthorProof> = Vec::new();
    let changes = flood.iter().map(|change| change.bytes().to_vec()).collect();
    let pushed = Pushed {
        ticket: TicketId(id(1)),
        jurisdiction: JURISDICTION,
        changes,
        proofs: &proofs,
    };
    let admission = admit(None, &[], pushed, &authors(&[&ada]));
    assert_eq!(admission.needs, [missing.hash()]);
    assert_eq!(admission.quarantined.len(), 400 - limits::TICKET_ORPHANS);
    assert!(admission.accepted.is_empty());
}

#[test]
fn the_largest_legal_actions_pass_the_gate() {
    let ada = Someone::new(1, Role::Operator);
    let (mut document, _) = ada.files(1, &"ù".repeat(limits::TEXT_CHARS));
    let note = Edit::AddNote(crate::ticket::Note {
        entry: super::people::intent(3),
        text: "🚧".repeat(limits::TEXT_CHARS),
    });
    let text = |chars: usize| Value::Text("é".repeat(chars));
    let edits = vec![
        Edit::Set(Field::Description, Value::Text("à".repeat(limits::TEXT_CHARS))),
        Edit::Set(Field::Title, text(limits::TITLE_CHARS)),
        Edit::Set(Field::Address, text(limits::SHORT_TEXT_CHARS)),
        Edit::Set(
            Field::Answer("c".repeat(limits::CODE_BYTES)),
            text(limits::SHORT_TEXT_CHARS),
        ),
        note,
    ];
    let held = document.clone();
    let change = document.act(ada.actor(), &ada.does(2, edits)).unwrap();
    let admission = super::people::push(Some(&held), 1, &[&change], &[ada.proves(1, &change)], &[&ada]);
    assert_eq!(admission.quarantined, []);
    assert_eq!(admission.document.unwrap().read().unwrap(), document.read().unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    /// Altered bytes with a right checksum and a valid signature of their author: the worst a broken or hostile phone can send.
    #[test]
    fn mutated_changes_crash_and_poison_nothing(which in 0_usize..4, flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
        let ada = Someone::new(1, Role::Operator);
        let (mut document, genesis) = ada.files(1, "Testo di prova");
        let held = document.clone();
        let edits = [
            genesis,
            document.clone().act(ada.actor(), &ada.describes(2, "Testo di prova cambiato")).unwrap(),
            document.clone().act(ada.actor(), &ada.notes(3, "Nota")).unwrap(),
            document.act(ada.actor(), &ada.titles(4, "Titolo")).unwrap(),
        ];
        let mut bytes = edits[which].bytes().to_vec();
        for (index, value) in &flips {
            let at = 8 + index.index(bytes.len() - 8);
            bytes[at] = *value;
        }
        let bytes = resealed(bytes);
        let head = crate::ids::ChangeHash(Sha256::digest(&bytes[8..]).into());
        let proofs = [AuthorProof::sign(&ada.key, &TicketId(id(1)), head)];
        for held in [None, Some(&held)] {
            let pushed = Pushed { ticket: TicketId(id(1)), jurisdiction: JURISDICTION, changes: vec![bytes.clone()], proofs: &proofs };
            let admission = admit(held, &[], pushed, &authors(&[&ada]));
            if let Some(after) = admission.document {
                let loaded = Document::load(&after.save()).unwrap();
                prop_assert_eq!(loaded.heads(), after.heads());
                let mut edited = loaded;
                prop_assert!(edited.read().is_ok());
                prop_assert!(edited.act(crate::ids::Actor([7; 16]), &ada.titles(9, "Ancora viva")).is_ok());
            }
        }
    }
}
