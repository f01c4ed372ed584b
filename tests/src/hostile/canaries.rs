// SPDX-License-Identifier: EUPL-1.2
//! Names, numbers and texts that nobody may find: planted on a phone, then looked for in its home and in the server's trace.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::camera::{Scene, photo};
use crate::office::Office;
use crate::phone::{PIN, Phone};
use crate::scenario::Random;

const TRACE: &str = "[log]\nfilter = \"trace\"\n";
/// Where a ticket takes a text.
const TEXTS: [&str; 4] = ["title", "description", "address", "danger"];
const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz";

/// What is planted, and then looked for.
struct Canary {
    /// Begins every planted word, and is in no program.
    mark: String,
    /// A phone number that no test data has.
    number: String,
}

impl Canary {
    fn drawn(random: &mut Random) -> Self {
        let letter = |random: &mut Random| char::from(LETTERS[random.index(LETTERS.len())]);
        let ending: String = (0..8).map(|_| letter(random)).collect();
        Self {
            mark: format!("Zz{ending}"),
            number: format!("0559{:07}", random.below(10_000_000)),
        }
    }

    fn words(&self) -> [&str; 3] {
        [&self.mark, &self.number, PIN]
    }
}

/// Plants at least `count` words of a seed in tickets, contacts, notes and photos, syncs, and looks for them; answers how many were
/// planted. Which texts each ticket has, where it lies, and when a phone syncs in between, the seed draws.
///
/// # Panics
/// When one is found where it must not be.
pub fn none_found(seed: u64, count: u64) -> u64 {
    let mut random = Random::of(seed);
    let canary = Canary::drawn(&mut random);
    let mut office = Office::configured(TRACE);
    office.start();
    let phone = Phone::of(&office, &format!("Ada {}", canary.mark), "agent");
    let planted = filed(&phone, &canary, &mut random, count);
    let id = with_contact(&phone, &canary, &mut random);
    let note = format!("chiamare {} {}", canary.mark, canary.number);
    assert_eq!(phone.run(&["note", &id, &note]).code, 0);
    looked_for_at_rest(&phone, &canary);
    phone.syncs();
    let second = Phone::of(&office, "Bruno Esempio", "operator");
    second.syncs();
    let clerk = office.hire("Dora Esempio", "operator", &[]);
    assert_eq!(office.run(&["person", "vault", "show", &id, "--as", &clerk]).code, 0);
    let renamed = format!("{} nuovo", canary.mark);
    assert_eq!(second.run(&["edit", &id, "--title", &renamed]).code, 0);
    second.syncs();
    office.stop();
    looked_for_in_the_trace(&office.log(), &canary);
    looked_for_at_rest(&phone, &canary);
    looked_for_at_rest(&second, &canary);
    // Beside the texts: the person's name, the photo's file, the contact's name and number, the note's two, the new title.
    planted + 7
}

/// Tickets with as many words as are wanted, in a few batches, with a sync after some of them.
fn filed(phone: &Phone, canary: &Canary, random: &mut Random, count: u64) -> u64 {
    let mut planted = 0;
    while planted < count {
        let lines: Vec<Value> = (0..1 + random.below(60))
            .map(|_| line(canary, random, &mut planted))
            .collect();
        assert_eq!(phone.batch(&lines).len(), lines.len(), "every line is answered");
        if random.below(3) == 0 {
            phone.syncs();
        }
    }
    planted
}

/// One ticket, with a word in each of some of its texts.
fn line(canary: &Canary, random: &mut Random, planted: &mut u64) -> Value {
    let mut line = json!({
        "verb": "file",
        "category": "roads.pothole",
        "lat": 43.7 + random.below(1_000) as f64 / 1e4,
        "lon": 11.2 + random.below(1_000) as f64 / 1e4,
    });
    let always = random.index(TEXTS.len());
    for (at, text) in TEXTS.into_iter().enumerate() {
        if at == always || random.below(2) == 0 {
            line[text] = json!(format!("{} {text} {planted}", canary.mark));
            *planted += 1;
        }
    }
    line
}

/// A ticket with a contact and a photo whose file says too much; answers its id.
fn with_contact(phone: &Phone, canary: &Canary, random: &mut Random) -> String {
    let scene = Scene::at(43.7696, 11.2558, random.below(1_000) as u32);
    let camera = phone.file(&format!("{}.jpg", canary.mark), &photo(scene));
    let name = format!("Carla {}", canary.mark);
    let contact = [
        "--title",
        "Con contatto",
        "--reporter-name",
        &name,
        "--reporter-phone",
        &canary.number,
        "--consent",
        "--photo",
        &camera,
    ];
    phone.files(&contact)["id"].as_str().expect("an id").to_owned()
}

fn looked_for_in_the_trace(log: &str, canary: &Canary) {
    assert!(log.contains("TRACE"), "the server traced");
    for word in canary.words() {
        assert!(
            !log.contains(word),
            "{word} is in the server's trace: {}",
            line_with(log, word)
        );
    }
}

fn looked_for_at_rest(phone: &Phone, canary: &Canary) {
    let mut files = 0;
    look(&phone.home(), canary, &mut files);
    assert!(files >= 3, "the home was looked through");
}

fn look(folder: &Path, canary: &Canary, files: &mut usize) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            look(&path, canary, files);
            continue;
        }
        *files += 1;
        let bytes = fs::read(&path).expect("a file");
        for word in canary.words() {
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
