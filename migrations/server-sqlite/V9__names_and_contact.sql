-- SPDX-License-Identifier: EUPL-1.2
-- `name_no` counts names given and changed, so that a phone can say how far it has heard of them.
ALTER TABLE person ADD COLUMN name_no INTEGER NOT NULL DEFAULT 1;
CREATE INDEX person_by_name_no ON person (name_no);

-- When a device was surely in contact: `contact_ms` is a contact at least an hour after `contact_before_ms`, so that the
-- many exchanges of one sync count as one.
ALTER TABLE device ADD COLUMN contact_ms INTEGER;
ALTER TABLE device ADD COLUMN contact_before_ms INTEGER;
