#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Adds the migrations not yet listed to migrations/SHIPPED: from then on the house test refuses any change to them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../migrations"

touch SHIPPED
for migration in */V*.sql; do
    [ -e "$migration" ] || continue
    grep -qF "  $migration" SHIPPED || sha256sum "$migration" | tee -a SHIPPED
done
