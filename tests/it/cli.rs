//! The command line as a script sees it: words on the two outputs, and the status.
//!
//! Statuses: 0 done; 1 nothing found, nothing changed, or problems found; 2 wrong use or no terminal.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

mod anchors;

mod annotate;

mod check;

mod damaged;

mod describe;

mod earlier_pages;

mod full;

mod names;

mod own_files;

mod passim;

mod place;

mod read;

mod recover;

mod renames;

mod repeats;

mod labels;

mod rules;

mod undo;

mod write;

/// A folder with the sample articles in `texts`, and a home for the program.
pub struct CliDesk {
    folder: tempfile::TempDir,
}

impl CliDesk {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let desk = Self { folder };
        fs::create_dir(desk.path("texts")).unwrap();
        fs::create_dir(desk.path("empty")).unwrap();
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample");
        for entry in fs::read_dir(sample).unwrap() {
            let path = entry.unwrap().path();
            let copy = desk.path("texts").join(path.file_name().unwrap());
            fs::write(copy, fs::read(path).unwrap()).unwrap();
        }
        desk
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Every file below a folder with its bytes.
    pub fn tree(&self, name: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.path(name)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.insert(path.clone(), fs::read(&path).unwrap());
                }
            }
        }
        files
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("COPYDESK_HOME", self.path("home"))
            .env("USER", "tester")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs the program with nothing on its standard input.
    pub fn copydesk(&self, arguments: &[&str]) -> Ran {
        Ran::new(self.command(arguments).output().unwrap())
    }

    /// Runs the program with these folders as the path of programs.
    pub fn with_path(&self, path: &str, arguments: &[&str]) -> Ran {
        Ran::new(self.command(arguments).env("PATH", path).output().unwrap())
    }

    /// Runs the program with this on its standard input.
    pub fn piped(&self, input: &str, arguments: &[&str]) -> Ran {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        let mut pipe = child.stdin.take().unwrap();
        pipe.write_all(input.as_bytes()).unwrap();
        drop(pipe);
        Ran::new(child.wait_with_output().unwrap())
    }

    /// Runs it where it must end with this status and say these words on standard error.
    #[track_caller]
    pub fn refused(&self, arguments: &[&str], status: i32, words: &str) {
        let ran = self.copydesk(arguments);
        assert_eq!(ran.status, status, "{arguments:?}: {}{}", ran.out, ran.told);
        assert!(ran.told.contains(words), "{arguments:?}: {}", ran.told);
        assert!(!ran.told.contains("panicked"), "{}", ran.told);
    }

    /// Runs it where it must end well, and gives its standard output.
    #[track_caller]
    pub fn done(&self, arguments: &[&str]) -> String {
        let ran = self.copydesk(arguments);
        assert_eq!(ran.status, 0, "{arguments:?}: {}", ran.told);
        ran.out
    }
}

/// The result of a run.
#[derive(Debug)]
pub struct Ran {
    pub status: i32,
    pub out: String,
    pub told: String,
}

impl Ran {
    fn new(output: Output) -> Self {
        Self {
            status: output.status.code().expect("it ends by itself"),
            out: String::from_utf8(output.stdout).unwrap(),
            told: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

#[test]
fn the_screen_needs_a_terminal() {
    let desk = CliDesk::new();
    for arguments in [&[][..], &["texts"], &["nowhere"], &["-"]] {
        let ran = desk.copydesk(arguments);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert_eq!(ran.told.lines().count(), 1, "{}", ran.told);
        assert!(ran.told.contains("no terminal") && ran.told.contains("copydesk list"));
    }
}

#[test]
fn wrong_use_is_status_2_and_help_is_not() {
    let desk = CliDesk::new();
    desk.refused(&["list", "--frobnicate"], 2, "--frobnicate");
    desk.refused(&["show"], 2, "Usage: copydesk show");
    desk.refused(&["export", "texts", "--format", "pdf"], 2, "possible values: csv,");
    desk.refused(&["list", "texts", "-"], 2, "standard input");
    assert!(desk.done(&["--help"]).contains("Exit status: 0 done"));
    assert!(desk.done(&["--version"]).starts_with("copydesk "));
    assert!(desk.done(&["help", "annotate"]).contains("--quote"));
}

#[test]
fn a_missing_path_is_status_2_everywhere() {
    let desk = CliDesk::new();
    for arguments in [
        &["show", "nowhere"][..],
        &["list", "nowhere"],
        &["find", "nowhere", "x"],
        &["check", "nowhere"],
        &["export", "nowhere", "--format", "csv"],
        &["annotate", "nowhere", "--quote", "x", "--label", "1"],
        &["config", "path", "nowhere"],
    ] {
        desk.refused(arguments, 2, "nowhere does not exist: check the spelling");
    }
}

#[test]
fn looking_makes_no_folders() {
    let desk = CliDesk::new();
    for arguments in [
        &["show", "texts"][..],
        &["list", "texts", "--json"],
        &["find", "texts", "harbour"],
        &["check", "texts"],
        &["export", "texts", "--format", "csv"],
        &["keys"],
        &["config", "path", "texts"],
        &["list"],
    ] {
        desk.done(arguments);
    }
    desk.refused(&["annotate", "texts", "--quote", "x", "--label", "1"], 2, "--article");
    assert!(!desk.path("texts/annotations").exists());
    assert!(!desk.path("home").exists());
}

#[test]
fn an_empty_folder_is_told_and_is_status_1() {
    let desk = CliDesk::new();
    for arguments in [&["show", "empty"][..], &["list", "empty"], &["find", "empty", "x"]] {
        desk.refused(arguments, 1, "no article in the folder");
    }
    let checked = desk.copydesk(&["check", "empty"]);
    assert!(checked.status == 1 && checked.out.contains("no article in the folder"));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let desk = CliDesk::new();
    desk.write("texts/long.txt", "It rained on the harbour. ".repeat(20_000));
    for arguments in [
        &["show", "texts"][..],
        &["find", "texts", "rained", "--limit", "20000"],
        &["completions", "bash"],
        &["man"],
        &["keys"],
    ] {
        let mut child = desk.command(arguments).spawn().unwrap();
        drop(child.stdout.take());
        let ran = Ran::new(child.wait_with_output().unwrap());
        assert_eq!((ran.status, ran.told.as_str()), (0, ""), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_under_the_results_is_told() {
    let desk = CliDesk::new();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = desk.command(&["list", "texts"]).stdout(full).output().unwrap();
    let ran = Ran::new(output);
    assert_eq!(ran.status, 2);
    assert!(ran.told.contains("No space left"), "{}", ran.told);
}
