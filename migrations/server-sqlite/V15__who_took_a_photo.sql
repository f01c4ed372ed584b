-- SPDX-License-Identifier: EUPL-1.2
-- The person whose entry in the ticket the photo is: he is asked for its bytes also where he does not see the ticket any more.
-- Empty where nobody of the ticket's entries has it, and for what was named before.
ALTER TABLE ticket_photo ADD COLUMN taken_by BLOB;
