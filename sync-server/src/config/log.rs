// SPDX-License-Identifier: EUPL-1.2
//! What is logged and how: ids, never contents, on standard error, as text or as JSON lines.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use super::keys::Keys;

/// What is logged, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogConfig {
    /// A filter as `tracing` reads it, such as `info` or `ronda_server=debug`.
    pub filter: String,
    /// One JSON object per line instead of text.
    pub json: bool,
}

impl Default for LogConfig {
    fn default() -> Self {
        Self {
            filter: "info".to_owned(),
            json: false,
        }
    }
}

impl LogConfig {
    pub(super) fn of(keys: &mut Keys) -> Option<Self> {
        let filter = keys.text("filter").unwrap_or_else(|| Self::default().filter);
        if filter.parse::<EnvFilter>().is_err() {
            keys.fault(
                "filter",
                "is not a log filter: write a level such as \"info\", or \"ronda_server=debug\"",
            );
        }
        Some(Self {
            filter,
            json: keys.flag("json").unwrap_or(false),
        })
    }

    /// Starts logging for the whole process; a second call changes nothing.
    pub fn start(&self) {
        let filter = EnvFilter::try_new(&self.filter).unwrap_or_else(|_| EnvFilter::new("info"));
        let colours = std::io::stderr().is_terminal();
        let log = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr)
            .with_target(false)
            .with_ansi(colours);
        // A log that was started before (by a test, or an embedding program) stays.
        let _ = if self.json {
            log.json().try_init()
        } else {
            log.try_init()
        };
    }
}
