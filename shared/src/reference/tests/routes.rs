// SPDX-License-Identifier: EUPL-1.2
//! The most specific route wins, whatever its place in the list.

use super::*;

#[test]
fn the_most_specific_route_wins() {
    let mut file = file();
    file["offices"][2]["services"] = json!(["roads", "lighting"]);
    file["routes"] = json!([
        { "group": "roads", "office": "roads" },
        { "group": "roads", "district": "Q2", "office": "night" },
        { "category": "roads.pothole", "office": "roads" },
        { "category": "roads.pothole", "district": "Q1", "office": "night" },
        { "group": "lighting", "district": "Q1", "office": "night" },
    ]);
    let mut set = read(file).unwrap();
    let table = [
        ("roads.pothole", "Q1", "night", "its category in that district"),
        (
            "roads.pothole",
            "Q2",
            "roads",
            "its category before its group in the district",
        ),
        ("roads.cobble", "Q2", "night", "its group in that district"),
        ("roads.cobble", "Q1", "roads", "its group"),
        (
            "roads.of_tomorrow",
            "",
            "roads",
            "a category nobody knows goes by its group",
        ),
        ("lighting.lamp_off", "Q1", "night", "its group in that district"),
        ("lighting.lamp_off", "Q2", "desk", "no route"),
        ("pothole", "Q1", "desk", "no group"),
        ("", "", "desk", "nothing at all"),
    ];
    for _ in 0..2 {
        for (category, district, office, why) in table {
            assert_eq!(set.route(category, district), office, "{category} in {district}: {why}");
        }
        set.routes.reverse();
    }
}
