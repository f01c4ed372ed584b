#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Installs what a build (`base`), the whole test suite (`test`; `packages` are the system's alone), the measurements (`bench`),
# or the examination of the tests (`coverage`, `mutants`) or of the screens (`screens`) need and this machine lacks; quick when
# nothing is missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly RUST_WANTED=1.95
readonly NODE_WANTED=20
readonly TUSPY=1.1.0
readonly SCHEMATHESIS=4.32.5
readonly LLVM_COV=0.9.1
readonly MUTANTS=27.1.0
readonly VENV=target/venv
readonly UI=mobile/ui
# A real map for the demo and the tests: OpenStreetMap data of Firenze (ODbL) in the test folder of a crate.
readonly MAP_CRATE=pmtiles2
readonly MAP_CRATE_VERSION=0.3.2
readonly MAP_IN_CRATE='test/protomaps(vector)ODbL_firenze.pmtiles'
readonly MAP_SHA256=feeeca346019172195f025b4952f9bd76cf93dd8e2e5e79011dbbb0f875c9006
# WebKitGTK is the app's window on a desktop.
readonly BASE_PACKAGES=(build-essential pkg-config libssl-dev perl ca-certificates libwebkit2gtk-4.1-dev)
readonly WINDOW_PACKAGES=(webkit2gtk-driver xvfb xauth)
# libfaketime gives the programs another clock, in tests alone. Java stands in for Android's: Debian's runtime holds the
# compiler, and a whole JDK for the sake of the command `javac` would be 72 MB more to fetch.
readonly TEST_PACKAGES=(python3-venv python3-pip libfaketime default-jre-headless "${WINDOW_PACKAGES[@]}")

say() { printf 'setup: %s\n' "$*" >&2; }
die() {
    say "$*"
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# True when version $1 is at least $2.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

# Mirrors and registries have bad minutes: three tries, a little further apart each time.
patiently() {
    local pause
    for pause in 5 15 0; do
        "$@" && return 0
        [ "$pause" -eq 0 ] || {
            say "failed: $*; trying again in $pause s"
            sleep "$pause"
        }
    done
    return 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    elif have sudo; then
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    else
        die "root is needed for: $* (install sudo, or run that line as root)"
    fi
}

need_rust() {
    have cargo || die "Rust is missing: install Rust $RUST_WANTED or later from https://rustup.rs, then open a new shell"
    local version
    version=$(rustc --version | cut -d ' ' -f 2)
    at_least "${version%%-*}" "$RUST_WANTED" ||
        die "Rust $version is too old: $RUST_WANTED or later is needed (rustup update stable)"
}

need_node() {
    { have node && have npm; } ||
        die "Node.js or npm is missing: install Node.js $NODE_WANTED or later from https://nodejs.org"
    local version
    version=$(node --version)
    at_least "${version#v}" "$NODE_WANTED" ||
        die "Node.js $version is too old: $NODE_WANTED or later is needed (https://nodejs.org)"
}

missing_packages() {
    local package
    for package in "$@"; do
        dpkg-query --show --showformat '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || echo "$package"
    done
}

install_packages() {
    local missing
    mapfile -t missing < <(missing_packages "$@")
    [ "${#missing[@]}" -gt 0 ] || return 0
    say "installing ${missing[*]}"
    patiently as_root apt-get update -qq || die "apt-get update failed: check the network and the package sources"
    patiently as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2 ||
        die "apt-get could not install ${missing[*]}: install them by hand, then run this again"
}

# Elsewhere than on Debian or Ubuntu we name what is missing and leave the installing to the owner of the machine.
check_tools() {
    local entry tool missing=()
    for entry in "$@"; do
        tool=${entry%%=*}
        have "$tool" || missing+=("${entry#*=}")
    done
    have pkg-config && ! pkg-config --exists libcrypto && missing+=("the OpenSSL development files (libcrypto)")
    have pkg-config && ! pkg-config --exists webkit2gtk-4.1 && missing+=("the WebKitGTK 4.1 development files (webkit2gtk-4.1)")
    [ "${#missing[@]}" -gt 0 ] || return 0
    say "this system has no apt-get, so please install with its own package manager:"
    printf '  - %s\n' "${missing[@]}" >&2
    exit 1
}

base_packages() {
    need_rust
    need_node
    if have apt-get; then
        install_packages "${BASE_PACKAGES[@]}" "$@"
    else
        check_tools cc="a C compiler (cc)" make="make" pkg-config="pkg-config" perl="Perl 5"
    fi
}

base() {
    base_packages
    node_packages "$UI" "the packages of the app's screens"
    demo_map
}

is_the_map() { [ -e "$1" ] && [ "$(sha256sum "$1" | cut -d ' ' -f 1)" = "$MAP_SHA256" ]; }

# Cargo fetches the crate, and only the file with the right hash is taken; it is not part of the repository.
demo_map() {
    local map="${CARGO_TARGET_DIR:-target}/map/firenze.pmtiles" crate found
    is_the_map "$map" && return 0
    say "fetching the demo map of Firenze (OpenStreetMap data, ODbL) with the crate $MAP_CRATE $MAP_CRATE_VERSION"
    patiently cargo info --quiet "$MAP_CRATE@$MAP_CRATE_VERSION" >/dev/null ||
        die "cargo could not fetch $MAP_CRATE $MAP_CRATE_VERSION: check the network"
    crate=$(find "${CARGO_HOME:-$HOME/.cargo}/registry/cache" -name "$MAP_CRATE-$MAP_CRATE_VERSION.crate" -print -quit)
    [ -n "$crate" ] || die "cargo did not keep $MAP_CRATE $MAP_CRATE_VERSION: check the folder ${CARGO_HOME:-$HOME/.cargo}"
    mkdir -p "${map%/*}"
    found="$map.new"
    tar -xzOf "$crate" "$MAP_CRATE-$MAP_CRATE_VERSION/$MAP_IN_CRATE" >"$found" ||
        die "$MAP_CRATE $MAP_CRATE_VERSION has no map of Firenze: please tell us"
    is_the_map "$found" || die "the map of Firenze is not the one it should be: please tell us"
    mv "$found" "$map"
}

# tuspy: a tus client that nobody here wrote, for the upload tests.
python_client() {
    local stamp="$VENV/.tuspy-$TUSPY"
    [ -e "$stamp" ] && "$VENV/bin/python" -c 'import tusclient' 2>/dev/null && return 0
    say "preparing the Python upload client (tuspy $TUSPY) in $VENV"
    python3 -m venv --clear "$VENV" || die "python3 -m venv failed: install the venv module of Python 3"
    patiently "$VENV/bin/pip" install --quiet --disable-pip-version-check "tuspy==$TUSPY" ||
        die "pip could not install tuspy $TUSPY: check the network"
    touch "$stamp"
}

# schemathesis: a program that nobody here wrote asks everything the OpenAPI description allows, and what it does not.
python_asker() {
    local venv=target/schemathesis
    local stamp="$venv/.schemathesis-$SCHEMATHESIS"
    [ -e "$stamp" ] && "$venv/bin/schemathesis" --version >/dev/null 2>&1 && return 0
    say "preparing schemathesis $SCHEMATHESIS in $venv"
    python3 -m venv --clear "$venv" || die "python3 -m venv failed: install the venv module of Python 3"
    patiently "$venv/bin/pip" install --quiet --disable-pip-version-check "schemathesis==$SCHEMATHESIS" ||
        die "pip could not install schemathesis $SCHEMATHESIS: check the network"
    touch "$stamp"
}

# Node packages of a folder, pinned by its lock file.
node_packages() {
    local folder=$1 what=$2
    [ -e "$folder/package-lock.json" ] || return 0
    local stamp="$folder/node_modules/.installed-lock"
    cmp -s "$folder/package-lock.json" "$stamp" && return 0
    say "installing $what"
    patiently npm ci --prefix "$folder" --no-audit --no-fund --loglevel=error >&2 ||
        die "npm ci failed in $folder: check the network"
    cp "$folder/package-lock.json" "$stamp"
}

# All at once, and apart from the rest: only this may have to ask for a password.
test_packages() {
    base_packages "${TEST_PACKAGES[@]}"
    have apt-get ||
        check_tools python3="Python 3 with its venv and pip modules" WebKitWebDriver="WebKitWebDriver" Xvfb="Xvfb" \
            faketime="libfaketime" java="Java 11 or later with its compiler (a JDK)"
}

for_tests() {
    test_packages
    base
    python_client
    python_asker
    # tus-js-client: another upload client that nobody here wrote.
    node_packages tests/clients "the Node upload client"
}

# The peers are other people's programs, never part of the product: one that cannot be had is "not run" in the table.
peer() {
    patiently "$@" >&2 || say "this peer will be missing from the table: $*"
}

for_bench() {
    base
    if have apt-get; then
        install_packages "${WINDOW_PACKAGES[@]}"
    else
        check_tools WebKitWebDriver="WebKitWebDriver" Xvfb="Xvfb"
    fi
    local peer
    for peer in pouchdb automerge tus; do
        [ -e "tests/peers/$peer/node_modules" ] || peer npm install --no-save --prefix "tests/peers/$peer" --no-audit --no-fund --loglevel=error
    done
    peer env CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}/peers" \
        cargo build --quiet --locked --release --manifest-path tests/peers/samod/Cargo.toml
    if ! have vipsthumbnail && have apt-get; then
        patiently as_root apt-get update -qq || true
        peer as_root apt-get install -y -qq --no-install-recommends libvips-tools
    fi
}

# A cargo subcommand of exactly this version.
cargo_tool() {
    local tool=$1 version=$2
    cargo "${tool#cargo-}" --version 2>/dev/null | grep -qw "$version" && return 0
    say "installing $tool $version"
    patiently cargo install --quiet --locked "$tool@$version" >&2 || die "cargo could not install $tool: check the network"
}

for_coverage() {
    base
    if have rustup; then
        patiently rustup component add llvm-tools >&2 || die "rustup could not add llvm-tools: check the network"
    else
        have llvm-profdata || die "llvm-profdata is missing: install the LLVM tools of your compiler's version"
    fi
    cargo_tool cargo-llvm-cov "$LLVM_COV"
}

# Chromium takes the pictures of the screens and examines them.
for_screens() {
    base
    if have apt-get; then
        have chromium || have chromium-browser || install_packages chromium
    else
        check_tools chromium="Chromium"
    fi
}

for_mutants() {
    base
    cargo_tool cargo-mutants "$MUTANTS"
}

case "${1:-}" in
    base) base ;;
    packages) test_packages ;;
    test) for_tests ;;
    bench) for_bench ;;
    coverage) for_coverage ;;
    mutants) for_mutants ;;
    screens) for_screens ;;
    *)
        printf 'usage: scripts/setup.sh base|packages|test|bench|screens|coverage|mutants\n  base   what building and the demo need\n  packages  what building and the tests need of the system\n  test   base, packages, and the clients that the test suite drives\n  bench  base, the peers that the measurements run beside, and what drives the app in a window\n  screens base, and the browser that pictures the screens\n  coverage, mutants  base, and the tool of that name\n' >&2
        exit 2
        ;;
esac
