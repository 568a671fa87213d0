//! `copydesk [PATH…]`: the terminal screen.

use std::{
    io::{self, IsTerminal},
    path::PathBuf,
};

use anyhow::{anyhow, bail};
use copydesk::{
    keymap::Keymap,
    store::{key_file, read_key_file},
};

use super::{CliSession, CommandOutcome, CommandResult, ShowScreen, chain};
use crate::start::Start;

/// Opens the paths in the terminal.
pub fn open(session: &CliSession, paths: &[PathBuf], show: ShowScreen) -> CommandResult {
    let reads_input = matches!(paths, [path] if path.as_os_str() == "-");
    check_terminal(reads_input)?;
    let mut warnings = session.warnings.clone();
    let keymap = keymap(session).unwrap_or_else(|error| {
        warnings.push(format!("{}; the default keys are used", chain(&error)));
        Keymap::default()
    });
    let project = session.open_project(paths)?;
    let status = show(Start {
        project,
        keymap,
        settings: session.settings.clone(),
        dirs: session.dirs.clone(),
        no_color: std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()),
        warning: Some(warnings.join(" · ")).filter(|words| !words.is_empty()),
    })?;
    Ok(CommandOutcome::Shown(status))
}

/// Returns the default keys with the user's `keys.ron` over them.
pub fn keymap(session: &CliSession) -> anyhow::Result<Keymap> {
    let file = key_file(&session.dirs);
    let told = |cause: String| anyhow!("keys.ron: {cause} ({})", file.display());
    let patch = read_key_file(&session.dirs).map_err(|error| told(error.to_string()))?;
    match patch {
        Some(patch) => Keymap::patched(&patch).map_err(|error| told(error.to_string())),
        None => Ok(Keymap::default()),
    }
}

/// Refuses to start without a terminal for drawing and for keys.
fn check_terminal(reads_input: bool) -> anyhow::Result<()> {
    let advice = "use `copydesk list`, `show`, `find` or `export` in a script";
    if !io::stdout().is_terminal() {
        bail!("standard output is no terminal: {advice}");
    }
    if !reads_input && !io::stdin().is_terminal() {
        bail!(
            "standard input is no terminal: {advice}, or `copydesk -` to read an article from it"
        );
    }
    if reads_input && io::stdin().is_terminal() {
        bail!("`copydesk -` reads an article from standard input: pipe one into it");
    }
    if std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
        bail!("this terminal (TERM=dumb) cannot show a screen: {advice}");
    }
    Ok(())
}
