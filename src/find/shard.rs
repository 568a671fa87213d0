//! A [`Shard`]: some ten thousand passages with their own vocabulary, searched by one thread at a time.
//!
//! Owns the data of a passage and the removal of articles. Shards are independent, so any number of
//! threads can fill and search shards. The passages of an article are in text order; articles are in
//! order of arrival.
//!
//! # Removal of an article
//!
//! The text and the words of the passages are overwritten at once, so no search sees the passages again.
//! The entries and the words of the vocabulary are removed when a quarter of the shard is empty, so that
//! the removal of many articles costs a few copies and not one copy each.

use super::{
    Passage,
    compiled_query::WordGrades,
    passage_set::PassageSet,
    postings::Postings,
    rank::Extent,
    shard_vocabulary::{MOST_WORDS, OTHER, ShardVocabulary, TermId, WordId},
    term_cache::{CachedTerm, TermCache},
    tokenize,
    vocabulary::Vocabulary,
    word_match::{LetterMask, letters},
};
use crate::text::{Folded, Sentence, Span};

/// A shard with [`FULL`] passages takes no further block.
const FULL: usize = 30 * 1024;

/// A shard with [`OVERFULL`] passages takes no further sentence. So a block longer than `OVERFULL -
/// FULL` may be split, and the sentences on both sides of the split are no neighbours.
const OVERFULL: usize = 32 * 1024;

#[derive(Clone, Debug, Default)]
pub(super) struct Shard {
    pub(super) distinct: ShardVocabulary,
    /// Position of each word in the vocabulary of all shards.
    pub(super) term_ids: Vec<TermId>,
    pieces: Vec<ShardArticle>,
    entries: Vec<PassageEntry>,
    words: Vec<WordId>,
    /// Letters of each passage, as a [`LetterMask`].
    pub(super) letters: Vec<LetterMask>,
    /// First letters of the words of each passage.
    pub(super) initials: Vec<LetterMask>,
    /// The passages in the same block as the passage before.
    pub(super) follows: PassageSet,
    /// The passages that were not removed.
    pub(super) live: PassageSet,
    n_forgotten: usize,
    postings: Postings,
    pub(super) cache: TermCache<CachedTerm>,
}

/// The passages of an article in this shard.
#[derive(Clone, Debug)]
struct ShardArticle {
    article: usize,
    /// Byte of the article's text where the first passage starts; all offsets are relative to
    /// `base`.
    base: usize,
    folded: Folded,
}

/// A sentence.
#[derive(Clone, Copy, Debug)]
struct PassageEntry {
    piece: u32,
    sentence: u32,
    /// Range in the article, and in the folded text.
    start: u32,
    len: u32,
    folded_start: u32,
    folded_len: u32,
    /// First word; the words end at the first word of the next entry.
    words_start: u32,
}

/// Narrows a number that `has_room` and `reaches` keep below 32 bits.
fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Shard {
    /// Returns `true` if a sentence of `n_bytes` bytes can be added.
    pub(super) fn has_room(&self, n_bytes: usize, starts_block: bool) -> bool {
        let full = if starts_block { FULL } else { OVERFULL };
        let n_words = self.distinct.len() + n_bytes / 2 + 1;
        self.entries.is_empty() || self.entries.len() < full && n_words <= MOST_WORDS
    }

    /// Returns `true` if a span of the last article can be stored relative to the start of the
    /// article, even when folded.
    pub(super) fn reaches(&self, span: Span) -> bool {
        const FARTHEST: usize = 1 << 28;
        self.pieces
            .last()
            .is_some_and(|piece| piece.base <= span.start && span.end - piece.base <= FARTHEST)
    }

    /// Begins the passages of an article.
    pub(super) fn begin(&mut self, article: usize, base: usize) {
        self.pieces.push(ShardArticle { article, base, folded: Folded::default() });
    }

    /// Adds a sentence, given with its index, to the article begun last.
    pub(super) fn push(&mut self, text: &str, (sentence, known): (usize, Sentence), follows: bool) {
        let (at, piece) = (self.entries.len(), self.pieces.len().saturating_sub(1));
        let Some(ShardArticle { base, folded, .. }) = self.pieces.last_mut() else {
            return;
        };
        let (start, words_start) = (folded.text.len(), self.words.len());
        let span = Span::new(known.span.start - *base, known.span.end - *base);
        folded.append(&text[*base..], span);
        let (mut all, mut initials) = (0, 0);
        tokenize::each(&folded.text[start..], &mut |_, word| {
            let id = self.distinct.add(word);
            all |= self.distinct.letters(id);
            let first = word.chars().next().map_or(0, char::len_utf8);
            initials |= letters(&word[..first]);
            self.words.push(id);
        });
        self.entries.push(PassageEntry {
            piece: narrow(piece),
            sentence: narrow(sentence),
            start: narrow(span.start),
            len: narrow(span.len()),
            folded_start: narrow(start),
            folded_len: narrow(folded.text.len() - start),
            words_start: narrow(words_start),
        });
        folded.append_break();
        self.cache.clear();
        self.letters.push(all);
        self.initials.push(initials);
        self.follows.push(at, follows);
        self.live.push(at, true);
    }

    /// Recounts the words after enough additions: often enough for few uncounted passages, seldom
    /// enough for cheap additions.
    pub(super) fn settle(&mut self) {
        let n_counted = self.postings.n_passages;
        if self.entries.len() - n_counted > 512 + n_counted / 8 {
            self.count();
        }
    }

    /// Counts the words and gives back room, as nothing more will come in.
    pub(super) fn close(&mut self) {
        if self.postings.n_passages < self.entries.len() {
            self.count();
        }
        self.distinct.shrink();
        self.term_ids.shrink_to_fit();
        self.pieces.shrink_to_fit();
        self.entries.shrink_to_fit();
        self.words.shrink_to_fit();
        self.letters.shrink_to_fit();
        self.initials.shrink_to_fit();
        for piece in &mut self.pieces {
            piece.folded.shrink();
        }
    }

    /// Looks up where the words stand that came in since the last time.
    pub(super) fn look_up(&mut self, vocabulary: &mut Vocabulary) {
        let n_known = self.term_ids.len();
        if n_known < self.distinct.len() {
            self.term_ids.extend(vocabulary.add(&self.distinct, n_known));
        }
    }

    fn count(&mut self) {
        let n_words = self.distinct.len();
        let passages = (0..self.entries.len()).map(|at| self.words(at, Extent::Sentence));
        self.postings = Postings::count(n_words, passages);
    }

    /// Forgets an article; how many passages went.
    pub(super) fn forget(&mut self, article: usize) -> usize {
        self.cache.clear();
        let mut n_gone = 0;
        for piece in 0..self.pieces.len() {
            if self.pieces[piece].article == article {
                self.pieces[piece].folded = Folded::default();
                n_gone += self.blank(narrow(piece));
            }
        }
        self.n_forgotten += n_gone;
        if self.n_forgotten * 4 > self.entries.len() {
            *self = self.without_forgotten();
        }
        n_gone
    }

    fn blank(&mut self, piece: u32) -> usize {
        let start = self.entries.partition_point(|entry| entry.piece < piece);
        let end = self.entries.partition_point(|entry| entry.piece <= piece);
        // An article that was here before left empty room.
        let is_live = |at: &usize| self.live.has(*at);
        let known: Vec<usize> = (start..end).filter(is_live).collect();
        for &at in &known {
            self.live.clear(at);
            self.letters[at] = 0;
            self.initials[at] = 0;
            let range = self.words_range(at, Extent::Sentence);
            self.words[range].fill(OTHER);
        }
        known.len()
    }

    /// Returns a copy without the removed passages.
    fn without_forgotten(&mut self) -> Shard {
        let mut fresh = Shard::default();
        let mut pieces = vec![None; self.pieces.len()];
        let mut ids = vec![OTHER; self.distinct.len()];
        for at in self.live.iter() {
            let entry = self.entries[at];
            let piece = *pieces[entry.piece as usize].get_or_insert_with(|| {
                let old = &mut self.pieces[entry.piece as usize];
                fresh.pieces.push(ShardArticle { folded: std::mem::take(&mut old.folded), ..*old });
                fresh.pieces.len() - 1
            });
            fresh.follows.push(fresh.entries.len(), self.follows.has(at));
            fresh.live.push(fresh.entries.len(), true);
            fresh.entries.push(PassageEntry {
                piece: narrow(piece),
                words_start: narrow(fresh.words.len()),
                ..entry
            });
            for &word in &self.words[self.words_range(at, Extent::Sentence)] {
                let id = match ids.get_mut(usize::from(word)) {
                    Some(id) if *id == OTHER => {
                        *id = fresh.distinct.add(self.distinct.word(word));
                        *id
                    }
                    Some(id) => *id,
                    None => OTHER,
                };
                fresh.words.push(id);
            }
            fresh.letters.push(self.letters[at]);
            fresh.initials.push(self.initials[at]);
        }
        fresh.close();
        fresh
    }

    /// Returns the length of the shard's passage sets, removed passages included.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    fn words_range(&self, at: usize, extent: Extent) -> std::ops::Range<usize> {
        let start = self.entries[at].words_start as usize;
        let end = match self.entries.get(at + extent.n()) {
            Some(next) => next.words_start as usize,
            None => self.words.len(),
        };
        start..end
    }

    /// The words of a passage, or of it and the next.
    pub(super) fn words(&self, at: usize, extent: Extent) -> &[WordId] {
        &self.words[self.words_range(at, extent)]
    }

    /// The folded text of a passage, or of it and the next.
    pub(super) fn text(&self, at: usize, extent: Extent) -> &str {
        let (first, last) = (self.entries[at], self.entries[at + extent.n() - 1]);
        let end = (last.folded_start + last.folded_len) as usize;
        &self.pieces[first.piece as usize].folded.text[first.folded_start as usize..end]
    }

    /// The bytes of the article behind a span of the folded text of the passages from `at` on.
    pub(super) fn original(&self, at: usize, folded: Span) -> Span {
        let entry = self.entries[at];
        let (start, piece) = (entry.folded_start as usize, &self.pieces[entry.piece as usize]);
        let span = piece.folded.original(Span::new(start + folded.start, start + folded.end));
        Span::new(piece.base + span.start, piece.base + span.end)
    }

    /// The article and the sentence of a passage.
    pub(super) fn place(&self, at: usize) -> (usize, usize) {
        let entry = self.entries[at];
        (self.pieces[entry.piece as usize].article, entry.sentence as usize)
    }

    /// Returns the public view of a passage, or of a passage and the next.
    pub(super) fn passage(&self, at: usize, extent: Extent) -> Passage {
        let (first, last) = (self.entries[at], self.entries[at + extent.n() - 1]);
        let piece = &self.pieces[first.piece as usize];
        let (start, end) = (first.start as usize, (last.start + last.len) as usize);
        Passage {
            article: piece.article,
            sentence: first.sentence as usize,
            span: Span::new(piece.base + start, piece.base + end),
        }
    }

    /// Adds the passages with one of some words; `is_one` tests a single word.
    pub(super) fn add_passages_with(
        &self,
        passages: &mut PassageSet,
        words: impl Iterator<Item = WordId>,
        is_one: impl Fn(WordId) -> bool,
    ) {
        for word in words {
            self.postings.add_to(passages, word);
        }
        for at in self.uncounted() {
            let mut words = self.words(at, Extent::Sentence).iter();
            if words.any(|word| is_one(*word)) {
                passages.set(at);
            }
        }
    }

    /// The passages with a word of a table.
    pub(super) fn passages_with(&self, table: &WordGrades) -> PassageSet {
        let mut passages = PassageSet::none(self.len());
        let is_one = |word| table.grade(word).is_some();
        self.add_passages_with(&mut passages, table.found.iter().copied(), is_one);
        passages
    }

    /// The passages that came after the words were counted.
    pub(super) fn uncounted(&self) -> std::ops::Range<usize> {
        self.postings.n_passages..self.entries.len()
    }

    /// Bytes on the heap.
    pub(super) fn bytes(&self) -> usize {
        let pieces = self.pieces.iter().map(|piece| piece.folded.bytes());
        self.distinct.bytes()
            + self.term_ids.capacity() * size_of::<TermId>()
            + pieces.sum::<usize>()
            + self.pieces.capacity() * size_of::<ShardArticle>()
            + self.entries.capacity() * size_of::<PassageEntry>()
            + self.words.capacity() * size_of::<WordId>()
            + (self.letters.capacity() + self.initials.capacity()) * size_of::<LetterMask>()
            + self.follows.bytes()
            + self.live.bytes()
            + self.postings.bytes()
            + self.cache.bytes()
    }
}
