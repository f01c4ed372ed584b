// SPDX-License-Identifier: EUPL-1.2
//! The oracle itself is put to the proof: each promise is broken behind everybody's back, and it must say which.

use ronda_shared::ids::{ChangeHash, IntentId, PersonId, PhotoHash, TicketId};
use ronda_shared::ticket::{Field, Value};
use rusqlite::Connection;

use super::*;
use crate::oracle::{Save, Wrote};
use crate::sim::contacts::Taken;
use crate::sim::data::calm;
use crate::sim::phone::Phone;

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

/// Several statements at once, on a phone that has a ticket with a photo it took.
fn on_its_phone(world: &mut World, sql: &str) {
    let shows = |phone: &Phone| {
        let names = |(photo, ticket)| phone.look().store().ticket_names_photo(ticket, photo);
        phone.took.iter().any(|took| names(took).expect("a store"))
    };
    let at = world.phones.iter().position(shows).expect("a phone");
    let altered = world.phones[at].altered(|conn| conn.execute_batch(sql));
    altered.expect("the statements fit");
}

#[test]
fn a_photo_that_its_phone_lost_or_spoilt_is_noticed_there_too() {
    for (sql, expected) in [
        ("UPDATE photo_file SET jpeg = x'00'", "a photo on a phone is damaged"),
        ("DELETE FROM photo", "a photo is gone from its phone"),
        (
            "DELETE FROM photo_file; UPDATE photo SET server_no = NULL, epoch = NULL",
            "a photo left its phone before the office had it",
        ),
        (
            "DELETE FROM photo_file; UPDATE photo SET thumbnail = NULL",
            "nothing of a photo is left on its phone",
        ),
    ] {
        let said = told_of(|world| on_its_phone(world, sql));
        assert!(said.starts_with(expected), "{sql}: {said}");
    }
}

/// One ticket with a little of everything, and everybody agrees.
fn small() -> World {
    let mut world = World::new(1);
    for deed in ["files 1", "notes 0", "ties 0 me_too 0", "contacts 0", "syncs"] {
        let op = format!("phone 0 {deed}").parse().expect("an operation");
        world.step(&op).expect("nothing is wrong yet");
    }
    world.agree().expect("nothing is wrong yet");
    world
}

/// What the oracle says where what the ledger holds was altered.
fn told_of_ledger(alter: impl Fn(&mut Wrote)) -> String {
    let mut world = small();
    let ledger = world.saves.iter_mut().flat_map(|save| &mut save.wrote);
    ledger.for_each(alter);
    world.agree().expect_err("it is noticed")
}

#[test]
fn whatever_was_written_and_is_out_of_sight_or_reads_otherwise_is_noticed() {
    let on_value = |change: fn(&mut Field, &mut Value, &mut PersonId)| {
        told_of_ledger(move |wrote| match wrote {
            Wrote::Set { field, value, by, .. } if *field == Field::Visibility => change(field, value, by),
            _ => {}
        })
    };
    let elsewhere = on_value(|field, _, _| *field = Field::AddressId);
    assert!(elsewhere.starts_with("a value is hidden"), "{elsewhere}");
    let otherwise = on_value(|_, value, _| *value = Value::Cleared);
    assert!(otherwise.starts_with("a value is altered"), "{otherwise}");
    let borrowed = on_value(|_, _, by| *by = PersonId::from_bytes([9; 16]));
    assert!(borrowed.starts_with("a value is altered"), "{borrowed}");
    let said = told_of_ledger(|wrote| match wrote {
        Wrote::Entry(entry) => entry.push('!'),
        Wrote::Set { .. } | Wrote::Member { .. } => {}
    });
    assert!(said.starts_with("an entry is hidden"), "{said}");
    let tied = told_of_ledger(|wrote| match wrote {
        Wrote::Member { key, .. } => key.push('!'),
        Wrote::Set { .. } | Wrote::Entry(_) => {}
    });
    assert!(tied.starts_with("a member is hidden"), "{tied}");
}

#[test]
fn what_was_taken_away_by_somebody_who_had_seen_it_and_stands_is_noticed() {
    // As if the note had been another visibility.
    let overwritten = told_of_ledger(|wrote| {
        if matches!(wrote, Wrote::Entry(entry) if entry.starts_with("note")) {
            *wrote = Wrote::Set {
                field: Field::Visibility,
                value: Value::Cleared,
                intent: IntentId::from_bytes([7; 16]),
                by: PersonId::from_bytes([7; 16]),
            };
        }
    });
    assert!(overwritten.starts_with("an overwritten value is back"), "{overwritten}");
    let taken_out = told_of_ledger(|wrote| {
        if let Wrote::Member { there, .. } = wrote {
            *there = false;
        }
    });
    assert!(
        taken_out.starts_with("a member that was taken out is back"),
        "{taken_out}"
    );
}

#[test]
fn a_contact_that_is_another_and_one_that_was_erased_and_is_there_are_noticed() {
    let told = |sabotage: fn(&mut Taken)| {
        let mut world = small();
        assert_eq!(world.contacts.len(), 1, "a contact was taken");
        world.contacts.values_mut().for_each(sabotage);
        world.agree().expect_err("it is noticed")
    };
    let said = told(|taken| taken.name = "Un'altra".into());
    assert!(said.starts_with("a contact is missing"), "{said}");
    let said = told(|taken| taken.erased = true);
    assert!(said.starts_with("an erased contact is back"), "{said}");
}

#[test]
fn an_edit_that_came_too_late_and_is_shown_to_nobody_is_noticed() {
    let mut world = small();
    let (at, gone) = (world.saves.len() - 1, TicketId::from_bytes([9; 16]));
    world.saves[at].ticket = gone;
    world.purged.insert(gone);
    world.left_over.push((at, gone));
    world.contacts.clear();
    let said = world.agree().expect_err("it is noticed");
    assert!(said.starts_with("an edit went with the ticket"), "{said}");
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
