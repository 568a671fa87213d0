//! The words of one block, with the signs between words and the quoted speech.

use super::cue::is_title;
use crate::text::{Span, quotations, words};

/// The least words of quoted speech. A shorter quotation is a name or an expression, unless the
/// quotation ends a sentence.
const SPEECH_WORDS: usize = 6;

/// One word.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// The word without a possessive ending.
    pub span: Span,
    /// The word in lower case.
    pub lower: String,
    /// True if the first letter is a capital.
    pub is_upper: bool,
    /// True if the word ends with `’s`.
    pub is_possessive: bool,
    /// True inside quoted speech.
    pub is_speech: bool,
    /// True at the start of a sentence or of a part of a sentence.
    pub is_first: bool,
}

/// The words of a block.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    pub text: &'a str,
    pub block: Span,
    pub all: Vec<Token>,
    /// The quotations that are speech, with their quotation marks, in order.
    pub speeches: Vec<Span>,
}

impl<'a> Tokens<'a> {
    /// Reads the words of `block`, without a run-in label.
    pub(super) fn new(text: &'a str, block: Span) -> Self {
        let mut speeches = quotations(text, block);
        speeches.retain(|quotation| is_speech(text, *quotation));
        let mut tokens = Self { text, block, all: Vec::new(), speeches };
        let mut next_speech = 0;
        for span in words(text, block) {
            while tokens.speeches.get(next_speech).is_some_and(|speech| speech.end <= span.start) {
                next_speech += 1;
            }
            let is_speech =
                tokens.speeches.get(next_speech).is_some_and(|speech| speech.contains(span));
            let token = tokens.token(span, is_speech);
            tokens.all.push(token);
        }
        tokens
    }

    fn token(&self, word: Span, is_speech: bool) -> Token {
        let full = word.of(self.text);
        let bare = ["’s", "'s", "ʼs"].iter().find_map(|ending| full.strip_suffix(ending));
        let span = Span::new(word.start, word.start + bare.unwrap_or(full).len());
        let words = span.of(self.text);
        let last = self.all.last();
        let gap = &self.text[last.map_or(self.block.start, |last| last.span.end)..word.start];
        let after_title = last.is_some_and(|last| is_title(&last.lower) || last.span.len() == 1);
        let ends = |sign: char| "?!:;…“”\"«»•".contains(sign) || (sign == '.' && !after_title);
        Token {
            span,
            lower: words.to_lowercase(),
            is_upper: words.chars().next().is_some_and(char::is_uppercase),
            is_possessive: bare.is_some(),
            is_speech,
            is_first: last.is_none() || gap.contains(ends),
        }
    }

    /// Returns the signs between the word at `at` and the word before.
    pub(super) fn gap(&self, at: usize) -> &'a str {
        let start = match at.checked_sub(1) {
            Some(before) => self.all[before].span.end,
            None => self.block.start,
        };
        &self.text[start..self.all[at].span.start]
    }

    /// Returns true if only white space stands between the word at `at` and the word before.
    pub(super) fn is_close(&self, at: usize) -> bool {
        at > 0 && !self.all[at - 1].is_possessive && self.gap(at).chars().all(char::is_whitespace)
    }

    /// Returns the word at `at` in lower case, or an empty string outside the block.
    pub(super) fn lower(&self, at: usize) -> &str {
        self.all.get(at).map_or("", |token| &token.lower)
    }

    /// Returns the speech before the word at `at`, if only signs stand between.
    pub(super) fn speech_before(&self, at: usize) -> Option<Span> {
        let word = self.all.get(at)?.span;
        let after = self.speeches.partition_point(|speech| speech.end <= word.start);
        let found = self.speeches[..after].last()?;
        let between = &self.text[found.end..word.start];
        (!between.chars().any(char::is_alphanumeric)).then_some(*found)
    }

    /// Returns the speech after the word at `at`, if only signs stand between.
    pub(super) fn speech_after(&self, at: usize) -> Option<Span> {
        let word = self.all.get(at)?.span;
        let after = self.speeches.partition_point(|speech| speech.start < word.end);
        let found = self.speeches.get(after)?;
        let between = &self.text[word.end..found.start];
        let is_apart = |sign: char| sign.is_alphanumeric() || ".?!".contains(sign);
        (!between.contains(is_apart)).then_some(*found)
    }
}

/// Returns true for a quotation that is long enough to be speech, or is a whole sentence.
fn is_speech(text: &str, quotation: Span) -> bool {
    let n_words = words(text, quotation).len();
    let inside = quotation.of(text).trim_end_matches(['”', '"', '’', '\'', '»', '“', '‘']);
    let is_sentence = inside.ends_with(['.', ',', '?', '!', '…', '—']);
    n_words >= SPEECH_WORDS || (n_words >= 2 && is_sentence)
}
