//! The store of one corpus for one annotator: location, loading and saving of annotations.
//!
//! - Reading never writes: the first decision creates folders and files.
//! - Saving re-reads the file and merges both states, so no change of another program is lost.
//! - An unreadable file is never overwritten.

mod backup_schedule;
mod case_twins;
mod external_changes;
mod kept_texts;
mod missing_lines;
mod location;
mod recounting;
mod relocate;
mod shared_files;

use std::{
    collections::{BTreeSet, HashMap},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use sha2::{Digest as _, Sha256};

pub(crate) use self::external_changes::ExternalChange;
pub use self::relocate::{MovedAnnotations, RecordMove};
use self::{
    backup_schedule::BackupSchedule,
    location::StoreLocation,
    recounting::{recounted, told_of_recounted},
};
use super::{
    Dirs, StoreError,
    annotation_file::AnnotationFile,
    atomic_write::SafeFiles,
    codebook_file::CodebookFile,
    dirs::{STORE_FOLDER, STORES, corpus_id},
    lineage::{Lineage, RevisedLine},
    list_file::ListFile,
    record::{RecordFields, RecordLine},
    record_mapping::ArticleMapping,
    text_snapshots::TextSnapshots,
    write_lock,
};
use crate::{
    annotation::{AnnotationId, AnnotationSet, Codebook, CodebookEdit, Record},
    corpus::Article,
    diagnostic::{Diagnostic, Severity},
};

pub(super) const FILE_LIMIT: u64 = 64 << 20;
const LINE_LIMIT: usize = 2 << 20;

/// Longest text of a typed field, in bytes.
pub(crate) const NOTE_LIMIT: usize = 1 << 20;

/// Longest annotated passage, in bytes.
pub(crate) const QUOTE_LIMIT: usize = 64 << 10;

/// Files for git. `merge=union` suits files with one record per line, because reading merges the lines.
/// Locks and half-written files belong to one machine.
const FOR_GIT: [(&str, &[u8]); 2] =
    [(".gitattributes", b"*.ron text eol=lf merge=union\n"), (".gitignore", IGNORED_BY_GIT)];

/// Files of one machine: the lock, half-written files, and exports, which can be written again.
pub(super) const IGNORED_BY_GIT: &[u8] = b".lock\n.*.tmp\nexports/\n";

/// The annotations of one annotator on one corpus.
///
/// ```
/// use copydesk::{annotation::AnnotationSet, corpus::Article, store::Store};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let folder = tempfile::tempdir()?;
/// let mut store = Store::beside(folder.path(), "ana");
/// let article = Article::read("tram.txt", b"The tram is late.");
/// let (annotations, findings) = store.load(&article);
/// assert!(annotations.is_empty() && findings.is_empty());
/// store.save(&article, &annotations)?;
/// assert!(!store.dir().exists(), "an empty set needs no file");
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Store {
    pub(super) files: SafeFiles,
    dir: PathBuf,
    place: StoreLocation,
    annotator: String,
    /// Content of each article's file when last read or written.
    known: HashMap<String, Arc<KnownFile>>,
    /// Backups; `None` for a store that was not made by [`Store::choose`].
    copying: Option<Arc<Mutex<BackupSchedule>>>,
    pub(super) texts: TextSnapshots,
    /// Articles whose plain file name is another article's on a disk without upper and lower case.
    case_twins: Arc<BTreeSet<String>>,
    /// Lines written by this store and its parts. Later revisions supersede these lines, even if the
    /// file was read earlier.
    authored: Arc<Mutex<AuthoredLines>>,
}

/// Revision and checksum of the lines written since loading, for each annotation of each article.
/// Loading an article clears its entries.
type AuthoredLines = HashMap<String, HashMap<AnnotationId, BTreeSet<(u32, u32)>>>;

#[derive(Clone, Debug)]
struct KnownFile {
    digest: [u8; 32],
    file: AnnotationFile,
    /// Number of annotations that counted carriage returns, while the file still has the earlier ranges.
    n_recounted: usize,
    /// True if the file on disk is damaged, and missing annotations came back to its readable lines.
    is_mended: bool,
    /// Lines that leave the file with the next save, see [`Store::take_away`].
    leaving: BTreeSet<Arc<str>>,
}

impl Store {
    /// Makes the store beside the articles of a folder, for example `news/annotations`.
    pub fn beside(corpus_root: &Path, annotator: &str) -> Self {
        Self::at(corpus_root.join(STORE_FOLDER), annotator)
    }

    /// Makes the store in exactly this folder, which need not exist.
    pub fn at(dir: PathBuf, annotator: &str) -> Self {
        Self::on(SafeFiles::real(), dir, annotator)
    }

    pub(super) fn on(files: SafeFiles, dir: PathBuf, annotator: &str) -> Self {
        Self {
            files,
            dir,
            place: StoreLocation::default(),
            annotator: annotator.to_owned(),
            known: HashMap::new(),
            copying: None,
            texts: TextSnapshots::default(),
            case_twins: Arc::default(),
            authored: Arc::default(),
        }
    }

    /// Chooses the location of the store and enables backups. Creates nothing.
    ///
    /// 1. The `given` folder.
    /// 2. The folder beside the articles, if it exists, or if it can be made and the next one does not
    ///    exist.
    /// 3. A folder in the platform's data folder.
    pub fn choose(
        corpus_root: Option<&Path>,
        given: Option<&Path>,
        dirs: &Dirs,
        annotator: &str,
    ) -> Self {
        let mut store = Self::choose_place((corpus_root, given), dirs, annotator);
        store.copying = Some(Arc::new(Mutex::new(BackupSchedule::new(dirs, &store.dir))));
        store.place.look(&store.files, &store.dir);
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
        let apart = at(dirs.data.join(STORES).join(corpus_id(corpus_root)));
        let Some(root) = corpus_root else { return apart };
        let mut beside = at(root.join(STORE_FOLDER));
        beside.place = StoreLocation::inside(root);
        // A folder that has become writable keeps the store that it has.
        let is_apart = !beside.has_any() && apart.has_any();
        let is_usable = beside.has_any() || dirs.files.vfs().is_writable(root);
        if is_usable && !is_apart { beside } else { apart }
    }

    /// Returns a copy of the store that knows only the file of one article, for saving on another
    /// thread.
    pub(crate) fn part(&self, article_path: &str) -> Self {
        let known = self.known.get_key_value(article_path);
        Self {
            files: self.files.clone(),
            dir: self.dir.clone(),
            place: self.place.clone(),
            annotator: self.annotator.clone(),
            copying: self.copying.clone(),
            texts: self.texts.clone(),
            case_twins: Arc::clone(&self.case_twins),
            authored: Arc::clone(&self.authored),
            known: known
                .map(|(path, known)| (path.clone(), Arc::clone(known)))
                .into_iter()
                .collect(),
        }
    }

    /// Returns the store for another annotator, for reading; makes no backups.
    pub(crate) fn seen_by(&self, annotator: &str) -> Self {
        let case_twins = Arc::clone(&self.case_twins);
        Self { case_twins, ..Self::on(self.files.clone(), self.dir.clone(), annotator) }
    }

    /// Takes over the file content known to a part of the store.
    pub(crate) fn take_over(&mut self, part: Self) {
        self.known.extend(part.known);
    }

    /// Returns the folder of the store.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Returns the annotator.
    pub fn annotator(&self) -> &str {
        &self.annotator
    }

    /// Returns true if the store holds a codebook or annotations of any annotator.
    pub fn has_any(&self) -> bool {
        let has_codebook = self.files.exists(&self.codebook_path());
        has_codebook.unwrap_or(false) || !self.annotators().is_empty()
    }

    /// Loads the annotations on an article and the problems of their file. Writes nothing.
    ///
    /// Every diagnostic names the file. Annotations made on an older text are placed on the open text.
    pub fn load(&mut self, article: &Article) -> (AnnotationSet, Vec<Diagnostic>) {
        let path = self.file_of(&article.path);
        self.authored().remove(&article.path);
        let bytes = match self.files.read(&path, FILE_LIMIT) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => {
                self.known.remove(&article.path);
                let told = self.withheld(&path).map(|gone| {
                    Diagnostic::new(Severity::Error, format!("{gone}; nothing is written before"))
                });
                return (AnnotationSet::default(), told.into_iter().collect());
            }
            Err(error) => {
                let told = format!("{error}; its annotations are not shown");
                return (AnnotationSet::default(), vec![Diagnostic::new(Severity::Error, told)]);
            }
        };
        let file = AnnotationFile::read(&bytes, &article.path, &self.annotator);
        let mut findings = self.told(&path, &file);
        let ground = ArticleMapping::new(article);
        let (file, n_recounted) = recounted(file, &ground);
        findings.extend(told_of_recounted(n_recounted));
        let records =
            file.winners().into_iter().map(|(id, line)| (id, ground.record(&line.fields)));
        let annotations = AnnotationSet::from_records(records).with_rivals(ground.rivals(&file));
        self.remember_with(&article.path, &bytes, (file, n_recounted));
        (annotations, findings)
    }

    /// Saves the annotations on an article durably.
    ///
    /// If another program changed the file since the last read or write, returns the merged annotations.
    ///
    /// # Errors
    /// - [`StoreError::Unreadable`] if the file is damaged or of a newer format; the file stays
    ///   unchanged.
    /// - [`StoreError::SecondStore`] if another store has the articles and nobody said that a second one is
    ///   meant.
    /// - [`StoreError::Withheld`] if the file is gone and a backup holds annotations.
    /// - [`StoreError::TooLong`] for a passage above 64 KiB, a note above 1 MiB, or a file above 64 MiB.
    /// - [`StoreError::NotFaithful`] if the new bytes do not read back as the annotations.
    /// - [`StoreError::Outside`] if a link leads out of the store.
    /// - [`StoreError::Busy`] if another program holds the lock for 5 seconds.
    /// - [`StoreError::Io`] if the file system refuses a call.
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
        if !self.files.exists(&path)? {
            if let Some(path) = self.gone()? {
                self.copy_unsaved(&article.path, &mine);
                return Err(StoreError::Moved { path });
            }
            // A file that waits for a choice leaves no folder behind.
            self.on_disk(article, &path, None)?;
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
        let merged = disk.merged(mine.values().flatten().cloned()).with_counting();
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
            if self.known.get(&article.path).is_some_and(|known| known.is_mended) {
                let damaged = before.as_deref().unwrap_or_default();
                self.copy_before_mending(&path, damaged)?;
            }
            self.files.replace_within(&self.dir, &path, &bytes)?;
            self.copy_made_of(&path, &bytes);
        }
        self.keep_text(article, annotations);
        let news = came_in(annotations, &mine, &written, &ground);
        self.remember(&article.path, &bytes, written);
        Ok(news)
    }

    /// Returns the labels of the project with the problems of their file. A damaged file gives the
    /// built-in labels.
    pub fn codebook(&self) -> (Codebook, Vec<Diagnostic>) {
        let (file, findings) = self.load_list::<CodebookFile>(&self.codebook_path());
        (file.codebook, findings)
    }

    /// Writes the labels of the project, and returns them merged with labels that another program added.
    /// Every other field of the file stays.
    ///
    /// # Errors
    /// - [`StoreError::Codebook`] if two labels share an id, a key or a letter, or a label is not
    ///   usable.
    /// - [`StoreError::Unreadable`] if the file cannot be read; the file stays unchanged.
    /// - [`StoreError::Busy`], [`StoreError::Outside`] and [`StoreError::Io`] as for [`Store::save`].
    pub fn save_codebook(&mut self, codebook: &Codebook) -> Result<Codebook, StoreError> {
        codebook.check()?;
        let path = self.codebook_path();
        let file = self.change_list(&path, |file: &mut CodebookFile| Ok(file.take(codebook)?))?;
        Ok(file.codebook)
    }

    /// Changes labels and rows of the table of kinds on disk, and returns the codebook of the file.
    ///
    /// # Errors
    /// As for [`Store::save_codebook`].
    pub fn change_codebook(&mut self, edits: &[CodebookEdit]) -> Result<Codebook, StoreError> {
        let path = self.codebook_path();
        let file = self.change_list(&path, |file: &mut CodebookFile| {
            Ok(edits.iter().try_for_each(|edit| file.change(edit))?)
        })?;
        Ok(file.codebook)
    }

    /// Returns the files about no single article: `project.ron`, `searches.ron` and the annotator's
    /// `~rules.ron`.
    pub(crate) fn shared_files(&self) -> [PathBuf; 3] {
        [self.codebook_path(), self.searches_path(), self.rules_path()]
    }

    fn codebook_path(&self) -> PathBuf {
        self.dir.join("project.ron")
    }

    /// Returns the problems of an article's annotation file, as last read.
    pub(crate) fn findings_of(&self, article_path: &str) -> Vec<Diagnostic> {
        let known = self.known.get(article_path).into_iter();
        let path = self.file_of(article_path);
        let told = |known: &Arc<KnownFile>| {
            let of_file = self.told(&path, &known.file).into_iter();
            of_file.chain(told_of_recounted(known.n_recounted)).collect::<Vec<_>>()
        };
        known.flat_map(told).collect()
    }

    /// Returns the problems of a file, each with the path and with the content of a backup.
    fn told(&self, path: &Path, file: &AnnotationFile) -> Vec<Diagnostic> {
        let findings = file.findings().into_iter();
        findings.map(|finding| self.with_copy(path, named(path, &finding))).collect()
    }

    pub(super) fn remember(&mut self, article_path: &str, bytes: &[u8], file: AnnotationFile) {
        self.remember_with(article_path, bytes, (file, 0));
    }

    fn remember_with(
        &mut self,
        article_path: &str,
        bytes: &[u8],
        (file, n_recounted): (AnnotationFile, usize),
    ) {
        let digest = Sha256::digest(bytes).into();
        let leaving = BTreeSet::new();
        let known = Arc::new(KnownFile { digest, file, n_recounted, is_mended: false, leaving });
        self.known.insert(article_path.to_owned(), known);
    }

    /// Returns the lines that were last read or written.
    pub(super) fn known_lines(&self, article_path: &str) -> Vec<RecordLine> {
        let known = self.known.get(article_path);
        known.map_or(Vec::new(), |known| known.file.lines().to_vec())
    }

    /// Returns the file on disk. Unchanged bytes are not parsed again.
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
            Some(known) => AnnotationFile::read(bytes, &article.path, &self.annotator)
                .without_lines(&known.leaving),
            None => AnnotationFile::read(bytes, &article.path, &self.annotator),
        };
        match file.refusal() {
            Some(finding) => Err(unreadable(path, finding)),
            None => Ok(file),
        }
    }

    fn authored(&self) -> MutexGuard<'_, AuthoredLines> {
        self.authored.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the lines of every record, the line that counts first. An unchanged revision keeps its
    /// bytes, and its rivals are in the file already.
    fn lines(
        &self,
        article: &Article,
        annotations: &AnnotationSet,
        ground: &ArticleMapping<'_>,
    ) -> Result<HashMap<AnnotationId, Vec<RecordLine>>, StoreError> {
        let known = self.known.get(&article.path);
        let known = known.map(|known| known.file.by_id()).unwrap_or_default();
        let mut authored = self.authored();
        let authored = authored.entry(article.path.clone()).or_default();
        let lines = |(id, record): (AnnotationId, &Record)| {
            let all = known.get(&id).map(Vec::as_slice).unwrap_or_default();
            let earlier = all.iter().max_by_key(|line| line.precedence());
            if let Some(same) = earlier.filter(|line| line.fields.rev == record.rev) {
                return Ok((id, vec![(*same).clone()]));
            }
            let rivals = annotations.rivals(id);
            let n_rivals = u32::try_from(rivals.len()).unwrap_or(u32::MAX);
            let lowest = record.rev.saturating_sub(n_rivals);
            // No version of one change supersedes another version.
            let own = authored.get(&id).into_iter().flatten().copied();
            let own = own.filter(|(rev, _)| *rev < lowest);
            let was = Lineage::over(all.iter().copied(), own);
            let extra = earlier.map(|line| line.extra()).unwrap_or_default();
            let states = std::iter::once(&record.state).chain(rivals);
            let versions = states.zip((lowest..=record.rev).rev()).map(|(state, rev)| {
                let version = Record { rev, state: state.clone() };
                let fields = RecordFields { was: was.clone(), ..ground.fields(id, &version) };
                check_lengths(&fields)?;
                let line = RecordLine::write(fields, &extra);
                too_long(line.raw.len() > LINE_LIMIT, "an annotation", "2 MiB")?;
                Ok(line)
            });
            let versions = versions.collect::<Result<Vec<_>, StoreError>>()?;
            let written = versions.iter().map(|line| (line.fields.rev, line.sum()));
            authored.entry(id).or_default().extend(written);
            Ok((id, versions))
        };
        annotations.records().map(lines).collect()
    }

    /// Creates the folders and, in a new store, `project.ron` and the files for git.
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
}

/// Returns memory and file merged, if the file adds anything to memory.
fn came_in(
    annotations: &AnnotationSet,
    mine: &HashMap<AnnotationId, Vec<RecordLine>>,
    written: &AnnotationFile,
    ground: &ArticleMapping<'_>,
) -> Option<AnnotationSet> {
    let winners = written.winners();
    let is_mine = |id: &AnnotationId, line: &RecordLine| {
        mine.get(id).is_some_and(|lines| lines.first() == Some(line))
    };
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

/// Adds the path of the file to a finding.
pub(super) fn named(path: &Path, finding: &Diagnostic) -> Diagnostic {
    Diagnostic { message: format!("{}: {}", path.display(), finding.message), ..finding.clone() }
}

pub(super) fn unreadable(path: &Path, finding: &Diagnostic) -> StoreError {
    StoreError::Unreadable { path: path.to_owned(), problem: finding.to_string() }
}

#[cfg(test)]
pub(super) mod tests;
