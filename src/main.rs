//! The program: the command line and the terminal screen over the `copydesk` library.

mod start;
mod cli;
mod tui;

use std::process::ExitCode;

fn main() -> ExitCode {
    outlive_file_limits();
    cli::main(tui::run)
}

/// A file that grows beyond what the system allows is an error of the write like any other, and told;
/// unasked, the system would end the program instead.
#[cfg(unix)]
fn outlive_file_limits() {
    let seen = std::sync::Arc::default();
    // What cannot be arranged leaves things as they are.
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, seen);
}

#[cfg(not(unix))]
fn outlive_file_limits() {}
