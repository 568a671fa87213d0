//! The text core: everything that is a pure function of a `&str`.
//!
//! Offsets are bytes of the decoded text, on char boundaries, half-open. Text is never normalised;
//! whatever is transformed (folded for search, made visible for the screen) carries its map back.

mod span;

mod scalar;

mod outline;

mod block;

mod front;

mod sentence;

mod quotation;

mod word;

mod fold;

mod visible;

mod wrap;

mod diff;

pub use self::{
    block::{Block, BlockKind, Markup},
    diff::{Difference, Stretch, stretches, word_diff},
    fold::{Folded, fold},
    front::{Front, front},
    outline::{Outline, outline},
    quotation::quotations,
    scalar::ScalarMap,
    sentence::{Sentence, SentenceKind},
    span::Span,
    visible::{Glyph, drawable, glyphs, visible},
    word::{clause_end, clause_start, words},
    wrap::wrap,
};
