-- SPDX-License-Identifier: EUPL-1.2
-- Where a case stands in the workflow, for lists and filters: the office in charge, the crews that are to do it (each code
-- between spaces, the leading crew first) and how many things people must be told. No case had an event before.
ALTER TABLE case_row ADD COLUMN office TEXT;
ALTER TABLE case_row ADD COLUMN crews TEXT NOT NULL DEFAULT '';
ALTER TABLE case_row ADD COLUMN notices INTEGER NOT NULL DEFAULT 0;
