// SPDX-License-Identifier: EUPL-1.2
//! Erasure: a ticket is destroyed by an order of the root key, here at once, everywhere else as soon as its holder comes.

use std::path::{Path, PathBuf};

use ronda_shared::identity::{Order, OrderKind};
use ronda_shared::ids::{OrderId, PersonId, TicketId};
use ronda_shared::limits::SHORT_TEXT_CHARS;
use ronda_shared::moment::rfc3339;
use ronda_shared::policy::{Deed, may};
use serde::Serialize;

use super::{Office, OfficeError};
use crate::case_store::{By, Destruction, Holdings};

/// How an erasure was asked for.
#[derive(Debug, Clone)]
pub struct Erasure {
    /// Why; kept in the ledger, sent to nobody.
    pub reason: String,
    /// The auditor on whose word; none: the office's own at the keyboard of the server.
    pub by: Option<PersonId>,
    /// Really; otherwise only what would go is told.
    pub confirmed: bool,
}

/// What an erasure came to, or would.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Erased {
    /// The ticket.
    pub id: TicketId,
    /// Its spoken code; none when nothing of it was admitted, or it had gone before.
    pub code: Option<String>,
    /// It is destroyed.
    pub done: bool,
    /// The ticket in its place.
    pub successor: Option<TicketId>,
    /// Admitted changes that went.
    pub changes: u64,
    /// Changes in custody that went.
    pub custody: u64,
    /// Photos that went, because no other ticket names them.
    pub photos: u64,
    /// Nothing of it is left in the free room of the store's own files.
    pub rewritten: bool,
    /// Copies that still hold it: destroy them, or keep them under lock. Restoring one carries the order out again.
    pub copies: Vec<Copy>,
}

/// A copy of the store that is older than an erasure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Copy {
    /// Where it was written, or lies.
    pub file: PathBuf,
    /// When, RFC 3339; unknown for a folder set aside.
    pub made_at: Option<String>,
    /// It is there now.
    pub there: bool,
}

impl Office {
    /// Destroys tickets, named by id, spoken code or case number; those destroyed before are answered as such.
    ///
    /// # Errors
    /// When one is not here, no reason is given, or the person may not. Nothing is destroyed then.
    pub async fn purge(&self, data: &Path, called: &[String], how: &Erasure) -> Result<Vec<Erased>, OfficeError> {
        let by = self.eraser(how).await?;
        let mut doomed = Vec::new();
        for called in called {
            let id = self.ticket_called(called).await?;
            doomed.push((id, self.to_destroy(&id, called).await?));
        }
        let mut all = Vec::new();
        for (id, holdings) in doomed {
            let Some(holdings) = holdings else {
                all.push(self.erased(data, id, &Holdings::default()).await?);
                continue;
            };
            if how.confirmed {
                self.order_purge(&id, how, &by).await?;
            }
            all.push(self.erased(data, id, &holdings).await?);
        }
        if how.confirmed {
            let rewritten = self.finish_erasure().await;
            all.iter_mut().for_each(|erased| erased.rewritten = rewritten);
        }
        Ok(all)
    }

    /// What is here of a ticket; none when it was destroyed before.
    pub(super) async fn to_destroy(&self, id: &TicketId, called: &str) -> Result<Option<Holdings>, OfficeError> {
        if !self.store().purged(&[*id]).await?.is_empty() {
            return Ok(None);
        }
        let missing = || {
            OfficeError::NotFound(format!(
                "nothing of {called} is here: `ronda-server case list` shows all tickets"
            ))
        };
        let holdings = self.store().holdings(id).await?;
        holdings.map(Some).ok_or_else(missing)
    }

    /// Who may, by the one table.
    pub(super) async fn eraser(&self, how: &Erasure) -> Result<By, OfficeError> {
        let length = how.reason.trim().chars().count();
        if length == 0 || length > SHORT_TEXT_CHARS {
            return Err(OfficeError::Refused(format!(
                "say why, in 1 to {SHORT_TEXT_CHARS} characters and without personal data: --reason TEXT"
            )));
        }
        let mut by = By::office(self.now_ms());
        if let Some(id) = &how.by {
            let person = self.known_person(id).await?;
            if !may(person.grants.role, Deed::Erase) || person.disabled_at_ms.is_some() {
                return Err(OfficeError::Refused(format!(
                    "{id} may have no ticket destroyed: an auditor may, `ronda-server person list` shows who is one"
                )));
            }
            by.who = id.to_string();
        }
        Ok(by)
    }

    async fn order_purge(&self, id: &TicketId, how: &Erasure, by: &By) -> Result<(), OfficeError> {
        let order = self.new_order(OrderKind::Purge(*id))?;
        let signed = order.sign(&self.keys().root);
        // The journal first: a crash in between is made good at the next start.
        self.journal().append(&signed)?;
        let destruction = Destruction {
            order,
            signed,
            reason: how.reason.trim().to_owned(),
            based_on: None,
            successor: None,
            by: by.clone(),
        };
        self.store().destroy(destruction).await?;
        Ok(())
    }

    pub(super) fn new_order(&self, kind: OrderKind) -> Result<Order, OfficeError> {
        let at_ms = self.now_ms();
        Ok(Order {
            id: OrderId(self.chance().born_at(at_ms)?),
            at_ms,
            kind,
        })
    }

    /// What became of a ticket, with the copies that still hold it.
    pub(super) async fn erased(&self, data: &Path, id: TicketId, had: &Holdings) -> Result<Erased, OfficeError> {
        let purged = self.store().purged(&[id]).await?.remove(&id);
        let rewritten = !self.store().doomed().await?.compact;
        Ok(Erased {
            id,
            code: had.code.clone(),
            done: purged.is_some(),
            successor: purged.and_then(|destroys| destroys.successor),
            changes: had.changes,
            custody: had.custody,
            photos: had.photos,
            rewritten: purged.is_some() && rewritten,
            copies: self.copies(data, had.first_no.unwrap_or_default()).await?,
        })
    }

    async fn copies(&self, data: &Path, first_no: u64) -> Result<Vec<Copy>, OfficeError> {
        let made = self.store().backups_from(first_no).await?;
        let made = made.into_iter().map(|backup| {
            let file = PathBuf::from(backup.file);
            Copy {
                there: file.exists(),
                file,
                made_at: Some(rfc3339(backup.at_ms)),
            }
        });
        Ok(made.chain(set_aside(data)).collect())
    }

    /// Deletes the bytes outside the store and rewrites its file; true when nothing is left to be done. What cannot be done
    /// now (a full disk, a reader that does not end) is done at the next start, and the doctor says so.
    pub(super) async fn finish_erasure(&self) -> bool {
        let finished = self.try_to_finish().await;
        if let Err(error) = &finished {
            tracing::warn!("what was destroyed is not yet out of every file: {error}");
        }
        finished.is_ok()
    }

    async fn try_to_finish(&self) -> Result<(), OfficeError> {
        let doomed = self.store().doomed().await?;
        if !doomed.photos.is_empty() || !doomed.uploads.is_empty() {
            // Nobody stores a photo meanwhile: bytes that just came for another ticket must not go with these.
            let _alone = self.photo_turns().write().await;
            for photo in &doomed.photos {
                if self.store().photo(photo).await?.is_none() {
                    self.photos().remove(photo).await?;
                    self.thumbnails().forget(photo);
                }
            }
            for upload in &doomed.uploads {
                self.photos().drop_upload(upload).await?;
            }
            self.store().gone(doomed.clone()).await?;
        }
        if doomed.compact {
            self.store().compact().await?;
        }
        Ok(())
    }
}

/// Folders a restore set aside, beside the data folder.
fn set_aside(data: &Path) -> Vec<Copy> {
    let name = data.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let beside = data.parent().and_then(|folder| std::fs::read_dir(folder).ok());
    let mut folders: Vec<PathBuf> = beside
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let other = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            other.starts_with(&format!("{name}.before-restore-"))
        })
        .collect();
    folders.sort();
    let copy = |file| Copy {
        file,
        made_at: None,
        there: true,
    };
    folders.into_iter().map(copy).collect()
}
