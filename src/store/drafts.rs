//! Drafts: text of a note or of another typed field before it belongs to an annotation.
//!
//! Each draft is one small file in the platform's state folder, written while the user types, so that a
//! killed program or a lost connection leaves the text behind. Owns names, format, writing and removal
//! of drafts. [`crate::project`] decides when a draft is offered again.
//!
//! Drafts are not flushed, because every key press would wait for the disk. A draft survives a crash of
//! the program but not always a power cut. An unreadable draft is skipped.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use serde::Deserialize;

use super::{
    Dirs, StoreError,
    atomic_write::SafeFiles,
    corpus_id,
    journal::real_path,
    path_encoding::short_hash,
    record::{is_sealed, options, plain, quoted, sealed},
};
use crate::annotation::{AnnotationId, TypedField};

const FORMAT: u32 = 1;

/// Escapes can make the longest note several times as long.
const FILE_LIMIT: u64 = 16 << 20;

/// The future owner of a draft's text.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct DraftTarget {
    pub(crate) typed: TypedField,
    pub(crate) article: String,
    /// The annotation; `None` if the words have no annotation yet.
    #[serde(default, deserialize_with = "plain")]
    pub(crate) annotation: Option<AnnotationId>,
    /// First Unicode scalar of the words.
    pub(crate) start: usize,
    pub(crate) quote: String,
}

/// Typed text that belongs to no annotation yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NoteDraft {
    pub(crate) passage: DraftTarget,
    pub(crate) at: Timestamp,
    pub(crate) text: String,
}

/// The folder with the drafts of one annotator on one store.
#[derive(Clone, Debug)]
pub(crate) struct DraftFolder {
    files: SafeFiles,
    folder: PathBuf,
    /// Prefix of the names of the annotator's files.
    prefix: String,
}

/// A write or a removal of a draft, for any thread.
#[derive(Clone, Debug)]
pub struct DraftJob {
    files: SafeFiles,
    folder: PathBuf,
    name: String,
    /// New content of the file; `None` removes the file.
    text: Option<String>,
}

/// Format of a file.
#[derive(Deserialize)]
struct DraftFile {
    format: u32,
    passage: DraftTarget,
    at: Timestamp,
    text: String,
    #[serde(rename = "c")]
    _sum: String,
}

impl DraftFolder {
    /// Opens the drafts of an annotator on the store in a folder, and reads the drafts of earlier
    /// sessions. Creates nothing.
    pub(crate) fn open(
        dirs: &Dirs,
        corpus_root: Option<&Path>,
        (store, annotator): (&Path, &str),
    ) -> (Self, Vec<NoteDraft>) {
        let store = real_path(&dirs.files, store);
        let whose = format!("{}\0{annotator}", store.display());
        let drafts = Self {
            files: dirs.files.clone(),
            folder: dirs.state.join(corpus_id(corpus_root)).join("drafts"),
            prefix: format!("{}-", short_hash(whose.as_bytes())),
        };
        let known = drafts.read();
        (drafts, known)
    }

    /// Gives drafts the new names of their articles. `new_name` returns the new name of an article, or of
    /// an annotation of an article.
    ///
    /// # Errors
    /// [`StoreError::Io`] if the file system refuses a call. Each draft then has its old file, its new
    /// file, or both.
    pub(crate) fn rename_articles(
        &self,
        new_name: &dyn Fn(&str, Option<AnnotationId>) -> Option<String>,
    ) -> Result<(), StoreError> {
        for mut draft in self.read() {
            let passage = &draft.passage;
            if let Some(name) = new_name(&passage.article, passage.annotation) {
                let old = self.remove(passage);
                draft.passage.article = name;
                self.keep(&draft).carry_out()?;
                old.carry_out()?;
            }
        }
        Ok(())
    }

    /// Returns the drafts of the annotator on disk.
    pub(crate) fn read(&self) -> Vec<NoteDraft> {
        let names = self.files.vfs().list(&self.folder).unwrap_or_default();
        let names = names.iter().filter_map(|name| name.to_str());
        // Drafts of other annotators are not read.
        let mut names: Vec<&str> = names.filter(|name| name.starts_with(&self.prefix)).collect();
        names.sort_unstable();
        let read = |name| {
            let bytes = self.files.read(&self.folder.join(name), FILE_LIMIT).ok()??;
            let draft = NoteDraft::read(str::from_utf8(&bytes).ok()?)?;
            // A file with a foreign name is a copy made by the user.
            (self.name(&draft.passage) == name).then_some(draft)
        };
        names.into_iter().filter_map(read).collect()
    }

    /// Returns the job that writes a draft.
    pub(crate) fn keep(&self, draft: &NoteDraft) -> DraftJob {
        let text = Some(draft.write());
        let job = self.remove(&draft.passage);
        DraftJob { text, ..job }
    }

    /// Returns the job that removes the draft of a passage.
    pub(crate) fn remove(&self, passage: &DraftTarget) -> DraftJob {
        DraftJob {
            files: self.files.clone(),
            folder: self.folder.clone(),
            name: self.name(passage),
            text: None,
        }
    }

    fn name(&self, passage: &DraftTarget) -> String {
        let mut about = format!("{:?}\0{}\0", passage.typed, passage.article);
        match passage.annotation {
            Some(id) => about.push_str(&id.to_string()),
            None => about.push_str(&format!("{}\0{}", passage.start, passage.quote)),
        }
        format!("{}{}.ron", self.prefix, short_hash(about.as_bytes()))
    }
}

impl NoteDraft {
    fn write(&self) -> String {
        let DraftTarget { typed, article, annotation, start, quote } = &self.passage;
        let annotation = annotation.map_or(String::new(), |id| format!("annotation:\"{id}\","));
        let (article, quote, text) = (quoted(article), quoted(quote), quoted(&self.text));
        sealed(format!(
            "(format:{FORMAT},passage:(typed:{typed:?},article:{article},{annotation}start:{start},\
             quote:{quote}),at:\"{}\",text:{text}",
            self.at
        )) + "\n"
    }

    /// Parses a file; `None` if it is torn or of another format.
    fn read(file: &str) -> Option<Self> {
        let line = file.strip_suffix('\n').filter(|line| is_sealed(line))?;
        let form: DraftFile = options().from_str(line.strip_suffix(',')?).ok()?;
        (form.format == FORMAT).then_some(Self {
            passage: form.passage,
            at: form.at,
            text: form.text,
        })
    }
}

impl DraftJob {
    /// Writes or removes the file.
    ///
    /// # Errors
    /// [`StoreError::Io`] if the file system refuses a call.
    pub fn carry_out(self) -> Result<(), StoreError> {
        let path = self.folder.join(&self.name);
        let Some(text) = self.text else {
            return match self.files.vfs().remove(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    Err(StoreError::io("remove", &path)(error))
                }
                _ => Ok(()),
            };
        };
        self.files.create_folder(&self.folder)?;
        self.files.sweep_abandoned(&self.folder);
        self.files.replace_unflushed(&path, text.as_bytes())
    }

    /// Returns true if the job makes `older` needless.
    pub fn replaces(&self, older: &DraftJob) -> bool {
        (&self.folder, &self.name) == (&older.folder, &older.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(text: &str) -> NoteDraft {
        NoteDraft {
            passage: DraftTarget {
                typed: TypedField::Note,
                article: "a \"b\"\n.txt".to_owned(),
                annotation: None,
                start: 4,
                quote: "Two\u{1b}[2J facts.\n".to_owned(),
            },
            at: "2026-11-03T14:03:00Z".parse().unwrap(),
            text: text.to_owned(),
        }
    }

    fn open(home: &Path, annotator: &str) -> (DraftFolder, Vec<NoteDraft>) {
        DraftFolder::open(&Dirs::below(home), None, (&home.join("store"), annotator))
    }

    #[test]
    fn drafts_read_back_by_passage_and_annotator() {
        let home = tempfile::tempdir().unwrap();
        let (drafts, known) = open(home.path(), "ana");
        assert!(known.is_empty());
        assert!(!home.path().join("state").exists(), "looking makes nothing");
        let first = draft("says \"who\"?\nsecond line \u{7}");
        let mut second = draft("an address");
        second.passage.typed = TypedField::Evidence;
        second.passage.annotation = Some(AnnotationId(7));
        for draft in [&draft("s"), &first, &second] {
            drafts.keep(draft).carry_out().unwrap();
        }
        let (_, mut known) = open(home.path(), "ana");
        known.sort_by_key(|draft| draft.text.len());
        assert_eq!(known, [second, first.clone()]);
        assert!(open(home.path(), "ben").1.is_empty(), "each has their own");
        for _ in 0..2 {
            drafts.remove(&first.passage).carry_out().unwrap();
        }
        assert_eq!(open(home.path(), "ana").1.len(), 1);
    }

    #[test]
    fn a_job_makes_those_of_the_same_passage_needless_and_no_other() {
        let home = tempfile::tempdir().unwrap();
        let (drafts, _) = open(home.path(), "ana");
        let mut other = draft("of another passage");
        other.passage.start += 1;
        let newer = drafts.keep(&draft("some words"));
        assert!(newer.replaces(&drafts.keep(&draft("some"))));
        assert!(drafts.remove(&draft("").passage).replaces(&newer));
        assert!(!newer.replaces(&drafts.keep(&other)));
        let (of_ben, _) = open(home.path(), "ben");
        assert!(!newer.replaces(&of_ben.keep(&draft("some"))));
    }

    #[test]
    fn a_draft_that_cannot_be_removed_is_told() {
        let home = tempfile::tempdir().unwrap();
        let (drafts, _) = open(home.path(), "ana");
        let passage = draft("").passage;
        let in_its_place = drafts.folder.join(drafts.name(&passage)).join("something");
        std::fs::create_dir_all(in_its_place).unwrap();
        let refused = drafts.remove(&passage).carry_out();
        assert!(matches!(refused, Err(StoreError::Io { act: "remove", .. })));
    }

    #[test]
    fn what_is_torn_damaged_or_newer_is_passed_over_and_can_be_replaced() {
        let home = tempfile::tempdir().unwrap();
        let (drafts, _) = open(home.path(), "ana");
        let whole = draft("some words").write();
        let newer = sealed(whole.split(",c:").next().unwrap().replace("format:1", "format:2"));
        let path = drafts.folder.join(drafts.name(&draft("").passage));
        std::fs::create_dir_all(&drafts.folder).unwrap();
        let torn = (0..whole.len()).map(|len| whole[..len].to_owned());
        let damaged = [whole.replace("some", "same"), newer + "\n"];
        for text in torn.step_by(7).chain(damaged) {
            std::fs::write(&path, &text).unwrap();
            assert!(drafts.read().is_empty(), "{text}");
        }
        drafts.keep(&draft("anew")).carry_out().unwrap();
        assert_eq!(drafts.read(), [draft("anew")]);
    }
}
