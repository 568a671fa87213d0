//! Who is said to have said what: sources found by rules, each with its reason.
//!
//! Pure functions of a text and its outline. A source is suggested, never stored: what is kept of it is
//! the reviewer's decision. The rules know English cue words and capital letters, so text in other
//! languages gives nothing rather than nonsense; a rule that is unsure says nothing.
//!
//! - `cue`: the words that attribute. `token`: the words of a block, with what lies in quotations.
//! - `name`: names of people and institutions among them, long and short forms joined.
//! - `attribution`: the patterns. `ledger`: every source of a corpus with what it says where.

mod cue;

mod token;

mod name;

mod attribution;

mod ledger;

pub use self::{
    attribution::{Attribution, Rule, attributions},
    ledger::{Ledger, Mention, Source, mentions},
};
