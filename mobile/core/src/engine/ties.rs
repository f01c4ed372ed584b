// SPDX-License-Identifier: EUPL-1.2
//! Ties between tickets and people: links, "me too", watching, and having read what overtook one.

use std::collections::BTreeSet;

use ronda_shared::ids::{IntentId, TicketId};
use ronda_shared::policy::{Deed, Role};
use ronda_shared::ticket::{Beside, Edit, Link, LinkKind, Notice, Ticket, notice_json, notices};
use serde_json::{Value as Json, json};

use super::{Engine, Query, Saved};
use crate::error::Error;

impl Engine {
    /// Ties a ticket to another, or unties it.
    ///
    /// # Errors
    /// When they are one ticket, the tie is as asked already, or the change cannot be saved.
    pub fn link(&mut self, ticket: &TicketId, kind: LinkKind, other: TicketId, there: bool) -> Result<Saved, Error> {
        self.may(Deed::Link)?;
        let other = self.stands_for(other)?;
        if *ticket == other {
            return Err(invalid("a ticket is not tied to itself: name another one"));
        }
        let read = self.ticket(ticket)?;
        let link = read.link_as_written(Link { kind, ticket: other }, &self.replaced(read.tied())?);
        let stands = |read: &Ticket| read.links.contains_key(&link);
        self.member(ticket, Edit::Link(link, there), there, &stands)
    }

    /// Says that this person has met the same trouble, or takes it back.
    ///
    /// # Errors
    /// When it is said already, or was never said, or the change cannot be saved.
    pub fn me_too(&mut self, ticket: &TicketId, there: bool) -> Result<Saved, Error> {
        self.may(Deed::MeToo)?;
        let person = self.person();
        let stands = |read: &Ticket| read.me_too.contains_key(&person);
        self.member(ticket, Edit::MeToo(there), there, &stands)
    }

    /// Follows a ticket, or does no longer.
    ///
    /// # Errors
    /// When it is so already, or the change cannot be saved.
    pub fn watch(&mut self, ticket: &TicketId, there: bool) -> Result<Saved, Error> {
        self.may(Deed::Watch)?;
        let person = self.person();
        let stands = |read: &Ticket| read.watchers.contains_key(&person);
        self.member(ticket, Edit::Watch(there), there, &stands)
    }

    /// Remembers that this person has read what a ticket tells him; none when nothing is unread.
    ///
    /// # Errors
    /// When the change cannot be saved.
    pub fn acknowledge(&mut self, ticket: &TicketId) -> Result<Option<Saved>, Error> {
        self.may(Deed::Acknowledge)?;
        let read = self.ticket(ticket)?;
        let unread: BTreeSet<IntentId> = self.unread(&read).into_iter().map(|notice| notice.event).collect();
        if unread.is_empty() {
            return Ok(None);
        }
        let edits = unread.into_iter().map(Edit::Acknowledge).collect();
        self.act(ticket, edits, Vec::new()).map(Some)
    }

    /// What this person must be told, `{id, code, notices}` for each ticket: of one ticket everything that concerns him, of
    /// all tickets what he has not read.
    ///
    /// # Errors
    /// When a ticket cannot be read.
    pub fn notices(&self, ticket: Option<&TicketId>) -> Result<Vec<Json>, Error> {
        let told = Query {
            told: true,
            ..Query::default()
        };
        let tickets: Vec<TicketId> = match ticket {
            Some(ticket) => vec![*ticket],
            None => self.list(&told)?.iter().map(|listed| listed.row.id).collect(),
        };
        let mut all = Vec::new();
        for id in tickets {
            let read = self.ticket(&id)?;
            let notices = match ticket {
                Some(_) => self.concerning(&read),
                None => self.unread(&read),
            };
            all.extend(self.told(&read, &notices)?);
        }
        Ok(all)
    }

    /// What a ticket tells, shown; none when it tells nothing.
    pub(super) fn told(&self, read: &Ticket, notices: &[Notice]) -> Result<Option<Json>, Error> {
        if notices.is_empty() {
            return Ok(None);
        }
        let names = self.names(&read.people())?;
        let shown = notices.iter().map(|notice| self.notice_shown(notice, read, &names));
        let shown: Vec<Json> = shown.collect();
        Ok(Some(
            json!({ "id": read.id, "code": read.code, "title": read.title(), "notices": shown }),
        ))
    }

    /// What concerns this person and he has not read.
    pub(super) fn unread(&self, read: &Ticket) -> Vec<Notice> {
        let mut notices = self.concerning(read);
        notices.retain(|notice| !self.has_read(notice));
        notices
    }

    fn notice_shown(&self, notice: &Notice, read: &Ticket, names: &Beside) -> Json {
        let mut shown = notice_json(notice, read, names);
        if let Json::Object(fields) = &mut shown {
            fields.insert("read".to_owned(), json!(self.has_read(notice)));
        }
        shown
    }

    /// Whoever did it is told; whoever answers for tickets reads them all.
    fn concerning(&self, read: &Ticket) -> Vec<Notice> {
        let grants = &self.identity.grants;
        let answers = matches!(grants.role, Role::Operator | Role::Director);
        let (person, crew) = (self.person(), grants.crew.as_deref());
        let mut all = notices(read);
        all.retain(|notice| answers || notice.concerns(&person, crew));
        all
    }

    fn has_read(&self, notice: &Notice) -> bool {
        notice.read_by.contains(&self.person())
    }

    fn member(
        &mut self,
        ticket: &TicketId,
        edit: Edit,
        there: bool,
        stands: &dyn Fn(&Ticket) -> bool,
    ) -> Result<Saved, Error> {
        let opened = self.opened(ticket)?;
        match (stands(&opened.1.read()?), there) {
            (true, true) => Err(invalid("this is said already: nothing to add")),
            (false, false) => Err(invalid("nobody said this: nothing to take back")),
            _ => self.act_on(opened, vec![edit], Vec::new()),
        }
    }
}

fn invalid(sentence: &str) -> Error {
    Error::Invalid(vec![sentence.to_owned()])
}
