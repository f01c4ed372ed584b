// SPDX-License-Identifier: EUPL-1.2
//! What the gate lets in, what it sets apart, and that one bad change never blocks its neighbours.

use super::people::{JURISDICTION, Someone, authors, id, intent, push};
use crate::document::{Author, Document, Pushed, RawChange, Rights, admit, arrive, arrive_snapshot, layout};
use crate::ids::{Actor, TicketId};
use crate::policy::Role;
use crate::ticket::{Edit, Field, Note};
use crate::wire::RefusalCode;
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{Automerge, ROOT, ReadDoc};

pub(super) fn codes(admission: &crate::document::Admission) -> Vec<RefusalCode> {
    admission.quarantined.iter().map(|item| item.refusal.code).collect()
}

/// A change no edit of ours makes, written with Automerge itself.
pub(super) fn forged(
    document: &Document,
    actor: Actor,
    write: impl Fn(&mut automerge::transaction::Transaction<'_>),
) -> RawChange {
    let mut doc = document.doc.clone();
    doc.set_actor(layout::actor_id(actor));
    let done = doc.transact_with(
        |_: &()| CommitOptions::default().with_time(5),
        |tx| -> Result<(), automerge::AutomergeError> {
            write(tx);
            Ok(())
        },
    );
    let hash = done.unwrap().hash.unwrap();
    RawChange::scan(doc.get_change_by_hash(&hash).unwrap().raw_bytes().to_vec()).unwrap()
}

#[test]
fn what_people_do_is_admitted_and_asking_again_changes_nothing() {
    let (ada, bruno) = (Someone::new(1, Role::Agent), Someone::new(2, Role::Crew));
    let (mut document, genesis) = ada.files(1, "Buca");
    let edit = document.act(ada.actor(), &ada.titles(2, "Buca larga")).unwrap();
    let note = document.act(bruno.actor(), &bruno.notes(3, "Visto")).unwrap();
    let all = [&note, &genesis, &edit];
    let proofs = [ada.proves(1, &edit), bruno.proves(1, &note)];
    let first = push(None, 1, &all, &proofs, &[&ada, &bruno]);
    assert_eq!(
        (first.accepted.len(), first.quarantined.len(), first.needs.len()),
        (3, 0, 0)
    );
    assert_eq!(first.proofs.len(), 2);
    let held = first.document.unwrap();
    assert_eq!(held.read().unwrap(), document.read().unwrap());
    let again = push(Some(&held), 1, &all, &proofs, &[&ada, &bruno]);
    assert_eq!(
        (again.accepted.len(), again.known.len(), again.quarantined.len()),
        (0, 3, 0)
    );
}

#[test]
fn an_unsigned_or_wrongly_signed_change_is_set_apart_with_all_that_builds_on_it() {
    let (ada, mallory) = (Someone::new(1, Role::Agent), Someone::new(9, Role::Agent));
    let (mut document, genesis) = ada.files(1, "");
    let forged = document.act(ada.actor(), &ada.titles(2, "Non sono stata io")).unwrap();
    let after = document.act(mallory.actor(), &mallory.notes(3, "Sopra")).unwrap();
    let all = [&genesis, &forged, &after];
    let admission = push(
        None,
        1,
        &all,
        &[ada.proves(1, &genesis), mallory.proves(1, &after)],
        &[&ada, &mallory],
    );
    assert_eq!(admission.accepted.len(), 1);
    assert_eq!(
        codes(&admission),
        [RefusalCode::NotProven, RefusalCode::DependsOnRefused]
    );
    let other_ticket = push(None, 1, &[&genesis], &[ada.proves(2, &genesis)], &[&ada]);
    assert_eq!(codes(&other_ticket), [RefusalCode::NotProven]);
}

#[test]
fn what_only_a_signature_over_a_refused_change_covers_is_refused_with_it() {
    let ada = Someone::new(1, Role::Agent);
    let (mut document, genesis) = ada.files(1, "");
    let update = Note {
        entry: intent(2),
        text: "Chiuso per lavori".into(),
    };
    let beyond = ada.does(2, vec![Edit::AddPublicUpdate(update)]);
    let beyond = document.act(ada.actor(), &beyond).unwrap();
    let both = [&genesis, &beyond];
    let last = [ada.proves(1, &beyond)];
    let unproven = push(None, 1, &both, &last, &[&ada]);
    assert_eq!(unproven.accepted.len(), 0, "nobody else could believe it");
    assert_eq!(
        codes(&unproven),
        [RefusalCode::NotProven, RefusalCode::DependsOnRefused]
    );
    let each = [ada.proves(1, &genesis), ada.proves(1, &beyond)];
    let proven = push(None, 1, &both, &each, &[&ada]);
    assert_eq!(
        (proven.accepted.len(), codes(&proven)),
        (1, vec![RefusalCode::NotAllowed])
    );
    let keys = [(ada.device(), ada.key.public())].into();
    let saved = proven.document.unwrap().save();
    assert!(arrive_snapshot(TicketId(id(1)), &saved, &proven.proofs, &keys).is_ok());
}

#[test]
fn a_change_before_its_dependency_is_asked_for_and_neither_lost_nor_taken() {
    let ada = Someone::new(1, Role::Agent);
    let (mut document, genesis) = ada.files(1, "");
    let second = document.act(ada.actor(), &ada.titles(2, "Due")).unwrap();
    let third = document.act(ada.actor(), &ada.titles(3, "Tre")).unwrap();
    let admission = push(
        None,
        1,
        &[&third, &genesis],
        &[ada.proves(1, &third), ada.proves(1, &genesis)],
        &[&ada],
    );
    assert_eq!((admission.accepted.len(), admission.quarantined.len()), (1, 0));
    assert_eq!(admission.needs, [second.hash()]);
}

#[test]
fn a_second_creation_of_a_ticket_is_refused_and_the_first_stays_whole() {
    let (ada, bruno) = (Someone::new(1, Role::Agent), Someone::new(2, Role::Agent));
    let (document, _) = ada.files(1, "Prima");
    let (_, second) = bruno.files(1, "Seconda");
    let admission = push(Some(&document), 1, &[&second], &[bruno.proves(1, &second)], &[&bruno]);
    assert_eq!(codes(&admission), [RefusalCode::SecondGenesis]);
    assert_eq!(admission.document.unwrap().read().unwrap(), document.read().unwrap());
}

#[test]
fn rights_are_checked_on_what_the_change_does() {
    let (ada, chief, office) = (
        Someone::new(1, Role::Agent),
        Someone::new(2, Role::Admin),
        Someone::new(3, Role::Office),
    );
    let (document, _) = ada.files(1, "");
    let admit_fact = |who: &Someone| {
        who.does(
            2,
            vec![Edit::Admit {
                received_at_ms: 7,
                case_number: "2026/FI-X".into(),
            }],
        )
    };
    let update = |who: &Someone| {
        who.does(
            2,
            vec![Edit::AddPublicUpdate(Note {
                entry: intent(2),
                text: "Arriviamo".into(),
            })],
        )
    };
    for (who, action, allowed) in [
        (&ada, admit_fact(&ada), false),
        (&office, admit_fact(&office), true),
        (&ada, update(&ada), false),
        (&chief, chief.titles(2, "Io"), false),
        (&office, office.titles(2, "Ufficio"), true),
        (&ada, ada.titles(2, "Mia"), true),
    ] {
        let change = document.clone().act(who.actor(), &action).unwrap();
        let admission = push(Some(&document), 1, &[&change], &[who.proves(1, &change)], &[who]);
        let expected: &[RefusalCode] = if allowed { &[] } else { &[RefusalCode::NotAllowed] };
        assert_eq!(codes(&admission), expected, "{:?}", who.grants.role);
    }
    let change = document.clone().act(ada.actor(), &ada.titles(2, "Tardi")).unwrap();
    let mut gone = authors(&[&ada]);
    gone.values_mut()
        .for_each(|author: &mut Author| author.rights = Rights::Withdrawn);
    let proofs = [ada.proves(1, &change)];
    let pushed = Pushed {
        ticket: TicketId(id(1)),
        jurisdiction: JURISDICTION,
        changes: vec![change.bytes().to_vec()],
        proofs: &proofs,
    };
    assert_eq!(
        codes(&admit(Some(&document), &[], pushed, &gone)),
        [RefusalCode::NotAllowed]
    );
}

#[test]
fn one_bad_change_does_not_block_its_neighbours() {
    let (ada, bruno) = (Someone::new(1, Role::Operator), Someone::new(2, Role::Operator));
    let (mut document, _) = ada.files(1, "");
    let bad = forged(&document, bruno.actor(), |tx| tx.put(ROOT, "layout", 99_u64).unwrap());
    let good = document.clone().act(ada.actor(), &ada.titles(2, "Buona")).unwrap();
    let admission = push(
        Some(&document),
        1,
        &[&bad, &good],
        &[bruno.proves(1, &bad), ada.proves(1, &good)],
        &[&ada, &bruno],
    );
    assert_eq!(codes(&admission), [RefusalCode::UnknownShape]);
    document.apply(&[good]).unwrap();
    assert_eq!(admission.document.unwrap().read().unwrap(), document.read().unwrap());
}

#[test]
fn an_actor_s_numbers_must_follow_each_other() {
    let ada = Someone::new(1, Role::Agent);
    let (document, genesis) = ada.files(1, "");
    let one = document.clone().act(ada.actor(), &ada.titles(2, "Una copia")).unwrap();
    let two = document
        .clone()
        .act(ada.actor(), &ada.titles(3, "Altra copia"))
        .unwrap();
    let proofs = [ada.proves(1, &one), ada.proves(1, &two)];
    let admission = push(None, 1, &[&genesis, &one, &two], &proofs, &[&ada]);
    assert_eq!(admission.accepted.len(), 2);
    assert_eq!(codes(&admission), [RefusalCode::BrokenSequence]);
}

#[test]
fn a_phone_takes_what_is_proven_and_refuses_what_is_not() {
    let (ada, bruno) = (Someone::new(1, Role::Agent), Someone::new(2, Role::Crew));
    let (held, _) = ada.files(1, "");
    let mut ahead = held.clone();
    let change = ahead.act(bruno.actor(), &bruno.titles(2, "Da altri")).unwrap();
    let keys = [(bruno.device(), bruno.key.public()), (ada.device(), ada.key.public())].into();
    let ticket = TicketId(id(1));
    let arrived = arrive(
        Some(&held),
        ticket,
        vec![change.bytes().to_vec()],
        &[bruno.proves(1, &change)],
        &keys,
    )
    .unwrap();
    assert_eq!(arrived.document.heads(), ahead.heads());
    let unproven = arrive(Some(&held), ticket, vec![change.bytes().to_vec()], &[], &keys).unwrap_err();
    assert_eq!(unproven.code, RefusalCode::NotProven);
    let genesis = &ahead.changes().unwrap()[0];
    let proofs = [ada.proves(1, genesis), bruno.proves(1, &change)];
    assert_eq!(
        arrive_snapshot(ticket, &ahead.save(), &proofs, &keys).unwrap().heads(),
        ahead.heads()
    );
    assert!(arrive_snapshot(TicketId(id(2)), &ahead.save(), &proofs, &keys).is_err());
    assert!(arrive_snapshot(ticket, &ahead.save(), &proofs[..1], &keys).is_err());
}

#[test]
fn a_ticket_with_keys_of_a_newer_version_keeps_them_and_reads_the_rest() {
    let ada = Someone::new(1, Role::Agent);
    let (document, _) = ada.files(1, "Testo");
    let newer = forged(&document, ada.actor(), |tx| tx.put(ROOT, "weather", "rain").unwrap());
    let keys = [(ada.device(), ada.key.public())].into();
    let arrived = arrive(
        Some(&document),
        TicketId(id(1)),
        vec![newer.bytes().to_vec()],
        &[ada.proves(1, &newer)],
        &keys,
    )
    .unwrap();
    assert_eq!(arrived.document.heads(), [newer.hash()]);
    let mut kept = Document::load(&arrived.document.save()).unwrap();
    kept.act(ada.actor(), &ada.titles(8, "Ancora")).unwrap();
    assert_eq!(kept.read().unwrap().text(&Field::Title), Some("Ancora"));
    assert!(
        Automerge::load(&kept.save())
            .unwrap()
            .get(ROOT, "weather")
            .unwrap()
            .is_some()
    );
}
