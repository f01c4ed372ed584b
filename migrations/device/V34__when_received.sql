-- SPDX-License-Identifier: EUPL-1.2
-- When the store first gave a change its receipt, by the store's clock. An order that is older than that cannot have taken the
-- change along to the ticket in its place. NULL: before this was kept, or without a receipt.
ALTER TABLE change ADD COLUMN received_at_ms INTEGER;
