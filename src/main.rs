//! The program: the command line and the terminal screen over the `copydesk` library.

mod cli;

mod tui;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
