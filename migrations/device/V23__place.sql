-- SPDX-License-Identifier: EUPL-1.2
-- Public files about places: what there is, which maps lie beside the store as files, and the streets, house numbers and
-- assets that stand here as rows. Coordinates are whole millionths of a degree.

-- The newest catalogue, exactly as signed; at most one row.
CREATE TABLE catalogue (
    id              INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    published_at_ms INTEGER NOT NULL,
    body            BLOB    NOT NULL,
    signature       BLOB    NOT NULL CHECK (length(signature) = 64)
) STRICT;

-- Maps whose files are here and were found whole; `entry` is the CBOR of what the catalogue said of each when it came.
CREATE TABLE map_pack (
    name   TEXT NOT NULL PRIMARY KEY,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    entry  BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Files whose contents are the rows below.
CREATE TABLE place_file (
    no     INTEGER NOT NULL PRIMARY KEY,
    sha256 BLOB    NOT NULL UNIQUE CHECK (length(sha256) = 32),
    kind   TEXT    NOT NULL CHECK (kind IN ('streets', 'numbers', 'assets')),
    -- Of the map or the layer.
    name   TEXT    NOT NULL,
    UNIQUE (kind, name)
) STRICT;

-- Streets of one file stand in the order in which a search shows them: short names first.
CREATE TABLE street (
    no    INTEGER NOT NULL PRIMARY KEY,
    file  INTEGER NOT NULL REFERENCES place_file (no) ON DELETE CASCADE,
    name  TEXT    NOT NULL,
    -- CBOR of its lines; of a street known by its house numbers alone, their places.
    paths BLOB    NOT NULL
) STRICT;

CREATE INDEX street_of_file ON street (file);

CREATE VIRTUAL TABLE street_words USING fts5 (
    name, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);

-- Straight pieces of streets: the box of each, and which of its two diagonals it is.
CREATE VIRTUAL TABLE segment USING rtree_i32 (
    no, lon_least, lon_most, lat_least, lat_most, +street INTEGER, +rising INTEGER
);

CREATE TABLE house_number (
    no     INTEGER NOT NULL PRIMARY KEY,
    street INTEGER NOT NULL REFERENCES street (no) ON DELETE CASCADE,
    number TEXT    NOT NULL COLLATE NOCASE,
    lon    INTEGER NOT NULL,
    lat    INTEGER NOT NULL
) STRICT;

CREATE INDEX house_number_of_street ON house_number (street, number);
CREATE VIRTUAL TABLE house_number_place USING rtree_i32 (no, lon_least, lon_most, lat_least, lat_most);

CREATE TABLE asset (
    no    INTEGER NOT NULL PRIMARY KEY,
    file  INTEGER NOT NULL REFERENCES place_file (no) ON DELETE CASCADE,
    code  TEXT    NOT NULL COLLATE NOCASE,
    label TEXT,
    lon   INTEGER NOT NULL,
    lat   INTEGER NOT NULL
) STRICT;

CREATE INDEX asset_by_code ON asset (code);
CREATE INDEX asset_of_file ON asset (file);
CREATE VIRTUAL TABLE asset_place USING rtree_i32 (no, lon_least, lon_most, lat_least, lat_most);
