//! An index of the words of a text, which reduces the search for a quote to a few places.
//!
//! The first search builds the index; all searches of one text share the index. A word is a run of
//! letters and digits. In scripts without spaces every char is a word, for example `東`.

use std::{
    borrow::Cow,
    cell::OnceCell,
    collections::{BTreeSet, HashMap},
};

use super::{
    Anchor, after, before,
    edits::{Pattern, best_part, similarity},
};
use crate::text::Span;

/// Number of places of the rarest word up to which every place is compared with the quote. Beyond, only
/// likely parts of the text are searched.
const SCAN_LIMIT: usize = 1_000;

/// Number of exact places whose context is weighed.
const WEIGHED_PLACES: usize = 48;

/// Number of places above which a word says nothing about a position.
const COMMON_WORD: usize = 200;

/// Number of rare words that vote for a position.
const VOTERS: usize = 12;

/// Number of windows in which edits are counted.
const WINDOWS: usize = 4;

/// Bytes on each side of the recorded place that are searched for common words.
const NEIGHBOURHOOD: usize = 1024;

/// Chars up to which a quote is searched for together with its context.
const SHORT_QUOTE_CHARS: usize = 160;

/// Edits allowed in the context of a short quote; one side may be replaced completely.
const AROUND_EDITS: usize = 36;

/// Chars above which a quote is found by its two ends.
const LONG_QUOTE_CHARS: usize = 1024;

/// Chars of each end of a long quote.
const END_CHARS: usize = 384;

/// Lowest similarity of edited words without proof by their context.
const EDIT_FLOOR: f64 = 0.8;

/// The words of one text with their places; built on first use.
#[derive(Debug)]
pub struct WordIndex<'t> {
    text: &'t str,
    places: OnceCell<HashMap<&'t str, Vec<usize>>>,
    /// Steps taken, for the test that bounds the work by the length of the text.
    #[cfg(test)]
    pub(super) steps: std::cell::Cell<usize>,
}

impl<'t> WordIndex<'t> {
    /// Makes the index of `text`; counts nothing yet.
    pub fn new(text: &'t str) -> Self {
        Self {
            text,
            places: OnceCell::new(),
            #[cfg(test)]
            steps: std::cell::Cell::new(0),
        }
    }

    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    /// Counts work that grows with its input, for one test.
    pub(super) fn spend(&self, steps: usize) {
        #[cfg(test)]
        self.steps.set(self.steps.get() + steps);
        let _ = steps;
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

    /// Returns the places of the exact quote, and true if every place was looked at. Of more than
    /// `WEIGHED_PLACES` places, those with the likeliest context remain.
    pub(super) fn exact_places(&self, wanted: &Anchor) -> (Vec<(Span, f64)>, bool) {
        let quote = wanted.quote.as_str();
        if quote.is_empty() {
            return (Vec::new(), true);
        }
        let whole = whole_words(wanted);
        let rarest = whole.iter().map(|(at, word)| (self.places(word), *at));
        let (starts, are_all) = match rarest.min_by_key(|(places, _)| places.len()) {
            Some((places, at)) if places.len() <= SCAN_LIMIT => {
                let starts = places.iter().filter_map(|place| place.checked_sub(at));
                let stand = starts.filter(|&start| self.stands_at(quote, start));
                (stand.collect(), true)
            }
            Some(_) | None => self.likely_starts(wanted),
        };
        self.spend(starts.len());
        let spans = starts.into_iter().map(|start| Span::new(start, start + quote.len()));
        let weighed = likeliest(self.text, wanted, spans.collect());
        (weighed.into_iter().map(|span| (span, 1.0)).collect(), are_all)
    }

    /// Returns the starts of a quote of common words, for example `no`: near the recorded place, and
    /// near rare words of its context.
    ///
    /// Without rare words, nothing is known about the rest of the text; the flag is then false.
    fn likely_starts(&self, wanted: &Anchor) -> (Vec<usize>, bool) {
        let passage = Passage::of(wanted);
        let windows = self.windows(&passage);
        let near = Span::new(
            wanted.span.start.saturating_sub(NEIGHBOURHOOD),
            wanted.span.end + NEIGHBOURHOOD,
        );
        let is_known = !windows.is_empty();
        let parts = windows.into_iter().chain([super::clamp(self.text, near)]);
        let starts: BTreeSet<usize> = parts
            .flat_map(|part| {
                self.spend(part.len());
                let found = part.of(self.text).match_indices(&wanted.quote);
                found.map(move |(at, _)| part.start + at)
            })
            .collect();
        (starts.into_iter().collect(), is_known)
    }

    fn stands_at(&self, quote: &str, start: usize) -> bool {
        self.text.as_bytes()[start..].starts_with(quote.as_bytes())
    }

    /// Returns the places of the lightly edited quote, each with the similarity of the words.
    pub(super) fn edited_places(&self, wanted: &Anchor) -> Vec<(Span, f64)> {
        let n_chars = wanted.quote.chars().count();
        if n_chars == 0 {
            return Vec::new();
        }
        if n_chars > LONG_QUOTE_CHARS {
            return self.long_edited_places(wanted);
        }
        let mut found = self.alike_places(wanted);
        if n_chars <= SHORT_QUOTE_CHARS {
            found.extend(self.enclosed_places(wanted));
        }
        let unique: BTreeSet<(Span, u64)> =
            found.into_iter().map(|(span, like)| (span, like.to_bits())).collect();
        unique.into_iter().map(|(span, like)| (span, f64::from_bits(like))).collect()
    }

    /// Returns the places found by the quote's own words.
    fn alike_places(&self, wanted: &Anchor) -> Vec<(Span, f64)> {
        let quote: Vec<char> = wanted.quote.chars().collect();
        let found = self.windows(&Passage::of_quote(wanted)).into_iter().filter_map(|window| {
            // More edits than a quarter of the quote's chars are never alike enough.
            let part = self.best_span(window, &Pattern::of(&quote), quote.len() / 4)?;
            (part.1 >= EDIT_FLOOR).then(|| (self.to_word_ends(part.0, wanted), part.1))
        });
        found.collect()
    }

    /// Returns the places found by the quote together with its context.
    fn enclosed_places(&self, wanted: &Anchor) -> Vec<(Span, f64)> {
        let passage = Passage::of(wanted);
        let chars: Vec<char> = passage.text.chars().collect();
        let count = |text: &str| text.chars().count();
        let start = count(&passage.text[..passage.quote.start]);
        let pattern = Pattern { chars: &chars, from: start, till: start + count(&wanted.quote) };
        let limit = AROUND_EDITS + (pattern.till - pattern.from) / 4;
        let found = self.windows(&passage).into_iter().filter_map(|window| {
            let (span, _) = self.best_span(window, &pattern, limit)?;
            let span = self.to_word_ends(span, wanted);
            Some((span, similarity(span.of(self.text), &wanted.quote)))
        });
        found.collect()
    }

    /// Returns the place of a pattern's wanted part in a window, with at most `limit` edits of the whole
    /// pattern.
    fn best_span(&self, window: Span, pattern: &Pattern<'_>, limit: usize) -> Option<(Span, f64)> {
        let (starts, chars): (Vec<usize>, Vec<char>) = window.of(self.text).char_indices().unzip();
        self.spend(chars.len() * pattern.chars.len());
        let (part, like) = best_part(&chars, pattern, limit)?;
        let byte = |at: usize| window.start + starts.get(at).copied().unwrap_or(window.len());
        (!part.is_empty()).then(|| (Span::new(byte(part.start), byte(part.end)), like))
    }

    /// Returns the windows in which several rare words of a passage keep their distances.
    fn windows(&self, passage: &Passage<'_>) -> Vec<Span> {
        let mut voters = passage.words.clone();
        voters.retain(|(_, word)| self.places(word).len() <= COMMON_WORD);
        // Light edits keep most words, so a window with few of the words is skipped.
        let needed = (voters.len().min(VOTERS) / 4).max(1);
        voters.retain(|(_, word)| !self.places(word).is_empty());
        voters.sort_by_key(|(at, word)| (self.places(word).len(), *at));
        voters.truncate(VOTERS);
        // The place of a word minus its offset in the passage votes for a start of the passage.
        let mut votes: Vec<(isize, usize)> = voters
            .iter()
            .flat_map(|(at, word)| {
                let start = move |place: &usize| place.checked_signed_diff(*at);
                self.places(word).iter().filter_map(move |place| Some((start(place)?, *at)))
            })
            .collect();
        self.spend(votes.len());
        votes.sort_unstable();
        self.elected(&votes, passage, needed)
    }

    /// Groups votes for nearly equal starts and returns windows for the largest groups.
    fn elected(&self, votes: &[(isize, usize)], passage: &Passage<'_>, needed: usize) -> Vec<Span> {
        let slack = passage.slack();
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
        groups
            .sort_by_key(|&(voters, first, _)| (usize::MAX - voters, first.abs_diff(passage.home)));
        groups.truncate(WINDOWS);
        groups.into_iter().map(|(_, first, last)| self.window(first, last, passage)).collect()
    }

    fn window(&self, first: isize, last: isize, passage: &Passage<'_>) -> Span {
        let slack = passage.slack();
        let byte = |at: isize| usize::try_from(at).unwrap_or(0);
        let start = byte(first).saturating_sub(slack);
        let end = byte(last) + passage.text.len() + slack;
        super::clamp(self.text, Span::new(start, end))
    }

    /// Grows a span to whole words at an end where the recorded quote did not cut a word.
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

    /// Returns the places of a long edited quote: from the place of its first chars to the place of its
    /// last chars, if enough words between are equal.
    fn long_edited_places(&self, wanted: &Anchor) -> Vec<(Span, f64)> {
        let quote = wanted.quote.as_str();
        let head_end = quote.char_indices().nth(END_CHARS).map_or(quote.len(), |(at, _)| at);
        let tail_start = quote.char_indices().rev().nth(END_CHARS).map_or(0, |(at, _)| at);
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
        self.alike_places(&end).into_iter().map(|(span, _)| span).collect()
    }
}

/// Recorded text to search for: a quote, alone or with its context.
struct Passage<'a> {
    text: Cow<'a, str>,
    /// Place of the quote in the text.
    quote: Span,
    /// The words not cut by an end of the text, with their offsets.
    words: Vec<(usize, &'a str)>,
    /// Start in the recorded text.
    home: isize,
}

impl<'a> Passage<'a> {
    fn of_quote(wanted: &'a Anchor) -> Self {
        Self {
            text: Cow::Borrowed(&wanted.quote),
            quote: Span::new(0, wanted.quote.len()),
            words: whole_words(wanted),
            home: as_offset(wanted.span.start),
        }
    }

    /// Makes the passage of the quote with its context. A word across a border of the quote does not
    /// vote.
    fn of(wanted: &'a Anchor) -> Self {
        let Anchor { quote, prefix, suffix, .. } = wanted;
        let (p, q) = (prefix.len(), quote.len());
        let mut words = whole_words(wanted);
        words.iter_mut().for_each(|(at, _)| *at += p);
        let is_inner = |at: usize, word: &str| at > 0 && at + word.len() < p;
        let before = self::words(prefix).filter(|(at, word)| is_inner(*at, word));
        let behind = self::words(suffix).map(|(at, word)| (at + p + q, word));
        let end = p + q + suffix.len();
        let behind = behind.filter(|(at, word)| *at > p + q && at + word.len() < end);
        let words = before.chain(words).chain(behind).collect();
        Self {
            text: Cow::Owned(format!("{prefix}{quote}{suffix}")),
            quote: Span::new(p, p + q),
            words,
            home: as_offset(wanted.span.start) - as_offset(p),
        }
    }

    /// Returns the bytes by which edits may shift a word.
    fn slack(&self) -> usize {
        self.text.len() / 4 + 16
    }
}

fn as_offset(byte: usize) -> isize {
    byte.try_into().unwrap_or(isize::MAX)
}

/// Returns the places with the most context chars as recorded.
fn likeliest(text: &str, wanted: &Anchor, mut spans: Vec<Span>) -> Vec<Span> {
    if spans.len() > WEIGHED_PLACES {
        let agreeing = |span: &Span| {
            let left = before(text, span.start).chars().rev().zip(wanted.prefix.chars().rev());
            let right = after(text, span.end).chars().zip(wanted.suffix.chars());
            left.take_while(|(a, b)| a == b).count() + right.take_while(|(a, b)| a == b).count()
        };
        spans.sort_by_cached_key(|span| (usize::MAX - agreeing(span), *span));
        spans.truncate(WEIGHED_PLACES);
    }
    spans
}

/// Returns the share of equal words in two texts, per word of the longer text.
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
    let extra: usize =
        counts.values().filter(|count| **count > 0).map(|count| count.unsigned_abs()).sum();
    (of_a - extra) as f64 / of_a.max(of_b).max(1) as f64
}

/// Returns the words that the quote does not cut, with their offsets.
fn whole_words(wanted: &Anchor) -> Vec<(usize, &str)> {
    let quote = wanted.quote.as_str();
    let cut_start = cuts(&wanted.prefix, quote);
    let cut_end = cuts(quote, &wanted.suffix);
    let whole = |(at, word): &(usize, &str)| {
        !(cut_start && *at == 0 || cut_end && at + word.len() == quote.len())
    };
    words(quote).filter(whole).collect()
}

/// Returns true if a word crosses the border between two neighbouring texts.
fn cuts(left: &str, right: &str) -> bool {
    let in_word =
        |char: Option<char>| char.is_some_and(|char| char.is_alphanumeric() && !stands_alone(char));
    in_word(left.chars().next_back()) && in_word(right.chars().next())
}

/// Returns true for chars of scripts without spaces between words, for example `東`.
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

    fn wanted(prefix: &str, quote: &str, suffix: &str) -> Anchor {
        let span = Span::new(prefix.len(), prefix.len() + quote.len());
        let [prefix, quote, suffix] = [prefix, quote, suffix].map(str::to_owned);
        Anchor { span, quote, prefix, suffix }
    }

    #[test]
    fn words_that_an_end_may_have_cut_do_not_vote() {
        let between = wanted("alf one tw", "o three fo", "ur five si");
        let voters = |passage: Passage<'_>| {
            let words = passage.words.iter();
            words.map(|(at, word)| format!("{at} {word}")).collect::<Vec<_>>()
        };
        assert_eq!(voters(Passage::of(&between)), ["4 one", "12 three", "23 five"]);
        assert_eq!(voters(Passage::of_quote(&between)), ["2 three"]);
        let apart = wanted("a bc ", "de", " fg h");
        assert_eq!(voters(Passage::of(&apart)), ["2 bc", "5 de", "8 fg"]);
    }

    #[test]
    fn common_words_are_all_weighed_and_very_common_ones_near_their_place_only() {
        let places = |text: &str, wanted: &Anchor| {
            let (places, are_all) = WordIndex::new(text).exact_places(wanted);
            (places.len(), are_all)
        };
        let no = wanted("", "no", "");
        assert_eq!(places(&"no. ".repeat(SCAN_LIMIT), &no), (WEIGHED_PLACES, true));
        let text = "no. ".repeat(SCAN_LIMIT + 1);
        assert_eq!(places(&text, &no), (WEIGHED_PLACES, false));
        let index = WordIndex::new(&text);
        let starts = |at: usize| {
            let span = Span::new(at, at + 2);
            index.likely_starts(&Anchor { span, ..no.clone() })
        };
        // As far as the neighbourhood reaches: to 1026 from the start, and to both sides further on.
        let near = |range: std::ops::RangeInclusive<usize>| range.step_by(4).collect::<Vec<_>>();
        assert_eq!(starts(0), (near(0..=1024), false));
        assert_eq!(starts(2000), (near(976..=3024), false));
        // A rare word beside the recorded one shows the place, however far away it is now.
        let rare = format!("{text}tram no. {text}");
        let moved = WordIndex::new(&rare).likely_starts(&wanted("x tram ", "no", ". no. no."));
        assert!(moved.1 && moved.0.contains(&(text.len() + 5)));
    }

    #[test]
    fn a_found_span_grows_to_the_ends_of_words_that_the_quote_did_not_cut() {
        let grown = |wanted: &Anchor, text: &str, words: &str| {
            let at = text.find(words).unwrap();
            let span = Span::new(at, at + words.len());
            WordIndex::new(text).to_word_ends(span, wanted).of(text).to_owned()
        };
        let whole = wanted("say ", "ended today", " or not");
        assert_eq!(grown(&whole, "it hasended todayish.", "ended today"), "hasended todayish");
        assert_eq!(grown(&whole, "it ended today.", "ended today"), "ended today");
        let cut = wanted("has", "ended tod", "ay");
        assert_eq!(grown(&cut, "it hasended today.", "ended tod"), "ended tod");
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        let all: Vec<_> = words("isn't 3.5% 東京 ok").map(|(_, word)| word).collect();
        assert_eq!(all, ["isn", "t", "3", "5", "東", "京", "ok"]);
        assert_eq!(words(" -- ").count(), 0);
    }
}
