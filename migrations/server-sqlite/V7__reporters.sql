-- SPDX-License-Identifier: EUPL-1.2
-- The vault: contacts of reporters, sealed as they came; a row is written once and deleted by erasure or purge.
CREATE TABLE reporter (
    no             INTEGER NOT NULL PRIMARY KEY,
    ref            BLOB    NOT NULL CHECK (length(ref) = 16),
    ticket         BLOB    NOT NULL CHECK (length(ticket) = 16),
    device         BLOB    NOT NULL CHECK (length(device) = 8),
    at_ms          INTEGER NOT NULL,
    received_at_ms INTEGER NOT NULL,
    sealed         BLOB    NOT NULL,
    signature      BLOB    NOT NULL CHECK (length(signature) = 64),
    UNIQUE (ref, device)
) STRICT;
CREATE INDEX reporter_of_ticket ON reporter (ticket);
CREATE INDEX reporter_of_device ON reporter (device);

-- Orders of more kinds than revocation and purge; the kinds are the root key's, not the table's.
CREATE TABLE root_order_of_any_kind (
    id     BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    at_ms  INTEGER NOT NULL,
    kind   TEXT    NOT NULL,
    target BLOB    NOT NULL,
    signed BLOB    NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO root_order_of_any_kind (id, at_ms, kind, target, signed) SELECT id, at_ms, kind, target, signed FROM root_order;
DROP TABLE root_order;
ALTER TABLE root_order_of_any_kind RENAME TO root_order;
CREATE INDEX root_order_by_target ON root_order (target);
