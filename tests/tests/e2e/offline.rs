// SPDX-License-Identifier: EUPL-1.2
//! Captured offline, delivered untouched.

use std::collections::BTreeMap;

use ronda_tests::office::{Office, text};
use ronda_tests::phone::Phone;
use serde_json::{Value, json};

fn command(n: usize) -> Value {
    json!({
        "verb": "file",
        "category": if n.is_multiple_of(2) { "roads.pothole" } else { "lighting.lamp_off" },
        "title": format!("Segnalazione {n}"),
        "description": format!("Perché è così: città, più 🚧, numero {n}"),
        "lat": 43.70 + n as f64 / 100_000.0,
        "lon": 11.20 + n as f64 / 100_000.0,
        "accuracy": 8.0,
        "priority": if n.is_multiple_of(10) { "P1" } else { "P3" },
    })
}

#[test]
fn a_thousand_tickets_captured_offline_arrive_untouched() {
    let mut office = Office::open();
    let phone = Phone::of(&office, "Ada Prova", "agent");
    office.stop();
    let commands: Vec<Value> = (0..1000).map(command).collect();
    let answers = phone.batch(&commands);
    assert_eq!(answers.len(), 1000);
    assert_eq!(
        phone.run(&["sync"]).code,
        1,
        "without a server nothing is said to be delivered"
    );
    office.start();
    let report = phone.syncs();
    assert_eq!(report["pushed"], 1000, "{report}");
    let cases: BTreeMap<String, Value> = office
        .cases()
        .into_iter()
        .map(|case| (text(&case["id"]), case))
        .collect();
    assert_eq!(cases.len(), 1000);
    for (n, answer) in answers.iter().enumerate() {
        let case = &cases[answer["id"].as_str().unwrap()];
        let sent = command(n);
        for field in ["title", "category", "priority", "lat", "lon"] {
            assert_eq!(case[field], sent[field], "{field} of {n}");
        }
        assert_eq!(case["code"], answer["code"]);
        assert_eq!(case["status"], "submitted");
    }
    for answer in answers.iter().step_by(97) {
        let id = answer["id"].as_str().unwrap();
        let (here, there) = (phone.show(id), office.case(id));
        for field in [
            "heads",
            "title",
            "description",
            "position",
            "created_at",
            "priority",
            "code",
        ] {
            assert_eq!(here[field], there[field], "{field}");
        }
        assert!(there["received_at"].is_string() && there["case_number"].is_string());
    }
    assert_eq!(phone.syncs()["pushed"], 0, "nothing is sent twice");
    office.assert_sound();
}

#[test]
fn sync_without_a_connection_says_so_and_keeps_everything() {
    let mut office = Office::open();
    let phone = Phone::of(&office, "Ada Prova", "agent");
    office.stop();
    let id = phone.filed("In galleria");
    let answer = phone.run(&["sync"]);
    assert_eq!(answer.code, 1);
    assert!(answer.err.contains("kept on this phone"), "{answer:?}");
    assert_eq!(phone.show(&id)["title"], "In galleria");
    assert_eq!(phone.run(&["status"]).done()["queue"]["changes"], 1);
}

#[test]
fn search_folds_accents_and_finds_by_place() {
    let office = Office::open();
    let phone = Phone::of(&office, "Ada Prova", "agent");
    let near = phone.files(&["--title", "Perché è buio", "--lat", "43.7700", "--lon", "11.2500"]);
    phone.files(&["--title", "Albero caduto", "--lat", "43.8000", "--lon", "11.3000"]);
    for args in [
        ["--search", "perche"],
        ["--search", "bui"],
        ["--near", "43.7701,11.2501"],
    ] {
        let extra: &[&str] = if args[0] == "--near" { &["--radius", "100"] } else { &[] };
        let found = phone.list(&[&args, extra].concat());
        assert_eq!(found.len(), 1, "{args:?}");
        assert_eq!(found[0]["id"], near["id"]);
    }
    assert_eq!(phone.show(near["code"].as_str().unwrap())["id"], near["id"]);
}

#[test]
fn wrong_usage_exits_2_and_a_failed_command_exits_1_with_the_cure() {
    let office = Office::open();
    let phone = Phone::of(&office, "Ada Prova", "agent");
    assert_eq!(phone.run(&["file"]).code, 2);
    assert_eq!(phone.run(&["no-such-verb"]).code, 2);
    let long = "x".repeat(121);
    let refused = phone.run(&[
        "file",
        "--category",
        "roads.pothole",
        "--title",
        &long,
        "--lat",
        "95",
        "--lon",
        "11",
    ]);
    assert_eq!(refused.code, 1);
    assert!(
        refused.err.contains("shorten") && refused.err.contains("latitude"),
        "all faults at once: {refused:?}"
    );
    assert_eq!(phone.list(&[]).len(), 0, "a refused filing saves nothing");
    assert_eq!(phone.run(&["show", "FI-0000-0001"]).code, 1);
}
