// SPDX-License-Identifier: EUPL-1.2
//! Why a verb failed, in a sentence that says the cure.

use ronda_shared::sync::Failure;

use crate::error::Error;

/// A verb that failed: exit code 1.
#[derive(Debug)]
pub(super) struct Failed {
    pub(super) sentence: String,
    /// Trying the same again later may help.
    pub(super) transient: bool,
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::from(error.to_string())
    }
}

impl From<Failure> for Failed {
    fn from(failure: Failure) -> Self {
        Self {
            sentence: failure.to_string(),
            transient: !failure.is_permanent(),
        }
    }
}

impl From<&str> for Failed {
    fn from(sentence: &str) -> Self {
        Self::from(sentence.to_owned())
    }
}

impl From<String> for Failed {
    fn from(sentence: String) -> Self {
        Self {
            sentence,
            transient: false,
        }
    }
}
