//! The lines of a journal: a step that was done, or the number of one that was undone or redone.
//!
//! Every line ends with the sum of what stands before it. A step is kept as its line and read when it
//! is undone, so that a long journal costs nothing to open. It says its annotations as the store's
//! records do, by words and Unicode scalars, so that it also fits a text that has changed since.

use std::{fmt::Write as _, sync::Arc};

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};

use crate::store::record::{RecordFields, is_sealed, options, quoted, sealed, write_fields};

/// One annotation before and after a step.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct PastChange {
    pub(crate) article: String,
    #[serde(default, deserialize_with = "plain")]
    pub(crate) before: Option<RecordFields>,
    #[serde(default, deserialize_with = "plain")]
    pub(crate) after: Option<RecordFields>,
}

/// What a step did, whenever that was.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct PastStep {
    pub(crate) at: Timestamp,
    pub(crate) name: String,
    pub(crate) changes: Vec<PastChange>,
}

/// A step as it is remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredStep {
    /// Names the step for ever: 64 random bits.
    pub(crate) number: u64,
    raw: Arc<str>,
}

/// What one line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum JournalEntry {
    Did(StoredStep),
    Undid(u64),
    Redid(u64),
}

fn plain<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
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
            raw.push_str("),");
        }
        raw.push(']');
        let raw = sealed(raw).into();
        Self { number, raw }
    }

    /// What the step did; nothing when a newer version wrote it in a way that this one cannot read.
    pub(crate) fn read(&self) -> Option<PastStep> {
        options().from_str(self.raw.strip_suffix(',')?).ok()
    }
}

impl JournalEntry {
    /// What a line says, without its line break; nothing for a damaged one.
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

    /// The number of the step that the line tells, when it tells one.
    pub(crate) fn step(&self) -> Option<u64> {
        match self {
            JournalEntry::Did(past) => Some(past.number),
            JournalEntry::Undid(_) | JournalEntry::Redid(_) => None,
        }
    }

    /// Adds the line with its line break.
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

    /// Bytes of the line.
    pub(crate) fn len(&self) -> usize {
        match self {
            JournalEntry::Did(past) => past.raw.len() + 1,
            // `(undid:"…16 digits…",c:"…8 digits…"),` and its line break.
            JournalEntry::Undid(_) | JournalEntry::Redid(_) => 41,
        }
    }
}

/// The first line of a journal of this format.
pub(crate) fn header(format: u32, (store, annotator): (&str, &str)) -> String {
    let (store, annotator) = (quoted(store), quoted(annotator));
    sealed(format!("(format:{format},store:{store},annotator:{annotator}")) + "\n"
}

/// The number of the format that a first line names, also one that nobody knows yet.
pub(crate) fn format_of(header: &str) -> Option<u32> {
    let digits = header.strip_prefix("(format:")?.split(',').next()?;
    digits.parse().ok()
}
