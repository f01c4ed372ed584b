#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Which lines of the fold, the policy and the gate the fast tests of ronda-shared never run; writes docs/proof/coverage.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly OUT=docs/proof/coverage.md
readonly LCOV="${CARGO_TARGET_DIR:-target}/coverage.lcov"
readonly WATCHED='shared/src/(workflow/(fold|order|rules|overtaking)|policy(/scope|/table)?|document/gate(/[a-z]+)?)\.rs$'

mkdir -p "$(dirname "$OUT")"
cargo llvm-cov --locked -p ronda-shared --lib --lcov --output-path "$LCOV"

# One row a file: lines, lines never run, which. Lines of a #[derive] are no lines of ours, and what minicbor derives is
# reported as never run also where every test runs it.
table() {
    awk -F '[:,]' -v watched="$WATCHED" -v here="$PWD/" '
        function read_derives(path,    line, at, inside) {
            while ((getline line < path) > 0) {
                at++
                if (line ~ /#\[derive\(/) inside = 1
                if (inside) derived[path, at] = 1
                if (line ~ /\)\]/) inside = 0
            }
            close(path)
        }
        /^SF:/ { file = substr($0, 4); sub(here, "", file); keep = file ~ watched; if (keep) read_derives(file); next }
        /^DA:/ && keep && !derived[file, $2] { lines[file]++; if ($3 == 0) { open[file]++; which[file] = which[file] " " $2 } }
        END { for (file in lines) printf "| %s | %d | %d |%s |\n", file, lines[file], open[file], which[file] }
    ' "$LCOV" | sort
}

{
    printf '# Lines of the fold, the policy and the gate that tests run\n\n'
    printf '`make coverage` on %s at %s, %s: the unit and property tests of `ronda-shared` alone.\n' \
        "$(date --utc +%F)" "$(git rev-parse --short HEAD)" "$(cargo llvm-cov --version)"
    printf 'Lines of a `#[derive]` are left out: what minicbor derives is reported as never run also where every test runs it (`Event`).\n\n'
    printf '| file | lines | never run | which |\n|---|---:|---:|---|\n'
    table
} >"$OUT"
cat "$OUT"
