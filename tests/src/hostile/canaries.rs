// SPDX-License-Identifier: EUPL-1.2
//! Names, numbers and texts that nobody may find: planted on a phone, then looked for in its home and in the server's trace.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::camera::{Scene, photo};
use crate::office::Office;
use crate::phone::{PIN, Phone};

/// Begins every planted word, and is in no program.
const MARK: &str = "Zanzottera";
/// A phone number that no test data has.
const NUMBER: &str = "0559187263";
const TRACE: &str = "[log]\nfilter = \"trace\"\n";

/// Plants `count` canaries in tickets, contacts and photos, syncs, and looks for them; answers how many were planted.
///
/// # Panics
/// When one is found where it must not be.
pub fn none_found(count: u64) -> u64 {
    let mut office = Office::configured(TRACE);
    office.start();
    let phone = Phone::of(&office, &format!("Ada {MARK}"), "agent");
    let camera = phone.file(&format!("{MARK}.jpg"), &photo(Scene::at(43.7696, 11.2558, 3)));
    let lines: Vec<Value> = (0..count / 4).map(planted).collect();
    assert_eq!(phone.batch(&lines).len(), lines.len(), "every line is answered");
    let contact = [
        "--title",
        "Con contatto",
        "--reporter-name",
        &format!("Carla {MARK}"),
        "--reporter-phone",
        NUMBER,
        "--consent",
        "--photo",
        &camera,
    ];
    let id = phone.files(&contact)["id"].as_str().expect("an id").to_owned();
    assert_eq!(phone.run(&["note", &id, &format!("chiamare {MARK} {NUMBER}")]).code, 0);
    looked_for_at_rest(&phone);
    phone.syncs();
    let second = Phone::of(&office, "Bruno Esempio", "operator");
    second.syncs();
    let clerk = office.hire("Dora Esempio", "operator", &[]);
    assert_eq!(office.run(&["person", "vault", "show", &id, "--as", &clerk]).code, 0);
    assert_eq!(second.run(&["edit", &id, "--title", &format!("{MARK} nuovo")]).code, 0);
    second.syncs();
    office.stop();
    let log = office.log();
    assert!(log.contains("TRACE"), "the server traced");
    for word in [MARK, NUMBER, PIN] {
        assert!(
            !log.contains(word),
            "{word} is in the server's trace: {}",
            line_with(&log, word)
        );
    }
    looked_for_at_rest(&phone);
    looked_for_at_rest(&second);
    lines.len() as u64 * 4 + 4
}

fn planted(number: u64) -> Value {
    json!({
        "verb": "file",
        "category": "roads.pothole",
        "title": format!("{MARK} titolo {number}"),
        "description": format!("{MARK} descrizione {number}"),
        "address": format!("via {MARK} {number}"),
        "danger": format!("{MARK} pericolo {number}"),
        "lat": 43.7,
        "lon": 11.2,
    })
}

fn looked_for_at_rest(phone: &Phone) {
    let mut files = 0;
    look(&phone.home(), &mut files);
    assert!(files >= 3, "the home was looked through");
}

fn look(folder: &Path, files: &mut usize) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            look(&path, files);
            continue;
        }
        *files += 1;
        let bytes = fs::read(&path).expect("a file");
        for word in [MARK, NUMBER, PIN] {
            for wanted in [
                word.as_bytes().to_vec(),
                word.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            ] {
                // A PIN is short enough to be met by chance in cipher text.
                let found = bytes.windows(wanted.len()).any(|part| part == wanted);
                assert!(
                    !found || word == PIN && bytes.len() > 64 * 1024,
                    "{word} lies readable in {}",
                    path.display()
                );
            }
        }
        assert!(
            !bytes.starts_with(b"SQLite format 3"),
            "{} is not encrypted",
            path.display()
        );
        assert!(
            !bytes.starts_with(b"\xff\xd8\xff"),
            "{} is a plain photo",
            path.display()
        );
    }
}

fn line_with<'a>(log: &'a str, word: &str) -> &'a str {
    log.lines().find(|line| line.contains(word)).unwrap_or_default()
}
