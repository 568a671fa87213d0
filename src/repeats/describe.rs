//! From places to what people see: spans in bytes, pattern, kind, score with its reasons, name.
//!
//! Words are compared first, for all clusters; then each article is read once more for the bytes of its
//! occurrences. The score is that of the words which the cluster's main occurrence shares with its
//! nearest neighbour, so it can be added up by hand.

use std::collections::HashSet;

use super::{
    Cluster, ClusterId, Found, Occurrence, RepeatInput,
    align::gap_cost,
    cluster::{Draft, Drafts, n_articles},
    kind::{Sight, kind, sight},
    progress::Part as Stage,
    slots::{Star, settle_edges, star as star_of},
    stream::spans,
    token::mix,
};
use crate::text::Span;

/// Signs behind the last word that belong to a passage when all occurrences have them.
const END_SIGNS: [char; 4] = ['?', '!', ':', '»'];

/// A cluster on its way.
struct Sketch {
    draft: Draft,
    star: Star,
    id: ClusterId,
    sights: Vec<Sight>,
    occurrences: Vec<Occurrence>,
    ends: Vec<Option<(char, usize)>>,
    pattern: String,
    why: Vec<(String, f64)>,
}

/// Describes all clusters.
pub(super) fn describe(
    articles: &[RepeatInput<'_>],
    found: &Found<'_>,
    drafts: Drafts,
    stage: &mut Stage<'_>,
) -> Option<Vec<Cluster>> {
    let mut names = HashSet::new();
    let mut sketches: Vec<Sketch> = Vec::with_capacity(drafts.len());
    for (index, draft) in drafts.into_iter().enumerate() {
        stage.step(index, usize::MAX)?;
        sketches.push(sketch(found, draft, &mut names));
    }
    let mut places: Vec<(u32, u32, u32)> = Vec::new();
    for (index, sketch) in sketches.iter().enumerate() {
        for (member, stretch) in sketch.draft.stretches.iter().enumerate() {
            places.push((stretch.start, index as u32, member as u32));
        }
    }
    places.sort_unstable();
    let mut rest = places.as_slice();
    for (article, input) in articles.iter().enumerate() {
        stage.step(article, articles.len())?;
        let end = found.streams.starts[article + 1] as u32;
        let n_here = rest.partition_point(|place| place.0 < end);
        let (here, later) = rest.split_at(n_here);
        rest = later;
        if here.is_empty() {
            continue;
        }
        let spans = spans(input);
        for &(_, index, member) in here {
            let reading = Reading {
                article,
                input,
                spans: &spans,
                start: found.streams.starts[article],
            };
            reading.add(found, &mut sketches[index as usize], member as usize);
        }
    }
    Some(finish(found, sketches))
}

fn sketch(found: &Found<'_>, mut draft: Draft, names: &mut HashSet<ClusterId>) -> Sketch {
    let words = &found.streams.words;
    let mut star = star_of(words, &draft.stretches);
    let is_free = draft.frame.is_none();
    if is_free && settle_edges(&mut draft.stretches, &star.slots, found.streams) {
        star = star_of(words, &draft.stretches);
    }
    let mut id = name(found, &draft, &star);
    while !names.insert(id) {
        id = ClusterId(mix(id.0, 1));
    }
    Sketch {
        star,
        id,
        sights: Vec::with_capacity(draft.stretches.len()),
        occurrences: Vec::with_capacity(draft.stretches.len()),
        ends: Vec::with_capacity(draft.stretches.len()),
        pattern: String::new(),
        why: Vec::new(),
        draft,
    }
}

/// The hash of the longest stretch of fixed words; of the whole, where no word is fixed.
fn name(found: &Found<'_>, draft: &Draft, star: &Star) -> ClusterId {
    let centre = draft.stretches[star.centre];
    let mut best = 0..0;
    let mut start = 0;
    for at in 0..=star.is_fixed.len() {
        let is_end = star.is_fixed.get(at) != Some(&true);
        if is_end || star.is_open[at] {
            if at - start > best.len() {
                best = start..at;
            }
            start = at + usize::from(is_end);
        }
    }
    if best.is_empty() {
        best = 0..star.is_fixed.len();
    }
    let words = &found.streams.words[centre.start as usize..centre.end as usize][best];
    let hash = |hash, word: &u32| mix(hash, found.streams.hashes[*word as usize]);
    ClusterId(words.iter().fold(words.len() as u64, hash))
}

/// One article with the bytes of its words.
struct Reading<'a> {
    article: usize,
    input: &'a RepeatInput<'a>,
    spans: &'a [Span],
    start: usize,
}

impl Reading<'_> {
    /// Adds what occurrence `member` of a cluster needs from the text.
    fn add(&self, found: &Found<'_>, sketch: &mut Sketch, member: usize) {
        let stretch = sketch.draft.stretches[member];
        let first = stretch.start as usize - self.start;
        let words = &self.spans[first..stretch.end as usize - self.start];
        let span = words[0].join(words[words.len() - 1]);
        let slots = sketch.star.slots[member].iter();
        sketch.occurrences.push(Occurrence {
            article: self.article,
            span,
            slots: slots
                .map(|slot| words[slot.start].join(words[slot.end - 1]))
                .collect(),
        });
        let counts = (words.len(), self.spans.len());
        sketch.sights.push(sight(self.input, span, counts));
        let behind = self.input.text[span.end..].chars();
        let mut signs = behind.take_while(|sign| !sign.is_alphanumeric()).take(2);
        sketch.ends.push(match (signs.next(), signs.next()) {
            (Some(' '), Some('»')) => Some(('»', 3)),
            (Some(sign), _) if END_SIGNS.contains(&sign) => Some((sign, sign.len_utf8())),
            _ => None,
        });
        if member == sketch.star.centre {
            sketch.pattern = self.pattern(&sketch.star, words);
            sketch.why = self.why(found, sketch, words);
        }
    }

    /// The words of the main occurrence with ⟨…⟩ for what varies, on one line.
    fn pattern(&self, star: &Star, words: &[Span]) -> String {
        const SLOT: &str = "⟨…⟩";
        let mut pattern = String::new();
        let mut last: Option<Span> = None;
        for (at, word) in words.iter().enumerate() {
            let is_slot = !star.is_fixed[at];
            if (star.is_open[at] || is_slot) && !pattern.ends_with(SLOT) {
                if let Some(last) = last {
                    let between = &self.input.text[last.end..word.start];
                    pattern.push_str(between.split_whitespace().next().unwrap_or_default());
                    pattern.push(' ');
                }
                pattern.push_str(SLOT);
                last = None;
            }
            if is_slot {
                continue;
            }
            match last {
                Some(last) => pattern.push_str(&self.input.text[last.end..word.start]),
                None if !pattern.is_empty() => pattern.push(' '),
                None => {}
            }
            pattern.push_str(word.of(self.input.text));
            last = Some(*word);
        }
        if star.is_open[words.len()] && !pattern.ends_with(SLOT) {
            pattern.push(' ');
            pattern.push_str(SLOT);
        }
        pattern.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The words that the score is made of.
    fn why(&self, found: &Found<'_>, sketch: &Sketch, words: &[Span]) -> Vec<(String, f64)> {
        let n = sketch.draft.stretches.len() as u32;
        let first = sketch.draft.stretches[sketch.star.centre].start as usize;
        let numbers = &found.streams.words[first..];
        let mut why = Vec::new();
        let mut before: Option<usize> = None;
        for &at in &sketch.star.shared {
            let follows = before.is_some_and(|before| before + 1 == at);
            if let Some(before) = before.filter(|_| !follows)
                && sketch.draft.frame.is_none()
            {
                why.push(("…".to_owned(), -gap_cost((at - before - 1) as f64)));
            }
            let bits = if follows {
                found.surprise.after(numbers[at - 1], numbers[at], n)
            } else {
                found.surprise.alone(numbers[at], n)
            };
            why.push((words[at].of(self.input.text).to_owned(), bits));
            before = Some(at);
        }
        why
    }
}

fn finish(found: &Found<'_>, sketches: Vec<Sketch>) -> Vec<Cluster> {
    let ids: Vec<ClusterId> = sketches.iter().map(|sketch| sketch.id).collect();
    sketches
        .into_iter()
        .map(|sketch| cluster(found, sketch, &ids))
        .collect()
}

fn cluster(found: &Found<'_>, mut sketch: Sketch, ids: &[ClusterId]) -> Cluster {
    let n_articles = n_articles(found.streams, &sketch.draft.stretches);
    let end = sketch.ends[0].filter(|(sign, _)| {
        let all_have =
            |known: &Option<(char, usize)>| known.is_some_and(|(other, _)| other == *sign);
        sketch.ends.iter().all(all_have)
    });
    if let Some((sign, _)) = end {
        for (occurrence, end) in sketch.occurrences.iter_mut().zip(&sketch.ends) {
            occurrence.span.end += end.map_or(0, |(_, len)| len);
        }
        if sign == '»' {
            sketch.pattern.push(' ');
        }
        sketch.pattern.push(sign);
    }
    let has_slots = sketch.occurrences.iter().any(|one| !one.slots.is_empty());
    let frame = sketch.draft.frame;
    Cluster {
        id: sketch.id,
        kind: kind(frame.map(|frame| frame.0), has_slots, &sketch.sights),
        n_articles,
        score_bits: sketch.why.iter().map(|(_, bits)| bits).sum(),
        needed: frame.map_or_else(|| found.scale.needed(n_articles), |frame| frame.1),
        pattern: sketch.pattern,
        occurrences: sketch.occurrences,
        inside: sketch.draft.inside.map(|holder| ids[holder]),
        why: sketch.why,
    }
}
