//! From places to what people see: spans in bytes, pattern, kind, score with its reasons, name.
//!
//! Words are compared first, for all clusters; then each article is read once more for the bytes of its
//! occurrences. The score is that of the words which the cluster's main occurrence shares with its
//! nearest neighbour, so it can be added up by hand.

use std::{collections::HashSet, ops::Range};

use super::{
    Cluster, ClusterId, Known, Occurrence, RepeatInput, Scale,
    align::gap_cost,
    cluster::{Draft, Drafts, n_articles},
    kind::{Sight, kind, sight},
    progress::Part as Stage,
    slots::{Star, settle_edges, star as star_of},
    stream::{Streams, spans_of},
    token::mix,
};
use crate::text::Span;

/// Signs behind the last word that belong to a passage when all occurrences have them.
const END_SIGNS: [char; 4] = ['?', '!', ':', '»'];

/// Clusters whose words one worker compares at a time.
const DRAFTS_AT_ONCE: usize = 64;

/// Articles that one worker reads again at a time.
const READ_AT_ONCE: usize = 64;

/// A cluster on its way.
pub(super) struct Sketch {
    draft: Draft,
    star: Star,
    id: ClusterId,
    /// The words that the score is made of.
    reasons: Vec<Reason>,
    told: Told,
}

/// A part of a score.
enum Reason {
    /// A word of the main occurrence and its bits.
    Word(usize, f64),
    /// What a gap costs.
    Gap(f64),
}

/// What the texts tell of a cluster, by occurrence.
#[derive(Clone, Default)]
struct Told {
    sights: Vec<Sight>,
    occurrences: Vec<Occurrence>,
    ends: Vec<Option<(char, usize)>>,
    pattern: String,
    why: Vec<(String, f64)>,
}

/// What one occurrence tells.
struct View {
    sight: Sight,
    occurrence: Occurrence,
    end: Option<(char, usize)>,
    /// Pattern and reasons, of the main occurrence.
    main: Option<(String, Vec<(String, f64)>)>,
}

impl Told {
    fn add(&mut self, view: View) {
        self.sights.push(view.sight);
        self.occurrences.push(view.occurrence);
        self.ends.push(view.end);
        if let Some(main) = view.main {
            (self.pattern, self.why) = main;
        }
    }
}

/// Compares the words of all clusters.
pub(super) fn sketches(
    known: &Known<'_>,
    drafts: &Drafts,
    stage: &mut Stage<'_>,
) -> Option<Vec<Sketch>> {
    let mut sketches: Vec<Sketch> = Vec::with_capacity(drafts.len());
    let of_some = |range: Range<usize>| -> Vec<Sketch> {
        let some = drafts[range].iter();
        some.map(|draft| sketch(known, draft.clone())).collect()
    };
    stage.map((drafts.len(), DRAFTS_AT_ONCE), of_some, |some| {
        sketches.extend(some);
    })?;
    let mut names = HashSet::new();
    for sketch in &mut sketches {
        while !names.insert(sketch.id) {
            sketch.id = ClusterId(mix(sketch.id.0, 1));
        }
    }
    Some(sketches)
}

/// Describes all clusters.
pub(super) fn describe(
    articles: &[RepeatInput<'_>],
    (streams, scale): (&Streams, Scale),
    mut sketches: Vec<Sketch>,
    stage: &mut Stage<'_>,
) -> Option<Vec<Cluster>> {
    let mut places: Vec<(u32, u32, u32)> = Vec::new();
    for (index, sketch) in sketches.iter().enumerate() {
        for (member, stretch) in sketch.draft.stretches.iter().enumerate() {
            places.push((stretch.start, index as u32, member as u32));
        }
    }
    places.sort_unstable();
    let mut told = vec![Told::default(); sketches.len()];
    let read = |range: Range<usize>| -> Vec<(u32, View)> {
        let mut views = Vec::new();
        for article in range {
            let here = streams.places(article);
            let place = |place: usize| places.partition_point(|other| (other.0 as usize) < place);
            let here = &places[place(here.start)..place(here.end)];
            read_one(
                streams,
                &sketches,
                (article, &articles[article], here),
                &mut views,
            );
        }
        views
    };
    stage.map((articles.len(), READ_AT_ONCE), read, |views| {
        for (index, view) in views {
            told[index as usize].add(view);
        }
    })?;
    for (sketch, told) in sketches.iter_mut().zip(told) {
        sketch.told = told;
    }
    Some(finish((streams, scale), sketches))
}

/// Adds what one article has to say, by place.
fn read_one(
    streams: &Streams,
    sketches: &[Sketch],
    (article, input, here): (usize, &RepeatInput<'_>, &[(u32, u32, u32)]),
    views: &mut Vec<(u32, View)>,
) {
    if here.is_empty() {
        return;
    }
    let stretch = |&(_, index, member): &(u32, u32, u32)| {
        sketches[index as usize].draft.stretches[member as usize]
    };
    let places = streams.places(article);
    let start = places.start;
    let wanted = here.iter().map(stretch).map(|one| one.start..one.end);
    let reading = Reading {
        article,
        input,
        spans: &spans_of(input, (streams, places), wanted),
        start,
    };
    for &(_, index, member) in here {
        let view = reading.view(&sketches[index as usize], member as usize);
        views.push((index, view));
    }
}

fn sketch(known: &Known<'_>, mut draft: Draft) -> Sketch {
    let words = &known.streams.words;
    let mut star = star_of(words, &draft.stretches);
    let is_free = draft.frame.is_none();
    if is_free && settle_edges(&mut draft.stretches, &star.slots, known.streams) {
        star = star_of(words, &draft.stretches);
    }
    Sketch {
        id: name(known, &draft, &star),
        reasons: reasons(known, &draft, &star),
        star,
        draft,
        told: Told::default(),
    }
}

/// The hash of the longest stretch of fixed words; of the whole, where no word is fixed.
fn name(known: &Known<'_>, draft: &Draft, star: &Star) -> ClusterId {
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
    let words = &known.streams.words[centre.start as usize..centre.end as usize][best];
    let hash = |hash, word: &u32| mix(hash, known.streams.hashes[*word as usize]);
    ClusterId(words.iter().fold(words.len() as u64, hash))
}

/// The words that the score is made of.
fn reasons(known: &Known<'_>, draft: &Draft, star: &Star) -> Vec<Reason> {
    let n = draft.stretches.len() as u32;
    let first = draft.stretches[star.centre].start as usize;
    let numbers = &known.streams.words[first..];
    let pairs = star.shared.windows(2).filter(|two| two[0] + 1 == two[1]);
    let touched = pairs.fold(0, |touched, two| {
        touched ^ known.surprise.touch(numbers[two[0]], numbers[two[1]])
    });
    // What was read is of no use; that it was read at once is.
    std::hint::black_box(touched);
    let mut reasons = Vec::with_capacity(star.shared.len());
    let mut before: Option<usize> = None;
    for &at in &star.shared {
        let follows = before.is_some_and(|before| before + 1 == at);
        if let Some(before) = before.filter(|_| !follows)
            && draft.frame.is_none()
        {
            reasons.push(Reason::Gap(-gap_cost((at - before - 1) as f64)));
        }
        let bits = if follows {
            known.surprise.after(numbers[at - 1], numbers[at], n)
        } else {
            known.surprise.alone(numbers[at], n)
        };
        reasons.push(Reason::Word(at, bits));
        before = Some(at);
    }
    reasons
}

/// One article with the bytes of its words.
struct Reading<'a> {
    article: usize,
    input: &'a RepeatInput<'a>,
    spans: &'a [Span],
    start: usize,
}

impl Reading<'_> {
    /// What occurrence `member` of a cluster tells.
    fn view(&self, sketch: &Sketch, member: usize) -> View {
        let stretch = sketch.draft.stretches[member];
        let first = stretch.start as usize - self.start;
        let words = &self.spans[first..stretch.end as usize - self.start];
        let span = words[0].join(words[words.len() - 1]);
        let slots = sketch.star.slots[member].iter();
        let occurrence = Occurrence {
            article: self.article,
            span,
            slots: slots
                .map(|slot| words[slot.start].join(words[slot.end - 1]))
                .collect(),
        };
        let counts = (words.len(), self.spans.len());
        let is_main = member == sketch.star.centre;
        let frame = sketch.draft.frame.map(|frame| frame.0);
        View {
            sight: sight(self.input, span, counts, frame),
            occurrence,
            end: self.end(span),
            main: is_main.then(|| {
                let pattern = self.pattern(&sketch.star, words);
                (pattern, self.why(&sketch.reasons, words))
            }),
        }
    }

    /// The sign behind an occurrence that may belong to it, with its bytes.
    fn end(&self, span: Span) -> Option<(char, usize)> {
        let behind = self.input.text[span.end..].chars();
        let mut signs = behind.take_while(|sign| !sign.is_alphanumeric()).take(2);
        match (signs.next(), signs.next()) {
            (Some(' '), Some('»')) => Some(('»', 3)),
            (Some(sign), _) if END_SIGNS.contains(&sign) => Some((sign, sign.len_utf8())),
            _ => None,
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

    /// The reasons in the words of the text.
    fn why(&self, reasons: &[Reason], words: &[Span]) -> Vec<(String, f64)> {
        let told = |reason: &Reason| match *reason {
            Reason::Word(at, bits) => (words[at].of(self.input.text).to_owned(), bits),
            Reason::Gap(bits) => ("…".to_owned(), bits),
        };
        reasons.iter().map(told).collect()
    }
}

fn finish(known: (&Streams, Scale), sketches: Vec<Sketch>) -> Vec<Cluster> {
    let ids: Vec<ClusterId> = sketches.iter().map(|sketch| sketch.id).collect();
    sketches
        .into_iter()
        .map(|sketch| cluster(known, sketch, &ids))
        .collect()
}

fn cluster((streams, scale): (&Streams, Scale), sketch: Sketch, ids: &[ClusterId]) -> Cluster {
    let mut told = sketch.told;
    let n_articles = n_articles(streams, &sketch.draft.stretches);
    let end = told.ends[0].filter(|(sign, _)| {
        let all_have =
            |known: &Option<(char, usize)>| known.is_some_and(|(other, _)| other == *sign);
        told.ends.iter().all(all_have)
    });
    if let Some((sign, _)) = end {
        for (occurrence, end) in told.occurrences.iter_mut().zip(&told.ends) {
            occurrence.span.end += end.map_or(0, |(_, len)| len);
        }
        if sign == '»' {
            told.pattern.push(' ');
        }
        told.pattern.push(sign);
    }
    let has_slots = told.occurrences.iter().any(|one| !one.slots.is_empty());
    let frame = sketch.draft.frame;
    Cluster {
        id: sketch.id,
        kind: kind(frame.map(|frame| frame.0), has_slots, &told.sights),
        n_articles,
        score_bits: told.why.iter().map(|(_, bits)| bits).sum(),
        needed: frame.map_or_else(|| scale.needed(n_articles), |frame| frame.1),
        pattern: told.pattern,
        occurrences: told.occurrences,
        inside: sketch.draft.inside.map(|holder| ids[holder]),
        why: told.why,
    }
}
