#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Fuzzes every door for a while (SECONDS_EACH, 60) and writes what it came to into docs/proof/fuzz.md; new inputs are kept
# small in tests/fuzz/corpus, where `make test` feeds them again on a stable compiler.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly FUZZ=0.13.1
readonly EACH=${SECONDS_EACH:-60}
readonly TARGETS=(scan gate wire tus intake stored)
readonly REPORT=docs/proof/fuzz.md

die() {
    printf 'fuzz: %s\n' "$*" >&2
    exit 1
}

command -v rustup >/dev/null 2>&1 || die "rustup is missing: install it from https://rustup.rs"
rustup run nightly rustc --version >/dev/null 2>&1 || rustup toolchain install nightly --profile minimal >&2 ||
    die "there is no nightly compiler: rustup toolchain install nightly"
cargo +nightly fuzz --version 2>/dev/null | grep -qw "$FUZZ" || cargo install --quiet --locked "cargo-fuzz@$FUZZ" >&2 ||
    die "cargo could not install cargo-fuzz $FUZZ: check the network"

mkdir -p docs/proof
rows=""
for target in "${TARGETS[@]}"; do
    found=$(mktemp -d)
    log=$(mktemp)
    cargo +nightly fuzz run --fuzz-dir tests/fuzz --target-dir "${CARGO_TARGET_DIR:-$PWD/target}/fuzz" "$target" "$found" \
        "tests/fuzz/corpus/$target" -- -max_total_time="$EACH" -max_len=65536 -rss_limit_mb=2048 -print_final_stats=1 2>&1 |
        tee "$log" >&2 || die "$target failed: what broke it lies in tests/fuzz/artifacts/$target; put it into tests/fuzz/corpus/$target and mend it"
    ran=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    rows+="| \`$target\` | ${ran:-?} | $EACH s | 0 |"$'\n'
done

{
    printf '# Fuzzing\n\n`make fuzz SECONDS=%s`, %s, at %s.\n\n' "$EACH" "$(date -u +%F)" "$(git rev-parse --short HEAD)"
    printf '| target | inputs | time | failures |\n|---|---:|---:|---:|\n%s' "$rows"
} >"$REPORT"
