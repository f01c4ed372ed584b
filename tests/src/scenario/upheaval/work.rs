// SPDX-License-Identifier: EUPL-1.2
//! What people do all day.

use ronda_shared::ticket::{Field, Value};

use super::super::ids;
use super::life::Life;
use crate::camera::{Scene, photo};
use crate::office::text;
use crate::oracle::Asked;

impl Life {
    /// Whoever was not wiped can always save a new ticket.
    pub(super) fn files(&mut self, at: usize, district: &str, photo: bool) -> bool {
        let number = self.next();
        let title = format!("Segnalata {number}");
        let mut args = vec!["file", "--category", "roads.pothole", "--title", &title];
        args.extend(["--lat", "43.77", "--lon", "11.25", "--district", district]);
        let picture = photo.then(|| self.picture(at));
        args.extend(picture.iter().flat_map(|file| ["--photo", file.as_str()]));
        let answer = self.handsets[at].phone.run(&args);
        if answer.code != 0 {
            assert!(self.is_wiped(at), "a ticket cannot be filed: {answer:?}");
            return false;
        }
        let asked = Asked {
            before: None,
            fields: vec![(Field::Title, Value::Text(title))],
        };
        self.acknowledged(at, &text(&answer.json()["id"]), &asked);
        true
    }

    pub(super) fn edits(&mut self, at: usize, ticket: usize) -> bool {
        let title = format!("Cambiata {}", self.next());
        let fields = vec![(Field::Title, Value::Text(title.clone()))];
        self.writes(at, ticket, "edit", &["--title", &title], fields)
    }

    pub(super) fn notes(&mut self, at: usize, ticket: usize) -> bool {
        let words = format!("Nota numero {}.", self.next());
        self.writes(at, ticket, "note", &[&words], Vec::new())
    }

    pub(super) fn photographs(&mut self, at: usize, ticket: usize) -> bool {
        let file = self.picture(at);
        self.writes(at, ticket, "photo", &[&file], Vec::new())
    }

    /// Writes to one of the tickets that this phone holds; then it must be possible.
    fn writes(&mut self, at: usize, ticket: usize, verb: &str, rest: &[&str], fields: Vec<(Field, Value)>) -> bool {
        let phone = &self.handsets[at].phone;
        let held: Vec<String> = ids(&phone.list(&[])).into_iter().collect();
        let Some(id) = held.get(ticket % held.len().max(1)) else {
            return false;
        };
        let before = phone.opened().ticket(&id.parse().expect("an id"));
        let before = Some(before.expect("a ticket that it lists is there"));
        phone.run(&[&[verb, id.as_str()], rest].concat()).done();
        self.acknowledged(at, id, &Asked { before, fields });
        true
    }

    /// On a fine network it must succeed; only whoever was revoked is told so instead.
    pub(super) fn syncs(&mut self, at: usize) -> bool {
        let answer = self.handsets[at].phone.run(&["sync"]);
        assert!(
            answer.code == 0 || self.is_revoked_now(at),
            "phone {at}: {answer:?}\n{}",
            self.office.log()
        );
        if answer.code != 0 {
            self.told.push(format!("    phone {at} is told: {}", answer.err.trim()));
        }
        true
    }

    fn picture(&mut self, at: usize) -> String {
        let number = self.next();
        let scene = Scene::at(43.77, 11.25, number).sized(480, 360).gravel();
        self.handsets[at].phone.file(&format!("{number}.jpg"), &photo(scene))
    }
}
