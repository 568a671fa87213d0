//! The structure of one article: its blocks and, inside them, its sentences.

use super::{Block, Sentence, Span};

/// Blocks and sentences in reading order; no two blocks and no two sentences overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The blocks.
    pub blocks: Vec<Block>,
    /// The sentences; each lies inside its block.
    pub sentences: Vec<Sentence>,
}
