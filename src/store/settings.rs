//! The user's settings in the file `config.ron` of the configuration folder.
//!
//! An unreadable file gives the default settings, is reported with line and column, and is never
//! overwritten.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    path::{Path, PathBuf},
};

use ron::extensions::Extensions;
use serde::Deserialize;

use super::{
    Dirs, StoreError,
    atomic_write::SafeFiles,
    record::{options, quoted},
};
use crate::diagnostic::{Diagnostic, Severity};

const FILE_LIMIT: u64 = 1 << 20;

/// Widths of an article's text, in columns.
const MEASURES: std::ops::RangeInclusive<u16> = 60..=80;

/// Colour theme of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum ThemeName {
    /// Theme from the terminal's background and `NO_COLOR`.
    #[default]
    Auto,
    /// The terminal's own 16 colours.
    Terminal,
    /// For a light background.
    Light,
    /// For a dark background.
    Dark,
    /// No colours.
    Mono,
}

/// Choices of the user.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Name of the annotator; `None` for the name of the system's user.
    pub annotator: Option<String>,
    /// Colour theme.
    pub theme: ThemeName,
    /// Width of an article's text, 60 to 80 columns.
    pub measure: u16,
    /// True if a label moves the cursor to the next undecided sentence.
    pub auto_jump: bool,
    /// True if annotated texts are kept beside the annotations.
    pub keep_texts: bool,
    /// Ticks of the key `0` that differ from the table of kinds, for example `+question`, `-heading`.
    pub settle_ticks: Vec<String>,
    /// Programs that make a page of HTML of files with an ending, each with its arguments, for example
    /// `{"rtf": ["pandoc", "-f", "rtf", "-t", "html"]}`. Only the user's settings name programs.
    pub converters: BTreeMap<String, Vec<String>>,
    /// Longest run of such a program on one file, 1 to 600 seconds.
    pub converter_seconds: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            annotator: None,
            theme: ThemeName::Auto,
            measure: 72,
            auto_jump: true,
            keep_texts: false,
            settle_ticks: Vec::new(),
            converters: BTreeMap::new(),
            converter_seconds: 20,
        }
    }
}

impl Settings {
    /// Returns the path of the settings.
    pub fn path(dirs: &Dirs) -> PathBuf {
        dirs.config.join("config.ron")
    }

    /// Loads the settings. A missing or wrong value gets its default.
    pub fn load(dirs: &Dirs) -> (Self, Vec<Diagnostic>) {
        let path = Self::path(dirs);
        match Self::read(&dirs.files, &path) {
            Ok(read) => {
                let settings = Self {
                    measure: read.measure.clamp(*MEASURES.start(), *MEASURES.end()),
                    ..read.clone()
                };
                let message = format!("measure {} is not between 60 and 80", read.measure);
                let finding =
                    (settings != read).then(|| Diagnostic::new(Severity::Warning, message));
                (settings, finding.into_iter().collect())
            }
            Err(finding) => (Self::default(), vec![finding]),
        }
    }

    /// Writes the settings.
    ///
    /// # Errors
    /// - [`StoreError::Unreadable`] if the existing file cannot be parsed; the file stays unchanged.
    /// - [`StoreError::Io`] if the file system refuses a call.
    pub fn save(&self, dirs: &Dirs) -> Result<(), StoreError> {
        let path = Self::path(dirs);
        Self::read(&dirs.files, &path).map_err(|finding| StoreError::Unreadable {
            path: path.clone(),
            problem: finding.to_string(),
        })?;
        dirs.files.create_folder(&dirs.config)?;
        dirs.files.sweep_abandoned(&dirs.config);
        dirs.files.replace(&path, self.to_text().as_bytes())
    }

    /// Returns the converters by ending, in lower case and without a dot. A converter without a program is none.
    pub(super) fn converter_commands(&self) -> BTreeMap<String, Vec<String>> {
        let named = self.converters.iter().filter(|(_, command)| {
            command.first().is_some_and(|program| !program.trim().is_empty())
        });
        let ending = |ending: &String| ending.trim_start_matches('.').to_lowercase();
        named.map(|(of, command)| (ending(of), command.clone())).collect()
    }

    fn read(files: &SafeFiles, path: &Path) -> Result<Self, Diagnostic> {
        let error = |told: String| Diagnostic::new(Severity::Error, told);
        let bytes = files.read(path, FILE_LIMIT).map_err(|refused| error(refused.to_string()))?;
        let text = String::from_utf8(bytes.unwrap_or_default());
        let text = text.map_err(|_| error("it is not UTF-8".to_owned()).at(1, 1))?;
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let options = options().with_default_extension(Extensions::IMPLICIT_SOME);
        options
            .from_str(text)
            .map_err(|bad| error(bad.code.to_string()).at(bad.span.start.line, bad.span.start.col))
    }

    fn to_text(&self) -> String {
        let mut text = String::from("(\n");
        if let Some(annotator) = &self.annotator {
            let _ = writeln!(text, "    annotator: {},", quoted(annotator));
        }
        let Self { theme, measure, auto_jump, keep_texts, .. } = self;
        let _ = write!(
            text,
            "    theme: {theme:?},\n    measure: {measure},\n    auto_jump: {auto_jump},\n    \
             keep_texts: {keep_texts},\n"
        );
        // Versions without the field refuse it, so it is written only when it says something.
        if !self.settle_ticks.is_empty() {
            let ticks: Vec<String> = self.settle_ticks.iter().map(|tick| quoted(tick)).collect();
            let _ = writeln!(text, "    settle_ticks: [{}],", ticks.join(", "));
        }
        if !self.converters.is_empty() {
            text.push_str("    converters: {\n");
            for (ending, command) in &self.converters {
                let words: Vec<String> = command.iter().map(|word| quoted(word)).collect();
                let _ = writeln!(text, "        {}: [{}],", quoted(ending), words.join(", "));
            }
            text.push_str("    },\n");
        }
        if self.converter_seconds != Self::default().converter_seconds {
            let _ = writeln!(text, "    converter_seconds: {},", self.converter_seconds);
        }
        text.push_str(")\n");
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_file(text: &str) -> (tempfile::TempDir, Dirs) {
        let folder = tempfile::tempdir().unwrap();
        let dirs = Dirs::below(folder.path());
        std::fs::create_dir_all(&dirs.config).unwrap();
        std::fs::write(Settings::path(&dirs), text).unwrap();
        (folder, dirs)
    }

    #[test]
    fn settings_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let dirs = Dirs::below(folder.path());
        assert_eq!(Settings::load(&dirs), (Settings::default(), Vec::new()));
        assert!(!dirs.config.exists(), "looking creates nothing");
        let settings = Settings {
            annotator: Some("Ana \"x\"\n".to_owned()),
            theme: ThemeName::Dark,
            measure: 66,
            auto_jump: false,
            keep_texts: true,
            settle_ticks: vec!["+question".to_owned(), "-heading".to_owned()],
            converters: [(".RTF".to_owned(), vec!["a \"b\"".to_owned(), "{file}".to_owned()])]
                .into(),
            converter_seconds: 60,
        };
        settings.save(&dirs).unwrap();
        assert_eq!(settings.converter_commands().keys().collect::<Vec<_>>(), ["rtf"]);
        assert_eq!(Settings::load(&dirs), (settings, Vec::new()));
        Settings::default().save(&dirs).unwrap();
        assert_eq!(Settings::load(&dirs).0, Settings::default());
    }

    #[test]
    fn a_part_of_the_settings_is_enough() {
        let (_folder, dirs) = with_file("(annotator: \"ann1\", theme: Mono)");
        let (settings, findings) = Settings::load(&dirs);
        assert_eq!(
            (settings.annotator.as_deref(), settings.theme, settings.measure),
            (Some("ann1"), ThemeName::Mono, 72)
        );
        assert!(findings.is_empty());
        let (_folder, dirs) = with_file("(measure: 200)");
        let (settings, findings) = Settings::load(&dirs);
        assert_eq!((settings.measure, findings.len()), (80, 1));
    }

    #[test]
    fn a_damaged_file_is_told_and_kept() {
        for (text, place, words) in [
            ("(theme: Pink)", (1, 9), "Pink"),
            ("(\n  colour: 1)", (2, 3), "colour"),
            ("(", (1, 1), ""),
        ] {
            let (_folder, dirs) = with_file(text);
            let (settings, findings) = Settings::load(&dirs);
            assert_eq!(settings, Settings::default());
            assert!(findings[0].message.contains(words), "{}", findings[0]);
            assert_eq!(findings[0].place, Some(place), "{}", findings[0]);
            let refused = settings.save(&dirs).unwrap_err().to_string();
            assert!(refused.contains("not overwritten"), "{refused}");
            assert_eq!(std::fs::read_to_string(Settings::path(&dirs)).unwrap(), text);
        }
    }
}
