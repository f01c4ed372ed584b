// SPDX-License-Identifier: EUPL-1.2
//! Hands the Kotlin and Swift parts to the phones' own builds; the web view gets no command of this plugin.

fn main() {
    tauri_plugin::Builder::new(&[])
        .android_path("android")
        .ios_path("ios")
        .build();
}
