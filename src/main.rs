//! The program: the command line and the terminal screen over the `copydesk` library.

mod cli;

mod tui;

use std::process::ExitCode;

use copydesk::{
    keymap::Keymap,
    project::Project,
    store::{Dirs, Settings},
};

/// What the command line hands to the screen; neither knows the other.
struct Start {
    project: Project,
    keymap: Keymap,
    settings: Settings,
    dirs: Dirs,
    /// Whether `NO_COLOR` is set.
    no_color: bool,
    /// What the user should read first: problems with settings or keys.
    warning: Option<String>,
}

fn main() -> ExitCode {
    cli::main(tui::run)
}
