-- SPDX-License-Identifier: EUPL-1.2
-- The phone's store: one encrypted file with everything, photos included.
-- Ids and hashes are blobs, moments are milliseconds since 1970, heads are 32-byte hashes one after another, sorted.

-- Small values under a name: identity, cursor, nonce, epoch, last contact.
CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- What lists, filters and searches need. `row` is the CBOR of the whole case row; the columns repeat what is sorted and filtered by.
-- `no` is the key of words and place, which take integers only.
CREATE TABLE ticket (
    no             INTEGER NOT NULL PRIMARY KEY,
    id             BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    code           TEXT    NOT NULL,
    category       TEXT    NOT NULL,
    status         TEXT    NOT NULL,
    created_by     BLOB    NOT NULL,
    updated_at_ms  INTEGER NOT NULL,
    conflicts      INTEGER NOT NULL,
    -- Greatest server number heard of; 0 before the first.
    last_no        INTEGER NOT NULL,
    -- 0: a snapshot as the server made it, not yet checked against its own history; 1: checked; 2: found wrong.
    verified       INTEGER NOT NULL CHECK (verified IN (0, 1, 2)),
    -- Frontier of everything this phone holds of the ticket, and of what the store has admitted of it.
    heads          BLOB    NOT NULL,
    admitted_heads BLOB    NOT NULL,
    row            BLOB    NOT NULL
) STRICT;

CREATE INDEX ticket_by_code ON ticket (code);
CREATE INDEX ticket_by_update ON ticket (updated_at_ms);
CREATE INDEX ticket_by_category ON ticket (category, updated_at_ms);
CREATE INDEX ticket_by_status ON ticket (status, updated_at_ms);
CREATE INDEX ticket_by_author ON ticket (created_by, updated_at_ms);
CREATE INDEX ticket_contested ON ticket (updated_at_ms) WHERE conflicts > 0;
CREATE INDEX ticket_unverified ON ticket (verified) WHERE verified <> 1;

-- The Automerge document, saved without compression; apart, so that lists never page through it.
CREATE TABLE document (
    ticket INTEGER NOT NULL PRIMARY KEY REFERENCES ticket (no) ON DELETE CASCADE,
    saved  BLOB    NOT NULL
) STRICT;

-- Raw changes: this phone's own, and those that arrived or are handed on one by one; `no` is a causal order.
-- History that came as a snapshot lives in `document` alone.
CREATE TABLE change (
    no        INTEGER NOT NULL PRIMARY KEY,
    hash      BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32),
    ticket    BLOB    NOT NULL REFERENCES ticket (id) ON DELETE CASCADE,
    device    BLOB    NOT NULL CHECK (length(device) = 8),
    own       INTEGER NOT NULL CHECK (own IN (0, 1)),
    -- 0: owed to the store; 1: held by it, under its number; 2: in its custody, refused.
    state     INTEGER NOT NULL CHECK (state IN (0, 1, 2)),
    server_no INTEGER,
    epoch     BLOB,
    intent    BLOB,
    bytes     BLOB    NOT NULL,
    CHECK ((state = 1) = (server_no IS NOT NULL))
) STRICT;

CREATE INDEX change_of_ticket ON change (ticket, no);
CREATE INDEX change_owed ON change (ticket, no) WHERE state = 0;

-- What a person meant, beside the change it became, so that it can be replayed under another actor.
-- It outlives its ticket while it is set aside: nobody's words vanish unseen.
CREATE TABLE intent (
    id        BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    ticket    BLOB    NOT NULL CHECK (length(ticket) = 16),
    change    BLOB,
    at_ms     INTEGER NOT NULL,
    action    BLOB    NOT NULL,
    seen      BLOB    NOT NULL,
    -- CBOR of the refusal, once the store refused it.
    set_aside BLOB
) STRICT, WITHOUT ROWID;

CREATE INDEX intent_of_ticket ON intent (ticket, id);
CREATE INDEX intent_of_change ON intent (change) WHERE change IS NOT NULL;
CREATE INDEX intent_set_aside ON intent (id) WHERE set_aside IS NOT NULL;

-- Photos of which this phone has something; one it only knows by name stands in ticket_photo alone.
CREATE TABLE photo (
    no         INTEGER NOT NULL PRIMARY KEY,
    sha256     BLOB    NOT NULL UNIQUE CHECK (length(sha256) = 32),
    width      INTEGER NOT NULL,
    height     INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    own        INTEGER NOT NULL CHECK (own IN (0, 1)),
    thumbnail  BLOB,
    upload_url TEXT,
    server_no  INTEGER,
    epoch      BLOB,
    -- Why the store will not have it, in a sentence.
    refused    TEXT
) STRICT;

CREATE INDEX photo_owed ON photo (no) WHERE own = 1 AND server_no IS NULL AND refused IS NULL;

-- The stored JPEG; apart, so that the queue is counted without paging through it.
CREATE TABLE photo_file (
    photo INTEGER NOT NULL PRIMARY KEY REFERENCES photo (no) ON DELETE CASCADE,
    jpeg  BLOB    NOT NULL
) STRICT;

CREATE TABLE ticket_photo (
    ticket BLOB NOT NULL REFERENCES ticket (id) ON DELETE CASCADE,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    PRIMARY KEY (ticket, sha256)
) STRICT, WITHOUT ROWID;

CREATE INDEX ticket_of_photo ON ticket_photo (sha256);

-- Signatures of authors over their newest changes.
CREATE TABLE proof (
    ticket    BLOB NOT NULL REFERENCES ticket (id) ON DELETE CASCADE,
    device    BLOB NOT NULL CHECK (length(device) = 8),
    head      BLOB NOT NULL CHECK (length(head) = 32),
    signature BLOB NOT NULL CHECK (length(signature) = 64),
    PRIMARY KEY (ticket, device, head)
) STRICT, WITHOUT ROWID;

-- Certificates of devices, exactly as signed by the root key.
CREATE TABLE certificate (
    device    BLOB NOT NULL PRIMARY KEY CHECK (length(device) = 8),
    person    BLOB NOT NULL CHECK (length(person) = 16),
    body      BLOB NOT NULL,
    signature BLOB NOT NULL CHECK (length(signature) = 64)
) STRICT, WITHOUT ROWID;

-- The scopes the server grants, how far each has been heard, and what is in them by the server's word.
CREATE TABLE scope (
    name    TEXT    NOT NULL PRIMARY KEY,
    from_no INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE membership (
    scope  TEXT NOT NULL,
    ticket BLOB NOT NULL REFERENCES ticket (id) ON DELETE CASCADE,
    PRIMARY KEY (scope, ticket)
) STRICT, WITHOUT ROWID;

CREATE INDEX membership_of_ticket ON membership (ticket, scope);

-- The digest of each scope, kept with every admitted head; `sum` is a big-endian 128-bit number.
CREATE TABLE digest (
    scope  TEXT    NOT NULL,
    bucket INTEGER NOT NULL CHECK (bucket BETWEEN 0 AND 255),
    count  INTEGER NOT NULL,
    sum    BLOB    NOT NULL CHECK (length(sum) = 16),
    PRIMARY KEY (scope, bucket)
) STRICT, WITHOUT ROWID;

-- Orders of the root key, exactly as signed.
CREATE TABLE orders (
    id        BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    body      BLOB    NOT NULL,
    signature BLOB    NOT NULL CHECK (length(signature) = 64),
    -- 0: to be carried out; 1: done; 2: done and reported.
    progress  INTEGER NOT NULL CHECK (progress IN (0, 1, 2))
) STRICT, WITHOUT ROWID;

-- Words, accents folded; the texts themselves stand in the row and in the document only.
CREATE VIRTUAL TABLE words USING fts5 (
    code, title, description, address, category, notes,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

CREATE VIRTUAL TABLE place USING rtree (no, lat_least, lat_most, lon_least, lon_most, +lat REAL, +lon REAL);
