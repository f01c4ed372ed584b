-- SPDX-License-Identifier: EUPL-1.2
-- The current catalogue of public files about places, exactly as signed; at most one row. The files lie in the folder `place`.
CREATE TABLE catalogue (
    id              INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    published_at_ms INTEGER NOT NULL,
    -- CBOR of the catalogue with its signature.
    signed          BLOB    NOT NULL
) STRICT;
