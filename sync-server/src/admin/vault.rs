// SPDX-License-Identifier: EUPL-1.2
//! The vault at the administrator's desk: a contact shown, handed to its person, or erased.

use ronda_shared::identity::ErasureReason;
use ronda_shared::ids::{PersonId, ReporterRef};
use ronda_shared::moment::rfc3339;
use ronda_shared::reporter::Wording;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{AdminError, Desk};
use crate::office::OpenedReporter;

/// What can be asked of the vault.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "vault", rename_all = "snake_case", deny_unknown_fields)]
#[allow(missing_docs, reason = "verbs and fields are those of `person vault`")]
pub enum VaultCommand {
    Show {
        which: String,
        person: Option<PersonId>,
    },
    Export {
        which: String,
        person: Option<PersonId>,
    },
    Erase {
        reference: ReporterRef,
        reason: ErasureReason,
        person: Option<PersonId>,
    },
}

impl Desk {
    pub(super) async fn vault(&self, command: VaultCommand) -> Result<Value, AdminError> {
        let office = &self.office;
        Ok(match command {
            VaultCommand::Show { which, person } => {
                let opened = office.read_reporters(&which, "reporter.read", person.as_ref()).await?;
                opened.iter().map(shown).collect()
            }
            VaultCommand::Export { which, person } => {
                let opened = office
                    .read_reporters(&which, "reporter.exported", person.as_ref())
                    .await?;
                Value::String(format!("{:#}", self.everything_of(&opened).await?))
            }
            VaultCommand::Erase {
                reference,
                reason,
                person,
            } => {
                let erased = office.erase_reporter(&reference, reason, person.as_ref()).await?;
                json!({ "ref": reference, "erased": erased.rows, "backups": erased.backups })
            }
        })
    }

    /// What the city holds of the person: the contacts, and what is meant for him of the cases they belong to.
    async fn everything_of(&self, opened: &[OpenedReporter]) -> Result<Value, AdminError> {
        let mut cases = Vec::new();
        for one in opened {
            // A ticket that has not come yet is none of the store's.
            if let Ok(case) = self.office.case(&one.vaulted.row.ticket.to_string()).await {
                cases.push(for_the_citizen(&case));
            }
        }
        Ok(json!({
            "exported_at": rfc3339(self.office.now_ms()),
            "jurisdiction": self.office.jurisdiction().name,
            "contacts": opened.iter().map(shown).collect::<Value>(),
            "cases": cases,
        }))
    }
}

fn for_the_citizen(case: &Value) -> Value {
    let keys = [
        "code",
        "case_number",
        "category",
        "status",
        "received_at",
        "public_updates",
    ];
    keys.iter()
        .filter_map(|key| Some(((*key).to_owned(), case.get(*key)?.clone())))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn shown(opened: &OpenedReporter) -> Value {
    let (row, contact) = (&opened.vaulted.row, &opened.contact);
    let wording = Wording::named(&contact.wording);
    json!({
        "ref": row.reference,
        "ticket": row.ticket,
        "name": contact.name,
        "phone": contact.phone,
        "email": contact.email,
        "consent": {
            "at": rfc3339(contact.consent_at_ms),
            "wording": contact.wording,
            "text_it": wording.map(|wording| wording.it),
            "text_en": wording.map(|wording| wording.en),
        },
        "device": row.device,
        "taken_at": rfc3339(row.at_ms),
        "received_at": rfc3339(opened.vaulted.received_at_ms),
    })
}
