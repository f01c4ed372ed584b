// SPDX-License-Identifier: EUPL-1.2
//! Changes taken apart and put together otherwise, as somebody would who knows the format: signed, whole, and written by no app.

use automerge::legacy::{ElementId, Key, Op, OpId, OpType};
use automerge::{ExpandedChange, ROOT, ReadDoc, ScalarValue};

use super::gate::codes;
use super::people::{JURISDICTION, Someone, authors, id, intent, push};
use crate::document::{Admission, Document, Pushed, RawChange, Rights, admit};
use crate::ids::TicketId;
use crate::policy::Role;
use crate::ticket::{Edit, Field, NewTicket, Position, PositionSource};
use crate::wire::{RefusalCode, to_cbor};

/// A change with other content and a checksum that is right again.
fn altered(change: &RawChange, alter: impl FnOnce(&mut ExpandedChange)) -> RawChange {
    let mut expanded = automerge::Change::from_bytes(change.bytes().to_vec()).unwrap().decode();
    alter(&mut expanded);
    RawChange::scan(automerge::Change::from(expanded).raw_bytes().to_vec()).unwrap()
}

fn of_key<'a>(expanded: &'a mut ExpandedChange, name: &str) -> &'a mut Op {
    let named = |op: &&mut Op| matches!(&op.key, Key::Map(key) if key == name);
    expanded.operations.iter_mut().find(named).unwrap()
}

fn puts(expanded: &mut ExpandedChange, name: &str, value: ScalarValue) {
    of_key(expanded, name).action = OpType::Put(value);
}

/// A ticket filed where the device measured that it stood.
fn measured(who: &Someone, position: Position) -> RawChange {
    let Edit::File(new) = who.new_ticket(1, "Larga un metro") else {
        panic!("filing is an edit of its own")
    };
    let new = NewTicket {
        device_position: Some(position),
        ..*new
    };
    Document::file(who.actor(), &who.does(1, vec![Edit::File(Box::new(new))]))
        .unwrap()
        .1
}

fn here() -> Position {
    Position::new(43.77, 11.25, PositionSource::Gps)
}

type Alter = fn(&mut ExpandedChange);

const FOUNDINGS: [(&str, Alter); 9] = [
    ("a fixed key twice", |change| {
        let first = change.operations[0].clone();
        change.operations.insert(1, first);
    }),
    ("a key nobody knows", |change| {
        of_key(change, "channel").key = Key::Map("weather".into());
    }),
    ("a container twice", |change| {
        of_key(change, "answers").key = Key::Map("fields".into());
    }),
    ("a root key deleted", |change| {
        of_key(change, "channel").action = OpType::Delete;
    }),
    ("a place in a text at the root", |change| {
        of_key(change, "channel").key = Key::Seq(ElementId::Head);
    }),
    ("a layout that is no number", |change| {
        puts(change, "layout", "two".into())
    }),
    ("a layout of a later version", |change| {
        puts(change, "layout", ScalarValue::Uint(99));
    }),
    ("a measured place that is a word", |change| {
        puts(change, "device_position", "qui".into());
    }),
    ("a measured place beyond the pole", |change| {
        let beyond = Position { lat: 91.0, ..here() };
        puts(change, "device_position", ScalarValue::Bytes(to_cbor(&beyond)));
    }),
];

#[test]
fn a_ticket_is_founded_as_every_app_does_or_not_at_all() {
    let ada = Someone::new(1, Role::Agent);
    let founding = measured(&ada, here());
    let admission = push(None, 1, &[&founding], &[ada.proves(1, &founding)], &[&ada]);
    assert_eq!(codes(&admission), []);
    let read = admission.document.unwrap().read().unwrap();
    assert_eq!(read.device_position, Some(here()));
    for (what, alter) in FOUNDINGS {
        let forged = altered(&founding, alter);
        let admission = push(None, 1, &[&forged], &[ada.proves(1, &forged)], &[&ada]);
        assert_eq!(codes(&admission), [RefusalCode::UnknownShape], "{what}");
        assert!(admission.document.is_none(), "{what}");
    }
}

/// The office's own device is believed about other people, never about what makes a ticket readable.
#[test]
fn a_founding_that_no_reader_could_read_is_poison_even_from_the_office() {
    let office = Someone::new(3, Role::Office);
    let founding = measured(&office, here());
    let nobody_s = altered(&founding, |change| puts(change, "created_by", "nobody".into()));
    let proofs = [office.proves(1, &founding), office.proves(1, &nobody_s)];
    let of_office = |change: &RawChange| -> Admission {
        let mut people = authors(&[&office]);
        people.values_mut().for_each(|author| author.rights = Rights::Office);
        let pushed = Pushed {
            ticket: TicketId(id(1)),
            jurisdiction: JURISDICTION,
            changes: vec![change.bytes().to_vec()],
            proofs: &proofs,
        };
        admit(None, &[], pushed, &people)
    };
    assert_eq!(codes(&of_office(&founding)), []);
    let refused = of_office(&nobody_s);
    assert_eq!(codes(&refused), [RefusalCode::Poisonous]);
    assert!(refused.document.is_none() && refused.accepted.is_empty());
}

const REWRITTEN: [(&str, &str, Alter); 4] = [
    ("a text at a key", "text", |change| {
        change.operations[0].key = Key::Map("x".into());
    }),
    ("a number in a text", "text", |change| {
        change.operations[0].action = OpType::Put(ScalarValue::Uint(5));
    }),
    ("two characters as one", "text", |change| {
        change.operations[0].action = OpType::Put("xy".into());
    }),
    ("a place in a text among the fields", "title", |change| {
        of_key(change, "title").key = Key::Seq(ElementId::Head);
    }),
];

#[test]
fn what_is_written_where_no_edit_writes_it_is_refused() {
    let (ada, bruno) = (Someone::new(1, Role::Agent), Someone::new(2, Role::Crew));
    let (held, _) = ada.files(1, "Larga un metro");
    for (what, which, alter) in REWRITTEN {
        let edit = match which {
            "text" => bruno.describes(2, "Larga un metro e mezzo"),
            _ => bruno.titles(2, "Voragine"),
        };
        let change = altered(&held.clone().act(bruno.actor(), &edit).unwrap(), alter);
        let admission = push(Some(&held), 1, &[&change], &[bruno.proves(1, &change)], &[&bruno]);
        assert_eq!(codes(&admission), [RefusalCode::UnknownShape], "{what}");
        assert_eq!(admission.document.unwrap().heads(), held.heads(), "{what}");
    }
}

#[test]
fn replacing_a_value_its_author_had_not_seen_is_refused() {
    let (ada, bruno) = (Someone::new(1, Role::Agent), Someone::new(2, Role::Crew));
    let (mut held, _) = ada.files(1, "");
    let blind = held.clone().act(bruno.actor(), &bruno.titles(3, "Tombino")).unwrap();
    let hers = held.act(ada.actor(), &ada.titles(2, "Voragine")).unwrap();
    let hiding = altered(&blind, |change| {
        let unseen = OpId(hers.start_op(), crate::document::layout::actor_id(ada.actor()));
        of_key(change, "title").pred = vec![unseen].into();
    });
    let proofs = [bruno.proves(1, &hiding), bruno.proves(1, &blind)];
    let refused = push(Some(&held), 1, &[&hiding], &proofs, &[&bruno]);
    assert_eq!(codes(&refused), [RefusalCode::RewritesHistory]);
    let admission = push(Some(&held), 1, &[&blind], &proofs, &[&bruno]);
    let ticket = admission.document.unwrap().read().unwrap();
    assert_eq!(ticket.fields[&Field::Title].versions.len(), 2, "both stand");
}

/// Every operation is of a kind an app writes and names what its author had seen; only the trial of the whole finds it.
#[test]
fn a_change_that_only_the_trial_finds_out_goes_alone_and_its_neighbours_pass() {
    let (ada, mallory) = (Someone::new(1, Role::Agent), Someone::new(9, Role::Agent));
    let (held, genesis) = ada.files(1, "Larga un metro");
    let edit = mallory.describes(2, "Larga un metro e mezzo");
    let lost = altered(&held.clone().act(mallory.actor(), &edit).unwrap(), |change| {
        // After an element that is none: the operation that wrote the layout.
        let layout = OpId(genesis.start_op(), crate::document::layout::actor_id(ada.actor()));
        change.operations[0].key = Key::Seq(ElementId::Id(layout));
    });
    let after = {
        let mut ahead = held.clone();
        ahead.act(ada.actor(), &ada.titles(3, "Voragine")).unwrap()
    };
    let proofs = [mallory.proves(1, &lost), ada.proves(1, &after)];
    let admission = push(Some(&held), 1, &[&lost, &after], &proofs, &[&ada, &mallory]);
    assert_eq!(codes(&admission), [RefusalCode::Poisonous]);
    assert_eq!(admission.accepted, [after]);
    assert_eq!(
        admission.document.unwrap().read().unwrap().text(&Field::Title),
        Some("Voragine")
    );
}

#[test]
fn an_actor_s_next_change_builds_on_his_last_one_also_through_others() {
    let (ada, bruno) = (Someone::new(1, Role::Agent), Someone::new(2, Role::Crew));
    let (mut document, genesis) = ada.files(1, "");
    let between = document.act(bruno.actor(), &bruno.titles(2, "Tombino")).unwrap();
    let next = document.act(ada.actor(), &ada.titles(3, "Voragine")).unwrap();
    assert!(next.deps().contains(&genesis.hash()), "an app names both");
    let next = altered(&next, |change| {
        change.deps = vec![automerge::ChangeHash(*between.hash().bytes())];
    });
    let mut elsewhere = Document::from_changes(std::slice::from_ref(&genesis)).unwrap();
    let mut chief = Someone::new(5, Role::Operator);
    chief.start = 1;
    let beside = elsewhere.act(chief.actor(), &chief.notes(4, "a parte")).unwrap();
    let proofs = [
        ada.proves(1, &next),
        bruno.proves(1, &between),
        chief.proves(1, &beside),
    ];
    let people = [&ada, &bruno, &chief];
    for pushed in [
        vec![&genesis, &between, &next],
        vec![&genesis, &beside, &between, &next],
    ] {
        let admission = push(None, 1, &pushed, &proofs, &people);
        assert_eq!((codes(&admission), admission.accepted.len()), (vec![], pushed.len()));
    }
    let forked = altered(&beside, |change| {
        change.actor_id = crate::document::layout::actor_id(bruno.actor());
        change.seq = 2;
    });
    let proofs = [
        ada.proves(1, &genesis),
        bruno.proves(1, &between),
        bruno.proves(1, &forked),
    ];
    let admission = push(None, 1, &[&genesis, &between, &forked], &proofs, &people);
    assert_eq!(codes(&admission), [RefusalCode::BrokenSequence]);
}

#[test]
fn a_forged_member_of_a_set_is_refused() {
    let (ada, bruno) = (Someone::new(1, Role::Agent), Someone::new(2, Role::Crew));
    let (held, _) = ada.files(1, "");
    let joins = held
        .clone()
        .act(bruno.actor(), &bruno.does(2, vec![Edit::MeToo(true)]))
        .unwrap();
    let hers = to_cbor(&(intent(2), ada.person));
    let padded = [to_cbor(&(intent(2), bruno.person)), vec![0]].concat();
    let values: [(&str, OpType); 5] = [
        ("in another's name", OpType::Put(ScalarValue::Bytes(hers))),
        ("with more behind it", OpType::Put(ScalarValue::Bytes(padded))),
        ("that is none", OpType::Put(ScalarValue::Bytes(vec![1]))),
        ("that is a word", OpType::Put("io".into())),
        ("deleted although it was never there", OpType::Delete),
    ];
    for (what, action) in values {
        let key = bruno.person.to_string();
        let forged = altered(&joins, |change| of_key(change, &key).action = action);
        let admission = push(Some(&held), 1, &[&forged], &[bruno.proves(1, &forged)], &[&bruno]);
        assert_eq!(codes(&admission), [RefusalCode::UnknownShape], "a member {what}");
    }
    let me_too = held.doc.get(ROOT, "me_too").unwrap();
    assert!(me_too.is_some(), "the set is there");
}
