-- SPDX-License-Identifier: EUPL-1.2
-- The phone's purge ledger: tickets destroyed by order of the root key, and what replaced them. Nothing of them is taken again.
CREATE TABLE purged (
    ticket    BLOB NOT NULL PRIMARY KEY CHECK (length(ticket) = 16),
    order_id  BLOB NOT NULL REFERENCES orders (id),
    successor BLOB CHECK (length(successor) = 16)
) STRICT, WITHOUT ROWID;

-- Edits of this phone that went with a ticket before they were admitted: what kind and when, never what they said.
CREATE TABLE lost (
    intent BLOB    NOT NULL PRIMARY KEY CHECK (length(intent) = 16),
    ticket BLOB    NOT NULL CHECK (length(ticket) = 16),
    kind   TEXT    NOT NULL,
    at_ms  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
