// SPDX-License-Identifier: EUPL-1.2
//! Deliveries between phones and the office, whole and otherwise, and the end at which everybody has everything.

use ronda_shared::identity::AuthorProof;

use super::parcel::Parcel;
use super::phone::Renamed;
use super::script::Way;
use super::world::World;
use crate::oracle::Save;
use crate::scenario::Random;

/// Rounds in which everybody hands over and hears everything. What is refused is written again, sent and heard: a few
/// suffice, and work that never comes to rest is a fault.
const ROUNDS: usize = 12;

impl World {
    /// A phone sends what it owes.
    pub(super) fn sends(&mut self, at: usize, way: Way, number: u64) -> Result<String, String> {
        let mut random = Random::of(number);
        let (mut sent, mut refused) = (0, 0);
        for parcel in self.phones[at].owes(&self.office) {
            let phone = &self.phones[at];
            let parcel = match way {
                Way::Some => parcel.cut_by(phone.device(), &phone.key, &mut random),
                whole => parcel.by(whole, &mut random),
            };
            sent += parcel.changes.len();
            if way == Way::Later {
                self.late.push_back((None, parcel));
                continue;
            }
            let parcel = self.signed_where_asked(at, parcel);
            let again = (way == Way::Twice).then(|| parcel.clone());
            let moment = self.moment();
            let mut answer = self.office.takes(parcel, moment);
            if let Some(again) = again {
                let moment = self.moment();
                answer = self.office.takes(again, moment);
            }
            refused += answer.refused.len();
            self.is_excused(answer.refused.values().next().map(|why| why.detail.as_str()))?;
            if way != Way::Unanswered {
                let fresh = {
                    let key = self.phones[at].key.clone();
                    self.start_of(&key)
                };
                let renamed = self.phones[at].answered(&answer, fresh);
                self.are_renamed(renamed);
            }
        }
        Ok(format!("{sent} sent, {refused} refused"))
    }

    /// Where the office is to refuse something, it asks first for a signature of each change.
    fn signed_where_asked(&self, at: usize, mut parcel: Parcel) -> Parcel {
        if self.roles_moved && self.office.refuses(&parcel) {
            let (device, key) = (self.phones[at].device(), &self.phones[at].key);
            let own = parcel.changes.iter().filter(|change| change.device() == device);
            let signed = own.map(|change| AuthorProof::sign(key, &parcel.ticket, change.hash()));
            let signed: Vec<AuthorProof> = signed.collect();
            parcel.proofs.extend(signed);
        }
        parcel
    }

    fn are_renamed(&mut self, renamed: Vec<Renamed>) {
        for (intent, hash) in renamed {
            let of = |save: &&mut Save| save.intent == Some(intent);
            self.saves.iter_mut().filter(of).for_each(|save| {
                save.hashes.insert(hash);
            });
        }
    }

    /// A phone names what of its work is in custody, and hears what was admitted after all.
    fn asks_for_custody(&mut self, at: usize) {
        let tickets: Vec<_> = self.office.cases.keys().copied().collect();
        for ticket in tickets {
            let fresh = self.start_of(&self.phones[at].key.clone());
            let case = &self.office.cases[&ticket].document;
            let renamed = self.phones[at].hears_of_custody(&ticket, case, fresh);
            self.are_renamed(renamed);
        }
    }

    fn is_excused(&self, refused: Option<&str>) -> Result<(), String> {
        match refused {
            Some(why) if !self.roles_moved => Err(format!("refused though everybody kept his role: {why}")),
            _ => Ok(()),
        }
    }

    /// The office delivers what a phone lacks, and with it who its person is now.
    pub(super) fn hears(&mut self, at: usize, way: Way, number: u64) -> Result<String, String> {
        let mut random = Random::of(number);
        let device = self.phones[at].device();
        self.phones[at].grants = self.office.people[&device].grants.clone();
        let tickets: Vec<_> = self.office.cases.keys().copied().collect();
        let (mut heard, mut left) = (0, 0);
        for ticket in tickets {
            let held = self.phones[at].memory.held.get(&ticket);
            let Some(parcel) = self.office.owes(&ticket, held.map(|held| &held.document)) else {
                continue;
            };
            let parcel = match way {
                Way::Some if random.below(2) == 0 => continue,
                Way::Some => parcel.torn(&mut random),
                whole => parcel.by(whole, &mut random),
            };
            match way {
                Way::Later => self.late.push_back((Some(at), parcel)),
                _ => match self.arrives(at, parcel) {
                    Ok(fresh) => heard += fresh,
                    Err(_) if way == Way::Some => left += 1,
                    Err(why) => return Err(format!("a phone refuses what the office admitted: {why}")),
                },
            }
        }
        self.asks_for_custody(at);
        Ok(format!("{heard} heard, {left} left"))
    }

    fn arrives(&mut self, at: usize, parcel: Parcel) -> Result<usize, String> {
        let keys = self.office.keys();
        let arrived = self.phones[at].hears(parcel, &keys);
        arrived.map_err(|why| why.detail)
    }

    pub(super) fn late_arrival(&mut self) -> String {
        match self.late.pop_front() {
            None => "nothing is on the way".into(),
            Some((None, parcel)) => {
                let moment = self.moment();
                let answer = self.office.takes(parcel, moment);
                let (admitted, refused) = (answer.admitted.len(), answer.refused.len());
                format!("{admitted} admitted, {refused} refused, {} needed", answer.needs)
            }
            // What it builds on may be gone from a phone that was put back: it is then left, and heard again in time.
            Some((Some(at), parcel)) => match self.arrives(at, parcel) {
                Ok(fresh) => format!("{fresh} heard"),
                Err(why) => format!("left: {why}"),
            },
        }
    }

    /// Everything is delivered to everybody until nothing moves.
    ///
    /// # Errors
    /// With what was broken.
    pub(super) fn agree(&mut self) -> Result<String, String> {
        self.settles()?;
        self.judged()
    }

    pub(super) fn settles(&mut self) -> Result<(), String> {
        while !self.late.is_empty() {
            self.late_arrival();
        }
        for _ in 0..ROUNDS {
            let mut quiet = true;
            for at in 0..self.phones.len() {
                let sent = self.sends(at, Way::All, 0)?;
                let heard = self.hears(at, Way::All, 0)?;
                quiet &= sent.starts_with("0 sent") && heard.starts_with("0 heard");
            }
            if quiet {
                return Ok(());
            }
        }
        Err(format!("no rest: something still moves after {ROUNDS} rounds"))
    }

    /// After memory was replaced by an older copy: what nobody holds any more is lost with it, and nobody can be blamed.
    pub(super) fn forget_what_nobody_holds(&mut self) {
        let held: Vec<bool> = self.saves.iter().map(|save| self.is_held(save)).collect();
        for (save, held) in self.saves.iter_mut().zip(held) {
            save.lost |= !held;
        }
    }

    fn is_held(&self, save: &Save) -> bool {
        let travels = |(_, parcel): &(Option<usize>, Parcel)| {
            let mut hashes = parcel.changes.iter().map(|change| change.hash());
            hashes.any(|hash| save.hashes.contains(&hash))
        };
        self.has_arrived(save)
            || self
                .phones
                .iter()
                .any(|phone| phone.memory.has(&save.ticket, &save.hashes))
            || self.late.iter().any(travels)
    }

    /// In the office's history or in its custody.
    pub(super) fn has_arrived(&self, save: &Save) -> bool {
        let case = self.office.cases.get(&save.ticket);
        save.hashes
            .iter()
            .any(|hash| case.is_some_and(|case| case.document.holds(hash)) || self.office.custody.contains_key(hash))
    }
}
