// SPDX-License-Identifier: EUPL-1.2
//! Case rows are rebuilt from their tickets, whatever became of them, while the server runs and while it does not.

use ronda_tests::office::{Office, text};
use ronda_tests::phone::Phone;
use rusqlite::Connection;
use rusqlite::types::Value as Cell;
use serde_json::json;

/// Every cell of every row.
fn rows(store: &Connection) -> Vec<Vec<Cell>> {
    let mut read = store.prepare("SELECT * FROM case_row ORDER BY ticket").unwrap();
    let columns = read.column_count();
    let rows = read
        .query_map([], |row| (0..columns).map(|at| row.get(at)).collect())
        .unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

/// What a bad disk, an older version or a person with a tool may leave, each on a row of its own.
const DAMAGES: [&str; 5] = [
    "UPDATE case_row SET row = x'00'",
    "UPDATE case_row SET status = 'chiusa', district = ''",
    "UPDATE case_row SET lat = NULL, folded = 'altro'",
    "UPDATE case_row SET office = 'verde', crews = ' V1 ', notices = 7",
    "DELETE FROM case_row",
];

fn damage(store: &Connection) {
    for (at, sql) in DAMAGES.iter().enumerate() {
        let nth = format!("{sql} WHERE ticket = (SELECT id FROM ticket ORDER BY id LIMIT 1 OFFSET {at})");
        assert_eq!(store.execute(&nth, []).unwrap(), 1, "{nth}");
    }
}

#[test]
fn rows_damaged_by_hand_are_their_tickets_projections_again_while_the_server_runs_and_while_not() {
    let mut office = Office::open();
    let ada = Phone::of(&office, "Ada Prova", "operator");
    let ids: Vec<String> = (0..7).map(|at| ada.filed(&format!("Buca numero {at}"))).collect();
    ada.syncs();
    let store = Connection::open(office.data().join("store.sqlite")).unwrap();
    let sound = rows(&store);
    assert_eq!(sound.len(), ids.len());
    let rebuilt = |rewritten: usize| {
        let answer = office.run(&["rebuild"]).done();
        let wanted = json!({ "tickets": 7, "rewritten": rewritten, "overtaken": 0, "faults": [] });
        assert_eq!(answer, wanted);
    };

    rebuilt(0);
    damage(&store);
    rebuilt(DAMAGES.len());
    assert_eq!(rows(&store), sound);
    office.assert_sound();
    rebuilt(0);
    // The server that ran all the while serves the rows, and the phone takes what comes after.
    assert!(
        office
            .cases()
            .iter()
            .any(|case| text(&case["title"]) == "Buca numero 3")
    );
    assert_eq!(ada.run(&["edit", &ids[3], "--title", "Buca coperta"]).code, 0);
    ada.syncs();
    assert_eq!(text(&office.case(&ids[3])["title"]), "Buca coperta");

    let sound = rows(&store);
    office.stop();
    damage(&store);
    let answer = office.run(&["rebuild"]).done();
    assert_eq!(answer["rewritten"], DAMAGES.len());
    assert_eq!(rows(&store), sound);
    office.start();
    office.assert_sound();
}

#[test]
fn a_ticket_whose_document_cannot_be_read_keeps_its_row_and_is_named() {
    let office = Office::open();
    let ada = Phone::of(&office, "Ada Prova", "operator");
    let id = ada.filed("Buca");
    ada.filed("Lampione spento");
    ada.syncs();
    let store = Connection::open(office.data().join("store.sqlite")).unwrap();
    let sound = rows(&store);
    let unread =
        "UPDATE ticket SET saved = x'0102' WHERE id = (SELECT ticket FROM case_row WHERE folded LIKE '%buca%')";
    assert_eq!(store.execute(unread, []).unwrap(), 1);
    let answer = office.run(&["rebuild"]);
    assert_eq!(answer.code, 1, "{answer:?}");
    let told = answer.json();
    assert_eq!((&told["tickets"], &told["rewritten"]), (&json!(2), &json!(0)));
    assert!(text(&told["faults"][0]["detail"]).contains(&id), "{told}");
    assert_eq!(rows(&store), sound);
}
