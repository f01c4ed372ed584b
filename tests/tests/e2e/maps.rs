// SPDX-License-Identifier: EUPL-1.2
//! Maps with a real server and a real phone: over a cut connection, tampered with, replaced, removed.

use std::path::PathBuf;

use ronda_tests::fault_proxy::{Fault, FaultProxy};
use ronda_tests::office::{Office, text};
use ronda_tests::phone::Phone;
use ronda_tests::place::{add_pack, firenze};
use ronda_tests::program::run;
use serde_json::{Value, json};

fn name(path: &std::path::Path) -> String {
    path.to_string_lossy().into_owned()
}

fn map(phone: &Phone) -> Value {
    phone.run(&["maps", "list"]).done()[0].clone()
}

fn packs(phone: &Phone) -> Vec<PathBuf> {
    let folder = std::fs::read_dir(phone.home().join("packs"));
    folder
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect()
}

/// An office that hands the map of Firenze out, and a phone that has heard of it.
fn town() -> (Office, Phone, Value) {
    let office = Office::open();
    let pack = add_pack(&office, &name(&firenze()), "2023-01-01");
    let phone = Phone::of(&office, "Ada Prova", "agent");
    phone.syncs();
    (office, phone, pack)
}

#[test]
fn a_map_comes_over_a_cut_connection_and_goes_on_where_it_stood() {
    let office = Office::open();
    let pack = add_pack(&office, &name(&firenze()), "2023-01-01");
    assert_eq!((&pack["zoom_least"], &pack["zoom_most"]), (&json!(0), &json!(14)));
    assert_eq!(pack["bounds"], json!([11.154_026, 43.727_012, 11.328_94, 43.832_546]));
    let proxy = FaultProxy::to(office.address());
    let ada = Phone::enrolled(&office, &office.hire("Ada Prova", "agent", &[]), &proxy.url());
    let refused = ada.run(&["maps", "get", "firenze"]);
    assert!(
        refused.code == 1 && refused.err.contains("sync to hear of new ones"),
        "{refused:?}"
    );
    assert_eq!(ada.syncs()["place_files"], 1, "the streets come by themselves");
    assert_eq!(
        (map(&ada)["state"].clone(), map(&ada)["bytes"].clone()),
        (json!("available"), json!(3_939_701))
    );
    proxy.plan(&[
        Fault::CutReply(1_500_000),
        Fault::CutReply(0),
        Fault::CutReply(0),
        Fault::CutReply(0),
    ]);
    let cut = ada.run(&["maps", "get", "firenze"]);
    assert!(
        cut.code == 1 && cut.err.contains("`ronda maps get firenze` goes on from there"),
        "{cut:?}"
    );
    assert!(!cut.err.contains("will be sent"), "nothing waits to be sent: {cut:?}");
    assert_eq!(proxy.left(), 0);
    let half = map(&ada);
    let received = half["received_bytes"].as_u64().expect("a number");
    assert_eq!(
        (half["state"].clone(), half["file"].clone()),
        (json!("paused"), json!(null))
    );
    assert!((1_000_000..1_500_000).contains(&received), "{half}");
    // Once more it is cut, and goes on by itself.
    proxy.plan(&[Fault::CutReply(1_000_000)]);
    let whole = ada.run(&["maps", "get", "firenze"]).done();
    assert_eq!(whole["received_bytes"].as_u64(), Some(3_939_701 - received));
    let here = map(&ada);
    assert_eq!(
        (&here["state"], &here["file"], &here["newer_date"]),
        (&json!("installed"), &pack["sha256"], &json!(null))
    );
    let file = ada
        .home()
        .join("packs")
        .join(format!("{}.pmtiles", text(&pack["sha256"])));
    assert_eq!(packs(&ada), std::slice::from_ref(&file), "nothing unfinished is left");
    assert!(std::fs::read(file).expect("the map") == std::fs::read(firenze()).expect("the map"));
    assert_eq!(
        ada.run(&["maps", "get", "firenze"]).done()["received_bytes"],
        0,
        "it is here already"
    );
    assert_eq!(ada.run(&["doctor"]).code, 0);
}

#[test]
fn a_map_that_was_tampered_with_is_refused_and_nothing_of_it_kept() {
    let (office, ada, pack) = town();
    let file = office.data().join("place").join(text(&pack["sha256"]));
    let mut bytes = std::fs::read(&file).expect("the office's file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, &bytes).expect("somebody writes it");
    let refused = ada.run(&["maps", "get", "firenze"]);
    assert!(
        refused.code == 1 && refused.err.contains("not the one the office signed"),
        "{refused:?}"
    );
    assert_eq!(packs(&ada), Vec::<PathBuf>::new());
    assert_eq!(map(&ada)["state"], "available");
    let doctor = office.run(&["doctor"]);
    assert!(
        doctor.code == 1 && doctor.out.contains("the map firenze is damaged: add it again"),
        "{doctor:?}"
    );
    std::fs::remove_file(&file).expect("somebody removes it");
    assert!(office.run(&["doctor"]).out.contains("the map firenze is missing"));
    add_pack(&office, &name(&firenze()), "2023-01-01");
    office.assert_sound();
    ada.syncs();
    ada.run(&["maps", "get", "firenze"]).done();
    assert_eq!(map(&ada)["state"], "installed");
}

#[test]
fn the_map_that_is_here_is_shown_until_the_newer_one_is_whole() {
    let (office, ada, pack) = town();
    ada.run(&["maps", "get", "firenze"]).done();
    let mut bytes = std::fs::read(firenze()).expect("the map");
    bytes.push(0);
    let newer = ada.file("newer.pmtiles", &bytes);
    let newer = add_pack(&office, &newer, "2026-11-25");
    ada.syncs();
    let both = map(&ada);
    assert_eq!(
        (&both["state"], &both["file"], &both["date"], &both["newer_date"]),
        (
            &json!("outdated"),
            &pack["sha256"],
            &json!("2023-01-01"),
            &json!("2026-11-25")
        )
    );
    ada.run(&["maps", "get", "firenze"]).done();
    let one = map(&ada);
    assert_eq!(
        (&one["state"], &one["file"], &one["date"]),
        (&json!("installed"), &newer["sha256"], &json!("2026-11-25"))
    );
    assert_eq!(packs(&ada).len(), 1, "the older file is gone");
    office.run(&["pack", "remove", "firenze"]).done();
    assert_eq!(
        std::fs::read_dir(office.data().join("place"))
            .expect("the folder")
            .count(),
        0
    );
    ada.syncs();
    assert_eq!(map(&ada)["state"], "installed", "what a phone has stays");
    ada.run(&["maps", "remove", "firenze"]).done();
    assert_eq!(
        (ada.run(&["maps", "list"]).done(), packs(&ada)),
        (json!([]), Vec::new())
    );
    let none = ada.run(&["maps", "remove", "firenze"]);
    assert!(
        none.code == 1 && none.err.contains("there is no map firenze"),
        "{none:?}"
    );
}

#[test]
fn what_is_no_map_is_refused_with_the_cure() {
    let (office, ada, _) = town();
    let add = |file: &str, date: &str| {
        let args = [
            "pack",
            "add",
            file,
            "--name",
            "x",
            "--area",
            "x",
            "--licence",
            "x",
            "--attribution",
            "x",
            "--date",
            date,
        ];
        office.run(&args)
    };
    let text = ada.file("text.pmtiles", b"not a map at all");
    let refused = add(&text, "2026-11-25");
    assert!(
        refused.code == 1 && refused.err.contains("no PMTiles file"),
        "{refused:?}"
    );
    let short = std::fs::read(firenze()).expect("the map")[..100_000].to_vec();
    let refused = add(&ada.file("short.pmtiles", &short), "2026-11-25");
    assert!(refused.code == 1 && refused.err.contains("cut short"), "{refused:?}");
    let refused = add(&name(&firenze()), "yesterday");
    assert!(
        refused.code == 1 && refused.err.contains("a day such as"),
        "{refused:?}"
    );
    assert_eq!(office.run(&["pack", "list"]).done().as_array().map(Vec::len), Some(1));
    office.assert_sound();
}

#[test]
fn words_name_the_licence_the_hash_and_the_cure() {
    let (mut office, ada, pack) = town();
    let sha256 = text(&pack["sha256"]);
    let listed = run(&mut office.command(&["pack", "list"]), &[]);
    assert!(
        listed.out.contains(&sha256[..12]) && !listed.out.contains(&sha256),
        "{listed:?}"
    );
    let maps = run(&mut ada.command(&["maps", "list"]), &[]);
    assert!(
        maps.out.contains("ODbL-1.0") && maps.out.contains("OpenStreetMap contributors, Protomaps"),
        "{maps:?}"
    );
    let unknown = run(&mut ada.command(&["maps", "get", "nope"]), &[]);
    assert_eq!(
        (unknown.code, unknown.err.trim()),
        (
            1,
            "ronda: there is no map nope here or at the office: see ronda maps list, or sync to hear of new ones"
        )
    );
    let neither = run(&mut ada.command(&["assets"]), &[]);
    assert_eq!(
        (neither.code, neither.err.trim()),
        (1, "ronda: say which: give --lat and --lon, or --code")
    );
    office.stop();
    let alone = run(&mut ada.command(&["maps", "get", "firenze"]), &[]);
    assert!(
        alone.code == 1
            && alone
                .err
                .contains("0 bytes of firenze are here: `ronda maps get firenze` goes on"),
        "{alone:?}"
    );
    assert!(!alone.err.contains("will be sent"), "{alone:?}");
}
