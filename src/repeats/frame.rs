//! What repeats by its place more than by its length: labels, headings that begin alike, sentences
//! that begin and end alike.
//!
//! A line start or a sentence is one of far fewer places than a word, so fewer bits tell it from chance:
//! the threshold counts the places that could have held it.

use std::ops::Range;

use super::{
    Known,
    class::Stretch,
    needed::Needed,
    progress::Part as Stage,
    stream::{Part, PartKind},
    token::{hash_folded, mix},
};

/// The least bits of a label.
const LABEL_BITS: f64 = 12.0;

/// Bits that a label needs above chance.
const LABEL_MARGIN: f64 = 2.0;

/// The least bits of a sentence with equal ends.
const FRAME_BITS: f64 = 16.0;

/// Bits that it may lie below what chance gives: some chance pairs are worth finding the true ones.
const FRAME_CREDIT: f64 = 3.0;

/// Bits that the start of a heading needs above chance: headings of one matter share its words.
const HEADING_MARGIN: f64 = 8.0;

/// Words that headings must begin with alike.
const HEAD_WORDS: usize = 3;

/// What kind of frame it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FrameKind {
    /// A label.
    Label,
    /// The start of headings.
    Heading,
    /// Start and end of sentences.
    Sentence,
}

impl FrameKind {
    /// Whether a part can be such a frame.
    pub(super) fn is_of(self, part: &Part) -> bool {
        match self {
            FrameKind::Label => part.kind == PartKind::Label,
            FrameKind::Heading => {
                part.kind == PartKind::Heading && usize::from(part.len) >= HEAD_WORDS
            }
            FrameKind::Sentence => part.kind == PartKind::Sentence,
        }
    }
}

/// How many places of a corpus could hold a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct FramePlaces {
    labels: usize,
    headings: usize,
    sentences: usize,
}

impl FramePlaces {
    /// Counts the parts that can be a frame of each kind.
    pub(super) fn of(parts: &[Part]) -> FramePlaces {
        let count = |kind: FrameKind| parts.iter().filter(|part| kind.is_of(part)).count();
        FramePlaces {
            labels: count(FrameKind::Label),
            headings: count(FrameKind::Heading),
            sentences: count(FrameKind::Sentence),
        }
    }
}

/// A label that begins with "the" is the same without it.
fn without_the(label: Stretch, has_the: bool) -> Stretch {
    Stretch {
        start: label.start + u32::from(has_the && label.len() > 1),
        ..label
    }
}

/// The first and the last words of a sentence.
fn ends(words: &[u32]) -> (&[u32], &[u32]) {
    (&words[..HEAD_WORDS], &words[words.len() - HEAD_WORDS..])
}

/// Occurrences of one frame.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Frame {
    /// What it is.
    pub kind: FrameKind,
    /// Where it stands, in order.
    pub stretches: Vec<Stretch>,
    /// The bits that it needed.
    pub needed: Needed,
}

/// Finds the frames that two or more articles have.
pub(super) fn frames(known: &Known<'_>, stage: &Stage<'_>) -> Vec<Frame> {
    type Of = fn(&Known<'_>) -> Vec<Frame>;
    let mut kinds: [(Of, Vec<Frame>); 3] =
        [labels as Of, headings, sentences].map(|of| (of, Vec::new()));
    stage.each(&mut kinds, |(of, frames)| *frames = of(known));
    kinds.into_iter().flat_map(|(_, frames)| frames).collect()
}

fn parts<'a>(known: &'a Known<'_>, kind: PartKind) -> impl Iterator<Item = &'a Part> {
    let parts = known.streams.parts.iter();
    parts.filter(move |part| part.kind == kind)
}

fn stretch(part: &Part) -> Stretch {
    Stretch {
        start: part.first,
        end: part.first + u32::from(part.len),
    }
}

fn words<'a>(known: &'a Known<'_>, stretch: Stretch) -> &'a [u32] {
    &known.streams.words[stretch.start as usize..stretch.end as usize]
}

/// How many articles hold stretches that are in order.
fn n_articles(known: &Known<'_>, stretches: &[Stretch]) -> usize {
    let article = |stretch: &Stretch| known.streams.article_of(stretch.start as usize);
    stretches
        .chunk_by(|one, other| article(one) == article(other))
        .count()
}

/// Stretches with equal keys, in order; only groups of two or more articles.
fn groups(known: &Known<'_>, mut keyed: Vec<(u64, Stretch)>) -> Vec<Vec<Stretch>> {
    keyed.sort_unstable();
    let mut groups: Vec<Vec<Stretch>> = keyed
        .chunk_by(|one, other| one.0 == other.0)
        .filter(|group| group.len() > 1)
        .map(|group| group.iter().map(|&(_, stretch)| stretch).collect())
        .filter(|group: &Vec<Stretch>| n_articles(known, group) > 1)
        .collect();
    groups.sort_unstable_by_key(|group| group[0]);
    groups
}

fn key(words: &[u32]) -> u64 {
    let numbers = words.iter().map(|&word| u64::from(word) + 1);
    numbers.fold(words.len() as u64, mix)
}

fn labels(known: &Known<'_>) -> Vec<Frame> {
    let the = hash_folded("the");
    let keyed: Vec<(u64, Stretch)> = parts(known, PartKind::Label)
        .map(|part| {
            let label = stretch(part);
            let first = known.streams.words[label.start as usize];
            let label = without_the(label, known.streams.hashes[first as usize] == the);
            (key(words(known, label)), label)
        })
        .collect();
    let n_places = known.places.labels as f64;
    groups(known, keyed)
        .into_iter()
        .filter_map(|stretches| {
            let n = n_articles(known, &stretches);
            let needed = Needed::among_lines(n_places, n, LABEL_MARGIN).at_least(LABEL_BITS);
            let bits = known
                .surprise
                .of(words(known, stretches[0]), stretches.len() as u32);
            (bits >= needed.bits).then_some(Frame {
                kind: FrameKind::Label,
                stretches,
                needed,
            })
        })
        .collect()
}

/// Headings that begin alike, longest common beginnings first told apart.
fn headings(known: &Known<'_>) -> Vec<Frame> {
    let mut all: Vec<Stretch> = parts(known, PartKind::Heading).map(stretch).collect();
    all.retain(|heading| heading.len() as usize >= HEAD_WORDS);
    let n_places = known.places.headings as f64;
    all.sort_unstable_by(|one, other| {
        (words(known, *one), one.start).cmp(&(words(known, *other), other.start))
    });
    let mut frames = Vec::new();
    let mut waiting: Vec<(Range<usize>, usize)> = vec![(0..all.len(), 0)];
    while let Some((range, depth)) = waiting.pop() {
        let group = &all[range.clone()];
        if group.len() < 2 {
            continue;
        }
        let depth = common_start(known, group, depth);
        if depth >= HEAD_WORDS {
            frames.extend(heading_frame(known, group, (depth, n_places)));
        }
        let next = |heading: &Stretch| words(known, *heading).get(depth).copied();
        let mut from = range.start;
        for part in group.chunk_by(|one, other| next(one) == next(other)) {
            if next(&part[0]).is_some() {
                waiting.push((from..from + part.len(), depth + 1));
            }
            from += part.len();
        }
    }
    frames
}

/// How many words all headings of a sorted group begin with; at least `least`.
fn common_start(known: &Known<'_>, group: &[Stretch], least: usize) -> usize {
    let first = words(known, group[0]);
    let last = words(known, group[group.len() - 1]);
    let same = first
        .iter()
        .zip(last)
        .take_while(|(one, other)| one == other);
    same.count().max(least)
}

fn heading_frame(
    known: &Known<'_>,
    group: &[Stretch],
    (depth, n_places): (usize, f64),
) -> Option<Frame> {
    let mut stretches: Vec<Stretch> = group
        .iter()
        .map(|heading| Stretch {
            start: heading.start,
            end: heading.start + depth as u32,
        })
        .collect();
    stretches.sort_unstable();
    let n = n_articles(known, &stretches);
    let needed = Needed::among_lines(n_places, n, HEADING_MARGIN);
    let bits = known
        .surprise
        .of(words(known, stretches[0]), stretches.len() as u32);
    (n > 1 && bits >= needed.bits).then_some(Frame {
        kind: FrameKind::Heading,
        stretches,
        needed,
    })
}

/// Sentences whose first three and last three words are the same.
fn sentences(known: &Known<'_>) -> Vec<Frame> {
    let keyed: Vec<(u64, Stretch)> = parts(known, PartKind::Sentence)
        .map(|part| {
            let sentence = stretch(part);
            let (head, tail) = ends(words(known, sentence));
            (mix(key(head), key(tail)), sentence)
        })
        .collect();
    let n_places = known.places.sentences as f64;
    groups(known, keyed)
        .into_iter()
        .filter_map(|stretches| {
            let n = n_articles(known, &stretches);
            let needed = Needed::among_lines(n_places, n, -FRAME_CREDIT).at_least(FRAME_BITS);
            let n = stretches.len() as u32;
            let (head, tail) = common_ends(stretches.iter().map(|one| words(known, *one)));
            let first = words(known, stretches[0]);
            let is_whole = stretches
                .iter()
                .any(|one| one.len() as usize <= head + tail);
            let bits = known.surprise.of(&first[..head], n)
                + known.surprise.of(&first[first.len() - tail..], n);
            (!is_whole && bits >= needed.bits).then_some(Frame {
                kind: FrameKind::Sentence,
                stretches,
                needed,
            })
        })
        .collect()
}

/// How many words all sentences begin with and end with; together at most the shortest of them.
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
