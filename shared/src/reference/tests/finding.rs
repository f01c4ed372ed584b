// SPDX-License-Identifier: EUPL-1.2
//! Finding categories by words, and answering their questions.

use std::collections::BTreeMap;

use super::*;

fn found(words: &str) -> Vec<(String, u32)> {
    let set = set();
    let hits = set.search(words);
    hits.iter().map(|hit| (hit.category.code.clone(), hit.rank)).collect()
}

#[test]
fn a_name_or_code_ranks_before_a_keyword_and_that_before_the_help() {
    let lamp = |rank| vec![("lighting.lamp_off".to_owned(), rank)];
    assert_eq!(found("lampi"), lamp(0));
    assert_eq!(found("LÀMPADA"), lamp(1), "a synonym, with an accent nobody writes");
    assert_eq!(found("accende"), lamp(2));
    assert_eq!(
        found("street palo"),
        lamp(1),
        "both languages at once, every word counts"
    );
    assert_eq!(found("lighting.lamp"), lamp(0));
    assert_eq!(found("palo buca"), []);
    let all: Vec<String> = found("").into_iter().map(|(code, _)| code).collect();
    assert_eq!(
        all,
        ["roads.pothole", "lighting.lamp_off"],
        "in the order of the set, without retired ones"
    );
}

#[test]
fn an_unknown_code_is_told_what_may_have_been_meant() {
    let set = set();
    assert_eq!(set.category_fault("roads.pothole"), None);
    for (typed, meant) in [
        ("roads.potholes", "roads.pothole"),
        ("road.pothol", "roads.pothole"),
        ("lighting.lamp", "lighting.lamp_off"),
        ("pothole", "roads.pothole"),
        ("lampione", "lighting.lamp_off"),
    ] {
        assert_eq!(set.near_matches(typed).first(), Some(&meant), "{typed}");
        assert!(set.category_fault(typed).unwrap().contains(meant));
    }
    assert!(set.category_fault("zzz.qqq").unwrap().contains("--search"));
    assert!(set.category_fault("roads.cobble").unwrap().contains("no longer used"));
}

fn answers(given: &[(&str, &str)]) -> BTreeMap<String, String> {
    given
        .iter()
        .map(|(code, value)| ((*code).to_owned(), (*value).to_owned()))
        .collect()
}

#[test]
fn answers_are_checked_all_at_once_against_the_questions() {
    let set = set();
    let lamp = set.category("lighting.lamp_off").unwrap();
    let good = [
        ("extent", "one"),
        ("since", "2026-05-04T08:15:00+02:00"),
        ("height", "-4.5"),
        ("signs", "smoke,noise"),
        ("pole", "A 7"),
    ];
    assert_eq!(lamp.answer_faults(&answers(&good), true), Vec::<String>::new());
    let bad = [
        ("extent", "two"),
        ("since", "yesterday"),
        ("height", "1e3"),
        ("signs", "smoke,fire"),
        ("colour", "red"),
    ];
    let faults = lamp.answer_faults(&answers(&bad), true);
    assert_eq!(faults.len(), 5, "{faults:#?}");
    assert!(faults.iter().any(|fault| fault.contains("one, many")));
    let missing = lamp.answer_faults(&answers(&[("extent", " ")]), true);
    assert_eq!(missing.len(), 1);
    assert!(
        missing[0].contains("extent (How many)") && missing[0].contains("--answer extent="),
        "{missing:?}"
    );
    assert_eq!(
        lamp.answer_faults(&answers(&[]), false),
        Vec::<String>::new(),
        "an edit need not answer again"
    );
    let pothole = set.category("roads.pothole").unwrap();
    assert_eq!(pothole.answer_faults(&answers(&[("pole", "7")]), true).len(), 1);
}

#[test]
fn what_nobody_knows_asks_for_nothing() {
    let set = set();
    assert_eq!(set.photo_policy("x.y"), super::super::PhotoPolicy::default());
    assert!(set.stops_the_clock("weather") && !set.stops_the_clock("lunch"));
}
