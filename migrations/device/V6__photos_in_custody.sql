-- SPDX-License-Identifier: EUPL-1.2
-- A photo the store refused and keeps for the office all the same: nothing of it is owed any more.
ALTER TABLE photo ADD COLUMN in_custody INTEGER NOT NULL DEFAULT 0 CHECK (in_custody IN (0, 1));
