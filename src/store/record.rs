//! One record as one line of RON: `(id:"…",rev:2,op:Put,…,c:"1a2b3c4d"),`.
//!
//! The bytes of a line are our own: strings go through `ron::to_string`, which never lets a line break
//! or another control character out, and everything around them is fixed, so that they depend on no
//! setting. Only integers and strings are written. Which lines stand in a file, and in which order, is
//! `annotation_file`'s.

use std::{collections::BTreeMap, fmt::Write as _, sync::Arc};

use jiff::Timestamp;
use ron::value::RawValue;
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};

use super::lineage::{Lineage, RevisedLine};
use crate::annotation::{AnnotationId, LabelId};

/// Deeper nesting than this is damage: a record needs two levels.
const RECURSION_LIMIT: usize = 16;

/// Length of `,c:"1a2b3c4d"),`: what follows the checked bytes of a line.
const TAIL_BYTES: usize = 15;

/// The fields that this version knows; everything else in a record is carried along.
const KNOWN_FIELDS: [&str; 20] = [
    "id", "rev", "op", "start", "end", "quote", "prefix", "suffix", "label", "note", "source",
    "cue", "evidence", "confidence", "stroke", "created", "at", "text", "was", "c",
];

/// What a record does to its annotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(crate) enum RecordOp {
    /// Makes or changes it.
    Put,
    /// Deletes it.
    Del,
}

/// A source or a cue: place and words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct PartFields {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) quote: String,
}

/// The fields of a record as they stand in the file; offsets are Unicode scalars.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct RecordFields {
    #[serde(deserialize_with = "hex_id")]
    pub(crate) id: AnnotationId,
    pub(crate) rev: u32,
    pub(crate) op: RecordOp,
    pub(crate) start: usize,
    pub(crate) end: usize,
    #[serde(default)]
    pub(crate) quote: String,
    #[serde(default)]
    pub(crate) prefix: String,
    #[serde(default)]
    pub(crate) suffix: String,
    #[serde(default, deserialize_with = "plain")]
    pub(crate) label: Option<LabelId>,
    #[serde(default, deserialize_with = "plain")]
    pub(crate) note: Option<String>,
    #[serde(default, deserialize_with = "plain")]
    pub(crate) source: Option<PartFields>,
    #[serde(default, deserialize_with = "plain")]
    pub(crate) cue: Option<PartFields>,
    #[serde(default, deserialize_with = "plain")]
    pub(crate) evidence: Option<String>,
    #[serde(default, deserialize_with = "plain")]
    pub(crate) confidence: Option<u8>,
    #[serde(rename = "stroke", default, deserialize_with = "plain")]
    pub(crate) batch: Option<String>,
    #[serde(default, deserialize_with = "plain")]
    pub(crate) created: Option<Timestamp>,
    pub(crate) at: Timestamp,
    #[serde(default)]
    pub(crate) text: String,
    #[serde(default)]
    pub(crate) was: Lineage,
}

/// An optional field is left out or written plainly, never as `Some(…)`.
pub(crate) fn plain<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

pub(crate) fn hex_id<'de, D: Deserializer<'de>>(from: D) -> Result<AnnotationId, D::Error> {
    let digits = String::deserialize(from)?;
    let id = u64::from_str_radix(&digits, 16).map(AnnotationId).ok();
    let same = id.filter(|id| id.to_string() == digits);
    same.ok_or_else(|| serde::de::Error::custom("an id is 16 lower-case hexadecimal digits"))
}

/// One good line: what it says, its fields of other versions, its bytes without the line break.
///
/// A file is copied several times while it is saved, so copies share both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RecordLine {
    pub(crate) fields: Arc<RecordFields>,
    pub(crate) raw: Arc<str>,
}

/// Why a line could not be read, at a 1-based column in chars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LineError {
    pub(crate) column: usize,
    pub(crate) problem: String,
}

impl RecordLine {
    /// Writes a line; `extra` are fields of another version, as [`RecordLine::extra`] gave them.
    pub(crate) fn write(fields: RecordFields, extra: &str) -> Self {
        let mut raw = String::from("(");
        write_fields(&mut raw, &fields);
        raw.push_str(extra);
        Self {
            fields: Arc::new(fields),
            raw: sealed(raw).into(),
        }
    }

    /// Reads a line and checks its sum.
    pub(crate) fn read(raw: &str) -> Result<Self, LineError> {
        let column = |byte: usize| raw[..byte].chars().count() + 1;
        let cut = raw.len().saturating_sub(TAIL_BYTES);
        let tail = raw
            .get(cut..)
            .filter(|tail| tail.starts_with(",c:\"") && tail.ends_with("\"),"));
        let Some(tail) = tail else {
            let problem = "the record does not end with its checksum".to_owned();
            return Err(LineError {
                column: raw.chars().count() + 1,
                problem,
            });
        };
        let sum = format!("{:08x}", crc32fast::hash(&raw.as_bytes()[..cut]));
        // What stands there need not be eight digits, nor eight characters.
        if tail.get(4..12) != Some(sum.as_str()) {
            let problem = format!(
                "the checksum does not match: the line is damaged, or was changed by hand (if that \
                 was meant, write c:\"{sum}\")"
            );
            return Err(LineError {
                column: column(cut) + 1,
                problem,
            });
        }
        let fields: RecordFields =
            options()
                .from_str(&raw[..raw.len() - 1])
                .map_err(|error| LineError {
                    column: error.span.start.col,
                    problem: error.code.to_string(),
                })?;
        match fields.fault() {
            Some(problem) => Err(LineError {
                column: 1,
                problem: problem.to_owned(),
            }),
            None => Ok(Self {
                fields: Arc::new(fields),
                raw: raw.into(),
            }),
        }
    }

    /// Returns the fields that this version does not know, ready to be written again.
    pub(crate) fn extra(&self) -> String {
        unknown_fields(&self.raw, &KNOWN_FIELDS)
    }
}

impl RevisedLine for RecordLine {
    type Id = AnnotationId;

    fn id(&self) -> AnnotationId {
        self.fields.id
    }

    fn rev(&self) -> u32 {
        self.fields.rev
    }

    fn at(&self) -> Timestamp {
        self.fields.at
    }

    fn raw(&self) -> &str {
        &self.raw
    }

    fn sum(&self) -> u32 {
        sum_of(&self.raw)
    }

    fn was(&self) -> &Lineage {
        &self.fields.was
    }
}

/// Returns the fields of a line that are not in `known`, ready to be written again: `,name:value` each.
pub(crate) fn unknown_fields(raw: &str, known: &[&str]) -> String {
    let all: AnyFields = options()
        .from_str(&raw[..raw.len() - 1])
        .unwrap_or_default();
    let unknown = all
        .0
        .into_iter()
        .filter(|(name, _)| !known.contains(&name.as_str()));
    unknown.fold(String::new(), |mut extra, (name, value)| {
        // Another program may give a field a name that only a raw identifier can have.
        let is_plain = name.chars().all(|c| c == '_' || c.is_alphanumeric())
            && !name.starts_with(|c: char| c.is_numeric());
        let raw = if is_plain { "" } else { "r#" };
        let _ = write!(extra, ",{raw}{name}:{}", value.get_ron());
        extra
    })
}

/// Returns the checksum at the end of a line that [`is_sealed`].
pub(crate) fn sum_of(raw: &str) -> u32 {
    let digits = raw.len() - TAIL_BYTES + 4..raw.len() - 3;
    u32::from_str_radix(&raw[digits], 16).expect("a line that was read has its checksum")
}

impl RecordFields {
    /// Whether two revisions say the same, whenever they were made.
    pub(crate) fn say_the_same(&self, other: &Self) -> bool {
        let own = |fields: &Self| Self {
            created: None,
            at: Timestamp::UNIX_EPOCH,
            rev: 0,
            was: Lineage::default(),
            ..fields.clone()
        };
        own(self) == own(other)
    }

    /// The same without what a deletion drops.
    pub(crate) fn without_words(&self) -> Self {
        Self {
            quote: String::new(),
            prefix: String::new(),
            suffix: String::new(),
            label: None,
            note: None,
            source: None,
            cue: None,
            evidence: None,
            confidence: None,
            created: None,
            text: String::new(),
            ..self.clone()
        }
    }

    /// What is impossible although every field is readable.
    fn fault(&self) -> Option<&'static str> {
        let parts = [&self.source, &self.cue];
        let backwards =
            |part: &&Option<PartFields>| part.as_ref().is_some_and(|part| part.start > part.end);
        if self.start > self.end || parts.iter().any(backwards) {
            Some("it ends before it starts")
        } else if self.rev == u32::MAX {
            // No change of it could be told from what stands in the file.
            Some("its revision has no next one")
        } else if self
            .confidence
            .is_some_and(|number| !(1..=3).contains(&number))
        {
            Some("its confidence is not 1, 2 or 3")
        } else {
            None
        }
    }
}

/// Ends a line with the sum of what stands before.
pub(crate) fn sealed(mut raw: String) -> String {
    let sum = crc32fast::hash(raw.as_bytes());
    let _ = write!(raw, ",c:\"{sum:08x}\"),");
    raw
}

/// Whether a line ends with the sum of what stands before.
pub(crate) fn is_sealed(raw: &str) -> bool {
    let cut = raw.len().saturating_sub(TAIL_BYTES);
    let sum = crc32fast::hash(&raw.as_bytes()[..cut]);
    raw.get(cut..) == Some(format!(",c:\"{sum:08x}\"),").as_str())
}

pub(crate) fn options() -> ron::Options {
    ron::Options::default().with_recursion_limit(RECURSION_LIMIT)
}

/// A string as RON.
pub(crate) fn quoted(text: &str) -> String {
    ron::to_string(text).expect("writing a string into memory cannot fail")
}

pub(crate) fn write_fields(out: &mut String, fields: &RecordFields) {
    let _ = write!(
        out,
        "id:\"{}\",rev:{},op:{:?}",
        fields.id, fields.rev, fields.op
    );
    let _ = write!(out, ",start:{},end:{}", fields.start, fields.end);
    let mut text = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            let _ = write!(out, ",{name}:{}", quoted(value));
        }
    };
    let filled = |value: &'_ String| (!value.is_empty()).then(|| value.clone());
    text("quote", filled(&fields.quote).as_deref());
    text("prefix", filled(&fields.prefix).as_deref());
    text("suffix", filled(&fields.suffix).as_deref());
    text("label", fields.label.as_ref().map(|label| label.0.as_str()));
    text("note", fields.note.as_deref());
    for (name, part) in [("source", &fields.source), ("cue", &fields.cue)] {
        if let Some(PartFields { start, end, quote }) = part {
            let _ = write!(
                out,
                ",{name}:(start:{start},end:{end},quote:{})",
                quoted(quote)
            );
        }
    }
    if let Some(evidence) = &fields.evidence {
        let _ = write!(out, ",evidence:{}", quoted(evidence));
    }
    if let Some(number) = fields.confidence {
        let _ = write!(out, ",confidence:{number}");
    }
    if let Some(batch) = &fields.batch {
        let _ = write!(out, ",stroke:{}", quoted(batch));
    }
    if let Some(created) = fields.created {
        let _ = write!(out, ",created:\"{created}\"");
    }
    let _ = write!(out, ",at:\"{}\"", fields.at);
    if !fields.text.is_empty() {
        let _ = write!(out, ",text:{}", quoted(&fields.text));
    }
    if !fields.was.is_empty() {
        let _ = write!(out, ",was:\"{}\"", fields.was);
    }
}

/// The fields of any RON struct with their values as they are written.
#[derive(Default)]
pub(crate) struct AnyFields(pub(crate) BTreeMap<String, Box<RawValue>>);

impl<'de> Deserialize<'de> for AnyFields {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = AnyFields;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a struct")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<AnyFields, A::Error> {
                let mut fields = BTreeMap::new();
                while let Some((name, value)) = map.next_entry()? {
                    fields.insert(name, value);
                }
                Ok(AnyFields(fields))
            }
        }
        from.deserialize_struct("", &[], Collect)
    }
}
