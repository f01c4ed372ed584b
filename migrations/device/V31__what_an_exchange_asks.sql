-- SPDX-License-Identifier: EUPL-1.2
-- What every exchange asks, answered without reading every ticket and every change the phone holds.

-- Changes in the store's custody: few, among all.
CREATE INDEX change_refused ON change (no) WHERE state = 2;

-- Tickets of which the store admitted something and that are in no scope of this phone: those it may come to forget. One that
-- lost its admitted heads since may still stand here; whoever forgets looks at the ticket itself again.
CREATE TABLE outside (
    ticket BLOB NOT NULL PRIMARY KEY REFERENCES ticket (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

INSERT INTO outside (ticket)
SELECT id FROM ticket
WHERE length(admitted_heads) > 0 AND NOT EXISTS (SELECT 1 FROM membership WHERE membership.ticket = ticket.id);

CREATE TRIGGER inside_by_entering AFTER INSERT ON membership
BEGIN
    DELETE FROM outside WHERE ticket = NEW.ticket;
END;

-- No OR IGNORE below: a statement with its own conflict clause would override it. A ticket that is deleted takes its memberships with it: then there is none to enter.
CREATE TRIGGER outside_by_leaving AFTER DELETE ON membership
WHEN NOT EXISTS (SELECT 1 FROM membership WHERE ticket = OLD.ticket)
BEGIN
    INSERT INTO outside (ticket) SELECT id FROM ticket
    WHERE id = OLD.ticket AND length(admitted_heads) > 0 AND NOT EXISTS (SELECT 1 FROM outside WHERE ticket = OLD.ticket);
END;

CREATE TRIGGER outside_by_admission AFTER UPDATE OF admitted_heads ON ticket
WHEN length(OLD.admitted_heads) = 0 AND length(NEW.admitted_heads) > 0
    AND NOT EXISTS (SELECT 1 FROM membership WHERE ticket = NEW.id)
BEGIN
    INSERT INTO outside (ticket) SELECT NEW.id WHERE NOT EXISTS (SELECT 1 FROM outside WHERE ticket = NEW.id);
END;

CREATE TRIGGER outside_by_arrival AFTER INSERT ON ticket WHEN length(NEW.admitted_heads) > 0
BEGIN
    INSERT INTO outside (ticket) VALUES (NEW.id);
END;
