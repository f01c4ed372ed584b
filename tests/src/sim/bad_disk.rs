// SPDX-License-Identifier: EUPL-1.2
//! A sync in the middle of a schedule while the disk under one side fails or is full. Nobody is started again for it: a fault
//! that has passed must not need a hand.

use super::failing::{Met, Side, is_clear};
use super::network::Synced;
use super::script::{Fate, named, number};
use super::world::{World, told};
use crate::crash::disk::Fault;
use crate::crash::errors::Failing;
use crate::scenario::Random;

/// How a disk fails, as scripts call it.
const WAYS: [(Failing, &str); 3] = [
    (Fault::OnceAt, "error"),
    (Fault::FromOn, "errors"),
    (Fault::FullFrom, "full"),
];
/// Calls of a sync at which its disk fails, at most two to this power: some have fewer and pass.
const CALLS: u64 = 12;

/// A fault as a script says it.
pub(super) fn written(fault: &Fault) -> String {
    let (word, n) = match fault {
        Fault::OnceAt(n) => ("error", n),
        Fault::FromOn(n) => ("errors", n),
        Fault::FullFrom(n) => ("full", n),
    };
    format!("{word} {n}")
}

pub(super) fn read(words: &[&str]) -> Result<Fault, String> {
    let failing = named(&WAYS, words.first().ok_or("a way to fail is missing")?)?;
    Ok(failing(number(words.get(1))?))
}

/// Early calls as often as late ones: what a sync does first differs more.
pub(super) fn drawn(random: &mut Random) -> Fault {
    let (failing, _) = WAYS[random.index(WAYS.len())];
    let most = 1 << random.below(CALLS);
    failing(1 + random.below(most))
}

impl World {
    /// One sync of a phone while the disk of one side fails. What the office confirmed with it, it has, and whoever syncs is
    /// told what it was; what was saved is asked for by whoever looks when all shall agree.
    pub(super) fn syncs_badly(
        &mut self,
        phone: usize,
        (side, fault): (Side, Fault),
        fates: &[Fate],
    ) -> Result<String, String> {
        if self.phones[phone].is_wiped() {
            return told(&self.sync(phone, fates));
        }
        // An office that was put back may have confirmed what it lacks until it hears of it again.
        let before = self.untrue_receipts()?;
        let disk = self.on_a_disk(side, phone);
        disk.fails(Some(fault));
        let synced = self.sync(phone, fates);
        let met = Met::of(side, &disk);
        disk.fails(None);
        // As the app does after every command that could not read.
        self.phones[phone].engine().store_mut().renew();
        self.oracle().learn_names();
        if let Some(untrue) = self.untrue_receipts()?.difference(&before).next() {
            return Err(format!("a receipt is not true: {untrue}"));
        }
        if !met.failed {
            return told(&synced);
        }
        is_clear(&synced, &met, self.phones[phone].is_wiped())?;
        let said = match synced {
            Synced::Failed(failure) => format!("failed: {failure}"),
            // One that asks again once the disk answers.
            ended => told(&ended)?,
        };
        Ok(format!("on a bad disk, {said}"))
    }
}
