//! The program describes itself: folders, completions, manual page, `docs/cli.md`.

use std::{collections::BTreeMap, io::Write, path::PathBuf};

use clap::{Args, Command, CommandFactory, Subcommand, ValueEnum};
use copydesk::{
    store::{Settings, key_file},
    text::visible,
};

use super::{CliArgs, CliSession, CommandOutcome, output::ResultWriter};

/// Print where things are kept.
#[derive(Debug, Subcommand)]
pub enum ConfigArgs {
    /// Print where settings, keys and the annotations of these articles are, or would be made.
    Path {
        /// Files and folders; without any, the sample articles.
        paths: Vec<PathBuf>,
        /// One JSON object.
        #[arg(long)]
        json: bool,
    },
}

impl ConfigArgs {
    pub fn run(
        &self,
        session: &CliSession,
        out: &mut ResultWriter<impl Write>,
    ) -> anyhow::Result<CommandOutcome> {
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
    /// The shell.
    shell: clap_complete::Shell,
}

impl CompletionsArgs {
    pub fn run(&self, out: &mut ResultWriter<impl Write>) -> anyhow::Result<CommandOutcome> {
        // The generator panics when it cannot write, and a closed pipe is no reason to.
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
    /// For `man`: copydesk man | man -l -
    Roff,
    /// The page docs/cli.md.
    Markdown,
}

impl ManArgs {
    pub fn run(&self, out: &mut ResultWriter<impl Write>) -> anyhow::Result<CommandOutcome> {
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
