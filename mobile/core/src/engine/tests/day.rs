// SPDX-License-Identifier: EUPL-1.2
//! A person's day: the crew's work by due time, what is one's own, and what may be the same trouble.

use ronda_shared::duplicates::{DAYS, RADIUS_M, Sought};
use ronda_shared::workflow::Told;

use super::*;

fn happens(engine: &mut Engine, id: &TicketId, told: Told) {
    let request = HappenRequest {
        told,
        ..HappenRequest::default()
    };
    engine.happen(id, request).unwrap();
}

fn assigns(engine: &mut Engine, id: &TicketId, crew: &str, due: Option<&str>) {
    happens(
        engine,
        id,
        Told {
            event: "take_charge".into(),
            office: Some("ROADS".into()),
            ..Told::default()
        },
    );
    happens(
        engine,
        id,
        Told {
            event: "assign".into(),
            crew: Some(crew.into()),
            due: due.map(str::to_owned),
            ..Told::default()
        },
    );
}

#[test]
fn a_crew_s_day_begins_with_what_is_due_first() {
    let mut engine = Bench::new().found(Role::Operator);
    let ids: Vec<TicketId> = (0..4).map(|_| filed(&mut engine)).collect();
    assigns(&mut engine, &ids[0], "ROADS-1", None);
    assigns(&mut engine, &ids[1], "ROADS-1", Some("2026-05-09"));
    assigns(&mut engine, &ids[2], "ROADS-1", Some("2026-05-06"));
    assigns(&mut engine, &ids[3], "ROADS-12", Some("2026-05-05"));
    assert!(engine.today().is_err(), "who is in no crew has no such day");
    let grants = Grants {
        crew: Some("ROADS-1".into()),
        ..Grants::of(Role::Crew)
    };
    engine.hear_grants(&grants).unwrap();
    let day: Vec<TicketId> = engine.today().unwrap().iter().map(|one| one.row.id).collect();
    assert_eq!(day, [ids[2], ids[1], ids[0]]);
    let shown = engine.today().unwrap()[0].json();
    assert_eq!(shown["due"], "2026-05-06T00:00:00.000Z");
    assert_eq!(
        (&shown["accepted"], &shown["contested"]),
        (&false.into(), &false.into())
    );
    let of_crew = |crew: &str| Query {
        crew: Some(crew.into()),
        ..Query::default()
    };
    assert_eq!(engine.list(&of_crew("ROADS-12")).unwrap().len(), 1);
    let of_office = Query {
        office: Some("ROADS".into()),
        ..Query::default()
    };
    assert_eq!(engine.list(&of_office).unwrap().len(), 4);
    assert_eq!(engine.mine().unwrap().len(), 4);
}

#[test]
fn what_may_be_the_same_is_found_nearby_with_its_score_and_why() {
    let mut engine = Bench::new().found(Role::Agent);
    let id = filed(&mut engine);
    let elsewhere = FileRequest {
        place: Some(Place {
            lat: 43.80,
            lon: 11.2558,
            accuracy_m: None,
            source: PositionSource::Pin,
            fix_age_s: None,
            mocked: None,
        }),
        ..pothole()
    };
    engine.file(elsewhere).unwrap();
    let sought = Sought {
        category: "roads.pothole".into(),
        place: (43.7697, 11.2558),
        words: "buca in via Roma".into(),
        asset_ref: None,
        radius_m: RADIUS_M,
        days: DAYS,
        now_ms: engine.now_ms(),
    };
    let found = engine.duplicates(&sought).unwrap();
    assert_eq!(found.iter().map(|one| one.row.id).collect::<Vec<_>>(), [id]);
    let shown = found[0].json();
    assert!(shown["score"].as_f64().unwrap() > 0.5, "{shown}");
    assert!(shown["explanation"].as_array().unwrap().len() >= 4, "{shown}");
    let nowhere = Sought {
        place: (91.0, 0.0),
        ..sought
    };
    assert!(engine.duplicates(&nowhere).is_err());
}
