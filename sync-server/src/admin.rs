// SPDX-License-Identifier: EUPL-1.2
//! Administration: one command type and one handler, run by the server over its socket or by the command line in-process.

mod acting;
mod command;
mod desk;
mod erasing;
mod error;
mod folder;
mod place;
mod restore;
mod shapes;
mod socket;
mod taxonomy;
#[cfg(test)]
mod tests;
mod vault;

pub use command::{AdminCommand, CaseFilter, Passphrase, TypedDeed, TypedErasure};
pub use desk::Desk;
pub use error::AdminError;
pub use folder::{DataFolder, FolderLock, Founding, IDLE_URL};
pub use place::PlaceCommand;
pub use restore::{Restored, restore};
pub use socket::{AdminSocket, ask};
pub use taxonomy::TaxonomyCommand;
pub use vault::VaultCommand;
