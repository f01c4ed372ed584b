// SPDX-License-Identifier: EUPL-1.2
//! What the gate judges a change by: who answers for its author, what was written before it, and how much a ticket may hold.

use super::gate::codes;
use super::people::{JURISDICTION, Someone, authors, id, intent, push};
use super::workflow::{assigned, crew, happen, of_crew, visit};
use crate::document::{Document, Pushed, RawChange, Rights, admit, arrive, arrive_snapshot, photos_named, write};
use crate::ids::{ChangeHash, PhotoHash, TicketId};
use crate::limits;
use crate::policy::Role;
use crate::ticket::{AddedPhoto, Edit, Link, LinkKind, PhotoEntry, PhotoRole};
use crate::wire::RefusalCode;
use crate::workflow::{Event, Kind, Phase};

pub(super) fn photo(n: u64, who: &Someone, role: PhotoRole) -> Edit {
    Edit::AddPhoto(AddedPhoto {
        entry: intent(n),
        photo: PhotoEntry {
            sha256: PhotoHash([7; 32]),
            mime: "image/jpeg".into(),
            bytes: 9,
            width: 3,
            height: 2,
            role,
            taken_at: None,
            fix: None,
            by: who.person,
            caption: None,
            thumbhash: Vec::new(),
            sketch: None,
            shows: None,
            sealed_original: None,
        },
    })
}

/// Pushes onto `held` what one person writes there, judged by these rights.
pub(super) fn judged(held: &Document, who: &Someone, rights: Rights, edits: Vec<Edit>) -> Vec<RefusalCode> {
    let change = held.clone().act(who.actor(), &who.does(700, edits)).unwrap();
    let mut people = authors(&[who]);
    people.values_mut().for_each(|author| author.rights = rights.clone());
    let proofs = [who.proves(1, &change)];
    let pushed = Pushed {
        ticket: TicketId(id(1)),
        jurisdiction: JURISDICTION,
        changes: vec![change.bytes().to_vec()],
        proofs: &proofs,
    };
    codes(&admit(Some(held), &[], pushed, &people))
}

fn facts() -> Vec<Edit> {
    vec![Edit::Admit {
        received_at_ms: 7,
        case_number: "2026/FI-X".into(),
    }]
}

#[test]
fn nobody_can_answer_for_a_person_who_writes_the_store_s_facts() {
    let (held, _) = assigned();
    let (x, office) = (crew(3, "x"), Someone::new(5, Role::Office));
    let flag = vec![Edit::FlagOld(ChangeHash([3; 32]), x.person)];
    let jump = |who: &Someone| vec![happen(700, Event::of(Kind::Verify, who.person))];
    let forbidden = vec![RefusalCode::NotAllowed];
    let cases = [
        ("facts, vouched for", &x, Rights::Vouched, facts(), forbidden.clone()),
        ("a flag, vouched for", &x, Rights::Vouched, flag.clone(), forbidden),
        ("facts of the office", &office, Rights::Office, facts(), vec![]),
        ("a flag of the office", &office, Rights::Office, flag, vec![]),
        ("a jump, vouched for", &x, Rights::Vouched, jump(&x), vec![]),
        (
            "a jump of the office that comes back",
            &office,
            Rights::Office,
            jump(&office),
            vec![],
        ),
    ];
    for (what, who, rights, edits, expected) in cases {
        assert_eq!(judged(&held, who, rights, edits), expected, "{what}");
    }
}

#[test]
fn what_the_office_signed_for_stays_although_its_author_may_no_more() {
    let (ada, office) = (Someone::new(1, Role::Agent), Someone::new(5, Role::Office));
    let (mut document, genesis) = ada.files(1, "");
    let edit = document.act(ada.actor(), &ada.titles(2, "Voragine")).unwrap();
    let admitted = document.act(office.actor(), &office.does(3, facts())).unwrap();
    let late = document.act(ada.actor(), &ada.titles(4, "Ancora")).unwrap();
    let now_viewer = Someone::new(1, Role::Viewer);
    let proofs = [ada.proves(1, &late), office.proves(1, &admitted)];
    let all = [&genesis, &edit, &admitted, &late];
    let admission = push(None, 1, &all, &proofs, &[&now_viewer, &office]);
    assert_eq!(
        (codes(&admission), admission.accepted.len()),
        (vec![RefusalCode::NotAllowed], 3)
    );
    let alone = push(None, 1, &[&genesis, &edit], &proofs[..1], &[&now_viewer]);
    assert_eq!(alone.accepted.len(), 0, "{:?}", codes(&alone));
}

#[test]
fn everything_people_add_to_a_ticket_is_admitted_and_taken_back_as_it_was_put() {
    let ada = Someone::new(1, Role::Agent);
    let (mut held, _) = ada.files(1, "");
    let link = Link {
        kind: LinkKind::Related,
        ticket: TicketId(id(50)),
    };
    let steps = [
        vec![photo(2, &ada, PhotoRole::Before)],
        vec![Edit::MeToo(true), Edit::Watch(true), Edit::Link(link, true)],
        vec![Edit::Acknowledge(intent(9))],
        vec![Edit::MeToo(false), Edit::Watch(false), Edit::Link(link, false)],
    ];
    for (n, edits) in (10..).zip(steps) {
        let change = held.clone().act(ada.actor(), &ada.does(n, edits)).unwrap();
        let admission = push(Some(&held), 1, &[&change], &[ada.proves(1, &change)], &[&ada]);
        assert_eq!(codes(&admission), [], "step {n}");
        held = admission.document.unwrap();
    }
    let ticket = held.read().unwrap();
    assert_eq!((ticket.photos.len(), ticket.acknowledged.len()), (1, 1));
    assert!(ticket.links.is_empty() && ticket.me_too.is_empty() && ticket.watchers.is_empty());
    let read = vec![Edit::Acknowledge(intent(9))];
    let unread = judged(&held, &ada, Rights::Granted(ada.grants.clone()), read);
    assert_eq!(unread, [], "to say it again is no fault");
}

/// Resolves from the place itself, with no waiver: a photo of the state left must be there.
fn resolves_with_a_photo(n: u64, who: &Someone) -> Vec<Edit> {
    let event = Event {
        outcome: Some("fixed_on_site".into()),
        ..of_crew(Kind::Resolve, who)
    };
    vec![happen(n, event), visit(n + 5_000, intent(n), who, Phase::Left)]
}

#[test]
fn the_photo_a_closure_needs_counts_wherever_its_author_had_seen_it() {
    let x = crew(3, "x");
    let (mut held, _) = assigned();
    let started = vec![
        happen(20, of_crew(Kind::Start, &x)),
        visit(21, intent(20), &x, Phase::Arrived),
    ];
    held.act(x.actor(), &x.does(20, started)).unwrap();
    let granted = || Rights::Granted(x.grants.clone());
    let none = judged(&held, &x, granted(), resolves_with_a_photo(700, &x));
    assert_eq!(none, [RefusalCode::AgainstWorkflow], "no photo anywhere");
    let mut ahead = held.clone();
    let taken = ahead
        .act(x.actor(), &x.does(30, vec![photo(30, &x, PhotoRole::After)]))
        .unwrap();
    let done = ahead
        .act(x.actor(), &x.does(40, resolves_with_a_photo(40, &x)))
        .unwrap();
    let together = push(Some(&held), 1, &[&taken, &done], &[x.proves(1, &done)], &[&x]);
    assert_eq!(codes(&together), [], "pushed with it");
    held.apply(&[taken]).unwrap();
    let held_photo = judged(&held, &x, granted(), resolves_with_a_photo(700, &x));
    assert_eq!(held_photo, [], "held already");
}

#[test]
fn the_photos_a_change_names_are_known_whatever_becomes_of_it() {
    let ada = Someone::new(1, Role::Agent);
    let (mut held, genesis) = ada.files(1, "");
    let edits = vec![photo(2, &ada, PhotoRole::Before), Edit::Watch(true)];
    let change = held.act(ada.actor(), &ada.does(2, edits)).unwrap();
    assert_eq!(photos_named(&change), [PhotoHash([7; 32])].into());
    assert!(photos_named(&genesis).is_empty());
}

#[test]
fn a_ticket_that_is_full_says_so_and_stays_whole() {
    let ada = Someone::new(1, Role::Operator);
    let refused = |held: &Document, edit: Vec<Edit>| judged(held, &ada, Rights::Granted(ada.grants.clone()), edit);
    let (mut eventful, _) = ada.files(1, "");
    for n in 0..limits::TICKET_EVENTS as u64 {
        let asks = ada.happens(10 + n, Event::of(Kind::AskInfo, ada.person));
        write::write(&mut eventful.doc, ada.actor(), &asks).unwrap();
    }
    let more = vec![happen(700, Event::of(Kind::AskInfo, ada.person))];
    assert_eq!(refused(&eventful, more), [RefusalCode::TicketFull]);
    assert_eq!(refused(&eventful, vec![Edit::Watch(true)]), [], "only of events");
    let (mut long, _) = ada.files(1, "");
    for n in 1..limits::TICKET_CHANGES as u64 {
        let watches = ada.does(10 + n, vec![Edit::Watch(n % 2 == 1)]);
        write::write(&mut long.doc, ada.actor(), &watches).unwrap();
    }
    assert_eq!(refused(&long, vec![Edit::MeToo(true)]), [RefusalCode::TicketFull]);
}

#[test]
fn more_bytes_than_a_ticket_may_hold_are_set_apart_unread_and_block_nobody() {
    let ada = Someone::new(1, Role::Agent);
    let (_, genesis) = ada.files(1, "");
    let count = u8::try_from(limits::TICKET_BYTES / limits::CHANGE_BYTES).unwrap() + 1;
    let junk = (0..count).map(|n| vec![n; limits::CHANGE_BYTES]);
    let proofs = [ada.proves(1, &genesis)];
    let pushed = Pushed {
        ticket: TicketId(id(1)),
        jurisdiction: JURISDICTION,
        changes: std::iter::once(genesis.bytes().to_vec()).chain(junk).collect(),
        proofs: &proofs,
    };
    let admission = admit(None, &[], pushed, &authors(&[&ada]));
    assert_eq!(admission.accepted.len(), 1);
    let full = codes(&admission)
        .into_iter()
        .filter(|code| *code == RefusalCode::TicketFull);
    assert_eq!((full.count(), admission.quarantined.len()), (2, usize::from(count)));
}

#[test]
fn what_builds_on_a_refused_change_is_not_asked_for_even_when_more_is_missing() {
    let (ada, mallory) = (Someone::new(1, Role::Agent), Someone::new(9, Role::Agent));
    let (mut left, genesis) = ada.files(1, "");
    let mut right = left.clone();
    let unsigned = left.act(mallory.actor(), &mallory.titles(2, "Mia")).unwrap();
    let missing = right.act(ada.actor(), &ada.titles(3, "Mai mandata")).unwrap();
    left.apply(&[missing]).unwrap();
    let both = left.act(ada.actor(), &ada.notes(4, "sopra entrambe")).unwrap();
    let above = left.act(ada.actor(), &ada.notes(5, "e ancora")).unwrap();
    let proofs = [ada.proves(1, &genesis), ada.proves(1, &above)];
    let admission = push(
        None,
        1,
        &[&genesis, &unsigned, &both, &above],
        &proofs,
        &[&ada, &mallory],
    );
    let hopeless = RefusalCode::DependsOnRefused;
    assert_eq!(codes(&admission), [RefusalCode::NotProven, hopeless, hopeless]);
    assert_eq!((admission.accepted.len(), admission.needs), (1, vec![]));
}

/// The phone's own side of the gate.
#[test]
fn a_phone_takes_nothing_of_a_delivery_with_gaps_and_nothing_twice() {
    let ada = Someone::new(1, Role::Agent);
    let (held, genesis) = ada.files(1, "");
    let mut ahead = held.clone();
    let first = ahead.act(ada.actor(), &ada.titles(2, "Due")).unwrap();
    let second = ahead.act(ada.actor(), &ada.titles(3, "Tre")).unwrap();
    let keys = [(ada.device(), ada.key.public())].into();
    let (ticket, proofs) = (TicketId(id(1)), [ada.proves(1, &second)]);
    let delivers = |changes: &[&RawChange]| {
        let bytes = changes.iter().map(|change| change.bytes().to_vec()).collect();
        arrive(Some(&held), ticket, bytes, &proofs, &keys)
    };
    let gap = delivers(&[&second]).unwrap_err();
    assert_eq!(gap.code, RefusalCode::MissingDependency);
    assert!(gap.detail.starts_with("1 changes"), "{}", gap.detail);
    let again = delivers(&[&genesis]).unwrap();
    assert_eq!((again.document.heads(), again.fresh), (held.heads(), vec![]));
    assert_eq!(delivers(&[&second, &first]).unwrap().document.heads(), ahead.heads());
    let of_another = [ada.proves(2, &second)];
    let refusal = arrive_snapshot(TicketId(id(2)), &ahead.save(), &of_another, &keys).unwrap_err();
    assert_eq!(refusal.code, RefusalCode::Poisonous, "a snapshot of another ticket");
    assert!(arrive_snapshot(ticket, &ahead.save(), &proofs, &keys).is_ok());
}
