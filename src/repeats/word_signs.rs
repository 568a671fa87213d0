//! Signs of words that tell names, headings and time stamps apart.

use std::{collections::HashSet, ops::Range, sync::OnceLock};

use super::token::{WordToken, tokens};
use crate::text::{Block, BlockKind, Span, days_and_months};

/// A set of places as a bitmap.
#[derive(Debug, Default)]
pub(super) struct PlaceSet(Vec<u64>);

impl PlaceSet {
    pub(super) fn add(&mut self, places: &[u32], base: u32) {
        for place in places {
            let place = (place + base) as usize;
            if self.0.len() <= place / 64 {
                self.0.resize(place / 64 + 1, 0);
            }
            self.0[place / 64] |= 1 << (place % 64);
        }
    }

    /// Returns the first of some places that is in the set, or the end of the range.
    pub(super) fn next(&self, places: Range<usize>) -> usize {
        let mut at = places.start;
        while at < places.end {
            let bits = self.0.get(at / 64).copied().unwrap_or(0) >> (at % 64);
            if bits != 0 {
                return (at + bits.trailing_zeros() as usize).min(places.end);
            }
            at = (at / 64 + 1) * 64;
        }
        places.end
    }

    pub(super) fn holds(&self, place: usize) -> bool {
        let bits = self.0.get(place / 64).copied().unwrap_or(0);
        bits >> (place % 64) & 1 == 1
    }
}

/// The places of words with a sign that tells names and headings apart.
#[derive(Debug, Default)]
pub(super) struct WordSigns<Places> {
    /// Words with a capital first.
    pub capitals: Places,
    /// Words before a comma.
    pub commas: Places,
    /// Words of headings and questions.
    pub headings: Places,
    /// Numbers, short words, and names of days, months and units.
    pub stamps: Places,
}

impl WordSigns<Vec<u32>> {
    /// Adds the capitals, the commas and the heading of a block that begins at `base`.
    pub(super) fn note(&mut self, text: &str, block: &Block, found: &[WordToken], base: u32) {
        let is_heading =
            matches!(block.kind, BlockKind::Heading | BlockKind::Headline | BlockKind::Question);
        for (token, place) in found.iter().zip(base..) {
            if token.span.of(text).starts_with(char::is_uppercase) {
                self.capitals.push(place);
            }
            if text[token.span.end..].starts_with(',') {
                self.commas.push(place);
            }
            if is_heading {
                self.headings.push(place);
            }
            if is_stamp_word(text, token) {
                self.stamps.push(place);
            }
        }
    }
}

impl WordSigns<PlaceSet> {
    /// Adds the signs of an article whose words begin at `base`.
    pub(super) fn add(&mut self, article: &WordSigns<Vec<u32>>, base: u32) {
        self.capitals.add(&article.capitals, base);
        self.commas.add(&article.commas, base);
        self.headings.add(&article.headings, base);
        self.stamps.add(&article.stamps, base);
    }
}

/// Units that stand beside numbers.
const UNITS: [&str; 16] = [
    "gmt", "est", "edt", "cst", "pst", "utc", "bst", "cet", "min", "mins", "sec", "hrs", "percent",
    "million", "billion", "pct",
];

/// Returns the hashes of the names of days, months and units.
fn stamp_names() -> &'static HashSet<u64> {
    static NAMES: OnceLock<HashSet<u64>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut names = HashSet::new();
        for name in days_and_months().chain(UNITS) {
            tokens(name, Span::new(0, name.len()), |token| {
                names.insert(token.hash);
            });
        }
        names
    })
}

/// Returns whether a word can be part of a time stamp, for example `5`, `pm` or `Jan`.
fn is_stamp_word(text: &str, token: &WordToken) -> bool {
    let word = token.span.of(text).as_bytes();
    let is_short = word.len() < 3 && word.is_ascii();
    let is_number = word.iter().any(u8::is_ascii_digit);
    is_short || is_number || stamp_names().contains(&token.hash)
}

/// Returns whether some words are a time stamp or a number with its unit, for example "5:15 p.m.".
pub(super) fn is_stamp(text: &str, words: &[WordToken]) -> bool {
    let is_number = |word: &WordToken| word.span.of(text).bytes().any(|byte| byte.is_ascii_digit());
    words.iter().any(is_number) && words.iter().all(|word| is_stamp_word(text, word))
}
