//! From a page's source to its tree, within limits.
//!
//! The parser gets the page in small pieces. After each piece the limits of [`super::sink`] are asked, so that
//! a hostile page costs a bounded number of steps. Tags with very many attributes lose their attributes
//! before ([`super::crowded_tags`]), because the parser compares each attribute with all others.

use html5ever::{
    ParseOpts, parse_document,
    tendril::{StrTendril, TendrilSink},
    tree_builder::TreeBuilderOpts,
};

use super::{
    crowded_tags::{CrowdedTags, crowded_tags},
    sink::{PageLimit, TreeSinkArena},
    tree::Tree,
};

/// Bytes of a piece.
const PIECE_BYTES: usize = 1024;

/// A parsed page.
pub(super) struct ParsedPage {
    pub(super) tree: Tree,
    /// Comments of programs that save pages.
    pub(super) saving_notes: Vec<String>,
    /// The limit that ended the reading.
    pub(super) limit: Option<PageLimit>,
    /// Tags that were read without their attributes.
    pub(super) n_crowded_tags: usize,
}

/// Parses a page; `None` if the tags of the page can't be judged within the limits.
pub(super) fn parse(page: &str) -> Option<ParsedPage> {
    let CrowdedTags { stretches } = crowded_tags(page)?;
    let options = ParseOpts {
        // `noscript` is then one text, which is not rendered.
        tree_builder: TreeBuilderOpts { scripting_enabled: true, ..TreeBuilderOpts::default() },
        ..ParseOpts::default()
    };
    let mut parser = parse_document(TreeSinkArena::new(page.len()), options);
    let n_crowded_tags = stretches.len();
    let mut at = 0;
    let ends = stretches.iter().map(|cut| (cut.start, cut.end));
    for (end, next) in ends.chain([(page.len(), page.len())]) {
        for piece in chunks(&page[at.min(end)..end]) {
            parser.process(StrTendril::from(piece));
            if let Some(limit) = parser.tokenizer.sink.sink.limit() {
                let (tree, saving_notes) = parser.tokenizer.sink.sink.into_parts();
                return Some(ParsedPage { tree, saving_notes, limit: Some(limit), n_crowded_tags });
            }
        }
        at = next;
    }
    let (tree, saving_notes) = parser.finish();
    Some(ParsedPage { tree, saving_notes, limit: None, n_crowded_tags })
}

/// The pieces of a text, cut on char boundaries.
fn chunks(mut text: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        if text.is_empty() {
            return None;
        }
        let (piece, rest) = text.split_at(text.floor_char_boundary(PIECE_BYTES.max(4)));
        text = rest;
        Some(piece)
    })
}
