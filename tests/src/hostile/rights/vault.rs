// SPDX-License-Identifier: EUPL-1.2
//! The vault of reporters' contacts, and erasure, at the office's own command line in everybody's name: it says no more to a
//! person there than his role and his scopes give him, and as much of what is not his as of what is not there.

use ronda_shared::code::spoken_code;
use ronda_shared::ids::TicketId;

use super::people::Person;
use super::rules;
use super::town::{REPORTER, Thing, Town};
use crate::program::Answer;

/// Everybody asks for every contact by each of its names, and tries to erase; answers how many combinations were tried.
pub fn asked(town: &Town) -> u64 {
    let with_contact = || town.things.iter().filter(|thing| thing.contact.is_some());
    let mut tried = 0;
    for person in &town.people {
        for thing in with_contact() {
            tried += shown(town, person, thing);
        }
        tried += erased(town, person);
    }
    let shown = |thing: &Thing| town.office.run(&["person", "vault", "show", &thing.ticket.to_string()]);
    assert!(
        with_contact().all(|thing| shown(thing).code == 0),
        "what nobody could erase is still there"
    );
    tried
}

/// By id, by spoken code and by reference.
fn shown(town: &Town, person: &Person, thing: &Thing) -> u64 {
    let absent = TicketId(uuid::Uuid::now_v7());
    let code = |ticket: &TicketId| spoken_code(&person.device.person.jurisdiction, ticket);
    let reference = thing.contact.clone().expect("a contact");
    let names = [
        (thing.ticket.to_string(), absent.to_string()),
        (code(&thing.ticket), code(&absent)),
        (reference, uuid::Uuid::now_v7().to_string()),
    ];
    let ways = names.iter().map(|name| ("show", name)).chain([("export", &names[0])]);
    let mut tried = 0;
    for (verb, (name, nothing)) in ways {
        let ask = |name: &str| {
            let by = person.id().to_string();
            town.office.run(&["person", "vault", verb, name, "--as", &by])
        };
        let theirs = ask(name);
        let about = format!("{} {verb} {name}: {theirs:?}", person.name());
        let opened = theirs.out.contains(REPORTER) || theirs.err.contains(REPORTER);
        let may = rules::opens(person, thing);
        assert_eq!((theirs.code == 0, opened), (may, may), "{about}");
        if !may {
            assert_eq!(plain(&theirs, name), plain(&ask(nothing), nothing), "{about}");
        }
        tried += 1;
    }
    tried
}

/// An answer without the name that was asked for.
fn plain(answer: &Answer, name: &str) -> (i32, String, String) {
    let put_out = |text: &str| text.replace(name, "{it}");
    (answer.code, put_out(&answer.out), put_out(&answer.err))
}

/// Who may not erase is refused, and nothing is gone; who may is not tried here, since what he erases is gone for the others.
fn erased(town: &Town, person: &Person) -> u64 {
    if rules::erases(person) {
        return 0;
    }
    let by = person.id().to_string();
    let mut tried = 0;
    for thing in &town.things {
        let Some(reference) = &thing.contact else { continue };
        let id = thing.ticket.to_string();
        let purge = [
            "ticket",
            "purge",
            &id,
            "--reason",
            "richiesta di prova",
            "--by",
            &by,
            "--yes",
        ];
        let erase = [
            "person", "vault", "erase", reference, "--reason", "request", "--as", &by,
        ];
        for verb in [&purge, &erase] {
            assert_eq!(town.office.run(verb).code, 1, "{}: {verb:?}", person.name());
            tried += 1;
        }
    }
    tried
}
