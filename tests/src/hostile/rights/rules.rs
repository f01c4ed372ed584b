// SPDX-License-Identifier: EUPL-1.2
//! Who may see what, written down a second time from the table of roles (domain, section 7) and the rulings, apart from the
//! product's own policy: where the two differ, one of them is wrong.

use ronda_shared::policy::Role;

use super::people::Person;
use super::town::{Fate, Photo, Thing};

/// Whether a person may read a ticket.
pub fn sees(person: &Person, thing: &Thing) -> bool {
    sees_while(person, thing, thing.open)
}

/// Whether a ticket was once a person's to read, so that he may be told that it left.
pub fn saw(person: &Person, thing: &Thing) -> bool {
    sees_while(person, thing, true)
}

fn sees_while(person: &Person, thing: &Thing, open: bool) -> bool {
    if thing.fate != Fate::Admitted {
        return false;
    }
    let near = person.districts.is_empty() || person.districts.contains(&thing.district);
    let in_area = near && open && !thing.reserved;
    let own = thing.author == person.id();
    let of_office = person.office.is_some() && person.office == thing.office;
    let of_crew = open && person.crew.is_some() && person.crew == thing.crew;
    match person.role {
        // Open tickets of the area, own filed, police-reserved.
        Role::Agent => in_area || (open && thing.reserved) || own,
        // Assigned, and those of the own service; who is in no service yet, the area's.
        Role::Crew | Role::CrewLeader => of_crew || of_office || own || (person.office.is_none() && in_area),
        // The office's; the front desk: all.
        Role::Operator => person.office.is_none() || of_office || own,
        Role::Director => in_area || own,
        Role::School => own,
        Role::Viewer | Role::Admin | Role::Auditor | Role::Office => false,
    }
}

/// Whether a person's device may have a photo (ruling 22): its bytes came from there, or it may read a ticket that holds it.
pub fn has(person: &Person, thing: &Thing, photo: &Photo) -> bool {
    let brought = photo.stored && thing.author == person.id();
    thing.fate != Fate::Destroyed && photo.stored && (brought || sees(person, thing))
}

/// Whether a person may open the contact of a ticket's reporter.
pub fn opens(person: &Person, thing: &Thing) -> bool {
    person.role == Role::Operator && sees(person, thing)
}

/// Whether a person may erase any contact, and have any ticket destroyed.
pub fn erases(person: &Person) -> bool {
    person.role == Role::Auditor
}
