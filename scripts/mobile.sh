#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Builds the app for a phone, where the platform's own tools are; says what is missing otherwise.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../mobile"

die() {
    printf 'mobile: %s\n' "$*" >&2
    exit 1
}

case "${1:-}" in
    android)
        [ -d "${ANDROID_HOME:-}" ] || die "ANDROID_HOME names no Android SDK: install one (API 36, build tools 36, NDK 29)"
        [ -d "${NDK_HOME:-}" ] || die "NDK_HOME names no Android NDK: sdkmanager 'ndk;29.0.14206865', then set NDK_HOME"
        rustup target add aarch64-linux-android
        exec npm run --silent tauri -- android build --apk --target aarch64
        ;;
    ios)
        [ "$(uname)" = Darwin ] || die "iOS apps are built on a Mac with Xcode: run make ios there"
        rustup target add aarch64-apple-ios
        [ -d src-tauri/gen/apple ] || npm run --silent tauri -- ios init --ci
        exec npm run --silent tauri -- ios build
        ;;
    *)
        die "usage: scripts/mobile.sh android|ios"
        ;;
esac
