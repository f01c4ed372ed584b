-- SPDX-License-Identifier: EUPL-1.2
-- Photos that only a superseded ticket named, while the ticket in its place is not here: an order that was handed back comes before
-- its successor, and the bytes may be nowhere else. They go, or are named, when the successor comes.
CREATE TABLE between_photo (
    hash      BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    ticket    BLOB NOT NULL REFERENCES purged (ticket),
    successor BLOB NOT NULL CHECK (length(successor) = 16)
) STRICT, WITHOUT ROWID;

CREATE INDEX between_photo_by_successor ON between_photo (successor);
