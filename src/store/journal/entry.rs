//! The lines of a journal: a done step, or the number of an undone or redone step.
//!
//! Every line ends with its checksum. A step stays a raw line until undo reads it, so opening a long
//! journal is cheap. A step stores annotations like the store's records, by words and Unicode scalars,
//! and therefore fits a changed text too.

use std::{fmt::Write as _, sync::Arc};

use jiff::Timestamp;
use serde::Deserialize;

use crate::{
    annotation::{AnnotationId, CodebookChange},
    store::record::{RecordFields, is_sealed, options, plain, quoted, sealed, write_fields},
};

/// One annotation before and after a step.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct PastChange {
    pub(crate) article: String,
    #[serde(default, deserialize_with = "plain")]
    pub(crate) before: Option<RecordFields>,
    #[serde(default, deserialize_with = "plain")]
    pub(crate) after: Option<RecordFields>,
    /// The further versions before, of an annotation in conflict. Earlier versions of copydesk skip the
    /// field.
    #[serde(default)]
    pub(crate) before_rivals: Vec<RecordFields>,
    /// The further versions after.
    #[serde(default)]
    pub(crate) after_rivals: Vec<RecordFields>,
}

impl PastChange {
    /// Returns the id of the annotation; `None` for a change without any side.
    pub(crate) fn id(&self) -> Option<AnnotationId> {
        self.after.as_ref().or(self.before.as_ref()).map(|fields| fields.id)
    }
}

/// A step of any time.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct PastStep {
    pub(crate) at: Timestamp,
    pub(crate) name: String,
    pub(crate) changes: Vec<PastChange>,
    /// The changes of the codebook. A version without the field takes only the annotations back.
    #[serde(default)]
    pub(crate) codebook: Vec<CodebookChange>,
}

/// A step as its raw line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredStep {
    /// Permanent id of the step: 64 random bits.
    pub(crate) number: u64,
    raw: Arc<str>,
}

/// Content of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum JournalEntry {
    Did(StoredStep),
    Undid(u64),
    Redid(u64),
}

impl StoredStep {
    pub(crate) fn write(number: u64, step: &PastStep) -> Self {
        let mut raw = format!("(did:\"{number:016x}\",at:\"{}\"", step.at);
        let _ = write!(raw, ",name:{},changes:[", quoted(&step.name));
        for change in &step.changes {
            let _ = write!(raw, "(article:{}", quoted(&change.article));
            for (side, fields) in [("before", &change.before), ("after", &change.after)] {
                if let Some(fields) = fields {
                    let _ = write!(raw, ",{side}:(");
                    write_fields(&mut raw, fields);
                    raw.push(')');
                }
            }
            let rivals =
                [("before_rivals", &change.before_rivals), ("after_rivals", &change.after_rivals)];
            for (side, all) in rivals.into_iter().filter(|(_, all)| !all.is_empty()) {
                let _ = write!(raw, ",{side}:[");
                for fields in all {
                    raw.push('(');
                    write_fields(&mut raw, fields);
                    raw.push_str("),");
                }
                raw.push(']');
            }
            raw.push_str("),");
        }
        raw.push(']');
        if !step.codebook.is_empty() {
            let changes = step.codebook.iter().map(ron::to_string);
            let changes: Result<Vec<String>, _> = changes.collect();
            let changes = changes.expect("writing a change into memory cannot fail");
            let _ = write!(raw, ",codebook:[{}]", changes.join(","));
        }
        let raw = sealed(raw).into();
        Self { number, raw }
    }

    /// Returns the ids of the annotations in the raw line, without parsing the step. Other numbers may be
    /// among them.
    pub(crate) fn ids(&self) -> impl Iterator<Item = AnnotationId> + '_ {
        // A string of the line escapes its quotation marks, so it cannot hold this text.
        let places = self.raw.match_indices("id:\"");
        let digits = places.filter_map(|(at, found)| self.raw.get(at + found.len()..)?.get(..16));
        digits.filter_map(|digits| u64::from_str_radix(digits, 16).ok()).map(AnnotationId)
    }

    /// Returns the step without its changes of some articles; `None` if no change is left. A step that
    /// cannot be parsed stays as it is.
    pub(crate) fn without(&self, is_meant: &dyn Fn(&str) -> bool) -> Option<Self> {
        let Some(mut step) = self.read() else {
            return Some(self.clone());
        };
        let n_before = step.changes.len();
        step.changes.retain(|change| !is_meant(&change.article));
        match step.changes.len() {
            0 if n_before > 0 => None,
            n if n < n_before => Some(Self::write(self.number, &step)),
            _ => Some(self.clone()),
        }
    }

    /// Parses the step; `None` if a newer version wrote it in an unknown form.
    pub(crate) fn read(&self) -> Option<PastStep> {
        options().from_str(self.raw.strip_suffix(',')?).ok()
    }
}

impl JournalEntry {
    /// Parses a line without its line break; `None` for a damaged line.
    pub(crate) fn read(raw: &str) -> Option<Self> {
        let (kind, rest) = raw.strip_prefix('(')?.split_once(":\"")?;
        let number = u64::from_str_radix(rest.get(..16)?, 16).ok()?;
        let entry = match kind {
            "did" => JournalEntry::Did(StoredStep { number, raw: raw.into() }),
            "undid" => JournalEntry::Undid(number),
            "redid" => JournalEntry::Redid(number),
            _ => return None,
        };
        is_sealed(raw).then_some(entry)
    }

    /// Returns the number of the step for [`JournalEntry::Did`].
    pub(crate) fn step(&self) -> Option<u64> {
        match self {
            JournalEntry::Did(past) => Some(past.number),
            JournalEntry::Undid(_) | JournalEntry::Redid(_) => None,
        }
    }

    /// Returns the entry with new names for the articles of some annotations. A step that cannot be
    /// parsed stays as it is.
    pub(crate) fn renamed(
        &self,
        new_name: &dyn Fn(&str, AnnotationId) -> Option<String>,
    ) -> JournalEntry {
        let JournalEntry::Did(stored) = self else {
            return self.clone();
        };
        let Some(mut step) = stored.read() else {
            return self.clone();
        };
        let mut is_new = false;
        for change in &mut step.changes {
            if let Some(name) = change.id().and_then(|id| new_name(&change.article, id)) {
                change.article = name;
                is_new = true;
            }
        }
        if is_new {
            JournalEntry::Did(StoredStep::write(stored.number, &step))
        } else {
            self.clone()
        }
    }

    /// Appends the line with its line break.
    pub(crate) fn write(&self, out: &mut String) {
        match self {
            JournalEntry::Did(past) => out.push_str(&past.raw),
            JournalEntry::Undid(number) => {
                out.push_str(&sealed(format!("(undid:\"{number:016x}\"")));
            }
            JournalEntry::Redid(number) => {
                out.push_str(&sealed(format!("(redid:\"{number:016x}\"")));
            }
        }
        out.push('\n');
    }

    /// Returns the bytes of the line with its line break.
    pub(crate) fn len(&self) -> usize {
        match self {
            JournalEntry::Did(past) => past.raw.len() + 1,
            // `(undid:"…16 digits…",c:"…8 digits…"),` and its line break.
            JournalEntry::Undid(_) | JournalEntry::Redid(_) => 41,
        }
    }
}

/// Returns the first line of a journal.
pub(crate) fn header(format: u32, (store, annotator): (&str, &str)) -> String {
    let (store, annotator) = (quoted(store), quoted(annotator));
    sealed(format!("(format:{format},store:{store},annotator:{annotator}")) + "\n"
}

/// Returns the format number in a first line, also an unknown number.
pub(crate) fn format_of(header: &str) -> Option<u32> {
    let digits = header.strip_prefix("(format:")?.split(',').next()?;
    digits.parse().ok()
}
