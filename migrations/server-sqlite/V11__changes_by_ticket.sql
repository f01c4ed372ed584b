-- SPDX-License-Identifier: EUPL-1.2
-- A change is looked up within its ticket: hashes lie scattered over an index of them alone, so that keeping a batch wrote most
-- of its pages again, while those of a ticket stand side by side. No two tickets share a change, since each builds on the
-- filing that names its ticket.
CREATE TABLE change_of_a_ticket (
    no             INTEGER NOT NULL PRIMARY KEY,
    link           BLOB    NOT NULL,
    hash           BLOB    NOT NULL CHECK (length(hash) = 32),
    ticket         BLOB    NOT NULL,
    author         BLOB    NOT NULL,
    received_at_ms INTEGER NOT NULL,
    bytes          BLOB    NOT NULL,
    UNIQUE (ticket, hash)
) STRICT;
INSERT INTO change_of_a_ticket (no, link, hash, ticket, author, received_at_ms, bytes)
SELECT no, link, hash, ticket, author, received_at_ms, bytes FROM change ORDER BY no;
DROP TABLE change;
ALTER TABLE change_of_a_ticket RENAME TO change;
CREATE INDEX change_of_ticket ON change (ticket, no);
