//! The store of one corpus as one annotator sees it: where it is, loading and saving the annotations.
//!
//! Looking never writes: folders and files are made by the first decision. Saving never loses what
//! somebody else wrote meanwhile: the file is read again and both states are folded. A file that cannot
//! be read whole is never overwritten.

mod backup_schedule;
mod external_changes;
mod kept_texts;
mod shared_files;

use std::{
    collections::{BTreeSet, HashMap},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use sha2::{Digest as _, Sha256};

use self::backup_schedule::BackupSchedule;
pub(crate) use self::external_changes::ExternalChange;
use super::{
    Dirs, StoreError,
    annotation_file::AnnotationFile,
    atomic_write::SafeFiles,
    codebook_file::CodebookFile,
    dirs::corpus_id,
    lineage::{Lineage, RevisedLine},
    list_file::ListFile,
    path_encoding,
    record::{RecordFields, RecordLine},
    record_mapping::ArticleMapping,
    text_snapshots::TextSnapshots,
    write_lock,
};
use crate::{
    annotation::{AnnotationId, AnnotationSet, Codebook, Record},
    corpus::Article,
    diagnostic::{Diagnostic, Severity},
};

/// Name of the store's folder beside the articles.
pub const STORE_FOLDER: &str = "annotations";

pub(super) const FILE_LIMIT: u64 = 64 << 20;
const LINE_LIMIT: usize = 2 << 20;

/// The longest text of a typed field, in bytes.
pub(crate) const NOTE_LIMIT: usize = 1 << 20;

/// Bytes of the words that are marked.
pub(crate) const QUOTE_LIMIT: usize = 64 << 10;

/// The files that make a store a good guest in git. Union is the right merge for one record per line,
/// folded when read; the lock and half-written files are of one machine.
const FOR_GIT: [(&str, &[u8]); 2] =
    [(".gitattributes", b"*.ron text eol=lf merge=union\n"), (".gitignore", b".lock\n.*.tmp\n")];

/// The annotations of one annotator on one corpus.
#[derive(Debug)]
pub struct Store {
    pub(super) files: SafeFiles,
    dir: PathBuf,
    annotator: String,
    /// What each article's file held when it was last read or written.
    known: HashMap<String, Arc<KnownFile>>,
    /// None for a store that was not chosen by the program.
    copying: Option<Arc<Mutex<BackupSchedule>>>,
    pub(super) texts: TextSnapshots,
    /// What this store and its parts wrote: later revisions were made with knowledge of it, whenever the
    /// file was read last.
    authored: Arc<Mutex<AuthoredLines>>,
}

/// Revision and checksum of the lines written for each annotation of each article since it was loaded:
/// what is loaded anew no longer follows from them.
type AuthoredLines = HashMap<String, HashMap<AnnotationId, BTreeSet<(u32, u32)>>>;

#[derive(Debug)]
struct KnownFile {
    digest: [u8; 32],
    file: AnnotationFile,
}

impl Store {
    /// The store beside the articles of a folder.
    pub fn beside(corpus_root: &Path, annotator: &str) -> Self {
        Self::at(corpus_root.join(STORE_FOLDER), annotator)
    }

    /// The store in exactly this folder, which need not exist.
    pub fn at(dir: PathBuf, annotator: &str) -> Self {
        Self::on(SafeFiles::real(), dir, annotator)
    }

    fn on(files: SafeFiles, dir: PathBuf, annotator: &str) -> Self {
        Self {
            files,
            dir,
            annotator: annotator.to_owned(),
            known: HashMap::new(),
            copying: None,
            texts: TextSnapshots::default(),
            authored: Arc::default(),
        }
    }

    /// The given store; or else the one beside the articles, where it exists or can be made; or else
    /// one in the platform's data folder. Creates nothing.
    pub fn choose(
        corpus_root: Option<&Path>,
        given: Option<&Path>,
        dirs: &Dirs,
        annotator: &str,
    ) -> Self {
        let mut store = Self::choose_place((corpus_root, given), dirs, annotator);
        store.copying = Some(Arc::new(Mutex::new(BackupSchedule::new(dirs, &store.dir))));
        store
    }

    fn choose_place(
        (corpus_root, given): (Option<&Path>, Option<&Path>),
        dirs: &Dirs,
        annotator: &str,
    ) -> Self {
        let at = |dir| Self::on(dirs.files.clone(), dir, annotator);
        if let Some(given) = given {
            return at(given.to_owned());
        }
        let beside = corpus_root.map(|root| at(root.join(STORE_FOLDER)));
        let is_writable = |root: &Path| dirs.files.vfs().is_writable(root);
        let usable = |store: &Self| store.has_any() || corpus_root.is_some_and(is_writable);
        let apart = || at(dirs.data.join("stores").join(corpus_id(corpus_root)));
        beside.filter(usable).unwrap_or_else(apart)
    }

    /// The same store, which knows the file of one article only: enough to save it elsewhere.
    pub(crate) fn part(&self, article_path: &str) -> Self {
        let known = self.known.get_key_value(article_path);
        Self {
            files: self.files.clone(),
            dir: self.dir.clone(),
            annotator: self.annotator.clone(),
            copying: self.copying.clone(),
            texts: self.texts.clone(),
            authored: Arc::clone(&self.authored),
            known: known
                .map(|(path, known)| (path.clone(), Arc::clone(known)))
                .into_iter()
                .collect(),
        }
    }

    /// The same store as another annotator sees it; for looking, since it makes no copies.
    pub(crate) fn seen_by(&self, annotator: &str) -> Self {
        Self::on(self.files.clone(), self.dir.clone(), annotator)
    }

    /// Takes over what a part of the store came to know of its file.
    pub(crate) fn take_over(&mut self, part: Self) {
        self.known.extend(part.known);
    }

    /// The folder of the store.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    pub(super) fn files(&self) -> &SafeFiles {
        &self.files
    }

    /// Whose annotations these are.
    pub fn annotator(&self) -> &str {
        &self.annotator
    }

    /// Whether the store holds anything, of any annotator.
    pub fn has_any(&self) -> bool {
        let has_codebook = self.files.exists(&self.codebook_path());
        has_codebook.unwrap_or(false) || !self.annotators().is_empty()
    }

    /// The annotation file of an article.
    pub fn file_of(&self, article_path: &str) -> PathBuf {
        let folder = self.dir.join(path_encoding::folder(&self.annotator));
        folder.join(path_encoding::article_file(article_path))
    }

    /// The annotations on an article with what is odd about their file; writes and creates nothing.
    ///
    /// Every diagnostic names the file. Annotations that were made on another text are looked for in this one.
    pub fn load(&mut self, article: &Article) -> (AnnotationSet, Vec<Diagnostic>) {
        let path = self.file_of(&article.path);
        self.authored().remove(&article.path);
        let bytes = match self.files.read(&path, FILE_LIMIT) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => {
                self.known.remove(&article.path);
                let told = self.withheld(&path).map(|gone| {
                    Diagnostic::new(
                        Severity::Error,
                        format!("{gone}; nothing is written until then"),
                    )
                });
                return (AnnotationSet::default(), told.into_iter().collect());
            }
            Err(error) => {
                let told = format!("{error}; its annotations are not shown");
                return (AnnotationSet::default(), vec![Diagnostic::new(Severity::Error, told)]);
            }
        };
        let file = AnnotationFile::read(&bytes, &article.path, &self.annotator);
        let findings = self.told(&path, &file);
        let ground = ArticleMapping::new(article);
        let records =
            file.winners().into_iter().map(|(id, line)| (id, ground.record(&line.fields)));
        let annotations = AnnotationSet::from_records(records).with_rivals(ground.rivals(&file));
        self.remember(&article.path, &bytes, file);
        (annotations, findings)
    }

    /// Writes the annotations on an article; when this returns without an error they are durable.
    ///
    /// Gives the annotations of both when the file had changed since it was last read here.
    pub fn save(
        &mut self,
        article: &Article,
        annotations: &AnnotationSet,
    ) -> Result<Option<AnnotationSet>, StoreError> {
        let path = self.file_of(&article.path);
        let ground = ArticleMapping::new(article);
        let mine = self.lines(article, annotations, &ground)?;
        if mine.is_empty() && self.files.read(&path, FILE_LIMIT)?.is_none() {
            return Ok(None);
        }
        self.make_folder(&self.dir)?;
        let lock = write_lock::acquire(self.files.vfs(), &self.dir)?;
        if lock.is_exclusive() {
            let folders = [Some(self.dir.as_path()), path.parent()];
            folders.into_iter().flatten().for_each(|folder| self.files.sweep(folder));
        }
        let before = self.files.read(&path, FILE_LIMIT)?;
        let disk = self.on_disk(article, &path, before.as_deref())?;
        let known = disk.lines().to_vec();
        let merged = disk.merged(mine.values().cloned());
        let bytes = merged.to_bytes();
        let about = (article.path.as_str(), self.annotator.as_str());
        let written = AnnotationFile::read_knowing(&bytes, about, &known);
        if !written.holds_the_same(&merged) || written.refusal().is_some() {
            return Err(StoreError::NotFaithful { path });
        }
        let is_there = before.as_deref() == Some(&bytes[..]);
        if !is_there || self.files.is_in_doubt(&path) {
            check_size(&bytes)?;
            self.prepare(&path)?;
            self.files.replace_within(&self.dir, &path, &bytes)?;
            self.copy_made_of(&path, &bytes);
        }
        self.keep_text(article, annotations);
        let news = came_in(annotations, &mine, &written, &ground);
        self.remember(&article.path, &bytes, written);
        Ok(news)
    }

    /// Returns the labels of the project with the problems of their file. A damaged file gives the built-in
    /// labels.
    pub fn codebook(&self) -> (Codebook, Vec<Diagnostic>) {
        let (file, findings) = self.load_list::<CodebookFile>(&self.codebook_path());
        (file.codebook, findings)
    }

    /// Writes the labels of the project and returns them together with the labels that somebody else added
    /// meanwhile. Every other field of the file stays.
    ///
    /// # Errors
    /// - [`StoreError::Codebook`] if two labels share an id, a key or a letter, or a label is not usable.
    /// - [`StoreError::Unreadable`] if the file cannot be read; the file stays as it was.
    /// - [`StoreError::Busy`], [`StoreError::Outside`] and [`StoreError::Io`] as for [`Store::save`].
    pub fn save_codebook(&mut self, codebook: &Codebook) -> Result<Codebook, StoreError> {
        codebook.check()?;
        let path = self.codebook_path();
        let file = self.change_list(&path, |file: &mut CodebookFile| Ok(file.take(codebook)?))?;
        Ok(file.codebook)
    }

    /// The files that are about no single article: labels, saved searches, and the rules of the annotator.
    pub(crate) fn shared_files(&self) -> [PathBuf; 3] {
        [self.codebook_path(), self.searches_path(), self.rules_path()]
    }

    fn codebook_path(&self) -> PathBuf {
        self.dir.join("project.ron")
    }

    /// What is wrong with the annotation file of an article, as far as it was read.
    pub(crate) fn findings_of(&self, article_path: &str) -> Vec<Diagnostic> {
        let known = self.known.get(article_path).into_iter();
        let path = self.file_of(article_path);
        known.flat_map(|known| self.told(&path, &known.file)).collect()
    }

    /// What is wrong with a file, each with its name and with what a copy of it could give back.
    fn told(&self, path: &Path, file: &AnnotationFile) -> Vec<Diagnostic> {
        let findings = file.findings().into_iter();
        findings.map(|finding| self.with_copy(path, named(path, &finding))).collect()
    }

    pub(super) fn remember(&mut self, article_path: &str, bytes: &[u8], file: AnnotationFile) {
        let digest = Sha256::digest(bytes).into();
        let known = Arc::new(KnownFile { digest, file });
        self.known.insert(article_path.to_owned(), known);
    }

    /// The lines that were last read or written.
    pub(super) fn known_lines(&self, article_path: &str) -> Vec<RecordLine> {
        let known = self.known.get(article_path);
        known.map_or(Vec::new(), |known| known.file.lines().to_vec())
    }

    /// The file as it is now; read again only when it is not the one that we know.
    fn on_disk(
        &self,
        article: &Article,
        path: &Path,
        bytes: Option<&[u8]>,
    ) -> Result<AnnotationFile, StoreError> {
        let Some(bytes) = bytes else {
            let is_known = self.known.contains_key(&article.path);
            if let Some(gone) = self.withheld(path).filter(|_| !is_known) {
                return Err(gone);
            }
            return Ok(AnnotationFile::new(&article.path, &self.annotator));
        };
        let digest: [u8; 32] = Sha256::digest(bytes).into();
        let file = match self.known.get(&article.path) {
            Some(known) if known.digest == digest => known.file.clone(),
            Some(_) | None => AnnotationFile::read(bytes, &article.path, &self.annotator),
        };
        match file.refusal() {
            Some(finding) => Err(unreadable(path, finding)),
            None => Ok(file),
        }
    }

    fn authored(&self) -> MutexGuard<'_, AuthoredLines> {
        self.authored.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A line for every record: the known bytes where its revision was not changed since.
    fn lines(
        &self,
        article: &Article,
        annotations: &AnnotationSet,
        ground: &ArticleMapping<'_>,
    ) -> Result<HashMap<AnnotationId, RecordLine>, StoreError> {
        let known = self.known.get(&article.path);
        let known = known.map(|known| known.file.by_id()).unwrap_or_default();
        let mut authored = self.authored();
        let authored = authored.entry(article.path.clone()).or_default();
        let line = |(id, record): (AnnotationId, &Record)| {
            let all = known.get(&id).map(Vec::as_slice).unwrap_or_default();
            let earlier = all.iter().max_by_key(|line| line.precedence());
            if let Some(same) = earlier.filter(|line| line.fields.rev == record.rev) {
                return Ok((id, (*same).clone()));
            }
            let mut fields = ground.fields(id, record);
            let own = authored.get(&id).into_iter().flatten().copied();
            fields.was =
                Lineage::over(all.iter().copied(), own.filter(|(rev, _)| *rev < record.rev));
            check_lengths(&fields)?;
            let extra = earlier.map(|line| line.extra()).unwrap_or_default();
            let line = RecordLine::write(fields, &extra);
            too_long(line.raw.len() > LINE_LIMIT, "an annotation", "2 MiB")?;
            authored.entry(id).or_default().insert((record.rev, line.sum()));
            Ok((id, line))
        };
        annotations.records().map(line).collect()
    }

    /// Makes the folders and, in a new store, the files that stand beside the annotations.
    pub(super) fn prepare(&self, path: &Path) -> Result<(), StoreError> {
        self.make_folder(&self.dir)?;
        if !self.files.exists(&self.codebook_path())? {
            let bytes = CodebookFile::default().to_bytes();
            self.files.replace_within(&self.dir, &self.codebook_path(), &bytes)?;
        }
        for (name, bytes) in FOR_GIT {
            let file = self.dir.join(name);
            if !self.files.exists(&file)? {
                self.files.replace_within(&self.dir, &file, bytes)?;
            }
        }
        path.parent().map_or(Ok(()), |folder| self.make_folder(folder))
    }

    /// Makes a folder of the store, unless a link on the way there leads out of it.
    pub(super) fn make_folder(&self, folder: &Path) -> Result<(), StoreError> {
        self.files.create_folder(&self.dir)?;
        let vfs = self.files.vfs();
        let root = vfs.real_path(&self.dir);
        let root = root.map_err(StoreError::io("find", &self.dir))?;
        let existing = self.files.innermost(folder)?;
        match existing.filter(|real| !real.starts_with(&root)) {
            Some(target) => Err(StoreError::Outside { path: folder.to_owned(), target }),
            None => self.files.create_folder(folder),
        }
    }
}

/// The annotations of memory and file together, when the file holds something that memory does not.
fn came_in(
    annotations: &AnnotationSet,
    mine: &HashMap<AnnotationId, RecordLine>,
    written: &AnnotationFile,
    ground: &ArticleMapping<'_>,
) -> Option<AnnotationSet> {
    let winners = written.winners();
    let is_mine = |id: &AnnotationId, line: &RecordLine| mine.get(id) == Some(line);
    let rivals = ground.rivals(written);
    let is_quiet = rivals.is_empty() && !annotations.has_rivals();
    if is_quiet && winners.iter().all(|(id, line)| is_mine(id, line)) {
        return None;
    }
    let is_news =
        |id: &AnnotationId, line: &RecordLine| !is_mine(id, line) || rivals.contains_key(id);
    let news = winners.iter().filter(|(id, line)| is_news(id, line));
    let news: HashMap<_, _> = news.map(|(id, line)| (*id, ground.record(&line.fields))).collect();
    let kept = annotations.records().filter(|(id, _)| !news.contains_key(id));
    let kept: Vec<_> = kept.map(|(id, record)| (id, record.clone())).collect();
    let all = AnnotationSet::from_records(kept.into_iter().chain(news)).with_rivals(rivals);
    (all != *annotations).then_some(all)
}

fn check_lengths(fields: &RecordFields) -> Result<(), StoreError> {
    let parts = fields.content.parts();
    let quotes = parts.map(|part| &part.quote).chain([&fields.quote]);
    let mut texts = fields.content.texts();
    too_long(
        quotes.into_iter().any(|quote| quote.len() > QUOTE_LIMIT),
        "a marked passage",
        "64 KiB",
    )?;
    too_long(texts.any(|text| text.len() > NOTE_LIMIT), "a note", "1 MiB")
}

pub(super) fn check_size(bytes: &[u8]) -> Result<(), StoreError> {
    let limit = usize::try_from(FILE_LIMIT).unwrap_or(usize::MAX);
    too_long(bytes.len() > limit, "the annotation file of this article", "64 MiB")
}

pub(super) fn too_long(it_is: bool, what: &str, limit: &'static str) -> Result<(), StoreError> {
    if it_is {
        let what = what.to_owned();
        return Err(StoreError::TooLong { what, limit });
    }
    Ok(())
}

/// The finding with the file that it is about.
pub(super) fn named(path: &Path, finding: &Diagnostic) -> Diagnostic {
    Diagnostic { message: format!("{}: {}", path.display(), finding.message), ..finding.clone() }
}

pub(super) fn unreadable(path: &Path, finding: &Diagnostic) -> StoreError {
    StoreError::Unreadable { path: path.to_owned(), problem: finding.to_string() }
}

#[cfg(test)]
mod tests;
