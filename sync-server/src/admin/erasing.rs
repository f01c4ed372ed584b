// SPDX-License-Identifier: EUPL-1.2
//! Destroying and replacing tickets at the desk, and the ledger as JSON.

use std::collections::BTreeSet;

use ronda_shared::moment::rfc3339;
use ronda_shared::ticket::Part;
use serde_json::{Value, json};

use super::{AdminError, Desk, TypedErasure};
use crate::case_store::PurgedTicket;
use crate::office::Erasure;

impl Desk {
    pub(super) async fn purge(&self, tickets: &[String], how: TypedErasure) -> Result<Value, AdminError> {
        Ok(json!(self.office.purge(&self.data, tickets, &erasure(how)).await?))
    }

    pub(super) async fn supersede(
        &self,
        ticket: &str,
        parts: &[String],
        how: TypedErasure,
    ) -> Result<Value, AdminError> {
        let (read, faults): (Vec<_>, Vec<_>) = parts.iter().map(|part| part.parse::<Part>()).partition(Result::is_ok);
        if !faults.is_empty() {
            let faults = faults.into_iter().filter_map(Result::err);
            let faults: Vec<String> = faults.map(|fault| fault.to_string()).collect();
            return Err(AdminError::Refused(faults.join("; ")));
        }
        let without: BTreeSet<Part> = read.into_iter().flatten().collect();
        let erased = self
            .office
            .supersede(&self.data, ticket, without, &erasure(how))
            .await?;
        Ok(json!(erased))
    }

    pub(super) async fn ledger(&self) -> Result<Value, AdminError> {
        Ok(self.office.store().purge_ledger().await?.iter().map(line).collect())
    }
}

fn erasure(how: TypedErasure) -> Erasure {
    Erasure {
        reason: how.reason,
        by: how.by,
        confirmed: how.confirmed,
    }
}

fn line(purged: &PurgedTicket) -> Value {
    json!({
        "id": purged.ticket,
        "at": rfc3339(purged.at_ms),
        "successor": purged.successor,
        "order": purged.order,
        "reason": purged.reason,
        "waiting": purged.waiting,
    })
}
