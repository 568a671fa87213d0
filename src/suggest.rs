//! Finds sources and their statements by rules, for example "the road is closed", says Ana Ruiz.
//!
//! All functions are pure: they read a text and its outline. A suggested source is never stored. The
//! store keeps only the decision of the reviewer. The rules use English cue words and capital letters,
//! so a text in another language gives few suggestions. A rule that is not sure gives no suggestion.
//!
//! - `cue`: the words that attribute, for example `says`.
//! - `token`: the words of a block and its quotations.
//! - `name`: the names of people and institutions, with short forms joined to long forms.
//! - `attribution`: the patterns.
//! - `ledger`: the sources of a corpus with the places of their statements.

mod cue;

mod token;

mod name;

mod attribution;

mod ledger;

pub use self::{
    attribution::{Attribution, Rule, attributions},
    ledger::{Ledger, Mention, Source, mentions},
};
