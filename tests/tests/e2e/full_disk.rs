// SPDX-License-Identifier: EUPL-1.2
//! A disk that is really full: a small file system of its own, in a mount namespace that only this test sees.

use std::collections::BTreeSet;
use std::process::Command;

use ronda_tests::camera::{Scene, photo};
use ronda_tests::office::Office;
use ronda_tests::phone::Phone;
use ronda_tests::place::{add_pack, firenze};
use ronda_tests::program;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Photos that together take more than the room has.
const PHOTOS: u32 = 14;
/// Room beside what the home takes already, ballast included.
const ROOM_MIB: u64 = 8;

/// Everything happens in one shell, since the file system lives and dies with its namespace.
const SCRIPT: &str = r#"
set -e
mount -t tmpfs -o "size=$SIZE" tmpfs "$ROOM"
cp -a "$HOME_BEFORE" "$ROOM/home"
head -c 2097152 /dev/zero > "$ROOM/ballast"
ronda() { "$RONDA" --home "$ROOM/home" --json "$@"; }
ronda batch < "$OUTSIDE/commands" > "$OUTSIDE/full" || true
ronda list --limit 1000 > "$OUTSIDE/list"
ronda doctor > "$OUTSIDE/doctor"
rm "$ROOM/ballast"
ronda file --category roads.pothole --title "Di nuovo spazio" --lat 43.7 --lon 11.2 > "$OUTSIDE/again"
"#;

/// Room enough for work, and not for public files.
const NARROW: &str = r#"
set -e
mount -t tmpfs -o "size=$SIZE" tmpfs "$ROOM"
cp -a "$HOME_BEFORE" "$ROOM/home"
ronda() { "$RONDA" --home "$ROOM/home" --json "$@"; }
ronda sync > "$OUTSIDE/sync"
ronda maps get firenze 2> "$OUTSIDE/get" || true
ronda maps list > "$OUTSIDE/maps"
ronda file --category roads.pothole --title "Ancora posto" --lat 43.7 --lon 11.2 > "$OUTSIDE/filed"
"#;

/// How to get a mount namespace here, if at all.
fn namespace() -> Option<&'static [&'static str]> {
    const WAYS: [&[&str]; 2] = [&["-m"], &["-r", "-m"]];
    let works = |way: &&&[&str]| {
        let probe = Command::new("unshare")
            .args(**way)
            .args(["mount", "-t", "tmpfs", "tmpfs", "/mnt"])
            .output();
        probe.is_ok_and(|probe| probe.status.success())
    };
    WAYS.iter().find(works).copied()
}

fn read(folder: &TempDir, name: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.path().join(name)).unwrap();
    text.lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}

/// Runs a script on a copy of the phone's home, in a file system of so many MiB.
fn in_a_room(way: &[&str], script: &str, phone: &Phone, outside: &TempDir, mib: u64) {
    let room = TempDir::new().unwrap();
    let mut shell = Command::new("unshare");
    shell.args(way).args(["sh", "-c", script]);
    shell.envs([
        ("HOME_BEFORE", phone.home()),
        ("ROOM", room.path().to_owned()),
        ("OUTSIDE", outside.path().to_owned()),
    ]);
    shell.env("RONDA", program::path("ronda")).env("RONDA_PIN", "246810");
    let answer = program::run(shell.env("SIZE", format!("{mib}m")), &[]);
    assert_eq!(answer.code, 0, "{answer:?}");
}

#[test]
fn public_files_leave_the_space_that_work_needs() {
    let Some(way) = namespace() else {
        println!("not run: needs root, or the right to make a mount namespace");
        return;
    };
    let office = Office::open();
    add_pack(&office, &firenze().to_string_lossy(), "2023-01-01");
    let (phone, outside) = (Phone::of(&office, "Ada Prova", "agent"), TempDir::new().unwrap());
    in_a_room(way, NARROW, &phone, &outside, 150);
    assert_eq!(
        read(&outside, "sync")[0]["place_files"],
        0,
        "the sync is done all the same"
    );
    let refused = &read(&outside, "get")[0];
    assert!(
        refused.to_string().contains("4 MB and 200 MB beside them must be free"),
        "{refused}"
    );
    assert_eq!(read(&outside, "maps")[0][0]["state"], "available");
    assert!(read(&outside, "filed")[0]["id"].is_string());
}

#[test]
fn a_full_disk_refuses_a_save_with_its_cure_and_keeps_everything_saved_before() {
    let Some(way) = namespace() else {
        println!("not run: needs root, or the right to make a mount namespace");
        return;
    };
    let office = Office::open();
    let phone = Phone::of(&office, "Ada Prova", "agent");
    let outside = TempDir::new().unwrap();
    let commands = (0..PHOTOS).map(|n| {
        let file = phone.file(&format!("{n}.jpg"), &photo(Scene::at(43.77, 11.25, n).gravel()));
        json!({"verb": "file", "category": "roads.pothole", "title": n.to_string(), "photos": [file]})
    });
    let lines: String = commands.map(|command| format!("{command}\n")).collect();
    std::fs::write(outside.path().join("commands"), lines).unwrap();
    in_a_room(way, SCRIPT, &phone, &outside, ROOM_MIB);
    let (saved, refused): (Vec<Value>, Vec<Value>) = read(&outside, "full")
        .into_iter()
        .partition(|answer| answer["id"].is_string());
    assert!(!saved.is_empty() && !refused.is_empty(), "{saved:?} {refused:?}");
    assert!(
        refused
            .iter()
            .all(|refused| refused.to_string().contains("free some space")),
        "{refused:?}"
    );
    let listed = read(&outside, "list").remove(0);
    let ids = |list: &[Value]| list.iter().map(|item| item["id"].to_string()).collect::<BTreeSet<_>>();
    assert_eq!(
        ids(listed.as_array().unwrap()),
        ids(&saved),
        "what was answered is there, and nothing else"
    );
    assert_eq!(read(&outside, "doctor")[0]["faults"], json!([]));
    assert!(read(&outside, "again")[0]["id"].is_string());
}
