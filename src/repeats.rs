//! What stands in several articles: clusters of passages that repeat, with their differences.
//!
//! Owns the whole way from texts with their outlines to [`Repeats`]. Knows no files, threads or clock;
//! a long run tells how far it is and can be stopped. What is decided about a repeat is
//! `annotation`'s, how it is shown the surfaces'.
//!
//! # The moving parts
//!
//! 1. `token`: the normal form, with the way back to bytes. `stream`: all articles as word numbers.
//! 2. `gram`: word k-grams of two or more articles, dealt out to tables of a processor's size by `deal`.
//!    `run`: neighbouring k-grams with one exact set of occurrences, joined.
//! 3. Frequent runs are classes of their own (`class`); runs of few articles are seeds of alignments
//!    between two articles (`pair`, `align`); lines and sentences have frames (`frame`).
//! 4. `surprise`: the bits of a passage against chance, with a `background` table of English; `worth`
//!    keeps those of each place.
//! 5. `cluster` joins occurrences, `describe` says what a cluster is and why.
//!
//! The result depends on the articles and their order only: sums of counts, sorting before every
//! walk over a table, ties by article, then place.

mod align;
mod background;
mod cache_format;
mod class;
mod cluster;
mod clusters;
mod deal;
mod describe;
mod difference;
mod frame;
mod gram;
mod kind;
mod needed;
mod pair;
mod progress;
mod run;
mod slots;
mod stream;
mod subsequence;
mod surprise;
#[cfg(test)]
mod tests;
mod token;
mod worth;

use std::{fmt, ops::ControlFlow};

use serde::{Deserialize, Serialize};

pub use self::{
    cache_format::CorpusRepeats,
    clusters::Repeats,
    progress::{Workers, alone},
};
use self::{
    class::classes,
    cluster::{Drafts, gather},
    describe::{describe, sketches},
    frame::{FramePlaces, frames},
    gram::Grams,
    pair::{align_seeds, seeds},
    progress::Progress,
    run::Runs,
    stream::Streams,
    surprise::Surprise,
    worth::Worth,
};
use crate::text::{Outline, Span};

pub use self::{difference::differences, needed::Needed};

/// What the engine reads of one article.
#[derive(Clone, Copy, Debug)]
pub struct RepeatInput<'a> {
    /// The decoded text.
    pub text: &'a str,
    /// Its blocks and sentences, as found in that text.
    pub outline: &'a Outline,
}

/// How careful the engine is.
#[derive(Clone, Copy, Debug)]
pub struct RepeatOptions {
    /// Bits that a passage must have above what chance alone would give.
    pub margin_bits: f64,
    /// Words of a k-gram; nothing chooses by the size of the corpus.
    pub gram_words: Option<usize>,
}

impl Default for RepeatOptions {
    fn default() -> Self {
        Self {
            margin_bits: 10.0,
            gram_words: None,
        }
    }
}

/// The name of a cluster: a hash of the words of its longest part that all occurrences share.
///
/// The same words have the same name in every corpus and in every order of articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ClusterId(pub u64);

impl fmt::Display for ClusterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// What a repeated passage is, told by rules from its words and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// Site furniture: "Share your thoughts in the comments below!", "Home » world »".
    Chrome,
    /// "by James Carter Senior News Editor".
    Byline,
    /// A short line or its labelled beginning: "Did you know?", "Frequently Asked Questions".
    Label,
    /// A sentence or heading with a part that varies: "What role does ⟨…⟩ play in this situation?".
    Template,
    /// Who says it: "Dr. Isabella Ramirez, a security analyst specializing in …".
    Attribution,
    /// Words in quotation marks.
    Quotation,
    /// Anything else that was copied, word by word or edited.
    Copied,
    /// A large part of an article.
    Reprint,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 8] = [
        Kind::Chrome,
        Kind::Byline,
        Kind::Label,
        Kind::Template,
        Kind::Attribution,
        Kind::Quotation,
        Kind::Copied,
        Kind::Reprint,
    ];

    /// The name used in every file that leaves the program.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Chrome => "chrome",
            Kind::Byline => "byline",
            Kind::Label => "label",
            Kind::Template => "template",
            Kind::Attribution => "attribution",
            Kind::Quotation => "quotation",
            Kind::Copied => "copied",
            Kind::Reprint => "reprint",
        }
    }

    /// The kind with this name.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// One place of a repeated passage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occurrence {
    /// Index of the article in the input.
    pub article: usize,
    /// The words.
    pub span: Span,
    /// Parts of the span that are other words elsewhere, in reading order.
    pub slots: Vec<Span>,
}

/// A passage that stands in two or more articles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cluster {
    /// Its name, which stays the same when articles come and go.
    pub id: ClusterId,
    /// What it is.
    pub kind: Kind,
    /// How many articles hold it.
    pub n_articles: usize,
    /// How surprising its words are against chance: the sum of `why`.
    pub score_bits: f64,
    /// The bits that it needed.
    pub needed: Needed,
    /// Its words on one line, with ⟨…⟩ for what varies. Untrusted, as the text is.
    pub pattern: String,
    /// Where it stands, by article, then place; occurrences do not overlap.
    pub occurrences: Vec<Occurrence>,
    /// The cluster that holds most occurrences of this one inside its own.
    pub inside: Option<ClusterId>,
    /// The words that made the score, each with its bits; "…" for a gap, which costs bits.
    pub why: Vec<(String, f64)>,
}

impl Cluster {
    /// What the list is ordered by: bits, more of them for more articles.
    pub fn weight(&self) -> f64 {
        self.score_bits * (self.n_articles as f64).log2()
    }
}

/// Finds what stands in two or more of the articles; nothing when `progress` stopped it.
///
/// `progress` is told the share of the work that is done, in percent. The clusters are the same whoever
/// the workers are.
pub fn find_repeats(
    articles: &[RepeatInput<'_>],
    options: RepeatOptions,
    workers: Workers<'_>,
    progress: &mut dyn FnMut(u8) -> ControlFlow<()>,
) -> Option<Repeats> {
    let mut progress = Progress::new(progress, workers);
    let mut streams = Streams::read(articles, &mut progress.part(0..25))?;
    let gram_words = options
        .gram_words
        .unwrap_or_else(|| gram::words_for(streams.n_words()))
        .max(2);
    let grams = Grams::count(&streams, gram_words, &mut progress)?;
    let runs = Runs::join(&streams, &grams);
    let worth = Worth::of(grams);
    let surprise = Surprise::learn(&streams, &mut progress.part(45..50))?;
    let known = Known {
        streams: &streams,
        surprise: &surprise,
        scale: Scale::of(streams.n_words(), options.margin_bits),
        places: FramePlaces::of(&streams.parts),
    };
    let found = Found {
        known: &known,
        worth: &worth,
        runs: &runs,
    };
    let classes = classes(&found, &mut progress.part(50..55))?;
    let seeds = seeds(&found, &mut progress.part(55..60))?;
    let alignments = align_seeds(&found, &classes, &seeds, &mut progress.part(60..75))?;
    // A fifth of all memory, which those who describe can use.
    drop((worth, runs, seeds));
    let frames = frames(&known, &progress.part(75..75));
    let drafts: Drafts = gather(&known, classes, &alignments, frames);
    let sketches = sketches(&known, &drafts, &mut progress.part(75..85))?;
    let scale = known.scale;
    let n_words = streams.n_words();
    // Who reads the articles again needs no words of his own.
    drop((drafts, surprise));
    streams.forget_words();
    let read = &mut progress.part(85..100);
    let clusters = describe(articles, (&streams, scale), sketches, read)?;
    Some(Repeats::new(clusters, articles.len(), n_words))
}

/// What is known of all words.
struct Known<'a> {
    streams: &'a Streams,
    surprise: &'a Surprise,
    scale: Scale,
    places: FramePlaces,
}

/// What stands in several articles word by word, too.
struct Found<'a> {
    known: &'a Known<'a>,
    worth: &'a Worth,
    runs: &'a Runs,
}

/// What a passage is measured against.
#[derive(Clone, Copy, Debug)]
struct Scale {
    /// How many places there are where it could stand by chance.
    n_words: f64,
    /// See [`RepeatOptions`].
    margin_bits: f64,
}

impl Scale {
    fn of(n_words: usize, margin_bits: f64) -> Scale {
        Scale {
            n_words: (n_words as f64).max(surprise::LEAST_WORDS),
            margin_bits,
        }
    }

    /// What a passage in `n` articles needs.
    fn needed(self, n: usize) -> Needed {
        Needed::among_words(self.n_words, n, self.margin_bits)
    }

    /// What each link between two places of a passage needs, when others bear the passage out.
    fn link(self) -> f64 {
        self.n_words.log2() + self.margin_bits
    }

    /// The bits of that.
    fn threshold(self, n: usize) -> f64 {
        self.needed(n).bits
    }
}
