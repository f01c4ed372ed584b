-- SPDX-License-Identifier: EUPL-1.2
-- Names of people who wrote to tickets that are here, and nothing else of them.
CREATE TABLE person (
    id   BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;
