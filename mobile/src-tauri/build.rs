// SPDX-License-Identifier: EUPL-1.2
//! Prepares the Tauri build; the screens must be built before (`make ui`), or a page that says so stands in for them.

use std::fs;
use std::path::Path;

const MISSING: &str =
    "<!doctype html><meta charset=utf-8><title>Ronda</title><p>The screens are not built: run make ui.";

fn main() {
    let page = Path::new("../ui/dist/index.html");
    if !page.exists() {
        if let Some(folder) = page.parent() {
            let _ = fs::create_dir_all(folder);
        }
        let _ = fs::write(page, MISSING);
    }
    tauri_build::build();
}
