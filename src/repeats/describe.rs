//! From ranges of places to clusters as people see them: spans, pattern, kind, score and name.
//!
//! Compares the words of all clusters first; then reads each article once more for the bytes of its
//! occurrences. The score counts the words shared by the central occurrence and its nearest variant, so
//! a reader can add the score up.

use std::{collections::HashSet, ops::Range};

use super::{
    Cluster, ClusterId, CorpusStats, Occurrence, RepeatInput,
    classify::{OccurrenceSetting, kind, setting},
    gather::{ClusterDraft, n_articles, nest},
    judge::{ScoreTerm, Verdict, judge},
    progress::StageProgress,
    token::mix,
    tokenized::{TokenizedCorpus, spans_of},
    variants::{CenterStar, settle_edges, star as star_of},
};
use crate::text::Span;

/// Signs behind the last word; part of the passage if all occurrences end with the sign.
const END_SIGNS: [char; 4] = ['?', '!', ':', '»'];

/// Clusters that a worker compares at a time.
const DRAFTS_AT_ONCE: usize = 64;

/// Articles that a worker reads at a time.
const READ_AT_ONCE: usize = 64;

/// A cluster after the comparison of words, with the findings in the texts.
pub(super) struct ClusterSketch {
    draft: ClusterDraft,
    star: CenterStar,
    id: ClusterId,
    verdict: Verdict,
    report: ClusterReport,
}

/// The findings in the texts, by occurrence.
#[derive(Clone, Default)]
struct ClusterReport {
    settings: Vec<OccurrenceSetting>,
    occurrences: Vec<Occurrence>,
    ends: Vec<Option<(char, usize)>>,
    pattern: String,
    why: Vec<(String, f64)>,
}

/// The findings in the text of one occurrence.
struct OccurrenceReport {
    setting: OccurrenceSetting,
    occurrence: Occurrence,
    end: Option<(char, usize)>,
    /// The pattern and the named terms, of the central occurrence only.
    main: Option<(String, Vec<(String, f64)>)>,
}

impl ClusterReport {
    fn add(&mut self, report: OccurrenceReport) {
        self.settings.push(report.setting);
        self.occurrences.push(report.occurrence);
        self.ends.push(report.end);
        if let Some(main) = report.main {
            (self.pattern, self.why) = main;
        }
    }

    /// Adds the sign behind the last word to the passage, if all occurrences have the same sign.
    fn add_end_sign(&mut self) {
        let Some((sign, _)) = self.ends[0] else {
            return;
        };
        let is_same = |end: &Option<(char, usize)>| end.is_some_and(|(other, _)| other == sign);
        if !self.ends.iter().all(is_same) {
            return;
        }
        for (occurrence, (_, len)) in self.occurrences.iter_mut().zip(self.ends.iter().flatten()) {
            occurrence.span.end += len;
        }
        if sign == '»' {
            self.pattern.push(' ');
        }
        self.pattern.push(sign);
    }
}

/// Splits and judges all clusters, and nests those that stay; nothing when `stage` is stopped.
pub(super) fn sketches(
    stats: &CorpusStats<'_>,
    drafts: &[ClusterDraft],
    stage: &mut StageProgress<'_>,
) -> Option<Vec<ClusterSketch>> {
    let mut sketches: Vec<ClusterSketch> = Vec::with_capacity(drafts.len());
    let of_some = |indices: Range<usize>| -> Vec<ClusterSketch> {
        let parts = drafts[indices].iter().flat_map(|draft| draft.parts(stats));
        parts.filter_map(|draft| sketch(stats, draft)).collect()
    };
    stage.map((drafts.len(), DRAFTS_AT_ONCE), of_some, |some| {
        sketches.extend(some);
    })?;
    let mut sketches = nest(sketches, |sketch| &mut sketch.draft);
    let mut names = HashSet::new();
    for sketch in &mut sketches {
        while !names.insert(sketch.id) {
            sketch.id = ClusterId(mix(sketch.id.0, 1));
        }
    }
    Some(sketches)
}

/// Describes all clusters; nothing when `stage` is stopped.
pub(super) fn describe(
    articles: &[RepeatInput<'_>],
    corpus: &TokenizedCorpus,
    mut sketches: Vec<ClusterSketch>,
    stage: &mut StageProgress<'_>,
) -> Option<Vec<Cluster>> {
    let mut places: Vec<(u32, u32, u32)> = Vec::new();
    for (index, sketch) in sketches.iter().enumerate() {
        for (member, range) in sketch.draft.ranges.iter().enumerate() {
            places.push((range.start, index as u32, member as u32));
        }
    }
    places.sort_unstable();
    let mut all = vec![ClusterReport::default(); sketches.len()];
    let read = |indices: Range<usize>| -> Vec<(u32, OccurrenceReport)> {
        let mut reports = Vec::new();
        for article in indices {
            let here = corpus.places(article);
            let place = |place: usize| places.partition_point(|other| (other.0 as usize) < place);
            let here = &places[place(here.start)..place(here.end)];
            read_one(corpus, &sketches, (article, &articles[article], here), &mut reports);
        }
        reports
    };
    stage.map((articles.len(), READ_AT_ONCE), read, |reports| {
        for (index, report) in reports {
            all[index as usize].add(report);
        }
    })?;
    for (sketch, report) in sketches.iter_mut().zip(all) {
        sketch.report = report;
    }
    Some(finish(corpus, sketches))
}

/// Adds the findings of one article, by place.
fn read_one(
    corpus: &TokenizedCorpus,
    sketches: &[ClusterSketch],
    (article, input, here): (usize, &RepeatInput<'_>, &[(u32, u32, u32)]),
    reports: &mut Vec<(u32, OccurrenceReport)>,
) {
    if here.is_empty() {
        return;
    }
    let range = |&(_, index, member): &(u32, u32, u32)| {
        sketches[index as usize].draft.ranges[member as usize]
    };
    let places = corpus.places(article);
    let start = places.start;
    let wanted = here.iter().map(range).map(|one| one.start..one.end);
    let reading =
        ArticleReading { article, input, spans: &spans_of(input, (corpus, places), wanted), start };
    for &(_, index, member) in here {
        let report = reading.report(&sketches[index as usize], member as usize);
        reports.push((index, report));
    }
}

/// Returns the sketch of a cluster; nothing for a cluster below its threshold.
fn sketch(stats: &CorpusStats<'_>, mut draft: ClusterDraft) -> Option<ClusterSketch> {
    let words = &stats.corpus.words;
    let mut star = star_of(words, &draft.ranges);
    let is_free = draft.template.is_none();
    if is_free && settle_edges(&mut draft.ranges, &star.slots, stats.corpus) {
        star = star_of(words, &draft.ranges);
    }
    let verdict = judge(stats, &draft, &star)?;
    let id = name(stats, &draft, &star);
    Some(ClusterSketch { id, verdict, star, draft, report: ClusterReport::default() })
}

/// Returns the hash of the longest run of fixed words, or of all words if none is fixed.
fn name(stats: &CorpusStats<'_>, draft: &ClusterDraft, star: &CenterStar) -> ClusterId {
    let centre = draft.ranges[star.centre];
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
    let words = &centre.of(&stats.corpus.words)[best];
    let hash = |hash, word: &u32| mix(hash, stats.corpus.hashes[*word as usize]);
    ClusterId(words.iter().fold(words.len() as u64, hash))
}

/// One article with the bytes of its words.
struct ArticleReading<'a> {
    article: usize,
    input: &'a RepeatInput<'a>,
    spans: &'a [Span],
    start: usize,
}

impl ArticleReading<'_> {
    /// Returns the findings of occurrence `member` of a cluster.
    fn report(&self, sketch: &ClusterSketch, member: usize) -> OccurrenceReport {
        let range = sketch.draft.ranges[member];
        let first = range.start as usize - self.start;
        let words = &self.spans[first..range.end as usize - self.start];
        let span = words[0].join(words[words.len() - 1]);
        let slots = sketch.star.slots[member].iter();
        let occurrence = Occurrence {
            article: self.article,
            span,
            slots: slots.map(|slot| words[slot.start].join(words[slot.end - 1])).collect(),
        };
        let counts = (words.len(), self.spans.len());
        let is_main = member == sketch.star.centre;
        let template = sketch.draft.template.map(|template| template.0);
        OccurrenceReport {
            setting: setting(self.input, span, counts, template),
            occurrence,
            end: self.end(span),
            main: is_main.then(|| {
                let pattern = self.pattern(&sketch.star, words);
                (pattern, self.why(&sketch.verdict.terms, words))
            }),
        }
    }

    /// Returns the sign behind an occurrence that may belong to it, with its length in bytes.
    fn end(&self, span: Span) -> Option<(char, usize)> {
        let behind = self.input.text[span.end..].chars();
        let mut signs = behind.take_while(|sign| !sign.is_alphanumeric()).take(2);
        match (signs.next(), signs.next()) {
            (Some(' '), Some('»')) => Some(('»', 3)),
            (Some(sign), _) if END_SIGNS.contains(&sign) => Some((sign, sign.len_utf8())),
            _ => None,
        }
    }

    /// Returns the words of the central occurrence on one line, with ⟨…⟩ for parts that vary.
    fn pattern(&self, star: &CenterStar, words: &[Span]) -> String {
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

    /// Returns the terms with the words of the text.
    fn why(&self, terms: &[ScoreTerm], words: &[Span]) -> Vec<(String, f64)> {
        let report = |term: &ScoreTerm| match term {
            ScoreTerm::Words(at, bits) => {
                let span = words[at.start].join(words[at.end - 1]);
                let text = span.of(self.input.text).split_whitespace();
                (text.collect::<Vec<_>>().join(" "), *bits)
            }
            ScoreTerm::Gap(bits) => ("…".to_owned(), *bits),
        };
        terms.iter().map(report).collect()
    }
}

fn finish(corpus: &TokenizedCorpus, sketches: Vec<ClusterSketch>) -> Vec<Cluster> {
    let ids: Vec<ClusterId> = sketches.iter().map(|sketch| sketch.id).collect();
    sketches.into_iter().map(|sketch| cluster(corpus, sketch, &ids)).collect()
}

fn cluster(corpus: &TokenizedCorpus, sketch: ClusterSketch, ids: &[ClusterId]) -> Cluster {
    let mut report = sketch.report;
    let n_articles = n_articles(corpus, &sketch.draft.ranges);
    report.add_end_sign();
    let has_slots = report.occurrences.iter().any(|one| !one.slots.is_empty());
    let template = sketch.draft.template;
    Cluster {
        id: sketch.id,
        kind: kind(template.map(|one| one.0), (has_slots, n_articles), &report.settings),
        n_articles,
        score_bits: report.why.iter().map(|(_, bits)| bits).sum(),
        threshold: sketch.verdict.threshold,
        pattern: report.pattern,
        occurrences: report.occurrences,
        inside: sketch.draft.inside.map(|holder| ids[holder]),
        why: report.why,
    }
}
