//! The file `project.ron`: the labels of a project and other fields of all annotators.
//!
//! Holds one label per line. Users may edit the file by hand:
//!
//! - Mistakes are reported with line and column, and an unusable file is never overwritten.
//! - A checksum detects damage that still parses. A change by hand is reported too; the user may delete
//!   the checksum.
//! - Fields of other versions are written back.
//!
//! A merge by git is read as both sides ([`super::conflict_markers`]). Labels that clash afterwards are
//! resolved by [`Codebook::deduplicated`].

use serde::Deserialize;

use super::list_file::{ListFile, list_text, other_fields, parse_list};
use crate::{
    annotation::{Codebook, Label},
    diagnostic::{Diagnostic, Severity},
};

/// The sentence splitter of a new project's annotations.
const SPLITTER: &str = "sentencex 0.1.33";

/// The labels, and the other fields verbatim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CodebookFile {
    pub(crate) codebook: Codebook,
    /// Unused labels that stay in the file.
    aside: Vec<Label>,
    /// `name:value` of every field except `format`, `labels` and the checksum `c`.
    others: Vec<String>,
    findings: Vec<Diagnostic>,
}

#[derive(Deserialize)]
struct CodebookDocument {
    labels: Vec<Label>,
}

impl Default for CodebookFile {
    fn default() -> Self {
        Self {
            codebook: Codebook::default(),
            aside: Vec::new(),
            others: vec!["guidelines:1".to_owned(), format!("splitter:{SPLITTER:?}")],
            findings: Vec::new(),
        }
    }
}

impl ListFile for CodebookFile {
    const LIST: &'static str = "labels";

    const HAS_BACKUPS: bool = true;

    fn read_document(text: &str) -> Result<Self, Diagnostic> {
        let document: CodebookDocument = parse_list(text)?;
        let settled = Codebook::deduplicated(document.labels)
            .map_err(|bad| Diagnostic::new(Severity::Error, bad.to_string()).at(1, 1))?;
        let told = settled.told.into_iter();
        let told = told.map(|words| Diagnostic::new(Severity::Warning, words));
        Ok(Self {
            codebook: settled.codebook,
            aside: settled.aside,
            others: other_fields(text, &["format", Self::LIST, "c"])?,
            findings: told.chain(is_changed(text).then(changed)).collect(),
        })
    }

    fn findings_mut(&mut self) -> &mut Vec<Diagnostic> {
        &mut self.findings
    }

    fn to_bytes(&self) -> Vec<u8> {
        let labels = self.codebook.labels.iter().chain(&self.aside);
        let lines = labels.map(|label| {
            ron::to_string(label).expect("writing a label into memory cannot fail") + ","
        });
        let mut text = list_text(&self.others, Self::LIST, lines);
        let sum = crc32fast::hash(text.as_bytes());
        text.push_str(&format!(",c:\"{sum:08x}\")\n"));
        text.into_bytes()
    }
}

impl CodebookFile {
    /// Returns the problems of the file.
    pub(crate) fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }

    /// Adds the labels that only memory has. The file's version of a label counts, and labels missing
    /// from memory stay.
    ///
    /// # Errors
    /// [`CodebookError`](crate::annotation::CodebookError) if a label is not usable.
    pub(crate) fn take(
        &mut self,
        codebook: &Codebook,
    ) -> Result<(), crate::annotation::CodebookError> {
        let new = codebook.labels.iter();
        let new = new.filter(|label| self.codebook.by_id(&label.id).is_none());
        let known = self.codebook.labels.iter().chain(&self.aside);
        let deduplicated = Codebook::deduplicated(known.chain(new).cloned().collect())?;
        (self.codebook, self.aside) = (deduplicated.codebook, deduplicated.aside);
        Ok(())
    }
}

fn changed() -> Diagnostic {
    let message = "it was changed since copydesk wrote it, by hand or by damage: look through the \
                   labels, and take the checksum (the field c at the end) out when they are right";
    Diagnostic::new(Severity::Note, message)
}

/// Returns true if the checksum at the end does not match. A handwritten file has no checksum.
fn is_changed(text: &str) -> bool {
    let Some((checked, tail)) = text.rsplit_once(",c:\"") else {
        return false;
    };
    tail.trim_end() != format!("{:08x}\")", crc32fast::hash(checked.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::LabelId;
    use crate::store::atomic_write::SafeFiles;

    fn load(text: &str) -> Result<Option<CodebookFile>, Diagnostic> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("project.ron");
        std::fs::write(&path, text).unwrap();
        CodebookFile::load(&SafeFiles::real(), &path)
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
        let findings = |text: &str| load(text).unwrap().unwrap().findings;
        assert_eq!(findings(&text), []);
        assert_eq!(findings(&format!("\u{FEFF}{text}\n")), []);
        let changed = text.replace("name:\"sourced\"", "name:\"sauced\"");
        assert_ne!(changed, text);
        assert_eq!(findings(&changed).len(), 1);
        let (without, _) = changed.rsplit_once(",c:").unwrap();
        assert_eq!(findings(&format!("{without})")), []);
    }

    #[test]
    fn a_hand_written_label_needs_little_and_other_fields_stay() {
        let text = "(format: 1, // ours\n  team: (\"a\", 2),\n labels: [(id: \"frame\", name: \"frame\", key: '1', letter: 'F')])";
        let file = load(text).unwrap().unwrap();
        assert_eq!(file.codebook.labels[0].id.0, "frame");
        let again = String::from_utf8(file.to_bytes()).unwrap();
        assert!(again.starts_with("(format:1,team:(\"a\", 2),labels:["), "{again}");
    }

    #[test]
    fn two_labels_with_one_key_are_both_kept_and_told() {
        let two = "(format:1,labels:[(id:\"b\",name:\"b\",key:'1',letter:'B'),(id:\"a\",name:\"a\",key:'1',letter:'A')])";
        let file = load(two).unwrap().unwrap();
        let keys = file.codebook.labels.iter();
        let keys: Vec<_> = keys.map(|label| (label.id.0.as_str(), label.key)).collect();
        assert_eq!(keys, [("a", '1'), ("b", '2')]);
        assert!(file.findings[0].message.contains("the key '1'"));
        let again = CodebookFile::read(&file.to_bytes()).unwrap();
        assert_eq!((again.codebook, again.findings), (file.codebook, vec![]));
    }

    #[test]
    fn labels_of_memory_and_file_are_taken_together() {
        let [mut file, mut memory] = [CodebookFile::default(), CodebookFile::default()];
        file.codebook.add("frame").unwrap();
        memory.codebook.add("fact").unwrap();
        file.take(&memory.codebook).unwrap();
        let keys =
            ["frame", "fact"].map(|id| file.codebook.by_id(&LabelId(id.to_owned())).unwrap().key);
        assert_eq!(keys, ['6', '5']);
        let before = file.clone();
        file.take(&memory.codebook).unwrap();
        assert_eq!(file, before);
    }

    #[test]
    fn mistakes_have_a_place() {
        let place = |text: &str| load(text).unwrap_err().place;
        assert_eq!(place("(format:1,labels:[\n(id:\"a\",nam:\"a\")])"), Some((2, 16)));
        assert_eq!(place("<<<<<<< HEAD\n"), Some((1, 1)));
        let bad = "(format:1,labels:[(id:\"a b\",name:\"a\",key:'1',letter:'A')])";
        assert!(load(bad).unwrap_err().message.contains("a-z"));
        assert!(load("(format:2,labels:[])").unwrap_err().message.contains("newer"));
    }

    #[test]
    fn the_splitter_is_the_pinned_one() {
        let (name, version) = SPLITTER.split_once(' ').unwrap();
        let manifest = include_str!("../../Cargo.toml");
        assert!(manifest.contains(&format!("{name} = \"={version}\"")));
    }
}
