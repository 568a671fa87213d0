//! The variants of a passage: every occurrence aligned with a central one (center-star alignment).
//!
//! The centre is the occurrence whose exact words are the most frequent, then the longest, then the
//! first. A word of the centre that some occurrence lacks is part of a slot. Words that only an
//! occurrence has fill the slot. For example "shape it" and "likely shape it" have one slot, filled
//! with "likely".

use std::ops::Range;

use super::{
    lcs::common_words,
    token::mix,
    token_range::TokenRange,
    tokenized::{HashKeyMap, TokenizedCorpus},
};

/// Most cells of a word-by-word comparison; larger comparisons match the equal ends only.
const MOST_CELLS: usize = 250_000;

/// Share of the occurrences that may lack a fixed word, in percent.
const ODD: usize = 5;

/// The occurrences of a cluster, aligned with the centre.
#[derive(Debug)]
pub(super) struct CenterStar {
    /// Index of the central occurrence.
    pub centre: usize,
    /// For each word of the centre: the others have it.
    pub is_fixed: Vec<bool>,
    /// For each border of the centre's words: some occurrence has more words there.
    pub is_open: Vec<bool>,
    /// Indices of the centre's words that the nearest variant has.
    pub shared: Vec<usize>,
    /// For each occurrence the ranges of its words that fill slots.
    pub slots: Vec<Vec<Range<usize>>>,
}

/// Returns the index of the occurrence with the most frequent words, then the longest, then the first.
fn centre(variants: &[Vec<usize>], ranges: &[TokenRange]) -> usize {
    let firsts = variants.iter().map(|variant| (variant.len(), variant[0]));
    firsts
        .max_by_key(|&(n, first)| (n, ranges[first].len(), std::cmp::Reverse(first)))
        .map_or(0, |(_, first)| first)
}

/// Aligns the occurrences with the centre.
pub(super) fn star(words: &[u32], ranges: &[TokenRange]) -> CenterStar {
    let of = |index: usize| ranges[index].of(words);
    let variants = variants(words, ranges);
    let centre = centre(&variants, ranges);
    let main = of(centre);
    let mut missing = vec![0; main.len()];
    let mut added = vec![0; main.len() + 1];
    let mut shared: Vec<usize> = Vec::new();
    let mut pairs_of: Vec<Vec<(usize, usize)>> = Vec::with_capacity(variants.len());
    for variant in &variants {
        let other = of(variant[0]);
        let pairs = compare(main, other);
        let is_other = variant[0] != centre || variant.len() > 1;
        if is_other && pairs.len() > shared.len() {
            shared = pairs.iter().map(|pair| pair.0).collect();
        }
        count_missing(&pairs, variant.len(), &mut missing);
        let lens = (main.len(), other.len());
        count_added(&pairs, lens, variant.len(), &mut added);
        pairs_of.push(pairs);
    }
    let allowed = ranges.len() * ODD / 100;
    let is_fixed: Vec<bool> = missing.iter().map(|&n| n <= allowed).collect();
    let mut is_open: Vec<bool> = added.iter().map(|&n| n > allowed).collect();
    // Words before and behind the passage do not belong to it.
    is_open[0] = false;
    is_open[main.len()] = false;
    let mut slots = vec![Vec::new(); ranges.len()];
    for (variant, pairs) in variants.iter().zip(&pairs_of) {
        let filling = filling(pairs, &is_fixed, of(variant[0]).len());
        for &member in variant {
            slots[member].clone_from(&filling);
        }
    }
    CenterStar { centre, is_fixed, is_open, shared, slots }
}

/// Trims and extends occurrences at their edges; returns whether a range changed. A word that only
/// few occurrences have at an edge goes, for example "says" before a name. An occurrence that stops
/// before a slot at the end of all others gets the words up to the end of its sentence.
pub(super) fn settle_edges(
    ranges: &mut [TokenRange],
    slots: &[Vec<Range<usize>>],
    corpus: &TokenizedCorpus,
) -> bool {
    let len = |index: usize| ranges[index].len() as usize;
    let heads: Vec<usize> = slots
        .iter()
        .map(|slots| slots.first().filter(|slot| slot.start == 0))
        .map(|slot| slot.map_or(0, |slot| slot.end))
        .collect();
    let tails: Vec<usize> = slots
        .iter()
        .enumerate()
        .map(|(index, slots)| slots.last().filter(|slot| slot.end == len(index)))
        .map(|slot| slot.map_or(0, Range::len))
        .collect();
    let few = |lens: &[usize]| lens.iter().filter(|&&len| len > 0).count() * 2 < lens.len();
    let (few_heads, few_tails) = (few(&heads), few(&tails));
    let longest_tail = tails.iter().copied().max().unwrap_or(0);
    let mut has_changed = false;
    for index in 0..ranges.len() {
        let before = ranges[index];
        let next = ranges.get(index + 1).map(|next| next.start);
        let range = &mut ranges[index];
        let fixed = range.len() as usize
            - heads[index]
            - tails[index].min(range.len() as usize - heads[index]);
        if few_heads && fixed > 0 {
            range.start += heads[index] as u32;
        }
        if few_tails && fixed > 0 {
            range.end -= tails[index] as u32;
        } else if !few_tails && tails[index] == 0 {
            let end = sentence_end(corpus, *range, longest_tail);
            range.end = end.filter(|end| next.is_none_or(|next| *end <= next)).unwrap_or(range.end);
        }
        has_changed |= *range != before;
    }
    has_changed
}

/// Returns the end of the sentence that a range stops in, if it is at most `most` words away.
fn sentence_end(corpus: &TokenizedCorpus, range: TokenRange, most: usize) -> Option<u32> {
    let article = corpus.places(corpus.article_of(range.start as usize));
    let end = range.end as usize;
    let ends = |place: usize| {
        place == article.end || corpus.has_sentence_start(place as u32..place as u32 + 1)
    };
    if ends(end) {
        return None;
    }
    let found = (end + 1..=(end + most).min(article.end)).find(|place| ends(*place));
    found.and_then(|place| u32::try_from(place).ok())
}

/// Groups occurrences with the same words, in the order of the first of each.
pub(super) fn variants(words: &[u32], ranges: &[TokenRange]) -> Vec<Vec<usize>> {
    let mut numbers: HashKeyMap<usize> = HashKeyMap::default();
    let mut variants: Vec<Vec<usize>> = Vec::new();
    for (index, range) in ranges.iter().enumerate() {
        let hash = range.of(words).iter().fold(0, |hash, &word| mix(hash, u64::from(word) + 1));
        let number = *numbers.entry(hash).or_insert_with(|| {
            variants.push(Vec::new());
            variants.len() - 1
        });
        variants[number].push(index);
    }
    variants
}

/// Returns pairs of indices of equal words, in order.
pub(super) fn compare(one: &[u32], other: &[u32]) -> Vec<(usize, usize)> {
    let same = |(one, other): &(&u32, &u32)| one == other;
    let head = one.iter().zip(other).take_while(same).count();
    let (one_rest, other_rest) = (&one[head..], &other[head..]);
    let ends = one_rest.iter().rev().zip(other_rest.iter().rev());
    let tail = ends.take_while(same).count();
    let one_middle = &one_rest[..one_rest.len() - tail];
    let other_middle = &other_rest[..other_rest.len() - tail];
    let mut pairs: Vec<(usize, usize)> = (0..head).map(|at| (at, at)).collect();
    if one_middle.len() * other_middle.len() <= MOST_CELLS {
        let middle = common_words(one_middle, other_middle);
        pairs.extend(middle.into_iter().map(|(at, there)| (at + head, there + head)));
    }
    pairs.extend((0..tail).rev().map(|back| (one.len() - 1 - back, other.len() - 1 - back)));
    pairs
}

fn count_missing(pairs: &[(usize, usize)], times: usize, missing: &mut [usize]) {
    let mut next = 0;
    for &(at, _) in pairs {
        missing[next..at].iter_mut().for_each(|n| *n += times);
        next = at + 1;
    }
    missing[next..].iter_mut().for_each(|n| *n += times);
}

/// Counts for each border of the centre the occurrences with more words between two matches.
fn count_added(pairs: &[(usize, usize)], lens: (usize, usize), times: usize, added: &mut [usize]) {
    let mut next = (0, 0);
    for &(at, there) in pairs.iter().chain([&lens]) {
        if there > next.1 && at == next.0 {
            added[at] += times;
        }
        next = (at + 1, there + 1);
    }
}

/// Returns the ranges of an occurrence's words that are not fixed words of the centre.
fn filling(pairs: &[(usize, usize)], is_fixed: &[bool], n_words: usize) -> Vec<Range<usize>> {
    let mut slots: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    let fixed = pairs.iter().filter(|(at, _)| is_fixed[*at]);
    for there in fixed.map(|pair| pair.1).chain([n_words]) {
        if there > from {
            slots.push(from..there);
        }
        from = there + 1;
    }
    slots
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each text is an occurrence; slots come back in brackets.
    #[track_caller]
    fn check(marked: &[&str]) {
        let mut words = Vec::new();
        let mut ranges = Vec::new();
        let mut all: Vec<Vec<String>> = Vec::new();
        for text in marked {
            let plain = text.replace(['[', ']'], "");
            let these: Vec<String> = plain.split_whitespace().map(str::to_owned).collect();
            let start = words.len() as u32;
            words.extend(these.iter().map(|word| crate::repeats::token::hash_folded(word) as u32));
            ranges.push(TokenRange { start, end: words.len() as u32 });
            all.push(these);
        }
        let star = star(&words, &ranges);
        for ((mut these, slots), expected) in all.into_iter().zip(star.slots).zip(marked) {
            for slot in slots.into_iter().rev() {
                these[slot.start].insert(0, '[');
                these[slot.end - 1].push(']');
            }
            assert_eq!(these.join(" "), *expected);
        }
    }

    #[test]
    fn slots_are_what_differs() {
        check(&["a b c", "a b c"]);
        check(&["what role does [the us] play here", "what role does [russia] play here"]);
        check(&["key trends that will shape", "key trends that will [likely] shape"]);
        check(&[
            "in latin [american organized crime]",
            "in latin [american organized crime]",
            "in latin",
        ]);
    }
}
