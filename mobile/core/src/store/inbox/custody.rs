// SPDX-License-Identifier: EUPL-1.2
//! Custody: a refused change leaves the ticket and stays visible with its reason; later edits are written again.

use std::collections::{BTreeMap, BTreeSet};

use ronda_shared::document::{Document, RawChange};
use ronda_shared::identity::AuthorProof;
use ronda_shared::ids::{ChangeHash, IntentId, TicketId};
use ronda_shared::ticket::Action;
use ronda_shared::wire::{Refusal, RefusalCode, TicketAnswer};
use rusqlite::{Connection, params};

use super::super::blob::{cbor, heads, id};
use super::super::{ChangeWrite, HeldTicket, IntentWrite, StoreError, TicketWrite, change, intent, proof, ticket};
use super::Inbox;

/// What a person meant by a change that has to go.
struct Meant {
    action: Action,
    seen: Vec<ChangeHash>,
    /// The store's reason; none when only something it builds on was refused, or its actor was a copy's too.
    refusal: Option<Refusal>,
}

impl Inbox<'_> {
    /// Takes what the store has in custody of one ticket.
    pub(super) fn custody(&mut self, answer: &TicketAnswer) -> Result<(), StoreError> {
        let refused: BTreeMap<ChangeHash, &Refusal> =
            answer.quarantined.iter().map(|(hash, why)| (*hash, why)).collect();
        let mut news = false;
        for hash in refused.keys() {
            let mut statement = self.transaction.prepare_cached(
                "UPDATE change SET state = 2, server_no = NULL, epoch = NULL WHERE hash = ?1 AND state <> 2",
            )?;
            let taken = statement.execute([hash.bytes()])? as u64;
            self.applied.refused += taken;
            news |= taken > 0;
        }
        // Of nearly every ticket nothing was refused: its document is not even opened.
        if !news {
            return Ok(());
        }
        let Some(held) = ticket::held(self.transaction, &answer.ticket)? else {
            return Ok(());
        };
        let document = self.document(&answer.ticket)?;
        let holds = |hash: &ChangeHash| document.as_ref().is_some_and(|document| document.holds(hash));
        for (hash, why) in refused.iter().filter(|(hash, _)| !holds(hash)) {
            self.aside(hash, why)?;
        }
        match document {
            Some(document) => self.rebuild(&held, &document, &refused),
            None => Ok(()),
        }
    }

    /// A refused change that is in no document to be taken out of: what its author meant is seen with the reason.
    fn aside(&self, hash: &ChangeHash, why: &Refusal) -> Result<(), StoreError> {
        let mut statement = self
            .transaction
            .prepare_cached("SELECT id FROM intent WHERE change = ?1")?;
        let meant = statement.query_and_then([hash.bytes()], |row| id(row, 0))?;
        let meant: Vec<IntentId> = meant.collect::<Result<_, StoreError>>()?;
        meant
            .iter()
            .try_for_each(|intent| intent::put_aside(self.transaction, intent, why))
    }

    /// Takes what people at the office decided about changes in custody: an admitted one is held by the store like any
    /// other, a discarded one is none any more; what its author meant stays visible with its reason. What a store that was put
    /// back knows nothing of is owed again.
    pub(super) fn settled(&mut self) -> Result<(), StoreError> {
        let mut moved = BTreeSet::new();
        for settled in &self.reply.settled {
            match settled.server_no {
                Some(server_no) => moved.extend(self.admitted(&settled.hash, server_no)?),
                None => self.discarded(&settled.hash)?,
            }
        }
        moved.iter().try_for_each(|ticket| self.part_with_refused(ticket))?;
        let mut owe = self
            .transaction
            .prepare_cached("UPDATE change SET state = 0 WHERE hash = ?1 AND own = 1 AND state = 2")?;
        let unknown = &self.reply.unknown;
        unknown
            .iter()
            .try_for_each(|lost| owe.execute([lost.bytes()]).map(|_| ()))?;
        Ok(())
    }

    /// The ticket, when it is news.
    fn admitted(&self, hash: &ChangeHash, server_no: u64) -> Result<Option<TicketId>, StoreError> {
        let mut change = self.transaction.prepare_cached(
            "UPDATE change SET state = 1, server_no = ?2, epoch = ?3, received_at_ms = coalesce(received_at_ms, ?4)
             WHERE hash = ?1 AND own = 1 AND state = 2 RETURNING ticket",
        )?;
        let (epoch, clock_ms) = (self.reply.epoch.bytes(), self.reply.clock_ms);
        let with = params![hash.bytes(), server_no.cast_signed(), epoch, clock_ms];
        let ticket = change.query_and_then(with, |row| id(row, 0))?.next().transpose()?;
        if ticket.is_some() {
            self.stands_after_all(hash)?;
        }
        Ok(ticket)
    }

    /// A ticket whose filing was refused stayed as it was; released, it parts with what is refused still.
    fn part_with_refused(&mut self, ticket: &TicketId) -> Result<(), StoreError> {
        let (Some(held), Some(document)) = (ticket::held(self.transaction, ticket)?, self.document(ticket)?) else {
            return Ok(());
        };
        let mut statement = self.transaction.prepare_cached(
            "SELECT change.hash, intent.set_aside FROM change JOIN intent ON intent.id = change.intent
             WHERE change.ticket = ?1 AND change.state = 2 AND intent.set_aside IS NOT NULL",
        )?;
        let rows = statement.query_and_then([ticket.bytes()], |row| Ok((id(row, 0)?, cbor(row, 1, "refusal")?)))?;
        let refused: BTreeMap<ChangeHash, Refusal> = rows.collect::<Result<_, StoreError>>()?;
        let still = refused.iter().filter(|(hash, _)| document.holds(hash));
        self.rebuild(&held, &document, &still.map(|(hash, why)| (*hash, why)).collect())
    }

    /// What was refused has its number now: it is set aside no more. True when it was.
    pub(super) fn stands_after_all(&self, hash: &ChangeHash) -> Result<bool, StoreError> {
        let mut intent = self.transaction.prepare_cached(
            "UPDATE intent SET set_aside = NULL, change = ?1 WHERE set_aside IS NOT NULL
             AND id = (SELECT intent FROM change WHERE hash = ?1 AND own = 1)",
        )?;
        Ok(intent.execute([hash.bytes()])? > 0)
    }

    /// A filing that was discarded stays here as it is: nothing of it is anywhere else. So does what another refused change
    /// builds on, until somebody decided about that one: a store that forgot both could make nothing of it alone. What was
    /// written again elsewhere goes along.
    fn discarded(&self, hash: &ChangeHash) -> Result<(), StoreError> {
        let Some(going) = self.goes_with(hash)? else {
            return Ok(());
        };
        let mut statement = self.transaction.prepare_cached(
            "DELETE FROM change WHERE hash = ?1 AND own = 1 AND state = 2
             AND EXISTS (SELECT 1 FROM ticket WHERE ticket.id = change.ticket AND length(ticket.admitted_heads) > 0)",
        )?;
        going
            .iter()
            .try_for_each(|gone| statement.execute([gone.bytes()]).map(|_| ()))?;
        Ok(())
    }

    /// A refused change with what builds on it; none where some of that is not decided about.
    fn goes_with(&self, hash: &ChangeHash) -> Result<Option<BTreeSet<ChangeHash>>, StoreError> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT change.hash, change.bytes, change.state = 0 OR intent.set_aside IS NOT NULL
             FROM change LEFT JOIN intent ON intent.id = change.intent
             WHERE change.ticket = (SELECT ticket FROM change WHERE hash = ?1)
               AND change.hash <> ?1 AND change.own = 1 AND change.state <> 1 ORDER BY change.no",
        )?;
        let mut going = BTreeSet::from([*hash]);
        let mut rows = statement.query([hash.bytes()])?;
        while let Some(row) = rows.next()? {
            let change = RawChange::scan(row.get(1)?);
            if change.is_ok_and(|change| change.deps().iter().any(|dep| going.contains(dep))) {
                if row.get(2)? {
                    return Ok(None);
                }
                going.insert(id(row, 0)?);
            }
        }
        Ok(Some(going))
    }

    fn rebuild(
        &mut self,
        held: &HeldTicket,
        document: &Document,
        refused: &BTreeMap<ChangeHash, &Refusal>,
    ) -> Result<(), StoreError> {
        let (kept, out) = apart(document.changes()?, refused);
        if out.is_empty() {
            return Ok(());
        }
        let genesis_refused = self.are_in_custody(&kept)?;
        let meant = meant(self.transaction, &out, refused, genesis_refused)?;
        for meant in meant
            .iter()
            .filter_map(|meant| meant.refusal.as_ref().map(|why| (&meant.action.intent, why)))
        {
            intent::put_aside(self.transaction, meant.0, meant.1)?;
        }
        if genesis_refused {
            // Nothing of it was admitted: the ticket stays as it is, to be seen on this phone with its reason.
            return Ok(());
        }
        self.forget_unsent(&out, refused)?;
        self.moving.lift(self.transaction, &held.id)?;
        let mut rebuilt = Document::from_changes(&kept)?;
        let stays: BTreeSet<ChangeHash> = kept.iter().map(RawChange::hash).collect();
        let mut replayed = Vec::new();
        for again in meant.into_iter().filter(|meant| meant.refusal.is_none()) {
            let seen = document.frontier_within(&|hash| stays.contains(hash), &again.seen);
            let seen: Vec<ChangeHash> = seen.into_iter().chain(replayed.last().copied()).collect();
            replayed.extend(self.replay(&held.id, &mut rebuilt, &seen, again.action)?);
        }
        let mut write = TicketWrite::of(&rebuilt, held.admitted_heads.clone(), held.last_no)?;
        write.verified = held.verified;
        ticket::put(self.transaction, &write)?;
        self.sign_anew(&held.id, &rebuilt)
    }

    /// Nothing is left that the store admitted or may still admit: the filing itself was refused, now or before.
    fn are_in_custody(&self, changes: &[RawChange]) -> Result<bool, StoreError> {
        let mut statement = self
            .transaction
            .prepare_cached("SELECT 1 FROM change WHERE hash = ?1 AND state = 2")?;
        for change in changes {
            if !statement.exists([change.hash().bytes()])? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Writes an intent again, concurrent to all its author had not seen.
    fn replay(
        &self,
        id: &TicketId,
        rebuilt: &mut Document,
        seen: &[ChangeHash],
        action: Action,
    ) -> Result<Option<ChangeHash>, StoreError> {
        let frontier = rebuilt.frontier_within(&|_| true, seen);
        let written = match rebuilt.act_at(&frontier, self.who.fresh_actor, &action) {
            Ok(written) => written,
            Err(fault) => {
                let refusal = Refusal::new(RefusalCode::DependsOnRefused, fault.to_string());
                intent::put_aside(self.transaction, &action.intent, &refusal)?;
                return Ok(None);
            }
        };
        let hash = written.hash();
        let intent = Some(action.intent);
        change::put(
            self.transaction,
            &ChangeWrite {
                ticket: *id,
                change: written,
                own: true,
                intent,
                held: None,
            },
        )?;
        intent::put(
            self.transaction,
            &IntentWrite {
                ticket: *id,
                action,
                change: hash,
                seen: frontier,
            },
        )?;
        Ok(Some(hash))
    }

    /// Changes that were never sent and cannot be any more: their intents live on in other changes.
    fn forget_unsent(&self, out: &[RawChange], refused: &BTreeMap<ChangeHash, &Refusal>) -> Result<(), StoreError> {
        let mut statement = self
            .transaction
            .prepare_cached("DELETE FROM change WHERE hash = ?1 AND state = 0")?;
        for unsent in out.iter().filter(|change| !refused.contains_key(&change.hash())) {
            statement.execute([unsent.hash().bytes()])?;
        }
        Ok(())
    }

    /// One own signature for the newest own change of each branch that is left.
    fn sign_anew(&self, id: &TicketId, rebuilt: &Document) -> Result<(), StoreError> {
        let own = self.device();
        let written: BTreeSet<ChangeHash> = rebuilt
            .changes()?
            .iter()
            .filter(|change| change.device() == own)
            .map(RawChange::hash)
            .collect();
        let newest = rebuilt.frontier_within(&|hash| written.contains(hash), &rebuilt.heads());
        let others = proof::of_ticket(self.transaction, id)?
            .into_iter()
            .filter(|proof| proof.device != own);
        let mine = newest.into_iter().map(|head| AuthorProof::sign(self.who.key, id, head));
        proof::replace(self.transaction, id, &others.chain(mine).collect::<Vec<_>>())
    }
}

/// What stays of a history, and what goes: the refused changes with everything that builds on them.
fn apart(changes: Vec<RawChange>, refused: &BTreeMap<ChangeHash, &Refusal>) -> (Vec<RawChange>, Vec<RawChange>) {
    let mut going = BTreeSet::new();
    let (mut kept, mut out) = (Vec::new(), Vec::new());
    for change in changes {
        if refused.contains_key(&change.hash()) || change.deps().iter().any(|dep| going.contains(dep)) {
            going.insert(change.hash());
            out.push(change);
        } else {
            kept.push(change);
        }
    }
    (kept, out)
}

fn meant(
    connection: &Connection,
    out: &[RawChange],
    refused: &BTreeMap<ChangeHash, &Refusal>,
    genesis_refused: bool,
) -> Result<Vec<Meant>, StoreError> {
    let gone: BTreeSet<ChangeHash> = out.iter().map(RawChange::hash).collect();
    let mut meant = Vec::new();
    for change in out {
        let why = refused.get(&change.hash()).copied();
        let stands_on_gone = change.deps().iter().any(|dep| gone.contains(dep));
        let again = why.is_none_or(|why| is_written_again(why.code, stands_on_gone)) && !genesis_refused;
        let by_itself = || Refusal::new(RefusalCode::DependsOnRefused, "the filing of this ticket was refused");
        let refusal = (!again).then(|| why.cloned().unwrap_or_else(by_itself));
        let mut statement = connection.prepare_cached("SELECT action, seen FROM intent WHERE change = ?1")?;
        let mut rows = statement.query(params![change.hash().bytes()])?;
        if let Some(row) = rows.next()? {
            meant.push(Meant {
                action: cbor(row, 0, "action")?,
                seen: heads(row, 1)?,
                refusal,
            });
        }
    }
    Ok(meant)
}

/// Not refused for what it says: what it builds on is gone, or a copy of this phone wrote under the same actor. Where what it
/// builds on stays here although the store has it in custody, as of a phone that was revoked since, it would only be refused
/// again: it waits for the office.
fn is_written_again(code: RefusalCode, stands_on_gone: bool) -> bool {
    code == RefusalCode::BrokenSequence || code == RefusalCode::DependsOnRefused && stands_on_gone
}
