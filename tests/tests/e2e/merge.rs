// SPDX-License-Identifier: EUPL-1.2
//! People act at once: every order of arrival gives the same ticket, and no value disappears.

use ronda_tests::office::{Office, text};
use ronda_tests::phone::Phone;
use serde_json::Value;

fn values(ticket: &Value, field: &str) -> Vec<String> {
    let conflict = ticket["conflicts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|conflict| conflict["field"] == field);
    let mut values: Vec<String> = conflict
        .map(|conflict| {
            conflict["values"]
                .as_array()
                .unwrap()
                .iter()
                .map(|value| text(&value["value"]))
                .collect()
        })
        .unwrap_or_default();
    values.sort();
    values
}

/// The office knows people's names, a phone only its own person's: everything else must be equal.
fn nameless(mut value: Value) -> Value {
    match &mut value {
        Value::Object(fields) => {
            fields.retain(|name, _| !name.ends_with("by_name"));
            fields.values_mut().for_each(|field| *field = nameless(field.take()));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| *item = nameless(item.take())),
        _ => {}
    }
    value
}

#[test]
fn edits_of_the_same_field_keep_both_values_everywhere_until_somebody_decides() {
    let office = Office::open();
    let (ada, bruno) = (
        Phone::of(&office, "Ada Prova", "agent"),
        Phone::of(&office, "Bruno Esempio", "crew"),
    );
    let id = ada.filed("Buca");
    ada.syncs();
    bruno.syncs();
    assert_eq!(ada.run(&["edit", &id, "--title", "Buca profonda"]).code, 0);
    assert_eq!(bruno.run(&["edit", &id, "--title", "Tombino rotto"]).code, 0);
    assert_eq!(ada.run(&["note", &id, "Nota di Ada"]).code, 0);
    assert_eq!(bruno.run(&["note", &id, "Nota di Bruno"]).code, 0);
    ada.syncs();
    bruno.syncs();
    ada.syncs();
    for ticket in [ada.show(&id), bruno.show(&id), office.case(&id)] {
        assert_eq!(values(&ticket, "title"), ["Buca profonda", "Tombino rotto"]);
        assert_eq!(ticket["notes"].as_array().unwrap().len(), 2);
    }
    assert_eq!(ada.show(&id)["heads"], bruno.show(&id)["heads"]);
    let conflicts = bruno.run(&["conflicts", &id]).done();
    let listed = conflicts.to_string();
    assert!(
        listed.contains("Buca profonda") && listed.contains("Tombino rotto"),
        "{listed}"
    );
    let value_id = text(&bruno.show(&id)["conflicts"][0]["values"][1]["value_id"]);
    let kept = text(&bruno.show(&id)["conflicts"][0]["values"][1]["value"]);
    bruno.run(&["keep", &id, "title", &value_id]).done();
    bruno.syncs();
    ada.syncs();
    for ticket in [ada.show(&id), bruno.show(&id), office.case(&id)] {
        assert_eq!(ticket["title"], Value::String(kept.clone()));
        assert_eq!(values(&ticket, "title"), Vec::<String>::new());
    }
    office.assert_sound();
}

#[test]
fn three_phones_and_every_order_of_arrival_give_equal_heads_and_tickets() {
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let office = Office::open();
        let phones = ["Ada Prova", "Bruno Esempio", "Carla Finta"].map(|name| Phone::of(&office, name, "agent"));
        let id = phones[0].filed("Lampione spento");
        phones[0].syncs();
        phones.iter().for_each(|phone| {
            phone.syncs();
        });
        for (n, phone) in phones.iter().enumerate() {
            let description = format!("Visto dalla pattuglia {n}");
            let edits = [
                "edit",
                &id,
                "--description",
                &description,
                "--priority",
                ["P1", "P2", "P4"][n],
            ];
            assert_eq!(phone.run(&edits).code, 0);
            assert_eq!(phone.run(&["note", &id, &format!("Nota {n}")]).code, 0);
        }
        for _ in 0..2 {
            order.iter().for_each(|n| {
                phones[*n].syncs();
            });
        }
        let seen: Vec<Value> = phones.iter().map(|phone| nameless(phone.show(&id))).collect();
        let case = nameless(office.case(&id));
        for ticket in &seen {
            for field in ["heads", "title", "description", "priority", "notes", "conflicts"] {
                assert_eq!(ticket[field], case[field], "{field} in order {order:?}");
            }
        }
        assert_eq!(case["priority"], "P1", "the safer value is shown");
        assert_eq!(case["notes"].as_array().unwrap().len(), 3);
        assert_eq!(
            values(&case, "description").len(),
            3,
            "every side's whole text is there"
        );
    }
}
