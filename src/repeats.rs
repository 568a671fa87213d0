//! Finds passages that repeat in several articles, and groups their occurrences into clusters.
//!
//! Owns the whole way from texts with their outlines to [`Repeats`]. Knows no files, threads or clock; a
//! long comparison reports its progress and can be stopped. Decisions about a repeat belong to
//! `annotation`, the screen to `tui`.
//!
//! # The stages
//!
//! 1. `token` folds words, for example `Nicolás` and `NICOLAS` to the same hash. `tokenized` numbers the
//!    words of all articles.
//! 2. `gram` counts word k-grams that two or more articles share, in tables that `partition` keeps small.
//!    `maximal_repeat` joins neighbouring k-grams with the same set of occurrences.
//! 3. Maximal repeats of many articles are passages already (`frequent`). Those of few articles are seeds of
//!    pairwise alignments (`seed_extend`, `align`), as in BLAST. `template` compares line starts, headings
//!    and sentences by their ends.
//! 4. `surprisal` measures passages in bits against chance, with a `background` table of English.
//!    `bit_cache` caches the bits at each place. `threshold` has the bits that a passage needs.
//! 5. `gather` joins occurrences into clusters; `describe`, `variants` and `classify` give each cluster its
//!    name, its slots, its kind and its score.
//!
//! Invariant: the result is a function of the articles and their order. Stages sum counts only, sort before
//! each walk over a hash table, and break ties by article, then place.

mod token;
mod tokenized;
mod token_range;
mod gram;
mod groups;
mod partition;
mod maximal_repeat;
mod frequent;
mod seed_extend;
mod align;
mod lcs;
mod template;
mod surprisal;
mod background;
mod bit_cache;
mod threshold;
mod gather;
mod star_clusters;
mod judge;
mod disjoint_sets;
mod describe;
mod variants;
mod word_signs;
mod classify;
mod clusters;
mod cache_format;
mod progress;
#[cfg(test)]
mod tests;

use std::{fmt, ops::ControlFlow};

use serde::{Deserialize, Serialize};

use self::{
    bit_cache::PlaceBits,
    describe::{describe, sketches},
    frequent::frequent_passages,
    gather::gather,
    gram::RepeatedGrams,
    maximal_repeat::MaximalRepeats,
    progress::RunProgress,
    seed_extend::{align_seeds, seeds},
    surprisal::BigramModel,
    template::{TemplatePlaces, templates},
    threshold::Thresholds,
    tokenized::TokenizedCorpus,
};
pub use self::{
    cache_format::CorpusRepeats,
    clusters::Repeats,
    progress::{ParallelFor, sequential},
    threshold::Threshold,
};
use crate::text::{Outline, Span};

/// One article, as the comparison reads it.
#[derive(Clone, Copy, Debug)]
pub struct RepeatInput<'a> {
    /// The decoded text.
    pub text: &'a str,
    /// The blocks and sentences of `text`.
    pub outline: &'a Outline,
}

/// Settings of a comparison.
#[derive(Clone, Copy, Debug)]
pub struct RepeatOptions {
    /// Bits that a passage must have above the bits that chance alone would give.
    pub margin_bits: f64,
    /// Words of a k-gram; `None` chooses 4 up to five million words, and 5 above.
    pub gram_words: Option<usize>,
}

impl Default for RepeatOptions {
    fn default() -> Self {
        Self { margin_bits: 10.0, gram_words: None }
    }
}

/// The name of a cluster: a hash of the longest run of words that all occurrences share.
///
/// Equal words give equal names in every corpus and in every order of articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ClusterId(pub u64);

impl fmt::Display for ClusterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// The kind of a repeated passage, by rules over words and places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ClusterKind {
    /// Text of the site, for example "Share your thoughts in the comments below!".
    Chrome,
    /// For example "by James Carter Senior News Editor".
    Byline,
    /// A short line or its labelled beginning, for example "Did you know?".
    Label,
    /// A sentence or heading with a part that varies, for example "What role does ⟨…⟩ play in this
    /// situation?".
    Template,
    /// The speaker of a statement, for example "Dr. Isabella Ramirez, a security analyst".
    Attribution,
    /// Words in quotation marks.
    Quotation,
    /// A passage copied verbatim or edited, without another kind.
    Copied,
    /// A large part of an article.
    Reprint,
}

impl ClusterKind {
    /// All kinds.
    pub const ALL: [ClusterKind; 8] = [
        ClusterKind::Chrome,
        ClusterKind::Byline,
        ClusterKind::Label,
        ClusterKind::Template,
        ClusterKind::Attribution,
        ClusterKind::Quotation,
        ClusterKind::Copied,
        ClusterKind::Reprint,
    ];

    /// The name of the kind in every file and report.
    pub fn name(self) -> &'static str {
        match self {
            ClusterKind::Chrome => "chrome",
            ClusterKind::Byline => "byline",
            ClusterKind::Label => "label",
            ClusterKind::Template => "template",
            ClusterKind::Attribution => "attribution",
            ClusterKind::Quotation => "quotation",
            ClusterKind::Copied => "copied",
            ClusterKind::Reprint => "reprint",
        }
    }

    /// Returns the kind with a name, for example `"label"`.
    pub fn from_name(name: &str) -> Option<ClusterKind> {
        ClusterKind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// One place of a repeated passage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occurrence {
    /// Index of the article in the input.
    pub article: usize,
    /// The words, in bytes of the article's text.
    pub span: Span,
    /// Parts of the span that vary between occurrences, in reading order.
    pub slots: Vec<Span>,
}

/// A passage that stands in two or more articles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cluster {
    /// The name, which stays when articles come and go.
    pub id: ClusterId,
    /// The kind.
    pub kind: ClusterKind,
    /// Number of articles with an occurrence; at least 2.
    pub n_articles: usize,
    /// Surprisal of the words against chance, in bits: the sum of `why`.
    pub score_bits: f64,
    /// The bits that the passage needed.
    pub threshold: Threshold,
    /// The words on one line, with ⟨…⟩ for parts that vary. Untrusted, as the text is.
    pub pattern: String,
    /// All occurrences by article, then place, without overlap.
    pub occurrences: Vec<Occurrence>,
    /// The cluster around most occurrences of the cluster.
    pub inside: Option<ClusterId>,
    /// The words of the score, each with its bits; "…" stands for a gap, whose bits are negative.
    pub why: Vec<(String, f64)>,
}

impl Cluster {
    /// The sort key of the list: `score_bits` times the binary logarithm of `n_articles`.
    pub fn weight(&self) -> f64 {
        self.score_bits * (self.n_articles as f64).log2()
    }
}

/// Returns true if words of a text name a speaker, for example "says Dr. Ana Ruiz, a hydrologist".
///
/// A passage of a short article is a reprint, whoever speaks in the passage.
pub fn names_speaker(text: &str, span: Span) -> bool {
    classify::is_attribution(text, span)
}

/// Finds the passages that two or more articles share; nothing when `progress` stopped the comparison.
///
/// `progress` gets the share of the finished work, in percent. The clusters do not depend on `workers`.
///
/// ```
/// use std::ops::ControlFlow;
/// use copydesk::{
///     repeats::{RepeatInput, RepeatOptions, find_repeats, sequential},
///     text::{Markup, outline},
/// };
///
/// let texts = ["Fog", "Ice"].map(|cause| {
///     format!("{cause} closed the narrow harbour entrance during the stormy winter night.")
/// });
/// let outlines = texts.each_ref().map(|text| outline(text, Markup::Plain));
/// let articles = [0, 1].map(|at| RepeatInput { text: &texts[at], outline: &outlines[at] });
/// let options = RepeatOptions::default();
/// let repeats = find_repeats(&articles, options, &sequential, &mut |_| ControlFlow::Continue(()));
/// let clusters = repeats.expect("nothing stops the comparison").clusters;
/// assert!(clusters[0].pattern.starts_with("closed the narrow harbour entrance"));
/// ```
pub fn find_repeats(
    articles: &[RepeatInput<'_>],
    options: RepeatOptions,
    workers: ParallelFor<'_>,
    progress: &mut dyn FnMut(u8) -> ControlFlow<()>,
) -> Option<Repeats> {
    let mut progress = RunProgress::new(progress, workers);
    let mut corpus = TokenizedCorpus::read(articles, &mut progress.part(0..25))?;
    let gram_words = options.gram_words.unwrap_or_else(|| gram::words_for(corpus.n_words())).max(2);
    let grams = RepeatedGrams::count(&corpus, gram_words, &mut progress)?;
    let repeats = MaximalRepeats::join(&corpus, &grams);
    let place_bits = PlaceBits::of(grams);
    let model = BigramModel::learn(&corpus, &mut progress.part(45..50))?;
    let stats = CorpusStats {
        corpus: &corpus,
        model: &model,
        thresholds: Thresholds::of(corpus.n_words(), options.margin_bits),
        places: TemplatePlaces::of(&corpus.parts),
    };
    let exact = ExactRepeats { stats: &stats, place_bits: &place_bits, repeats: &repeats };
    let frequent = frequent_passages(&exact, &mut progress.part(50..55))?;
    let seeds = seeds(&exact, &mut progress.part(55..60))?;
    let alignments = align_seeds(&exact, &frequent, &seeds, &mut progress.part(60..75))?;
    // Frees a fifth of all memory for the stages below.
    drop((place_bits, repeats, seeds));
    let templates = templates(&stats, &progress.part(75..75));
    let drafts = gather(&stats, frequent, &alignments, templates);
    let sketches = sketches(&stats, &drafts, &mut progress.part(75..85))?;
    let n_words = corpus.n_words();
    // `describe` reads the texts again and needs no word numbers.
    drop((drafts, model));
    corpus.forget_words();
    let stage = &mut progress.part(85..100);
    let clusters = describe(articles, &corpus, sketches, stage)?;
    Some(Repeats::new(clusters, articles.len(), n_words))
}

/// The words of a corpus and their statistics.
struct CorpusStats<'a> {
    corpus: &'a TokenizedCorpus,
    model: &'a BigramModel,
    thresholds: Thresholds,
    places: TemplatePlaces,
}

/// The word sequences that several articles share verbatim.
struct ExactRepeats<'a> {
    stats: &'a CorpusStats<'a>,
    place_bits: &'a PlaceBits,
    repeats: &'a MaximalRepeats,
}
