-- SPDX-License-Identifier: EUPL-1.2
-- The start of a shift asks for the tickets where somebody may get hurt, among all that the phone holds.
ALTER TABLE ticket ADD COLUMN danger INTEGER NOT NULL DEFAULT 0 CHECK (danger IN (0, 1));
CREATE INDEX ticket_in_danger ON ticket (updated_at_ms) WHERE danger = 1;
