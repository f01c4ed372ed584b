-- SPDX-License-Identifier: EUPL-1.2
-- The phone whose change named the photo in the ticket: its naming shows the photo to others only once it brought the bytes itself.
-- Empty where the office vouches for it, and for what was named before.
ALTER TABLE ticket_photo ADD COLUMN named_by BLOB;
