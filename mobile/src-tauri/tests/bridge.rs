// SPDX-License-Identifier: EUPL-1.2
//! The bridge the screens were written against is the one the engine offers.

#[test]
fn the_committed_typescript_is_what_rust_generates() {
    let committed = include_str!("../../ui/src/bridge/generated.ts");
    assert!(
        committed == ronda_mobile::bridge::typescript::typescript(),
        "mobile/ui/src/bridge/generated.ts is behind: run make bridge"
    );
}
