// SPDX-License-Identifier: EUPL-1.2
//! The same world once more: what is tried in one leaves the other as it was.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use tokio::runtime::Builder;

use super::world::{World, folder};

impl World {
    /// Everything as it lies on the disks at this moment, started again in a folder of its own.
    pub fn apart(&self) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let folder = folder();
        let now = Arc::new(AtomicI64::new(self.now_ms()));
        let office = runtime.block_on(self.office.apart(folder.path().join("data"), &now));
        let home = |at: usize| folder.path().join(format!("phone-{at}"));
        let phones = self.phones.iter().enumerate();
        let phones = phones.map(|(at, phone)| phone.apart(home(at), &now)).collect();
        Self {
            runtime,
            now,
            seed: self.seed,
            office,
            phones,
            saves: self.saves.clone(),
            purged: self.purged.clone(),
            destroyed: self.destroyed.clone(),
            successors: self.successors.clone(),
            left_over: self.left_over.clone(),
            contacts: self.contacts.clone(),
            backup: self.backup.clone(),
            backed_up: self.backed_up.clone(),
            revoked: self.revoked.clone(),
            dropped: self.dropped.clone(),
            late: self.late.clone(),
            bad_disk: self.bad_disk,
            texts: self.texts,
            folder,
        }
    }
}
