// SPDX-License-Identifier: EUPL-1.2
//! The command line `ronda-server`: every verb, its answer on standard output, everything else on standard error.

mod args;
mod case;
mod human;
mod output;
mod place;
mod run;
mod serving;
mod taxonomy;
mod ticket;

use std::process::ExitCode;

use clap::Parser;

use args::Cli;

/// Runs the command line of this process. Exits 0 for done, 1 for failed, 2 for wrong usage.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return output::failed(cli.json, &format!("the system gives no threads: {error}")),
    };
    runtime.block_on(run::run(cli))
}
