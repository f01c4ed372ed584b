-- SPDX-License-Identifier: EUPL-1.2
-- Drafts: what is typed and photographed before it is saved. They never leave the phone, and go in the transaction that saves.
CREATE TABLE draft (
    no            INTEGER NOT NULL PRIMARY KEY,
    id            TEXT    NOT NULL UNIQUE,
    kind          TEXT    NOT NULL,
    -- The ticket it is about; none for a report.
    ticket        BLOB CHECK (length(ticket) = 16),
    -- JSON of everything typed.
    form          TEXT    NOT NULL,
    created_at_ms INTEGER NOT NULL,
    saved_at_ms   INTEGER NOT NULL
) STRICT;

CREATE TABLE draft_photo (
    no         INTEGER NOT NULL PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE,
    draft      INTEGER NOT NULL REFERENCES draft (no) ON DELETE CASCADE,
    -- Its place in the order.
    place      INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    -- JSON of what is to be done to it, and of what its camera says.
    tools      TEXT    NOT NULL,
    about      TEXT    NOT NULL
) STRICT;

CREATE INDEX photo_of_draft ON draft_photo (draft, place);

-- The camera's file as it came, the upright picture of it and its thumbnail; apart, so that drafts are listed without them.
CREATE TABLE draft_photo_file (
    photo     INTEGER NOT NULL PRIMARY KEY REFERENCES draft_photo (no) ON DELETE CASCADE,
    file      BLOB    NOT NULL,
    picture   BLOB    NOT NULL,
    thumbnail BLOB    NOT NULL
) STRICT;
