// SPDX-License-Identifier: EUPL-1.2
//! What a ticket is: its plain values, the edits a person can make, and the ticket as read from its document.

mod action;
mod field;
mod model;
mod photo_entry;
mod position;
mod value;
mod view;

pub use action::{Action, AddedPhoto, Edit, NewTicket, Note};
pub use field::{Field, UnknownField};
pub use model::{Conflict, LogEntry, NoteEntry, Register, Ticket, Version};
pub use photo_entry::{PhotoEntry, PhotoRole};
pub use position::{Position, PositionSource};
pub use value::{Category, Channel, Danger, Priority, Value, Visibility};
pub use view::{Beside, conflict_json, summary_json, ticket_json};

/// The status of a ticket that has no workflow events yet.
pub const SUBMITTED: &str = "submitted";
