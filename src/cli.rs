//! The command line: one file per subcommand. A subcommand opens the project, calls the library and
//! prints.
//!
//! Results go to standard output, everything else to standard error. Exit status:
//!
//! - 0: done.
//! - 1: nothing found, or problems found by `check`.
//! - 2: wrong use, no terminal, or an error of reading or writing.
//! - 128 and the number of the signal that ended the screen, for example 143 for `SIGTERM`.

mod output;
mod table;
mod progress;
mod versions;
mod open;
mod show;
mod list;
mod find;
mod repeats;
mod rules;
mod sources;
mod export;
mod import;
mod annotate;
mod settle;
mod labels;
mod undo;
mod anchors;
mod check;
mod recover;
mod merge_store;
mod renames;
mod keys;
mod docs;

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

use self::{output::ResultWriter, progress::ProgressLine};
use crate::start::Start;

/// Read news articles in the terminal and tag every claim by keyboard.
///
/// Without a subcommand, opens the files and folders in the terminal, or the sample articles of the
/// program. A file with the name of a subcommand is opened as `./name`.
#[derive(Debug, Parser)]
#[command(name = "copydesk", version, args_conflicts_with_subcommands = true)]
#[command(after_help = "Exit status: 0 done; 1 nothing found, or problems found by `check`; \
    2 wrong use, no terminal, or something could not be read or written; \
    128 and the number of the signal that ended the screen (143 for SIGTERM).")]
pub struct CliArgs {
    /// Files and folders to open. `-` reads one article from standard input.
    paths: Vec<PathBuf>,
    #[command(flatten)]
    options: GlobalOptions,
    #[command(subcommand)]
    command: Option<CliCommand>,
}

/// The options of every subcommand.
#[derive(Debug, Clone, Args)]
pub struct GlobalOptions {
    /// Keep the annotations in DIR.
    #[arg(long, global = true, value_name = "DIR")]
    store: Option<PathBuf>,
    /// Your name as annotator. The default is the name in the settings, else your user name.
    #[arg(long, global = true, value_name = "NAME")]
    annotator: Option<String>,
}

#[derive(Debug, Subcommand)]
enum CliCommand {
    Show(show::ShowArgs),
    List(list::ListArgs),
    Find(find::FindArgs),
    Repeats(repeats::RepeatsArgs),
    Rules(rules::RulesArgs),
    Sources(sources::SourcesArgs),
    Export(export::ExportArgs),
    Import(import::ImportArgs),
    Annotate(annotate::AnnotateArgs),
    Settle(settle::SettleArgs),
    Labels(labels::LabelsArgs),
    Undo(undo::UndoArgs),
    Anchors(anchors::AnchorsArgs),
    Check(check::CheckArgs),
    Recover(recover::RecoverArgs),
    MergeStore(merge_store::MergeStoreArgs),
    Renames(renames::RenamesArgs),
    Keys(keys::KeysArgs),
    #[command(subcommand)]
    Config(docs::ConfigArgs),
    Completions(docs::CompletionsArgs),
    Man(docs::ManArgs),
}

/// Shows a project on the terminal until the user quits, a signal arrives or the terminal is lost.
/// Returns the exit status.
pub type ShowScreen = fn(Start) -> anyhow::Result<u8>;

/// The end of a subcommand without an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommandOutcome {
    /// Status 0.
    Done,
    /// Status 1.
    Nothing,
    /// The exit status of the screen.
    Shown(u8),
}

/// The result of a subcommand.
type CommandResult = anyhow::Result<CommandOutcome>;

impl CommandOutcome {
    /// Returns `Done` if a subcommand found something.
    fn found(is_found: bool) -> Self {
        if is_found { Self::Done } else { Self::Nothing }
    }
}

/// Runs the program. `show` runs the screen.
pub fn main(show: ShowScreen) -> ExitCode {
    let cli = match CliArgs::try_parse() {
        Ok(cli) => cli,
        Err(refused) => return explain(&refused),
    };
    match run(cli, show) {
        Ok(CommandOutcome::Done) => ExitCode::SUCCESS,
        Ok(CommandOutcome::Nothing) => ExitCode::from(1),
        Ok(CommandOutcome::Shown(status)) => ExitCode::from(status),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&chain(&error));
            ExitCode::from(2)
        }
    }
}

/// Prints help on standard output, and wrong use on standard error. Makes the arguments visible, because
/// `*` in a shell puts names of untrusted files into the command.
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

/// Returns an error and its causes in one line. Omits a cause if its text is already in the line.
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

fn run(cli: CliArgs, show: ShowScreen) -> CommandResult {
    let session = CliSession::new(cli.options)?;
    let Some(command) = cli.command else {
        // Without the lock of `ResultWriter`, so that threads of the screen can print a last message.
        return open::open(&session, &cli.paths, show);
    };
    let out = &mut ResultWriter::stdout();
    let ended = match command {
        CliCommand::Show(show) => show.run(&session, out),
        CliCommand::List(list) => list.run(&session, out),
        CliCommand::Find(find) => find.run(&session, out),
        CliCommand::Repeats(repeats) => repeats.run(&session, out),
        CliCommand::Rules(rules) => rules.run(&session, out),
        CliCommand::Sources(sources) => sources.run(&session, out),
        CliCommand::Export(export) => export.run(&session, out),
        CliCommand::Import(import) => import.run(&session, out),
        CliCommand::Annotate(annotate) => annotate.run(&session, out),
        CliCommand::Settle(settle) => settle.run(&session, out),
        CliCommand::Labels(labels) => labels.run(&session, out),
        CliCommand::Undo(undo) => undo.run(&session, out),
        CliCommand::Anchors(anchors) => anchors.run(&session, out),
        CliCommand::Check(check) => check.run(&session, out),
        CliCommand::Recover(recover) => recover.run(&session, out),
        CliCommand::MergeStore(merge) => merge.run(&session, out),
        CliCommand::Renames(renames) => renames.run(&session, out),
        CliCommand::Keys(keys) => keys.run(&session, out),
        CliCommand::Config(config) => config.run(&session, out),
        CliCommand::Completions(completions) => completions.run(out),
        CliCommand::Man(man) => man.run(out),
    }?;
    out.flush()?;
    Ok(ended)
}

/// The folders, settings and options of one run.
pub struct CliSession {
    dirs: Dirs,
    settings: Settings,
    options: GlobalOptions,
    /// Problems in `config.ron`, in words.
    warnings: Vec<String>,
    /// Problems in `config.ron`.
    settings_findings: Vec<Diagnostic>,
}

impl CliSession {
    fn new(options: GlobalOptions) -> anyhow::Result<Self> {
        let dirs = Dirs::platform()
            .context("this system names no home folder: set COPYDESK_HOME to a folder")?;
        let (settings, diagnostics) = Settings::load(&dirs);
        let file = Settings::path(&dirs);
        let told = |found: &Diagnostic| match found.place {
            Some(_) => format!("config.ron:{found} ({})", file.display()),
            None => format!("config.ron: {found} ({})", file.display()),
        };
        let warnings = diagnostics.iter().map(told).collect();
        Ok(Self { dirs, settings, options, warnings, settings_findings: diagnostics })
    }

    /// Returns true if an option names the annotator.
    fn names_annotator(&self) -> bool {
        self.options.annotator.as_ref().is_some_and(|name| !name.trim().is_empty())
    }

    /// Returns the name from the option, else from the settings, else of the user of the system.
    ///
    /// A reserved name in the option or the settings is an error. A reserved user name gets an ending,
    /// for example `gold` becomes `gold-annotator`.
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

    /// Opens a project like [`CliSession::open_project`], and names second stores on standard error.
    fn project(&self, paths: &[PathBuf]) -> anyhow::Result<Project> {
        let project = self.open_project(paths)?;
        for (file, found) in project.second_store_findings() {
            complain_of(&file, &found);
        }
        Ok(project)
    }

    /// Opens standard input (`-`), the sample (no path), or the corpus of files and folders. Reads no
    /// article yet.
    fn open_project(&self, paths: &[PathBuf]) -> anyhow::Result<Project> {
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

    /// Opens the corpus, reads the articles of the paths, and reports their problems on standard error.
    fn loaded_project(&self, paths: &[PathBuf]) -> anyhow::Result<Project> {
        let mut project = self.project(paths)?;
        project.load_named();
        complain_of_findings(&project);
        Ok(project)
    }

    /// Opens the corpus and reads all of its articles, with a progress line.
    fn read_project(
        &self,
        paths: &[PathBuf],
        progress: &mut ProgressLine,
    ) -> anyhow::Result<Project> {
        let mut project = self.project(paths)?;
        project.load_all_telling(&mut |percent| progress.tell(percent));
        Ok(project)
    }
}

/// Reports on standard error why results are incomplete, for example unreadable files.
fn complain_of_findings(project: &Project) {
    let grave = |found: &&(String, Diagnostic)| found.1.severity != Severity::Note;
    for (path, found) in project.findings().iter().filter(grave) {
        complain_of(path, found);
    }
    for label in project.unknown_labels() {
        complain(&label.words());
    }
    for index in 0..project.len() {
        if let Some(drift) = project.anchor_summary(index).filter(|drift| drift.n_displaced() > 0) {
            complain(&format!("{}: {drift}", project.path(index)));
        }
    }
}

/// Reports annotations of missing articles on standard error, and returns the number of missing
/// articles.
fn complain_of_astray(project: &Project) -> usize {
    let astray = project.examination().map(|all| all.orphaned_files());
    let told = astray.into_iter().flatten().inspect(|(file, told)| {
        complain(&format!("{}: {told}", file.display()));
    });
    told.count()
}

/// Reports a problem of an article on standard error, or of the corpus if the path is empty.
fn complain_of(path: &str, found: &Diagnostic) {
    if path.is_empty() {
        complain(&found.to_string());
    } else {
        complain(&format!("{path}: {found}"));
    }
}

/// Reports problems without an article on standard error, for example an unreadable folder.
fn complain_of_strays(project: &Project) {
    let findings = project.findings().iter();
    for (path, found) in findings.filter(|(path, _)| project.find_article(path).is_none()) {
        complain_of(path, found);
    }
}

/// Reports on standard error after half a second that the program still waits for standard input.
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

/// Writes a message on standard error, with control characters made visible.
fn complain(words: &str) {
    let _ = writeln!(io::stderr(), "copydesk: {}", visible(words));
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io_error = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<io::Error>().map(io::Error::kind)
    };
    error.chain().any(|cause| io_error(cause) == Some(io::ErrorKind::BrokenPipe))
}
