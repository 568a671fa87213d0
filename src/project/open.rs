//! Opens a project from paths, standard input or the sample articles.

use std::{
    collections::BTreeMap,
    io::Read,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Project, annotators::OtherAnnotators, article_state::ArticleTable, drafts::OpenDrafts,
    save::PendingSaves, shared_edits::SharedState, undo::History,
};
use crate::{
    corpus::{Article, sample},
    diagnostic::{Diagnostic, Severity},
    store::{
        Converters, Dirs, DraftFolder, EarlierTexts, Entry, Journal, ListError, Listing,
        RepeatsCache, SessionLock, Store, common_folder, corpus_id, corpus_root, corpus_root_with,
        file_stamp, folders_by_name, list_with, list_within, read_from, second_stores,
    },
    text::count,
};

/// Source of the articles of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CorpusOrigin {
    /// Files below this common folder.
    Folder(PathBuf),
    /// One article from standard input.
    Input,
    /// The articles embedded in the program.
    Sample,
}

impl CorpusOrigin {
    /// Returns the common folder of the files; `None` without files. The store is then in the data folder.
    pub(super) fn folder(&self) -> Option<&Path> {
        match self {
            Self::Folder(root) => Some(root),
            Self::Input | Self::Sample => None,
        }
    }
}

/// Failure to open a project.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The paths cannot be listed.
    #[error(transparent)]
    List(#[from] ListError),
    /// Standard input cannot be read.
    #[error("cannot read standard input: {0}")]
    Input(#[from] std::io::Error),
}

/// Opens a project; for an example see [`crate::project`].
#[derive(Clone, Debug)]
pub struct ProjectOptions {
    /// The folders of the platform.
    pub dirs: Dirs,
    /// Name of the annotator who decides.
    pub annotator: String,
    /// Folder of the annotations; `None` chooses the folder beside the articles or the data folder.
    pub store: Option<PathBuf>,
    /// Seed of the ids of new annotations: random in the program, fixed in tests.
    pub seed: u64,
}

impl ProjectOptions {
    /// Lists the articles of the corpus of files and folders, and reads none of them yet.
    ///
    /// The corpus is the nearest folder around the paths with a store, as git finds its repository; all
    /// of its articles are listed, and [`Project::named`] has those of the paths. Without a store the
    /// articles of the paths are the corpus, and their common folder gets the store.
    ///
    /// # Errors
    /// Returns [`OpenError::List`] with the [`ListError`](crate::store::ListError) of a path that does
    /// not exist or cannot be listed.
    pub fn open_paths(&self, paths: &[PathBuf]) -> Result<Project, OpenError> {
        let converters = Converters::of(&self.dirs);
        let Listing { root, entries, diagnostics, named, folders, own_files } =
            match self.corpus(paths)? {
                Some(root) => list_within(&root, paths, &converters)?,
                None => list_with(paths, &converters)?,
            };
        let root = root.unwrap_or_default();
        let is_part = named.len() < entries.len();
        // A named store is meant alone.
        let second = match self.store {
            Some(_) => Vec::new(),
            None => second_stores(&self.dirs, &root, &folders),
        };
        let mut project = self.open(CorpusOrigin::Folder(root), entries);
        project.named = is_part.then_some(named);
        project.second_stores = second;
        project.guard_second_store();
        project.findings.extend(diagnostics);
        project.findings.extend(told_of_own(&own_files));
        project.own_files = own_files;
        Ok(project)
    }

    /// Returns the folder of the corpus of some paths; `None` without a store.
    fn corpus(&self, paths: &[PathBuf]) -> Result<Option<PathBuf>, ListError> {
        let Some(here) = common_folder(paths)? else { return Ok(None) };
        let found = match &self.store {
            Some(given) => corpus_root_with(&self.dirs, &here, given),
            None => corpus_root(&self.dirs, &here),
        };
        Ok(found.or_else(|| self.corpus_by_name(paths)))
    }

    /// Returns the corpus around paths that a link of the corpus leads out of it.
    fn corpus_by_name(&self, paths: &[PathBuf]) -> Option<PathBuf> {
        let roots = folders_by_name(paths)?.into_iter();
        let roots: Option<Vec<PathBuf>> =
            roots.map(|folder| corpus_root(&self.dirs, &folder)?.canonicalize().ok()).collect();
        let roots = roots?;
        let first = roots.first()?;
        roots.iter().all(|root| root == first).then(|| first.clone())
    }

    /// Reads one article from `input` to its end.
    ///
    /// # Errors
    /// Returns [`OpenError::Input`] if reading fails.
    pub fn open_input(&self, input: impl Read) -> Result<Project, OpenError> {
        let mut article = read_from("standard-input.txt", input, &Converters::of(&self.dirs))?;
        // The digest in the name keeps the annotations of different inputs apart.
        let name = |digest: &str| format!("standard-input-{}.txt", &digest[..8]);
        article.path = name(&article.digest.short());
        // Earlier versions took the CR of the input into the digest.
        let store = Store::choose(None, self.store.as_deref(), &self.dirs, &self.annotator);
        let is_there = |path: &str| file_stamp(&store.file_of(path)).is_some();
        if !is_there(&article.path) {
            let earlier: Vec<String> = EarlierTexts::new(&article).digests().collect();
            let mut names = earlier.iter().map(|digest| name(digest));
            if let Some(earlier) = names.find(|name| is_there(name)) {
                article.path = earlier;
            }
        }
        Ok(self.open_articles(CorpusOrigin::Input, vec![article]))
    }

    /// Opens the sample articles of the program.
    pub fn open_sample(&self) -> Project {
        self.open_articles(CorpusOrigin::Sample, sample())
    }

    fn open_articles(&self, origin: CorpusOrigin, articles: Vec<Article>) -> Project {
        let entry = |article: &Article| Entry {
            path: article.path.clone(),
            file: PathBuf::new(),
            part: None,
            converters: Converters::default(),
        };
        let mut project = self.open(origin, articles.iter().map(entry).collect());
        for (index, article) in articles.into_iter().enumerate() {
            project.admit(index, &Arc::new(article));
        }
        project
    }

    fn open(&self, origin: CorpusOrigin, entries: Vec<Entry>) -> Project {
        let root = origin.folder();
        let mut store = Store::choose(root, self.store.as_deref(), &self.dirs, &self.annotator);
        store.know_articles(entries.iter().map(|entry| entry.path.as_str()));
        let (imported, of_imported) = store.foreign();
        let (shared, of_shared) = SharedState::read(&mut store);
        let about = (store.dir(), store.annotator());
        let (journal, of_journal) = Journal::open(&self.dirs, root, about);
        let mut project = Project {
            articles: ArticleTable::new(entries),
            named: None,
            second_stores: Vec::new(),
            shared,
            imported,
            findings: Vec::new(),
            own_files: Vec::new(),
            history: History::new(journal),
            missing: BTreeMap::new(),
            saves: PendingSaves::default(),
            drafts: OpenDrafts::new(DraftFolder::open(&self.dirs, root, about)),
            session: SessionLock::new(&self.dirs, root, about),
            repeats_cache: RepeatsCache::of(&self.dirs, corpus_id(root)),
            others: OtherAnnotators::default(),
            ids: fastrand::Rng::with_seed(self.seed),
            store,
            origin,
        };
        let others = [("passim.jsonl", of_imported), ("", of_journal)];
        for (file, findings) in of_shared.into_iter().chain(others) {
            project.replace_findings(file, findings);
        }
        project
    }
}

/// Returns the note about files of copydesk's own.
fn told_of_own(files: &[String]) -> Option<(String, Diagnostic)> {
    const NAMED: usize = 3;
    let own = count(files.len(), "file");
    let names = files[..files.len().min(NAMED)].join(", ");
    let more = if files.len() > NAMED { ", …" } else { "" };
    let told = format!("{own} of copydesk's own left out: {names}{more}");
    (!files.is_empty()).then(|| (String::new(), Diagnostic::new(Severity::Note, told)))
}
