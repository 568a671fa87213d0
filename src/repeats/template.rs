//! Templates: labels, headings with the same start, and sentences with the same start and end.
//!
//! For example "What role does Ostend play in this situation?" and "What role does the mayor play
//! in this situation?" are a sentence template. A corpus has far fewer line starts and sentences
//! than words, so fewer bits rule out chance: the threshold counts the lines or sentences.

use std::ops::Range;

use super::{
    CorpusStats,
    progress::StageProgress,
    threshold::Threshold,
    token::{hash_folded, mix},
    token_range::TokenRange,
    tokenized::{PartKind, TextPart},
};

/// Fewest bits of a label.
const LABEL_BITS: f64 = 12.0;

/// Bits above chance that a label needs; below 0, since a few false labels bring many true ones.
const LABEL_MARGIN: f64 = -3.0;

/// Fewest bits of a sentence template.
const TEMPLATE_BITS: f64 = 16.0;

/// Bits above chance that a sentence template needs.
const TEMPLATE_MARGIN: f64 = 0.0;

/// Bits that a heading template needs above chance: headings on one topic share words.
const HEADING_MARGIN: f64 = 8.0;

/// Fewest words that headings must share at their start, and sentences at both ends.
const HEAD_WORDS: usize = 3;

/// The kind of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TemplateKind {
    /// A label, for example `Did you know?`.
    Label,
    /// The common start of headings.
    Heading,
    /// The common start and end of sentences.
    Sentence,
}

impl TemplateKind {
    /// Returns whether a part can be an occurrence of such a template.
    pub(super) fn is_of(self, part: &TextPart) -> bool {
        match self {
            TemplateKind::Label => part.kind == PartKind::Label,
            TemplateKind::Heading => {
                part.kind == PartKind::Heading && usize::from(part.len) >= HEAD_WORDS
            }
            TemplateKind::Sentence => part.kind == PartKind::Sentence,
        }
    }
}

/// The number of places in a corpus that could hold each kind of template.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TemplatePlaces {
    labels: usize,
    headings: usize,
    sentences: usize,
}

impl TemplatePlaces {
    /// Counts the parts that can be a template of each kind.
    pub(super) fn of(parts: &[TextPart]) -> TemplatePlaces {
        let count = |kind: TemplateKind| parts.iter().filter(|part| kind.is_of(part)).count();
        TemplatePlaces {
            labels: count(TemplateKind::Label),
            headings: count(TemplateKind::Heading),
            sentences: count(TemplateKind::Sentence),
        }
    }
}

/// Returns a label without a leading "the".
fn without_the(label: TokenRange, has_the: bool) -> TokenRange {
    TokenRange { start: label.start + u32::from(has_the && label.len() > 1), ..label }
}

/// Returns the first and the last three words of a sentence.
fn ends(words: &[u32]) -> (&[u32], &[u32]) {
    (&words[..HEAD_WORDS], &words[words.len() - HEAD_WORDS..])
}

/// The occurrences of one template.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TemplateGroup {
    /// The kind.
    pub kind: TemplateKind,
    /// The occurrences, in order.
    pub ranges: Vec<TokenRange>,
    /// The bits that it needed.
    pub threshold: Threshold,
}

/// Finds the templates of two or more articles.
pub(super) fn templates(stats: &CorpusStats<'_>, stage: &StageProgress<'_>) -> Vec<TemplateGroup> {
    type Of = fn(&CorpusStats<'_>) -> Vec<TemplateGroup>;
    let mut kinds: [(Of, Vec<TemplateGroup>); 3] =
        [labels as Of, headings, sentences].map(|of| (of, Vec::new()));
    stage.each(&mut kinds, |(of, templates)| *templates = of(stats));
    kinds.into_iter().flat_map(|(_, templates)| templates).collect()
}

fn parts<'a>(stats: &'a CorpusStats<'_>, kind: PartKind) -> impl Iterator<Item = &'a TextPart> {
    let parts = stats.corpus.parts.iter();
    parts.filter(move |part| part.kind == kind)
}

fn range(part: &TextPart) -> TokenRange {
    TokenRange { start: part.first, end: part.first + u32::from(part.len) }
}

fn words<'a>(stats: &'a CorpusStats<'_>, range: TokenRange) -> &'a [u32] {
    range.of(&stats.corpus.words)
}

/// Returns the number of articles that hold some ranges, which are in order.
fn n_articles(stats: &CorpusStats<'_>, ranges: &[TokenRange]) -> usize {
    let article = |range: &TokenRange| stats.corpus.article_of(range.start as usize);
    ranges.chunk_by(|one, other| article(one) == article(other)).count()
}

/// Groups ranges by key, in order, and keeps groups of two or more articles.
fn groups(stats: &CorpusStats<'_>, mut keyed: Vec<(u64, TokenRange)>) -> Vec<Vec<TokenRange>> {
    keyed.sort_unstable();
    let mut groups: Vec<Vec<TokenRange>> = keyed
        .chunk_by(|one, other| one.0 == other.0)
        .filter(|group| group.len() > 1)
        .map(|group| group.iter().map(|&(_, range)| range).collect())
        .filter(|group: &Vec<TokenRange>| n_articles(stats, group) > 1)
        .collect();
    groups.sort_unstable_by_key(|group| group[0]);
    groups
}

fn key(words: &[u32]) -> u64 {
    let numbers = words.iter().map(|&word| u64::from(word) + 1);
    numbers.fold(words.len() as u64, mix)
}

fn labels(stats: &CorpusStats<'_>) -> Vec<TemplateGroup> {
    let the = hash_folded("the");
    let keyed: Vec<(u64, TokenRange)> = parts(stats, PartKind::Label)
        .map(|part| {
            let label = range(part);
            let first = stats.corpus.words[label.start as usize];
            let label = without_the(label, stats.corpus.hashes[first as usize] == the);
            (key(words(stats, label)), label)
        })
        .collect();
    let n_places = stats.places.labels as f64;
    groups(stats, keyed)
        .into_iter()
        .filter_map(|ranges| {
            let n = n_articles(stats, &ranges);
            let threshold = Threshold::for_lines(n_places, n, LABEL_MARGIN).at_least(LABEL_BITS);
            let bits = stats.model.of(words(stats, ranges[0]), ranges.len() as u32);
            (bits >= threshold.bits).then_some(TemplateGroup {
                kind: TemplateKind::Label,
                ranges,
                threshold,
            })
        })
        .collect()
}

/// Groups headings by their common start, for each length of the start that tells groups apart.
fn headings(stats: &CorpusStats<'_>) -> Vec<TemplateGroup> {
    let mut all: Vec<TokenRange> = parts(stats, PartKind::Heading).map(range).collect();
    all.retain(|heading| heading.len() as usize >= HEAD_WORDS);
    let n_places = stats.places.headings as f64;
    all.sort_unstable_by(|one, other| {
        (words(stats, *one), one.start).cmp(&(words(stats, *other), other.start))
    });
    let mut templates = Vec::new();
    let mut waiting: Vec<(Range<usize>, usize)> = vec![(0..all.len(), 0)];
    while let Some((indices, depth)) = waiting.pop() {
        let group = &all[indices.clone()];
        if group.len() < 2 {
            continue;
        }
        let depth = common_start(stats, group, depth);
        if depth >= HEAD_WORDS {
            templates.extend(heading_template(stats, group, (depth, n_places)));
        }
        let next = |heading: &TokenRange| words(stats, *heading).get(depth).copied();
        let mut from = indices.start;
        for part in group.chunk_by(|one, other| next(one) == next(other)) {
            if next(&part[0]).is_some() {
                waiting.push((from..from + part.len(), depth + 1));
            }
            from += part.len();
        }
    }
    templates
}

/// Returns the number of words that all headings of a sorted group share at their start, at least
/// `least`.
fn common_start(stats: &CorpusStats<'_>, group: &[TokenRange], least: usize) -> usize {
    let first = words(stats, group[0]);
    let last = words(stats, group[group.len() - 1]);
    let same = first.iter().zip(last).take_while(|(one, other)| one == other);
    same.count().max(least)
}

fn heading_template(
    stats: &CorpusStats<'_>,
    group: &[TokenRange],
    (depth, n_places): (usize, f64),
) -> Option<TemplateGroup> {
    let mut ranges: Vec<TokenRange> = group
        .iter()
        .map(|heading| TokenRange { start: heading.start, end: heading.start + depth as u32 })
        .collect();
    ranges.sort_unstable();
    let n = n_articles(stats, &ranges);
    let threshold = Threshold::for_lines(n_places, n, HEADING_MARGIN);
    let bits = stats.model.of(words(stats, ranges[0]), ranges.len() as u32);
    (n > 1 && bits >= threshold.bits).then_some(TemplateGroup {
        kind: TemplateKind::Heading,
        ranges,
        threshold,
    })
}

/// Groups sentences by their first three and last three words.
fn sentences(stats: &CorpusStats<'_>) -> Vec<TemplateGroup> {
    let keyed: Vec<(u64, TokenRange)> = parts(stats, PartKind::Sentence)
        .map(|part| {
            let sentence = range(part);
            let (head, tail) = ends(words(stats, sentence));
            (mix(key(head), key(tail)), sentence)
        })
        .collect();
    let n_places = stats.places.sentences as f64;
    groups(stats, keyed)
        .into_iter()
        .filter_map(|ranges| {
            let n = n_articles(stats, &ranges);
            let threshold =
                Threshold::for_lines(n_places, n, TEMPLATE_MARGIN).at_least(TEMPLATE_BITS);
            let n = ranges.len() as u32;
            let (head, tail) = common_ends(ranges.iter().map(|one| words(stats, *one)));
            let first = words(stats, ranges[0]);
            let is_whole = ranges.iter().any(|one| one.len() as usize <= head + tail);
            let bits =
                stats.model.of(&first[..head], n) + stats.model.of(&first[first.len() - tail..], n);
            (!is_whole && bits >= threshold.bits).then_some(TemplateGroup {
                kind: TemplateKind::Sentence,
                ranges,
                threshold,
            })
        })
        .collect()
}

/// Returns the number of words that all sentences share at their start and at their end; the sum is
/// at most the length of the shortest sentence.
fn common_ends<'a>(sentences: impl Iterator<Item = &'a [u32]> + Clone) -> (usize, usize) {
    let first = sentences.clone().next().unwrap_or_default();
    let (mut head, mut tail, mut shortest) = (first.len(), first.len(), first.len());
    for other in sentences {
        let same = first.iter().zip(other).take_while(|(one, two)| one == two);
        head = head.min(same.count());
        let reversed = first.iter().rev().zip(other.iter().rev());
        tail = tail.min(reversed.take_while(|(one, two)| one == two).count());
        shortest = shortest.min(other.len());
    }
    (head, tail.min(shortest - head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sentences: &[&[u32]], expected: (usize, usize)) {
        assert_eq!(common_ends(sentences.iter().copied()), expected);
    }

    #[test]
    fn both_ends_of_sentences_count() {
        check(&[&[1, 2, 3, 9, 4, 5, 6], &[1, 2, 3, 7, 8, 4, 5, 6]], (3, 3));
        check(&[&[1, 2, 9, 5], &[1, 2, 8, 5], &[1, 7, 5]], (1, 1));
    }

    #[test]
    fn no_word_is_both_head_and_tail() {
        check(&[&[1, 2, 3], &[1, 2, 3]], (3, 0));
        check(&[&[1, 1, 1, 1], &[1, 1, 1]], (3, 0));
    }
}
