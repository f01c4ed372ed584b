// SPDX-License-Identifier: EUPL-1.2
//! The oracle itself is put to the proof: each promise is broken behind everybody's back, and it must say which.

use ronda_shared::ids::{ChangeHash, PhotoHash};
use ronda_shared::ticket::{Field, Value};
use rusqlite::Connection;

use super::*;
use crate::oracle::Save;
use crate::sim::data::calm;

/// What the oracle says of a world in which nothing is wrong but this.
fn told_of(sabotage: impl FnOnce(&mut World)) -> String {
    let mut world = calm(5);
    world.agree().expect("nothing is wrong yet");
    sabotage(&mut world);
    world.agree().expect_err("it is noticed")
}

fn in_the_office(world: &mut World, sql: &str) {
    let World { office, runtime, .. } = world;
    let altered = office.altered(|conn: &Connection| conn.execute(sql, []).expect("the statement fits"));
    assert!(runtime.block_on(altered) > 0, "something was altered");
}

fn on_a_phone(world: &mut World, sql: &str) {
    let altered = world.phones[0].altered(|conn| conn.execute(sql, []).expect("the statement fits"));
    assert!(altered > 0, "something was altered");
}

/// The first photo that was acknowledged.
fn a_photo(world: &World) -> PhotoHash {
    let photo = world.saves.iter().find_map(|save| save.photos.first());
    *photo.expect("a save with a photo")
}

#[test]
fn a_save_that_arrived_nowhere_is_missing() {
    let said = told_of(|world| {
        let made_up = Save {
            phone: None,
            intent: None,
            hashes: [ChangeHash([9; 32])].into(),
            ..world.saves[0].clone()
        };
        world.saves.push(made_up);
    });
    assert!(said.starts_with("a save is missing"), "{said}");
}

#[test]
fn a_ticket_that_reads_otherwise_on_a_phone_is_noticed() {
    let said = told_of(|world| {
        on_a_phone(
            world,
            "UPDATE document SET saved = (SELECT saved FROM document ORDER BY ticket DESC LIMIT 1)
             WHERE ticket = (SELECT min(ticket) FROM document)",
        );
    });
    assert!(
        said.starts_with("tickets differ") || said.starts_with("a phone's doctor"),
        "{said}"
    );
}

#[test]
fn a_photo_without_its_bytes_is_missing_and_one_with_others_is_damaged() {
    let place_of = |world: &World| world.office.office.photos().place_of(&a_photo(world));
    let said = told_of(|world| std::fs::remove_file(place_of(world)).expect("the photo lies there"));
    assert!(said.starts_with("a photo is missing"), "{said}");
    let said = told_of(|world| std::fs::write(place_of(world), b"others").expect("the photo lies there"));
    assert!(said.starts_with("a photo is damaged"), "{said}");
}

#[test]
fn a_value_that_is_out_of_sight_is_hidden() {
    let said = told_of(|world| {
        let save = world.saves.iter_mut().rfind(|save| save.wrote.is_some());
        save.expect("a save of a value").wrote = Some((Field::AddressId, Value::Text("nowhere".into())));
    });
    assert!(said.starts_with("a value is hidden"), "{said}");
}

#[test]
fn a_row_a_link_of_the_chain_and_an_audit_fact_that_were_altered_are_noticed() {
    for sql in [
        "UPDATE case_row SET row = (SELECT row FROM case_row ORDER BY ticket DESC LIMIT 1)
         WHERE ticket = (SELECT min(ticket) FROM case_row)",
        "UPDATE case_row SET category = 'nothing.such' WHERE ticket = (SELECT min(ticket) FROM case_row)",
        "UPDATE change SET link = zeroblob(32) WHERE no = (SELECT max(no) FROM change)",
        "UPDATE audit SET who = 'nobody' WHERE no = (SELECT max(no) - 1 FROM audit)",
    ] {
        let said = told_of(|world| in_the_office(world, sql));
        assert!(said.starts_with("the office's doctor"), "{sql}: {said}");
    }
}
