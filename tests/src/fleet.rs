// SPDX-License-Identifier: EUPL-1.2
//! The end of a shift: many phones reconnect together with all they made, against a real server as shipped.
//!
//! The phones are cheap: no engine, no store; but real keys, real changes, real photos, and the protocol as the app speaks
//! it, with the same patience when the server says that it is busy. What was receipted is then looked for by another process
//! on the store of the killed server.

mod chart;
mod phone;
mod photos;
mod shift;
mod watch;

pub use chart::chart;
pub use shift::{Report, Shift, run};
