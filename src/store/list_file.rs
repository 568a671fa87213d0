//! Files that hold one list with one entry per line, so that git merges the entries of two people:
//! labels, saved searches and shared records.
//!
//! Owns decoding, the format number, and reading documents merged by git. Each [`ListFile`] owns its
//! entries.

use std::path::Path;

use serde::{Deserialize, de::DeserializeOwned};

use super::{
    atomic_write::SafeFiles,
    conflict_markers,
    record::{AnyFields, options},
};
use crate::diagnostic::{Diagnostic, Severity};

const FORMAT: u32 = 1;

/// Default limit of a list file, in bytes.
const LIST_LIMIT: u64 = 1 << 20;

/// A file that holds one list with one entry per line: `(format:1,labels:[` … `])`.
pub(super) trait ListFile: Default {
    /// Name of the list, for example `labels`.
    const LIST: &'static str;

    /// Largest size of the file, in bytes.
    const LIMIT: u64 = LIST_LIMIT;

    /// True if saves of the file are backed up.
    const HAS_BACKUPS: bool = false;

    /// Reads one document without traces of a merge.
    ///
    /// # Errors
    /// A [`Diagnostic`] with the place of the mistake.
    fn read_document(text: &str) -> Result<Self, Diagnostic>;

    /// Returns the problems of the file, mutable.
    fn findings_mut(&mut self) -> &mut Vec<Diagnostic>;

    /// Returns the bytes of the file.
    fn to_bytes(&self) -> Vec<u8>;

    /// Reads a file. A document that git merged is read as both sides together.
    ///
    /// # Errors
    /// A [`Diagnostic`] with the place of the mistake.
    fn read(bytes: &[u8]) -> Result<Self, Diagnostic> {
        let text = str::from_utf8(bytes).map_err(|_| error("it is not UTF-8").at(1, 1))?;
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        Self::read_whole(text).or_else(|mistake| Self::salvage(text).ok_or(mistake))
    }

    /// Reads a document, or both sides of a merge. Every line must be readable.
    ///
    /// # Errors
    /// A [`Diagnostic`] with the place of the mistake.
    fn read_whole(text: &str) -> Result<Self, Diagnostic> {
        Self::read_document(text).or_else(|mistake| {
            let merged =
                conflict_markers::one_document(text, Self::LIST).ok_or_else(|| mistake.clone())?;
            let mut file = Self::read_document(&merged.text).map_err(|_| mistake)?;
            file.findings_mut().splice(0..0, merged.findings);
            Ok(file)
        })
    }

    /// Reads the readable lines of a document with unreadable lines. `None` for files that must be
    /// readable as a whole.
    fn salvage(_text: &str) -> Option<Self> {
        None
    }

    /// Reads the file at a path; `None` without a file.
    ///
    /// # Errors
    /// A [`Diagnostic`] if the file cannot be read or parsed.
    fn load(files: &SafeFiles, path: &Path) -> Result<Option<Self>, Diagnostic> {
        let bytes = files.read(path, Self::LIMIT).map_err(|refused| error(refused.to_string()))?;
        bytes.map(|bytes| Self::read(&bytes)).transpose()
    }
}

/// Parses a document of format 1.
///
/// # Errors
/// A [`Diagnostic`] with line and column of the mistake, or for a newer format.
pub(super) fn parse_list<T: DeserializeOwned>(text: &str) -> Result<T, Diagnostic> {
    let told = |bad: ron::error::SpannedError| {
        error(bad.code.to_string()).at(bad.span.start.line, bad.span.start.col)
    };
    let format: ListFormat = options().from_str(text).map_err(told)?;
    let read = options().from_str(text).map_err(told)?;
    if format.format != FORMAT {
        let told = "it is of another format: open it with a newer copydesk";
        return Err(error(told).at(1, 1));
    }
    Ok(read)
}

/// Returns `name:value` of the document's fields that are not in `known`, in order of name.
///
/// # Errors
/// A [`Diagnostic`] as for [`parse_list`].
pub(super) fn other_fields(text: &str, known: &[&str]) -> Result<Vec<String>, Diagnostic> {
    let all: AnyFields = parse_list(text)?;
    let others = all.0.into_iter();
    let others = others.filter(|(name, _)| !known.contains(&name.as_str()));
    let others = others.map(|(name, value)| format!("{name}:{}", value.get_ron().trim()));
    Ok(others.collect())
}

/// Returns a document of format 1 up to the `]` of its list, with one of `lines` per line.
pub(super) fn list_text(
    others: &[String],
    list: &str,
    lines: impl IntoIterator<Item = String>,
) -> String {
    let others: String = others.iter().map(|other| format!(",{other}")).collect();
    let mut text = format!("(format:{FORMAT}{others},{list}:[\n");
    for line in lines {
        text.push_str(&line);
        text.push('\n');
    }
    text + "]"
}

#[derive(Deserialize)]
struct ListFormat {
    format: u32,
}

fn error(told: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Severity::Error, told)
}
