//! The text core: pure functions of a `&str`.
//!
//! Offsets are half-open ranges of bytes of the decoded text, on char boundaries. `line_ends` undoes
//! what a carrier does to a text; nothing else is normalised. Every transformed text (folded for search, made visible for the screen) carries its
//! map back.

mod block;
mod count;
mod dates;
mod diff;
mod fold;
mod front;
pub(crate) mod line_ends;
mod left_out;
mod line_shape;
mod outline;
mod page_words;
mod quotation;
mod scalar;
mod sentence;
mod span;
mod site_text;
mod statement;
mod text_kind;
mod text_kinds;
mod visible;
mod word;
mod wrap;

pub(crate) use self::dates::days_and_months;
pub use self::{
    block::{Block, BlockKind, Markup},
    count::{agree, count},
    diff::{DiffPart, DiffStretch, differing_spans, stretches, word_diff},
    fold::{Folded, fold},
    front::{FrontSpans, front},
    left_out::{LeftOut, LeftOutReason},
    outline::{Outline, outline, outline_of_page},
    quotation::quotations,
    scalar::ScalarMap,
    sentence::{Sentence, SentenceKind},
    span::Span,
    text_kind::TextKind,
    text_kinds::text_kinds,
    visible::{Glyph, GlyphForm, drawable, glyphs, visible, without_hidden},
    word::{clause_end, clause_start, words},
    wrap::{on_one_line, wrap},
};
