//! Puts the words of a document together to blocks of one text.
//!
//! A block is one line of the text. A blank that would follow a blank because words between them are left out
//! is left out too. All other blanks stay as the author wrote them.

use crate::corpus::{HtmlPage, LeftOutReason, Omission, PageBlock, PageBlockKind, StatedMetadata};
use crate::{
    diagnostic::{Diagnostic, Severity},
    text::Span,
};

/// Bytes of an omission that are kept to be shown.
const MAX_OMISSION_BYTES: usize = 4096;

/// Largest text, in bytes.
const MAX_TEXT_BYTES: usize = 48 << 20;

/// The words of a block under construction.
#[derive(Clone, Debug, Default)]
pub(super) struct BlockText {
    text: String,
    /// Words were left out since the last sign.
    after_omission: bool,
}

impl BlockText {
    /// Adds words; line ends and tabs become blanks.
    pub(super) fn push(&mut self, words: &str) {
        for c in words.chars() {
            let c = if matches!(c, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}') { ' ' } else { c };
            let is_doubled = c == ' ' && self.after_omission && self.text.ends_with(' ');
            if !is_doubled && c != '\0' {
                self.text.push(c);
                self.after_omission = false;
            }
        }
    }

    /// Notes that words were left out here.
    pub(super) fn skip(&mut self) {
        self.after_omission = true;
    }

    /// Returns `true` if nothing was added since words were left out.
    pub(super) fn is_after_omission(&self) -> bool {
        self.after_omission
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Returns the words without blanks at both ends.
    pub(super) fn words(&self) -> &str {
        self.text.trim_matches(' ')
    }
}

/// A document under construction.
#[derive(Debug, Default)]
pub(super) struct DocumentBuilder {
    pub(super) page: HtmlPage,
    /// The text was cut at the limit.
    pub(super) is_cut: bool,
}

impl DocumentBuilder {
    /// Adds a block, unless it has no words.
    pub(super) fn push_block(&mut self, kind: PageBlockKind, marker: Option<&str>, words: &str) {
        self.push_left_out(kind, marker, words, None);
    }

    /// Adds a block that may be no part of the article.
    pub(super) fn push_left_out(
        &mut self,
        kind: PageBlockKind,
        marker: Option<&str>,
        words: &str,
        left_out: Option<LeftOutReason>,
    ) {
        let words = words.trim_matches(' ');
        if words.is_empty() {
            return;
        }
        if self.page.text.len() + words.len() > MAX_TEXT_BYTES {
            self.is_cut = true;
            return;
        }
        let text = &mut self.page.text;
        let marker = marker.filter(|marker| !marker.is_empty()).map(|marker| {
            let start = text.len();
            text.push_str(marker);
            let span = Span::new(start, text.len());
            text.push(' ');
            span
        });
        let start = text.len();
        text.push_str(words);
        let span = Span::new(start, text.len());
        text.push('\n');
        let n_words = words.split_whitespace().count();
        self.page.blocks.push(PageBlock { span, marker, kind, left_out, n_words });
    }

    /// Counts words that stand in no block. Neighbours with one reason are one omission.
    pub(super) fn omit(&mut self, reason: LeftOutReason, words: &str, after_blocks: usize) {
        let n_words = words.split_whitespace().count();
        if n_words == 0 {
            return;
        }
        let omissions = &mut self.page.omissions;
        let is_same =
            |last: &&mut Omission| last.reason == reason && last.after_blocks == after_blocks;
        if let Some(last) = omissions.last_mut().filter(is_same) {
            last.n_words += n_words;
            push_shown(&mut last.words, words);
            return;
        }
        let mut shown = String::new();
        push_shown(&mut shown, words);
        omissions.push(Omission { reason, n_words, words: shown, after_blocks });
    }

    /// Adds to the omission of this reason, wherever its words stand: for example running heads.
    pub(super) fn omit_everywhere(&mut self, reason: LeftOutReason, words: &str) {
        let mut omissions = self.page.omissions.iter_mut().rev();
        match omissions.find(|omission| omission.reason == reason) {
            Some(known) => {
                known.n_words += words.split_whitespace().count();
                push_shown(&mut known.words, words);
            }
            None => self.omit(reason, words, self.page.blocks.len()),
        }
    }

    pub(super) fn find(&mut self, diagnostic: Diagnostic) {
        self.page.diagnostics.push(diagnostic);
    }

    /// Returns the document.
    pub(super) fn finish(mut self, metadata: StatedMetadata) -> HtmlPage {
        self.page.article = 0..self.page.blocks.len();
        self.page.metadata = metadata;
        if self.is_cut {
            let message = "the document has more than 48 MB of text; only its beginning was read";
            self.find(Diagnostic::new(Severity::Warning, message));
        }
        let n_blocks = self.page.blocks.len();
        for omission in &mut self.page.omissions {
            omission.after_blocks = omission.after_blocks.min(n_blocks);
        }
        self.page.omissions.sort_by_key(|omission| omission.after_blocks);
        self.page.tell_left_out();
        self.page
    }
}

fn push_shown(shown: &mut String, words: &str) {
    for word in words.split_whitespace() {
        if shown.len() + word.len() >= MAX_OMISSION_BYTES {
            return;
        }
        if !shown.is_empty() {
            shown.push(' ');
        }
        shown.push_str(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_leaves_one_blank_and_the_authors_blanks_stay() {
        let mut block = BlockText::default();
        block.push(" rises  by ");
        block.skip();
        block.push(" 12\tpercent\n");
        assert_eq!(block.words(), "rises  by 12 percent");
    }

    #[test]
    fn blocks_are_lines_and_omissions_have_a_place() {
        let mut builder = DocumentBuilder::default();
        builder.push_block(PageBlockKind::ListItem, Some("-"), " One. ");
        builder.push_block(PageBlockKind::Paragraph, None, "  ");
        builder.omit(LeftOutReason::Struck, "two three", 1);
        builder.omit(LeftOutReason::Struck, "four", 1);
        builder.omit_everywhere(LeftOutReason::Hidden, "five");
        builder.omit_everywhere(LeftOutReason::Hidden, "six");
        let page = builder.finish(StatedMetadata::default());
        assert_eq!(page.text, "- One.\n");
        let marker = page.blocks[0].marker;
        assert_eq!((page.blocks.len(), marker), (1, Some(Span::new(0, 1))));
        let told: Vec<_> =
            page.omissions.iter().map(|one| (one.n_words, one.words.as_str())).collect();
        assert_eq!(told, [(3, "two three four"), (2, "five six")]);
    }
}
