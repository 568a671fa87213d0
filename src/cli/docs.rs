//! What describes the program itself: folders, completions, manual page, `docs/cli.md`.

use std::io::Write;

use clap::{Args, Command, CommandFactory, Subcommand, ValueEnum};
use copydesk::store::key_file;

use super::{Cli, Ended, Session};

/// Print where things are kept.
#[derive(Debug, Subcommand)]
pub enum Config {
    /// Print the folders of configuration, data, state and cache, and of the sample's annotations.
    Path,
}

impl Config {
    pub fn run(&self, session: &Session, out: &mut impl Write) -> anyhow::Result<Ended> {
        match self {
            Config::Path => {
                let dirs = &session.dirs;
                let sample = session.opening().sample();
                let settings = dirs.config.join("config.ron");
                let keys = key_file(dirs);
                let rows = [
                    ("settings", settings.as_path()),
                    ("keys", keys.as_path()),
                    ("data", dirs.data.as_path()),
                    ("state", dirs.state.as_path()),
                    ("cache", dirs.cache.as_path()),
                    ("sample", sample.store_dir()),
                ];
                for (name, path) in rows {
                    writeln!(out, "{name:<9} {}", path.display())?;
                }
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
    pub fn run(&self, out: &mut impl Write) -> anyhow::Result<Ended> {
        clap_complete::generate(self.shell, &mut Cli::command(), "copydesk", out);
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
    pub fn run(&self, out: &mut impl Write) -> anyhow::Result<Ended> {
        match self.format {
            Page::Roff => clap_mangen::Man::new(Cli::command()).render(out)?,
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
