-- SPDX-License-Identifier: EUPL-1.2
-- Directors on whose word something was done in a ticket that is here: they are named in it without having written to it.
CREATE TABLE approver (
    ticket BLOB NOT NULL REFERENCES ticket (id) ON DELETE CASCADE,
    person BLOB NOT NULL CHECK (length(person) = 16),
    PRIMARY KEY (ticket, person)
) STRICT, WITHOUT ROWID;

CREATE INDEX approver_of_person ON approver (person);
