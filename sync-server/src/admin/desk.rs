// SPDX-License-Identifier: EUPL-1.2
//! The desk: carries out administrative commands over an open office and answers in JSON.

use std::fs;
use std::path::{Path, PathBuf};

use ronda_shared::ids::PersonId;
use ronda_shared::moment::rfc3339;
use ronda_shared::ticket::summary_json;
use serde_json::{Value, json};

use super::{AdminCommand, AdminError, CaseFilter, Passphrase, TypedDeed, acting, shapes};
use crate::case_store::{By, CaseQuery, CustodyNo, Near};
use crate::office::{Office, PersonChange};
use crate::root::{KIT_FILE, RecoveryKit};

/// An office, its folder, and the address phones are told.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The office.
    pub office: Office,
    /// Its data folder.
    pub data: PathBuf,
    /// Without a slash at the end.
    pub url: String,
}

impl Desk {
    /// Carries out a command; the answer is durable.
    ///
    /// # Errors
    /// When it was not carried out; the error says the cure.
    pub async fn carry_out(&self, command: AdminCommand) -> Result<Value, AdminError> {
        let office = &self.office;
        Ok(match command {
            AdminCommand::PersonAdd { name, grants } => shapes::person(&office.add_person(name, grants).await?),
            AdminCommand::PersonList {} => office.people().await?.iter().map(shapes::person).collect(),
            AdminCommand::PersonEdit {
                id,
                name,
                role,
                districts,
                office: works_for,
                crew,
                enable,
            } => shapes::person(
                &office
                    .edit_person(
                        &id,
                        PersonChange {
                            name,
                            role,
                            districts,
                            office: works_for,
                            crew,
                            enable,
                        },
                    )
                    .await?,
            ),
            AdminCommand::PersonDisable { id } => shapes::person(&office.disable_person(&id).await?),
            AdminCommand::Enrol { person } => self.enrol(&person).await?,
            AdminCommand::DeviceList {} => office.store().devices().await?.iter().map(shapes::device).collect(),
            AdminCommand::DeviceRevoke { device } => {
                office.revoke(&device).await?;
                json!({ "id": device, "revoked": true })
            }
            AdminCommand::DeviceTrust { device } => {
                office.store().unflag(&device, By::office(office.now_ms())).await?;
                json!({ "id": device, "flagged": false })
            }
            AdminCommand::AlarmList { limit } => self.alarms(limit).await?,
            AdminCommand::CaseList { filter } => office.cases(query(filter)).await?.iter().map(summary_json).collect(),
            AdminCommand::CaseDuplicates { limit } => Value::Array(office.suspected_duplicates(limit).await?),
            AdminCommand::CaseShow { case } => office.case(&case).await?,
            AdminCommand::CaseAct { case, deed } => self.act(&case, deed).await?,
            AdminCommand::CaseExport { format } => Value::String(office.export(format).await?),
            AdminCommand::QuarantineList {} => office.quarantine().await?.iter().map(shapes::custody).collect(),
            AdminCommand::QuarantineRelease { no } => self.release(no).await?,
            AdminCommand::QuarantineDiscard { no } => {
                office.discard(CustodyNo(no)).await?;
                json!({ "id": no, "state": "discarded" })
            }
            AdminCommand::Import {
                pack,
                recovery_kit,
                passphrase,
            } => self.import(&pack, recovery_kit, passphrase.as_ref()).await?,
            AdminCommand::ImportBackup { file } => json!(office.merge_backup(&self.data, &file).await?),
            AdminCommand::Backup { to, counts } => json!(office.back_up(&self.data, &to, counts).await?),
            AdminCommand::Vault { command } => self.vault(command).await?,
            AdminCommand::Place { command } => self.place(command).await?,
            AdminCommand::Taxonomy { command } => self.taxonomy(command).await?,
            AdminCommand::TicketPurge { tickets, how } => self.purge(&tickets, how).await?,
            AdminCommand::TicketSupersede { ticket, parts, how } => self.supersede(&ticket, &parts, how).await?,
            AdminCommand::TicketLedger {} => self.ledger().await?,
            AdminCommand::Sla {} => self.sla().await?,
            AdminCommand::Doctor {} => json!(office.examine(&self.data).await?),
            AdminCommand::Rebuild {} => json!(office.rebuild().await?),
        })
    }

    async fn release(&self, no: u64) -> Result<Value, AdminError> {
        let released = self.office.release(CustodyNo(no)).await?;
        Ok(json!({ "id": no, "state": "released", "server_no": released.server_no }))
    }

    async fn act(&self, case: &str, deed: TypedDeed) -> Result<Value, AdminError> {
        match deed {
            TypedDeed::Edit { fields, contact } if !contact.is_empty() => {
                let fields = acting::fields_of(&fields)?;
                Ok(self.office.note_contact(case, fields, contact).await?)
            }
            deed => Ok(self.office.act(case, acting::deed(deed)?).await?),
        }
    }

    async fn alarms(&self, limit: u32) -> Result<Value, AdminError> {
        let alarms = self.office.store().alarms(limit).await?;
        Ok(alarms.iter().map(shapes::alarm).collect())
    }

    async fn enrol(&self, person: &PersonId) -> Result<Value, AdminError> {
        let fresh = self.office.new_code(person).await?;
        let url = format!("{}/enrol#{}", self.url, fresh.code);
        Ok(json!({ "code": fresh.code, "url": url, "expires_at": rfc3339(fresh.expires_at_ms) }))
    }

    async fn import(
        &self,
        pack: &Path,
        kit: Option<PathBuf>,
        passphrase: Option<&Passphrase>,
    ) -> Result<Value, AdminError> {
        let kit = kit.unwrap_or_else(|| self.data.join(KIT_FILE));
        if !kit.exists() {
            let cure = format!(
                "the recovery kit is not at {}: name it with --recovery-kit",
                kit.display()
            );
            return Err(AdminError::Refused(cure));
        }
        let recovery = RecoveryKit::read(&kit, passphrase.map(|passphrase| passphrase.0.as_str()))?.recovery_key();
        let file = fs::read(pack).map_err(AdminError::file(format!("{} cannot be read", pack.display())))?;
        Ok(json!(self.office.import(file, recovery).await?))
    }
}

fn query(filter: CaseFilter) -> CaseQuery {
    let radius_m = filter.radius_m;
    CaseQuery {
        status: filter.status,
        category: filter.category,
        district: filter.district,
        office: filter.office,
        crew: filter.crew,
        told: filter.notices,
        search: filter.search,
        near: filter.near.map(|(lat, lon)| Near { lat, lon, radius_m }),
        after: None,
        limit: filter.limit,
    }
}
