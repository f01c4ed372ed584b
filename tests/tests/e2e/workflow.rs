// SPDX-License-Identifier: EUPL-1.2
//! The merge table walked through real phones and the server: people act at once, and everybody ends at the same ticket.

use ronda_tests::office::{Office, text};
use ronda_tests::phone::Phone;
use serde_json::{Value, json};

/// A city with a desk that has a phone of its own, an agent and two crews.
struct City {
    office: Office,
    desk: Phone,
    ada: Phone,
    first: Phone,
    second: Phone,
}

impl City {
    fn open() -> Self {
        let office = Office::open();
        let phone = |name: &str, role: &str, more: &[&str]| {
            let person = office.hires(name, role, more);
            Phone::enrolled(&office, &person, &office.url())
        };
        let (desk, ada) = (phone("Olga Finta", "operator", &[]), phone("Ada Prova", "agent", &[]));
        let first = phone("Carla Esempio", "crew", &["--crew", "ROADS-1"]);
        let second = phone("Dario Esempio", "crew", &["--crew", "ROADS-2"]);
        Self {
            office,
            desk,
            ada,
            first,
            second,
        }
    }

    fn phones(&self) -> [&Phone; 4] {
        [&self.desk, &self.ada, &self.first, &self.second]
    }

    /// Everybody syncs until nobody has news.
    fn settles(&self) {
        for _ in 0..2 {
            self.phones().iter().for_each(|phone| {
                phone.syncs();
            });
        }
    }
}

fn on(id: &str, event: &str, more: Value) -> Value {
    let mut line = json!({ "verb": "do", "id": id, "event": event });
    let said = more.as_object().cloned().unwrap_or_default();
    line.as_object_mut().unwrap().extend(said);
    line
}

/// Carries lines out, each of which must succeed.
fn does(phone: &Phone, lines: &[Value]) {
    for (line, answer) in lines.iter().zip(phone.batch(lines)) {
        assert!(answer.get("error").is_none(), "{line}: {answer}");
    }
}

fn took(id: &str) -> Value {
    on(id, "take_charge", json!({ "office": "ROADS" }))
}

fn assigned(id: &str, crew: &str) -> Value {
    on(id, "assign", json!({ "crew": crew, "due": "2030-05-04" }))
}

fn resolved(id: &str) -> Value {
    let said =
        json!({ "outcome": "fixed_on_site", "waive": "al buio", "lat": 43.7696, "lon": 11.2558, "accuracy": 6.0 });
    on(id, "resolve", said)
}

fn resolved_in_passing(id: &str) -> Value {
    let said =
        json!({ "outcome": "fixed_on_site", "waive": "al buio", "lat": 43.7696, "lon": 11.2558, "accuracy": 6.0 });
    on(id, "resolve_on_spot", said)
}

fn kinds(ticket: &Value, overtaken: bool) -> Vec<String> {
    let events = ticket["events"].as_array().unwrap().iter();
    let mut kinds: Vec<String> = events
        .filter(|event| event["superseded_by"].is_null() != overtaken)
        .map(|event| text(&event["kind"]))
        .collect();
    kinds.sort();
    kinds
}

fn notice_kinds(phone: &Phone, id: &str) -> Vec<String> {
    let told = phone.run(&["notices", id]).done();
    let mut kinds: Vec<String> = told
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|ticket| ticket["notices"].as_array().unwrap())
        .map(|notice| text(&notice["kind"]))
        .collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

/// A row of the table: its ticket, how it ends, and which events are overtaken.
type Row<'a> = (&'a str, &'a str, &'a [&'a str]);

fn check(city: &City, rows: &[Row<'_>]) {
    for (id, status, overtaken) in rows {
        let case = city.office.case(id);
        assert_eq!(case["status"], *status, "{}", case["title"]);
        assert_eq!(kinds(&case, true), *overtaken, "{}", case["title"]);
        for phone in city.phones() {
            let answer = phone.run(&["show", id]);
            // A closed ticket leaves the phones it no longer concerns.
            if answer.code == 0 {
                let here = answer.json();
                assert_eq!(here["heads"], case["heads"], "{}", case["title"]);
                assert_eq!(here["status"], *status, "{}", case["title"]);
                assert_eq!(kinds(&here, true), *overtaken, "{}", case["title"]);
            }
        }
    }
}

#[test]
fn the_field_s_work_stands_against_a_desk_that_had_not_seen_it() {
    let city = City::open();
    let titles = ["passata", "sospesa", "annullata", "accettata", "cominciata"];
    let ids = titles.map(|title| city.desk.filed(title));
    let [passed, held, cancelled, accepted, begun] = &ids;
    let mut before: Vec<Value> = ids.iter().map(|id| took(id)).collect();
    before.extend([passed, held, cancelled, accepted].map(|id| assigned(id, "ROADS-1")));
    does(&city.desk, &before);
    city.desk.syncs();
    city.first.syncs();
    let works = |id: &str| [on(id, "accept", json!({})), on(id, "start", json!({}))];
    does(&city.first, &[works(held), works(cancelled)].concat());
    city.settles();
    // Nobody hears of anybody from here on; the office gives the last one to the crew, which begins at once.
    city.office
        .run(&["case", "do", begun, "assign", "--crew", "ROADS-1"])
        .done();
    city.first.syncs();
    does(&city.first, &[works(begun), works(passed)].concat());
    does(
        &city.first,
        &[
            resolved(passed),
            resolved(held),
            resolved(cancelled),
            on(accepted, "accept", json!({})),
        ],
    );
    let transfer = json!({ "office": "LAMPS", "reason": "non di competenza" });
    does(
        &city.desk,
        &[
            on(passed, "transfer", transfer.clone()),
            on(held, "hold", json!({ "hold": "capacity" })),
            on(cancelled, "cancel", json!({ "reason": "doppione" })),
            json!({ "verb": "link", "id": cancelled, "kind": "duplicate-of", "other": held }),
            on(accepted, "transfer", transfer),
            on(begun, "hold", json!({ "hold": "weather" })),
        ],
    );
    city.settles();
    check(
        &city,
        &[
            (passed, "resolved", &["transfer"]),
            (held, "resolved", &["hold"]),
            (cancelled, "resolved", &["cancel"]),
            (accepted, "accepted", &["transfer"]),
            (begun, "in_progress", &["hold"]),
        ],
    );
    let links = &city.office.case(cancelled)["links"];
    assert_eq!(links[0]["ticket"], held.as_str(), "the link is kept");
    city.office.assert_sound();
    let mut city = city;
    city.office.stop();
    assert_eq!(notice_kinds(&city.desk, passed), ["superseded", "superseding"]);
    assert_eq!(notice_kinds(&city.first, cancelled), ["superseding"]);
    let unread = city.desk.run(&["notices", "--read"]).done();
    assert_eq!(unread.as_array().unwrap().len(), 5);
    assert_eq!(city.desk.run(&["notices"]).done(), json!([]), "read, offline too");
}

#[test]
fn two_crews_and_two_desks_at_once_keep_everything_and_both_are_told() {
    let city = City::open();
    let titles = ["due squadre", "due assegnazioni", "riaperta", "modificata"];
    let ids = titles.map(|title| city.ada.filed(title));
    let [twice, contested, reopened, edited] = &ids;
    city.ada.syncs();
    city.desk.syncs();
    does(&city.desk, &[took(contested)]);
    city.settles();
    does(&city.first, &[resolved_in_passing(reopened)]);
    city.settles();
    does(&city.first, &[resolved_in_passing(twice)]);
    does(&city.second, &[resolved_in_passing(twice)]);
    does(&city.desk, &[assigned(contested, "ROADS-1")]);
    city.office
        .run(&["case", "do", contested, "assign", "--crew", "ROADS-2"])
        .done();
    does(&city.desk, &[on(reopened, "verify", json!({}))]);
    does(
        &city.ada,
        &[on(reopened, "reopen", json!({ "reason": "ancora rotta" }))],
    );
    does(&city.desk, &[on(edited, "cancel", json!({ "reason": "errore" }))]);
    does(
        &city.ada,
        &[json!({ "verb": "edit", "id": edited, "title": "modificata, davvero" })],
    );
    city.settles();
    check(
        &city,
        &[
            (twice, "resolved", &[]),
            (contested, "assigned", &[]),
            (reopened, "in_charge", &["verify"]),
            (edited, "cancelled", &[]),
        ],
    );
    let case = city.office.case(twice);
    assert_eq!(case["visits"].as_array().unwrap().len(), 2, "both visits are kept");
    assert_eq!(
        city.office.case(edited)["title"],
        "modificata, davvero",
        "the edit is kept"
    );
    let rows = city.office.run(&["case", "list", "--notices"]).done();
    assert_eq!(rows.as_array().unwrap().len(), 4, "the office is told of each: {rows}");
    for phone in [&city.first, &city.second] {
        assert_eq!(notice_kinds(phone, twice), ["double_intervention"]);
        assert_eq!(notice_kinds(phone, contested), ["contested_assignment"]);
        let day = phone.run(&["today"]).done();
        assert_eq!(day[0]["contested"], true, "{day}");
    }
    assert_eq!(notice_kinds(&city.desk, edited), ["late_edit"]);
    city.office.assert_sound();
}

#[test]
fn fields_written_at_once_keep_every_value_and_show_the_safer_one() {
    let city = City::open();
    let id = city.ada.filed("Buca");
    city.ada.syncs();
    city.first.syncs();
    let edit = |phone: &Phone, more: &[&str]| phone.run(&[&["edit", id.as_str()], more].concat()).done();
    let stricter = [
        "--priority",
        "P1",
        "--visibility",
        "reserved",
        "--category",
        "roads.manhole",
    ];
    let milder = [
        "--priority",
        "P4",
        "--visibility",
        "public",
        "--category",
        "roads.pothole",
    ];
    edit(&city.ada, &stricter);
    edit(&city.first, &milder);
    edit(&city.ada, &["--lat", "43.7696", "--lon", "11.2558"]);
    edit(&city.first, &["--lat", "43.7706", "--lon", "11.2558"]);
    city.ada.run(&["note", &id, "di Ada"]).done();
    city.first.run(&["note", &id, "della squadra"]).done();
    city.ada.syncs();
    city.first.syncs();
    let case = city.office.case(&id);
    assert_eq!(
        (&case["priority"], &case["visibility"]),
        (&json!("P1"), &json!("reserved"))
    );
    let fields: Vec<String> = case["conflicts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|conflict| text(&conflict["field"]))
        .collect();
    assert_eq!(fields, ["category", "position", "priority", "visibility"]);
    assert_eq!(case["notes"].as_array().unwrap().len(), 2);
    let before = city.ada.show(&id)["position"].clone();
    let pins = city.ada.run(&["conflicts", &id]).done();
    let pins = pins[0]["conflicts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["field"] == "position");
    let other = pins.unwrap()["values"]
        .as_array()
        .unwrap()
        .iter()
        .find(|pin| pin["value"] != before);
    let value_id = text(&other.unwrap()["value_id"]);
    city.ada.run(&["keep", &id, "position", &value_id]).done();
    assert_ne!(city.ada.show(&id)["position"], before);
    let undone = city.ada.run(&["undo", &id, "position"]).done();
    assert_eq!(
        undone["others"].as_array().unwrap().len(),
        1,
        "the pin that stood beside it"
    );
    assert_eq!(city.ada.show(&id)["position"], before);
}

#[test]
fn a_person_who_is_moved_holds_the_new_scope_whole_and_leaves_the_old_one() {
    let office = Office::open();
    let ada = Phone::of(&office, "Ada Prova", "agent");
    let person = office.hires("Olga Finta", "operator", &["--office", "ROADS"]);
    let olga = Phone::enrolled(&office, &person, &office.url());
    let (roads, lamps) = (ada.filed("Buca"), ada.filed("Lampione"));
    let unsent = ada.filed("Tombino");
    ada.syncs();
    for (id, code) in [(&roads, "ROADS"), (&unsent, "ROADS"), (&lamps, "LAMPS")] {
        office.run(&["case", "do", id, "take_charge", "--office", code]).done();
    }
    olga.syncs();
    let held = |phone: &Phone| {
        let mut titles: Vec<String> = phone.list(&[]).iter().map(|row| text(&row["title"])).collect();
        titles.sort();
        titles
    };
    assert_eq!(held(&olga), ["Buca", "Tombino"]);
    let of_office = olga.run(&["list", "--office", "ROADS"]).done();
    assert_eq!(of_office.as_array().unwrap().len(), 2);
    olga.run(&["note", &roads, "arrivata in tempo"]).done();
    olga.syncs();
    olga.run(&["note", &unsent, "scritta prima di sapere"]).done();
    office.run(&["person", "edit", &person, "--office", "LAMPS"]).done();
    olga.syncs();
    assert_eq!(
        held(&olga),
        ["Buca", "Lampione", "Tombino"],
        "the new scope arrives whole, and nothing of one's own goes before it is in a backup"
    );
    let place = tempfile::TempDir::new().unwrap();
    let backup = place.path().join("backup.tar");
    office
        .run(&["backup", "--counts", "--to", backup.to_str().unwrap()])
        .done();
    olga.syncs();
    assert_eq!(
        held(&olga),
        ["Lampione", "Tombino"],
        "what is safe leaves; what was set apart stays, to be seen with its reason"
    );
    assert_eq!(office.case(&roads)["notes"].as_array().unwrap().len(), 1);
    assert_eq!(office.case(&unsent)["notes"], json!([]));
    let waiting = office.run(&["quarantine", "list"]).done();
    assert_eq!(waiting[0]["code"], "not_allowed", "{waiting}");
    let item = waiting[0]["id"].to_string();
    office.run(&["quarantine", "release", &item]).done();
    assert_eq!(office.case(&unsent)["notes"][0]["text"], "scritta prima di sapere");
}
