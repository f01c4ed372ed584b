-- SPDX-License-Identifier: EUPL-1.2
-- Where a person works beside his districts, and whether a rolled-back store knows him only by his certificate: then his
-- old work is admitted whatever his role was, until the office says who he is.
ALTER TABLE person ADD COLUMN office TEXT;
ALTER TABLE person ADD COLUMN crew TEXT;
ALTER TABLE person ADD COLUMN known_again INTEGER NOT NULL DEFAULT 0 CHECK (known_again IN (0, 1));
