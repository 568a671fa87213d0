//! Where each word of a text stands: turns "where could this quote be" into a few places.
//!
//! The index is made when the first search needs it and is shared by all searches of one text. A word
//! is a run of letters and digits; in scripts without spaces every char is a word of its own.

use std::{
    cell::OnceCell,
    collections::{BTreeSet, HashMap},
};

use super::{Anchor, after, before, edits::best_part};
use crate::text::Span;

/// Places of the rarest word that are compared with the quote; beyond, the text is searched through.
const SCAN_LIMIT: usize = 10_000;

/// Exact places whose surroundings are weighed.
const WEIGHED_PLACES: usize = 200;

/// Words with more places than this say nothing about where an edited quote could stand.
const COMMON_WORD: usize = 200;

/// Rare words that vote for where an edited quote could stand.
const VOTERS: usize = 12;

/// Windows in which edits are counted.
const WINDOWS: usize = 4;

/// Longer quotes are found by their two ends.
const LONG_QUOTE_CHARS: usize = 1024;

/// Chars of an end of a long quote.
const END_CHARS: usize = 384;

/// Similarity below which edited words are not a place at all.
const EDIT_FLOOR: f64 = 0.8;

/// The words of one text with their places; made lazily, so that looking costs nothing.
#[derive(Debug)]
pub struct WordIndex<'t> {
    text: &'t str,
    places: OnceCell<HashMap<&'t str, Vec<usize>>>,
}

impl<'t> WordIndex<'t> {
    /// The index of `text`; nothing is counted yet.
    pub fn new(text: &'t str) -> Self {
        Self {
            text,
            places: OnceCell::new(),
        }
    }

    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    fn places(&self, word: &str) -> &[usize] {
        let index = self.places.get_or_init(|| {
            let mut index: HashMap<&str, Vec<usize>> = HashMap::new();
            for (at, word) in words(self.text) {
                index.entry(word).or_default().push(at);
            }
            index
        });
        index.get(word).map_or(&[], Vec::as_slice)
    }

    /// Where exactly the quote stands; of very many places those with the likeliest surroundings.
    pub(super) fn exact_places(&self, wanted: &Anchor) -> Vec<(Span, f64)> {
        let quote = wanted.quote.as_str();
        let whole = whole_words(wanted);
        let rarest = whole.iter().map(|(at, word)| (self.places(word), *at));
        let starts: Vec<usize> = match rarest.min_by_key(|(places, _)| places.len()) {
            _ if quote.is_empty() => Vec::new(),
            Some((places, at)) if places.len() <= SCAN_LIMIT => {
                let starts = places.iter().filter_map(|place| place.checked_sub(at));
                starts
                    .filter(|&start| self.stands_at(quote, start))
                    .collect()
            }
            Some(_) | None => self
                .text
                .match_indices(quote)
                .map(|(start, _)| start)
                .collect(),
        };
        let spans = starts
            .into_iter()
            .map(|start| Span::new(start, start + quote.len()));
        likeliest(self.text, wanted, spans.collect())
            .into_iter()
            .map(|span| (span, 1.0))
            .collect()
    }

    fn stands_at(&self, quote: &str, start: usize) -> bool {
        self.text.as_bytes()[start..].starts_with(quote.as_bytes())
    }

    /// Where the quote stands with light edits, and how alike the words are.
    pub(super) fn edited_places(&self, wanted: &Anchor) -> Vec<(Span, f64)> {
        if wanted.quote.chars().nth(LONG_QUOTE_CHARS).is_some() {
            return self.long_edited_places(wanted);
        }
        let quote: Vec<char> = wanted.quote.chars().collect();
        if quote.is_empty() {
            return Vec::new();
        }
        let found = self.windows(wanted).into_iter().filter_map(|window| {
            let (span, like) = self.best_span(window, &quote)?;
            (like >= EDIT_FLOOR).then(|| (self.to_word_ends(span, wanted), like))
        });
        let unique: BTreeSet<(Span, u64)> =
            found.map(|(span, like)| (span, like.to_bits())).collect();
        unique
            .into_iter()
            .map(|(span, like)| (span, f64::from_bits(like)))
            .collect()
    }

    fn best_span(&self, window: Span, quote: &[char]) -> Option<(Span, f64)> {
        let (starts, chars): (Vec<usize>, Vec<char>) = window.of(self.text).char_indices().unzip();
        // A quarter of the quote's chars: with more edits no part is alike enough, however long.
        let (part, like) = best_part(&chars, quote, quote.len() / 4)?;
        let byte = |at: usize| window.start + starts.get(at).copied().unwrap_or(window.len());
        (!part.is_empty()).then(|| (Span::new(byte(part.start), byte(part.end)), like))
    }

    /// The stretches of text in which several rare words of the quote stand as they do in the quote.
    fn windows(&self, wanted: &Anchor) -> Vec<Span> {
        let mut voters: Vec<(usize, &str)> = whole_words(wanted);
        voters.retain(|(_, word)| self.places(word).len() <= COMMON_WORD);
        // Light edits leave most words alone, so a window that holds few of them is not looked into.
        let needed = (voters.len().min(VOTERS) / 4).max(1);
        voters.retain(|(_, word)| !self.places(word).is_empty());
        voters.sort_by_key(|(at, word)| (self.places(word).len(), *at));
        voters.truncate(VOTERS);
        // A place of a word, less its offset in the quote, is where the quote would begin.
        let mut votes: Vec<(isize, usize)> = voters
            .iter()
            .flat_map(|(at, word)| {
                let start = move |place: &usize| place.checked_signed_diff(*at);
                self.places(word)
                    .iter()
                    .filter_map(move |place| Some((start(place)?, *at)))
            })
            .collect();
        votes.sort_unstable();
        self.elected(&votes, wanted, needed)
    }

    /// Groups votes for nearly the same beginning and takes the largest groups.
    fn elected(&self, votes: &[(isize, usize)], wanted: &Anchor, needed: usize) -> Vec<Span> {
        let slack = wanted.quote.len() / 4 + 16;
        let mut groups: Vec<(usize, isize, isize)> = Vec::new();
        let mut rest = votes;
        while let Some(&(first, _)) = rest.first() {
            let size = rest.partition_point(|(start, _)| start.abs_diff(first) <= slack);
            let (group, later) = rest.split_at(size);
            let voters: BTreeSet<usize> = group.iter().map(|(_, voter)| *voter).collect();
            groups.push((voters.len(), first, group[size - 1].0));
            rest = later;
        }
        groups.retain(|(voters, ..)| *voters >= needed);
        let home = wanted.span.start.try_into().unwrap_or(isize::MAX);
        groups.sort_by_key(|&(voters, first, _)| (usize::MAX - voters, first.abs_diff(home)));
        groups.truncate(WINDOWS);
        groups
            .into_iter()
            .map(|(_, first, last)| self.window(first, last, wanted))
            .collect()
    }

    fn window(&self, first: isize, last: isize, wanted: &Anchor) -> Span {
        let slack = wanted.quote.len() / 4 + 16;
        let byte = |at: isize| usize::try_from(at).unwrap_or(0);
        let start = byte(first).saturating_sub(slack);
        let end = byte(last) + wanted.quote.len() + slack;
        super::clamp(self.text, Span::new(start, end))
    }

    /// Grows a span that cuts a word at an end where the recorded quote did not.
    fn to_word_ends(&self, span: Span, wanted: &Anchor) -> Span {
        let head = &self.text[..span.start];
        let tail = &self.text[span.end..];
        let (mut start, mut end) = (span.start, span.end);
        if !cuts(&wanted.prefix, &wanted.quote) && cuts(head, span.of(self.text)) {
            start = head.trim_end_matches(char::is_alphanumeric).len();
        }
        if !cuts(&wanted.quote, &wanted.suffix) && cuts(span.of(self.text), tail) {
            end += tail.len() - tail.trim_start_matches(char::is_alphanumeric).len();
        }
        Span::new(start, end)
    }

    /// A long quote stands between its two ends, when what is between is mostly its words.
    fn long_edited_places(&self, wanted: &Anchor) -> Vec<(Span, f64)> {
        let quote = wanted.quote.as_str();
        let head_end = quote
            .char_indices()
            .nth(END_CHARS)
            .map_or(quote.len(), |(at, _)| at);
        let tail_start = quote
            .char_indices()
            .rev()
            .nth(END_CHARS)
            .map_or(0, |(at, _)| at);
        let heads = self.end_places(wanted, Span::new(0, head_end));
        let tails = self.end_places(wanted, Span::new(tail_start, quote.len()));
        let fits = |span: &Span| {
            let len = span.len();
            len >= quote.len() / 5 * 4 && len <= quote.len() / 4 * 5
        };
        let pairs = heads.iter().flat_map(|head| {
            let after = tails.iter().filter(move |tail| tail.end >= head.end);
            after.map(move |tail| Span::new(head.start, tail.end))
        });
        pairs
            .filter(fits)
            .map(|span| (span, shared_words(span.of(self.text), quote)))
            .filter(|(_, like)| *like >= EDIT_FLOOR)
            .collect()
    }

    fn end_places(&self, wanted: &Anchor, part: Span) -> Vec<Span> {
        let quote = wanted.quote.as_str();
        let end = Anchor {
            span: Span::new(wanted.span.start + part.start, wanted.span.start + part.end),
            quote: part.of(quote).to_owned(),
            prefix: if part.start == 0 {
                wanted.prefix.clone()
            } else {
                before(quote, part.start).to_owned()
            },
            suffix: if part.end == quote.len() {
                wanted.suffix.clone()
            } else {
                after(quote, part.end).to_owned()
            },
        };
        self.edited_places(&end)
            .into_iter()
            .map(|(span, _)| span)
            .collect()
    }
}

/// Of very many places those around which most chars are as recorded.
fn likeliest(text: &str, wanted: &Anchor, mut spans: Vec<Span>) -> Vec<Span> {
    if spans.len() > WEIGHED_PLACES {
        let agreeing = |span: &Span| {
            let left = before(text, span.start)
                .chars()
                .rev()
                .zip(wanted.prefix.chars().rev());
            let right = after(text, span.end).chars().zip(wanted.suffix.chars());
            left.take_while(|(a, b)| a == b).count() + right.take_while(|(a, b)| a == b).count()
        };
        spans.sort_by_cached_key(|span| (usize::MAX - agreeing(span), *span));
        spans.truncate(WEIGHED_PLACES);
    }
    spans
}

/// How many of the words of two texts are the same, per word of the longer.
fn shared_words(a: &str, b: &str) -> f64 {
    let mut counts: HashMap<&str, isize> = HashMap::new();
    let (mut of_a, mut of_b) = (0usize, 0usize);
    for (_, word) in words(a) {
        *counts.entry(word).or_default() += 1;
        of_a += 1;
    }
    for (_, word) in words(b) {
        *counts.entry(word).or_default() -= 1;
        of_b += 1;
    }
    let extra: usize = counts
        .values()
        .filter(|count| **count > 0)
        .map(|count| count.unsigned_abs())
        .sum();
    (of_a - extra) as f64 / of_a.max(of_b).max(1) as f64
}

/// The words of the quote that it does not cut, with their offsets in it.
fn whole_words(wanted: &Anchor) -> Vec<(usize, &str)> {
    let quote = wanted.quote.as_str();
    let cut_start = cuts(&wanted.prefix, quote);
    let cut_end = cuts(quote, &wanted.suffix);
    let whole = |(at, word): &(usize, &str)| {
        !(cut_start && *at == 0 || cut_end && at + word.len() == quote.len())
    };
    words(quote).filter(whole).collect()
}

/// Whether a word runs across the border between two neighbouring texts.
fn cuts(left: &str, right: &str) -> bool {
    let in_word =
        |char: Option<char>| char.is_some_and(|char| char.is_alphanumeric() && !stands_alone(char));
    in_word(left.chars().next_back()) && in_word(right.chars().next())
}

/// Chars of scripts that put no spaces between words.
fn stands_alone(char: char) -> bool {
    char >= '\u{2E80}'
}

fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(char::is_alphanumeric)?;
        let mut chars = text[start..].char_indices();
        let (_, first) = chars.next()?;
        let ends = |(_, char): &(usize, char)| !char.is_alphanumeric() || stands_alone(*char);
        let end = if stands_alone(first) {
            start + first.len_utf8()
        } else {
            chars.find(ends).map_or(text.len(), |(at, _)| start + at)
        };
        rest = end;
        Some((start, &text[start..end]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        let all: Vec<_> = words("isn't 3.5% 東京 ok").map(|(_, word)| word).collect();
        assert_eq!(all, ["isn", "t", "3", "5", "東", "京", "ok"]);
        assert_eq!(words(" -- ").count(), 0);
    }
}
