//! The outline of a page: its kept blocks by their elements, and the stretches left out.

use super::{HtmlPage, PageBlock, PageBlockKind};
use crate::text::{Block, BlockKind, LeftOut, Outline, outline_of_page};

/// Returns the outline of a page. The first heading of the first level is the headline, else the first heading
/// above all running text.
pub(super) fn page_outline(page: &HtmlPage) -> Outline {
    let kept = || page.blocks.iter().filter(|block| block.left_out.is_none());
    let is_first_level = |block: &&PageBlock| block.kind == PageBlockKind::Heading(1);
    let above = kept().take_while(|block| !is_running(block.kind));
    let is_heading = |block: &&PageBlock| matches!(block.kind, PageBlockKind::Heading(_));
    let headline = kept().find(is_first_level).or_else(|| above.clone().find(is_heading));
    let headline = headline.map(|block| block.span);
    let of_kept = |block: &PageBlock| Block {
        kind: if Some(block.span) == headline { BlockKind::Headline } else { kind_of(block.kind) },
        span: block.span,
        marker: block.marker,
        run_in: None,
    };
    let left_out = page.blocks.iter().filter_map(|block| {
        let start = block.marker.map_or(block.span, |marker| marker.join(block.span));
        Some(LeftOut { span: start, reason: block.left_out?, n_words: block.n_words })
    });
    outline_of_page(&page.text, kept().map(of_kept).collect(), left_out.collect())
}

fn is_running(kind: PageBlockKind) -> bool {
    matches!(kind_of(kind), BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Quote)
}

fn kind_of(kind: PageBlockKind) -> BlockKind {
    match kind {
        PageBlockKind::Heading(_) => BlockKind::Heading,
        PageBlockKind::Paragraph | PageBlockKind::Preformatted | PageBlockKind::Note => {
            BlockKind::Paragraph
        }
        PageBlockKind::Quotation => BlockKind::Quote,
        PageBlockKind::Row => BlockKind::Row,
        PageBlockKind::ListItem => BlockKind::ListItem,
        PageBlockKind::Caption => BlockKind::Caption,
        PageBlockKind::Byline | PageBlockKind::Time => BlockKind::Byline,
    }
}
