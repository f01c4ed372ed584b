#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Fuzzes every door for a while (SECONDS_EACH, 60) and writes what it came to into docs/proof/fuzz.md. What broke a door lies in
# tests/fuzz/artifacts; put into tests/fuzz/corpus, `make test` feeds it again on a stable compiler.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly FUZZ=0.13.1
readonly EACH=${SECONDS_EACH:-60}
readonly TARGETS=(scan gate wire tus intake stored)
readonly REPORT=docs/proof/fuzz.md
readonly OUT="${CARGO_TARGET_DIR:-$PWD/target}/fuzz"

die() {
    printf 'fuzz: %s\n' "$*" >&2
    exit 1
}

command -v rustup >/dev/null 2>&1 || die "rustup is missing: install it from https://rustup.rs"
rustup run nightly rustc --version >/dev/null 2>&1 || rustup toolchain install nightly --profile minimal >&2 ||
    die "there is no nightly compiler: rustup toolchain install nightly"
cargo +nightly fuzz --version 2>/dev/null | grep -qw "$FUZZ" || cargo install --quiet --locked "cargo-fuzz@$FUZZ" >&2 ||
    die "cargo could not install cargo-fuzz $FUZZ: check the network"
cargo +nightly fuzz build --fuzz-dir tests/fuzz --target-dir "$OUT" >&2 || die "the fuzz targets do not build"
programs="$OUT/$(rustup run nightly rustc -vV | sed -n 's/^host: //p')/release"

# Fuzzes one door; writes its row of the table, and what broke it into its folder.
fuzz() {
    local target=$1 artifacts="tests/fuzz/artifacts/$1" found log ran took peak failures
    found=$(mktemp -d)
    log=$(mktemp)
    mkdir -p "$artifacts"
    ASAN_OPTIONS=detect_odr_violation=0 "$programs/$target" "$found" "tests/fuzz/corpus/$target" \
        -artifact_prefix="$artifacts/" -max_total_time="$EACH" -max_len=65536 -timeout=30 -rss_limit_mb=2048 \
        -print_final_stats=1 >"$log" 2>&1 || cat "$log" >&2
    ran=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    took=$(sed -n 's/^Done .* runs in \([0-9]*\) second.*/\1/p' "$log")
    peak=$(sed -n 's/^stat::peak_rss_mb: *//p' "$log")
    failures=$(find "$artifacts" -type f | wc -l)
    rm -rf "$found" "$log"
    printf 'fuzz: %s: %s inputs, %s failures\n' "$target" "${ran:-?}" "$failures" >&2
    # shellcheck disable=SC2016 # The quotes are Markdown's.
    printf '| `%s` | %s | %s s | %s MB | %s |\n' "$target" "${ran:-?}" "${took:-?}" "${peak:-?}" "$failures"
    return "$((failures > 0))"
}

mkdir -p docs/proof
rows="" broken=()
for target in "${TARGETS[@]}"; do
    row=$(fuzz "$target") || broken+=("$target")
    rows+="$row"$'\n'
done

{
    # shellcheck disable=SC2016 # The quotes are Markdown's.
    printf '# Fuzzing\n\n`make fuzz SECONDS=%s`, %s, at %s, with %s.\n\n' "$EACH" "$(date -u +%F)" \
        "$(git rev-parse --short HEAD)" "$(rustup run nightly rustc --version | cut -d ' ' -f 1,2)"
    printf '| target | inputs | time | memory at most | failures |\n|---|---:|---:|---:|---:|\n%s' "$rows"
} >"$REPORT"
[ "${#broken[@]}" -eq 0 ] ||
    die "${broken[*]} failed: what broke it lies in tests/fuzz/artifacts; put it into tests/fuzz/corpus and mend it"
