// SPDX-License-Identifier: EUPL-1.2
//! The oracle notices what it is there to notice: each fault is made by hand in a world where all is well.

use ronda_shared::document::{Document, RawChange};
use ronda_shared::ticket::Field;

use super::script::Script;
use super::world::World;

/// Two titles at once, a note, and an edit of somebody whose role was taken from him.
const SCENE: &str = "seed 1
phone 0 files
agree
phone 0 edits 0 title
phone 1 edits 0 title
phone 2 notes 0
phone 3 becomes viewer
phone 3 edits 0 priority
agree
";

fn played() -> World {
    let script: Script = SCENE.parse().expect("a script");
    let mut world = World::new(script.seed);
    for op in &script.ops {
        world.step(op).unwrap_or_else(|what| panic!("{op}: {what}"));
    }
    world.judged().expect("all is well");
    world
}

fn newest(document: &Document) -> RawChange {
    document.changes().expect("changes").pop().expect("one of them")
}

fn without(document: &mut Document, gone: &RawChange) {
    let mut changes = document.changes().expect("changes");
    changes.retain(|change| change.hash() != gone.hash());
    *document = Document::from_changes(&changes).expect("nothing builds on the newest");
}

fn noticed(world: &World, as_what: &str) {
    let what = world.judged().expect_err("it is noticed");
    assert!(what.starts_with(as_what), "{what}");
}

#[test]
fn a_change_that_did_not_reach_one_phone() {
    let mut world = played();
    let document = &mut world.phones[1]
        .memory
        .held
        .values_mut()
        .next()
        .expect("a ticket")
        .document;
    let gone = newest(document);
    without(document, &gone);
    noticed(&world, "a change is missing");
}

#[test]
fn a_save_that_nobody_has_any_more() {
    let mut world = played();
    let case = world.office.kept.cases.values_mut().next().expect("a case");
    let gone = newest(&case.document);
    without(&mut case.document, &gone);
    case.log.retain(|change| change.hash() != gone.hash());
    case.row = ronda_shared::case_row::project(&case.document.read().expect("a ticket"));
    for phone in &mut world.phones {
        phone
            .memory
            .held
            .values_mut()
            .for_each(|held| without(&mut held.document, &gone));
    }
    noticed(&world, "a save is missing");
}

#[test]
fn a_value_and_an_entry_out_of_sight() {
    let world = played();
    let cases = world.read_cases().expect("all is well");
    assert_eq!(cases.len(), 1);
    let (mut hidden, mut silent) = (cases.clone(), cases);
    for read in hidden.values_mut() {
        let title = read.fields.get_mut(&Field::Title).expect("a title");
        assert_eq!(title.versions.len(), 2);
        title.versions.truncate(1);
    }
    silent.values_mut().for_each(|read| read.notes.clear());
    for (cases, as_what) in [(hidden, "a value is hidden"), (silent, "an entry is hidden")] {
        let what = world.judged_by(&cases).expect_err("it is noticed");
        assert!(what.starts_with(as_what), "{what}");
    }
}

#[test]
fn a_refusal_that_its_author_does_not_see() {
    let mut world = played();
    assert_eq!(world.office.custody.len(), 1);
    world.phones[3].memory.aside.clear();
    noticed(&world, "refused silently");
}

#[test]
fn a_row_that_is_another_than_its_document() {
    let mut world = played();
    let case = world.office.kept.cases.values_mut().next().expect("a case");
    case.row.title.push('!');
    noticed(&world, "a row is not its document's");
}
