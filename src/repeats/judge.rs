//! Judges a cluster: the bits that the centre shares with its nearest member against one threshold.
//!
//! Each cluster is judged once, by the threshold that the report names. The threshold depends on the places:
//!
//! - Whole sentences, whole lines and headings need the bits of their number of articles.
//! - Other passages need the bits of two articles: names and phrases of the language stand in many articles.
//! - A passage that neither begins nor ends with a sentence in half of its places needs [`OPEN`] times the
//!   bits of two articles, unless it describes a person, for example "Ana Ruiz, a hydrologist".
//!
//! A name counts as one thing: see [`names_as_one`].

use std::ops::Range;

use super::{
    CorpusStats,
    align::gap_cost,
    gather::{ClusterDraft, n_articles},
    threshold::Threshold,
    token::hash_folded,
    token_range::TokenRange,
    variants::CenterStar,
};

/// Factor of the threshold of a passage inside sentences.
const OPEN: f64 = 1.3;

/// Most bits of a name of up to [`NAME_WORDS`] words.
const NAME_BITS: f64 = 16.0;

/// Bits of each further word of a name, for example of a title in capitals.
const NAME_WORD_BITS: f64 = 6.0;

/// Words of a long name with its title.
const NAME_WORDS: usize = 8;

/// Most words without a capital inside a name, for example "of the".
const LINK_WORDS: usize = 2;

/// Bits that a word without a capital inside a name stays below.
const LINK_WORD_BITS: f64 = 7.0;

/// A term of a score.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ScoreTerm {
    /// Indices of words of the central occurrence, and the bits of the words together.
    Words(Range<usize>, f64),
    /// The negative bits of a gap.
    Gap(f64),
}

impl ScoreTerm {
    fn bits(&self) -> f64 {
        match self {
            ScoreTerm::Words(_, bits) | ScoreTerm::Gap(bits) => *bits,
        }
    }
}

/// The score of a cluster and the threshold that it reached.
#[derive(Debug)]
pub(super) struct Verdict {
    /// The terms of the score, in the order of the words.
    pub terms: Vec<ScoreTerm>,
    /// The threshold.
    pub threshold: Threshold,
}

/// Returns the verdict on a cluster; nothing for a cluster below its threshold.
pub(super) fn judge(
    stats: &CorpusStats<'_>,
    draft: &ClusterDraft,
    star: &CenterStar,
) -> Option<Verdict> {
    let n_articles = n_articles(stats.corpus, &draft.ranges);
    let centre = draft.ranges[star.centre];
    if stats.corpus.is_stamp(centre.start..centre.end) {
        return None;
    }
    let mut terms = terms(stats, draft, star);
    let threshold = match draft.template {
        Some((_, threshold)) => threshold,
        None => {
            let borders = Borders::of(stats, &draft.ranges);
            if !borders.is_whole {
                terms = names_as_one(stats, centre, &terms);
            }
            let two = stats.thresholds.for_articles(2.min(n_articles));
            if borders.is_whole {
                stats.thresholds.for_articles(n_articles)
            } else if borders.is_half || describes(stats, centre) {
                two.for_any_number(n_articles)
            } else {
                two.for_any_number(n_articles).times(OPEN)
            }
        }
    };
    let score: f64 = terms.iter().map(ScoreTerm::bits).sum();
    (n_articles > 1 && score >= threshold.bits).then_some(Verdict { terms, threshold })
}

/// The borders of sentences and lines at the places of a cluster.
struct Borders {
    /// Most places are whole sentences, whole lines or parts of headings.
    is_whole: bool,
    /// At least half of the places begin or end with a sentence or line.
    is_half: bool,
}

impl Borders {
    fn of(stats: &CorpusStats<'_>, ranges: &[TokenRange]) -> Borders {
        let (mut n_whole, mut n_half) = (0, 0);
        for range in ranges {
            let [start, end] = [range.start as usize, range.end as usize];
            let [begins, ends] = [start, end].map(|place| stats.corpus.is_border(place));
            let is_heading =
                stats.corpus.is_in_heading(start) && stats.corpus.is_in_heading(end - 1);
            n_whole += usize::from(begins && ends || is_heading);
            n_half += usize::from(begins || ends);
        }
        Borders { is_whole: n_whole * 2 > ranges.len(), is_half: n_half * 2 >= ranges.len() }
    }
}

/// Returns whether a passage describes a person, for example "Ana Ruiz, a hydrologist".
fn describes(stats: &CorpusStats<'_>, range: TokenRange) -> bool {
    let articles = ["a", "an", "the"].map(hash_folded);
    let corpus = stats.corpus;
    let hash = |place: usize| corpus.hashes[corpus.words[place] as usize];
    (range.start as usize + 2..range.end as usize).any(|place| {
        corpus.is_capital(place - 2)
            && corpus.is_capital(place - 1)
            && corpus.has_comma(place - 1)
            && articles.contains(&hash(place))
    })
}

/// Returns the terms of the score, one for each shared word and gap.
fn terms(stats: &CorpusStats<'_>, draft: &ClusterDraft, star: &CenterStar) -> Vec<ScoreTerm> {
    let n = draft.ranges.len() as u32;
    let first = draft.ranges[star.centre].start as usize;
    let numbers = &stats.corpus.words[first..];
    let pairs = star.shared.windows(2).filter(|two| two[0] + 1 == two[1]);
    let touched =
        pairs.fold(0, |touched, two| touched ^ stats.model.touch(numbers[two[0]], numbers[two[1]]));
    // Keeps the compiler from removing the reads; their values have no use.
    std::hint::black_box(touched);
    let mut terms = Vec::with_capacity(star.shared.len());
    let mut before: Option<usize> = None;
    for &at in &star.shared {
        let follows = before.is_some_and(|before| before + 1 == at);
        if let Some(before) = before.filter(|_| !follows)
            && draft.template.is_none()
        {
            terms.push(ScoreTerm::Gap(-gap_cost((at - before - 1) as f64)));
        }
        let bits = if follows {
            stats.model.after(numbers[at - 1], numbers[at], n)
        } else {
            stats.model.alone(numbers[at], n)
        };
        terms.push(ScoreTerm::Words(at..at + 1, bits));
        before = Some(at);
    }
    terms
}

/// Joins the words of each name into one term of at most [`NAME_BITS`].
///
/// A name is a run of words with capitals, with up to two cheap words inside, for example "Ministry of the
/// Interior". A writer who knows the name knows all of its words, so the words together are one surprise.
/// A run in capitals of more than eight words is no name alone: each further word counts 6 bits.
fn names_as_one(
    stats: &CorpusStats<'_>,
    centre: TokenRange,
    terms: &[ScoreTerm],
) -> Vec<ScoreTerm> {
    let is_capital = |term: &ScoreTerm| match term {
        ScoreTerm::Words(words, _) => stats.corpus.is_capital(centre.start as usize + words.start),
        ScoreTerm::Gap(_) => false,
    };
    let is_link = |term: &&ScoreTerm| {
        matches!(term, ScoreTerm::Words(_, bits) if *bits < LINK_WORD_BITS) && !is_capital(term)
    };
    let mut joined = Vec::with_capacity(terms.len());
    let mut at = 0;
    while at < terms.len() {
        let mut end = at + 1;
        while is_capital(&terms[at]) {
            let n_links = terms[end..].iter().take(LINK_WORDS).take_while(is_link).count();
            match terms.get(end + n_links) {
                Some(next) if is_capital(next) => end += n_links + 1,
                _ => break,
            }
        }
        joined.extend(name(&terms[at..end]));
        at = end;
    }
    joined
}

/// Returns the words of one name as one term, with the least of their bits and the bits of a name.
fn name(terms: &[ScoreTerm]) -> Option<ScoreTerm> {
    let (ScoreTerm::Words(first, _), ScoreTerm::Words(last, _)) = (terms.first()?, terms.last()?)
    else {
        return terms.first().cloned();
    };
    let bits: f64 = terms.iter().map(ScoreTerm::bits).sum();
    let n_more = terms.len().saturating_sub(NAME_WORDS);
    let most = NAME_BITS + NAME_WORD_BITS * n_more as f64;
    Some(ScoreTerm::Words(first.start..last.end, bits.min(most)))
}
