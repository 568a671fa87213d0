//! Frequent passages: runs of many articles, which are sets of occurrences already.
//!
//! Aligning each pair of articles would cost the square of their number. Instead, runs that follow each
//! other in most of their articles are joined, and the whole is judged by the lower quartile of its
//! occurrences.

use super::{
    Found,
    progress::Part as Stage,
    stream::{HashedMap, Streams},
};

/// Articles up to which occurrences are aligned two by two.
pub(super) const FEW_ARTICLES: u32 = 24;

/// Words between two runs that are joined.
const GAP: u32 = 2;

/// Share of the more frequent run's articles in which two runs must follow each other, in percent.
const TOGETHER: u32 = 70;

/// Occurrences that are looked at to judge a class.
const JUDGED: usize = 64;

/// A stretch of words at some place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Stretch {
    /// First place.
    pub start: u32,
    /// One past the last place.
    pub end: u32,
}

impl Stretch {
    /// How many words.
    pub(super) fn len(self) -> u32 {
        self.end - self.start
    }

    /// How many words two stretches share.
    pub(super) fn shared(self, other: Stretch) -> u32 {
        let end = self.end.min(other.end);
        end.saturating_sub(self.start.max(other.start))
    }
}

/// Frequent passages.
#[derive(Debug, Default)]
pub(super) struct Classes {
    /// For each class its occurrences, in order, without overlap.
    pub classes: Vec<Vec<Stretch>>,
    /// Occurrences that are whole lines: alignments do not cross them.
    pub lines: Lines,
}

/// Lines by article.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// All lines, in order.
    all: Vec<Stretch>,
    /// The first line of each article, and one past the last line.
    starts: Vec<u32>,
}

impl Lines {
    fn new(mut all: Vec<Stretch>, streams: &Streams) -> Lines {
        all.sort_unstable();
        let mut next = 0;
        let starts = streams.starts.iter().map(|&start| {
            next += all[next..].partition_point(|line| (line.start as usize) < start);
            next as u32
        });
        Lines {
            starts: starts.collect(),
            all,
        }
    }

    /// The lines of an article, in order.
    pub(super) fn of(&self, article: usize) -> &[Stretch] {
        match self.starts.get(article..article + 2) {
            Some(&[from, to]) => &self.all[from as usize..to as usize],
            _ => &[],
        }
    }
}

/// Joins and judges the runs of many articles.
pub(super) fn classes(found: &Found<'_>, stage: &mut Stage<'_>) -> Option<Classes> {
    let hits = frequent_hits(found);
    let leaders = join(found, &hits);
    let mut members: Vec<Vec<Stretch>> = vec![Vec::new(); found.runs.runs.len()];
    for (index, &(start, run)) in hits.iter().enumerate() {
        stage.step(index, hits.len())?;
        let end = start + found.runs.runs[run as usize].len;
        let class = &mut members[leaders[run as usize] as usize];
        match class.last_mut() {
            // Neighbours of one class become one occurrence, unless an article ends between them.
            Some(last) if start <= last.end + GAP && same_article(found, last.start, start) => {
                last.end = last.end.max(end);
            }
            _ => class.push(Stretch { start, end }),
        }
    }
    let mut classes = Vec::new();
    let mut lines = Vec::new();
    for class in members {
        if is_surprising(found, &class) {
            lines.extend(class.iter().filter(|stretch| is_line(found, **stretch)));
            classes.push(class);
        }
    }
    Some(Classes {
        classes,
        lines: Lines::new(lines, found.known.streams),
    })
}

/// The occurrences of frequent runs as (place, run), in order.
fn frequent_hits(found: &Found<'_>) -> Vec<(u32, u32)> {
    let mut hits = Vec::new();
    for (run, known) in found.runs.runs.iter().enumerate() {
        if known.n_articles > FEW_ARTICLES {
            let places = found.runs.places(run).iter();
            hits.extend(places.map(|&place| (place, run as u32)));
        }
    }
    hits.sort_unstable();
    hits
}

/// For each run the one that stands for its class.
fn join(found: &Found<'_>, hits: &[(u32, u32)]) -> Vec<u32> {
    let runs = &found.runs.runs;
    let mut together: HashedMap<(u32, u32, u32)> = HashedMap::default();
    for pair in hits.windows(2) {
        let [(start, run), (next_start, next_run)] = [pair[0], pair[1]];
        let end = start + runs[run as usize].len;
        if run != next_run && next_start <= end + GAP && same_article(found, start, next_start) {
            let key = u64::from(run) << 32 | u64::from(next_run);
            together.entry(key).or_insert((run, next_run, 0)).2 += 1;
        }
    }
    let mut links: Vec<(u32, u32, u32)> = together.into_values().collect();
    links.sort_unstable();
    let mut leaders = Leaders::new(runs.len());
    for (one, other, count) in links {
        let most = runs[one as usize]
            .n_articles
            .max(runs[other as usize].n_articles);
        if u64::from(count) * 100 >= u64::from(most) * u64::from(TOGETHER) {
            leaders.join(one, other);
        }
    }
    (0..runs.len() as u32).map(|run| leaders.of(run)).collect()
}

fn same_article(found: &Found<'_>, one: u32, other: u32) -> bool {
    let article = found.known.streams.article_of(one as usize);
    found
        .known
        .streams
        .places(article)
        .contains(&(other as usize))
}

fn is_surprising(found: &Found<'_>, class: &[Stretch]) -> bool {
    if class.is_empty() {
        return false;
    }
    let mut bits: Vec<f64> = class
        .iter()
        .step_by(class.len().div_ceil(JUDGED))
        .map(|stretch| {
            let words = &found.known.streams.words[stretch.start as usize..stretch.end as usize];
            let n = (stretch.start as usize + 1..stretch.end as usize)
                .map(|place| found.worth.n_at(place))
                .max();
            found.known.surprise.of(words, n.unwrap_or(2))
        })
        .collect();
    bits.sort_unstable_by(f64::total_cmp);
    bits[bits.len() / 4] >= found.known.scale.threshold(class.len())
}

/// Whether the stretch is one or more whole lines.
fn is_line(found: &Found<'_>, stretch: Stretch) -> bool {
    found.known.streams.is_line_start(stretch.start as usize)
        && found.known.streams.is_line_start(stretch.end as usize)
}

/// Sets that grow together; the smallest member stands for its set.
pub(super) struct Leaders(Vec<u32>);

impl Leaders {
    pub(super) fn new(n: usize) -> Leaders {
        Leaders((0..n as u32).collect())
    }

    pub(super) fn of(&mut self, member: u32) -> u32 {
        let mut at = member;
        while self.0[at as usize] != at {
            let above = self.0[self.0[at as usize] as usize];
            self.0[at as usize] = above;
            at = above;
        }
        at
    }

    pub(super) fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.of(one), self.of(other));
        self.0[one.max(other) as usize] = one.min(other);
    }
}
