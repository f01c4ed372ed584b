// SPDX-License-Identifier: EUPL-1.2
//! A stranger with a right key and wrong content: each item is set apart with its reason, the server goes on for everybody.

use minicbor::bytes::ByteVec;
use ronda_shared::identity::AuthorProof;
use ronda_shared::ids::{ChangeHash, TicketId};
use ronda_shared::wire::{PushedTicket, RefusalCode, Verdict};
use ronda_tests::office::Office;
use ronda_tests::phone::Phone;
use ronda_tests::stranger::Stranger;
use sha2::{Digest, Sha256};

/// Mutated changes one run sends to a real server; the goal of a release is 100,000,000.
const MUTATED: u64 = 10_000;
const PER_REQUEST: u64 = 500;

fn next(seed: &mut u64) -> u64 {
    *seed = seed
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    *seed >> 33
}

/// A change with some bytes altered, a right checksum and its author's valid signature.
fn mutated(stranger: &Stranger, sound: &[u8], ticket: TicketId, seed: &mut u64) -> PushedTicket {
    let mut bytes = sound.to_vec();
    for _ in 0..=next(seed) % 3 {
        let at = 8 + usize::try_from(next(seed)).unwrap() % (bytes.len() - 8);
        bytes[at] = next(seed) as u8;
    }
    let digest: [u8; 32] = Sha256::digest(&bytes[8..]).into();
    bytes[4..8].copy_from_slice(&digest[..4]);
    let proofs = vec![AuthorProof::sign(&stranger.key, &ticket, ChangeHash(digest))];
    PushedTicket {
        id: ticket,
        changes: vec![ByteVec::from(bytes)],
        proofs,
    }
}

#[tokio::test]
async fn ten_thousand_mutated_changes_crash_and_poison_nothing() {
    let office = Office::open();
    let mut seed = 42;
    let mut sent = 0;
    let mut stranger = Stranger::enrolled(&office, "Mallory Esempio", "agent").await;
    while sent < MUTATED {
        if sent % 5_000 == 0 {
            // One device's custody is bounded, so that a broken phone cannot fill the store.
            stranger = Stranger::enrolled(&office, "Mallory Esempio", "agent").await;
        }
        let pushed: Vec<PushedTicket> = (0..PER_REQUEST)
            .map(|_| {
                let (ticket, _, sound) = stranger.files("Buca");
                mutated(&stranger, sound.bytes(), ticket, &mut seed)
            })
            .collect();
        let reply = stranger.exchanges(pushed).await;
        assert_eq!(reply.answers.len() as u64, PER_REQUEST);
        for answer in &reply.answers {
            assert!(
                answer.verdict != Verdict::Settled || answer.receipts.len() + answer.quarantined.len() == 1,
                "{answer:?}"
            );
        }
        sent += PER_REQUEST;
    }
    let phone = Phone::of(&office, "Ada Prova", "agent");
    let id = phone.filed("Tutto funziona");
    phone.syncs();
    assert_eq!(office.case(&id)["title"], "Tutto funziona");
    office.assert_sound();
}

#[tokio::test]
async fn a_change_of_another_author_is_set_apart_with_its_reason_and_blocks_nothing() {
    let office = Office::open();
    let (mallory, ada) = (
        Stranger::enrolled(&office, "Mallory Esempio", "agent").await,
        Stranger::enrolled(&office, "Ada Prova", "agent").await,
    );
    let (forged_id, _, forged) = ada.files("Mai scritta da Ada");
    let (sound_id, _, sound) = mallory.files("Scritta da Mallory");
    let pushed = |id, change: &ronda_shared::document::RawChange, proof| PushedTicket {
        id,
        changes: vec![ByteVec::from(change.bytes().to_vec())],
        proofs: vec![proof],
    };
    let reply = mallory
        .exchanges(vec![
            pushed(forged_id, &forged, mallory.proves(&forged_id, &forged)),
            pushed(sound_id, &sound, mallory.proves(&sound_id, &sound)),
        ])
        .await;
    assert_eq!(reply.answers[0].quarantined[0].1.code, RefusalCode::NotProven);
    assert_eq!(reply.answers[1].receipts.len(), 1);
    let quarantine = office.run(&["quarantine", "list"]).done();
    assert_eq!(quarantine.as_array().unwrap().len(), 1, "{quarantine}");
    office.assert_sound();
}

#[tokio::test]
async fn damaged_huge_and_inflating_bodies_are_refused_and_cost_nothing() {
    let office = Office::open();
    let stranger = Stranger::enrolled(&office, "Mallory Esempio", "agent").await;
    let bomb = {
        let mut encoded = ronda_shared::wire::encode(&vec![0_u8; 1 << 20]);
        encoded.truncate(encoded.len() - 1);
        encoded
    };
    for (what, body, statuses) in [
        ("not zstd", b"hello".to_vec(), [400, 400]),
        ("empty", Vec::new(), [400, 400]),
        ("cut", bomb, [400, 413]),
        (
            "zeros that inflate",
            ronda_shared::wire::encode(&vec![0_u8; 64 << 20]),
            [400, 413],
        ),
        ("too many bytes", vec![0x28; 9 << 20], [413, 413]),
    ] {
        let answer = stranger.sends(body).await;
        let status = answer.status().as_u16();
        assert!(statuses.contains(&status), "{what}: {status}");
        assert_eq!(answer.headers()["content-type"], "application/problem+json", "{what}");
    }
    assert_eq!(stranger.exchanges(Vec::new()).await.answers.len(), 0);
}
