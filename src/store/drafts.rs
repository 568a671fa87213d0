//! Drafts: the typed text of a note or of another field, until it is part of an annotation.
//!
//! One small file for each in the platform's state folder, written while somebody types, so that a
//! killed program or a lost connection leaves it behind. This file owns their names, their form and how
//! one is written and removed; when, and to whom a draft is offered again, is [`crate::project`]'s.
//!
//! A draft is not flushed: that would cost every key a wait of the disk. It survives whatever happens
//! to the program, and may be lost when the machine goes down. One that cannot be read is passed over.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};

use super::{
    Dirs, StoreError,
    atomic_write::SafeFiles,
    corpus_id,
    journal::real_path,
    path_encoding::short_hash,
    record::{hex_id, is_sealed, options, quoted, sealed},
};
use crate::annotation::{AnnotationId, TypedField};

const FORMAT: u32 = 1;

/// Escaped, a note of the greatest length may be several times as long.
const FILE_LIMIT: u64 = 16 << 20;

/// What a draft will belong to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct DraftTarget {
    pub(crate) typed: TypedField,
    pub(crate) article: String,
    /// None while the words have no annotation.
    #[serde(default, deserialize_with = "plain_id")]
    pub(crate) annotation: Option<AnnotationId>,
    /// Where the words start, in Unicode scalars.
    pub(crate) start: usize,
    pub(crate) quote: String,
}

/// Something typed that is no annotation yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NoteDraft {
    pub(crate) passage: DraftTarget,
    pub(crate) at: Timestamp,
    pub(crate) text: String,
}

/// Where the drafts of one annotator on one store lie.
#[derive(Clone, Debug)]
pub(crate) struct DraftFolder {
    files: SafeFiles,
    folder: PathBuf,
    /// With what the names of this annotator's files begin.
    prefix: String,
}

/// A draft to be written or removed, by any thread.
#[derive(Clone, Debug)]
pub struct DraftJob {
    files: SafeFiles,
    folder: PathBuf,
    name: String,
    /// What the file should hold; none to remove it.
    text: Option<String>,
}

/// The form of a file; `passage`, `at` and `text` are what it says.
#[derive(Deserialize)]
struct DraftFile {
    format: u32,
    passage: DraftTarget,
    at: Timestamp,
    text: String,
    #[serde(rename = "c")]
    _sum: String,
}

fn plain_id<'de, D: Deserializer<'de>>(from: D) -> Result<Option<AnnotationId>, D::Error> {
    hex_id(from).map(Some)
}

impl DraftFolder {
    /// The drafts of an annotator on the store in a folder, and what earlier sessions left there.
    /// Creates nothing.
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

    fn read(&self) -> Vec<NoteDraft> {
        let names = self.files.vfs().list(&self.folder).unwrap_or_default();
        let names = names.iter().filter_map(|name| name.to_str());
        // The drafts of others are not even read.
        let mut names: Vec<&str> = names.filter(|name| name.starts_with(&self.prefix)).collect();
        names.sort_unstable();
        let read = |name| {
            let bytes = self.files.read(&self.folder.join(name), FILE_LIMIT).ok()??;
            let draft = NoteDraft::read(str::from_utf8(&bytes).ok()?)?;
            // A file of another name is a copy that somebody made.
            (self.name(&draft.passage) == name).then_some(draft)
        };
        names.into_iter().filter_map(read).collect()
    }

    /// What puts a draft on disk.
    pub(crate) fn keep(&self, draft: &NoteDraft) -> DraftJob {
        let text = Some(draft.write());
        let job = self.remove(&draft.passage);
        DraftJob { text, ..job }
    }

    /// What takes the draft of a passage from the disk.
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

    /// What a file says; nothing when it is torn or of another format.
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
    /// Whatever the file system refuses.
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

    /// Whether this job makes an older one needless.
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
