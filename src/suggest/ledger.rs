//! The sources of a corpus, with their statements, articles and descriptions.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    attribution::{Attribution, attributions},
    name::one_line,
};
use crate::text::{Outline, Span, count, fold};

/// The longest statement, in bytes. Longer sentences come from text without full stops.
const MOST_BYTES: usize = 4096;

/// One attribution of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The index of the article.
    pub article: usize,
    /// The sentences of the attribution. A decision is stored for these sentences.
    pub span: Span,
    /// The attribution in these sentences.
    pub attribution: Attribution,
    /// The description of the source, on one line and without `a`, `an` or `the`.
    pub description: Option<String>,
}

/// A person, institution or document with statements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The folded name, for example `ana ruiz`. Two sources never share a key.
    pub key: String,
    /// The most frequent name. Untrusted, like the text.
    pub name: String,
    /// The number of articles with a statement of the source.
    pub n_articles: usize,
    /// The number of statements in quotation marks. An interrupted quotation counts once.
    pub n_quotations: usize,
    /// The number of statements without quotation marks.
    pub n_statements: usize,
    /// Each description with its count, the most frequent first.
    pub descriptions: Vec<(String, usize)>,
    /// All places, by article, then by position.
    pub mentions: Vec<Mention>,
}

impl Source {
    /// Returns the counts in words, for example "3 articles, 3 quotes, 2 descriptions".
    pub fn counts(&self) -> String {
        let counts = [
            (self.n_articles, "article"),
            (self.n_quotations, "quote"),
            (self.n_statements, "statement"),
            (self.descriptions.len(), "description"),
        ];
        let counts = counts.iter().filter(|(n, _)| *n > 0);
        let counts: Vec<String> = counts.map(|(n, what)| count(*n, what)).collect();
        counts.join(", ")
    }
}

/// The sources of a corpus, by descending number of articles.
///
/// ```
/// use copydesk::{suggest::{Ledger, mentions}, text::{Markup, outline}};
///
/// let text = "“The tram is late,” said Anna Hale. According to Anna Hale, nobody knows why.";
/// let ledger = Ledger::new(mentions(0, text, &outline(text, Markup::Plain)));
/// assert_eq!(ledger.sources[0].name, "Anna Hale");
/// assert_eq!(ledger.sources[0].counts(), "1 article, 1 quote, 1 statement");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// The sources, by descending number of articles.
    pub sources: Vec<Source>,
}

/// Returns the mentions of sources in one article.
pub fn mentions(article: usize, text: &str, outline: &Outline) -> Vec<Mention> {
    let found = attributions(text, outline).into_iter();
    found
        .map(|attribution| {
            let span = attribution.span();
            let sentences = &outline.sentences[outline.sentences_in(span)];
            let whole = sentences.iter().map(|sentence| sentence.span).reduce(Span::join);
            let description = attribution.description.map(|span| bare(span.of(text)));
            Mention {
                article,
                span: whole.filter(|whole| whole.len() <= MOST_BYTES).unwrap_or(span),
                attribution,
                description,
            }
        })
        .collect()
}

impl Ledger {
    /// Returns the sources of the mentions. The mentions come in the order of the articles.
    pub fn new(found: impl IntoIterator<Item = Mention>) -> Self {
        let mut by_key: BTreeMap<String, Vec<Mention>> = BTreeMap::new();
        for mention in found {
            let key = mention.attribution.key.clone();
            by_key.entry(key).or_default().push(mention);
        }
        let mut sources: Vec<Source> =
            by_key.into_iter().map(|(key, all)| source(key, all)).collect();
        let spread = |source: &Source| (source.n_articles, source.mentions.len());
        sources.sort_by(|one, other| {
            let by_spread = spread(other).cmp(&spread(one));
            by_spread.then_with(|| one.key.cmp(&other.key))
        });
        Self { sources }
    }

    /// Returns the source with this key.
    pub fn get(&self, key: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.key == key)
    }
}

fn source(key: String, mentions: Vec<Mention>) -> Source {
    let articles: BTreeSet<usize> = mentions.iter().map(|mention| mention.article).collect();
    let quoted = mentions.iter().filter(|mention| !mention.attribution.quotations.is_empty());
    let n_quotations = quoted.count();
    let names = mentions.iter().map(|mention| mention.attribution.who.as_str());
    let described = mentions.iter().filter_map(|mention| mention.description.as_deref());
    Source {
        key,
        name: counted(names).into_iter().next().map(|(name, _)| name).unwrap_or_default(),
        n_articles: articles.len(),
        n_quotations,
        n_statements: mentions.len() - n_quotations,
        descriptions: counted(described),
        mentions,
    }
}

/// Returns each wording with its count. Wordings that differ only in case or accents count as equal. The
/// most frequent comes first, then the longest, then the earliest.
fn counted<'a>(words: impl Iterator<Item = &'a str>) -> Vec<(String, usize)> {
    let mut known: Vec<(String, usize)> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for words in words {
        let place = *places.entry(fold(words).text).or_insert_with(|| {
            known.push((words.to_owned(), 0));
            known.len() - 1
        });
        known[place].1 += 1;
    }
    known.sort_by_key(|(words, n)| std::cmp::Reverse((*n, words.len())));
    known
}

/// Returns a description on one line without `a`, `an` or `the`.
fn bare(words: &str) -> String {
    let line = one_line(words);
    let articles = ["a ", "an ", "the "];
    let bare = articles.iter().find_map(|article| line.strip_prefix(article));
    bare.map(str::to_owned).unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Markup, outline};

    #[test]
    fn sources_are_joined_over_articles_and_sorted_by_spread() {
        let texts = [
            "“The road is closed for the winter,” says Dr. Ana Ruiz, a pilot. Ruiz said that it opens in May.",
            "Bea Lee says the road is closed. Lee says the pass is too.",
            "“The road is closed for the winter,” says Ana Ruiz, a road engineer.",
        ];
        let found = texts
            .iter()
            .enumerate()
            .flat_map(|(article, text)| mentions(article, text, &outline(text, Markup::Plain)));
        let ledger = Ledger::new(found);
        let rows: Vec<_> = ledger
            .sources
            .iter()
            .map(|source| {
                let numbers = (source.n_articles, source.n_quotations, source.n_statements);
                (source.name.as_str(), numbers, source.descriptions.len())
            })
            .collect();
        assert_eq!(rows, [("Dr. Ana Ruiz", (2, 2, 1), 2), ("Bea Lee", (1, 0, 2), 0)]);
        let ruiz = ledger.get("ana ruiz").expect("she is known");
        assert_eq!(ruiz.descriptions[0].0, "road engineer");
        assert!(ruiz.mentions[0].span.of(texts[0]).starts_with('“'));
    }
}
