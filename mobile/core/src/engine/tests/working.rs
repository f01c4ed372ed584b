// SPDX-License-Identifier: EUPL-1.2
//! Moving tickets on: every fault at once, visits as evidence, notices offline, taking a write back.

use ronda_shared::ticket::{Edit, Field, HappenedNow, LinkKind, PhotoRole, Value};
use ronda_shared::workflow::{Event, Kind, Status, Told, Verdict};

use super::camera::photo;
use super::deciding::concurrent_edits;
use super::*;
use crate::store::{ChangeState, TicketWrite};

const HERE: (f64, f64) = (43.7696, 11.2558);

fn told(event: &str) -> HappenRequest {
    HappenRequest {
        told: Told {
            event: event.into(),
            ..Told::default()
        },
        ..HappenRequest::default()
    }
}

fn with(mut request: HappenRequest, say: impl FnOnce(&mut Told)) -> HappenRequest {
    say(&mut request.told);
    request
}

fn at(request: HappenRequest, (lat, lon): (f64, f64)) -> HappenRequest {
    let place = Place {
        lat,
        lon,
        accuracy_m: Some(5.0),
        source: PositionSource::Gps,
        fix_age_s: None,
        mocked: None,
    };
    HappenRequest {
        place: Some(place),
        ..request
    }
}

fn of_crew(engine: &mut Engine, role: Role) {
    let grants = Grants {
        crew: Some("ROADS-1".into()),
        ..Grants::of(role)
    };
    engine.hear_grants(&grants).unwrap();
}

/// A ticket that the desk has assigned to the crew ROADS-1, of which this person then is.
fn assigned(engine: &mut Engine) -> TicketId {
    engine.hear_grants(&Grants::of(Role::Operator)).unwrap();
    let id = filed(engine);
    let take = with(told("take_charge"), |told| told.office = Some("ROADS".into()));
    engine.happen(&id, take).unwrap();
    let assign = with(told("assign"), |told| {
        (told.crew, told.due) = (Some("ROADS-1".into()), Some("2026-05-06".into()));
    });
    assert_eq!(engine.happen(&id, assign).unwrap().status, "assigned");
    of_crew(engine, Role::Crew);
    id
}

fn faults_of(refused: Error) -> Vec<String> {
    match refused {
        Error::Rules(faults) => faults.iter().map(|fault| fault.sentence().to_owned()).collect(),
        Error::Invalid(faults) => faults,
        other => panic!("{other}"),
    }
}

#[test]
fn everything_an_event_lacks_is_named_at_once_and_nothing_is_saved() {
    let mut engine = Bench::new().found(Role::Agent);
    let id = filed(&mut engine);
    let faults = faults_of(engine.happen(&id, told("resolve")).unwrap_err());
    assert_eq!(faults.len(), 3, "status, person and outcome: {faults:?}");
    let named = with(told("resolve_on_spot"), |told| {
        told.outcome = Some("fixed_on_site".into())
    });
    let faults = faults_of(engine.happen(&id, named).unwrap_err());
    assert!(
        faults.iter().any(|fault| fault.contains("a visit is missing"))
            && faults.iter().any(|fault| fault.contains("--photo")),
        "{faults:?}"
    );
    assert_eq!(engine.store().changes(&id).unwrap().len(), 1);
}

#[test]
fn an_agent_resolves_on_the_spot_with_a_photo_that_says_where_he_was() {
    let mut engine = Bench::new().found(Role::Agent);
    let id = filed(&mut engine);
    let request = HappenRequest {
        photos: vec![photo(3, Some(HERE))],
        ..with(told("resolve_on_spot"), |told| {
            told.outcome = Some("fixed_on_site".into())
        })
    };
    let saved = engine.happen(&id, request).unwrap();
    assert_eq!((saved.status.as_str(), saved.photos.len()), ("resolved", 1));
    let read = engine.ticket(&id).unwrap();
    assert_eq!(read.photos[0].value.role, PhotoRole::After);
    assert_eq!(read.visits[0].value.verdict(), Verdict::OnSite);
    assert_eq!(engine.store().changes(&id).unwrap().len(), 2, "one deed is one change");
    let listed = engine.list(&Query {
        status: Some("resolved".into()),
        ..Query::default()
    });
    assert_eq!(listed.unwrap().len(), 1);
}

#[test]
fn a_photo_from_the_gallery_does_not_say_where_he_is_now() {
    let mut engine = Bench::new().found(Role::Agent);
    let id = filed(&mut engine);
    let shot = Shot {
        taken_at: Some("2026-05-03T08:00:00Z".into()),
        fix: None,
    };
    let yesterday = NewPhoto {
        shot,
        ..photo(3, Some(HERE))
    };
    let request = HappenRequest {
        photos: vec![yesterday],
        ..with(told("resolve_on_spot"), |told| {
            told.outcome = Some("fixed_on_site".into());
            told.waive = Some("il telefono non trova la posizione".into());
        })
    };
    engine.happen(&id, request).unwrap();
    let visit = &engine.ticket(&id).unwrap().visits[0].value;
    assert_eq!(visit.verdict(), Verdict::NoFix);
    assert!(visit.fix.unwrap().fix_age_s.unwrap() > 86_000, "{visit:?}");
}

#[test]
fn a_crew_far_from_the_ticket_says_why_or_is_refused() {
    let mut engine = Bench::new().found(Role::Operator);
    let id = assigned(&mut engine);
    engine.happen(&id, told("accept")).unwrap();
    engine.happen(&id, at(told("start"), HERE)).unwrap();
    let done = || with(told("resolve"), |told| told.outcome = Some("fixed_on_site".into()));
    let far = HappenRequest {
        photos: vec![photo(4, None)],
        ..at(done(), (43.80, 11.30))
    };
    let faults = faults_of(engine.happen(&id, far.clone()).unwrap_err());
    assert!(
        faults.len() == 1 && faults[0].contains("far from the ticket"),
        "{faults:?}"
    );
    let said = with(far, |told| told.waive = Some("scritto dal deposito".into()));
    engine.happen(&id, said).unwrap();
    let read = engine.ticket(&id).unwrap();
    let leaving = &read.visits.last().unwrap().value;
    assert_eq!(leaving.verdict(), Verdict::Far);
    assert_eq!(leaving.override_reason.as_deref(), Some("scritto dal deposito"));
    assert_eq!(read.status(), Status::Resolved);
}

/// A ticket that was cancelled here while another resolved it.
fn overtaken(engine: &mut Engine) -> TicketId {
    let id = filed(engine);
    let cancel = with(told("cancel"), |told| told.reason = Some("doppione".into()));
    assert_eq!(engine.happen(&id, cancel).unwrap().status, "cancelled");
    resolved_by_another(engine, &id);
    id
}

/// The tickets of all pages of so many, one after another.
fn unread(engine: &mut Engine, limit: u32) -> Vec<serde_json::Value> {
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let (page, end) = engine.unread_page(after, limit).unwrap();
        assert!(page.len() <= limit as usize);
        seen.extend(page);
        match end {
            Some(key) => after = Some(key.to_string().parse().unwrap()),
            None => return seen,
        }
    }
}

#[test]
fn what_is_unread_pages_by_key_and_is_asked_again_when_it_changes() {
    let mut engine = Bench::new().found(Role::Operator);
    let tickets: Vec<TicketId> = (0..5).map(|_| overtaken(&mut engine)).collect();
    filed(&mut engine);
    assert_eq!(engine.unread_count().unwrap(), 5);
    let all = engine.notices(None).unwrap();
    assert_eq!(all.len(), 5);
    for limit in [1, 2, 5, 20] {
        assert_eq!(unread(&mut engine, limit), all, "pages of {limit}");
    }
    engine.acknowledge(&tickets[2]).unwrap().unwrap();
    assert_eq!(engine.unread_count().unwrap(), 4);
    assert_eq!(unread(&mut engine, 2), engine.notices(None).unwrap());
    assert!(!engine.ask_unread().unwrap(), "nothing changed since");
    of_crew(&mut engine, Role::Crew);
    assert_eq!(unread(&mut engine, 2), engine.notices(None).unwrap());
    assert_eq!(
        engine.unread_count().unwrap(),
        engine.notices(None).unwrap().len() as u64,
        "who has another role is told other things"
    );
}

#[test]
fn what_overtook_one_is_told_offline_until_it_is_read() {
    let mut engine = Bench::new().found(Role::Operator);
    let id = overtaken(&mut engine);
    assert_eq!(engine.ticket(&id).unwrap().status(), Status::Resolved);
    let told = engine.notices(None).unwrap();
    let kinds: Vec<&str> = told[0]["notices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|notice| notice["kind"].as_str().unwrap())
        .collect();
    assert!(kinds.contains(&"superseded"), "{kinds:?}");
    engine.acknowledge(&id).unwrap().unwrap();
    assert_eq!(engine.notices(None).unwrap().len(), 0);
    let read = engine.notices(Some(&id)).unwrap();
    assert!(
        read[0]["notices"]
            .as_array()
            .unwrap()
            .iter()
            .all(|notice| notice["read"] == true)
    );
    assert_eq!(engine.acknowledge(&id).unwrap(), None, "nothing is left to read");
}

/// Somebody who had only seen the filing resolves the ticket.
fn resolved_by_another(engine: &mut Engine, id: &TicketId) {
    let entry = engine.entry().unwrap();
    let event = Event {
        outcome: Some("fixed_by_agent".into()),
        waiver: Some("buio".into()),
        ..Event::of(Kind::ResolveOnSpot, PersonId::from_bytes([2; 16]))
    };
    concurrent_edits(engine, id, vec![Edit::Happen(HappenedNow { entry, event })], 2);
}

#[test]
fn a_ticket_of_the_first_layout_is_brought_up_to_date_by_the_action_that_needs_it() {
    let mut engine = Bench::new().found(Role::Operator);
    let hex = include_str!("layout_1.hex").trim();
    let saved: Vec<u8> = (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
        .collect();
    let document = ronda_shared::document::Document::load(&saved).unwrap();
    let write = TicketWrite::of(&document, document.heads(), 9).unwrap();
    let id = write.row.id;
    engine.store.put_ticket(&write).unwrap();
    let cancel = with(told("cancel"), |told| told.reason = Some("doppione".into()));
    engine.happen(&id, cancel).unwrap();
    resolved_by_another(&mut engine, &id);
    assert_eq!(
        engine.ticket(&id).unwrap().layout,
        1,
        "what needs no more leaves it as it is"
    );
    engine.acknowledge(&id).unwrap().unwrap();
    assert_eq!(engine.ticket(&id).unwrap().layout, 2);
    let changes = engine.store().changes(&id).unwrap();
    let [_, layout, own] = changes.as_slice() else {
        panic!("{}", changes.len());
    };
    assert!(layout.state == ChangeState::Owed && layout.intent.is_none() && own.intent.is_some());
    assert_eq!(engine.doctor().unwrap().faults, Vec::<String>::new());
    let owed = engine.store().owed_batch(&std::collections::BTreeSet::new()).unwrap();
    assert_eq!(owed[0].changes.len(), 3, "the office gets it before what builds on it");
}

#[test]
fn ties_are_said_once_and_taken_back_once() {
    let mut engine = Bench::new().found(Role::Agent);
    let (id, other) = (filed(&mut engine), filed(&mut engine));
    engine.link(&id, LinkKind::DuplicateOf, other, true).unwrap();
    assert_eq!(engine.ticket(&id).unwrap().duplicate_of(), Some(other));
    assert!(engine.link(&id, LinkKind::DuplicateOf, other, true).is_err());
    engine.link(&id, LinkKind::DuplicateOf, other, false).unwrap();
    assert!(engine.link(&id, LinkKind::DuplicateOf, other, false).is_err());
    assert!(engine.link(&id, LinkKind::Related, id, true).is_err());
    engine.me_too(&id, true).unwrap();
    engine.watch(&id, true).unwrap();
    assert!(engine.me_too(&id, true).is_err());
    let read = engine.ticket(&id).unwrap();
    assert_eq!((read.me_too.len(), read.watchers.len()), (1, 1));
    engine.me_too(&id, false).unwrap();
    assert_eq!(engine.ticket(&id).unwrap().me_too.len(), 0);
}

#[test]
fn a_write_is_taken_back_by_writing_what_stood_before() {
    let mut engine = Bench::new().found(Role::Agent);
    let id = filed(&mut engine);
    assert!(engine.undo(&id, &Field::Title).is_err(), "nothing was written since");
    let title = |engine: &Engine| engine.ticket(&id).unwrap().title().to_owned();
    let before = title(&engine);
    let text = Value::Text("Voragine".into());
    engine.edit(&id, vec![(Field::Title, text)]).unwrap();
    assert_eq!(engine.undo(&id, &Field::Title).unwrap().1, []);
    assert_eq!(title(&engine), before);
    engine.undo(&id, &Field::Title).unwrap();
    assert_eq!(title(&engine), "Voragine", "and what was taken back comes back");
}
