// SPDX-License-Identifier: EUPL-1.2
//! A purged ticket is gone everywhere and stays gone; a superseded one goes on without what had to go.

use std::path::Path;

use ronda_shared::identity::{Order, OrderKind, Secret, SigningKey};
use ronda_shared::ids::{OrderId, TicketId};
use ronda_shared::wire::{ExchangeRequest, PushedTicket, RefusalCode};
use ronda_tests::camera::{Scene, photo};
use ronda_tests::office::{Office, copy_folder, text};
use ronda_tests::phone::Phone;
use ronda_tests::scenario::assert_same_everywhere;
use ronda_tests::stranger::Stranger;
use serde_json::Value;

const CANARIES: [&str; 5] = [
    "CanarinoTitolo",
    "CanarinoDescrizione",
    "CanarinoIndirizzo",
    "CanarinoNota",
    "CanarinoQuarantena",
];

/// Files below a folder that hold one of the words, or these bytes.
fn traces(folder: &Path, bytes: &[&[u8]]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(traces(&path, bytes));
            continue;
        }
        let held = std::fs::read(&path).unwrap_or_default();
        let words = CANARIES.iter().map(|word| word.as_bytes()).chain(bytes.iter().copied());
        let hit = |word: &[u8]| held.windows(word.len()).any(|window| window == word);
        if words.into_iter().any(hit) {
            found.push(path.to_string_lossy().into_owned());
        }
    }
    found
}

/// A ticket with a canary in every text, and a photo; answers its id and the photo's hash.
fn marked(phone: &Phone) -> (String, String) {
    let jpeg = photo(Scene::at(43.77, 11.25, 7).sized(640, 480));
    let file = phone.file("segno.jpg", &jpeg);
    let args = [
        "--title",
        "CanarinoTitolo",
        "--description",
        "CanarinoDescrizione",
        "--address",
        "CanarinoIndirizzo",
        "--photo",
        &file,
    ];
    let id = text(&phone.files(&args)["id"]);
    phone.run(&["note", &id, "CanarinoNota"]).done();
    phone.syncs();
    let hash = text(&phone.show(&id)["photos"][0]["sha256"]);
    (id, hash)
}

fn purge(office: &Office, id: &str) -> Value {
    office
        .run(&["ticket", "purge", id, "--reason", "richiesta 12/2026", "--yes"])
        .done()[0]
        .clone()
}

fn assert_gone(office: &Office, phones: &[&Phone], id: &str) {
    assert_eq!(office.run(&["case", "show", id]).code, 1);
    for phone in phones {
        assert_eq!(phone.run(&["show", id]).code, 1);
        phone.run(&["doctor"]).done();
    }
    office.assert_sound();
}

#[test]
fn a_purged_ticket_leaves_no_trace_in_the_store_and_none_on_the_phones() {
    let office = Office::open();
    let (ada, bruno) = (
        Phone::of(&office, "Ada Prova", "agent"),
        Phone::of(&office, "Bruno Esempio", "operator"),
    );
    let (id, hash) = marked(&ada);
    let stays = ada.filed("Resta");
    ada.syncs();
    bruno.syncs();
    let jpeg = std::fs::read(office.data().join(format!("photos/{}/{hash}.jpg", &hash[..2]))).unwrap();
    assert!(
        !traces(&office.data(), &[&jpeg]).is_empty(),
        "there is something to find"
    );
    let preview = office.run(&["ticket", "purge", &id, "--reason", "richiesta 12/2026"]);
    assert_eq!(
        (preview.code, preview.json()[0]["done"].clone()),
        (1, Value::Bool(false))
    );
    assert_eq!(office.run(&["case", "show", &id]).code, 0, "without --yes nothing goes");
    let erased = purge(&office, &id);
    assert_eq!(
        (erased["done"].clone(), erased["rewritten"].clone()),
        (true.into(), true.into())
    );
    assert_eq!(erased["photos"], 1);
    assert_eq!(traces(&office.data(), &[&jpeg]), Vec::<String>::new());
    assert_eq!(purge(&office, &id)["done"], true, "again it is answered, not done");
    ada.syncs();
    bruno.syncs();
    assert_gone(&office, &[&ada, &bruno], &id);
    assert!(ada.list(&["--search", "CanarinoTitolo"]).is_empty());
    assert_same_everywhere(&office, &[&ada, &bruno], &[stays]);
    ada.syncs();
    bruno.syncs();
    let ledger = office.run(&["ticket", "ledger"]).done();
    assert_eq!(
        (ledger[0]["id"].clone(), ledger[0]["waiting"].clone()),
        (id.into(), 0.into())
    );
    let backup = office.data().parent().unwrap().join("after.tar");
    office.run(&["backup", "--to", &backup.to_string_lossy()]).done();
    assert_eq!(traces(office.data().parent().unwrap(), &[&jpeg]), Vec::<String>::new());
}

#[test]
fn a_restored_backup_does_not_bring_it_back_and_the_operator_is_told_of_it() {
    let mut office = Office::open();
    let ada = Phone::of(&office, "Ada Prova", "agent");
    let (id, _) = marked(&ada);
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("before.tar");
    let file = file.to_string_lossy();
    office.run(&["backup", "--to", &file]).done();
    let erased = purge(&office, &id);
    assert_eq!(erased["copies"][0]["there"], true);
    assert!(text(&erased["copies"][0]["file"]).ends_with("before.tar"));
    ada.syncs();
    let merged = office.run(&["import", "--backup", &file]).done();
    assert_eq!(
        (merged["changes"].clone(), merged["photos"].clone()),
        (0.into(), 0.into()),
        "{merged}"
    );
    assert!(merged["purged"].as_u64().unwrap() > 0);
    assert_gone(&office, &[&ada], &id);
    office.stop();
    office.run(&["restore", "--from", &file]).done();
    office.start();
    assert_eq!(traces(&office.data(), &[]), Vec::<String>::new());
    ada.syncs();
    assert_gone(&office, &[&ada], &id);
}

#[test]
fn a_plain_roll_back_is_undone_by_the_journal_or_by_the_phones() {
    for with_journal in [true, false] {
        let mut office = Office::open();
        let ada = Phone::of(&office, "Ada Prova", "agent");
        let (id, _) = marked(&ada);
        let folder = tempfile::TempDir::new().unwrap();
        let copy = folder.path().join("copy");
        office.stop();
        copy_folder(&office.data(), &copy);
        office.start();
        purge(&office, &id);
        ada.syncs();
        office.stop();
        let journal = std::fs::read(office.data().join("orders.journal")).unwrap();
        copy_folder(&copy, &office.data());
        if with_journal {
            std::fs::write(office.data().join("orders.journal"), journal).unwrap();
        }
        office.start();
        let back = office.run(&["case", "show", &id]).code == 0;
        assert_eq!(back, !with_journal);
        ada.syncs();
        assert_gone(&office, &[&ada], &id);
        assert_eq!(traces(&office.data(), &[]), Vec::<String>::new());
    }
}

#[test]
fn a_phone_that_was_away_with_unsent_edits_is_told_which_and_when_and_syncs_on() {
    let office = Office::open();
    let (ada, bruno) = (
        Phone::of(&office, "Ada Prova", "agent"),
        Phone::of(&office, "Bruno Esempio", "operator"),
    );
    let (id, _) = marked(&ada);
    bruno.syncs();
    bruno.run(&["note", &id, "CanarinoNota di Bruno"]).done();
    purge(&office, &id);
    bruno.syncs();
    let status = bruno.run(&["status"]).done();
    let lost = &status["purged"][0];
    assert_eq!(
        (lost["ticket"].clone(), lost["kind"].clone()),
        (id.clone().into(), "note".into())
    );
    assert!(lost["at"].is_string() && !status.to_string().contains("Canarino"));
    let told = bruno.run(&["notices", "--read"]).done();
    assert_eq!(told[0]["notices"][0]["kind"], "purged");
    assert_eq!(bruno.run(&["status"]).done()["purged"], serde_json::json!([]));
    bruno.syncs();
    assert_gone(&office, &[&bruno], &id);
    assert_eq!(traces(&office.data(), &[]), Vec::<String>::new());
}

#[test]
fn a_phone_put_back_to_an_older_copy_gets_the_order_again() {
    let office = Office::open();
    let ada = Phone::of(&office, "Ada Prova", "agent");
    let (id, _) = marked(&ada);
    let older = ada.cloned();
    purge(&office, &id);
    ada.syncs();
    ada.syncs();
    older.run(&["note", &id, "CanarinoNota tardiva"]).done();
    older.syncs();
    assert_gone(&office, &[&older], &id);
}

#[tokio::test]
async fn a_stranger_cannot_forge_an_order_and_late_changes_are_refused_by_name() {
    let office = Office::open();
    let stranger = Stranger::enrolled(&office, "Nemo Esempio", "agent").await;
    let (id, _, change) = stranger.files("CanarinoTitolo");
    let push = || PushedTicket {
        id,
        changes: vec![change.bytes().to_vec().into()],
        proofs: vec![stranger.proves(&id, &change)],
    };
    stranger.exchanges(vec![push()]).await;
    let order = Order {
        id: OrderId::from_bytes([9; 16]),
        at_ms: 1,
        kind: OrderKind::Purge(id),
    };
    let forged = order.sign(&SigningKey::from_seed(&Secret([3; 32])));
    let request = ExchangeRequest {
        orders_known: vec![forged, order.sign(&stranger.key)],
        ..ExchangeRequest::default()
    };
    stranger.exchanges_all(request).await;
    office.case(&id.to_string());
    purge(&office, &id.to_string());
    let reply = stranger.exchanges(vec![push()]).await;
    assert_eq!(reply.answers[0].quarantined[0].1.code, RefusalCode::Purged);
    assert_eq!(reply.orders.len(), 1);
    assert_eq!(office.run(&["quarantine", "list"]).done(), serde_json::json!([]));
    office.assert_sound();
    assert_eq!(traces(&office.data(), &[]), Vec::<String>::new());
}

#[test]
fn only_an_auditor_s_word_counts_and_a_reason_is_asked_for() {
    let office = Office::open();
    let ada = Phone::of(&office, "Ada Prova", "agent");
    let id = ada.filed("Una");
    ada.syncs();
    let (operator, auditor) = (
        office.hire("Olga Esempio", "operator", &[]),
        office.hire("Ugo Esempio", "auditor", &[]),
    );
    let try_by = |person: &str, reason: &str| {
        office
            .run(&["ticket", "purge", &id, "--reason", reason, "--by", person, "--yes"])
            .code
    };
    assert_eq!(try_by(&operator, "richiesta"), 1);
    assert_eq!(try_by(&auditor, " "), 1);
    assert_eq!(try_by(&auditor, "richiesta"), 0);
    assert_eq!(office.run(&["case", "show", &id]).code, 1);
    assert!(id.parse::<TicketId>().is_ok());
}

#[test]
fn a_superseded_ticket_goes_on_without_what_had_to_go_and_waiting_edits_are_written_again() {
    let office = Office::open();
    let (ada, bruno) = (
        Phone::of(&office, "Ada Prova", "agent"),
        Phone::of(&office, "Bruno Esempio", "operator"),
    );
    let (id, hash) = marked(&ada);
    bruno.syncs();
    bruno.run(&["do", &id, "take_charge", "--office", "strade"]);
    bruno.syncs();
    ada.syncs();
    ada.run(&["note", &id, "Da riscrivere"]).done();
    let before = office.case(&id);
    let answer = office.run(&[
        "ticket",
        "supersede",
        &id,
        "--drop",
        "title",
        "--drop",
        "description",
        "--drop",
        "address",
        "--reason",
        "rettifica",
        "--yes",
    ]);
    let erased = answer.done();
    let new = text(&erased["successor"]);
    let after = office.case(&new);
    for same in ["case_number", "received_at", "status", "created_by", "created_at"] {
        assert_eq!(after[same], before[same], "{same}");
    }
    assert_eq!(after["photos"][0]["sha256"], hash.as_str());
    assert_eq!(after["notes"], before["notes"]);
    assert_eq!(traces(&office.data(), &[]), traces_of_note(&office));
    ada.syncs();
    let aside = ada.run(&["set-aside", "list"]).done();
    assert_eq!(aside[0]["code"], "superseded");
    assert!(text(&aside[0]["reason"]).contains(&new));
    ada.run(&["set-aside", "reapply", &text(&aside[0]["intent"])]).done();
    ada.syncs();
    bruno.syncs();
    assert_eq!(ada.run(&["set-aside", "list"]).done(), serde_json::json!([]));
    assert!(office.case(&new)["notes"].to_string().contains("Da riscrivere"));
    assert_gone(&office, &[&ada, &bruno], &id);
    assert_same_everywhere(&office, &[&ada, &bruno], &[new]);
}

/// The note was not dropped: what is left is the note's.
fn traces_of_note(office: &Office) -> Vec<String> {
    let all = traces(&office.data(), &[]);
    for path in &all {
        let held = std::fs::read(path).unwrap();
        for word in ["CanarinoTitolo", "CanarinoDescrizione", "CanarinoIndirizzo"] {
            assert!(
                !held.windows(word.len()).any(|window| window == word.as_bytes()),
                "{word} in {path}"
            );
        }
    }
    all
}
