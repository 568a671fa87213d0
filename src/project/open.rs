//! Opens a project from paths, standard input or the sample articles.

use std::{io::Read, path::PathBuf, sync::Arc};

use super::{
    Project, Tally,
    drafts::OpenDrafts,
    external_changes::{LABELS, RULES, SEARCHES},
    save::PendingSaves,
};
use crate::{
    annotation::AnnotationSet,
    corpus::{Article, sample},
    store::{
        Dirs, DraftFolder, Entry, Journal, ListError, Listing, RepeatsCache, SessionLock, Store,
        corpus_id, list, read_from,
    },
};

/// Where the articles come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CorpusOrigin {
    /// Files; the common folder of all of them.
    Folder(PathBuf),
    /// One article from standard input.
    Input,
    /// The articles embedded in the program.
    Sample,
}

/// Why a project cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The paths cannot be listed.
    #[error(transparent)]
    List(#[from] ListError),
    /// Standard input cannot be read.
    #[error("cannot read standard input: {0}")]
    Input(#[from] std::io::Error),
}

/// How to open a project, beside what to open.
#[derive(Clone, Debug)]
pub struct ProjectOptions {
    /// The platform's folders.
    pub dirs: Dirs,
    /// Who decides.
    pub annotator: String,
    /// The folder for the annotations, when the user names one.
    pub store: Option<PathBuf>,
    /// Seed of the ids of new annotations: random in the program, fixed in tests.
    pub seed: u64,
}

impl ProjectOptions {
    /// Lists the articles of files and folders; none is read yet.
    ///
    /// # Errors
    /// A path that does not exist or cannot be listed.
    pub fn open_paths(&self, paths: &[PathBuf]) -> Result<Project, OpenError> {
        let Listing {
            root,
            entries,
            diagnostics,
        } = list(paths)?;
        let root = root.unwrap_or_default();
        let mut project = self.project(CorpusOrigin::Folder(root), entries);
        project.findings.extend(diagnostics);
        Ok(project)
    }

    /// Reads one article to its end.
    ///
    /// # Errors
    /// Whatever reading fails with.
    pub fn open_input(&self, input: impl Read) -> Result<Project, OpenError> {
        let mut article = read_from("standard-input.txt", input)?;
        // Named by its text, so that annotations on another article from standard input are not taken for
        // annotations on this one.
        article.path = format!("standard-input-{}.txt", &article.digest.short()[..8]);
        Ok(self.articles(CorpusOrigin::Input, vec![article]))
    }

    /// Opens the embedded articles.
    pub fn open_sample(&self) -> Project {
        self.articles(CorpusOrigin::Sample, sample())
    }

    fn articles(&self, origin: CorpusOrigin, articles: Vec<Article>) -> Project {
        let entries = articles
            .iter()
            .map(|article| Entry {
                path: article.path.clone(),
                file: PathBuf::new(),
            })
            .collect();
        let mut project = self.project(origin, entries);
        for (index, article) in articles.into_iter().enumerate() {
            project.admit(index, &Arc::new(article));
        }
        project
    }

    fn project(&self, origin: CorpusOrigin, entries: Vec<Entry>) -> Project {
        let root = match &origin {
            CorpusOrigin::Folder(root) => Some(root.as_path()),
            // The store then lies in the platform's data folder.
            CorpusOrigin::Input | CorpusOrigin::Sample => None,
        };
        let mut store = Store::choose(root, self.store.as_deref(), &self.dirs, &self.annotator);
        let repeats_cache = RepeatsCache::of(&self.dirs, corpus_id(root));
        let (foreign, oddities) = store.foreign();
        let (codebook, diagnostics) = store.codebook();
        let (searches, mistakes) = store.searches();
        let (rules, of_rules) = store.rules();
        let about = (store.dir(), store.annotator());
        let drafts = OpenDrafts::new(DraftFolder::open(&self.dirs, root, about));
        let (journal, odd_journal) = Journal::open(&self.dirs, root, about);
        let hold = SessionLock::new(&self.dirs, root, about);
        let mut project = Project {
            articles: vec![None; entries.len()],
            annotations: vec![AnnotationSet::default(); entries.len()],
            anchor_summaries: vec![None; entries.len()],
            revisions: Vec::new(),
            tallies: vec![Tally::default(); entries.len()],
            by_path: entries
                .iter()
                .enumerate()
                .map(|(i, e)| (e.path.clone(), i))
                .collect(),
            entries,
            origin,
            store,
            repeats_cache,
            foreign,
            codebook,
            searches,
            journal: Arc::new(journal),
            drafts,
            journal_trouble: None,
            has_decided: false,
            rules,
            hold,
            ids: fastrand::Rng::with_seed(self.seed),
            saves: PendingSaves::default(),
            findings: Vec::new(),
        };
        for (file, findings) in [
            (LABELS, diagnostics),
            (SEARCHES, mistakes),
            (RULES, of_rules),
            ("passim.jsonl", oddities),
            ("", odd_journal),
        ] {
            project.replace_findings(file, findings);
        }
        project
    }
}
