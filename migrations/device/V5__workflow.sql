-- SPDX-License-Identifier: EUPL-1.2
-- Where a ticket stands in the workflow, for lists and filters: the office in charge, the crews that are to do it (each code
-- between spaces, the leading crew first) and how many things people must be told. No ticket had an event before.
ALTER TABLE ticket ADD COLUMN office TEXT;
ALTER TABLE ticket ADD COLUMN crews TEXT NOT NULL DEFAULT '';
ALTER TABLE ticket ADD COLUMN notices INTEGER NOT NULL DEFAULT 0;

CREATE INDEX ticket_by_office ON ticket (office, updated_at_ms) WHERE office IS NOT NULL;
CREATE INDEX ticket_of_crews ON ticket (updated_at_ms) WHERE crews <> '';
CREATE INDEX ticket_with_notices ON ticket (updated_at_ms) WHERE notices > 0;
