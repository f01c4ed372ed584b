-- SPDX-License-Identifier: EUPL-1.2
-- What tickets tell this person that he has not read yet, so that the list pages by key and the number is counted, not read anew.

-- Only a ticket's document says whom its notices concern and who has read them: `notices` is NULL until it was asked, and again
-- whenever it changed. What tells him nothing new stays with 0.
CREATE TABLE unread (
    ticket        INTEGER NOT NULL PRIMARY KEY REFERENCES ticket (no) ON DELETE CASCADE,
    updated_at_ms INTEGER NOT NULL,
    notices       INTEGER
) STRICT;

CREATE INDEX unread_unasked ON unread (ticket) WHERE notices IS NULL;
CREATE INDEX unread_by_update ON unread (updated_at_ms, ticket) WHERE notices > 0;

CREATE TRIGGER unread_by_arrival AFTER INSERT ON ticket WHEN NEW.notices > 0
BEGIN
    INSERT INTO unread (ticket, updated_at_ms) VALUES (NEW.no, NEW.updated_at_ms);
END;

CREATE TRIGGER unread_by_change AFTER UPDATE OF heads ON ticket WHEN NEW.notices > 0 OR OLD.notices > 0
BEGIN
    DELETE FROM unread WHERE ticket = NEW.no;
    INSERT INTO unread (ticket, updated_at_ms) SELECT NEW.no, NEW.updated_at_ms WHERE NEW.notices > 0;
END;

INSERT INTO unread (ticket, updated_at_ms) SELECT no, updated_at_ms FROM ticket WHERE notices > 0;
