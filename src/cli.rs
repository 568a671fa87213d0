//! The command line: one file per subcommand, each opens the project, calls the library and prints.
//!
//! Results go to standard output, everything else to standard error. Statuses: 0 done; 1 nothing
//! found, or problems found by `check`; 2 wrong use, no terminal, or something could not be read or
//! written; 128 and its number when a signal ended the screen.

mod anchors;

mod annotate;

mod check;

mod docs;

mod export;

mod import;

mod find;

mod keys;

mod list;

mod open;

mod output;

mod progress;

mod recover;

mod repeats;

mod rules;

mod show;

mod sources;

mod undo;

mod versions;

use std::{
    io::{self, IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
    sync::mpsc,
    thread,
    time::Duration,
};

use anyhow::{Context, bail};
use clap::{Args, Parser, Subcommand};
use copydesk::{
    diagnostic::{Diagnostic, Severity},
    project::{Project, ProjectOptions},
    store::{Dirs, Settings, check_annotator},
    text::visible,
};

use self::{output::Output, progress::Progress};
use crate::start::Start;

/// Read news articles in the terminal and tag every claim by keyboard.
///
/// Without a subcommand, opens the files and folders in the terminal; without any, the sample articles
/// that come with the program. A name that is also a subcommand is opened as ./name.
#[derive(Debug, Parser)]
#[command(name = "copydesk", version, args_conflicts_with_subcommands = true)]
#[command(
    after_help = "Exit status: 0 done; 1 nothing found, or problems found by `check`; \
    2 wrong use, no terminal, or something could not be read or written; \
    128 and the number of the signal that ended the screen (143 for SIGTERM)."
)]
pub struct Cli {
    /// Files and folders to open; - reads one article from standard input.
    paths: Vec<PathBuf>,
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Option<Sub>,
}

/// What every subcommand understands.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Keep the annotations in this folder.
    #[arg(long, global = true, value_name = "DIR")]
    store: Option<PathBuf>,
    /// Your name as annotator (else from the settings, else the user's name).
    #[arg(long, global = true, value_name = "NAME")]
    annotator: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Sub {
    /// Print the blocks and sentences of an article.
    Show(show::Show),
    /// List the articles with their progress and problems.
    List(list::List),
    /// Find passages.
    Find(find::Find),
    /// Find passages that stand in several articles.
    Repeats(repeats::Repeat),
    /// List, apply or remove the rules that label places which turn up later.
    Rules(rules::Rules),
    /// List who is said to have said what.
    Sources(sources::Sources),
    /// Write all annotations in a format of other tools.
    Export(export::Export),
    /// Take in what another tool found.
    Import(import::Import),
    /// Add or change an annotation from a script.
    Annotate(annotate::Annotate),
    /// Take back the last step of the annotator, whether of the screen or of a script.
    Undo(undo::Undo),
    /// List annotations of articles that have changed, and accept where they stand now.
    Anchors(anchors::Anchors),
    /// Look for problems in articles and in everybody's annotations, and repair files.
    Check(check::Check),
    /// List the copies of annotation files and bring them back.
    Recover(recover::Recover),
    /// Print the keys.
    Keys(keys::Keys),
    /// Print where things are kept.
    #[command(subcommand)]
    Config(docs::Config),
    /// Print a completion script for a shell.
    Completions(docs::Completions),
    /// Print the manual page.
    Man(docs::Man),
}

/// Shows a project on the terminal until the user leaves, or until a signal or a lost terminal ends it;
/// gives the status for that.
pub type Show = fn(Start) -> anyhow::Result<u8>;

/// How a subcommand ended, when it did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Status 0.
    Done,
    /// Status 1.
    Nothing,
    /// The screen, with its status.
    Shown(u8),
}

/// Runs the program; `show` is the screen.
pub fn main(show: Show) -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(refused) => return explain(&refused),
    };
    match run(cli, show) {
        Ok(Ended::Done) => ExitCode::SUCCESS,
        Ok(Ended::Nothing) => ExitCode::from(1),
        Ok(Ended::Shown(status)) => ExitCode::from(status),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&chain(&error));
            ExitCode::from(2)
        }
    }
}

/// Prints help where it was asked for; wrong use is told with arguments made visible, since a shell's
/// `*` puts file names of others there.
fn explain(refused: &clap::Error) -> ExitCode {
    if !refused.use_stderr() {
        let _ = refused.print();
        return ExitCode::SUCCESS;
    }
    let words = refused.to_string();
    let lines: Vec<_> = words.lines().map(visible).collect();
    let _ = writeln!(io::stderr(), "{}", lines.join("\n"));
    ExitCode::from(2)
}

/// An error and its causes in one line, without causes that an error already tells in its own words.
fn chain(error: &anyhow::Error) -> String {
    let mut told = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if told.is_empty() {
            told = cause;
        } else if !told.contains(&cause) {
            told = format!("{told}: {cause}");
        }
    }
    told
}

fn run(cli: Cli, show: Show) -> anyhow::Result<Ended> {
    let session = Session::new(cli.options)?;
    let Some(command) = cli.command else {
        // Without the lock of `Output`, which would keep the threads of the screen from their last words.
        return open::open(&session, &cli.paths, show);
    };
    let out = &mut Output::stdout();
    let ended = match command {
        Sub::Show(show) => show.run(&session, out),
        Sub::List(list) => list.run(&session, out),
        Sub::Find(find) => find.run(&session, out),
        Sub::Repeats(repeats) => repeats.run(&session, out),
        Sub::Rules(rules) => rules.run(&session, out),
        Sub::Sources(sources) => sources.run(&session, out),
        Sub::Export(export) => export.run(&session, out),
        Sub::Import(import) => import.run(&session, out),
        Sub::Annotate(annotate) => annotate.run(&session, out),
        Sub::Undo(undo) => undo.run(&session, out),
        Sub::Anchors(anchors) => anchors.run(&session, out),
        Sub::Check(check) => check.run(&session, out),
        Sub::Recover(recover) => recover.run(&session, out),
        Sub::Keys(keys) => keys.run(&session, out),
        Sub::Config(config) => config.run(&session, out),
        Sub::Completions(completions) => completions.run(out),
        Sub::Man(man) => man.run(out),
    }?;
    out.flush()?;
    Ok(ended)
}

/// What was set up before any subcommand: folders, settings, options.
pub struct Session {
    dirs: Dirs,
    settings: Settings,
    options: Options,
    /// What is wrong with the settings.
    warnings: Vec<String>,
}

impl Session {
    fn new(options: Options) -> anyhow::Result<Self> {
        let dirs = Dirs::platform()
            .context("this system names no home folder: set COPYDESK_HOME to a folder")?;
        let (settings, diagnostics) = Settings::load(&dirs);
        let file = Settings::path(&dirs);
        let told = |found: &Diagnostic| match found.place {
            Some(_) => format!("config.ron:{found} ({})", file.display()),
            None => format!("config.ron: {found} ({})", file.display()),
        };
        let warnings = diagnostics.iter().map(told).collect();
        Ok(Self {
            dirs,
            settings,
            options,
            warnings,
        })
    }

    /// Returns the name from the option, else from the settings, else the system's user.
    ///
    /// A name that somebody chose and that is reserved is an error. A user of the system has not chosen
    /// their name for copydesk: `gold` becomes `gold-annotator`.
    fn annotator(&self) -> anyhow::Result<String> {
        let is_named = |name: &&String| !name.trim().is_empty();
        if let Some(name) = self.options.annotator.as_ref().filter(is_named) {
            check_annotator(name).context("--annotator")?;
            return Ok(name.clone());
        }
        if let Some(name) = self.settings.annotator.as_ref().filter(is_named) {
            let file = Settings::path(&self.dirs);
            check_annotator(name).with_context(|| format!("annotator in {}", file.display()))?;
            return Ok(name.clone());
        }
        let mut users = ["USER", "USERNAME"].into_iter();
        let user = users.find_map(|name| std::env::var(name).ok().filter(|name| is_named(&name)));
        let user = user.unwrap_or("me".to_owned());
        Ok(check_annotator(&user).map_or_else(|reserved| reserved.proposed, |()| user))
    }

    fn opening(&self) -> anyhow::Result<ProjectOptions> {
        Ok(ProjectOptions {
            dirs: self.dirs.clone(),
            annotator: self.annotator()?,
            store: self.options.store.clone(),
            seed: fastrand::u64(..),
        })
    }

    /// Opens what the paths name: standard input, the sample, or files and folders (not read yet).
    fn project(&self, paths: &[PathBuf]) -> anyhow::Result<Project> {
        for warning in &self.warnings {
            complain(warning);
        }
        let opening = self.opening()?;
        let mut project = match paths {
            [] => opening.open_sample(),
            [path] if path.as_os_str() == "-" => {
                telling_when_slow(|| opening.open_input(io::stdin().lock()))?
            }
            paths if paths.iter().any(|path| path.as_os_str() == "-") => {
                bail!("- stands for standard input and cannot be mixed with other paths")
            }
            paths => opening.open_paths(paths)?,
        };
        project.keep_texts(self.settings.keep_texts);
        Ok(project)
    }

    /// Opens what the paths name and reads all of it, telling how far that is.
    fn read_project(&self, paths: &[PathBuf], progress: &mut Progress) -> anyhow::Result<Project> {
        let mut project = self.project(paths)?;
        project.load_all_telling(&mut |percent| progress.tell(percent));
        Ok(project)
    }
}

/// Says on standard error what keeps results from being whole: files that were not read, annotations
/// that cannot be understood.
fn complain_of_findings(project: &Project) {
    let grave = |found: &&(String, Diagnostic)| found.1.severity != Severity::Note;
    for (path, found) in project.findings().iter().filter(grave) {
        complain_of(path, found);
    }
    for index in 0..project.len() {
        if let Some(drift) = project
            .anchor_summary(index)
            .filter(|drift| drift.n_displaced() > 0)
        {
            complain(&format!("{}: {drift}", project.path(index)));
        }
    }
}

/// Says on standard error which annotations are of articles that are gone, and of how many articles.
fn complain_of_astray(project: &Project) -> usize {
    let astray = project.examination().map(|all| all.orphaned_files());
    let told = astray.into_iter().flatten().inspect(|(file, told)| {
        complain(&format!("{}: {told}", file.display()));
    });
    told.count()
}

/// Says on standard error what is wrong with an article, or with the corpus where the path is empty.
fn complain_of(path: &str, found: &Diagnostic) {
    if path.is_empty() {
        complain(&found.to_string());
    } else {
        complain(&format!("{path}: {found}"));
    }
}

/// Says after a moment that standard input is being read: whoever waits should see for what.
fn telling_when_slow<T>(read: impl FnOnce() -> T) -> T {
    const MOMENT: Duration = Duration::from_millis(500);
    let (done, wait) = mpsc::channel::<()>();
    if io::stderr().is_terminal() {
        thread::spawn(move || {
            if wait.recv_timeout(MOMENT) == Err(mpsc::RecvTimeoutError::Timeout) {
                complain("reading standard input to its end; Ctrl-C gives up");
            }
        });
    }
    let result = read();
    drop(done);
    result
}

/// Says something on standard error, made visible.
fn complain(words: &str) {
    let _ = writeln!(io::stderr(), "copydesk: {}", visible(words));
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io_error = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<io::Error>().map(io::Error::kind)
    };
    error
        .chain()
        .any(|cause| io_error(cause) == Some(io::ErrorKind::BrokenPipe))
}
