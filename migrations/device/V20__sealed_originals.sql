-- SPDX-License-Identifier: EUPL-1.2
-- The sealed original of a redacted photo is named by its ticket as the photo is, but is no picture anybody here could show.
ALTER TABLE ticket_photo ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0 CHECK (sealed IN (0, 1));
