//! The index: every sentence of the open articles, folded, cut into words, each word a number.
//!
//! Owns what is kept per passage and keeps it in corpus order, whatever the order of adding. Needs
//! the text of an article only while it is added; hits lead back to its bytes all the same.

use std::collections::BTreeMap;

use super::{
    Found, Query, SearchOptions,
    grade::{Letters, letters},
    lexicon::{Lexicon, WordId},
    search, words,
};
use crate::text::{Folded, Sentence, Span};

/// What the finder returns: a sentence with its article, or two neighbouring sentences of one block
/// that hold the terms together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Passage {
    /// The article, as it was named to [`Passages::add`].
    pub article: usize,
    /// Index of the (first) sentence in the article's outline.
    pub sentence: usize,
    /// The words, in bytes of the article's text.
    pub span: Span,
}

/// Every passage of the corpus, ready to be searched.
#[derive(Clone, Debug, Default)]
pub struct Passages {
    pub(super) lexicon: Lexicon,
    pub(super) segments: BTreeMap<usize, Segment>,
    len: usize,
}

/// The passages of one article.
#[derive(Clone, Debug, Default)]
pub(super) struct Segment {
    folded: Folded,
    words: Vec<WordId>,
    pub(super) entries: Vec<Entry>,
}

/// One sentence.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) sentence: usize,
    pub(super) block: usize,
    pub(super) span: Span,
    /// The letters that stand in it.
    pub(super) letters: Letters,
    /// Where it lies in the folded text, and its first and last but one word.
    folded: Span,
    words: (usize, usize),
}

impl Segment {
    /// Adds one sentence, given with its index.
    fn push(&mut self, lexicon: &mut Lexicon, text: &str, (sentence, known): (usize, Sentence)) {
        let (start, first) = (self.folded.text.len(), self.words.len());
        self.folded.append(text, known.span);
        let folded = Span::new(start, self.folded.text.len());
        let mut all = 0;
        words::each(folded.of(&self.folded.text), &mut |_, word| {
            all |= letters(word);
            self.words.push(lexicon.add(word));
        });
        self.folded.append_break();
        self.entries.push(Entry {
            sentence,
            block: known.block,
            span: known.span,
            letters: all,
            folded,
            words: (first, self.words.len()),
        });
    }

    /// The words of neighbouring entries.
    pub(super) fn words(&self, first: &Entry, last: &Entry) -> &[WordId] {
        &self.words[first.words.0..last.words.1]
    }

    /// The folded text of neighbouring entries.
    pub(super) fn text(&self, first: &Entry, last: &Entry) -> &str {
        &self.folded.text[first.folded.start..last.folded.end]
    }

    /// The bytes of the article behind a span of the text of the entries from `first` on.
    pub(super) fn original(&self, first: &Entry, folded: Span) -> Span {
        let start = first.folded.start;
        self.folded
            .original(Span::new(start + folded.start, start + folded.end))
    }
}

impl Passages {
    /// Adds the sentences of an article; what was known of it before goes.
    pub fn add(&mut self, article: usize, text: &str, sentences: &[Sentence]) {
        self.remove(article);
        let mut segment = Segment::default();
        for (sentence, known) in sentences.iter().enumerate() {
            if known.span.get(text).is_some_and(|words| !words.is_empty()) {
                segment.push(&mut self.lexicon, text, (sentence, *known));
            }
        }
        segment.words.shrink_to_fit();
        segment.folded.text.shrink_to_fit();
        self.len += segment.entries.len();
        self.segments.insert(article, segment);
    }

    /// Forgets an article.
    pub fn remove(&mut self, article: usize) {
        if let Some(segment) = self.segments.remove(&article) {
            self.len -= segment.entries.len();
        }
    }

    /// How many passages there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no passage.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The passages that answer a query, best first.
    pub fn search(&self, query: &Query, options: &SearchOptions<'_>) -> Found {
        search::search(self, query, options)
    }
}
