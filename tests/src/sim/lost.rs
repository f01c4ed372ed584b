// SPDX-License-Identifier: EUPL-1.2
//! What goes with a disk that is replaced by an older one: nobody can be blamed for that, for all else somebody is.

use ronda_shared::ids::TicketId;

use super::phone::Phone;
use super::world::World;
use crate::oracle::failed;

impl World {
    /// After a disk was replaced by an older one; answers how many saves are lost.
    pub(super) fn forget_what_nobody_holds(&mut self) -> Result<usize, String> {
        let lost = self.oracle().forget_what_nobody_holds()?;
        let purged = &self.purged;
        self.left_over.retain(|(_, ticket)| purged.contains(ticket));
        self.forget_contacts_nobody_holds()?;
        Ok(lost)
    }

    /// An order that was forgotten comes back with a backup that holds it.
    pub(super) fn learn_orders(&mut self) -> Result<(), String> {
        let ever: Vec<TicketId> = self.destroyed.iter().copied().collect();
        let known = self.runtime.block_on(self.office.office.store().purged(&ever));
        self.purged.extend(known.map_err(failed)?.into_keys());
        Ok(())
    }

    /// 7, for what came too late for a ticket that was superseded: its author has it before him, to write it into the one in
    /// its place, unless he decided already.
    pub(super) fn nothing_left_over_is_lost(&self) -> Result<(), String> {
        for (at, ticket) in &self.left_over {
            let save = &self.saves[*at];
            let author = save.phone.map(|phone| &self.phones[phone]);
            // An older copy came back since, or the order itself was forgotten with everything that knew of it.
            let is_settled = save.lost || !self.purged.contains(ticket) || self.dropped.contains(&save.intent);
            if is_settled || author.is_none_or(Phone::is_wiped) {
                continue;
            }
            if !self.phones.iter().any(|phone| phone.has_meant(save)) {
                return Err(format!("an edit went with the ticket it came too late for: {save:?}"));
            }
        }
        Ok(())
    }
}
