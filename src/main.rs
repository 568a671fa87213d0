//! The program: the command line and the terminal screen over the `copydesk` library.

mod start;
mod cli;
mod tui;

use std::process::ExitCode;

fn main() -> ExitCode {
    outlive_file_limits();
    cli::main(tui::run)
}

/// Turns `SIGXFSZ` into an error of the write that exceeds the file size limit. Without this handler the
/// signal would end the program.
#[cfg(unix)]
fn outlive_file_limits() {
    let seen = std::sync::Arc::default();
    // Without the handler the program still works.
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, seen);
}

#[cfg(not(unix))]
fn outlive_file_limits() {}
