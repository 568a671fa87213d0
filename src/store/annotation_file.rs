//! One annotation file: its lines, its problems, and merging two states of the file.
//!
//! Reading never fails. An unreadable line is kept byte for byte and written back at its place. A file
//! without its first or last line, or of a newer format, is refused for writing; its readable records
//! are still shown. [`super::record_mapping`] maps records to a text.
//!
//! # Merging
//!
//! [`super::lineage`] drops every line that a later line supersedes. If two lines of an annotation are
//! left, two people changed the annotation concurrently. The line with the highest revision counts; the
//! later time breaks a tie. Both lines stay in the file until a new revision supersedes both. The result
//! does not depend on the order or the number of merges.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    mem,
    sync::Arc,
};

use serde::Deserialize;

use super::{
    lineage::{self, RevisedLine, heads},
    record::{LineError, RecordLine, RecordOp, options, plain, quoted},
};
use crate::{
    annotation::AnnotationId,
    diagnostic::{Diagnostic, Severity},
    text::{agree, count},
};

/// Format number of this version, and the highest format that this version overwrites.
const FORMAT: u32 = 1;

const OFFSETS: &str = "unicode-scalars";

/// Field of the first line: the records of this version count over texts with LF as the only line end
/// and without byte order mark. An older program reads past the field, and finds each record by the
/// digest of its text.
const COUNTING: &str = "lines:\"lf\",";

/// End of the first line, after its fields.
const HEADER_END: &str = "records:[";

const FOOTER: &str = "])";

/// Number of bad lines reported individually; a file may have a million bad lines.
const REPORTED_LINES: usize = 20;

const GIT_MARKERS: [&[u8]; 4] = [b"<<<<<<<", b"|||||||", b"=======", b">>>>>>>"];

/// Fields of the first line.
#[derive(Deserialize)]
struct FileHeader {
    format: u32,
    article: String,
    annotator: String,
    offsets: String,
    #[serde(default, deserialize_with = "plain")]
    lines: Option<String>,
}

/// An unreadable line, and the record before it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct KeptLine {
    raw: Vec<u8>,
    after: (usize, AnnotationId),
}

/// State of one annotation file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AnnotationFile {
    header: String,
    records: Vec<RecordLine>,
    kept: Vec<KeptLine>,
    /// Reason for refusing to overwrite the file.
    refusal: Option<Diagnostic>,
    is_of_another_format: bool,
    findings: Vec<Diagnostic>,
}

impl AnnotationFile {
    /// Makes an empty file of one annotator on one article.
    pub(crate) fn new(article: &str, annotator: &str) -> Self {
        let (article, annotator) = (quoted(article), quoted(annotator));
        Self::with_header(format!(
            "(format:{FORMAT},article:{article},annotator:{annotator},offsets:\"{OFFSETS}\",{COUNTING}{HEADER_END}"
        ))
    }

    fn with_header(header: String) -> Self {
        Self {
            header,
            records: Vec::new(),
            kept: Vec::new(),
            refusal: None,
            is_of_another_format: false,
            findings: Vec::new(),
        }
    }

    /// Reads everything readable of a file. Warns if the file is not about `article` by `annotator`.
    pub(crate) fn read(bytes: &[u8], article: &str, annotator: &str) -> Self {
        Self::read_knowing(bytes, (article, annotator), &[])
    }

    /// Reads a file like [`AnnotationFile::read`], and reuses the parsed `known` lines of equal bytes.
    pub(crate) fn read_knowing(bytes: &[u8], about: (&str, &str), known: &[RecordLine]) -> Self {
        Self::read_with(bytes, FileReader::new(Some(about), known))
    }

    /// Reads a file of any article and annotator.
    pub(crate) fn read_anyones(bytes: &[u8]) -> Self {
        Self::read_with(bytes, FileReader::new(None, &[]))
    }

    /// Reads a file like [`AnnotationFile::read_anyones`], and reports every unreadable line.
    pub(crate) fn read_whole(bytes: &[u8]) -> Self {
        let mut reader = FileReader::new(None, &[]);
        reader.reported = usize::MAX;
        Self::read_with(bytes, reader)
    }

    fn read_with(bytes: &[u8], mut reader: FileReader<'_>) -> Self {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            if !line.iter().all(u8::is_ascii_whitespace) {
                reader.line(index + 1, line);
            }
        }
        reader.finish(bytes)
    }

    /// Makes an empty file with the first line of `other`.
    pub(crate) fn beginning_like(other: &Self) -> Self {
        Self::with_header(other.header.clone())
    }

    /// Returns true if a newer copydesk wrote the file.
    pub(crate) fn is_of_another_format(&self) -> bool {
        self.is_of_another_format
    }

    /// Returns the winning lines, without deletions.
    pub(crate) fn live(&self) -> impl Iterator<Item = &RecordLine> {
        let winners = self.winners().into_values();
        winners.filter(|line| line.fields.op == RecordOp::Put)
    }

    /// Returns the article and the annotator named in the first line.
    pub(crate) fn says(&self) -> Option<(String, String)> {
        let header = parse_header(&self.header).ok()?;
        Some((header.article, header.annotator))
    }

    /// Returns the number of unreadable lines.
    pub(crate) fn n_kept(&self) -> usize {
        self.kept.len()
    }

    /// Returns the readable lines.
    pub(crate) fn lines(&self) -> &[RecordLine] {
        &self.records
    }

    /// Returns the reason for refusing to overwrite the file, with line and column.
    pub(crate) fn refusal(&self) -> Option<&Diagnostic> {
        self.refusal.as_ref()
    }

    /// Returns the winning line of each annotation.
    pub(crate) fn winners(&self) -> BTreeMap<AnnotationId, &RecordLine> {
        lineage::winners(&self.records)
    }

    /// Returns all lines of each annotation.
    pub(crate) fn by_id(&self) -> HashMap<AnnotationId, Vec<&RecordLine>> {
        let mut by_id: HashMap<AnnotationId, Vec<&RecordLine>> = HashMap::new();
        for line in &self.records {
            by_id.entry(line.fields.id).or_default().push(line);
        }
        by_id
    }

    /// Returns the lines of each annotation with concurrent changes, the winner first. Lines with equal
    /// content count once.
    pub(crate) fn rivals(&self) -> BTreeMap<AnnotationId, Vec<&RecordLine>> {
        let several = self.by_id().into_iter().filter(|(_, group)| group.len() > 1);
        let apart = several.map(|(id, group)| (id, told_apart(group)));
        apart.filter(|(_, group)| group.len() > 1).collect()
    }

    /// Returns the problems of the file.
    pub(crate) fn findings(&self) -> Vec<Diagnostic> {
        self.refusal.iter().chain(&self.findings).cloned().collect()
    }

    /// Adds the unreadable lines of another file, each once.
    pub(crate) fn with_unreadable_of(mut self, other: &Self) -> Self {
        self.kept.extend(other.kept.iter().cloned());
        self
    }

    /// Returns the readable and unreadable lines of a damaged file as a whole file about `article`.
    ///
    /// A file of a newer format stays refused.
    pub(crate) fn mended(mut self, article: &str, annotator: &str) -> Self {
        if self.refusal.is_some() && !self.is_of_another_format {
            self.refusal = None;
            if self.header.is_empty() {
                self.header = Self::new(article, annotator).header;
            }
        }
        self
    }

    /// Merges `lines` into the file.
    pub(crate) fn merged(mut self, lines: impl IntoIterator<Item = RecordLine>) -> Self {
        let mut by_id: BTreeMap<AnnotationId, Vec<RecordLine>> = BTreeMap::new();
        for line in mem::take(&mut self.records).into_iter().chain(lines) {
            by_id.entry(line.fields.id).or_default().push(line);
        }
        self.records = by_id
            .into_values()
            .flat_map(|lines| if lines.len() == 1 { lines } else { heads::<RecordLine, _>(lines) })
            .collect();
        // The winner of each annotation stands last, as in earlier versions.
        self.records.sort_by(|a, b| (place(a), a.precedence()).cmp(&(place(b), b.precedence())));
        let mut known = HashSet::new();
        self.kept.retain(|line| known.insert(line.raw.clone()));
        self
    }

    /// Merges the readable lines of another file with an id for which `is_wanted` holds, with `kept`
    /// also its unreadable lines.
    pub(crate) fn absorbing(
        mut self,
        other: &Self,
        kept: bool,
        is_wanted: impl Fn(AnnotationId) -> bool,
    ) -> Self {
        if kept {
            self.kept.extend(other.kept.iter().cloned());
        }
        let lines = other.records.iter().filter(|line| is_wanted(line.fields.id));
        self.merged(lines.cloned())
    }

    /// Returns the file without the lines of some annotations.
    pub(crate) fn without(mut self, is_gone: impl Fn(AnnotationId) -> bool) -> Self {
        self.records.retain(|line| !is_gone(line.fields.id));
        self
    }

    /// Returns the file without the lines with these bytes.
    pub(crate) fn without_lines(mut self, raw: &BTreeSet<Arc<str>>) -> Self {
        self.records.retain(|line| !raw.contains(&line.raw));
        self
    }

    /// Returns the bytes of the file.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let records = self.records.iter().map(|line| ((place(line), false), line.raw.as_bytes()));
        let kept = self.kept.iter().map(|line| ((line.after, true), line.raw.as_slice()));
        let mut lines: Vec<_> = records.chain(kept).collect();
        lines.sort_by_key(|(place, _)| *place);
        let mut bytes = Vec::new();
        let body = lines.into_iter().map(|(_, raw)| raw);
        for line in [self.header.as_bytes()].into_iter().chain(body).chain([FOOTER.as_bytes()]) {
            bytes.extend_from_slice(line);
            bytes.push(b'\n');
        }
        bytes
    }

    /// Returns the file with a first line that says the counting of this version.
    pub(crate) fn with_counting(mut self) -> Self {
        let says = parse_header(&self.header).is_ok_and(|header| header.lines.is_some());
        if let Some(open) = self.header.strip_suffix(HEADER_END).filter(|_| !says) {
            self.header = format!("{open}{COUNTING}{HEADER_END}");
        }
        self
    }

    /// Returns the lines of each annotation without concurrent changes that `later` gives a further
    /// revision, in that revision.
    pub(crate) fn revised(
        &self,
        later: impl Fn(&RecordLine) -> Option<RecordLine>,
    ) -> Vec<RecordLine> {
        let by_id = self.by_id().into_values();
        let only = by_id.filter_map(|lines| match heads::<RecordLine, _>(lines)[..] {
            [line] => Some(line),
            _ => None,
        });
        only.filter_map(later).collect()
    }

    /// Returns true if both files hold equal records and equal unreadable lines.
    pub(crate) fn holds_the_same(&self, other: &Self) -> bool {
        self.header == other.header
            && self.records == other.records
            && self.kept.len() == other.kept.len()
            && self.kept.iter().all(|line| other.kept.iter().any(|kept| kept.raw == line.raw))
    }
}

/// Returns the [`heads`] of the lines, each content once.
fn told_apart(lines: Vec<&RecordLine>) -> Vec<&RecordLine> {
    let mut apart: Vec<&RecordLine> = Vec::new();
    for line in heads::<RecordLine, _>(lines) {
        if apart.iter().all(|known| !known.fields.say_the_same(&line.fields)) {
            apart.push(line);
        }
    }
    apart
}

/// Returns true for one of git's four conflict markers, for example `<<<<<<< HEAD`.
pub(crate) fn is_marker(line: &[u8]) -> bool {
    GIT_MARKERS.iter().any(|marker| line.starts_with(marker))
}

fn place(line: &RecordLine) -> (usize, AnnotationId) {
    (line.fields.start, line.fields.id)
}

/// Parser state while reading line by line.
struct FileReader<'a> {
    /// Expected article and annotator.
    about: Option<(&'a str, &'a str)>,
    known: HashMap<&'a str, &'a RecordLine>,
    file: AnnotationFile,
    has_header: bool,
    has_footer: bool,
    has_markers: bool,
    last: usize,
    /// Number of bad lines to report individually.
    reported: usize,
}

impl<'a> FileReader<'a> {
    fn new(about: Option<(&'a str, &'a str)>, known: &'a [RecordLine]) -> Self {
        Self {
            about,
            known: known.iter().map(|line| (&*line.raw, line)).collect(),
            file: AnnotationFile::with_header(String::new()),
            has_header: false,
            has_footer: false,
            has_markers: false,
            last: 1,
            reported: REPORTED_LINES,
        }
    }

    /// Reads one line. An unreadable line is kept with its carriage return.
    fn line(&mut self, number: usize, verbatim: &[u8]) {
        self.last = number;
        let raw = verbatim.strip_suffix(b"\r").unwrap_or(verbatim);
        if is_marker(raw) {
            self.has_markers = true;
            return;
        }
        self.has_footer = raw == FOOTER.as_bytes();
        if self.has_footer {
            return;
        }
        let read = match str::from_utf8(raw) {
            Ok(line) if !self.has_header || line.starts_with("(format:") => {
                self.header(number, line)
            }
            Ok(line) => self.record(line),
            Err(error) => {
                let good = String::from_utf8_lossy(&raw[..error.valid_up_to()]).chars().count();
                let problem = "this is not UTF-8".to_owned();
                Err(LineError { column: good + 1, problem })
            }
        };
        if let Err(error) = read {
            self.keep(number, verbatim, &error);
        }
    }

    fn record(&mut self, line: &str) -> Result<(), LineError> {
        let known = self.known.get(line).map(|known| (*known).clone());
        let read = known.map_or_else(|| RecordLine::read(line), Ok)?;
        self.file.records.push(read);
        Ok(())
    }

    /// Reads a first line. A merge may leave a second first line further down.
    fn header(&mut self, number: usize, line: &str) -> Result<(), LineError> {
        if self.has_header && line == self.file.header {
            return Ok(());
        }
        let header = parse_header(line)?;
        if header.format != FORMAT || header.offsets != OFFSETS {
            self.file.is_of_another_format = true;
            self.refuse(number, 1, "the file is of another format: open it with a newer copydesk");
        }
        if self.has_header {
            self.another_header(number, line);
            return Ok(());
        }
        self.has_header = true;
        line.clone_into(&mut self.file.header);
        let says = (header.article.as_str(), header.annotator.as_str());
        if let Some((article, annotator)) = self.about.filter(|about| says != *about) {
            let message = format!(
                "the file names {:?} by {:?}, but is used for {article:?} by {annotator:?}",
                header.article, header.annotator
            );
            self.file.findings.push(Diagnostic::new(Severity::Warning, message).at(number, 1));
        }
        Ok(())
    }

    /// Handles a second first line that differs. The greater line is used, in either order; the lesser
    /// line is kept.
    fn another_header(&mut self, number: usize, line: &str) {
        let bare = |line: &str| line.replacen(&format!(",{COUNTING}"), ",", 1);
        if bare(line) == bare(&self.file.header) {
            // One side of the merge comes from an older program.
            if line.contains(COUNTING) {
                line.clone_into(&mut self.file.header);
            }
            return;
        }
        let problem = "a second first line differs from the first line".to_owned();
        let mut other = line.to_owned();
        if *other > *self.file.header {
            mem::swap(&mut other, &mut self.file.header);
        }
        let error = LineError { column: 1, problem };
        self.keep(number, other.as_bytes(), &error);
        if let Some(kept) = self.file.kept.last_mut() {
            kept.after = (0, AnnotationId(0));
        }
    }

    fn keep(&mut self, number: usize, raw: &[u8], error: &LineError) {
        if !self.has_header {
            self.refuse(
                number,
                error.column,
                &format!("the first line cannot be read: {}", error.problem),
            );
        }
        let after = self.file.records.last().map_or((0, AnnotationId(0)), place);
        self.file.kept.push(KeptLine { raw: raw.to_owned(), after });
        if self.file.kept.len() <= self.reported {
            let message = format!("an unreadable record is kept unchanged: {}", error.problem);
            let finding = Diagnostic::new(Severity::Error, message).at(number, error.column);
            self.file.findings.push(finding);
        }
    }

    fn refuse(&mut self, line: usize, column: usize, problem: &str) {
        if self.file.refusal.is_none() {
            let message = format!("{problem}; nothing is written to it");
            self.file.refusal = Some(Diagnostic::new(Severity::Error, message).at(line, column));
        }
    }

    fn finish(mut self, bytes: &[u8]) -> AnnotationFile {
        if bytes.is_empty() {
            self.refuse(1, 1, "the file is empty: restore a copy, or delete the file");
        } else if bytes.iter().all(|byte| *byte == 0) {
            self.file.refusal = None;
            self.refuse(1, 1, "the file is all zeros: restore a copy, or delete the file");
        } else if !self.has_header {
            self.refuse(1, 1, "the first line is missing");
        } else if !self.has_footer {
            self.refuse(self.last, 1, "the last line is missing: the file was cut off");
        }
        let unreported = self.file.kept.len().saturating_sub(self.reported);
        if unreported > 0 {
            let records = count(unreported, "more unreadable record");
            let kept = agree(unreported, "is", "are");
            let message = format!("{records} {kept} kept unchanged");
            self.file.findings.push(Diagnostic::new(Severity::Error, message));
        }
        if self.has_markers {
            let message = "the file holds git's conflict markers: both sides are read, and the next change \
                           writes the file without them";
            self.file.findings.push(Diagnostic::new(Severity::Warning, message));
        }
        self.file
    }
}

fn parse_header(line: &str) -> Result<FileHeader, LineError> {
    let Some(open) = line.strip_suffix(HEADER_END) else {
        let problem = format!("it does not end with {HEADER_END}");
        return Err(LineError { column: line.chars().count() + 1, problem });
    };
    options().from_str(&format!("{open})")).map_err(|error| LineError {
        column: error.span.start.col,
        problem: error.code.to_string(),
    })
}

#[cfg(test)]
pub(super) mod tests;
