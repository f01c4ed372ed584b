// SPDX-License-Identifier: EUPL-1.2
//! The binary `ronda-server`: hands over to the command line of the library.

fn main() -> std::process::ExitCode {
    ronda_server::cli::main()
}
