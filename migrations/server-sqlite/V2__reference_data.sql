-- SPDX-License-Identifier: EUPL-1.2
-- Reference data. Every publication is kept; the current one is the newest: greatest moment, then greatest version.
CREATE TABLE reference (
    version         BLOB    NOT NULL PRIMARY KEY CHECK (length(version) = 32),
    published_at_ms INTEGER NOT NULL,
    -- CBOR of the publication with its signature.
    signed          BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX reference_by_date ON reference (published_at_ms, version);

-- What was imported and waits to be published: at most one row, CBOR of the set.
CREATE TABLE reference_draft (
    id           INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    data         BLOB    NOT NULL,
    staged_at_ms INTEGER NOT NULL
) STRICT;
