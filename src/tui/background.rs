//! Results of the workers beside the screen, and the articles that the screen waits for.
//!
//! An answer counts only with the number of the newest question: [`Background::comparison`] for repeats
//! and sources, [`Background::search`] for hits.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use copydesk::{project::ReloadScope, repeats::Repeats, store::RenamedArticle, suggest::Ledger};

/// A place to land at in an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landing {
    Sentence(usize),
    /// A Unicode scalar of the text, as on disk.
    Scalar(usize),
    /// A Unicode scalar of the text with the CR of its file, as earlier versions wrote.
    ScalarOfFile(usize),
}

/// Answers of the workers, and the numbers of the questions.
#[derive(Debug, Default)]
pub struct Background {
    /// Passages of several articles; `None` before the first comparison ends.
    pub repeats: Option<Arc<Repeats>>,
    /// The finished part of the newest comparison, in percent.
    pub n_compared: u8,
    /// Annotations without an article; `None` before the first search ends.
    pub renamed: Option<Vec<RenamedArticle>>,
    /// The speakers and their words; `None` before the first comparison ends.
    pub ledger: Option<Arc<Ledger>>,
    /// Number of the newest comparison of all articles.
    pub comparison: u64,
    /// Number of the newest search.
    pub search: u64,
    /// The place to land at once the awaited article is read.
    pub awaited: Option<Landing>,
    /// The article for the reading worker; `None` once the worker has the question.
    pub to_read: Option<usize>,
    /// Articles to save; empty once [`Effect::Save`](super::effect::Effect::Save) has their annotations.
    pub to_save: BTreeSet<usize>,
    /// Articles in the reading worker, each with a second request if a request came meanwhile.
    pub rereads: BTreeMap<usize, Option<ReloadScope>>,
}
