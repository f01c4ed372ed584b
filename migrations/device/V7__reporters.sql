-- SPDX-License-Identifier: EUPL-1.2
-- Contacts of reporters on their way to the vault: sealed when they were taken, deleted at their receipt.
CREATE TABLE reporter (
    no        INTEGER NOT NULL PRIMARY KEY,
    ref       BLOB    NOT NULL UNIQUE CHECK (length(ref) = 16),
    ticket    BLOB    NOT NULL CHECK (length(ticket) = 16),
    device    BLOB    NOT NULL CHECK (length(device) = 8),
    at_ms     INTEGER NOT NULL,
    sealed    BLOB    NOT NULL,
    signature BLOB    NOT NULL CHECK (length(signature) = 64),
    -- Why the vault will not have it, in a sentence.
    refused   TEXT
) STRICT;
