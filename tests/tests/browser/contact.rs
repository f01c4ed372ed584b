// SPDX-License-Identifier: EUPL-1.2
//! A citizen's telephone number taken in the street: with his consent, sealed at once, read by the office alone.

use ronda_tests::app::{App, until_answer};
use ronda_tests::office::{Office, text};
use serde_json::{Value, json};

use crate::steps::{FIX, activate, describe_a_hole};

const PHONE: &str = "055 000 4711";

#[test]
fn a_contact_needs_consent_reaches_the_vault_and_stands_nowhere_on_the_phone() {
    let mut office = Office::open();
    let anna = office.hire("Anna Prova", "agent", &[]);
    let mut app = App::new(FIX);
    app.start();
    activate(&app, &office, &anna);
    until_answer(&app, "categories", &json!({ "search": "" }), |found| {
        found.get(0).cloned()
    });
    office.stop();
    describe_a_hole(&app);
    app.tap("Annota un recapito");
    app.sees("Lo legge solo l\u{2019}ufficio");
    app.fill("Telefono", PHONE);
    app.tap("Salva");
    app.sees("Chiedi il consenso");
    app.tap("Il cittadino è d");
    app.tap("Salva");
    app.sees("Puoi già comunicarlo");

    let id = until_answer(&app, "tickets", &json!({ "chip": "queued" }), |page| {
        page["items"].get(0).map(|item| text(&item["id"]))
    });
    let shown = app.call("ticket", &json!({ "id": id })).unwrap();
    assert!(!shown.to_string().contains("4711"), "{shown}");
    assert_eq!(app.call("drafts", &Value::Null).unwrap(), json!([]));

    office.start();
    app.call("sync_now", &Value::Null).unwrap();
    until_answer(&app, "state", &Value::Null, |state| {
        (state["changes_owed"] == 0 && state["photos_owed"] == 0).then_some(())
    });
    let vault = office.run(&["person", "vault", "show", &id]).done();
    assert!(vault.to_string().contains(PHONE), "{vault}");
    assert!(!office.case(&id).to_string().contains("4711"));
    office.assert_sound();
}
