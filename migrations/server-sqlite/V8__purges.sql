-- SPDX-License-Identifier: EUPL-1.2
-- The purge ledger: tickets destroyed by order of the root key. The order took number `no` of the log; `item` is SHA-256 of
-- its body. `reason` is what the operator typed; unknown when a phone or the journal handed the order back.
CREATE TABLE purged (
    ticket    BLOB    NOT NULL PRIMARY KEY CHECK (length(ticket) = 16),
    order_id  BLOB    NOT NULL REFERENCES root_order (id),
    successor BLOB    CHECK (length(successor) = 16),
    at_ms     INTEGER NOT NULL,
    reason    TEXT,
    no        INTEGER NOT NULL UNIQUE,
    link      BLOB    NOT NULL CHECK (length(link) = 32),
    item      BLOB    NOT NULL CHECK (length(item) = 32)
) STRICT, WITHOUT ROWID;

-- Numbers whose content went with a ticket: the chain goes on over their hashes.
CREATE TABLE destroyed (
    no     INTEGER NOT NULL PRIMARY KEY,
    link   BLOB    NOT NULL CHECK (length(link) = 32),
    item   BLOB    NOT NULL CHECK (length(item) = 32),
    ticket BLOB    NOT NULL REFERENCES purged (ticket)
) STRICT;

-- Photos that only a destroyed ticket named: not taken again unless another ticket names them.
CREATE TABLE purged_photo (
    hash   BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    ticket BLOB NOT NULL REFERENCES purged (ticket)
) STRICT, WITHOUT ROWID;

-- Bytes outside this file that are still to be deleted: photos by hash, uploads by id.
CREATE TABLE doomed (
    kind TEXT NOT NULL CHECK (kind IN ('photo', 'upload')),
    name BLOB NOT NULL,
    PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;

-- Backups this store made, and where: they still hold what was destroyed later.
CREATE TABLE backup (
    name  TEXT    NOT NULL PRIMARY KEY,
    file  TEXT    NOT NULL,
    no    INTEGER NOT NULL,
    at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- 1 until freed pages and the log were rewritten after a purge.
ALTER TABLE meta ADD COLUMN compact_due INTEGER NOT NULL DEFAULT 0 CHECK (compact_due IN (0, 1));
