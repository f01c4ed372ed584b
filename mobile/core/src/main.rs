// SPDX-License-Identifier: EUPL-1.2
//! The `ronda` command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    ronda_field::cli::main()
}
