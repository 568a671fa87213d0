//! One record as one line of RON: `(id:"…",rev:2,op:Put,…,c:"1a2b3c4d"),`.
//!
//! The layout is fixed and depends on no setting. Strings go through `ron::to_string`, which escapes
//! line breaks and control characters. Only integers and strings are written. `annotation_file` owns the
//! order of lines in a file.

use std::{
    collections::BTreeMap,
    fmt::{self, Write as _},
    sync::Arc,
};

use jiff::Timestamp;
use ron::value::RawValue;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, MapAccess, Visitor},
};

use super::lineage::{Lineage, RevisedLine};
use crate::{
    annotation::{
        AnnotationContent, AnnotationField, AnnotationId, AttributionPart, Confidence, LabelId,
        RecordedPlace, whole_seconds,
    },
    text::Span,
};

/// Deepest accepted nesting; a record needs two levels.
const RECURSION_LIMIT: usize = 16;

/// Bytes of `,c:"1a2b3c4d"),` after the checked bytes of a line.
const TAIL_BYTES: usize = 15;

/// Effect of a record on its annotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(crate) enum RecordOp {
    /// Creates or changes the annotation.
    Put,
    /// Deletes the annotation.
    Del,
}

/// Place and words of a source or a cue in the file.
#[derive(Deserialize)]
struct PartForm {
    start: usize,
    end: usize,
    quote: String,
}

/// Fields of a record in the file; offsets are Unicode scalars.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "RecordForm")]
pub(crate) struct RecordFields {
    pub(crate) id: AnnotationId,
    pub(crate) rev: u32,
    pub(crate) op: RecordOp,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) quote: String,
    pub(crate) prefix: String,
    pub(crate) suffix: String,
    /// Content with its parts [as recorded](AnnotationContent::as_recorded).
    pub(crate) content: AnnotationContent,
    pub(crate) batch: Option<String>,
    pub(crate) created: Option<Timestamp>,
    pub(crate) at: Timestamp,
    pub(crate) text: String,
    pub(crate) was: Lineage,
}

/// Reads an optional field, which a file omits or writes plainly, never as `Some(…)`.
pub(crate) fn plain<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// Names of the fields on disk that belong to no [`AnnotationField`].
const PLAIN_FIELDS: [&str; 14] = [
    "id", "rev", "op", "start", "end", "quote", "prefix", "suffix", "stroke", "created", "at",
    "text", "was", "c",
];

/// Fields of a record under their names on disk.
#[derive(Deserialize)]
struct RecordForm {
    id: AnnotationId,
    rev: u32,
    op: RecordOp,
    start: usize,
    end: usize,
    #[serde(default)]
    quote: String,
    #[serde(default)]
    prefix: String,
    #[serde(default)]
    suffix: String,
    #[serde(default, deserialize_with = "plain")]
    label: Option<LabelId>,
    #[serde(default, deserialize_with = "plain")]
    note: Option<String>,
    #[serde(default, deserialize_with = "plain")]
    source: Option<PartForm>,
    #[serde(default, deserialize_with = "plain")]
    cue: Option<PartForm>,
    #[serde(default, deserialize_with = "plain")]
    evidence: Option<String>,
    #[serde(default, deserialize_with = "plain")]
    confidence: Option<Confidence>,
    #[serde(default, deserialize_with = "plain")]
    stroke: Option<String>,
    #[serde(default, deserialize_with = "plain")]
    created: Option<Timestamp>,
    at: Timestamp,
    #[serde(default)]
    text: String,
    #[serde(default)]
    was: Lineage,
}

impl From<RecordForm> for RecordFields {
    fn from(form: RecordForm) -> Self {
        let RecordForm { id, rev, op, start, end, quote, prefix, suffix, .. } = form;
        let RecordForm { label, note, evidence, confidence, created, at, text, was, .. } = form;
        let [source, cue] = [form.source, form.cue].map(|part| part.map(AttributionPart::from));
        let content = AnnotationContent { label, note, source, cue, evidence, confidence };
        let batch = form.stroke;
        Self {
            id,
            rev,
            op,
            start,
            end,
            quote,
            prefix,
            suffix,
            content,
            batch,
            created,
            at,
            text,
            was,
        }
    }
}

impl From<PartForm> for AttributionPart {
    fn from(PartForm { start, end, quote }: PartForm) -> Self {
        Self { span: Span::default(), quote, recorded: RecordedPlace { start, end } }
    }
}

/// One readable line: its fields, and its bytes without the line break.
///
/// Saving copies a file several times, so clones share both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RecordLine {
    pub(crate) fields: Arc<RecordFields>,
    pub(crate) raw: Arc<str>,
}

/// An unreadable line: the problem and its 1-based column in chars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LineError {
    pub(crate) column: usize,
    pub(crate) problem: String,
}

impl RecordLine {
    /// Writes a line. `extra` holds fields of another version, from [`RecordLine::extra`].
    pub(crate) fn write(fields: RecordFields, extra: &str) -> Self {
        let mut raw = String::from("(");
        write_fields(&mut raw, &fields);
        raw.push_str(extra);
        Self { fields: Arc::new(fields), raw: sealed(raw).into() }
    }

    /// Reads a line and verifies its checksum.
    ///
    /// # Errors
    /// [`LineError`] for a missing or wrong checksum, a field that cannot be read, or impossible values.
    pub(crate) fn read(raw: &str) -> Result<Self, LineError> {
        let column = |byte: usize| raw[..byte].chars().count() + 1;
        let cut = raw.len().saturating_sub(TAIL_BYTES);
        let tail =
            raw.get(cut..).filter(|tail| tail.starts_with(",c:\"") && tail.ends_with("\"),"));
        let Some(tail) = tail else {
            let problem = "the record does not end with its checksum".to_owned();
            return Err(LineError { column: raw.chars().count() + 1, problem });
        };
        let sum = format!("{:08x}", crc32fast::hash(&raw.as_bytes()[..cut]));
        // The bytes may be neither eight digits nor eight chars.
        if tail.get(4..12) != Some(sum.as_str()) {
            let problem = format!(
                "the checksum does not match: the line is damaged, or was changed by hand (if that \
                 was meant, write c:\"{sum}\")"
            );
            return Err(LineError { column: column(cut) + 1, problem });
        }
        let fields: RecordFields = options().from_str(&raw[..raw.len() - 1]).map_err(|error| {
            LineError { column: error.span.start.col, problem: error.code.to_string() }
        })?;
        match fields.fault() {
            Some(problem) => Err(LineError { column: 1, problem: problem.to_owned() }),
            None => Ok(Self { fields: Arc::new(fields), raw: raw.into() }),
        }
    }

    /// Returns the value of a field that is none of an annotation's, for example `unit` of a rule.
    ///
    /// The inner `None` is a value of another type.
    pub(crate) fn other_field<T: DeserializeOwned>(&self, name: &str) -> Option<Option<T>> {
        let all: AnyFields =
            options().from_str(&self.raw[..self.raw.len() - 1]).unwrap_or_default();
        let value = all.0.get(name)?;
        Some(ron::from_str(value.get_ron()).ok())
    }

    /// Returns the unknown fields, ready to be written again.
    pub(crate) fn extra(&self) -> String {
        unknown_fields(&self.raw, |name| {
            PLAIN_FIELDS.contains(&name) || AnnotationField::from_name(name).is_some()
        })
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

/// Returns the unknown fields of a line, ready to be written again: `,name:value` each.
pub(crate) fn unknown_fields(raw: &str, is_known: impl Fn(&str) -> bool) -> String {
    let all: AnyFields = options().from_str(&raw[..raw.len() - 1]).unwrap_or_default();
    let unknown = all.0.into_iter().filter(|(name, _)| !is_known(name));
    unknown.fold(String::new(), |mut extra, (name, value)| {
        // A field of another program may have a name that RON writes only as a raw identifier.
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
    /// Returns true if two revisions hold equal content, regardless of revision and time.
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

    /// Returns a deletion without words.
    pub(crate) fn blank(id: AnnotationId, (start, end): (usize, usize), at: Timestamp) -> Self {
        Self {
            id,
            rev: 1,
            op: RecordOp::Del,
            start,
            end,
            quote: String::new(),
            prefix: String::new(),
            suffix: String::new(),
            content: AnnotationContent::default(),
            batch: None,
            created: None,
            at: whole_seconds(at),
            text: String::new(),
            was: Lineage::default(),
        }
    }

    /// Returns the record without its words, as in a deletion.
    pub(crate) fn without_words(&self) -> Self {
        Self {
            rev: self.rev,
            op: self.op,
            at: self.at,
            batch: self.batch.clone(),
            was: self.was.clone(),
            ..Self::blank(self.id, (self.start, self.end), self.at)
        }
    }

    /// Returns an impossibility in a record of readable fields, for example an end before the start.
    fn fault(&self) -> Option<&'static str> {
        let backwards = |part: &AttributionPart| part.recorded.start > part.recorded.end;
        if self.start > self.end || self.content.parts().any(backwards) {
            Some("it ends before it starts")
        } else if self.rev == u32::MAX {
            // No further change could be numbered.
            Some("its revision is the highest possible number")
        } else {
            None
        }
    }
}

/// Appends the checksum of a line and closes the line.
pub(crate) fn sealed(mut raw: String) -> String {
    let sum = crc32fast::hash(raw.as_bytes());
    let _ = write!(raw, ",c:\"{sum:08x}\"),");
    raw
}

/// Returns true if a line ends with the checksum of its bytes.
pub(crate) fn is_sealed(raw: &str) -> bool {
    let cut = raw.len().saturating_sub(TAIL_BYTES);
    let sum = crc32fast::hash(&raw.as_bytes()[..cut]);
    raw.get(cut..) == Some(format!(",c:\"{sum:08x}\"),").as_str())
}

pub(crate) fn options() -> ron::Options {
    ron::Options::default().with_recursion_limit(RECURSION_LIMIT)
}

/// Returns a string as a RON literal.
pub(crate) fn quoted(text: &str) -> String {
    ron::to_string(text).expect("writing a string into memory cannot fail")
}

pub(crate) fn write_fields(out: &mut String, fields: &RecordFields) {
    let _ = write!(out, "id:\"{}\",rev:{},op:{:?}", fields.id, fields.rev, fields.op);
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
    for field in AnnotationField::ON_DISK {
        write_content(out, field, &fields.content);
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

fn write_content(out: &mut String, field: AnnotationField, content: &AnnotationContent) {
    let name = field.name();
    let text = match field {
        AnnotationField::Label => content.label.as_ref().map(|label| label.0.as_str()),
        AnnotationField::Text(field) => content.text(field),
        AnnotationField::Words(field) => {
            if let Some(AttributionPart { quote, recorded, .. }) = content.words(field) {
                let (RecordedPlace { start, end }, quote) = (recorded, quoted(quote));
                let _ = write!(out, ",{name}:(start:{start},end:{end},quote:{quote})");
            }
            None
        }
        AnnotationField::Confidence => {
            if let Some(known) = content.confidence {
                let _ = write!(out, ",{name}:{}", known.number());
            }
            None
        }
    };
    if let Some(text) = text {
        let _ = write!(out, ",{name}:{}", quoted(text));
    }
}

/// The fields of any RON struct, with their values verbatim.
#[derive(Default)]
pub(crate) struct AnyFields(pub(crate) BTreeMap<String, Box<RawValue>>);

impl<'de> Deserialize<'de> for AnyFields {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = AnyFields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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
