//! Programs that turn files into text: `pdftotext` for PDF files, and programs of the user's settings.
//!
//! Owns the choice of the program, its version, the limits of its runs and the cache of the results. What a
//! program writes becomes an article in [`crate::corpus`]. Only the user's own settings name a program: a file
//! of a project never does, because it would run foreign commands. A program that fails, hangs or is missing
//! gives an article without text and with the reason, and nothing else stops.

mod conversion_cache;
mod limited_run;

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use self::{
    conversion_cache::{ConversionCache, ConversionKey},
    limited_run::{RunFault, RunLimits, RunOutput, run},
};
use super::{Dirs, Settings};
use crate::{
    corpus::{Article, PdfLayout, is_pdf},
    diagnostic::{Diagnostic, Severity},
};

/// The converter of PDF files.
const PDFTOTEXT: &str = "pdftotext";

/// Place in a command for the path of the file; without it the file comes on standard input.
const FILE_WORD: &str = "{file}";

/// Bytes of a PDF file for which the converter gets a further second.
const BYTES_PER_SECOND: usize = 4 << 20;

/// Limits of the question for a version.
const VERSION_LIMITS: RunLimits = RunLimits {
    quiet: Duration::from_secs(2),
    total: Duration::from_secs(2),
    output: 64 << 10,
    memory: 1 << 30,
};

/// The programs of a user, and the folder of their results.
#[derive(Clone, Debug, Default)]
pub struct Converters(Arc<ConverterTable>);

#[derive(Debug, Default)]
struct ConverterTable {
    /// The command for each ending, without its dot and in lower case.
    commands: BTreeMap<String, Vec<String>>,
    /// Longest run of a program of the settings.
    seconds: u64,
    cache: Option<ConversionCache>,
    /// The version of each program that was asked.
    versions: Mutex<BTreeMap<String, String>>,
}

/// Two tables are equal if they name the same programs.
impl PartialEq for Converters {
    fn eq(&self, other: &Self) -> bool {
        self.0.commands == other.0.commands
    }
}

impl Eq for Converters {}

impl Converters {
    /// Returns the programs of the user's settings.
    pub fn of(dirs: &Dirs) -> Converters {
        let (settings, _) = Settings::load(dirs);
        Converters(Arc::new(ConverterTable {
            commands: settings.converter_commands(),
            seconds: settings.converter_seconds,
            cache: Some(ConversionCache::of(dirs)),
            versions: Mutex::default(),
        }))
    }

    /// Returns `true` for an ending that the settings name a program for.
    pub(super) fn knows(&self, ending: &str) -> bool {
        self.0.commands.contains_key(&ending.to_lowercase())
    }

    /// Returns `true` for a file that a program converts.
    pub(super) fn converts(&self, path: &str) -> bool {
        let ending = ending(path);
        ending == "pdf" || self.0.commands.contains_key(&ending)
    }

    /// Makes the article of a file. `file` is its path on the disk, if it has one.
    pub(super) fn article(&self, path: &str, file: Option<&Path>, bytes: Vec<u8>) -> Article {
        let refused = |diagnostic| Article::refused(path, diagnostic);
        if let Some(command) = self.0.commands.get(&ending(path)) {
            return match self.converted(command, file, bytes) {
                Ok((page, converter)) => Article::converted(path, &page, converter),
                Err(diagnostic) => refused(diagnostic),
            };
        }
        if !is_pdf(&bytes) {
            return Article::read(path, &bytes);
        }
        match self.layout(bytes) {
            Ok((layout, converter)) => Article::of_pdf(path, layout, converter),
            Err(diagnostic) => refused(diagnostic),
        }
    }

    /// Returns the places of the words of a PDF file, and the converter with its version.
    fn layout(&self, bytes: Vec<u8>) -> Result<(PdfLayout, String), Diagnostic> {
        let version = self.version(PDFTOTEXT, "-v").map_err(|fault| of_pdf(&fault))?;
        let converter = format!("{PDFTOTEXT} {version}");
        let key = ConversionKey::of(&bytes, &converter);
        let cached = self.0.cache.as_ref().and_then(|cache| cache.read(&key));
        if let Some(layout) = cached.and_then(|bytes| postcard::from_bytes(&bytes).ok()) {
            return Ok((layout, converter));
        }
        let seconds = 2 + u64::try_from(bytes.len() / BYTES_PER_SECOND).unwrap_or(0);
        let limits = RunLimits {
            quiet: Duration::from_secs(seconds),
            total: Duration::from_secs(60),
            output: 128 << 20,
            memory: 1 << 30,
        };
        let command = [PDFTOTEXT, "-bbox-layout", "-enc", "UTF-8", "-", "-"].map(ToOwned::to_owned);
        let RunOutput { output, complaints } =
            run(&command, bytes, &limits).map_err(|fault| of_pdf(&fault))?;
        let layout = PdfLayout::read(&String::from_utf8_lossy(&output));
        if layout.is_empty() {
            return Err(of_pdf(&RunFault::Failed(complaints)));
        }
        if let (Some(cache), Ok(bytes)) = (&self.0.cache, postcard::to_stdvec(&layout)) {
            cache.write(&key, &bytes);
        }
        Ok((layout, converter))
    }

    /// Returns the page that a program of the settings makes of a file, and the program with its version.
    fn converted(
        &self,
        command: &[String],
        file: Option<&Path>,
        bytes: Vec<u8>,
    ) -> Result<(Vec<u8>, String), Diagnostic> {
        let program = command.first().map_or("", String::as_str);
        let name =
            Path::new(program).file_name().map_or(program.into(), |name| name.to_string_lossy());
        let told = |fault: &RunFault| of_program(&name, fault);
        let version = match self.version(program, "--version") {
            Ok(version) => version,
            Err(RunFault::NotThere) => return Err(told(&RunFault::NotThere)),
            // Not every program tells its version.
            Err(_) => "of unknown version".to_owned(),
        };
        let converter = format!("{name} {version}");
        let key = ConversionKey::of(&bytes, &format!("{converter} {command:?}"));
        if let Some(page) = self.0.cache.as_ref().and_then(|cache| cache.read(&key)) {
            return Ok((page, converter));
        }
        let takes_path = command.iter().any(|word| word.contains(FILE_WORD));
        let path = file.map(|file| file.to_string_lossy().into_owned()).unwrap_or_default();
        let command: Vec<String> =
            command.iter().map(|word| word.replace(FILE_WORD, &path)).collect();
        let time = Duration::from_secs(self.0.seconds.clamp(1, 600));
        let limits = RunLimits { quiet: time, total: time, output: 64 << 20, memory: 2 << 30 };
        let input = if takes_path { Vec::new() } else { bytes };
        let RunOutput { output, .. } =
            run(&command, input, &limits).map_err(|fault| told(&fault))?;
        if let Some(cache) = &self.0.cache {
            cache.write(&key, &output);
        }
        Ok((output, converter))
    }

    /// Returns the version of a program, for example `22.12.0`. A missing program is asked again the next time.
    fn version(&self, program: &str, argument: &str) -> Result<String, RunFault> {
        let known = || self.0.versions.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(version) = known().get(program) {
            return Ok(version.clone());
        }
        let command = [program.to_owned(), argument.to_owned()];
        let told = match run(&command, Vec::new(), &VERSION_LIMITS) {
            Ok(RunOutput { output, complaints }) => {
                String::from_utf8_lossy(&output).into_owned() + &complaints
            }
            // Some versions of `pdftotext -v` end with a status that tells a fault.
            Err(RunFault::Failed(complaints)) => complaints,
            Err(fault) => return Err(fault),
        };
        let version = version_in(&told).ok_or_else(|| RunFault::Failed(String::new()));
        if let Ok(version) = &version {
            known().insert(program.to_owned(), version.clone());
        }
        version
    }
}

/// Returns the first word with a figure and a dot, for example `22.12.0`.
fn version_in(told: &str) -> Option<String> {
    let is_version = |word: &&str| {
        word.starts_with(|c: char| c.is_ascii_digit()) && word.contains('.') && word.len() <= 32
    };
    let words = told.lines().take(3).flat_map(str::split_whitespace);
    let mut words = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    words.find(is_version).map(ToOwned::to_owned)
}

fn ending(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_lowercase())
}

fn error(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Severity::Error, message)
}

/// Returns the finding about a PDF file that is not read.
fn of_pdf(fault: &RunFault) -> Diagnostic {
    match fault {
        RunFault::NotThere => error(format!("a PDF needs pdftotext: {INSTALL}")),
        RunFault::Failed(words) if words.contains("ncorrect password") => {
            error("a PDF file with a password: save it without, then it is read")
        }
        RunFault::Failed(words) if words.contains("opying of text") => {
            error("a PDF file that forbids copying its text: ask its publisher")
        }
        fault => of_program(PDFTOTEXT, fault),
    }
}

/// The command that installs `pdftotext` on this system.
const INSTALL: &str = if cfg!(target_os = "macos") {
    "`brew install poppler`"
} else if cfg!(windows) {
    "`winget install oschwartz10612.Poppler`"
} else {
    "`apt install poppler-utils` (Fedora: `dnf install …`)"
};

/// Returns the finding about a file that a program did not convert.
fn of_program(name: &str, fault: &RunFault) -> Diagnostic {
    error(match fault {
        RunFault::NotThere => {
            format!("{name} is not installed; the settings name it for this ending")
        }
        RunFault::NotStarted(source) => format!("{name} can't be started: {source}"),
        RunFault::TooSlow(seconds) => {
            format!("{name} was stopped after {seconds} s without an end: the file is not read")
        }
        RunFault::TooMuch(most) => {
            format!("{name} was stopped after {most} MB of text: the file is not read")
        }
        RunFault::Failed(words) => {
            let first = words.lines().map(str::trim).find(|line| !line.is_empty());
            match first {
                Some(first) => format!("{name} can't read the file: {}", first_chars(first, 60)),
                None => format!("{name} can't read the file"),
            }
        }
    })
}

fn first_chars(text: &str, n_chars: usize) -> &str {
    text.char_indices().nth(n_chars).map_or(text, |(at, _)| &text[..at])
}

#[cfg(test)]
mod tests;
