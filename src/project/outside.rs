//! What comes from outside while a project is open: another screen has the store, others have changed
//! files.
//!
//! A [`RefreshJob`] holds all that reading some annotation files again needs, so any thread can carry it
//! out; the project takes the [`Refreshed`] back. Nothing is written. What memory holds and no file does
//! stays: an article with changes on their way to the disk is passed over, since saving it folds in what
//! it finds, and an article that changed meanwhile is left to the save that follows.

use std::{collections::BTreeSet, sync::Arc};

use jiff::Timestamp;

use super::Project;
use crate::{
    annotation::{Codebook, Marks},
    corpus::Article,
    diagnostic::Diagnostic,
    find::SavedSearch,
    store::{Claim, News, Store, StoreError, Watch, Watched},
};

/// Annotation files that are to be read again, with what memory holds of them.
#[derive(Debug)]
pub struct RefreshJob {
    parts: Vec<Part>,
    /// Whether labels and saved searches are read again too; the store knows where they are.
    shared: Option<Store>,
}

#[derive(Debug)]
struct Part {
    index: usize,
    edits: u64,
    store: Store,
    article: Arc<Article>,
    marks: Marks,
}

/// What was found in them; the project must take it back.
#[derive(Debug)]
#[must_use]
pub struct Refreshed {
    parts: Vec<(Part, Result<Option<News>, StoreError>)>,
    codebook: Option<Codebook>,
    searches: Option<Vec<SavedSearch>>,
}

/// What others have changed, to be told in one sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CameIn {
    /// The articles of which the annotations are others now.
    pub articles: Vec<usize>,
    /// How many annotations came, changed or went.
    pub n_annotations: usize,
    /// How many decisions are here and not in the files any more, and in which article the first of
    /// them is.
    pub missing: Option<(usize, usize)>,
    /// A file that cannot be read as it should, or not written to while it is as it is: the first of them.
    pub trouble: Option<String>,
    /// Whether labels or saved searches are others now.
    pub is_shared: bool,
}

impl RefreshJob {
    /// Reads the files.
    pub fn carry_out(self) -> Refreshed {
        let read = |mut part: Part| {
            let news = part.store.news(&part.article, &part.marks);
            (part, news)
        };
        let shared = self.shared.as_ref();
        Refreshed {
            codebook: shared.and_then(|store| whole(store.codebook())),
            searches: shared.and_then(|store| whole(store.searches())),
            parts: self.parts.into_iter().map(read).collect(),
        }
    }
}

/// What was read, unless something is wrong with it: then what is known of it stays.
fn whole<T>((read, findings): (T, Vec<Diagnostic>)) -> Option<T> {
    findings.is_empty().then_some(read)
}

impl CameIn {
    /// Whether there is nothing to tell.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl Project {
    /// Takes hold of the store for a screen, as far as that writes nothing into it. Whoever only looks or
    /// writes once need not ask: saving folds.
    pub fn look_who_decides(&mut self, at: Timestamp) -> Claim {
        self.hold.look(at)
    }

    /// Takes hold of the store to decide in it from a screen; asked before every decision.
    pub fn claim(&mut self, at: Timestamp) -> Claim {
        self.hold.claim(at)
    }

    /// The files behind the project, to be looked at for changes.
    pub fn watch(&self) -> Watch {
        let entries = self.entries.iter().enumerate();
        let files = entries.flat_map(|(index, entry)| {
            let annotations = self.store.file_of(&entry.path);
            [
                (Watched::Article(index), entry.file.clone()),
                (Watched::Annotations(index), annotations),
            ]
        });
        let shared = self
            .store
            .shared_files()
            .map(|path| (Watched::Shared, path));
        let files = files.chain(shared);
        // Articles of the program itself have no file.
        Watch::new(files.filter(|(_, path)| !path.as_os_str().is_empty()))
    }

    /// What reads the annotation files of these articles again, and the files that all share; none when
    /// nothing of them is open.
    pub fn refresh_job(&self, articles: &[usize], shared: bool) -> Option<RefreshJob> {
        let parts: Vec<Part> = articles
            .iter()
            .filter(|index| !self.is_ahead(**index))
            .filter_map(|index| self.refresh_part(*index))
            .collect();
        // A store without articles is enough to know where the shared files are.
        let shared = shared.then(|| self.store.part(""));
        (!parts.is_empty() || shared.is_some()).then_some(RefreshJob { parts, shared })
    }

    fn refresh_part(&self, index: usize) -> Option<Part> {
        let article = self.article(index)?.clone();
        Some(Part {
            index,
            edits: self.saves.edits(index),
            store: self.store.part(&article.path),
            marks: self.marks[index].clone(),
            article,
        })
    }

    /// Takes in what was found in the files.
    pub fn take_refreshed(&mut self, refreshed: Refreshed) -> CameIn {
        let mut came_in = CameIn::default();
        for (part, news) in refreshed.parts {
            let is_same = self.saves.edits(part.index) == part.edits;
            let article = self.article(part.index);
            // A save of what changed meanwhile has found the same file, or will.
            if is_same && article.is_some_and(|known| known.digest == part.article.digest) {
                self.take_news(part, news, &mut came_in);
            }
        }
        let is_new = [
            self.take_codebook(refreshed.codebook),
            self.take_searches(refreshed.searches),
        ];
        came_in.is_shared = is_new.contains(&true);
        came_in
    }

    fn take_news(
        &mut self,
        part: Part,
        news: Result<Option<News>, StoreError>,
        came_in: &mut CameIn,
    ) {
        let index = part.index;
        let news = match news {
            Ok(Some(news)) => news,
            Ok(None) => return,
            Err(error) => {
                came_in.trouble.get_or_insert(error.in_brief());
                return;
            }
        };
        self.store.take_over(part.store);
        if let Some(told) = news.first {
            let kept = if news.is_refused {
                "; what is decided stays here"
            } else {
                ""
            };
            let words = format!("{}: {}{kept}", self.path(index), told.message);
            came_in.trouble.get_or_insert(words);
        }
        self.tell_findings(index, news.findings);
        if news.n_missing > 0 && !news.is_refused {
            let (_, n) = came_in.missing.get_or_insert((index, 0));
            *n += news.n_missing;
        }
        if let Some(marks) = news.marks {
            came_in.n_annotations += n_differing(&self.marks[index], &marks);
            came_in.articles.push(index);
            self.marks[index] = marks;
            self.tally(index);
        }
    }

    /// The findings of an article with those of its annotation file as it is now.
    fn tell_findings(&mut self, index: usize, findings: Vec<Diagnostic>) {
        self.forget_findings(index);
        let path = self.path(index).to_owned();
        let article = self.articles[index].iter();
        let all = article.flat_map(|article| article.diagnostics.clone());
        let all = all.chain(findings).map(|found| (path.clone(), found));
        self.findings.extend(all);
    }

    fn take_codebook(&mut self, read: Option<Codebook>) -> bool {
        let is_new = read.as_ref().is_some_and(|read| *read != self.codebook);
        if let Some(read) = read {
            self.codebook = read;
        }
        is_new
    }

    fn take_searches(&mut self, read: Option<Vec<SavedSearch>>) -> bool {
        let is_new = read.as_ref().is_some_and(|read| *read != self.searches);
        if let Some(read) = read {
            self.searches = read;
        }
        is_new
    }
}

/// How many annotations are others in one set than in the other.
fn n_differing(before: &Marks, after: &Marks) -> usize {
    let ids = before.iter().chain(after.iter()).map(|mark| mark.id);
    let ids: BTreeSet<_> = ids.collect();
    let differs =
        |id: &_| before.get(*id) != after.get(*id) || before.rivals(*id) != after.rivals(*id);
    ids.into_iter().filter(differs).count()
}
