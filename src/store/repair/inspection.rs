//! Inspection of one file's bytes: problems, and repaired bytes with equal content.

use std::collections::HashSet;

use jiff::Timestamp;

use crate::{
    diagnostic::{Diagnostic, Severity},
    store::{
        annotation_file::{AnnotationFile, is_marker},
        codebook_file::{CodebookFile, is_of_checksum},
        list_file::ListFile,
        path_encoding,
        record::RecordLine,
        shared_records::SharedFile,
    },
    text::{agree, count},
};

/// Result of inspecting a file.
#[derive(Debug, Default)]
pub(super) struct Inspection {
    pub(super) problems: Vec<Diagnostic>,
    /// Effects of a repair; empty without a repair.
    pub(super) deeds: Vec<String>,
    /// The bytes before and after the repair.
    pub(super) mended: Option<(Vec<u8>, Vec<u8>)>,
}

/// Context of an annotation file, from its place and its backups.
pub(super) struct FileContext {
    /// Path in the store.
    pub(super) place: String,
    /// An empty file for article and annotator, if both are known.
    pub(super) first: Option<AnnotationFile>,
    /// The newest good backup: time, number of annotations, and content.
    pub(super) copy: Option<(Timestamp, usize, AnnotationFile)>,
}

impl Inspection {
    pub(super) fn refused(problem: Diagnostic) -> Self {
        Self { problems: vec![problem], ..Self::default() }
    }

    fn warn(&mut self, problem: impl Into<String>, deed: impl Into<String>) {
        self.problems.push(Diagnostic::new(Severity::Warning, problem));
        self.deeds.push(deed.into());
    }
}

/// Inspects `project.ron`.
pub(super) fn at_labels(bytes: &[u8]) -> Inspection {
    let file = match CodebookFile::read(bytes) {
        Ok(file) => file,
        Err(problem) => return Inspection::refused(problem),
    };
    let mut look = Inspection { problems: file.findings().to_vec(), ..Inspection::default() };
    let written = file.to_bytes();
    let after = CodebookFile::read(&written).map(|after| after.findings().to_vec());
    // A wrong checksum is for the user to judge, and a finding that stays is no repair.
    let is_repaired = |after: Vec<Diagnostic>| {
        let stays = |found: &Diagnostic| after.iter().any(|other| other.message == found.message);
        let mut problems = look.problems.iter().filter(|found| !is_of_checksum(found));
        problems.any(|found| !stays(found))
    };
    if after.is_ok_and(is_repaired) {
        look.deeds.push(
            "both sides of a merge written as one file, with a key for every label".to_owned(),
        );
        look.mended = Some((bytes.to_vec(), written));
    }
    look
}

/// Inspects a file of shared records.
pub(super) fn at_shared(bytes: &[u8]) -> Inspection {
    match SharedFile::read(bytes) {
        Ok(mut file) => {
            Inspection { problems: std::mem::take(file.findings_mut()), ..Inspection::default() }
        }
        Err(problem) => Inspection::refused(problem),
    }
}

/// Inspects an annotation file.
pub(super) fn at_annotations(bytes: &[u8], about: &FileContext) -> Inspection {
    let file = AnnotationFile::read_whole(bytes);
    // `tell_markers` reports the markers with their lines.
    let is_of_lines = |found: &Diagnostic| !found.message.contains("conflict markers");
    let found = file.findings().into_iter().filter(is_of_lines);
    let look = Inspection {
        problems: found.chain(misplaced(&file, &about.place)).collect(),
        ..Inspection::default()
    };
    if file.is_of_another_format() {
        return look;
    }
    if file.refusal().is_some() {
        return with_frame(bytes, look, about);
    }
    mend(bytes, &file, look)
}

/// Repairs a file whose lines are readable or stay in place.
fn mend(bytes: &[u8], file: &AnnotationFile, mut look: Inspection) -> Inspection {
    let merged = file.clone().merged([]);
    tell_markers(bytes, &mut look);
    tell_lines(file, &merged, &mut look);
    let written = merged.to_bytes();
    if written == bytes {
        return look;
    }
    if look.deeds.is_empty() {
        let told =
            "line ends, blank lines or the place of a line differ from the layout of copydesk";
        look.problems.push(Diagnostic::new(Severity::Note, told));
        look.deeds.push("rewritten with the line ends and the order of copydesk".to_owned());
    }
    if reads_back(&merged, &written) {
        look.mended = Some((bytes.to_vec(), written));
    } else {
        look.deeds.clear();
    }
    look
}

/// Returns true if bytes read back as a state of a file. Other bytes are never written.
fn reads_back(state: &AnnotationFile, written: &[u8]) -> bool {
    let after = AnnotationFile::read_whole(written);
    after.refusal().is_none() && after.holds_the_same(state)
}

/// Repairs a file without its first or last line, if nothing else is missing.
fn with_frame(bytes: &[u8], mut look: Inspection, about: &FileContext) -> Inspection {
    let copy = about.copy.as_ref();
    let holds_all = |file: &AnnotationFile| {
        let known: HashSet<_> = file.lines().iter().map(|line| line.fields.id).collect();
        let mut copied = copy.iter().flat_map(|(_, _, copy)| copy.lines());
        copied.all(|line| known.contains(&line.fields.id))
    };
    let framed = framed(bytes, about).filter(|(_, file, _)| holds_all(file));
    let Some((frame, file, deed)) = framed else {
        if let (Some(first), Some((at, n_live, _))) = (look.problems.first_mut(), copy) {
            first.message.push_str(&format!(
                "; a copy of {at} holds {}: see `copydesk recover`",
                count(*n_live, "annotation")
            ));
        }
        return look;
    };
    look.problems.truncate(1);
    look.problems.extend(misplaced(&file, &about.place));
    look.deeds.push(deed.to_owned());
    let mut mended = mend(&frame, &file, look);
    let after = mended.mended.map_or(frame, |(_, after)| after);
    mended.mended = Some((bytes.to_vec(), after));
    mended
}

/// Returns the bytes with the missing first or last line, the parsed file, and the effect in words.
/// `None` if any line is unreadable.
fn framed(bytes: &[u8], about: &FileContext) -> Option<(Vec<u8>, AnnotationFile, &'static str)> {
    let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    // A second last line does no harm.
    let ended = [body, b"\n])\n"].concat();
    if let Some(file) = whole(&ended) {
        return Some((ended, file, "the last line added: all records are whole"));
    }
    let first = about.first.as_ref()?.to_bytes();
    let first = first.split_inclusive(|byte| *byte == b'\n').next()?;
    // A damaged first line may be of another format; here it counts as an unreadable line.
    let framed = [first, &ended].concat();
    let file = whole(&framed)?;
    Some((framed, file, "the first line added: all records are whole"))
}

/// Parses bytes; `None` without records or with an unreadable line.
fn whole(bytes: &[u8]) -> Option<AnnotationFile> {
    let file = AnnotationFile::read_whole(bytes);
    let is_whole = file.refusal().is_none() && file.n_kept() == 0;
    (is_whole && !file.lines().is_empty()).then_some(file)
}

fn tell_markers(bytes: &[u8], look: &mut Inspection) {
    let lines = bytes.split(|byte| *byte == b'\n').zip(1..);
    let marked: Vec<usize> =
        lines.filter(|(line, _)| is_marker(line)).map(|(_, number)| number).collect();
    if let Some(first) = marked.first() {
        let n = marked.len();
        let (lines, are) = (count(n, "line"), agree(n, "is one of", "are"));
        let told = format!("{lines} {are} git's conflict markers; both sides are read");
        look.problems.push(Diagnostic::new(Severity::Warning, told).at(*first, 1));
        look.deeds.push(format!("removed {}", count(n, "conflict marker")));
    }
}

/// Reports redundant lines, and lines out of order in the merged state.
fn tell_lines(file: &AnnotationFile, merged: &AnnotationFile, look: &mut Inspection) {
    let staying: HashSet<&str> = merged.lines().iter().map(|line| &*line.raw).collect();
    let mut seen = HashSet::new();
    let once: Vec<&RecordLine> =
        file.lines().iter().filter(|line| seen.insert(&*line.raw)).collect();
    let n_twice = file.lines().len() - once.len();
    if n_twice > 0 {
        look.warn(
            format!("duplicated: {}", count(n_twice, "record")),
            format!("removed {}", count(n_twice, "duplicated line")),
        );
    }
    let n_old = once.iter().filter(|line| !staying.contains(&*line.raw)).count();
    if n_old > 0 {
        look.warn(
            format!("found {}", count(n_old, "older revision")),
            format!("merged {} into the newest", count(n_old, "older revision")),
        );
    }
    let now: Vec<&str> =
        once.iter().map(|line| &*line.raw).filter(|raw| staying.contains(raw)).collect();
    let ordered: Vec<&str> = merged.lines().iter().map(|line| &*line.raw).collect();
    if now != ordered {
        // git leaves this order behind after every merge of new lines; reading does not depend on it.
        let told = "records are not in the order of the text";
        look.problems.push(Diagnostic::new(Severity::Note, told));
        look.deeds.push("records put into the order of the text".to_owned());
    }
}

/// Returns a finding if the first line names another article or annotator than the file's place.
pub(super) fn misplaced(file: &AnnotationFile, at: &str) -> Option<Diagnostic> {
    let (article, annotator) = file.says()?;
    let places = if article == path_encoding::RULES {
        vec![path_encoding::rules_file()]
    } else {
        vec![path_encoding::article_file(&article), path_encoding::sealed_article_file(&article)]
    };
    let folder = path_encoding::folder(&annotator);
    let is_at = |place: &std::path::PathBuf| {
        std::path::Path::new(&folder).join(place) == std::path::Path::new(at)
    };
    (!places.iter().any(is_at)).then(|| {
        let told = format!(
            "the file names {article:?} by {annotator:?}, but stands at the place of another file"
        );
        Diagnostic::new(Severity::Warning, told).at(1, 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::annotation_file::tests::put;

    #[test]
    fn what_does_not_read_back_is_not_written() {
        let line = |id: u64| RecordLine::write(put(id, 1, 10), "");
        let file = |ids: &[u64]| {
            AnnotationFile::new("a.txt", "ana").merged(ids.iter().map(|id| line(*id)))
        };
        let (one, two) = (file(&[1]), file(&[1, 2]));
        let written = two.to_bytes();
        assert!(reads_back(&two, &written));
        assert!(!reads_back(&two, &one.to_bytes()), "a record less");
        assert!(!reads_back(&one, &written), "one more");
        let cut_off = &written[..written.len() - 3];
        assert!(!reads_back(&two, cut_off), "no last line");
    }
}
