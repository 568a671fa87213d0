//! What describes the program itself: folders, completions, manual page, `docs/cli.md`.

use std::{collections::BTreeMap, io::Write, path::PathBuf};

use clap::{Args, Command, CommandFactory, Subcommand, ValueEnum};
use copydesk::{
    store::{Settings, key_file},
    text::visible,
};

use super::{Cli, Ended, Session, output::Output};

/// Print where things are kept.
#[derive(Debug, Subcommand)]
pub enum Config {
    /// Print where settings, keys and the annotations of these articles are, or would be made.
    Path {
        /// Files and folders; without any, the sample articles.
        paths: Vec<PathBuf>,
        /// One JSON object.
        #[arg(long)]
        json: bool,
    },
}

impl Config {
    pub fn run(&self, session: &Session, out: &mut Output<impl Write>) -> anyhow::Result<Ended> {
        let Config::Path { paths, json } = self;
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
        Ok(Ended::Done)
    }
}

/// Print a completion script for a shell.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell.
    shell: clap_complete::Shell,
}

impl Completions {
    pub fn run(&self, out: &mut Output<impl Write>) -> anyhow::Result<Ended> {
        // The generator panics when it cannot write, and a closed pipe is no reason to.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "copydesk", &mut script);
        out.data().write_all(&script)?;
        Ok(Ended::Done)
    }
}

/// Print the manual page.
#[derive(Debug, Args)]
pub struct Man {
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Page::Roff)]
    format: Page,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Page {
    /// For `man`: copydesk man | man -l -
    Roff,
    /// The page docs/cli.md.
    Markdown,
}

impl Man {
    pub fn run(&self, out: &mut Output<impl Write>) -> anyhow::Result<Ended> {
        match self.format {
            Page::Roff => clap_mangen::Man::new(Cli::command()).render(out.data())?,
            Page::Markdown => write!(out, "{}", markdown())?,
        }
        Ok(Ended::Done)
    }
}

/// The page `docs/cli.md`.
fn markdown() -> String {
    let mut page = String::from(
        "# Command line\n\nPrinted by `copydesk man --format markdown`; a test keeps it true.\n",
    );
    let mut command = Cli::command().term_width(96);
    command.build();
    section(&mut page, &mut command);
    page
}

fn section(page: &mut String, command: &mut Command) {
    let name = command
        .get_bin_name()
        .unwrap_or(command.get_name())
        .to_owned();
    let help = command.render_long_help().to_string();
    let help: Vec<&str> = help.lines().map(str::trim_end).collect();
    page.push_str(&format!(
        "\n## `{name}`\n\n```text\n{}\n```\n",
        help.join("\n").trim_end()
    ));
    for sub in command
        .get_subcommands_mut()
        .filter(|sub| sub.get_name() != "help")
    {
        section(page, sub);
    }
}
