-- SPDX-License-Identifier: EUPL-1.2
-- Which thumbnails this phone still wants: 0 where it never asked, otherwise when the server had none to give, in milliseconds since
-- 1970. NULL where the thumbnail is here and for sealed originals, so that the index holds what is wanted and nothing else.
ALTER TABLE ticket_photo ADD COLUMN thumbnail_asked_ms INTEGER;

UPDATE ticket_photo SET thumbnail_asked_ms = 0 WHERE sealed = 0
    AND NOT EXISTS (SELECT 1 FROM photo WHERE photo.sha256 = ticket_photo.sha256 AND photo.thumbnail IS NOT NULL);

CREATE INDEX thumbnail_wanted ON ticket_photo (thumbnail_asked_ms, ticket) WHERE thumbnail_asked_ms IS NOT NULL;
