-- SPDX-License-Identifier: EUPL-1.2
-- Layers of assets that were imported, or are to go, and wait to be published. The files of those imported lie in the folder `place`.
CREATE TABLE asset_draft (
    layer        TEXT    NOT NULL PRIMARY KEY,
    -- CBOR of the catalogue's entry; empty when the layer is to go.
    entry        BLOB,
    staged_at_ms INTEGER NOT NULL
) STRICT;
