//! Rename detection: annotations whose article has another name now, and the article of today.
//!
//! An annotation file is found by the name of its article, so a renamed article seems to have no
//! annotations. Each record has the digest of its text. Three kinds of evidence name the article of
//! today, the first with a result counts:
//!
//! 1. The text: an article with exactly the digest of the records.
//! 2. The words: an article with most of the annotated words ([`likeness`]).
//! 3. The record of git: a commit that renamed the file ([`git`]).
//!
//! If two articles have equal evidence, both are named, and a person chooses. Two articles that swapped
//! their names are found too, although no file is missing. Nothing here writes;
//! `annotations/relocate.rs` moves the records.

mod git;
mod likeness;

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    path::PathBuf,
    sync::Arc,
};

use self::likeness::Likeness;
use super::{
    annotation_file::AnnotationFile, earlier_counting::EarlierTexts, record::RecordLine,
    repair::StoreCheck,
};
use crate::{annotation::AnnotationId, corpus::Article};

/// Annotations of one annotator whose article seems to have another name now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenamedArticle {
    /// The annotator of the annotations.
    pub annotator: String,
    /// The name of the article in the annotation file.
    pub from: String,
    /// The annotation file.
    pub file: PathBuf,
    /// The annotations, without deleted annotations.
    pub ids: BTreeSet<AnnotationId>,
    /// True if another text stands under the old name, for example after a swap of two names.
    pub is_reused: bool,
    /// The articles of today: none if nothing was found, several if equal evidence names several.
    pub targets: Vec<RenameTarget>,
}

/// An article that may be a renamed article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenameTarget {
    /// The name of the article.
    pub article: String,
    /// The evidence.
    pub evidence: RenameEvidence,
}

/// The evidence for a new name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RenameEvidence {
    /// The article has exactly the annotated text.
    SameText,
    /// The article has this share of the annotated words, in percent.
    AlikeWords(u8),
    /// Git has a record of the rename.
    Git,
}

impl RenamedArticle {
    /// Returns the article of today if the evidence names one article only.
    pub fn clear_target(&self) -> Option<&RenameTarget> {
        match self.targets.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }
}

/// Returns the number of articles; an article with annotations of several annotators counts once.
pub fn n_renamed(renamed: &[RenamedArticle]) -> usize {
    renamed.iter().map(|one| one.from.as_str()).collect::<BTreeSet<_>>().len()
}

/// For example "same text", "93 % of the words" or "renamed by git".
impl std::fmt::Display for RenameEvidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::SameText => f.write_str("same text"),
            Self::AlikeWords(percent) => write!(f, "{percent} % of the words"),
            Self::Git => f.write_str("renamed by git"),
        }
    }
}

/// The articles of the corpus by name and by text.
struct KnownArticles<'a> {
    by_name: HashMap<&'a str, &'a Arc<Article>>,
    /// The names of the articles with a text, also with a text of other line ends.
    by_digest: HashMap<String, Vec<&'a str>>,
}

impl<'a> KnownArticles<'a> {
    fn new(articles: &'a [Arc<Article>]) -> Self {
        let mut known = Self { by_name: HashMap::new(), by_digest: HashMap::new() };
        for article in articles {
            known.by_name.insert(&article.path, article);
            // All articles without words have one digest.
            if !article.text.trim().is_empty() {
                let names = known.by_digest.entry(article.digest.short()).or_default();
                names.push(&article.path);
            }
        }
        known
    }

    /// Adds the texts with other line ends, which records of earlier versions name. Takes several
    /// times as long as the texts of today.
    fn add_earlier_texts(&mut self, articles: &'a [Arc<Article>]) {
        for article in articles.iter().filter(|article| !article.text.trim().is_empty()) {
            for digest in EarlierTexts::new(article).digests() {
                let names = self.by_digest.entry(digest).or_default();
                if !names.contains(&article.path.as_str()) {
                    names.push(&article.path);
                }
            }
        }
    }

    /// Returns the articles with the text of most of the lines, but not the article `from`.
    fn same_text(&self, lines: &[RecordLine], from: &str) -> Vec<&'a str> {
        let mut votes: HashMap<&str, usize> = HashMap::new();
        for line in lines.iter().filter(|line| self.by_digest.contains_key(&line.fields.text)) {
            *votes.entry(&line.fields.text).or_default() += 1;
        }
        let most = votes.into_iter().max_by_key(|(digest, n)| (*n, *digest));
        let names = most.and_then(|(digest, _)| self.by_digest.get(digest));
        names.into_iter().flatten().copied().filter(|name| *name != from).collect()
    }
}

/// An annotation file whose annotations stand under a wrong name.
struct StrayFile {
    renamed: RenamedArticle,
    lines: Vec<RecordLine>,
}

impl StoreCheck {
    /// Returns the annotations of all annotators whose article is missing or has another name now, by
    /// file.
    ///
    /// `articles` are all articles of the corpus. Reads all annotation files, and asks git if other
    /// evidence is missing.
    pub fn renamed_articles(&self, articles: &[Arc<Article>]) -> Vec<RenamedArticle> {
        let mut known = KnownArticles::new(articles);
        let files: Vec<_> = self.annotation_files().collect();
        let is_unknown = |line: &RecordLine| !known.by_digest.contains_key(&line.fields.text);
        if files.iter().any(|(_, _, content)| content.live().any(is_unknown)) {
            known.add_earlier_texts(articles);
        }
        let mut strays: Vec<StrayFile> =
            files.into_iter().filter_map(|one| self.stray(one, &known)).collect();
        for stray in &mut strays {
            let names = nearest_names(
                known.same_text(&stray.lines, &stray.renamed.from),
                &stray.renamed.from,
            );
            stray.renamed.targets = names.into_iter().map(same_text).collect();
        }
        self.add_alike(&mut strays, articles);
        self.add_git(&mut strays, &known);
        strays.into_iter().map(|stray| stray.renamed).collect()
    }

    /// Returns the annotations of a file that stand under a wrong name; `None` if all are at home.
    fn stray(
        &self,
        (file, name, content): (PathBuf, String, AnnotationFile),
        known: &KnownArticles<'_>,
    ) -> Option<StrayFile> {
        let (from, annotator) = content.says()?;
        let mut lines: Vec<RecordLine> = content.live().cloned().collect();
        let own = known.by_name.get(from.as_str());
        match own {
            Some(own) => lines.retain(|line| is_of_another(line, own, known)),
            None if self.is_missing(&content, &name) => {}
            None => return None,
        }
        let is_edited = own.is_some_and(|own| has_half(&lines, own));
        if lines.is_empty() || is_edited {
            return None;
        }
        let ids = lines.iter().map(|line| line.fields.id).collect();
        let is_reused = own.is_some();
        let targets = Vec::new();
        let renamed = RenamedArticle { annotator, from, file, ids, is_reused, targets };
        Some(StrayFile { renamed, lines })
    }

    fn add_alike(&self, strays: &mut [StrayFile], articles: &[Arc<Article>]) {
        let mut unknown: Vec<&mut StrayFile> = strays
            .iter_mut()
            .filter(|stray| stray.renamed.targets.is_empty() && !stray.renamed.is_reused)
            .collect();
        if unknown.is_empty() {
            return;
        }
        let passages = unknown.iter().map(|stray| likeness::passages(&stray.lines));
        let mut likeness = Likeness::new(passages);
        for (index, article) in articles.iter().enumerate() {
            likeness.compare(index, &article.text);
        }
        for (stray, found) in unknown.iter_mut().zip(likeness.found()) {
            let target = |(index, percent): (usize, u8)| RenameTarget {
                article: articles[index].path.clone(),
                evidence: RenameEvidence::AlikeWords(percent),
            };
            stray.renamed.targets = found.into_iter().map(target).collect();
        }
    }

    fn add_git(&self, strays: &mut [StrayFile], known: &KnownArticles<'_>) {
        let Some(root) = self.root() else { return };
        if strays.iter().all(|stray| stray.renamed.clear_target().is_some()) {
            return;
        }
        let renames = git::renames(root);
        for stray in strays.iter_mut().filter(|stray| stray.renamed.clear_target().is_none()) {
            let RenamedArticle { from, targets, .. } = &mut stray.renamed;
            let listed = renames.get(from).filter(|name| known.by_name.contains_key(name.as_str()));
            let Some(name) = listed else { continue };
            if targets.is_empty() {
                let evidence = RenameEvidence::Git;
                targets.push(RenameTarget { article: name.clone(), evidence });
            } else if targets.iter().any(|target| target.article == *name) {
                targets.retain(|target| target.article == *name);
            }
        }
    }
}

fn same_text(name: &str) -> RenameTarget {
    RenameTarget { article: name.to_owned(), evidence: RenameEvidence::SameText }
}

/// Returns true if a line was made on the text of another article.
fn is_of_another(line: &RecordLine, own: &Article, known: &KnownArticles<'_>) -> bool {
    let names = known.by_digest.get(&line.fields.text);
    names.is_some_and(|names| !names.contains(&own.path.as_str()))
}

/// Returns true if at least half of the annotated words stand in an article.
///
/// Such an article was edited under its own name, for example after somebody had kept a copy of the old
/// text under another name.
fn has_half(lines: &[RecordLine], own: &Article) -> bool {
    let n_found = lines.iter().filter(|line| own.text.contains(&line.fields.quote)).count();
    2 * n_found >= lines.len()
}

/// Returns the names with the longest end in common with the old name, counted in path components.
///
/// If a folder with two equal articles is renamed, each article keeps its file name.
fn nearest_names<'a>(names: Vec<&'a str>, from: &str) -> Vec<&'a str> {
    let common = |name: &str| {
        let pairs = name.rsplit('/').zip(from.rsplit('/'));
        pairs.take_while(|(one, other)| one == other).count()
    };
    let most = names.iter().map(|name| common(name)).max().unwrap_or(0);
    let nearest: HashSet<&str> =
        names.iter().copied().filter(|name| common(name) == most).collect();
    names.into_iter().filter(|name| nearest.contains(name)).collect()
}

#[cfg(test)]
mod tests;
