#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Runs one command beside another: beside.sh THIS... -- THAT...
# THAT speaks at once, what THIS said is shown when both have ended, and the failure of either is the failure of both.
set -euo pipefail

this=()
while [ "${1:---}" != -- ]; do
    this+=("$1")
    shift
done
[ "${#this[@]}" -gt 0 ] && [ "$#" -gt 1 ] || {
    printf 'usage: scripts/beside.sh THIS... -- THAT...\n' >&2
    exit 2
}
shift

said=$(mktemp)
running=
trap '[ -z "$running" ] || kill "$running" 2>/dev/null || true; rm -f "$said"' EXIT
"${this[@]}" >"$said" 2>&1 </dev/null &
running=$!

failed=0
"$@" || failed=$?
wait "$running" || failed=$?
running=
printf -- '--- beside it: %s\n' "${this[*]}"
cat "$said"
exit "$failed"
