-- SPDX-License-Identifier: EUPL-1.2
-- Lists of any length a page at a time: what is one's own, what the store has, what came of it, what a crew is to do.

-- `own`: this person filed it, wrote to it on this phone, or acted on it by the server's word; it stays so. `outcome` and
-- `received` repeat the row.
ALTER TABLE ticket ADD COLUMN own INTEGER NOT NULL DEFAULT 0 CHECK (own IN (0, 1));
ALTER TABLE ticket ADD COLUMN outcome TEXT;
ALTER TABLE ticket ADD COLUMN received INTEGER NOT NULL DEFAULT 0 CHECK (received IN (0, 1));

CREATE TRIGGER own_by_writing AFTER INSERT ON change WHEN NEW.own = 1
BEGIN
    UPDATE ticket SET own = 1 WHERE id = NEW.ticket AND own = 0;
END;

CREATE TRIGGER own_by_acting AFTER INSERT ON membership WHEN NEW.scope GLOB 'mine:*'
BEGIN
    UPDATE ticket SET own = 1 WHERE id = NEW.ticket AND own = 0;
END;

UPDATE ticket SET own = 1
WHERE id IN (SELECT ticket FROM change WHERE own = 1 UNION SELECT ticket FROM membership WHERE scope GLOB 'mine:*');

-- Everything a page is chosen by stands in its index, so that a row is read only once it is on the page.
CREATE INDEX ticket_own ON ticket (updated_at_ms, no, id, received, outcome) WHERE own = 1;
DROP INDEX ticket_in_danger;
CREATE INDEX ticket_in_danger ON ticket (updated_at_ms, no, status) WHERE danger = 1;
CREATE INDEX ticket_filed ON ticket (created_by, category);

-- What each crew is to do, the most pressing first: contested ones (`settled` 0), then by due time, priority and age. What has
-- no due time or no priority comes behind all that have one. The columns repeat the row.
CREATE TABLE job (
    crew          TEXT    NOT NULL,
    settled       INTEGER NOT NULL CHECK (settled IN (0, 1)),
    due_ms        INTEGER NOT NULL,
    priority      INTEGER NOT NULL,
    created_at_ms INTEGER NOT NULL,
    ticket        INTEGER NOT NULL REFERENCES ticket (no) ON DELETE CASCADE,
    PRIMARY KEY (crew, settled, due_ms, priority, created_at_ms, ticket)
) STRICT, WITHOUT ROWID;

CREATE INDEX job_of_ticket ON job (ticket);

-- Photos that wait and photos that were refused are asked for at every word of the state sentence.
CREATE INDEX photo_waiting ON photo (sha256) WHERE own = 1 AND server_no IS NULL;
CREATE INDEX photo_refused ON photo (in_custody) WHERE refused IS NOT NULL;
