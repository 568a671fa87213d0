//! What is wrong with the bytes of one file, and the bytes that say the same without it.

use std::collections::HashSet;

use jiff::Timestamp;

use crate::{
    diagnostic::{Diagnostic, Severity},
    store::{
        codebook::CodebookFile,
        file::{AnnotationFile, is_marker},
        names,
        record::Line,
    },
};

/// What there is to say of a file.
#[derive(Debug, Default)]
pub(super) struct Look {
    pub(super) problems: Vec<Diagnostic>,
    /// What mending does; empty where it does nothing.
    pub(super) deeds: Vec<String>,
    /// The bytes that were seen, and those that say the same.
    pub(super) mended: Option<(Vec<u8>, Vec<u8>)>,
}

/// What is known of an annotation file from outside.
pub(super) struct About {
    /// Its path in the store.
    pub(super) place: String,
    /// A file as it would begin, where article and annotator are known.
    pub(super) first: Option<AnnotationFile>,
    /// The newest good copy: when it was made, how many annotations it holds, and what it is.
    pub(super) copy: Option<(Timestamp, usize, AnnotationFile)>,
}

impl Look {
    pub(super) fn refused(problem: Diagnostic) -> Self {
        Self {
            problems: vec![problem],
            ..Self::default()
        }
    }

    fn warn(&mut self, problem: impl Into<String>, deed: impl Into<String>) {
        self.problems
            .push(Diagnostic::new(Severity::Warning, problem));
        self.deeds.push(deed.into());
    }
}

/// Looks at the labels of the project.
pub(super) fn at_labels(bytes: &[u8]) -> Look {
    let file = match CodebookFile::read(bytes) {
        Ok(file) => file,
        Err(problem) => return Look::refused(problem),
    };
    let mut look = Look {
        problems: file.findings().to_vec(),
        ..Look::default()
    };
    let written = file.to_bytes();
    let after = CodebookFile::read(&written).map(|after| after.findings().to_vec());
    // A checksum that does not match is for a person to judge, and what stays told is not mended.
    let is_merged = file
        .findings()
        .iter()
        .any(|finding| finding.severity != Severity::Note);
    if is_merged && after.is_ok_and(|after| after.len() < look.problems.len()) {
        look.deeds.push(
            "both sides of a merge written as one file, with a key for every label".to_owned(),
        );
        look.mended = Some((bytes.to_vec(), written));
    }
    look
}

/// Looks at an annotation file.
pub(super) fn at_annotations(bytes: &[u8], about: &About) -> Look {
    let file = AnnotationFile::read_whole(bytes);
    // Markers are told with their place, by whoever looks at the lines.
    let is_of_lines = |found: &Diagnostic| !found.message.contains("conflict markers");
    let found = file.findings().into_iter().filter(is_of_lines);
    let look = Look {
        problems: found.chain(misplaced(&file, about)).collect(),
        ..Look::default()
    };
    if file.is_of_another_format() {
        return look;
    }
    if file.refusal().is_some() {
        return with_frame(bytes, look, about);
    }
    mend(bytes, &file, look)
}

/// A file in which all can be read, or stays as it is at its place.
fn mend(bytes: &[u8], file: &AnnotationFile, mut look: Look) -> Look {
    tell_markers(bytes, &mut look);
    tell_lines(file, &mut look);
    let merged = file.clone().merged([]);
    let written = merged.to_bytes();
    if written == bytes {
        return look;
    }
    if look.deeds.is_empty() {
        let told = "line ends, blank lines or the place of a line are not as copydesk writes them";
        look.problems.push(Diagnostic::new(Severity::Note, told));
        look.deeds
            .push("written with the line ends and the order of copydesk".to_owned());
    }
    if is_the_same(file, &written) {
        look.mended = Some((bytes.to_vec(), written));
    } else {
        look.deeds.clear();
    }
    look
}

/// Whether bytes hold all that counts of a file: the annotations and their versions, and its unread lines.
fn is_the_same(file: &AnnotationFile, written: &[u8]) -> bool {
    let after = AnnotationFile::read_whole(written);
    after.refusal().is_none()
        && after.winners() == file.winners()
        && after.rivals() == file.rivals()
        && after.holds_the_same(&file.clone().merged([]))
}

/// A file without its first or its last line, when nothing else is missing.
fn with_frame(bytes: &[u8], mut look: Look, about: &About) -> Look {
    let left = |mut look: Look| {
        let advice = about.copy.as_ref().map(|(at, n_live, _)| {
            format!("; a copy of {at} holds {n_live} annotations: see `copydesk recover`")
        });
        if let (Some(first), Some(advice)) = (look.problems.first_mut(), advice) {
            first.message.push_str(&advice);
        }
        look
    };
    let Some((frame, deed)) = framed(bytes, about) else {
        return left(look);
    };
    let file = AnnotationFile::read_whole(&frame);
    let known: HashSet<_> = file.lines().iter().map(|line| line.fields.id).collect();
    let holds_all = about.copy.as_ref().is_none_or(|(_, _, copy)| {
        copy.lines()
            .iter()
            .all(|line| known.contains(&line.fields.id))
    });
    if file.refusal().is_some() || file.lines().is_empty() || !holds_all {
        return left(look);
    }
    look.problems.truncate(1);
    look.deeds.push(deed);
    let mut mended = mend(&frame, &file, look);
    mended.mended = mended
        .mended
        .or(Some((Vec::new(), frame)))
        .map(|(_, after)| (bytes.to_vec(), after));
    mended
}

/// The bytes with the frame line that they lack, where every record of them can be read.
fn framed(bytes: &[u8], about: &About) -> Option<(Vec<u8>, String)> {
    let first = about.first.as_ref().map_or(Vec::new(), |first| {
        let whole = first.to_bytes();
        let line = whole.split_inclusive(|byte| *byte == b'\n').next();
        line.unwrap_or_default().to_vec()
    });
    let mut lines = bytes.split(|byte| *byte == b'\n').rev();
    let last = lines.find(|line| !line.trim_ascii().is_empty());
    let has_last = last.is_some_and(|line| line.trim_ascii() == b"])");
    let end: &[u8] = if bytes.ends_with(b"\n") { b"" } else { b"\n" };
    let last: &[u8] = if has_last { b"" } else { b"])\n" };
    let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let cut_off = [body, end, last].concat();
    let file = AnnotationFile::read_whole(&cut_off);
    if file.refusal().is_none() {
        let is_whole = file.n_kept() == 0;
        return is_whole.then(|| {
            (
                cut_off,
                "the last line added: all records are whole".to_owned(),
            )
        });
    }
    // A first line that is there but damaged may be one of another format.
    let is_record = body
        .split(|byte| *byte == b'\n')
        .find(|line| !line.trim_ascii().is_empty() && !is_marker(line));
    let is_record = is_record
        .and_then(|line| str::from_utf8(line.trim_ascii()).ok())
        .is_some_and(|line| Line::read(line).is_ok());
    if first.is_empty() || !is_record {
        return None;
    }
    let framed = [&first[..], &cut_off].concat();
    let is_whole = AnnotationFile::read_whole(&framed).n_kept() == 0;
    is_whole.then(|| {
        (
            framed,
            "the first line added: all records are whole".to_owned(),
        )
    })
}

fn tell_markers(bytes: &[u8], look: &mut Look) {
    let lines = bytes.split(|byte| *byte == b'\n').zip(1..);
    let marked: Vec<usize> = lines
        .filter(|(line, _)| is_marker(line))
        .map(|(_, number)| number)
        .collect();
    if let Some(first) = marked.first() {
        let n = marked.len();
        let told = format!("{n} lines are git's conflict markers; both sides are read");
        look.problems
            .push(Diagnostic::new(Severity::Warning, told).at(*first, 1));
        look.deeds.push(format!("{n} conflict markers taken out"));
    }
}

/// Lines that say nothing of their own, and those that are not where they belong.
fn tell_lines(file: &AnnotationFile, look: &mut Look) {
    let merged = file.clone().merged([]);
    let staying: HashSet<&str> = merged.lines().iter().map(|line| &*line.raw).collect();
    let mut seen = HashSet::new();
    let once: Vec<&Line> = file
        .lines()
        .iter()
        .filter(|line| seen.insert(&*line.raw))
        .collect();
    let n_twice = file.lines().len() - once.len();
    if n_twice > 0 {
        look.warn(
            format!("{n_twice} records are there more than once"),
            format!("{n_twice} lines that were there more than once taken out"),
        );
    }
    let n_old = once
        .iter()
        .filter(|line| !staying.contains(&*line.raw))
        .count();
    if n_old > 0 {
        look.warn(
            format!("{n_old} records are older than others of the same annotation"),
            format!("{n_old} older revisions folded into the later ones"),
        );
    }
    let now: Vec<&str> = once
        .iter()
        .map(|line| &*line.raw)
        .filter(|raw| staying.contains(raw))
        .collect();
    let ordered: Vec<&str> = merged.lines().iter().map(|line| &*line.raw).collect();
    if now != ordered {
        look.warn(
            "records are not in the order of the text",
            "records put into the order of the text",
        );
    }
}

/// A file that says it is about another article, or by somebody else, than its place says.
fn misplaced(file: &AnnotationFile, about: &About) -> Option<Diagnostic> {
    let (article, annotator) = file.says()?;
    let place =
        std::path::Path::new(&names::folder(&annotator)).join(names::article_file(&article));
    (place != std::path::Path::new(&about.place)).then(|| {
        let told = format!("the file says that it is about {article:?} by {annotator:?}, and stands where another one belongs");
        Diagnostic::new(Severity::Warning, told).at(1, 1)
    })
}
