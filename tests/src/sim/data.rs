// SPDX-License-Identifier: EUPL-1.2
//! The data folder that an office's life leaves behind, to be looked at and altered by others.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use super::chance::Chance;
use super::office::copy_tree;
use super::script::{Deed, Desk, Op};
use super::world::World;
use super::{drawn, office};

/// Operations of a life.
const STEPS: usize = 30;

/// A closed data folder.
pub struct Data {
    folder: TempDir,
}

/// A world after a life without disasters; everybody agrees.
pub(super) fn calm(seed: u64) -> World {
    let mut script = drawn(seed, STEPS);
    let calm = |op: &Op| {
        !matches!(
            op,
            Op::Phone(_, Deed::IsRevoked)
                | Op::Office(Desk::RollsBack | Desk::Purges { .. } | Desk::Supersedes { .. } | Desk::Forgets { .. })
        )
    };
    script.ops.retain(calm);
    script.ops.insert(0, Op::Phone(0, Deed::Files { photos: 2 }));
    let mut world = World::new(seed);
    for op in script.ops.iter().chain([&Op::Agree]) {
        world.step(op).unwrap_or_else(|what| panic!("seed {seed}: {what}"));
    }
    world
}

impl Data {
    /// The folder of an office after a life without disasters.
    pub fn of(seed: u64) -> Self {
        let World {
            runtime,
            office,
            folder,
            ..
        } = calm(seed);
        runtime.block_on(office.office.store().close());
        Self { folder }
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The same folder once more.
    pub fn copied(&self) -> Self {
        let folder = super::world::folder();
        copy_tree(&self.data(), &folder.path().join("data"));
        Self { folder }
    }

    /// What the office's doctor finds; that it cannot even be opened is a finding too.
    pub fn faults(&self) -> Vec<String> {
        let runtime: Runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let opened = office::open(&self.data(), &Arc::new(AtomicI64::new(0)), &Chance::of(0, "doctor")).await;
            let opened = match opened {
                Ok(opened) => opened,
                Err(what) => return vec![what],
            };
            let examined = opened.examine(&self.data()).await;
            opened.store().close().await;
            match examined {
                Ok(found) => found
                    .faults
                    .iter()
                    .map(|fault| format!("{} {}", fault.part, fault.detail))
                    .collect(),
                Err(what) => vec![what.to_string()],
            }
        })
    }
}
