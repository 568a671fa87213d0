//! Facts shared by all annotators, one file for each kind: `shared/<kind>.ron`.
//!
//! Labels (`project.ron`), saved searches (`searches.ron`) and rules (`<annotator>/~rules.ron`) are
//! older than this format and keep their own files. All four change through
//! `annotations/shared_files.rs` and share the merge code.
//!
//! # Format of `shared/<kind>.ron`
//!
//! One record per line, so that git's union merges the lines of two people:
//!
//! ```text
//! (format:1,kind:"metadata",records:[
//! (id:"00000000000000a1",rev:1,op:Put,at:"2026-11-22T03:48:26Z",by:"ana",value:(title:"Tram"),c:"1a2b3c4d"),
//! ])
//! ```
//!
//! A deletion is a record with `op:Del` and no value. Records merge like annotations (`lineage`): every
//! order of merges gives an equal result. Unreadable lines and files of unknown kinds are written back
//! unchanged. An unreadable file is never overwritten.
//!
//! # How to add a kind
//!
//! Implement [`SharedRecord`] for a type that `serde` reads and writes. Nothing else changes.
//!
//! ```no_run
//! use copydesk::store::{SharedId, SharedRecord, Store};
//!
//! #[derive(serde::Serialize, serde::Deserialize)]
//! struct JoinedName {
//!     names: Vec<String>,
//! }
//!
//! impl SharedRecord for JoinedName {
//!     const KIND: &'static str = "joined-names";
//! }
//!
//! # fn main() -> Result<(), copydesk::store::StoreError> {
//! let mut store = Store::beside("news".as_ref(), "ana");
//! let joined = JoinedName { names: vec!["Ruiz".to_owned(), "Ana Ruiz".to_owned()] };
//! store.put_shared_record(SharedId(7), Some(&joined), jiff::Timestamp::UNIX_EPOCH)?;
//! let (all, problems) = store.shared_records::<JoinedName>();
//! assert_eq!((all.len(), problems.len()), (1, 0));
//! # Ok(())
//! # }
//! ```

use std::{collections::BTreeMap, fmt};

use jiff::Timestamp;
use ron::value::RawValue;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{
    lineage::{self, Lineage, RevisedLine, heads},
    list_file::{ListFile, list_text, other_fields, parse_list},
    record::{RecordOp, is_sealed, options, plain, quoted, sealed, sum_of, unknown_fields},
};
use crate::{
    annotation::{id_from_digits, whole_seconds},
    diagnostic::{Diagnostic, Severity},
    text::count,
};

/// Folder in the store, a reserved name.
pub(super) const FOLDER: &str = "shared";

/// Size of the largest file of shared records, in bytes.
const FILE_LIMIT: u64 = 64 << 20;

/// Known fields of a line; every other field is carried along.
const KNOWN_FIELDS: [&str; 8] = ["id", "rev", "op", "at", "by", "value", "was", "c"];

/// Permanent id of a shared record: 64 bits, random or derived from the subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SharedId(pub u64);

impl fmt::Display for SharedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// A kind of fact that all annotators of a store share. See the header of the file.
pub trait SharedRecord: Serialize + DeserializeOwned {
    /// Name of the kind and of its file: lower-case ASCII letters, digits and `-`.
    const KIND: &'static str;
}

/// One readable line.
#[derive(Clone, Debug, PartialEq, Eq)]
struct SharedLine {
    id: SharedId,
    rev: u32,
    op: RecordOp,
    at: Timestamp,
    was: Lineage,
    /// The value verbatim; `None` for a deletion.
    value: Option<String>,
    raw: String,
}

#[derive(Deserialize)]
struct SharedFields {
    id: String,
    rev: u32,
    op: RecordOp,
    at: Timestamp,
    #[serde(default, deserialize_with = "plain")]
    value: Option<Box<RawValue>>,
    #[serde(default)]
    was: Lineage,
}

impl RevisedLine for SharedLine {
    type Id = SharedId;

    fn id(&self) -> SharedId {
        self.id
    }

    fn rev(&self) -> u32 {
        self.rev
    }

    fn at(&self) -> Timestamp {
        self.at
    }

    fn raw(&self) -> &str {
        &self.raw
    }

    fn sum(&self) -> u32 {
        sum_of(&self.raw)
    }

    fn was(&self) -> &Lineage {
        &self.was
    }
}

impl SharedLine {
    /// Reads a line; `None` if the line is damaged or of another version.
    fn read(raw: String) -> Option<Self> {
        if !is_sealed(&raw) {
            return None;
        }
        let fields: SharedFields = options().from_str(raw.strip_suffix(',')?).ok()?;
        let id = SharedId(id_from_digits(&fields.id)?);
        // The greatest revision could never be changed.
        let is_good =
            fields.rev < u32::MAX && (fields.op == RecordOp::Put) == fields.value.is_some();
        is_good.then(|| Self {
            id,
            rev: fields.rev,
            op: fields.op,
            at: fields.at,
            was: fields.was,
            value: fields.value.map(|value| value.get_ron().trim().to_owned()),
            raw,
        })
    }

    /// Writes a revision over the `known` lines of its record.
    fn write(
        (id, value): (SharedId, Option<String>),
        by: &str,
        at: Timestamp,
        known: &[&Self],
    ) -> Self {
        let newest = known.iter().max_by_key(|line| line.precedence());
        let rev = newest.map_or(1, |line| line.rev + 1);
        let op = if value.is_some() { RecordOp::Put } else { RecordOp::Del };
        let was = Lineage::over(known.iter().copied(), std::iter::empty());
        let at = whole_seconds(at);
        let mut raw = format!("(id:\"{id}\",rev:{rev},op:{op:?},at:\"{at}\",by:{}", quoted(by));
        if let Some(value) = &value {
            raw.push_str(&format!(",value:{value}"));
        }
        if !was.is_empty() {
            raw.push_str(&format!(",was:\"{was}\""));
        }
        raw.push_str(&newest.map_or(String::new(), |line| {
            unknown_fields(&line.raw, |name| KNOWN_FIELDS.contains(&name))
        }));
        Self { id, rev, op, at, was, value, raw: sealed(raw) }
    }
}

/// A file `shared/<kind>.ron`.
#[derive(Debug, Default)]
pub(super) struct SharedFile {
    /// `name:value` of every field except `format` and `records`.
    others: Vec<String>,
    lines: Vec<SharedLine>,
    /// Unreadable entries, verbatim.
    unread: Vec<String>,
    findings: Vec<Diagnostic>,
}

#[derive(Deserialize)]
struct SharedDocument {
    records: Vec<Box<RawValue>>,
}

impl ListFile for SharedFile {
    const LIST: &'static str = "records";

    const LIMIT: u64 = FILE_LIMIT;

    fn read_document(text: &str) -> Result<Self, Diagnostic> {
        let document: SharedDocument = parse_list(text)?;
        let mut file =
            Self { others: other_fields(text, &["format", Self::LIST])?, ..Self::default() };
        for entry in document.records {
            let raw = format!("{},", entry.get_ron().trim());
            match SharedLine::read(raw.clone()) {
                Some(line) => file.lines.push(line),
                None => file.unread.push(raw),
            }
        }
        if !file.unread.is_empty() {
            let n = count(file.unread.len(), "record");
            let told = format!("{n} cannot be read and stay as they are");
            file.findings.push(Diagnostic::new(Severity::Warning, told));
        }
        Ok(file)
    }

    fn findings_mut(&mut self) -> &mut Vec<Diagnostic> {
        &mut self.findings
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut by_id: BTreeMap<SharedId, Vec<&SharedLine>> = BTreeMap::new();
        for line in &self.lines {
            by_id.entry(line.id).or_default().push(line);
        }
        let folded = by_id.into_values().flat_map(heads::<SharedLine, _>).map(|line| &line.raw);
        let lines = folded.chain(&self.unread).cloned();
        (list_text(&self.others, Self::LIST, lines) + ")\n").into_bytes()
    }
}

impl SharedFile {
    /// Adds the records of another file of the kind.
    pub(super) fn absorb(&mut self, other: Self) {
        if self.others.is_empty() {
            self.others = other.others;
        }
        self.lines.extend(other.lines);
        self.unread.extend(other.unread);
        let mut known = std::collections::HashSet::new();
        self.unread.retain(|raw| known.insert(raw.clone()));
    }

    /// Adds a revision of a record, or its deletion for `None`. Returns false, and adds nothing, if the
    /// line does not read back.
    pub(super) fn put(
        &mut self,
        kind: &str,
        record: (SharedId, Option<String>),
        (by, at): (&str, Timestamp),
    ) -> bool {
        if self.others.is_empty() {
            self.others.push(format!("kind:{}", quoted(kind)));
        }
        let lines = self.lines.iter();
        let known: Vec<&SharedLine> = lines.filter(|line| line.id == record.0).collect();
        if record.1.is_none() && known.is_empty() {
            return true;
        }
        let line = SharedLine::write(record, by, at, &known);
        let reads_back = SharedLine::read(line.raw.clone()).as_ref() == Some(&line);
        self.lines.extend(reads_back.then_some(line));
        reads_back
    }

    /// Returns the live records, and the problems of unreadable values.
    pub(super) fn records<R: SharedRecord>(&self) -> (BTreeMap<SharedId, R>, Vec<Diagnostic>) {
        let mut records = BTreeMap::new();
        let mut findings = Vec::new();
        for (id, line) in lineage::winners(&self.lines) {
            let Some(value) = &line.value else { continue };
            match options().from_str(value) {
                Ok(record) => drop(records.insert(id, record)),
                Err(bad) => {
                    let told = format!("the record {id} stays as it is: {}", bad.code);
                    findings.push(Diagnostic::new(Severity::Warning, told));
                }
            }
        }
        (records, findings)
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;
    use crate::store::Store;

    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    struct Title {
        title: String,
    }

    impl SharedRecord for Title {
        const KIND: &'static str = "titles";
    }

    fn title(title: &str) -> Title {
        Title { title: title.to_owned() }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn store(folder: &Path, annotator: &str) -> Store {
        Store::at(folder.join("annotations"), annotator)
    }

    fn titles(store: &Store) -> Vec<String> {
        let (records, findings) = store.shared_records::<Title>();
        assert_eq!(findings, []);
        records.into_values().map(|record| record.title).collect()
    }

    #[test]
    fn records_are_put_changed_and_deleted_by_several_annotators() {
        let folder = tempfile::tempdir().unwrap();
        let mut ana = store(folder.path(), "ana");
        assert_eq!(titles(&ana), [""; 0]);
        assert!(!ana.dir().exists(), "looking writes nothing");
        ana.put_shared_record(SharedId(1), Some(&title("Tram \"1\"\n")), at(1)).unwrap();
        let mut ben = store(folder.path(), "ben");
        ben.put_shared_record(SharedId(2), Some(&title("Ferry")), at(2)).unwrap();
        ben.put_shared_record(SharedId(1), Some(&title("Tram")), at(3)).unwrap();
        assert_eq!(titles(&ana), ["Tram", "Ferry"]);
        ana.put_shared_record(SharedId(2), None::<&Title>, at(4)).unwrap();
        ana.put_shared_record(SharedId(9), None::<&Title>, at(4)).unwrap();
        assert_eq!(titles(&ben), ["Tram"]);
        let text = fs::read_to_string(ana.shared_path("titles")).unwrap();
        assert_eq!(text.lines().count(), 4, "one record a line: {text}");
        assert!(text.starts_with("(format:1,kind:\"titles\",records:[\n"));
        let attributes = fs::read_to_string(ana.dir().join(".gitattributes")).unwrap();
        assert!(
            attributes.contains("*.ron text eol=lf merge=union"),
            "the pattern covers every folder"
        );
        assert_eq!(ana.annotators(), [""; 0], "the folder is no annotator");
    }

    #[test]
    fn a_line_of_this_format_stays_as_it_is() {
        let line = SharedLine::write(
            (SharedId(0xa1), Some("(title:\"Tram\")".to_owned())),
            "ana",
            at(0),
            &[],
        );
        let golden = "(id:\"00000000000000a1\",rev:1,op:Put,at:\"1970-01-01T00:00:00Z\",by:\"ana\",value:(title:\"Tram\")";
        assert_eq!(line.raw, sealed(golden.to_owned()));
    }

    #[test]
    fn both_sides_of_a_merge_are_folded_and_unknown_lines_stay() {
        let folder = tempfile::tempdir().unwrap();
        let mut ana = store(folder.path(), "ana");
        ana.put_shared_record(SharedId(1), Some(&title("old")), at(1)).unwrap();
        let path = ana.shared_path("titles");
        let base = fs::read_to_string(&path).unwrap();
        let mut change = |id, new: &str, second| {
            fs::write(&path, &base).unwrap();
            ana.put_shared_record(SharedId(id), Some(&title(new)), at(second)).unwrap();
            let text = fs::read_to_string(&path).unwrap();
            let new = text.lines().find(|line| line.contains(new)).unwrap();
            new.to_owned()
        };
        let [one, two, newer] = [change(1, "one", 2), change(1, "two", 3), change(2, "three", 4)];
        let old = base.lines().nth(1).unwrap();
        let unknown = "(id:\"1\",shape:Round),";
        let union = |lines: &[&str]| {
            format!("(format:1,kind:\"titles\",records:[\n{}\n])\n", lines.join("\n"))
        };
        let marked = format!("<<<<<<< HEAD\n{one}\n=======\n{two}\n>>>>>>> ben");
        for lines in [
            [old, &one, &two, unknown, &newer],
            [unknown, &two, &newer, &one, old],
            [old, &marked, unknown, &newer, &newer],
        ] {
            fs::write(&path, union(&lines)).unwrap();
            let (records, findings) = ana.shared_records::<Title>();
            let values: Vec<_> = records.into_values().map(|record| record.title).collect();
            assert_eq!(values, ["two", "three"], "the later of two counts");
            assert!(findings.iter().any(|finding| finding.message.contains("1 record cannot")));
            ana.put_shared_record(SharedId(3), Some(&title("four")), at(5)).unwrap();
            let text = fs::read_to_string(&path).unwrap();
            for kept in [&one, &two, unknown, &newer] {
                assert_eq!(text.matches(kept).count(), 1, "{kept} in {text}");
            }
            assert!(!text.contains(old), "both sides were made over it: {text}");
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_whole_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let mut ana = store(folder.path(), "ana");
        let path = ana.shared_path("titles");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        for broken in ["(format:2,records:[\n])\n", "(format:1,records:[\n(id", "\u{0}"] {
            fs::write(&path, broken).unwrap();
            let (records, findings) = ana.shared_records::<Title>();
            assert!(records.is_empty() && findings.len() == 1, "{broken:?}");
            ana.put_shared_record(SharedId(1), Some(&title("new")), at(1)).unwrap_err();
            assert_eq!(fs::read_to_string(&path).unwrap(), broken);
        }
    }

    #[test]
    fn a_value_of_another_version_is_told_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let mut ana = store(folder.path(), "ana");
        let line = SharedLine::write((SharedId(1), Some("(name:7)".to_owned())), "ana", at(0), &[]);
        let path = ana.shared_path("titles");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, format!("(format:1,records:[\n{}\n])\n", line.raw)).unwrap();
        let (records, findings) = ana.shared_records::<Title>();
        assert!(records.is_empty() && findings.len() == 1);
        ana.put_shared_record(SharedId(2), Some(&title("new")), at(1)).unwrap();
        assert!(fs::read_to_string(&path).unwrap().contains(&line.raw));
    }
}
