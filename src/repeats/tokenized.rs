//! All articles as one sequence of word numbers, with the parts that templates are made of.
//!
//! [`TokenizedArticle`] holds one article; [`TokenizedCorpus`] numbers the words and concatenates
//! the articles. A *place* is the index of a word in that sequence. Bytes are not kept:
//! [`spans_of`] reads an article again, which takes microseconds.
//!
//! Invariant: the words of article `a` are `starts[a]..starts[a + 1]`, and its parts lie inside
//! that range.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
    ops::Range,
};

use super::{
    RepeatInput,
    progress::StageProgress,
    token::{WordToken, has_token, token_spans, tokens},
    word_signs::{PlaceSet, WordSigns, is_stamp},
};
use crate::text::{Block, Span};

/// Most words of a label.
const LABEL_WORDS: usize = 6;

/// Most words of a heading.
const HEADING_WORDS: usize = 12;

/// Words of a sentence that can be a template.
const FRAME_WORDS: Range<usize> = 7..41;

/// Distance between the places in `landmarks`.
const STRIDE: usize = 256;

/// Articles that a worker reads at a time.
const READ_AT_ONCE: usize = 32;

/// A run of words that structure sets apart, for example a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TextPart {
    /// Place of the first word.
    pub first: u32,
    /// Number of words.
    pub len: u16,
    /// The structure.
    pub kind: PartKind,
}

/// The structure that sets a part apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PartKind {
    /// The start of a line up to `:`, `?`, `»` or the line's end, or a section of a heading.
    Label,
    /// A short line without a full stop.
    Heading,
    /// A sentence.
    Sentence,
}

/// A map whose keys are hashes already.
pub(super) type HashKeyMap<V> = HashMap<u64, V, BuildHasherDefault<IdentityHasher>>;

/// Returns a hash as its own hash.
#[derive(Default)]
pub(super) struct IdentityHasher(u64);

impl Hasher for IdentityHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// The words of one article.
#[derive(Debug, Default)]
pub(super) struct TokenizedArticle {
    /// The hash of each word.
    pub hashes: Vec<u64>,
    /// The parts; places count from the first word of the article.
    pub parts: Vec<TextPart>,
    line_starts: Vec<u32>,
    sentence_starts: Vec<u32>,
    signs: WordSigns<Vec<u32>>,
}

/// The words of all articles.
#[derive(Debug, Default)]
pub(super) struct TokenizedCorpus {
    /// The word numbers.
    pub words: Vec<u32>,
    /// The first place of each article, and the end of the last article.
    pub starts: Vec<usize>,
    /// The parts by article, then place.
    pub parts: Vec<TextPart>,
    /// The hash of each word number.
    pub hashes: Vec<u64>,
    line_starts: PlaceSet,
    sentence_starts: PlaceSet,
    signs: WordSigns<PlaceSet>,
    /// The article of each place that is a multiple of [`STRIDE`], and the number of articles.
    landmarks: Vec<u32>,
}

impl TokenizedCorpus {
    /// Reads all articles; nothing when `stage` is stopped.
    pub(super) fn read(
        articles: &[RepeatInput<'_>],
        stage: &mut StageProgress<'_>,
    ) -> Option<TokenizedCorpus> {
        let mut corpus = TokenizedCorpus::default();
        let mut numbers: HashKeyMap<u32> = HashKeyMap::default();
        let read = |range: Range<usize>| -> Vec<TokenizedArticle> {
            articles[range].iter().map(TokenizedArticle::of).collect()
        };
        stage.map((articles.len(), READ_AT_ONCE), read, |some| {
            for words in &some {
                corpus.starts.push(corpus.words.len());
                // Places have 32 bits, so articles beyond four billion words are left out.
                if corpus.words.len() + words.hashes.len() < u32::MAX as usize - 1 {
                    corpus.admit(words, &mut numbers);
                }
            }
        })?;
        corpus.close();
        Some(corpus)
    }

    /// Completes `starts` and `landmarks`.
    fn close(&mut self) {
        self.starts.push(self.words.len());
        let places = (0..self.words.len()).step_by(STRIDE);
        let mut article = 0;
        self.landmarks = places
            .map(|place| {
                while self.starts[article + 1] <= place {
                    article += 1;
                }
                article as u32
            })
            .collect();
        self.landmarks.push(self.n_articles() as u32);
    }

    /// Appends the words of an article.
    fn admit(&mut self, article: &TokenizedArticle, numbers: &mut HashKeyMap<u32>) {
        let base = self.words.len() as u32;
        for &hash in &article.hashes {
            let number = *numbers.entry(hash).or_insert_with(|| {
                self.hashes.push(hash);
                self.hashes.len() as u32 - 1
            });
            self.words.push(number);
        }
        let moved = |part: &TextPart| TextPart { first: part.first + base, ..*part };
        self.parts.extend(article.parts.iter().map(moved));
        self.line_starts.add(&article.line_starts, base);
        self.sentence_starts.add(&article.sentence_starts, base);
        self.signs.add(&article.signs, base);
    }

    /// Frees the words; `starts` and the line starts stay.
    pub(super) fn forget_words(&mut self) {
        self.words = Vec::new();
        self.parts = Vec::new();
    }

    /// Returns the number of words.
    pub(super) fn n_words(&self) -> usize {
        self.words.len()
    }

    /// Returns the number of articles.
    pub(super) fn n_articles(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Returns the places of an article.
    pub(super) fn places(&self, article: usize) -> Range<usize> {
        self.starts[article]..self.starts[article + 1]
    }

    /// Returns the article that holds a place.
    pub(super) fn article_of(&self, place: usize) -> usize {
        let near = place / STRIDE;
        let [first, last] = [self.landmarks[near], self.landmarks[near + 1]].map(|at| at as usize);
        let starts = &self.starts[first + 1..(last + 1).min(self.starts.len())];
        first + starts.partition_point(|&start| start <= place)
    }

    /// Returns whether a line begins at this place; the end of the corpus counts too.
    pub(super) fn is_line_start(&self, place: usize) -> bool {
        place == self.words.len() || self.line_starts.holds(place)
    }

    /// Returns whether a line or a sentence begins at this place; the end of the corpus counts too.
    pub(super) fn is_border(&self, place: usize) -> bool {
        self.is_line_start(place) || self.sentence_starts.holds(place)
    }

    /// Returns whether the word at this place begins with a capital.
    pub(super) fn is_capital(&self, place: usize) -> bool {
        self.signs.capitals.holds(place)
    }

    /// Returns whether a comma follows the word at this place.
    pub(super) fn has_comma(&self, place: usize) -> bool {
        self.signs.commas.holds(place)
    }

    /// Returns whether the word at this place stands in a heading or a question.
    pub(super) fn is_in_heading(&self, place: usize) -> bool {
        self.signs.headings.holds(place)
    }

    /// Returns whether all words are numbers, short, or names of days, months and units, for example
    /// "Jan 5, 5:15 p.m.".
    pub(super) fn is_stamp(&self, mut places: Range<u32>) -> bool {
        places.all(|place| self.signs.stamps.holds(place as usize))
    }

    /// Returns whether a sentence begins at any of these places.
    pub(super) fn has_sentence_start(&self, mut places: Range<u32>) -> bool {
        places.any(|place| self.sentence_starts.holds(place as usize))
    }
}

/// Returns the bytes of each word of an article, in the order of places. Only blocks that touch a
/// `wanted` range are read; the words of other blocks have empty spans. `wanted` is in order.
pub(super) fn spans_of(
    article: &RepeatInput<'_>,
    (corpus, places): (&TokenizedCorpus, Range<usize>),
    mut wanted: impl Iterator<Item = Range<u32>>,
) -> Vec<Span> {
    let mut spans = Vec::with_capacity(places.len());
    let mut next = wanted.next();
    let mut wanted_end = 0;
    let blocks = article.outline.blocks.iter();
    for block in blocks.filter(|block| has_token(article.text, block.span)) {
        let first = places.start + spans.len();
        let end = corpus.line_starts.next(first + 1..places.end);
        while let Some(one) = next.take_if(|one| (one.start as usize) < end) {
            wanted_end = wanted_end.max(one.end as usize);
            next = wanted.next();
        }
        if wanted_end > first {
            token_spans(article.text, block.span, |span| spans.push(span));
        }
        spans.resize(end - places.start, Span::new(0, 0));
    }
    spans
}

impl TokenizedArticle {
    /// Reads the words of an article.
    fn of(article: &RepeatInput<'_>) -> TokenizedArticle {
        let mut words = TokenizedArticle::default();
        words.hashes.reserve(article.text.len() / 5);
        let mut found: Vec<WordToken> = Vec::new();
        let mut sentence = 0;
        for block in &article.outline.blocks {
            let base = words.hashes.len();
            found.clear();
            tokens(article.text, block.span, |token| found.push(token));
            if found.is_empty() {
                continue;
            }
            words.line_starts.push(base as u32);
            words.hashes.extend(found.iter().map(|token| token.hash));
            words.signs.note(article.text, block, &found, base as u32);
            words.note_lines(article.text, block, &found, base);
            sentence = words.note_sentences(article, block, &found, (base, sentence));
        }
        words
    }

    /// Adds the labels and the heading of a block to the parts.
    fn note_lines(&mut self, text: &str, block: &Block, found: &[WordToken], base: usize) {
        let is_heading = found.len() <= HEADING_WORDS && !ends_in(text, block, ".!,;:");
        if is_heading {
            self.note(PartKind::Heading, base, found.len());
        }
        let mut section = 0;
        for at in 0..found.len().min(HEADING_WORDS) {
            if at >= LABEL_WORDS && !is_heading {
                break;
            }
            let end = end_mark(text, block, found, at);
            let (from, is_label) = match end {
                EndMark::None => continue,
                EndMark::Stop => break,
                EndMark::Bar => (0, at < LABEL_WORDS),
                EndMark::Question => (section, at < 4 || is_heading),
                EndMark::Colon | EndMark::Line => (section, true),
                EndMark::Dash => (section, is_heading),
            };
            let words = &found[from..=at];
            let is_last_word = end == EndMark::Line && from > 0 && words.len() == 1;
            if is_label && words.len() <= LABEL_WORDS && !is_last_word && !is_stamp(text, words) {
                self.note(PartKind::Label, base + from, at + 1 - from);
            }
            section = at + 1;
            if !is_heading && end != EndMark::Bar {
                break;
            }
        }
    }

    /// Adds the sentences of a block to the parts; takes the block's first place and first
    /// sentence, and returns the first sentence behind the block.
    fn note_sentences(
        &mut self,
        article: &RepeatInput<'_>,
        block: &Block,
        found: &[WordToken],
        (base, mut sentence): (usize, usize),
    ) -> usize {
        let sentences = &article.outline.sentences;
        let mut first = 0;
        while let Some(next) = sentences.get(sentence) {
            if next.span.start >= block.span.end {
                break;
            }
            while first < found.len() && found[first].span.start < next.span.start {
                first += 1;
            }
            let mut end = first;
            while end < found.len() && found[end].span.start < next.span.end {
                end += 1;
            }
            if end > first {
                self.sentence_starts.push((base + first) as u32);
            }
            if FRAME_WORDS.contains(&(end - first)) {
                self.note(PartKind::Sentence, base + first, end - first);
            }
            first = end;
            sentence += 1;
        }
        sentence
    }

    fn note(&mut self, kind: PartKind, first: usize, len: usize) {
        self.parts.push(TextPart { first: first as u32, len: len as u16, kind });
    }
}

/// The sign behind a word, as far as it matters for labels.
#[derive(Clone, Copy, PartialEq, Eq)]
enum EndMark {
    /// No sign that ends a label.
    None,
    /// `.` or `!` before a space.
    Stop,
    /// `:` before a space.
    Colon,
    /// `?`.
    Question,
    /// `»`, `›` or `|`.
    Bar,
    /// `–` or `—` beside a space.
    Dash,
    /// The end of the line.
    Line,
}

fn end_mark(text: &str, block: &Block, found: &[WordToken], at: usize) -> EndMark {
    let Some(next) = found.get(at + 1) else {
        return EndMark::Line;
    };
    let gap = &text[found[at].span.end..next.span.start];
    debug_assert!(next.span.end <= block.span.end);
    let is_open = gap.chars().any(char::is_whitespace);
    for sign in gap.chars() {
        match sign {
            '»' | '|' | '›' => return EndMark::Bar,
            '?' => return EndMark::Question,
            ':' if is_open => return EndMark::Colon,
            '–' | '—' if is_open => return EndMark::Dash,
            '.' | '!' if is_open => return EndMark::Stop,
            _ => {}
        }
    }
    EndMark::None
}

/// Returns whether the last sign of a block, closing quotes aside, is one of `signs`.
fn ends_in(text: &str, block: &Block, signs: &str) -> bool {
    let words = block.span.of(text);
    words.trim_end_matches(['”', '"', '’', '\'', '»', ')']).ends_with(|sign| signs.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Markup, outline};

    /// The bytes of every word of an article.
    fn spans(article: &RepeatInput<'_>) -> Vec<Span> {
        let mut spans = Vec::new();
        for block in &article.outline.blocks {
            token_spans(article.text, block.span, |span| spans.push(span));
        }
        spans
    }

    /// The parts of a kind, as the words they hold.
    #[track_caller]
    fn check(text: &str, kind: PartKind, expected: &[&str]) {
        let outline = outline(text, Markup::Plain);
        let article = RepeatInput { text, outline: &outline };
        let words = TokenizedArticle::of(&article);
        let spans = spans(&article);
        assert_eq!(words.hashes.len(), spans.len());
        let part_words = |part: &TextPart| {
            let last = part.first as usize + usize::from(part.len) - 1;
            spans[part.first as usize].join(spans[last]).of(text)
        };
        let of_kind = words.parts.iter().filter(|part| part.kind == kind);
        let found: Vec<&str> = of_kind.map(part_words).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn labels_stand_at_line_starts() {
        let long = "the harbour was closed for the whole of the night by the storm.";
        check(&format!("Pro Tip: {long}"), PartKind::Label, &["Pro Tip"]);
        check(&format!("Did you know? Last week {long}"), PartKind::Label, &["Did you know"]);
        check(
            "Home » world » Harbour closed",
            PartKind::Label,
            &["Home", "Home » world", "Harbour closed"],
        );
        check(
            "Navigating the Future: Actionable Insights",
            PartKind::Label,
            &["Navigating the Future", "Actionable Insights"],
        );
        check(&format!("At 3:14 {long}"), PartKind::Label, &[]);
        check(&format!("He said no. But: {long}"), PartKind::Label, &[]);
    }

    #[test]
    fn headings_are_short_and_open() {
        check(
            "The Rise of the Harbour\n\nThe harbour rose.\n\n",
            PartKind::Heading,
            &["The Rise of the Harbour"],
        );
    }

    #[test]
    fn sentences_are_found_inside_their_block() {
        let one = "What role does the new harbour play in this situation?";
        check(
            &format!("{one} It is small. {one}"),
            PartKind::Sentence,
            &[one.trim_end_matches('?'); 2],
        );
    }

    #[test]
    fn only_blocks_that_are_wanted_are_read_again() {
        let text =
            "Fog at sea\n\n* * *\n\nThe harbour was closed.\n\nIt opened again. Ships left.\n";
        let outline = outline(text, Markup::Plain);
        let article = RepeatInput { text, outline: &outline };
        let mut tell = |_| std::ops::ControlFlow::Continue(());
        let workers = &crate::repeats::progress::sequential;
        let mut progress = crate::repeats::progress::RunProgress::new(&mut tell, workers);
        let corpus = TokenizedCorpus::read(&[article, article], &mut progress.part(0..1)).unwrap();
        let all = spans(&article);
        assert_eq!(all.len(), 12);
        let places = corpus.places(1);
        let wanted = [(3, 5), (4, 7), (11, 12)].map(|(start, end)| 12 + start..12 + end);
        let found = spans_of(&article, (&corpus, places), wanted.into_iter());
        let is_read: Vec<bool> = found.iter().map(|span| !span.is_empty()).collect();
        assert_eq!(is_read, [[false; 3].as_slice(), &[true; 9]].concat());
        assert_eq!(found[3..], all[3..]);
        let none = spans_of(&article, (&corpus, corpus.places(1)), std::iter::empty());
        assert_eq!(none, vec![Span::new(0, 0); 12]);
    }
}
