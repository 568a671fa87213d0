//! The file `project.ron`: the labels of a project, the table of kinds and other fields of all
//! annotators.
//!
//! Holds one label per line. Users may edit the file by hand:
//!
//! - A bad entry spoils only itself: the other labels work, the entry stays as it is, and its line is
//!   named. A file without any usable label is not used, and never overwritten.
//! - A checksum detects damage that still parses. A change by hand is reported too; the user may delete
//!   the checksum.
//! - Fields of other versions are written back, also those of a label.
//!
//! The rows of the table of kinds stand in the field `kinds` of the first line, because versions without
//! the table write the fields of the first line back.
//!
//! A merge by git is read as both sides ([`super::conflict_markers`]). Labels that clash afterwards are
//! resolved by [`Codebook::deduplicated`].

mod absorb;
mod entries;

use std::collections::BTreeMap;

use ron::value::RawValue;
use serde::Deserialize;

use self::entries::{EntryPlaces, without_spoiled_lines};
use super::{
    list_file::{ListFile, list_text, other_fields, parse_list},
    record::options,
};
use crate::{
    annotation::{Codebook, CodebookEdit, KindLine, KindTable, Label},
    diagnostic::{Diagnostic, Severity},
};

/// The sentence splitter of a new project's annotations.
const SPLITTER: &str = "sentencex 0.1.33";

/// The finding about a wrong checksum.
const CHANGED: &str = "it was changed since copydesk wrote it, by hand or by damage: look through the \
                       labels, and take the checksum (the field c at the end) out when they are right";

/// The field of the table of kinds.
const KINDS: &str = "kinds";

/// The labels, and the other fields verbatim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CodebookFile {
    pub(crate) codebook: Codebook,
    /// Unused labels that stay in the file.
    aside: Vec<Label>,
    /// Unknown fields of labels, by id, for example `,colour:5`.
    extras: BTreeMap<String, String>,
    /// Unusable entries, verbatim.
    spoiled: Vec<String>,
    /// Rows of the table of kinds that this version cannot read, verbatim.
    other_kinds: Vec<String>,
    /// `name:value` of every field except `format`, `labels`, `kinds` and the checksum `c`.
    others: Vec<String>,
    findings: Vec<Diagnostic>,
}

#[derive(Deserialize)]
struct CodebookDocument {
    labels: Vec<Box<RawValue>>,
    #[serde(default)]
    kinds: Vec<Box<RawValue>>,
}

impl Default for CodebookFile {
    fn default() -> Self {
        Self {
            codebook: Codebook::default(),
            aside: Vec::new(),
            extras: BTreeMap::new(),
            spoiled: Vec::new(),
            other_kinds: Vec::new(),
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
        let mut file = Self {
            codebook: Codebook { labels: Vec::new(), kinds: KindTable::default() },
            others: other_fields(text, &["format", Self::LIST, KINDS, "c"])?,
            ..Self::default()
        };
        let labels = file.read_labels(text, &document.labels)?;
        let is_glued = file.spoiled.iter().any(|raw| raw.contains('\n'));
        if is_glued && without_spoiled_lines(text, Self::LIST).is_some() {
            // A stray word before a label reads as one entry with the label.
            return Err(file.findings.swap_remove(0));
        }
        let settled = Codebook::deduplicated(labels)
            .map_err(|bad| Diagnostic::new(Severity::Error, bad.to_string()).at(1, 1))?;
        let told = settled.told.into_iter();
        file.findings.extend(told.map(|words| Diagnostic::new(Severity::Warning, words)));
        file.codebook.labels = settled.codebook.labels;
        file.aside = settled.aside;
        file.read_kinds(text, &document.kinds);
        file.findings.extend(is_changed(text).then(changed));
        Ok(file)
    }

    fn salvage(text: &str) -> Option<Self> {
        let (rest, spoiled) = without_spoiled_lines(text, Self::LIST)?;
        let mut file = Self::read_whole(&rest).ok()?;
        // The checksum covers the lines that were taken out.
        file.findings.retain(|finding| !is_of_checksum(finding));
        for (line, raw) in spoiled.into_iter().rev() {
            let told =
                "it is no label that can be read and stays as it is: mend or delete the line";
            file.findings.insert(0, Diagnostic::new(Severity::Error, told).at(line, 1));
            file.spoiled.insert(0, raw);
        }
        file.findings.extend(is_changed(text).then(changed));
        Some(file)
    }

    fn findings_mut(&mut self) -> &mut Vec<Diagnostic> {
        &mut self.findings
    }

    fn to_bytes(&self) -> Vec<u8> {
        let labels = self.codebook.labels.iter().chain(&self.aside).map(|label| self.line(label));
        // A line that does not parse keeps its own comma, or its lack of a comma.
        let spoiled = self.spoiled.iter().cloned();
        let mut text = list_text(&self.fields(), Self::LIST, labels.chain(spoiled));
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
        let new: Vec<Label> = new.cloned().collect();
        self.settle(new)
    }

    /// Makes one change of a label or of the table of kinds. Another label that has taken a key or a
    /// letter meanwhile keeps it.
    ///
    /// # Errors
    /// [`CodebookError`](crate::annotation::CodebookError) if the label is not usable.
    pub(crate) fn change(
        &mut self,
        edit: &CodebookEdit,
    ) -> Result<(), crate::annotation::CodebookError> {
        match edit {
            CodebookEdit::Put(label) => {
                let known = self.codebook.labels.iter().position(|known| known.id == label.id);
                if let Some(at) = known {
                    self.codebook.labels[at] = label.clone();
                    return self.settle(Vec::new());
                }
                self.aside.retain(|known| known.id != label.id);
                self.settle(vec![label.clone()])
            }
            CodebookEdit::Remove(id) => {
                self.codebook.labels.retain(|label| label.id != *id);
                self.aside.retain(|label| label.id != *id);
                Ok(())
            }
            CodebookEdit::Kind(row) => {
                let settle = row.settle;
                self.codebook.kinds.set(row.kind, row.label.clone(), settle);
                Ok(())
            }
        }
    }

    fn settle(&mut self, new: Vec<Label>) -> Result<(), crate::annotation::CodebookError> {
        let known = self.codebook.labels.iter().chain(&self.aside).cloned();
        let deduplicated = Codebook::deduplicated(known.chain(new).collect())?;
        let is_by_key = self.codebook.labels.is_sorted_by_key(|label| label.key);
        (self.codebook.labels, self.aside) = (deduplicated.codebook.labels, deduplicated.aside);
        if is_by_key {
            // A label that comes back has its old place.
            self.codebook.labels.sort_by_key(|label| label.key);
        }
        Ok(())
    }

    /// Returns the usable labels. Keeps every other entry as it is, with a finding.
    ///
    /// # Errors
    /// The first finding, if no label is usable although there are entries.
    fn read_labels(
        &mut self,
        text: &str,
        entries: &[Box<RawValue>],
    ) -> Result<Vec<Label>, Diagnostic> {
        let mut places = EntryPlaces::new(text);
        let mut labels: Vec<Label> = Vec::new();
        for entry in entries {
            let raw = entry.get_ron().trim();
            let place = places.next(raw);
            match entries::label(raw) {
                Ok((label, extra)) => {
                    if let Some(extra) = extra {
                        let told = format!(
                            "the label {:?} has fields that are not known here and are kept: {}",
                            label.id.0,
                            extra.trim_start_matches(',')
                        );
                        let found = Diagnostic::new(Severity::Warning, told);
                        self.findings.push(found.at(place.line, place.col));
                        self.extras.entry(label.id.0.clone()).or_insert(extra);
                    }
                    labels.push(label);
                }
                Err(mistake) => {
                    let (line, col) = place.of(mistake.at);
                    let told =
                        format!("{}: this label is not used and stays as it is", mistake.words);
                    self.findings.push(Diagnostic::new(Severity::Error, told).at(line, col));
                    self.spoiled.push(format!("{raw},"));
                }
            }
        }
        match self.findings.iter().find(|finding| finding.severity == Severity::Error) {
            Some(first) if labels.is_empty() => Err(first.clone()),
            _ => Ok(labels),
        }
    }

    fn read_kinds(&mut self, text: &str, entries: &[Box<RawValue>]) {
        let mut places = EntryPlaces::new(text);
        let mut told = Vec::new();
        for entry in entries {
            let raw = entry.get_ron().trim();
            let place = places.next(raw);
            let line: Option<KindLine> = options().from_str(raw).ok();
            let words = match line.map(|line| (line.kind.clone(), line.row())) {
                Some((_, Some(row))) => {
                    let kind = row.kind.name();
                    let rival = self.codebook.kinds.take(row);
                    rival.map(|rival| {
                        let settle = rival.settle.name();
                        format!(
                            "the kind {kind} has two rows: the more careful is used, not {settle}"
                        )
                    })
                }
                Some((kind, None)) => {
                    self.other_kinds.push(raw.to_owned());
                    Some(format!("the kind {kind:?} is not known here: its row stays as it is"))
                }
                None => {
                    self.other_kinds.push(raw.to_owned());
                    Some("a row of the table of kinds cannot be read and stays as it is".to_owned())
                }
            };
            let found = words.map(|words| Diagnostic::new(Severity::Warning, words));
            told.extend(found.map(|found| found.at(place.line, place.col)));
        }
        for row in self.codebook.kinds.changed() {
            let gone = row.label.as_ref().filter(|id| self.codebook.by_id(id).is_none());
            told.extend(gone.map(|id| {
                let told = format!(
                    "the kind {} has the label {}, which the codebook does not have",
                    row.kind.name(),
                    id.0
                );
                Diagnostic::new(Severity::Warning, told)
            }));
        }
        self.findings.extend(told);
    }

    /// Returns the fields of the first line.
    fn fields(&self) -> Vec<String> {
        let rows = self.codebook.kinds.changed().map(|row| {
            ron::to_string(&KindLine::from(row)).expect("writing a row into memory cannot fail")
        });
        let rows: Vec<String> = rows.chain(self.other_kinds.iter().cloned()).collect();
        let kinds = (!rows.is_empty()).then(|| format!("{KINDS}:[{}]", rows.join(",")));
        self.others.iter().cloned().chain(kinds).collect()
    }

    /// Returns the line of a label, with its unknown fields.
    fn line(&self, label: &Label) -> String {
        let line = ron::to_string(label).expect("writing a label into memory cannot fail");
        let extra = self.extras.get(&label.id.0).map_or("", String::as_str);
        format!("{}{extra}),", line.strip_suffix(')').unwrap_or(&line))
    }
}

fn changed() -> Diagnostic {
    Diagnostic::new(Severity::Warning, CHANGED)
}

/// Returns true for the finding about a wrong checksum.
pub(crate) fn is_of_checksum(finding: &Diagnostic) -> bool {
    finding.message == CHANGED
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
    use crate::annotation::{KindRow, LabelId, SettleMode};
    use crate::store::atomic_write::SafeFiles;
    use crate::text::TextKind;

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
    fn a_bad_entry_spoils_only_itself() {
        let text = String::from_utf8(CodebookFile::default().to_bytes()).unwrap();
        let bad = [
            "(id:\"frame\",name:\"frame\",key:'5',letter:'F",
            "(id:\"frame\",name:\"\",key:'5',letter:'F'),",
            "(id:\"frame\",nam:\"frame\",key:'5',letter:'F'),",
            "(id:\"Fra me\",name:\"frame\",key:'5',letter:'F'),",
            "(id:\"frame\",name:\"frame\",key:'0',letter:'F'),",
            "(id:\"frame\",name:\"frame\",key:'55',letter:'F'),",
            "frame",
            "\u{1}\u{2}",
        ];
        for line in bad {
            let at = text.find("(id:\"boilerplate\"").unwrap();
            let damaged = format!("{}{line}\n{}", &text[..at], &text[at..]);
            let file = load(&damaged).unwrap().unwrap();
            assert_eq!(file.codebook, Codebook::default(), "{line}");
            let found = &file.findings[0];
            assert_eq!(found.severity, Severity::Error, "{line}");
            assert_eq!(found.place.map(|(line, _)| line), Some(4), "{line}: {found}");
            let mut again = file.clone();
            again.codebook.add("fact").unwrap();
            let written = String::from_utf8(again.to_bytes()).unwrap();
            let kept = line.trim_end_matches(',');
            assert!(written.lines().any(|other| other.trim_end_matches(',') == kept), "{written}");
            let read = CodebookFile::read(written.as_bytes()).unwrap();
            assert_eq!((read.codebook.labels.len(), read.findings.len()), (5, 1), "{line}");
        }
    }

    #[test]
    fn a_line_without_its_comma_is_read() {
        let text = String::from_utf8(CodebookFile::default().to_bytes()).unwrap();
        let at = text.find("),\n(id:\"boilerplate\"").unwrap();
        let damaged = format!("{}{}", &text[..=at], &text[at + 2..]);
        let file = load(&damaged).unwrap().unwrap();
        assert_eq!(file.codebook, Codebook::default());
        assert_eq!(file.findings.len(), 1, "the checksum tells of the change");
    }

    #[test]
    fn unknown_fields_of_a_label_are_told_and_kept() {
        let text = "(format:1,labels:[\n(id:\"a\",name:\"a\",key:'1',letter:'A',colour:(1,2)),\n])";
        let mut file = load(text).unwrap().unwrap();
        assert!(file.findings[0].message.contains("colour:(1,2)"), "{:?}", file.findings);
        file.codebook.add("b").unwrap();
        let written = String::from_utf8(file.to_bytes()).unwrap();
        assert!(written.contains(",colour:(1,2)),\n"), "{written}");
    }

    #[test]
    fn the_table_of_kinds_is_kept_with_rows_of_other_versions() {
        let mut file = CodebookFile::default();
        let bytes = String::from_utf8(file.to_bytes()).unwrap();
        assert!(!bytes.contains("kinds"), "the built-in table is not stored");
        let row = |settle| {
            let label = Some(LabelId("boilerplate".to_owned()));
            CodebookEdit::Kind(KindRow { kind: TextKind::Caption, label, settle, rev: 0 })
        };
        file.change(&row(SettleMode::Ticked)).unwrap();
        let written = String::from_utf8(file.to_bytes()).unwrap();
        let first = written.lines().next().unwrap();
        assert!(
            first.ends_with(
                "kinds:[(kind:\"caption\",label:\"boilerplate\",settle:Ticked,rev:1)],labels:["
            ),
            "{first}"
        );
        assert_eq!(load(&written).unwrap(), Some(file.clone()));
        let odd = written.replacen("kinds:[", "kinds:[(kind:\"map\",settle:Sure),(kind:7),", 1);
        let mut file = load(&odd).unwrap().unwrap();
        assert_eq!(file.findings.len(), 3, "{:?}", file.findings);
        file.change(&row(SettleMode::Never)).unwrap();
        let written = String::from_utf8(file.to_bytes()).unwrap();
        for kept in ["(kind:\"map\",settle:Sure)", "(kind:7)", "settle:Never,rev:2"] {
            assert!(written.contains(kept), "{kept} in {written}");
        }
    }

    #[test]
    fn rows_of_both_sides_of_a_merge_count() {
        let side = |kind, settle| {
            let mut file = CodebookFile::default();
            let label = Some(LabelId("boilerplate".to_owned()));
            file.change(&CodebookEdit::Kind(KindRow { kind, label, settle, rev: 0 })).unwrap();
            String::from_utf8(file.to_bytes()).unwrap()
        };
        let ana = side(TextKind::Caption, SettleMode::Ticked);
        let bo = side(TextKind::Credit, SettleMode::Sure);
        for [one, two] in [[&ana, &bo], [&bo, &ana]] {
            let file = CodebookFile::read(format!("{one}{two}").as_bytes()).unwrap();
            let kinds = &file.codebook.kinds;
            assert_eq!(kinds.row(TextKind::Caption).settle, SettleMode::Ticked);
            assert_eq!(kinds.row(TextKind::Credit).settle, SettleMode::Sure);
        }
    }

    #[test]
    fn a_row_with_a_label_that_is_gone_is_told() {
        let mut file = CodebookFile::default();
        let label = Some(LabelId("ghost".to_owned()));
        let row = KindRow { kind: TextKind::Byline, label, settle: SettleMode::Sure, rev: 0 };
        file.change(&CodebookEdit::Kind(row)).unwrap();
        let file = CodebookFile::read(&file.to_bytes()).unwrap();
        assert!(file.findings[0].message.contains("the kind byline has the label ghost"));
    }

    #[test]
    fn labels_are_put_and_removed() {
        let mut file = CodebookFile::default();
        let mut label = file.codebook.labels[1].clone();
        label.name = "nobody named".to_owned();
        file.change(&CodebookEdit::Put(label.clone())).unwrap();
        assert_eq!(file.codebook.labels[1], label);
        let id = label.id.clone();
        file.change(&CodebookEdit::Remove(id.clone())).unwrap();
        assert_eq!(file.codebook.by_id(&id), None);
        file.codebook.add("fact").unwrap();
        file.change(&CodebookEdit::Put(label)).unwrap();
        assert_eq!(file.codebook.by_id(&id).unwrap().key, '5', "fact has taken the key 2");
    }

    #[test]
    fn the_splitter_is_the_pinned_one() {
        let (name, version) = SPLITTER.split_once(' ').unwrap();
        let manifest = include_str!("../../Cargo.toml");
        assert!(manifest.contains(&format!("{name} = \"={version}\"")));
    }
}
