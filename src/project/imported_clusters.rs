//! Repeats that passim found on other machines: taking them in, and showing them beside our own.
//!
//! Owns which of them fit the articles. They are kept with the digest of the text that they were found
//! in; where an article has another text now, they are not shown.

use std::{collections::BTreeMap, sync::Arc};

use super::Project;
use crate::{
    corpus::Article,
    diagnostic::Diagnostic,
    exchange::{ExportError, passim},
    repeats::{Occurrence, Repeats},
    store::StoreError,
    text::Span,
};

/// Characters of a passage that stand for it in lists.
const PATTERN_CHARS: usize = 200;

/// What came in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClusterImport {
    /// Clusters of two or more articles.
    pub n_clusters: usize,
    /// Their members.
    pub n_members: usize,
    /// Members that fit no article here: other names, ends beyond the text, or other words there.
    pub n_strange: usize,
    /// What is odd about the lines.
    pub findings: Vec<Diagnostic>,
}

impl Project {
    /// Writes all articles as passim reads them.
    ///
    /// # Errors
    /// Whatever `out` fails with.
    pub fn write_for_passim(&self, out: &mut dyn std::io::Write) -> Result<(), ExportError> {
        let articles = self.articles.iter().flatten();
        let pairs = articles.map(|article| (article.path.as_str(), article.text.as_str()));
        passim::write(pairs, out)
    }

    /// Takes in the clusters that passim wrote, in place of those that were taken in before.
    ///
    /// All articles have to be loaded: a member is checked against its article's text.
    ///
    /// # Errors
    /// Whatever keeps the store from being written; nothing is taken in then.
    pub fn import_passim(&mut self, bytes: &[u8]) -> Result<ClusterImport, StoreError> {
        let (members, findings) = passim::read(bytes);
        let n_read = members.len();
        let mut clusters: BTreeMap<i64, Vec<passim::Member>> = BTreeMap::new();
        for mut member in members {
            if let Some((article, _)) = self.span_of(&member) {
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
        self.foreign = members;
        Ok(imported)
    }

    /// Our own repeats, and those that were taken in and fit the articles as they are.
    pub fn with_imported(&self, mut repeats: Arc<Repeats>) -> Arc<Repeats> {
        for members in self
            .foreign
            .chunk_by(|one, other| one.cluster == other.cluster)
        {
            let fitting = members.iter().filter_map(|member| {
                let (article, span) = self.span_of(member)?;
                let is_same = article.digest.to_string() == member.text_sha256;
                let index = self.find_article(&member.id).filter(|_| is_same)?;
                Some(Occurrence {
                    article: index,
                    span,
                    slots: Vec::new(),
                })
            });
            let occurrences: Vec<Occurrence> = fitting.collect();
            let first = occurrences.first();
            let words = first.and_then(|one| Some(self.article(one.article)?.words(one.span)));
            let pattern = words.map(shortened).unwrap_or_default();
            if occurrences.len() > 1 {
                Arc::make_mut(&mut repeats).add_foreign("passim", pattern, occurrences);
            }
        }
        repeats
    }

    /// The article of a member and its bytes there, when they exist and are more than white space.
    fn span_of(&self, member: &passim::Member) -> Option<(&Article, Span)> {
        let article = self.article(self.find_article(&member.id)?)?;
        let byte = |scalar| article.scalars.byte(&article.text, scalar);
        let (start, end) = (byte(member.begin)?, byte(member.end)?);
        let words = article.text.get(start..end)?;
        if !has_words(&article.text[..end], start, member.text.as_deref()) {
            return None;
        }
        let bare = words.trim();
        // passim's passages begin and end with the spaces around their words.
        let start = start + (words.len() - words.trim_start().len());
        (!bare.is_empty()).then(|| (article.as_ref(), Span::new(start, start + bare.len())))
    }
}

/// Whether these are the words from here to the end of a text, where they are known; they may be cut one
/// character early.
fn has_words(text: &str, start: usize, words: Option<&str>) -> bool {
    let last = |text: &str| text.chars().next_back().map_or(0, char::len_utf8);
    let early = start - last(&text[..start])..text.len() - last(text);
    words.is_none_or(|words| [&text[start..], &text[early]].contains(&words))
}

/// On one line, and not too long for it.
fn shortened(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(PATTERN_CHARS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
