// SPDX-License-Identifier: EUPL-1.2
//! A phone whose system says that its position is simulated: nothing is refused for it, and the office reads it.

use ronda_tests::app::App;
use ronda_tests::office::{Office, text};
use serde_json::{Value, json};

use crate::steps::{activate, file_a_hole};

#[test]
fn a_report_from_a_simulated_position_is_taken_and_the_office_reads_that_it_was() {
    for (fix, mocked) in [
        ("43.7696,11.2558,9,3,mocked", json!(true)),
        ("43.7696,11.2558,9,3", Value::Null),
    ] {
        let office = Office::open();
        let anna = office.hire("Anna Prova", "agent", &[]);
        let mut app = App::new(fix);
        app.start();
        activate(&app, &office, &anna);
        file_a_hole(&app);
        app.sees("Puoi già comunicarlo");
        app.call("sync_now", &Value::Null).unwrap();
        let filed = app.until("the report at the office", |_| {
            office.cases().first().map(|case| text(&case["id"]))
        });
        let case = office.case(&filed);
        assert_eq!(case["position"]["source"], "gps", "{case}");
        assert_eq!(case["position"]["mocked"], mocked, "{case}");
    }
}
