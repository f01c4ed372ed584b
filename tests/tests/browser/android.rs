// SPDX-License-Identifier: EUPL-1.2
//! Commands as they cross on Android, whose web view cannot read a request's body: as messages of JSON.

use ronda_tests::app::{App, until_answer};
use ronda_tests::office::Office;
use serde_json::json;

use crate::steps::{FIX, activate, file_a_hole};

#[test]
fn a_ticket_with_photos_is_filed_by_messages_alone() {
    let office = Office::open();
    let anna = office.hire("Anna Prova", "agent", &[]);
    let mut app = App::built("examples/android-ipc", FIX);
    app.start();
    let ask = "const done = arguments[0];
        fetch('ipc://localhost/session', { method: 'POST' }).then(() => done('open'), () => done('shut'));";
    assert_eq!(
        app.browser().run_async(ask, &[]).unwrap(),
        "shut",
        "the other way is not there"
    );

    activate(&app, &office, &anna);
    file_a_hole(&app);
    app.sees("Puoi già comunicarlo");
    until_answer(&app, "tickets", &json!({ "chip": "mine" }), |page| {
        page["items"]
            .get(0)
            .filter(|item| item["photos"].as_array().map(Vec::len) == Some(2))
            .map(|_| ())
    });
    until_answer(&app, "state", &json!(null), |state| {
        (state["photos_owed"] == 0).then_some(())
    });
    office.assert_sound();
}
