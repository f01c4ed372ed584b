// SPDX-License-Identifier: EUPL-1.2
//! The app on a desktop.

fn main() {
    ronda_mobile::run();
}
