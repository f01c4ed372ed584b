// SPDX-License-Identifier: EUPL-1.2
//! Writes the bridge as TypeScript to standard output, for `make bridge`.

use std::io::Write as _;

fn main() -> std::io::Result<()> {
    std::io::stdout().write_all(ronda_mobile::bridge::typescript::typescript().as_bytes())
}
