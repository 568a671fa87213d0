//! The file `project.ron`: the labels of a project, and what else belongs to all its annotators.
//!
//! One label per line. The file may be edited by hand, so mistakes are told with line and column, and a
//! file that cannot be used is never overwritten. Its checksum lets damage be noticed that still reads
//! as labels; a hand that changes something is told the same, and takes it out. Fields of other versions
//! are written back.

use std::path::Path;

use serde::Deserialize;

use super::{
    record::{AnyFields, options},
    save::Files,
};
use crate::{
    annotation::{Codebook, Label},
    diagnostic::{Diagnostic, Severity},
};

const FORMAT: u32 = 1;

const FILE_LIMIT: u64 = 1 << 20;

/// The splitter whose sentences the annotations of a new project were made on.
const SPLITTER: &str = "sentencex 0.1.33";

/// The labels, and the other fields as they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CodebookFile {
    pub(crate) codebook: Codebook,
    /// `name:value` of every field but `format`, `labels` and the checksum.
    others: Vec<String>,
    /// Whether the checksum is that of other bytes.
    is_changed: bool,
}

#[derive(Deserialize)]
struct Readable {
    format: u32,
    labels: Vec<Label>,
}

impl Default for CodebookFile {
    fn default() -> Self {
        Self {
            codebook: Codebook::default(),
            others: vec!["guidelines:1".to_owned(), format!("splitter:{SPLITTER:?}")],
            is_changed: false,
        }
    }
}

impl CodebookFile {
    /// The file, when there is one; or what is wrong with it.
    pub(crate) fn load(files: &Files, path: &Path) -> Result<Option<Self>, Diagnostic> {
        let error = |told: String| Diagnostic::new(Severity::Error, told);
        let bytes = files
            .read(path, FILE_LIMIT)
            .map_err(|refused| error(refused.to_string()))?;
        let Some(bytes) = bytes else {
            return Ok(None);
        };
        let text =
            str::from_utf8(&bytes).map_err(|_| error("it is not UTF-8".to_owned()).at(1, 1))?;
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let told = |bad: &ron::error::SpannedError| {
            error(bad.code.to_string()).at(bad.span.start.line, bad.span.start.col)
        };
        let read: Readable = options().from_str(text).map_err(|bad| told(&bad))?;
        if read.format != FORMAT {
            return Err(
                error("it is of another format: open it with a newer copydesk".to_owned()).at(1, 1),
            );
        }
        let codebook = Codebook {
            labels: read.labels,
        };
        codebook
            .check()
            .map_err(|bad| error(bad.to_string()).at(1, 1))?;
        let all: AnyFields = options().from_str(text).map_err(|bad| told(&bad))?;
        let others = all
            .0
            .into_iter()
            .filter(|(name, _)| !["format", "labels", "c"].contains(&name.as_str()));
        let others = others
            .map(|(name, value)| format!("{name}:{}", value.get_ron().trim()))
            .collect();
        let is_changed = is_changed(text);
        Ok(Some(Self {
            codebook,
            others,
            is_changed,
        }))
    }

    /// What the reader should know about the file.
    pub(crate) fn finding(&self) -> Option<Diagnostic> {
        let message = "it was changed since copydesk wrote it, by hand or by damage: look through the \
                       labels, and take the checksum (the field c at the end) out when they are right";
        let note = || Diagnostic::new(Severity::Note, message);
        self.is_changed.then(note)
    }

    /// The bytes of the file.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut text = format!("(format:{FORMAT}");
        for other in &self.others {
            text.push(',');
            text.push_str(other);
        }
        text.push_str(",labels:[\n");
        for label in &self.codebook.labels {
            text.push_str(&ron::to_string(label).expect("writing a label into memory cannot fail"));
            text.push_str(",\n");
        }
        text.push(']');
        let sum = crc32fast::hash(text.as_bytes());
        text.push_str(&format!(",c:\"{sum:08x}\")\n"));
        text.into_bytes()
    }
}

/// Whether a text ends in the checksum of another one. Files that were begun by hand have none.
fn is_changed(text: &str) -> bool {
    let Some((checked, tail)) = text.rsplit_once(",c:\"") else {
        return false;
    };
    tail.trim_end() != format!("{:08x}\")", crc32fast::hash(checked.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Option<CodebookFile>, Diagnostic> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("project.ron");
        std::fs::write(&path, text).unwrap();
        CodebookFile::load(&Files::real(), &path)
    }

    #[test]
    fn a_file_reads_back() {
        let mut file = CodebookFile::default();
        file.codebook.add("my \"own\"\nlabel").unwrap();
        let text = String::from_utf8(file.to_bytes()).unwrap();
        assert_eq!(text.lines().count(), 2 + 5, "one label per line: {text}");
        assert_eq!(load(&text).unwrap(), Some(file));
    }

    #[test]
    fn what_was_changed_is_told_and_may_be_meant() {
        let text = String::from_utf8(CodebookFile::default().to_bytes()).unwrap();
        let finding = |text: &str| load(text).unwrap().unwrap().finding();
        assert_eq!(finding(&text), None);
        assert_eq!(finding(&format!("\u{FEFF}{text}\n")), None);
        let changed = text.replace("name:\"sourced\"", "name:\"sauced\"");
        assert_ne!(changed, text);
        assert!(finding(&changed).is_some());
        let (without, _) = changed.rsplit_once(",c:").unwrap();
        assert_eq!(finding(&format!("{without})")), None);
    }

    #[test]
    fn a_hand_written_label_needs_little_and_other_fields_stay() {
        let text = "(format: 1, // ours\n  team: (\"a\", 2),\n labels: [(id: \"frame\", name: \"frame\", key: '1', letter: 'F')])";
        let file = load(text).unwrap().unwrap();
        assert_eq!(file.codebook.labels[0].id.0, "frame");
        let again = String::from_utf8(file.to_bytes()).unwrap();
        assert!(
            again.starts_with("(format:1,team:(\"a\", 2),labels:["),
            "{again}"
        );
    }

    #[test]
    fn mistakes_have_a_place() {
        let place = |text: &str| load(text).unwrap_err().place;
        assert_eq!(
            place("(format:1,labels:[\n(id:\"a\",nam:\"a\")])"),
            Some((2, 16))
        );
        assert_eq!(place("<<<<<<< HEAD\n"), Some((1, 1)));
        let two = "(format:1,labels:[(id:\"a\",name:\"a\",key:'1',letter:'A'),(id:\"b\",name:\"b\",key:'1',letter:'B')])";
        assert!(load(two).unwrap_err().message.contains("the key '1'"));
        assert!(
            load("(format:2,labels:[])")
                .unwrap_err()
                .message
                .contains("newer")
        );
    }

    #[test]
    fn the_splitter_is_the_pinned_one() {
        let (name, version) = SPLITTER.split_once(' ').unwrap();
        let manifest = include_str!("../../Cargo.toml");
        assert!(manifest.contains(&format!("{name} = \"={version}\"")));
    }
}
