//! The program describes itself: folders, completions, manual page, `docs/cli.md`.

use std::{collections::BTreeMap, io::Write, path::PathBuf};

use clap::{Args, Command, CommandFactory, Subcommand, ValueEnum};
use copydesk::{
    store::{Settings, key_file},
    text::visible,
};

use super::{CliArgs, CliSession, CommandOutcome, CommandResult, output::ResultWriter};

/// Print the paths of settings, keys and annotations.
#[derive(Debug, Subcommand)]
pub enum ConfigArgs {
    /// Print the paths of settings, keys and the annotations of the articles, also of files that do not
    /// exist yet.
    Path {
        /// Files and folders. The default is the sample articles.
        paths: Vec<PathBuf>,
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
    },
}

impl ConfigArgs {
    pub fn run(&self, session: &CliSession, out: &mut ResultWriter) -> CommandResult {
        let ConfigArgs::Path { paths, json } = self;
        let project = session.project(paths)?;
        let dirs = &session.dirs;
        let rows = [
            ("settings", Settings::path(dirs)),
            ("keys", key_file(dirs)),
            ("data", dirs.data.clone()),
            ("state", dirs.state.clone()),
            ("cache", dirs.cache.clone()),
            ("annotations", project.store_dir().to_owned()),
        ];
        if *json {
            let object: BTreeMap<&str, String> = rows
                .iter()
                .map(|(name, path)| (*name, path.to_string_lossy().into_owned()))
                .collect();
            out.json(&object)?;
        } else {
            for (name, path) in rows {
                writeln!(out, "{name:<12} {}", visible(&path.to_string_lossy()))?;
            }
        }
        Ok(CommandOutcome::Done)
    }
}

/// Print a completion script for a shell.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell, for example `bash`.
    shell: clap_complete::Shell,
}

impl CompletionsArgs {
    pub fn run(&self, out: &mut ResultWriter) -> CommandResult {
        // The generator panics on a failed write, for example into a closed pipe, so it writes to memory.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut CliArgs::command(), "copydesk", &mut script);
        out.data().write_all(&script)?;
        Ok(CommandOutcome::Done)
    }
}

/// Print the manual page.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// The format.
    #[arg(long, value_enum, default_value_t = ManualFormat::Roff)]
    format: ManualFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ManualFormat {
    /// For `man`: `copydesk man | man -l -`.
    Roff,
    /// The page `docs/cli.md`.
    Markdown,
}

impl ManArgs {
    pub fn run(&self, out: &mut ResultWriter) -> CommandResult {
        match self.format {
            ManualFormat::Roff => clap_mangen::Man::new(CliArgs::command()).render(out.data())?,
            ManualFormat::Markdown => write!(out, "{}", markdown())?,
        }
        Ok(CommandOutcome::Done)
    }
}

/// Returns the page `docs/cli.md`.
fn markdown() -> String {
    let mut page = String::from(
        "# Command line\n\nPrinted by `copydesk man --format markdown`; a test keeps it true.\n",
    );
    let mut command = CliArgs::command().term_width(96);
    command.build();
    section(&mut page, &mut command);
    page
}

fn section(page: &mut String, command: &mut Command) {
    let name = command.get_bin_name().unwrap_or(command.get_name()).to_owned();
    let help = command.render_long_help().to_string();
    let help: Vec<&str> = help.lines().map(str::trim_end).collect();
    page.push_str(&format!("\n## `{name}`\n\n```text\n{}\n```\n", help.join("\n").trim_end()));
    for sub in command.get_subcommands_mut().filter(|sub| sub.get_name() != "help") {
        section(page, sub);
    }
}
