// SPDX-License-Identifier: EUPL-1.2
//! A set that is not right says everything that is wrong with it.

use super::*;

fn faults(change: impl FnOnce(&mut Json)) -> Vec<String> {
    let mut file = file();
    change(&mut file);
    let faults = read(file).expect_err("a fault");
    faults.iter().map(ToString::to_string).collect()
}

#[test]
fn every_fault_of_form_is_named_with_its_place() {
    let found = faults(|file| {
        file["categories"][0]["colour"] = json!("red");
        file["categories"][1]["priority"] = json!("P9");
        file["sla"][2]["take"] = json!("soon");
        file["calendar"]["holidays"] = json!(["25-12"]);
        file["crews"] = json!({});
        file["front_desk"] = Json::Null;
        file["mayor"] = json!("nobody");
        file.as_object_mut().unwrap().remove("jurisdiction");
    });
    for path in [
        "categories[roads.pothole]: unknown field `colour`",
        "categories[lighting.lamp_off]: unknown variant `P9`",
        "sla[P3]: \"soon\" is no term",
        "calendar: \"25-12\" is no day of the year",
        "crews: it is no list",
        "front_desk: invalid type",
        "mayor: nobody knows this key",
        "jurisdiction: it is missing",
    ] {
        assert!(found.iter().any(|fault| fault.starts_with(path)), "{path}\n{found:#?}");
    }
    assert_eq!(found.len(), 8, "{found:#?}");
    assert_eq!(read(json!([])).unwrap_err()[0].path, "file");
}

/// Puts one value in the place of another; the fault it makes must be named by its path.
fn named(table: Vec<(&str, &str, Json)>) {
    for (path, place, value) in table {
        let found = faults(|file| match file.pointer_mut(place) {
            Some(there) => *there = value,
            None => {
                let (entry, key) = place.rsplit_once('/').unwrap();
                file.pointer_mut(entry).unwrap()[key] = value;
            }
        });
        let starts = format!("{path}: ");
        assert!(
            found.iter().any(|fault| fault.starts_with(&starts)),
            "{path}\n{found:#?}"
        );
    }
}

#[test]
fn every_fault_of_a_category_is_named_with_its_place() {
    named(vec![
        ("groups[roads]", "/groups/1/code", json!("roads")),
        ("groups[a.b].code", "/groups/0/code", json!("a.b")),
        (
            "categories[roads.pothole]",
            "/categories/2/code",
            json!("roads.pothole"),
        ),
        ("categories[sky.hole].code", "/categories/0/code", json!("sky.hole")),
        ("categories[roads.pothole].name.en", "/categories/0/name/en", json!(" ")),
        (
            "categories[roads.pothole].help.it",
            "/categories/0/help/it",
            json!("x".repeat(501)),
        ),
        (
            "categories[roads.pothole].keywords.en",
            "/categories/0/keywords/en",
            json!([]),
        ),
        (
            "categories[roads.pothole].photos.minimum",
            "/categories/0/photos",
            json!({ "minimum": 13 }),
        ),
        (
            "categories[roads.pothole].closing_distance_m",
            "/categories/0/closing_distance_m",
            json!(4),
        ),
        (
            "categories[roads.pothole].duplicate_radius_m",
            "/categories/0/duplicate_radius_m",
            json!(0),
        ),
        (
            "categories[roads.pothole].duplicate_days",
            "/categories/0/duplicate_days",
            json!(4_000),
        ),
        (
            "categories[roads.pothole].asset_layer",
            "/categories/0/asset_layer",
            json!("a b"),
        ),
        (
            "categories[roads.pothole].emergency_sheet.it",
            "/categories/0/emergency_sheet",
            names("", "Call"),
        ),
    ]);
}

#[test]
fn every_fault_of_a_question_is_named_with_its_place() {
    named(vec![
        (
            "categories[lighting.lamp_off].questions[pole]",
            "/categories/1/questions/2/code",
            json!("pole"),
        ),
        (
            "categories[lighting.lamp_off].questions[extent].values",
            "/categories/1/questions/1/values",
            json!([]),
        ),
        (
            "categories[lighting.lamp_off].questions[extent].values[a,b].code",
            "/categories/1/questions/1/values/0/code",
            json!("a,b"),
        ),
        (
            "categories[lighting.lamp_off].questions[pole].values",
            "/categories/1/questions/0/values",
            json!([{ "code": "a", "label": names("a", "a") }]),
        ),
    ]);
}

#[test]
fn every_fault_of_the_city_is_named_with_its_place() {
    let twice = json!([{ "group": "roads", "office": "roads" }, { "group": "roads", "office": "roads" }]);
    named(vec![
        ("format", "/format", json!(2)),
        ("jurisdiction", "/jurisdiction", json!("F I")),
        ("districts", "/districts", json!([])),
        (
            "offices[roads].services",
            "/offices/1/services",
            json!(["roads", "sea"]),
        ),
        (
            "offices[night].hours.monday",
            "/offices/2/hours/monday",
            json!(["08:00-12:00", "11:00-13:00"]),
        ),
        ("crews[roads-1].office", "/crews/0/office", json!("nowhere")),
        ("crews[roads-1].districts", "/crews/0/districts", json!(["Q9"])),
        ("front_desk", "/front_desk", json!("nowhere")),
        ("routes[1]", "/routes/0/office", json!("desk")),
        ("routes[2]", "/routes", twice),
        ("sla[P4]", "/sla/3/priority", json!("P1")),
        ("stop_clock[lunch].code", "/stop_clock/0/code", json!("lunch")),
        ("stop_clock[weather].name.en", "/stop_clock/0/name/en", json!("")),
        ("calendar.time_zone", "/calendar/time_zone", json!("Europe/Rome")),
    ]);
}

#[test]
fn routes_lead_to_offices_that_exist_and_serve() {
    for route in [
        json!({ "office": "roads" }),
        json!({ "group": "roads", "category": "roads.pothole", "office": "roads" }),
        json!({ "group": "sea", "office": "roads" }),
        json!({ "category": "roads.sea", "office": "roads" }),
        json!({ "group": "roads", "office": "nowhere" }),
        json!({ "group": "roads", "district": "Q9", "office": "roads" }),
        json!({ "group": "lighting", "office": "night" }),
    ] {
        let found = faults(|file| file["routes"] = json!([route]));
        assert_eq!(found.len(), 1, "{route}\n{found:#?}");
    }
}

#[test]
fn a_set_without_any_open_hour_or_term_is_refused() {
    let found = faults(|file| {
        file["calendar"]["hours"] = json!({});
        file["sla"][0]["take"] = json!("0 minutes");
        file["sla"][1]["resolve"] = json!("1001 days");
    });
    for path in ["calendar.hours: ", "sla[P1].take: ", "sla[P2].resolve: "] {
        assert!(found.iter().any(|fault| fault.starts_with(path)), "{path}\n{found:#?}");
    }
}

#[test]
fn a_set_larger_than_a_phone_should_receive_is_refused() {
    let found = faults(|file| {
        let many = (0..6_000).map(|n| category(&format!("roads.n{n}"), "Nome", "Name", &["parola"]));
        file["categories"].as_array_mut().unwrap().extend(many);
    });
    assert!(found[0].starts_with("file: it makes "), "{found:#?}");
}

#[test]
fn a_published_category_may_retire_but_never_disappear() {
    let published = set();
    let mut next = set();
    next.categories[0].retired = true;
    assert_eq!(next.faults_after(&published), []);
    next.categories.remove(0);
    next.jurisdiction = "GE".into();
    let faults = next.faults_after(&published);
    let paths: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
    assert_eq!(paths, ["jurisdiction", "categories[roads.pothole]"]);
    assert!(faults[1].cure.contains("retired = true"));
}
