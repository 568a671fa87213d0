//! Imports repeat clusters of `passim`, and shows the clusters beside our own.
//!
//! Checks each member of a cluster against the articles. A member is stored with the digest of its
//! article's text. After a change of the text the member is kept but not shown. A member that counted
//! carriage returns gets the place of today.

use std::{collections::BTreeMap, sync::Arc};

use super::Project;
use crate::{
    corpus::Article,
    diagnostic::Diagnostic,
    exchange::passim,
    repeats::{Occurrence, Repeats},
    store::{EarlierTexts, StoreError},
    text::{
        Span,
        line_ends::{Recount, with_lf},
    },
};

/// Characters of a passage shown in lists.
const PATTERN_CHARS: usize = 200;

/// Result of an import from passim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClusterImport {
    /// Imported clusters; each spans at least two articles.
    pub n_clusters: usize,
    /// Members of the imported clusters.
    pub n_members: usize,
    /// Members without a place in a loaded article: unknown name, range beyond the text, or different
    /// words.
    pub n_strange: usize,
    /// Problems of single lines of the file.
    pub findings: Vec<Diagnostic>,
}

impl Project {
    /// Replaces the imported clusters by the clusters of a passim output file.
    ///
    /// Load all articles first: each member is checked against the text of its article.
    ///
    /// # Errors
    /// - [`StoreError::Outside`] if a link leads out of the store.
    /// - [`StoreError::Io`] if the file system refuses a call.
    ///
    /// The earlier import then stays.
    pub fn import_passim(&mut self, bytes: &[u8]) -> Result<ClusterImport, StoreError> {
        let (members, findings) = passim::read(bytes);
        let n_read = members.len();
        let mut clusters: BTreeMap<i64, Vec<passim::Member>> = BTreeMap::new();
        for mut member in members {
            if let Some((article, span)) = self.span_of_import(&member) {
                (member.begin, member.end) = article.scalars_of(span);
                member.text_sha256 = article.digest.to_string();
                clusters.entry(member.cluster).or_default().push(member);
            }
        }
        let n_fitting: usize = clusters.values().map(Vec::len).sum();
        clusters.retain(|_, members| members.iter().any(|one| one.id != members[0].id));
        let members: Vec<passim::Member> = clusters.values().flatten().cloned().collect();
        self.store.save_foreign(&members)?;
        let imported = ClusterImport {
            n_clusters: clusters.len(),
            n_members: members.len(),
            n_strange: n_read - n_fitting,
            findings,
        };
        self.imported = members;
        Ok(imported)
    }

    /// Adds the imported clusters that fit the current texts to our own repeats.
    pub fn with_imported(&self, mut repeats: Arc<Repeats>) -> Arc<Repeats> {
        let clusters = self.imported.chunk_by(|one, other| one.cluster == other.cluster);
        let passages: Vec<(String, Vec<Occurrence>)> =
            clusters.filter_map(|members| self.imported_passage(members)).collect();
        if !passages.is_empty() {
            Arc::make_mut(&mut repeats).add_imported("passim", passages);
        }
        repeats
    }

    /// Returns the words and occurrences of the members with unchanged texts; `None` for fewer than two.
    fn imported_passage(&self, members: &[passim::Member]) -> Option<(String, Vec<Occurrence>)> {
        let fitting = members.iter().filter_map(|member| {
            let index = self.find_article(&member.id)?;
            let article = self.article(index)?;
            let place = (member.begin, member.end);
            let span = if article.digest.to_string() == member.text_sha256 {
                span_of(article, place, None)
            } else {
                let earlier = EarlierTexts::new(article);
                let recount = earlier.recount(&member.text_sha256)?;
                span_of(article, recounted(recount, place), None)
            };
            let span = span?;
            Some(Occurrence { article: index, span, slots: Vec::new() })
        });
        let occurrences: Vec<Occurrence> = fitting.collect();
        let first = occurrences.first().filter(|_| occurrences.len() > 1)?;
        let words = self.article(first.article)?.words(first.span);
        Some((shortened(words), occurrences))
    }

    /// Returns the article and the trimmed span of a member from passim.
    ///
    /// The words tell if passim read an export of an earlier version, which had the CR of the files.
    fn span_of_import(&self, member: &passim::Member) -> Option<(&Article, Span)> {
        let article = self.article(self.find_article(&member.id)?)?;
        let place = (member.begin, member.end);
        let words = member.text.as_deref().map(with_lf);
        let words = words.as_deref();
        let earlier = EarlierTexts::new(article);
        let span = span_of(article, place, words).or_else(|| {
            words?;
            let mut recounts = earlier.recounts();
            recounts.find_map(|recount| span_of(article, recounted(recount, place), words))
        });
        span.map(|span| (article.as_ref(), span))
    }
}

fn recounted(recount: &Recount, (start, end): (usize, usize)) -> (usize, usize) {
    (recount.scalar(start), recount.scalar(end))
}

/// Returns the trimmed span of a range of scalars; `None` if the range is missing, blank or has other words.
fn span_of(article: &Article, (start, end): (usize, usize), wanted: Option<&str>) -> Option<Span> {
    let byte = |scalar| article.scalars.byte(&article.text, scalar);
    let (start, end) = (byte(start)?, byte(end)?);
    let words = article.text.get(start..end)?;
    if !has_words(&article.text[..end], start, wanted) {
        return None;
    }
    let bare = words.trim();
    // Passages of passim include the spaces around their words.
    let start = start + (words.len() - words.trim_start().len());
    (!bare.is_empty()).then(|| Span::new(start, start + bare.len()))
}

/// Returns true if `words` is unknown, equals `text[start..]`, or equals the range one character earlier.
fn has_words(text: &str, start: usize, words: Option<&str>) -> bool {
    let last = |text: &str| text.chars().next_back().map_or(0, char::len_utf8);
    let early = start - last(&text[..start])..text.len() - last(text);
    words.is_none_or(|words| [&text[start..], &text[early]].contains(&words))
}

/// Returns a passage on one line of at most [`PATTERN_CHARS`] characters.
fn shortened(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(PATTERN_CHARS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
