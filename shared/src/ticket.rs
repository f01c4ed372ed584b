// SPDX-License-Identifier: EUPL-1.2
//! What a ticket is: its plain values, the edits a person can make, and the ticket as read from its document.

mod action;
mod field;
mod flag;
mod link;
mod model;
mod notice;
mod part;
mod photo_entry;
mod position;
mod sketch;
mod value;
mod value_text;
mod view;

pub use action::{Action, AddedPhoto, AddedVisit, Edit, HappenedNow, NewTicket, Note};
pub use field::{Field, UnknownField};
pub use flag::OldFrontier;
pub(crate) use flag::{FlagEntry, flag_key, flagged_change};
pub use link::{Acknowledgement, Link, LinkKind, Membership};
pub use model::{Conflict, LogEntry, NoteEntry, Register, Ticket, Version};
pub use notice::{Notice, NoticeKind, notices};
pub use part::{Part, UnknownPart};
pub use photo_entry::{PhotoEntry, PhotoRole};
pub use position::{Position, PositionSource};
pub use sketch::{Ink, SKETCH_GRID, Sketch, Stroke};
pub use value::{Category, Channel, Danger, Priority, Value, Visibility};
pub(crate) use value::{code_fault, text_fault};
pub use value_text::value_of_text;
pub use view::{Beside, conflict_json, edit_json, events_json, notice_json, summary_json, ticket_json};
