// SPDX-License-Identifier: EUPL-1.2
//! Lists, search, places and codes.

use std::collections::BTreeSet;

use ronda_shared::code::spoken_code;
use ronda_shared::place::distance_m;
use ronda_shared::ticket::{Field, Value};

use super::*;

fn titles(engine: &Engine, query: &Query) -> Vec<String> {
    engine
        .list(query)
        .unwrap()
        .into_iter()
        .map(|listed| listed.row.title)
        .collect()
}

fn search(engine: &Engine, text: &str) -> Vec<String> {
    titles(
        engine,
        &Query {
            search: Some(text.into()),
            ..Query::default()
        },
    )
}

fn file(engine: &mut Engine, category: &str, title: &str, description: &str) -> TicketId {
    let request = FileRequest {
        category: category.into(),
        title: Some(title.into()),
        description: Some(description.into()),
        ..pothole()
    };
    engine.file(request).unwrap().id
}

#[test]
fn search_folds_accents_and_case_and_matches_beginnings_of_words() {
    let mut engine = Bench::new().found(Role::Agent);
    let lamp = file(&mut engine, "lighting.lamp", "Lampione spento", "Non si sa perché");
    file(&mut engine, "roads.pothole", "Buca", "Perché è larga, così l'Àncora");
    assert_eq!(search(&engine, "perche"), ["Buca", "Lampione spento"]);
    assert_eq!(search(&engine, "PERCHE\u{301}"), ["Buca", "Lampione spento"]);
    assert_eq!(search(&engine, "lampi"), ["Lampione spento"]);
    assert_eq!(search(&engine, "lamp perch"), ["Lampione spento"]);
    assert_eq!(search(&engine, "ancora"), ["Buca"]);
    assert_eq!(search(&engine, "lighting"), ["Lampione spento"]);
    assert_eq!(search(&engine, "ampione"), Vec::<String>::new());
    engine.note(&lamp, "Chiamata la ditta Bianchi").unwrap();
    assert_eq!(search(&engine, "bianch"), ["Lampione spento"]);
    engine
        .edit(&lamp, vec![(Field::Title, Value::Text("Faro".into()))])
        .unwrap();
    assert_eq!(search(&engine, "lampione"), Vec::<String>::new());
    assert_eq!(search(&engine, "bianchi"), ["Faro"]);
    let code = spoken_code("FI", &lamp);
    assert_eq!(search(&engine, &code), ["Faro"]);
}

#[test]
fn nothing_typed_is_read_as_search_syntax() {
    let mut engine = Bench::new().found(Role::Agent);
    file(&mut engine, "roads.pothole", "Buca", "or near not");
    for typed in [
        "\"",
        "*",
        "buca OR \"",
        "title:buca",
        "NEAR(",
        "-buca",
        "'; DROP TABLE ticket",
        "ⓐⓑ",
        "  ",
        "a\u{0}b",
    ] {
        search(&engine, typed);
    }
    assert_eq!(search(&engine, "NOT"), ["Buca"]);
    assert_eq!(search(&engine, "*"), Vec::<String>::new());
}

#[test]
fn near_gives_what_measuring_every_ticket_gives() {
    let mut engine = Bench::new().found(Role::Agent);
    let centre = (43.7696, 11.2558);
    let mut places = Vec::new();
    for at in 0..120_i32 {
        let lat = centre.0 + f64::from(at % 11 - 5) * 0.0013;
        let lon = centre.1 + f64::from(at % 17 - 8) * 0.0021;
        let place = Place {
            lat,
            lon,
            accuracy_m: None,
            source: PositionSource::Pin,
            fix_age_s: None,
            mocked: None,
        };
        let id = engine
            .file(FileRequest {
                place: Some(place),
                ..pothole()
            })
            .unwrap()
            .id;
        places.push((distance_m(centre, (lat, lon)), id));
    }
    engine
        .file(FileRequest {
            place: None,
            ..pothole()
        })
        .unwrap();
    for radius_m in [50.0, 300.0, 900.0, 5_000.0] {
        let near = |limit| {
            let query = Query {
                near: Some((centre, radius_m)),
                limit,
                ..Query::default()
            };
            engine.list(&query).unwrap()
        };
        let expected: BTreeSet<TicketId> = places
            .iter()
            .filter(|(m, _)| *m <= radius_m)
            .map(|(_, id)| *id)
            .collect();
        let found = near(None);
        assert_eq!(
            found.iter().map(|listed| listed.row.id).collect::<BTreeSet<_>>(),
            expected,
            "{radius_m}"
        );
        let metres = |found: &[Listed]| {
            found
                .iter()
                .map(|listed| listed.distance_m.unwrap())
                .collect::<Vec<_>>()
        };
        assert!(metres(&found).is_sorted());
        let first = near(Some(7));
        assert_eq!(metres(&first), metres(&found)[..found.len().min(7)], "{radius_m}");
    }
}

#[test]
fn filters_narrow_a_list_a_search_and_a_place() {
    let mut engine = Bench::new().found(Role::Agent);
    for at in 0..25 {
        file(
            &mut engine,
            if at % 5 == 0 { "lighting.lamp" } else { "roads.pothole" },
            // No code of a ticket has this letter: only titles are found by it.
            &format!("u{at}"),
            "",
        );
    }
    let lamps = Query {
        category: Some("lighting.lamp".into()),
        ..Query::default()
    };
    assert_eq!(titles(&engine, &lamps), ["u20", "u15", "u10", "u5", "u0"]);
    assert_eq!(
        titles(
            &engine,
            &Query {
                search: Some("u1".into()),
                ..lamps.clone()
            }
        ),
        ["u15", "u10"]
    );
    assert_eq!(
        titles(
            &engine,
            &Query {
                near: Some(((43.7696, 11.2558), 10.0)),
                ..lamps
            }
        )
        .len(),
        5
    );
    assert_eq!(
        titles(
            &engine,
            &Query {
                status: Some("submitted".into()),
                mine: true,
                ..Query::default()
            }
        )
        .len(),
        25
    );
    assert_eq!(
        titles(
            &engine,
            &Query {
                status: Some("closed".into()),
                ..Query::default()
            }
        )
        .len(),
        0
    );
}

#[test]
fn pages_follow_each_other_without_gap_or_repeat() {
    let mut engine = Bench::new().found(Role::Agent);
    for at in 0..25 {
        file(&mut engine, "roads.pothole", &format!("n{at}"), "");
    }
    let mut seen = Vec::new();
    let mut query = Query {
        limit: Some(7),
        ..Query::default()
    };
    loop {
        let (page, end) = engine.list_page(&query).unwrap();
        seen.extend(page.into_iter().map(|listed| listed.row.title));
        query.after = end;
        if end.is_none() {
            break;
        }
    }
    assert_eq!(seen, (0..25).rev().map(|at| format!("n{at}")).collect::<Vec<_>>());
}

#[test]
fn an_edited_ticket_comes_first_again() {
    let mut engine = Bench::new().found(Role::Agent);
    let old = file(&mut engine, "roads.pothole", "vecchia", "");
    file(&mut engine, "roads.pothole", "nuova", "");
    engine.note(&old, "ancora qui").unwrap();
    assert_eq!(
        titles(
            &engine,
            &Query {
                limit: Some(1),
                ..Query::default()
            }
        ),
        ["vecchia"]
    );
}

#[test]
fn a_code_that_names_two_tickets_lists_both_and_an_unknown_one_says_so() {
    let mut engine = Bench::new().found(Role::Agent);
    let id = filed(&mut engine);
    let code = spoken_code("FI", &id);
    let twin = engine.store.twin_of(&id).unwrap();
    let Error::Ambiguous { ids, .. } = engine.find(&code).unwrap_err() else {
        panic!("not ambiguous")
    };
    assert_eq!(ids.into_iter().collect::<BTreeSet<_>>(), BTreeSet::from([id, twin]));
    assert_eq!(engine.find(&id.to_string()).unwrap(), id);
    for typed in ["FI-0000-0000", "x", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"] {
        assert!(
            engine.find(typed).unwrap_err().to_string().contains("on this phone"),
            "{typed}"
        );
    }
}
