-- SPDX-License-Identifier: EUPL-1.2
-- Backups merged into this store: everything up to `no` that phones may have relied on is here again.
CREATE TABLE merged_backup (
    backup TEXT    NOT NULL PRIMARY KEY,
    epoch  BLOB    NOT NULL,
    no     INTEGER NOT NULL,
    at_ms  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
