//! The text core: pure functions of a `&str`.
//!
//! Offsets are half-open ranges of bytes of the decoded text, on char boundaries. Text is never
//! normalised. Every transformed text (folded for search, made visible for the screen) carries its
//! map back.

mod block;
mod count;
mod diff;
mod fold;
mod front;
mod outline;
mod quotation;
mod scalar;
mod sentence;
mod span;
mod visible;
mod word;
mod wrap;

pub use self::{
    block::{Block, BlockKind, Markup},
    count::{agree, count},
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
