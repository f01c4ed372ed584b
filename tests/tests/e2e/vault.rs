// SPDX-License-Identifier: EUPL-1.2
//! A citizen's contact from the street to the vault and out of it again, with real processes.

use std::path::Path;

use ronda_shared::code::spoken_code;
use ronda_shared::ids::TicketId;
use ronda_tests::fault_proxy::{Fault, FaultProxy};
use ronda_tests::office::{Office, copy_folder, text};
use ronda_tests::phone::Phone;
use ronda_tests::program;
use serde_json::Value;
use tempfile::TempDir;

/// What must never be readable anywhere but in the answer of `vault show`.
const CANARIES: [&str; 3] = ["Zelinda Canarina", "055 7700 7711", "zelinda.canarina@example.org"];

fn with_contact() -> Vec<&'static str> {
    let [name, number, address] = CANARIES;
    vec![
        "--title",
        "Buca segnalata",
        "--reporter-name",
        name,
        "--reporter-phone",
        number,
        "--reporter-email",
        address,
        "--consent",
    ]
}

fn contacts(office: &Office, which: &str) -> Vec<Value> {
    office
        .run(&["person", "vault", "show", which])
        .done()
        .as_array()
        .cloned()
        .unwrap()
}

fn waiting(phone: &Phone) -> Value {
    phone.run(&["status"]).done()["queue"]["contacts"].clone()
}

/// Files under a folder that hold one of these byte strings.
fn holding(folder: &Path, wanted: &[&[u8]]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(holding(&path, wanted));
        } else if let Ok(bytes) = std::fs::read(&path) {
            let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
            if wanted.iter().any(|part| holds(part)) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

fn plain() -> Vec<&'static [u8]> {
    CANARIES.iter().map(|canary| canary.as_bytes()).collect()
}

#[test]
fn a_contact_taken_offline_is_shown_at_the_office_on_record_and_gone_from_the_phone() {
    let mut office = Office::configured("[log]\nfilter = \"trace\"\n");
    office.start();
    let ada = Phone::of(&office, "Ada Prova", "agent");
    office.stop();
    let id = text(&ada.files(&with_contact())["id"]);
    assert_eq!(waiting(&ada), 1);
    assert_eq!(holding(&ada.home(), &plain()), Vec::<String>::new());
    let reference = text(&ada.show(&id)["reporter_ref"]);
    office.start();
    assert_eq!(ada.syncs()["contacts"], 1);
    assert_eq!(waiting(&ada), 0);
    let shown = contacts(&office, &id);
    assert_eq!(shown.len(), 1);
    let [name, number, address] = CANARIES;
    for (key, value) in [
        ("name", name),
        ("phone", number),
        ("email", address),
        ("ref", &reference),
    ] {
        assert_eq!(shown[0][key], value, "{key}");
    }
    assert_eq!(shown[0]["consent"]["wording"], "contact-1");
    assert_eq!(contacts(&office, &reference), shown);
    let export = office.run(&["person", "vault", "export", &reference]);
    assert!(export.out.contains(number), "{export:?}");
    for format in ["json", "csv", "geojson"] {
        let out = office.run(&["case", "export", "--format", format]).out;
        assert!(!CANARIES.iter().any(|canary| out.contains(canary)), "{format}");
    }
    office.assert_sound();
    office.stop();
    let log = office.log();
    assert!(log.contains("TRACE"), "the log is at its most talkative");
    assert!(!CANARIES.iter().any(|canary| log.contains(canary)));
    assert_eq!(holding(&office.data(), &plain()), Vec::<String>::new());
    assert_eq!(holding(&ada.home(), &plain()), Vec::<String>::new());
}

#[test]
fn a_lost_reply_costs_nothing_and_doubles_nothing() {
    let office = Office::open();
    let proxy = FaultProxy::to(office.address());
    let person = office.hire("Ada Prova", "agent", &[]);
    let ada = Phone::enrolled(&office, &person, &proxy.url());
    let id = text(&ada.files(&with_contact())["id"]);
    proxy.plan(&[
        Fault::CutReply(0),
        Fault::None,
        Fault::CutReply(20),
        Fault::CutReply(200),
    ]);
    ada.syncs();
    assert_eq!((contacts(&office, &id).len(), waiting(&ada)), (1, 0.into()));
    office.assert_sound();
}

#[test]
fn a_store_file_put_back_to_an_older_copy_loses_no_contact() {
    let mut office = Office::open();
    let ada = Phone::of(&office, "Ada Prova", "agent");
    ada.filed("Prima");
    ada.syncs();
    office.stop();
    let older = TempDir::new().unwrap();
    let file = office.data().join("store.sqlite");
    std::fs::copy(&file, older.path().join("store.sqlite")).unwrap();
    office.start();
    let id = text(&ada.files(&with_contact())["id"]);
    ada.syncs();
    let before = contacts(&office, &id);
    let waits = text(&ada.files(&with_contact())["id"]);
    office.stop();
    std::fs::copy(older.path().join("store.sqlite"), &file).unwrap();
    office.start();
    ada.syncs();
    let after = contacts(&office, &id);
    assert_eq!(
        (&after[0]["ref"], &after[0]["phone"]),
        (&before[0]["ref"], &before[0]["phone"])
    );
    assert_eq!(
        contacts(&office, &waits).len(),
        1,
        "one still on the phone goes to the new life"
    );
    office.assert_sound();
}

#[test]
fn what_is_erased_stays_erased_after_a_restore_and_leaves_no_byte() {
    let mut office = Office::open();
    let ada = Phone::of(&office, "Ada Prova", "agent");
    let id = text(&ada.files(&with_contact())["id"]);
    ada.syncs();
    let reference = text(&contacts(&office, &id)[0]["ref"]);
    let folder = TempDir::new().unwrap();
    let backup = folder.path().join("before.tar").to_string_lossy().into_owned();
    office.run(&["backup", "--to", &backup]).done();
    let wrong = office.run(&["person", "vault", "erase", &reference, "--reason", "Zelinda"]);
    assert_eq!(wrong.code, 2);
    let erased = office
        .run(&["person", "vault", "erase", &reference, "--reason", "request"])
        .done();
    assert_eq!(
        (&erased["erased"], erased["backups"].as_array().unwrap().len()),
        (&1.into(), 1),
        "{erased}"
    );
    assert_eq!(office.run(&["person", "vault", "show", &reference]).code, 1);
    office.stop();
    office.run(&["restore", "--from", &backup]).done();
    office.start();
    assert_eq!(
        office.run(&["person", "vault", "show", &id]).code,
        1,
        "a restore does not bring it back"
    );
    let merged = office.run(&["import", "--backup", &backup]).done();
    assert_eq!(merged["contacts"], 0, "nor does a merge: {merged}");
    assert_eq!(office.run(&["person", "vault", "show", &id]).code, 1);
    assert_eq!(office.case(&id)["title"], "Buca segnalata");
    office.assert_sound();
}

#[test]
fn both_packs_bring_contacts_to_the_vault() {
    let office = Office::open();
    for locked in [false, true] {
        let ada = Phone::of(&office, "Ada Prova", "agent");
        let id = text(&ada.files(&with_contact())["id"]);
        let pack = ada.file("ronda.pack", b"");
        let args: &[&str] = if locked {
            &["export", &pack, "--locked"]
        } else {
            &["export", &pack]
        };
        ada.run(args).done();
        assert!(holding(Path::new(&pack).parent().unwrap(), &plain()).is_empty());
        let imported = office.run(&["import", &pack]).done();
        assert_eq!(
            (&imported["contacts"], &imported["contacts_refused"]),
            (&1.into(), &0.into()),
            "{imported}"
        );
        office.run(&["import", &pack]).done();
        assert_eq!(contacts(&office, &id).len(), 1, "twice changes nothing");
        ada.syncs();
        assert_eq!((contacts(&office, &id).len(), waiting(&ada)), (1, 0.into()));
    }
    office.assert_sound();
}

#[test]
fn a_revoked_phone_hands_its_contacts_over_and_a_copy_of_it_gives_them_once() {
    let office = Office::open();
    let ada = Phone::of(&office, "Ada Prova", "agent");
    let id = text(&ada.files(&with_contact())["id"]);
    let copy = TempDir::new().unwrap();
    copy_folder(&ada.home(), &copy.path().join("home"));
    let device = text(&ada.run(&["status"]).done()["device"]);
    office.run(&["device", "revoke", &device]).done();
    let farewell = ada.run(&["sync"]);
    assert!(farewell.err.contains("handed over"), "{farewell:?}");
    assert_eq!(contacts(&office, &id).len(), 1);
    copy_folder(&copy.path().join("home"), &ada.home());
    ada.run(&["sync"]);
    assert_eq!(contacts(&office, &id).len(), 1);
}

#[test]
fn the_desk_notes_contacts_and_only_who_may_reads_or_erases_them() {
    let office = Office::open();
    let ada = Phone::of(&office, "Ada Prova", "agent");
    let id = ada.filed("Telefonata al centralino");
    ada.syncs();
    let [name, number, _] = CANARIES;
    let edit = ["case", "edit", &id, "--reporter-name", name, "--reporter-phone", number];
    assert!(
        office.run(&edit).err.contains("--consent"),
        "the citizen is asked first"
    );
    let noted = office.run(&[&edit[..], &["--consent"]].concat()).done();
    assert!(!noted.to_string().contains(number));
    let reference = text(&noted["reporter_ref"]);
    let roles = ["operator", "auditor", "admin", "agent", "director", "viewer"];
    let people: Vec<String> = roles
        .iter()
        .map(|role| office.hire("Bruno Esempio", role, &[]))
        .collect();
    let elsewhere = office.hires("Carla Finta", "operator", &["--office", "PARKS"]);
    let reads = |person: &str| office.run(&["person", "vault", "show", &id, "--as", person]).code == 0;
    let erases = |person: &str| {
        let erase = [
            "person", "vault", "erase", &reference, "--reason", "error", "--as", person,
        ];
        office.run(&erase).code == 0
    };
    assert!(!reads(&elsewhere), "another office's operator");
    for (role, person) in roles.iter().zip(&people) {
        assert_eq!(reads(person), *role == "operator", "{role}");
    }
    for (role, person) in roles.iter().zip(&people).filter(|(role, _)| **role != "auditor") {
        assert!(!erases(person), "{role}");
    }
    assert!(erases(&people[1]));
    assert_eq!(office.run(&["person", "vault", "show", &id]).code, 1);
    office.assert_sound();
}

#[test]
fn a_text_that_looks_like_a_contact_is_saved_with_a_warning() {
    let office = Office::open();
    let ada = Phone::of(&office, "Ada Prova", "agent");
    let id = ada.filed("Buca");
    let noted = ada.run(&["note", &id, "chiamare 055 7700 7711"]).done();
    assert!(noted["notes"].to_string().contains("telephone number"), "{noted}");
    ada.syncs();
    let told = office
        .run(&["case", "note", &id, "scrivere a zelinda.canarina@example.org"])
        .done();
    assert!(told["warnings"].to_string().contains("e-mail"), "{told}");
    let without = ada.run(&["edit", &id, "--reporter-phone", "055 7700 7711"]);
    assert!(without.code == 1 && without.err.contains("--consent"), "{without:?}");
    let spoiled = program::run(
        ada.command(&["edit", &id, "--reporter-email", "nessuna", "--consent"])
            .arg("--json"),
        &[],
    );
    assert!(spoiled.code == 1 && !spoiled.err.contains("nessuna"), "{spoiled:?}");
}

#[test]
fn a_clerk_cannot_tell_a_case_that_is_not_his_from_a_code_that_no_case_has() {
    let office = Office::open();
    let ada = Phone::of(&office, "Ada Prova", "agent");
    let id = text(&ada.files(&with_contact())["id"]);
    ada.syncs();
    let clerk = office.hires("Dora Esempio", "operator", &["--office", "verde"]);
    let asked = |called: &str| {
        let answer = office.run(&["person", "vault", "show", called, "--as", &clerk]);
        assert_eq!(answer.code, 1, "{answer:?}");
        (answer.out, answer.err.replace(called, "CODE"))
    };
    let his = text(&office.case(&id)["code"]);
    let nobody_s = spoken_code("FI", &TicketId::from_bytes([5; 16]));
    assert_eq!(asked(&his), asked(&nobody_s));
}
