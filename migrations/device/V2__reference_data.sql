-- SPDX-License-Identifier: EUPL-1.2
-- The newest publications of reference data, exactly as signed; the newest that this version can read is the one in use.
CREATE TABLE reference (
    version         BLOB    NOT NULL PRIMARY KEY CHECK (length(version) = 32),
    published_at_ms INTEGER NOT NULL,
    body            BLOB    NOT NULL,
    signature       BLOB    NOT NULL CHECK (length(signature) = 64)
) STRICT;

CREATE UNIQUE INDEX reference_by_date ON reference (published_at_ms, version);
