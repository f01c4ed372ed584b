-- SPDX-License-Identifier: EUPL-1.2
-- The central case store. Ids and hashes are blobs, moments are milliseconds since 1970, heads are 32-byte hashes one
-- after another, sorted. Lists (proofs, scopes, districts) and rows are CBOR.

-- Where the store stands: one row, read and written inside the transaction that changes it, never remembered across it.
CREATE TABLE meta (
    id                INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    jurisdiction_code TEXT    NOT NULL,
    jurisdiction_name TEXT    NOT NULL,
    epoch             BLOB    NOT NULL CHECK (length(epoch) = 16),
    last_no           INTEGER NOT NULL,
    log_hash          BLOB    NOT NULL CHECK (length(log_hash) = 32),
    audit_no          INTEGER NOT NULL,
    audit_hash        BLOB    NOT NULL CHECK (length(audit_hash) = 32),
    relied_on         INTEGER NOT NULL
) STRICT;

-- The lives of the store; the chain of numbers starts from the first and goes on across all.
CREATE TABLE epoch (
    no      INTEGER NOT NULL PRIMARY KEY,
    epoch   BLOB    NOT NULL UNIQUE,
    from_no INTEGER NOT NULL,
    at_ms   INTEGER NOT NULL,
    reason  TEXT    NOT NULL
) STRICT;

-- Verified backups that count.
CREATE TABLE watermark (
    backup TEXT    NOT NULL PRIMARY KEY,
    epoch  BLOB    NOT NULL,
    no     INTEGER NOT NULL,
    at_ms  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Every admitted change. `no` comes from the one gap-free series it shares with photos; `link` is the chain's hash there.
CREATE TABLE change (
    no             INTEGER NOT NULL PRIMARY KEY,
    link           BLOB    NOT NULL,
    hash           BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32),
    ticket         BLOB    NOT NULL,
    author         BLOB    NOT NULL,
    received_at_ms INTEGER NOT NULL,
    bytes          BLOB    NOT NULL
) STRICT;
CREATE INDEX change_of_ticket ON change (ticket, no);

-- Every stored photo, in the same series of numbers.
CREATE TABLE photo (
    no             INTEGER NOT NULL PRIMARY KEY,
    link           BLOB    NOT NULL,
    hash           BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32),
    received_at_ms INTEGER NOT NULL,
    size_bytes     INTEGER NOT NULL
) STRICT;

-- Which device a photo's bytes came from: it may see the photo.
CREATE TABLE photo_grant (
    hash   BLOB NOT NULL,
    device BLOB NOT NULL,
    PRIMARY KEY (hash, device)
) STRICT, WITHOUT ROWID;

-- Which tickets name a photo, and the photos named by one that never came.
CREATE TABLE ticket_photo (
    hash   BLOB NOT NULL,
    ticket BLOB NOT NULL,
    PRIMARY KEY (hash, ticket)
) STRICT, WITHOUT ROWID;
CREATE TABLE awaited_photo (
    hash BLOB NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE upload (
    id            BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    device        BLOB    NOT NULL,
    hash          BLOB    NOT NULL,
    length        INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL,
    UNIQUE (device, hash)
) STRICT, WITHOUT ROWID;

-- A ticket as it stands; rebuildable from its changes.
CREATE TABLE ticket (
    id      BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    last_no INTEGER NOT NULL,
    heads   BLOB    NOT NULL,
    scopes  BLOB    NOT NULL,
    proofs  BLOB    NOT NULL,
    saved   BLOB    NOT NULL
) STRICT;

-- Its projected row; the columns repeat what is filtered and sorted by, `folded` holds what is searched.
CREATE TABLE case_row (
    ticket        BLOB    NOT NULL PRIMARY KEY REFERENCES ticket (id),
    created_at_ms INTEGER NOT NULL,
    code          TEXT    NOT NULL,
    case_number   TEXT,
    status        TEXT    NOT NULL,
    category      TEXT    NOT NULL,
    district      TEXT    NOT NULL,
    lat           REAL,
    lon           REAL,
    folded        TEXT    NOT NULL,
    row           BLOB    NOT NULL
) STRICT;
CREATE INDEX case_row_by_date ON case_row (created_at_ms, ticket);
CREATE INDEX case_row_by_code ON case_row (code);
CREATE INDEX case_row_by_number ON case_row (case_number) WHERE case_number IS NOT NULL;

-- Which tickets are (left_no NULL) or were in a scope. `news_no` is the number of the last thing that happened to the
-- ticket as seen from the scope, so that what is new to a phone is one range of one index.
CREATE TABLE membership (
    scope    TEXT    NOT NULL,
    bucket   INTEGER NOT NULL,
    ticket   BLOB    NOT NULL,
    news_no  INTEGER NOT NULL,
    since_no INTEGER NOT NULL,
    left_no  INTEGER,
    PRIMARY KEY (scope, bucket, ticket)
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_news ON membership (scope, news_no, since_no, left_no);

-- Counts and sums modulo 2^128 over (ticket, heads), per scope and bucket.
CREATE TABLE digest (
    scope  TEXT    NOT NULL,
    bucket INTEGER NOT NULL,
    count  INTEGER NOT NULL,
    sum    BLOB    NOT NULL CHECK (length(sum) = 16),
    PRIMARY KEY (scope, bucket)
) STRICT, WITHOUT ROWID;

-- Changes that were not admitted.
CREATE TABLE custody (
    no      INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    ticket  BLOB    NOT NULL,
    hash    BLOB    NOT NULL,
    bytes   BLOB    NOT NULL,
    refusal BLOB    NOT NULL,
    proofs  BLOB    NOT NULL,
    carrier BLOB,
    at_ms   INTEGER NOT NULL,
    state   TEXT    NOT NULL CHECK (state IN ('held', 'released', 'discarded')),
    UNIQUE (ticket, hash)
) STRICT;
CREATE INDEX custody_held ON custody (carrier) WHERE state = 'held';
CREATE INDEX custody_by_hash ON custody (hash);

CREATE TABLE audit (
    no      INTEGER NOT NULL PRIMARY KEY,
    at_ms   INTEGER NOT NULL,
    who     TEXT    NOT NULL,
    device  TEXT    NOT NULL,
    verb    TEXT    NOT NULL,
    object  TEXT    NOT NULL,
    content BLOB    NOT NULL,
    hash    BLOB    NOT NULL
) STRICT;

CREATE TABLE person (
    id             BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    name           TEXT    NOT NULL,
    role           TEXT    NOT NULL,
    districts      BLOB    NOT NULL,
    disabled_at_ms INTEGER
) STRICT, WITHOUT ROWID;

-- Unused enrolment codes; a used one is gone.
CREATE TABLE code (
    lookup        BLOB    NOT NULL PRIMARY KEY CHECK (length(lookup) = 16),
    code          TEXT    NOT NULL,
    person        BLOB    NOT NULL REFERENCES person (id),
    expires_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Certificates of known devices and of authors only seen in changes.
CREATE TABLE certificate (
    device      BLOB NOT NULL PRIMARY KEY CHECK (length(device) = 8),
    certificate BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Known devices. The session columns hold the newest nonce used.
CREATE TABLE device (
    id                 BLOB    NOT NULL PRIMARY KEY REFERENCES certificate (device),
    person             BLOB    NOT NULL,
    name               TEXT    NOT NULL,
    enrolled_at_ms     INTEGER NOT NULL,
    last_seen_ms       INTEGER,
    flagged_at_ms      INTEGER,
    app_version        TEXT    NOT NULL,
    queue_changes      INTEGER NOT NULL,
    queue_photos       INTEGER NOT NULL,
    queue_photo_bytes  INTEGER NOT NULL,
    space_bytes        INTEGER,
    skew_ms            INTEGER,
    session_generation INTEGER NOT NULL,
    session_random     BLOB    NOT NULL CHECK (length(session_random) = 16)
) STRICT, WITHOUT ROWID;

-- Orders of the root key; `target` is the device or the ticket.
CREATE TABLE root_order (
    id     BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    at_ms  INTEGER NOT NULL,
    kind   TEXT    NOT NULL CHECK (kind IN ('revoke', 'purge')),
    target BLOB    NOT NULL,
    signed BLOB    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX root_order_by_target ON root_order (target);
CREATE TABLE order_done (
    device   BLOB NOT NULL,
    order_id BLOB NOT NULL,
    PRIMARY KEY (device, order_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE alarm (
    no     INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at_ms  INTEGER NOT NULL,
    kind   TEXT    NOT NULL,
    device BLOB,
    detail TEXT    NOT NULL
) STRICT;
