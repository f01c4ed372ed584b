#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Changes the fold and the policy one place at a time and sees whether the fast tests notice; a run that was cut goes on
# where it ended. Writes docs/proof/mutants.md. SHARD=3/20 runs a part.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly WORK="${CARGO_TARGET_DIR:-$PWD/target}/mutants"
readonly OUT=docs/proof/mutants.md
mkdir -p "$WORK"

mkdir -p "$(dirname "$OUT")"

# Cheap to build, since each place is built anew; a target of its own, so that nobody else waits for it.
export CARGO_TARGET_DIR="$WORK/target" CARGO_PROFILE_DEV_OPT_LEVEL=0 CARGO_PROFILE_DEV_DEBUG=0 CARGO_INCREMENTAL=1

cargo mutants -j 1 -p ronda-shared -C=--lib --iterate --timeout 30 --no-times --output "$WORK" \
    ${SHARD:+--shard "$SHARD" --baseline skip} \
    -f 'shared/src/workflow/*.rs' -f shared/src/policy.rs -f 'shared/src/policy/*.rs' \
    -- -- workflow::tests workflow::told policy:: document::tests::within document::tests::workflow::scopes || [ $? -le 3 ]

readonly LAST="$WORK/mutants.out" WATCHED=(-f 'shared/src/workflow/*.rs' -f shared/src/policy.rs -f 'shared/src/policy/*.rs')
places=$(cargo mutants --list -p ronda-shared "${WATCHED[@]}" | wc -l)
{
    printf '# Changes of the fold and the policy that no test noticed\n\n'
    printf '`make mutants`%s on %s at %s, %s: the tests of workflow, policy and scopes of `ronda-shared` alone.\n\n' \
        "${SHARD:+ SHARD=$SHARD}" "$(date --utc +%F)" "$(git rev-parse --short HEAD)" "$(cargo mutants --version)"
    printf '%s changes, %s of them unnoticed. %s made the tests run for ever and were ended by time; the rest was noticed or could not be built.\n\n' \
        "$places" "$(grep -c . "$LAST/missed.txt" || true)" "$(grep -c . "$LAST/timeout.txt" || true)"
    sed 's/^/- /' "$LAST/missed.txt"
} >"$OUT"
cat "$OUT"
