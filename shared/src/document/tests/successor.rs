// SPDX-License-Identifier: EUPL-1.2
//! The successor of a ticket: everything of it but what had to go, the workflow folded to the same, and nobody's words invented.

use std::collections::BTreeSet;

use super::gate::codes;
use super::ledger::{judged, photo};
use super::people::{JURISDICTION, Someone, authors, id, intent};
use super::workflow::{assigned, crew, happen, of_crew, passes_on, visit};
use crate::document::{Admission, Document, DocumentError, Founding, Pushed, RawChange, Rights, admit, succeed};
use crate::identity::AuthorProof;
use crate::ids::{Actor, IntentId, TicketId};
use crate::policy::Role;
use crate::ticket::{Edit, Field, Link, LinkKind, Part, PhotoRole, Ticket, Value};
use crate::wire::RefusalCode;
use crate::workflow::{Event, Kind, Phase, Status};

const WORDS: [&str; 4] = ["CanarinoMotivo", "CanarinoDeroga", "CanarinoEnte", "CanarinoVisita"];
const RESOLVED: u64 = 30;

fn office() -> Someone {
    Someone::new(5, Role::Office)
}

fn link(kind: LinkKind, n: u64) -> Link {
    Link {
        kind,
        ticket: TicketId(id(n)),
    }
}

/// Resolved by its crew, with words that must go, while the desk passes it on: everything a ticket can hold.
fn rich() -> Document {
    let (x, desk, ada) = (
        crew(3, "x"),
        Someone::new(1, Role::Operator),
        Someone::new(9, Role::Agent),
    );
    let (mut held, _) = assigned();
    let begins = vec![
        happen(20, of_crew(Kind::Start, &x)),
        visit(21, intent(20), &x, Phase::Arrived),
    ];
    held.act(x.actor(), &x.does(20, begins)).unwrap();
    let mut elsewhere = held.clone();
    let [reason, waiver, body, over] = WORDS.map(|word| Some(word.to_owned()));
    let resolved = Event {
        reason,
        waiver,
        body,
        outcome: Some("fixed_on_site".into()),
        ..of_crew(Kind::Resolve, &x)
    };
    let Edit::Visit(mut left) = visit(31, intent(RESOLVED), &x, Phase::Left) else {
        panic!("a visit is a visit")
    };
    left.visit.override_reason = over;
    let done = vec![happen(RESOLVED, resolved), Edit::Visit(left)];
    held.act(x.actor(), &x.does(RESOLVED, done)).unwrap();
    let passed = elsewhere
        .act(desk.actor(), &desk.happens(40, passes_on(&desk)))
        .unwrap();
    held.apply(&[passed]).unwrap();
    let ties = vec![
        Edit::MeToo(true),
        Edit::Watch(true),
        Edit::Link(link(LinkKind::Related, 77), true),
        photo(50, &ada, PhotoRole::After),
        Edit::Set(Field::Address, Value::Text("via Finta 1".into())),
    ];
    held.act(ada.actor(), &ada.does(50, ties)).unwrap();
    held.act(ada.actor(), &ada.notes(51, "Visto")).unwrap();
    held.act(desk.actor(), &desk.does(52, vec![Edit::Acknowledge(intent(40))]))
        .unwrap();
    let facts = Edit::Admit {
        received_at_ms: 7,
        case_number: "2026/FI-X".into(),
    };
    held.act(office().actor(), &office().does(53, vec![facts])).unwrap();
    held
}

fn found(old: &Ticket, n: u64, without: &[Part]) -> Result<(Document, Vec<RawChange>), DocumentError> {
    let device = office().device();
    let (mut starts, mut births) = (0_u8, 10_000 * n);
    let founding = Founding {
        id: TicketId(id(n)),
        without: &without.iter().cloned().collect::<BTreeSet<_>>(),
        office: office().person,
        actor: &mut || {
            starts += 1;
            Actor::of(device, [starts; 8])
        },
        intent: &mut || {
            births += 1;
            IntentId(id(births))
        },
    };
    succeed(old, founding)
}

/// As it comes back to a store that forgot it: whole, signed by the office's device alone.
fn comes_back(n: u64, document: &Document, changes: &[RawChange]) -> Admission {
    let office = office();
    let mut people = authors(&[&office]);
    people.values_mut().for_each(|author| author.rights = Rights::Office);
    let heads = document.heads().into_iter();
    let proofs: Vec<AuthorProof> = heads
        .map(|head| AuthorProof::sign(&office.key, &TicketId(id(n)), head))
        .collect();
    let pushed = Pushed {
        ticket: TicketId(id(n)),
        jurisdiction: JURISDICTION,
        changes: changes.iter().map(|change| change.bytes().to_vec()).collect(),
        proofs: &proofs,
    };
    admit(None, &[], pushed, &people)
}

#[test]
fn everything_but_what_had_to_go_stays_in_its_author_s_name_and_the_fold_is_the_same() {
    let old = rich().read().unwrap();
    assert_eq!((old.status(), old.workflow.superseded.len()), (Status::Resolved, 1));
    let (document, changes) = found(&old, 2, &[Part::Field(Field::Title)]).unwrap();
    let new = document.read().unwrap();
    assert_eq!(new.workflow, old.workflow);
    assert_eq!((&new.events, &new.visits), (&old.events, &old.visits));
    assert_eq!((&new.notes, &new.photos), (&old.notes, &old.photos));
    assert_eq!((&new.me_too, &new.watchers), (&old.me_too, &old.watchers));
    assert_eq!(new.acknowledged, old.acknowledged);
    let facts = |ticket: &Ticket| (ticket.received_at_ms, ticket.case_number.clone(), ticket.created_by);
    assert_eq!(facts(&new), facts(&old));
    assert_eq!(new.text(&Field::Title), None);
    assert_eq!(new.text(&Field::Address), Some("via Finta 1"));
    let admission = comes_back(2, &document, &changes);
    assert_eq!((codes(&admission), admission.accepted.len()), (vec![], changes.len()));
    assert_eq!(admission.document.unwrap().read().unwrap(), new);
}

#[test]
fn of_a_description_into_which_two_wrote_at_once_both_sides_stay() {
    let (ada, bruno) = (Someone::new(9, Role::Agent), Someone::new(8, Role::Agent));
    let base = "Buca davanti al civico 12, vicino alle strisce.";
    let mut held = rich();
    held.act(ada.actor(), &ada.describes(60, base)).unwrap();
    let mut other = held.clone();
    let ours = base.replace("civico 12", "civico 14");
    held.act(ada.actor(), &ada.describes(61, &ours)).unwrap();
    let theirs = base.replace("strisce", "strisce pedonali");
    let theirs = other.act(bruno.actor(), &bruno.describes(62, &theirs)).unwrap();
    held.apply(&[theirs]).unwrap();
    let old = held.read().unwrap();
    assert!(old.fields[&Field::Description].merged_softly);
    let (document, changes) = found(&old, 2, &[Part::Note(intent(51))]).unwrap();
    assert_eq!(
        document.read().unwrap().description,
        "Buca davanti al civico 14, vicino alle strisce pedonali."
    );
    assert_eq!(codes(&comes_back(2, &document, &changes)), []);
}

#[test]
fn the_words_said_in_an_event_go_and_that_it_happened_stays() {
    let old = rich().read().unwrap();
    let (document, changes) = found(&old, 2, &[Part::Event(intent(RESOLVED))]).unwrap();
    let saved = document.save();
    let said = |word: &str| saved.windows(word.len()).any(|window| window == word.as_bytes());
    assert!(WORDS.iter().all(|word| !said(word)));
    assert!(said("non nostra"), "what was said in other events stays");
    let new = document.read().unwrap();
    assert_eq!(new.workflow, old.workflow);
    let resolved = new.event(&intent(RESOLVED)).unwrap();
    assert_eq!(
        resolved.clone(),
        old.event(&intent(RESOLVED)).unwrap().clone().wordless()
    );
    assert_eq!(resolved.outcome.as_deref(), Some("fixed_on_site"));
    let verdicts = |ticket: &Ticket| {
        ticket
            .visits
            .iter()
            .map(|visit| visit.value.verdict())
            .collect::<Vec<_>>()
    };
    assert_eq!(verdicts(&new), verdicts(&old));
    assert_eq!(codes(&comes_back(2, &document, &changes)), []);
}

#[test]
fn it_says_which_ticket_it_replaces_and_which_that_one_had_replaced() {
    let old = rich().read().unwrap();
    let (second, _) = found(&old, 2, &[Part::Note(intent(51))]).unwrap();
    let second = second.read().unwrap();
    assert!(second.notes.is_empty());
    let (third, changes) = found(&second, 3, &[Part::Field(Field::Address)]).unwrap();
    let links = third.read().unwrap().links;
    let kept: Vec<Link> = links.keys().copied().collect();
    let expected = [
        link(LinkKind::Related, 77),
        link(LinkKind::Replaces, 1),
        link(LinkKind::Replaces, 2),
    ];
    assert_eq!(kept, expected);
    assert_eq!(links[&expected[2]].by, office().person);
    assert_eq!(codes(&comes_back(3, &third, &changes)), []);
}

#[test]
fn nobody_but_the_office_says_which_ticket_another_replaces() {
    let (desk, office) = (Someone::new(1, Role::Operator), office());
    let (held, _) = desk.files(1, "");
    let says = |who: &Someone, rights: Rights| {
        let edits = vec![Edit::Link(link(LinkKind::Replaces, 77), true)];
        judged(&held, who, rights, edits)
    };
    assert_eq!(
        says(&desk, Rights::Granted(desk.grants.clone())),
        [RefusalCode::NotAllowed]
    );
    assert_eq!(says(&desk, Rights::Vouched), [RefusalCode::NotAllowed]);
    assert_eq!(says(&office, Rights::Office), []);
}

#[test]
fn a_ticket_is_not_rectified_by_halves() {
    let ada = Someone::new(9, Role::Agent);
    let mut held = rich();
    let refused = |held: &Document, without: &[Part]| match found(&held.read().unwrap(), 2, without) {
        Err(DocumentError::Invalid(faults)) => faults.join("; "),
        other => panic!("{other:?}"),
    };
    assert!(refused(&held, &[]).contains("--drop"));
    assert!(refused(&held, &[Part::Field(Field::Category)]).contains("category"));
    assert!(refused(&held, &[Part::Event(intent(99))]).contains("no event:"));
    let mut other = held.clone();
    held.act(ada.actor(), &ada.titles(60, "Voragine")).unwrap();
    let bruno = Someone::new(8, Role::Agent);
    let theirs = other.act(bruno.actor(), &bruno.titles(61, "Tombino")).unwrap();
    held.apply(&[theirs]).unwrap();
    assert!(refused(&held, &[Part::Note(intent(51))]).contains("title is contested"));
    assert!(found(&held.read().unwrap(), 2, &[Part::Field(Field::Title)]).is_ok());
}
