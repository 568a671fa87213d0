//! What a new article shares with those that are there: a comparison with its neighbours alone.
//!
//! Seeds lead to other articles; of these a few are read again, at least two for each passage. The
//! stages of the whole engine then run over this handful with the counts of the whole corpus. What is
//! found beside an occurrence of a known cluster joins that cluster; the rest makes new ones.

use std::ops::ControlFlow;

use super::{Found, Known, RepeatIndex, RepeatInput, Repeats, Scale, short};
use crate::{
    repeats::{
        Change, Cluster, ClusterId, Occurrence,
        class::{Classes, Stretch},
        cluster::gather,
        describe::{describe, sketches},
        frame::{FrameKind, frame_keys, frames},
        gram::{Grams, NONE},
        pair::{Alignment, Seed, align_seeds, is_worth_aligning},
        progress::{Progress, alone},
        run::Runs,
        slots::{compare, filling},
        stream::{ArticleWords, Streams, spans},
        worth::Worth,
    },
    text::Span,
};

/// Living places of a seed that are looked at.
const LOOKED_AT: usize = 64;

/// Articles that a passage is aligned with.
const PARTNERS: usize = 2;

/// Articles that are read again.
const MOST_READ: usize = 24;

/// Share of a known occurrence that must be in the new article, in percent.
const KNOWN: usize = 60;

/// One sequence or key of the new article that stands elsewhere.
struct Hit {
    /// Where it begins in the article.
    at: u32,
    /// Its words.
    len: u32,
    /// The frame whose key it is.
    frame: Option<FrameKind>,
    /// How many places have it.
    n: u32,
    /// Some of them as (article, where its places begin, place), newest first, each article once.
    places: Vec<(usize, u32, u32)>,
}

/// The articles that are compared: the new one first.
struct Near<'a> {
    streams: Streams,
    inputs: Vec<RepeatInput<'a>>,
    /// Their numbers in the corpus.
    articles: Vec<usize>,
    /// Bytes of their words.
    spans: Vec<Vec<Span>>,
}

/// Finds what `read`, an article that is counted already, shares with others.
pub(super) fn find<'a>(
    index: &mut RepeatIndex,
    repeats: &Repeats,
    (article, input, read): (usize, RepeatInput<'a>, &ArticleWords),
    texts: &dyn Fn(usize) -> RepeatInput<'a>,
    change: &mut Change,
) {
    let mut near = Near {
        streams: Streams::over(std::mem::take(&mut index.hashes)),
        inputs: Vec::new(),
        articles: Vec::new(),
        spans: Vec::new(),
    };
    near.admit(index, (article, input), (read, spans(&input)));
    let hits = hits(index, &near, read);
    let chosen = choose(&hits);
    let mut other = ArticleWords::default();
    for &article in &chosen {
        let input = texts(article);
        let mut spans = Vec::with_capacity(input.text.len() / 6);
        other.read_with(&input, |span| spans.push(span));
        near.admit(index, (article, input), (&other, spans));
    }
    near.streams.close();
    if !chosen.is_empty() {
        near.compare(index, repeats, &hits, change);
    }
    index.hashes = near.streams.take_hashes();
}

/// What the index knows of the words and frames of the new article.
fn hits(index: &RepeatIndex, near: &Near<'_>, read: &ArticleWords) -> Vec<Hit> {
    let words = &near.streams.words;
    let hashes = &near.streams.hashes;
    let mut grams = Vec::with_capacity(words.len());
    let hash_of = |word: u32| hashes[word as usize];
    super::gram::each(words, hash_of, index.gram_words, |_, hash| {
        grams.push(short(hash));
    });
    let len = index.gram_words as u32;
    let sequences = grams
        .iter()
        .zip(0..)
        .map(|(&hash, at)| (hash, at, len, None));
    let frames = frame_keys(words, hashes, &read.parts);
    let frames = frames.map(|(key, at, (kind, len))| (short(key), at, len, Some(kind)));
    let mut hits = Vec::new();
    for (hash, at, len, frame) in sequences.chain(frames) {
        let found = index.seeds.of(hash);
        // Site text stands in every article: it is counted, and few of its places are looked at.
        let n: usize = found.iter().map(|places| places.len()).sum();
        let n = n as u32;
        let mut places: Vec<(usize, u32, u32)> = Vec::new();
        let newest = found.iter().flat_map(|places| places.iter().rev());
        for &place in newest.take(LOOKED_AT) {
            if places.len() == 4 * PARTNERS {
                break;
            }
            if let Some((article, start)) = index.homes.at(place)
                && article != near.articles[0]
                && places.iter().all(|known| known.0 != article)
            {
                places.push((article, start, place));
            }
        }
        let here = &words[at as usize..(at + len) as usize];
        let is_seed = || is_worth_aligning(&index.surprise, here, n + 1);
        if !places.is_empty() && (frame.is_some() || is_seed()) {
            hits.push(Hit {
                at,
                len,
                frame,
                n: n + 1,
                places,
            });
        }
    }
    hits
}

/// The articles to read: for each hit, the rarest first, as many as it needs.
fn choose(hits: &[Hit]) -> Vec<usize> {
    let mut order: Vec<&Hit> = hits.iter().collect();
    order.sort_by_key(|hit| (hit.n, hit.at));
    let mut chosen: Vec<usize> = Vec::new();
    for hit in order {
        let is_known = |place: &&(usize, u32, u32)| chosen.contains(&place.0);
        let n_known = hit.places.iter().filter(is_known).count();
        let n_missing = PARTNERS.saturating_sub(n_known);
        let others = hit.places.iter().map(|place| place.0);
        let others: Vec<usize> = others.filter(|other| !chosen.contains(other)).collect();
        chosen.extend(others.into_iter().take(n_missing));
        if chosen.len() >= MOST_READ {
            break;
        }
    }
    chosen.truncate(MOST_READ);
    chosen
}

impl<'a> Near<'a> {
    fn admit(
        &mut self,
        index: &mut RepeatIndex,
        (article, input): (usize, RepeatInput<'a>),
        (read, spans): (&ArticleWords, Vec<Span>),
    ) {
        self.streams.open();
        self.streams.admit(read, &mut index.numbers);
        self.inputs.push(input);
        self.articles.push(article);
        self.spans.push(spans);
    }

    /// The stages of the engine, over these articles.
    fn compare(&self, index: &RepeatIndex, repeats: &Repeats, hits: &[Hit], change: &mut Change) {
        let worth = Worth::of(self.grams(hits, index.gram_words));
        let known = Known {
            streams: &self.streams,
            surprise: &index.surprise,
            scale: Scale::of(index.n_words(), index.options.margin_bits),
            places: index.places,
        };
        let found = Found {
            known: &known,
            worth: &worth,
            runs: &Runs::default(),
        };
        let go_on: &mut dyn FnMut(u8) -> ControlFlow<()> = &mut |_| ControlFlow::Continue(());
        let mut progress = Progress::new(go_on, &alone);
        let seeds = self.seeds(hits);
        let alignments = align_seeds(
            &found,
            &Classes::default(),
            &seeds,
            &mut progress.part(0..1),
        );
        let mut joins: Vec<Join> = Vec::new();
        let mut rest = Vec::new();
        for alignment in alignments.unwrap_or_default() {
            if !self.join(repeats, alignment, None, &mut joins) {
                rest.push(alignment);
            }
        }
        for (alignment, kind) in self.frame_pairs(hits) {
            self.join(repeats, alignment, Some(kind), &mut joins);
        }
        change.joined = self.occurrences(joins);
        let mut frames = frames(&known, &progress.part(0..1));
        frames.retain(|frame| {
            let here = frame
                .stretches
                .iter()
                .any(|one| self.streams.article_of(one.start as usize) == 0);
            here && !frame
                .stretches
                .iter()
                .any(|one| self.is_known(repeats, *one))
        });
        let drafts = gather(&known, Classes::default(), &rest, frames);
        let sketches = sketches(&known, &drafts, &mut progress.part(0..1)).unwrap_or_default();
        let described = describe(
            &self.inputs,
            (&self.streams, known.scale),
            sketches,
            &mut progress.part(0..1),
        );
        change.new = described.unwrap_or_default();
        for cluster in &mut change.new {
            self.to_corpus(cluster);
        }
    }

    /// How often the sequences at the places of the new article stand in the corpus.
    fn grams(&self, hits: &[Hit], len: usize) -> Grams {
        let mut n_at = vec![0; self.streams.words.len()];
        for hit in hits.iter().filter(|hit| hit.frame.is_none()) {
            // The index knows one of a few neighbours: what surrounds a seed is as frequent as it is.
            let first = hit.at.saturating_sub(super::WINDOW as u32) as usize;
            let last = (hit.at as usize + super::WINDOW).min(n_at.len() - 1);
            for n in &mut n_at[first..=last] {
                *n = hit.n.max(*n);
            }
        }
        let mut grams = Grams {
            len,
            ..Grams::default()
        };
        for n in n_at {
            grams.at.push(if n > 0 {
                grams.counts.len() as u32
            } else {
                NONE
            });
            if n > 0 {
                grams.counts.push(n);
                grams.n_articles.push(n);
            }
        }
        grams
    }

    /// The hits as pairs of places of two articles, by article, then place.
    fn seeds(&self, hits: &[Hit]) -> Vec<Seed> {
        let mut seeds = Vec::new();
        for hit in hits.iter().filter(|hit| hit.frame.is_none()) {
            for (other, b) in self.partners(hit) {
                let (a, len) = (hit.at as usize, hit.len as usize);
                let theirs = self.streams.words.get(b as usize..b as usize + len);
                if theirs == self.streams.words.get(a..a + len) {
                    seeds.push(Seed {
                        articles: (0, other as u32),
                        a: hit.at,
                        b,
                        len: hit.len,
                        n_articles: hit.n,
                    });
                }
            }
        }
        seeds.sort_unstable();
        seeds
    }

    /// The places of a hit among the articles that are read, as (article here, place here).
    fn partners(&self, hit: &Hit) -> impl Iterator<Item = (usize, u32)> {
        let here = |&(article, start, place): &(usize, u32, u32)| {
            let other = self.articles[1..]
                .iter()
                .position(|known| *known == article)?
                + 1;
            let b = self.streams.starts[other] as u32 + (place - start);
            ((b as usize) < self.streams.starts[other + 1]).then_some((other, b))
        };
        hit.places.iter().filter_map(here)
    }

    /// Frames of the new article beside those of others with the same key.
    fn frame_pairs(&self, hits: &[Hit]) -> Vec<(Alignment, FrameKind)> {
        let mut pairs = Vec::new();
        for hit in hits {
            let Some(kind) = hit.frame else { continue };
            let a = Stretch {
                start: hit.at,
                end: hit.at + hit.len,
            };
            for (_, start) in self.partners(hit) {
                let parts = self.streams.parts.iter();
                let mut theirs = parts.filter(|part| kind.is_of(part) && part.first <= start);
                let end = match kind {
                    FrameKind::Label => Some(start + hit.len),
                    FrameKind::Heading | FrameKind::Sentence => theirs
                        .find(|part| part.first == start)
                        .map(|part| start + u32::from(part.len)),
                };
                let end = end.filter(|end| *end as usize <= self.streams.words.len());
                pairs.extend(end.map(|end| {
                    (
                        Alignment {
                            a,
                            b: Stretch { start, end },
                            bits: 0.0,
                        },
                        kind,
                    )
                }));
            }
        }
        pairs
    }
}

/// Words of the new article beside those of an occurrence of a known cluster.
struct Join {
    id: ClusterId,
    here: Stretch,
    /// Indices of the words here that fill slots.
    slots: Vec<std::ops::Range<usize>>,
    /// Signs behind the last word that belong to the occurrence.
    tail: String,
}

impl Near<'_> {
    /// Where an alignment leads to known clusters; whether they cover most of it.
    fn join(
        &self,
        repeats: &Repeats,
        alignment: Alignment,
        frame: Option<FrameKind>,
        joins: &mut Vec<Join>,
    ) -> bool {
        let Alignment { a, b, .. } = alignment;
        let other = self.streams.article_of(b.start as usize);
        let base = self.streams.starts[other] as u32;
        let spans = &self.spans[other];
        let words =
            |stretch: Stretch| &self.streams.words[stretch.start as usize..stretch.end as usize];
        let pairs = compare(words(b), words(a));
        let span = spans[(b.start - base) as usize].join(spans[(b.end - base) as usize - 1]);
        let mut n_covered = 0;
        for (place, cluster) in repeats.places_touching(self.articles[other], span) {
            let first = spans.partition_point(|word| word.end <= place.start);
            let end = spans.partition_point(|word| word.start < place.end);
            let known = Stretch {
                start: base + first as u32,
                end: base + end as u32,
            };
            let inside = |pair: &&(usize, usize)| {
                let at = b.start + pair.0 as u32;
                known.start <= at && at < known.end
            };
            let common: Vec<(usize, usize)> = pairs.iter().filter(inside).copied().collect();
            let (Some(from), Some(to)) = (common.first(), common.last()) else {
                continue;
            };
            let is_whole_frame = frame == Some(FrameKind::Sentence)
                && known.shared(b) as usize * 100 >= known.len().max(b.len()) as usize * KNOWN;
            if common.len() * 100 < known.len() as usize * KNOWN && !is_whole_frame {
                continue;
            }
            let here = match is_whole_frame {
                true => a,
                false => Stretch {
                    start: a.start + from.1 as u32,
                    end: a.start + to.1 as u32 + 1,
                },
            };
            n_covered = n_covered.max(known.shared(b));
            joins.push(Join {
                id: cluster.id,
                here,
                slots: self.slots(cluster, (other, known), here),
                tail: self.inputs[other].text[spans[end - 1].end.min(place.end)..place.end]
                    .to_owned(),
            });
        }
        n_covered as usize * 100 >= b.len() as usize * KNOWN
    }

    /// The words here that are not fixed words of a known occurrence.
    fn slots(
        &self,
        cluster: &Cluster,
        (other, known): (usize, Stretch),
        here: Stretch,
    ) -> Vec<std::ops::Range<usize>> {
        let article = self.articles[other];
        let base = self.streams.starts[other] as u32;
        let known_spans =
            &self.spans[other][(known.start - base) as usize..(known.end - base) as usize];
        let first = cluster
            .occurrences
            .partition_point(|one| one.article < article);
        let theirs = cluster.occurrences[first..]
            .iter()
            .take_while(|one| one.article == article)
            .find(|one| one.span.overlaps(known_spans[0]));
        let Some(theirs) = theirs else {
            return Vec::new();
        };
        let is_fixed = |word: &Span| !theirs.slots.iter().any(|slot| slot.contains(*word));
        let is_fixed: Vec<bool> = known_spans.iter().map(is_fixed).collect();
        let words = |one: Stretch| &self.streams.words[one.start as usize..one.end as usize];
        let pairs = compare(words(known), words(here));
        filling(&pairs, &is_fixed, here.len() as usize)
    }

    /// The longest join of each cluster at each place, as occurrences.
    fn occurrences(&self, mut joins: Vec<Join>) -> Vec<(ClusterId, Occurrence)> {
        joins.sort_by_key(|join| (join.id, std::cmp::Reverse(join.here.len()), join.here.start));
        let mut kept: Vec<Join> = Vec::new();
        for join in joins {
            let others = kept.iter().rev().take_while(|other| other.id == join.id);
            if others
                .into_iter()
                .all(|other| other.here.shared(join.here) == 0)
            {
                kept.push(join);
            }
        }
        let text = self.inputs[0].text;
        let occurrence = |join: &Join| {
            let words = &self.spans[0][join.here.start as usize..join.here.end as usize];
            let mut span = words[0].join(words[words.len() - 1]);
            if text[span.end..].starts_with(&join.tail) {
                span.end += join.tail.len();
            }
            let slots = join.slots.iter();
            let slots = slots.map(|slot| words[slot.start].join(words[slot.end - 1]));
            Occurrence {
                article: self.articles[0],
                span,
                slots: slots.collect(),
            }
        };
        kept.iter()
            .map(|join| (join.id, occurrence(join)))
            .collect()
    }

    /// Whether a known cluster has most of a stretch of another article.
    fn is_known(&self, repeats: &Repeats, stretch: Stretch) -> bool {
        let other = self.streams.article_of(stretch.start as usize);
        if other == 0 {
            return false;
        }
        let base = self.streams.starts[other];
        let words = &self.spans[other][stretch.start as usize - base..stretch.end as usize - base];
        let span = words[0].join(words[words.len() - 1]);
        let shared = |place: Span| place.end.min(span.end) - place.start.max(span.start);
        repeats
            .places_touching(self.articles[other], span)
            .any(|(place, _)| shared(place) * 100 >= place.len().max(span.len()) * KNOWN)
    }

    /// Gives the occurrences of a new cluster the numbers of their articles in the corpus.
    fn to_corpus(&self, cluster: &mut Cluster) {
        for occurrence in &mut cluster.occurrences {
            occurrence.article = self.articles[occurrence.article];
        }
        cluster
            .occurrences
            .sort_by_key(|one| (one.article, one.span));
    }
}
