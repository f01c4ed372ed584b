// SPDX-License-Identifier: EUPL-1.2
//! Tickets of older and newer layouts: the older are read as they are and brought up to date by one change that is the same
//! everywhere; the newer keep what this version does not know.

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, ObjType, ROOT, ReadDoc, ScalarValue};

use super::gate::codes;
use super::people::{Someone, authors, id, intent, push};
use crate::document::write::write_in_layout;
use crate::document::{Document, RawChange, arrive, read_saved};
use crate::ids::TicketId;
use crate::policy::Role;
use crate::ticket::{Acknowledgement, Action, Edit};
use crate::wire::RefusalCode;
use crate::workflow::{Event, Kind, Status};

/// A ticket as version 1 of the layout founded it, before anybody could acknowledge anything.
fn of_layout_1(someone: &Someone) -> (Document, RawChange) {
    let (_, present) = someone.files(1, "");
    let action = Action {
        edits: vec![someone.new_ticket(1, "")],
        ..someone.does(1, Vec::new())
    };
    let mut document = Document::empty();
    let change = write_in_layout(&mut document.doc, someone.actor(), &action, 1).unwrap();
    assert_ne!(change.hash(), present.hash());
    (document, change)
}

#[test]
fn a_ticket_of_the_older_layout_opens_and_goes_on() {
    let desk = Someone::new(1, Role::Operator);
    let (mut document, genesis) = of_layout_1(&desk);
    let read = document.read().unwrap();
    assert_eq!((read.layout, read.status()), (1, Status::Submitted));
    let event = Event {
        office: Some("strade".into()),
        ..Event::of(Kind::TakeCharge, desk.person)
    };
    let taken = document.act(desk.actor(), &desk.happens(2, event)).unwrap();
    assert_eq!(document.read().unwrap().status(), Status::InCharge);
    let admission = push(None, 1, &[&genesis, &taken], &[desk.proves(1, &taken)], &[&desk]);
    assert_eq!((codes(&admission), admission.accepted.len()), (vec![], 2));
}

#[test]
fn two_replicas_bring_it_up_to_date_by_the_same_change_and_nobody_has_to_sign_it() {
    let (ada, bruno) = (Someone::new(1, Role::Agent), Someone::new(2, Role::Agent));
    let (mut left, genesis) = of_layout_1(&ada);
    let mut right = left.clone();
    right.act(bruno.actor(), &bruno.titles(2, "Buca larga")).unwrap();
    let (one, other) = (left.upgrade().unwrap().unwrap(), right.upgrade().unwrap().unwrap());
    assert_eq!(one.bytes(), other.bytes());
    assert_eq!(left.upgrade().unwrap(), None, "once is enough");
    let told = left
        .act(ada.actor(), &ada.does(3, vec![Edit::Acknowledge(intent(1))]))
        .unwrap();
    let pushed = [&genesis, &one, &told];
    let admission = push(None, 1, &pushed, &[ada.proves(1, &told)], &[&ada]);
    assert_eq!((codes(&admission), admission.accepted.len()), (vec![], 3));
    let admitted = admission.document.unwrap();
    let acknowledged = admitted.read().unwrap().acknowledged;
    assert!(acknowledged.contains(&Acknowledgement {
        event: intent(1),
        by: ada.person
    }));
    assert_eq!(admitted.read().unwrap().layout, 2);
    // A phone takes it in without any signature over it either.
    let keys = authors(&[&ada])
        .into_iter()
        .map(|(device, author)| (device, author.key))
        .collect();
    let bytes = pushed.iter().map(|change| change.bytes().to_vec()).collect();
    let arrived = arrive(None, TicketId(id(1)), bytes, &[ada.proves(1, &told)], &keys).unwrap();
    assert_eq!(arrived.document.heads(), admitted.heads());
}

#[test]
fn a_layout_change_of_other_bytes_is_refused_at_the_office_and_on_the_phone() {
    let ada = Someone::new(1, Role::Agent);
    let (document, _) = of_layout_1(&ada);
    let mut doc = document.doc.clone();
    doc.set_actor(ActorId::from([0_u8; 16].as_slice()));
    let options = CommitOptions::default().with_time(0);
    let done = doc.transact_with(
        |_: &()| options,
        |tx| {
            tx.put(ROOT, "layout", ScalarValue::Uint(2))?;
            tx.put_object(ROOT, "hidden", ObjType::Map)?;
            Ok::<_, automerge::AutomergeError>(())
        },
    );
    let forged = doc.get_change_by_hash(&done.unwrap().hash.unwrap()).unwrap();
    let forged = RawChange::scan(forged.raw_bytes().to_vec()).unwrap();
    let admission = push(Some(&document), 1, &[&forged], &[ada.proves(1, &forged)], &[&ada]);
    assert_eq!(codes(&admission), [RefusalCode::RewritesHistory]);
    let refusal = arrive(
        Some(&document),
        TicketId(id(1)),
        vec![forged.bytes().to_vec()],
        &[],
        &Default::default(),
    );
    assert_eq!(refusal.unwrap_err().code, RefusalCode::Poisonous);
}

#[test]
fn a_present_ticket_has_no_layout_change() {
    let ada = Someone::new(1, Role::Agent);
    let (mut document, _) = ada.files(1, "");
    assert_eq!(document.upgrade().unwrap(), None);
}

#[test]
fn an_older_reader_keeps_a_field_and_an_event_it_does_not_know() {
    let ada = Someone::new(1, Role::Agent);
    let (mut document, _) = ada.files(1, "Buca");
    let before = document.read().unwrap();
    // What a later version might write: another field, another kind of event, another container.
    document.doc.set_actor(ActorId::from([7_u8; 16].as_slice()));
    let newer = Event {
        kind: "escorted".into(),
        ..Event::of(Kind::Verify, ada.person)
    };
    document
        .doc
        .transact::<_, _, automerge::AutomergeError>(|tx| {
            let container = |name: &str| tx.get(ROOT, name).unwrap().unwrap().1;
            let (fields, events) = (container("fields"), container("events"));
            tx.put(&fields, "weather", ScalarValue::Bytes(vec![1, 2, 3]))?;
            tx.put(
                &events,
                intent(9).to_string(),
                ScalarValue::Bytes(crate::wire::to_cbor(&newer)),
            )?;
            tx.put_object(ROOT, "drone_flights", ObjType::Map)?;
            Ok(())
        })
        .unwrap();
    let read = document.read().unwrap();
    assert_eq!((read.status(), &read.fields), (before.status(), &before.fields));
    assert_eq!(read.events.len(), 1, "the event is kept, without effect");
    assert_eq!(read_saved(&document.save()).unwrap(), read);
    let again = Document::load(&document.save()).unwrap();
    assert_eq!(again.heads(), document.heads());
    let mut older = again.clone();
    older.act(ada.actor(), &ada.titles(4, "Buca larga")).unwrap();
    assert!(older.doc.get(ROOT, "drone_flights").unwrap().is_some());
}
