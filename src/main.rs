//! The program: the command line and the terminal screen over the `copydesk` library.

mod start;

mod cli;

mod tui;

#[cfg(test)]
mod audit;

#[cfg(test)]
mod trials;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main(tui::run)
}
