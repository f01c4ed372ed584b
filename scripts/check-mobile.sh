#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Checks the types of the whole app for Android and iOS on a machine with neither SDK nor Xcode: the C in it only has to
# seem to compile. Proves types and nothing else.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly TARGETS=(aarch64-linux-android aarch64-apple-ios)
readonly KIT=${CARGO_TARGET_DIR:-target}/mobile-kit
mkdir -p "$KIT/kotlin"
kit=$(cd "$KIT" && pwd)

# A compiler that writes empty objects, answers -E with the host's, and is no MSVC; by a name of its own, as the host links
# its macros with the real cc.
cat > "$kit/phone-cc" <<'CC'
#!/bin/sh
for word in "$@"; do
    case "$word" in
        -\?) exit 1 ;;
        -E) exec gcc -E -x c - </dev/null ;;
    esac
done
out=
while [ $# -gt 0 ]; do
    [ "$1" = -o ] && out=$2
    shift
done
[ -z "$out" ] || : > "$out"
CC
printf '#!/bin/sh\necho /\n' > "$kit/xcrun"
printf '#!/bin/sh\nfor word in "$@"; do case "$word" in *.a) : > "$word" ;; esac; done\n' > "$kit/phone-ar"
chmod +x "$kit/phone-cc" "$kit/xcrun" "$kit/phone-ar"

include=/usr/include
libraries=$(dirname "$(gcc -print-file-name=libcrypto.so)")
for target in "${TARGETS[@]}"; do
    rustup target list --installed | grep -qx "$target" || rustup target add "$target"
    name=${target//-/_}
    upper=${name^^}
    env "CC_$name=$kit/phone-cc" "AR_$name=$kit/phone-ar" "CXX_$name=$kit/phone-cc" PATH="$kit:$PATH" \
        "${upper}_OPENSSL_LIB_DIR=$libraries" "${upper}_OPENSSL_INCLUDE_DIR=$include" OPENSSL_NO_VENDOR=1 \
        WRY_ANDROID_PACKAGE=eu.ronda.field WRY_ANDROID_LIBRARY=ronda_mobile WRY_ANDROID_KOTLIN_FILES_OUT_DIR="$kit/kotlin" \
        cargo check --locked -p ronda-mobile --lib --target "$target"
done
