// SPDX-License-Identifier: EUPL-1.2
//! A phone that is not our app and does what ours never would to other people's tickets: each thing is refused with its
//! reason, and nothing else is held up.

use minicbor::bytes::ByteVec;
use ronda_shared::document::{Document, RawChange};
use ronda_shared::ids::{Actor, DeviceId, PersonId, TicketId};
use ronda_shared::ticket::{Action, AddedVisit, Edit, HappenedNow, Note};
use ronda_shared::wire::{Body, ExchangeReply, PushedTicket, RefusalCode};
use ronda_shared::workflow::{Event, Kind, Phase, Visit};
use ronda_tests::office::Office;
use ronda_tests::phone::Phone;
use ronda_tests::stranger::Stranger;

/// A trespass: what it is, its edits, and why it is refused.
struct Trespass {
    what: &'static str,
    action: Action,
    actor: Actor,
    code: RefusalCode,
}

fn held(reply: &ExchangeReply, id: &TicketId) -> Document {
    let found = reply.tickets.iter().find(|one| one.ticket == *id).expect("the ticket");
    let Body::Snapshot { document, .. } = &found.body else {
        panic!("a snapshot was expected");
    };
    Document::load(document).expect("a sound document")
}

/// Everything a role alone does not stop, and what it does.
fn trespasses(mallory: &Stranger, document: &Document) -> Vec<Trespass> {
    let read = document.read().unwrap();
    let (me, device) = (mallory.person.person, mallory.key.public().device());
    let happen = |entry, event| mallory.action(vec![Edit::Happen(HappenedNow { entry, event })]);
    let fresh = || mallory.action(Vec::new()).intent;
    let taken = read.events[0].entry;
    let note = |entry| {
        let text = "riscritta".to_owned();
        mallory.action(vec![Edit::AddNote(Note { entry, text })])
    };
    let stranger = PersonId::from_bytes([9; 16]);
    let cancel = |by| Event {
        reason: Some("via".into()),
        ..Event::of(Kind::Cancel, by)
    };
    let lone_visit = Visit {
        phase: Phase::Arrived,
        event: taken,
        by: me,
        fix: None,
        site: None,
        within_m: 75.0,
        override_reason: None,
    };
    let office_facts = Edit::Admit {
        received_at_ms: 1,
        case_number: "2026/FI-0000-0000".into(),
    };
    let visit = Edit::Visit(AddedVisit {
        entry: fresh(),
        visit: lone_visit,
    });
    let all = [
        (
            "rewrites an event",
            happen(taken, cancel(me)),
            RefusalCode::RewritesHistory,
        ),
        (
            "jumps to the end",
            happen(fresh(), Event::of(Kind::Verify, me)),
            RefusalCode::AgainstWorkflow,
        ),
        (
            "closes without an outcome",
            happen(fresh(), Event::of(Kind::CloseFromDesk, me)),
            RefusalCode::AgainstWorkflow,
        ),
        (
            "accepts for a crew",
            happen(fresh(), Event::of(Kind::Accept, me)),
            RefusalCode::NotAllowed,
        ),
        (
            "acts in another's name",
            happen(fresh(), cancel(stranger)),
            RefusalCode::NotProven,
        ),
        (
            "edits another's note",
            note(read.notes[0].entry),
            RefusalCode::RewritesHistory,
        ),
        (
            "writes the store's facts",
            mallory.action(vec![office_facts]),
            RefusalCode::NotAllowed,
        ),
        (
            "dates a visit to another's event",
            mallory.action(vec![visit]),
            RefusalCode::UnknownShape,
        ),
        (
            "borrows a director's approval",
            happen(
                fresh(),
                Event {
                    outcome: Some("unfeasible".into()),
                    reason: Some("no".into()),
                    approved_by: Some(stranger),
                    ..Event::of(Kind::CloseFromDesk, me)
                },
            ),
            RefusalCode::NotAllowed,
        ),
    ];
    let mut trespasses: Vec<Trespass> = (1..)
        .zip(all)
        .map(|(n, (what, action, code))| Trespass {
            what,
            action,
            actor: Actor::of(device, [n; 8]),
            code,
        })
        .collect();
    trespasses.push(Trespass {
        what: "writes under a foreign actor",
        action: note(fresh()),
        actor: Actor::of(DeviceId([7; 8]), [1; 8]),
        code: RefusalCode::NotProven,
    });
    trespasses
}

#[tokio::test]
async fn each_trespass_is_refused_with_its_reason_and_blocks_nothing() {
    let office = Office::open();
    let ada = Phone::of(&office, "Ada Prova", "agent");
    let id = ada.filed("Buca");
    ada.run(&["note", &id, "Nota di Ada"]).done();
    ada.syncs();
    office
        .run(&["case", "do", &id, "take_charge", "--office", "ROADS"])
        .done();
    let mallory = Stranger::enrolled(&office, "Mallory Esempio", "operator").await;
    let ticket: TicketId = id.parse().unwrap();
    let document = held(&mallory.exchanges(Vec::new()).await, &ticket);
    let trespasses = trespasses(&mallory, &document);
    let written: Vec<RawChange> = trespasses
        .iter()
        .map(|trespass| document.clone().act(trespass.actor, &trespass.action).unwrap())
        .collect();
    let own = mallory.action(vec![Edit::MeToo(true)]);
    let sound = document.clone().act(mallory.actor(), &own).unwrap();
    let all = || written.iter().chain([&sound]);
    let pushed = PushedTicket {
        id: ticket,
        changes: all().map(|change| ByteVec::from(change.bytes().to_vec())).collect(),
        proofs: all().map(|change| mallory.proves(&ticket, change)).collect(),
    };
    let (beside_id, _, beside) = mallory.files("Tutto in regola");
    let neighbour = PushedTicket {
        id: beside_id,
        changes: vec![ByteVec::from(beside.bytes().to_vec())],
        proofs: vec![mallory.proves(&beside_id, &beside)],
    };
    let reply = mallory.exchanges(vec![pushed, neighbour]).await;
    for (trespass, change) in trespasses.iter().zip(&written) {
        let refused = reply.answers[0]
            .quarantined
            .iter()
            .find(|(hash, _)| *hash == change.hash());
        let (_, refusal) = refused.unwrap_or_else(|| panic!("{} was admitted", trespass.what));
        assert_eq!(refusal.code, trespass.code, "{}: {refusal}", trespass.what);
    }
    assert!(
        reply.answers[0]
            .receipts
            .iter()
            .any(|receipt| receipt.hash == sound.hash())
    );
    assert_eq!(reply.answers[1].receipts.len(), 1, "the neighbour passes");
    let case = office.case(&id);
    assert_eq!((&case["status"], &case["me_too"]), (&"in_charge".into(), &1.into()));
    assert_eq!(case["notes"][0]["text"], "Nota di Ada");
    ada.run(&["note", &id, "e si va avanti"]).done();
    ada.syncs();
    assert_eq!(office.case(&id)["notes"].as_array().unwrap().len(), 2);
    office.assert_sound();
}
