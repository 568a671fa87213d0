//! Brings the paragraphs of a document into one order: rows of tables, boxes beside the text, notes at the end.
//!
//! Boxes, rows and notes nest in a document. Here each is a frame on a stack, and its paragraphs move on when the
//! frame ends. So nothing recurses, and frames deeper than any author nests them are only passed through.

use super::builder::{BlockText, DocumentBuilder};
use crate::corpus::{LeftOutReason, PageBlockKind};

/// Frames inside each other. Each further level would move its paragraphs once more.
const MAX_FRAMES: usize = 24;

/// Letters of a cell of data. A longer cell is running text in a table for layout.
const MAX_CELL_LETTERS: usize = 120;

/// A paragraph that waits for its place.
#[derive(Clone, Debug)]
pub(super) struct FlowBlock {
    pub(super) kind: PageBlockKind,
    pub(super) marker: Option<String>,
    pub(super) words: String,
    pub(super) left_out: Option<LeftOutReason>,
}

/// A paragraph under construction.
#[derive(Debug)]
pub(super) struct OpenParagraph {
    pub(super) text: BlockText,
    pub(super) kind: PageBlockKind,
    pub(super) marker: Option<String>,
    pub(super) left_out: Option<LeftOutReason>,
    /// Paragraphs of the boxes that hang on this one.
    after: Vec<FlowBlock>,
}

impl Default for OpenParagraph {
    fn default() -> Self {
        OpenParagraph {
            text: BlockText::default(),
            kind: PageBlockKind::Paragraph,
            marker: None,
            left_out: None,
            after: Vec::new(),
        }
    }
}

/// A part of a document with paragraphs of its own.
#[derive(Debug)]
enum Frame {
    Row(Vec<Vec<FlowBlock>>),
    Cell(Vec<FlowBlock>),
    Box(Vec<FlowBlock>),
    /// A note with its marker.
    Note(String, Vec<FlowBlock>),
    /// Words that are no part of the text.
    LeftOut(LeftOutReason, Vec<FlowBlock>),
}

/// The kind of a frame.
#[derive(Clone, Debug)]
pub(super) enum FrameKind {
    Row,
    Cell,
    Box,
    Note(String),
    LeftOut(LeftOutReason),
}

/// The paragraphs of a document in their order.
#[derive(Debug, Default)]
pub(super) struct Flow {
    pub(super) blocks: Vec<FlowBlock>,
    /// The notes, each with its marker.
    pub(super) notes: Vec<(String, Vec<FlowBlock>)>,
    omissions: Vec<(LeftOutReason, String, usize)>,
    frames: Vec<Frame>,
    /// Open frames that are only passed through.
    n_passed: usize,
    paragraphs: Vec<OpenParagraph>,
    /// Number of blocks that have begun.
    n_begun: usize,
}

impl Flow {
    pub(super) fn begin_paragraph(&mut self) {
        self.n_begun += 1;
        self.paragraphs.push(OpenParagraph::default());
    }

    /// Returns the innermost paragraph. Loose words get one.
    pub(super) fn paragraph(&mut self) -> &mut OpenParagraph {
        if self.paragraphs.is_empty() {
            self.begin_paragraph();
        }
        let last = self.paragraphs.len() - 1;
        &mut self.paragraphs[last]
    }

    pub(super) fn end_paragraph(&mut self) {
        let Some(open) = self.paragraphs.pop() else { return };
        if open.text.is_empty() {
            self.n_begun -= 1;
        } else {
            let words = open.text.words().to_owned();
            let OpenParagraph { kind, marker, left_out, .. } = open;
            self.push(FlowBlock { kind, marker, words, left_out });
        }
        self.target().extend(open.after);
    }

    pub(super) fn push(&mut self, block: FlowBlock) {
        self.target().push(block);
    }

    /// Counts words that stand in no block, at the present place.
    pub(super) fn omit(&mut self, reason: LeftOutReason, words: &str) {
        let at = self.n_begun;
        if let Some(open) = self.paragraphs.last_mut() {
            let goes_on = open.text.is_after_omission();
            open.text.skip();
            if !goes_on {
                self.part_omissions();
            }
        }
        match self.omissions.last_mut() {
            Some((last, known, place)) if *last == reason && *place == at => known.push_str(words),
            _ => self.omissions.push((reason, words.to_owned(), at)),
        }
    }

    /// Ends the present stretch of left-out words, so that its last word and the next one stay apart.
    pub(super) fn part_omissions(&mut self) {
        if let Some((_, words, _)) = self.omissions.last_mut()
            && !words.ends_with(' ')
        {
            words.push(' ');
        }
    }

    pub(super) fn begin(&mut self, kind: FrameKind) {
        if self.frames.len() >= MAX_FRAMES {
            self.n_passed += 1;
            return;
        }
        self.frames.push(match kind {
            FrameKind::Row => Frame::Row(Vec::new()),
            FrameKind::Cell => Frame::Cell(Vec::new()),
            FrameKind::Box => Frame::Box(Vec::new()),
            FrameKind::Note(marker) => Frame::Note(marker, Vec::new()),
            FrameKind::LeftOut(reason) => Frame::LeftOut(reason, Vec::new()),
        });
    }

    /// Ends the innermost frame.
    pub(super) fn end(&mut self) {
        if self.n_passed > 0 {
            self.n_passed -= 1;
            return;
        }
        match self.frames.pop() {
            None => {}
            Some(Frame::Row(cells)) => {
                let blocks = row(&cells).map_or_else(|| cells.concat(), |row| vec![row]);
                // The words of a row are one block.
                let n_cells = cells.iter().filter(|cell| !cell.is_empty()).count();
                self.n_begun -= if blocks.len() < n_cells { n_cells - blocks.len() } else { 0 };
                self.target().extend(blocks);
            }
            Some(Frame::Cell(blocks)) => match self.frames.last_mut() {
                Some(Frame::Row(cells)) => cells.push(blocks),
                _ => self.target().extend(blocks),
            },
            Some(Frame::Box(blocks)) => match self.paragraphs.last_mut() {
                Some(host) => host.after.extend(blocks),
                None => self.target().extend(blocks),
            },
            Some(Frame::Note(marker, blocks)) => self.notes.push((marker, blocks)),
            Some(Frame::LeftOut(reason, blocks)) => {
                for block in blocks {
                    self.omit(reason, &block.words);
                    self.part_omissions();
                }
            }
        }
    }

    /// Ends the innermost row, whose words are left out.
    pub(super) fn end_left_out_row(&mut self, reason: LeftOutReason) {
        if self.n_passed == 0
            && let Some(Frame::Row(cells)) = self.frames.last_mut()
        {
            for block in std::mem::take(cells).concat() {
                self.omit(reason, &block.words);
                self.part_omissions();
            }
        }
        self.end();
    }

    fn target(&mut self) -> &mut Vec<FlowBlock> {
        let inside = self.frames.iter_mut().rev().find_map(|frame| match frame {
            Frame::Cell(blocks)
            | Frame::Box(blocks)
            | Frame::Note(_, blocks)
            | Frame::LeftOut(_, blocks) => Some(blocks),
            Frame::Row(_) => None,
        });
        inside.unwrap_or(&mut self.blocks)
    }

    /// Ends what a broken file left open.
    fn end_all(&mut self) {
        while !self.frames.is_empty() || !self.paragraphs.is_empty() {
            self.n_passed = 0;
            self.end_paragraph();
            self.end();
        }
    }

    /// Adds everything to a document: the text, and the notes behind it.
    pub(super) fn write(mut self, builder: &mut DocumentBuilder) {
        self.end_all();
        let notes = std::mem::take(&mut self.notes).into_iter().flat_map(note);
        for block in self.blocks.iter().cloned().chain(notes) {
            builder.push_left_out(
                block.kind,
                block.marker.as_deref(),
                &block.words,
                block.left_out,
            );
        }
        for (reason, words, at) in &self.omissions {
            builder.omit(*reason, words, *at);
        }
    }

    /// Returns all words, one paragraph a line, for parts that are no text.
    pub(super) fn into_words(mut self) -> String {
        self.end_all();
        let notes = self.notes.into_iter().flat_map(|(_, blocks)| blocks);
        let lines: Vec<String> =
            self.blocks.into_iter().chain(notes).map(|block| block.words).collect();
        lines.join("\n")
    }
}

/// Returns the paragraphs of a note; the first one gets the marker.
fn note((marker, blocks): (String, Vec<FlowBlock>)) -> impl Iterator<Item = FlowBlock> {
    let mut marker = Some(marker);
    blocks.into_iter().map(move |block| {
        let marker = marker.take().or(block.marker);
        FlowBlock { kind: PageBlockKind::Note, marker, ..block }
    })
}

/// Returns the row of at least two short cells without paragraphs inside; `None` for other rows.
fn row(cells: &[Vec<FlowBlock>]) -> Option<FlowBlock> {
    let is_short = |block: &FlowBlock| {
        let is_plain = matches!(block.kind, PageBlockKind::Paragraph);
        is_plain && block.words.chars().filter(|c| c.is_alphanumeric()).count() <= MAX_CELL_LETTERS
    };
    let is_data = |cell: &Vec<FlowBlock>| match cell.as_slice() {
        [] => true,
        [only] => is_short(only),
        _ => false,
    };
    if cells.len() < 2 || !cells.iter().all(is_data) {
        return None;
    }
    let mut words = String::new();
    for cell in cells {
        if !words.is_empty() {
            words.push_str(" |");
        }
        if let Some(block) = cell.first() {
            let blank = if words.is_empty() { "" } else { " " };
            words.push_str(blank);
            words.push_str(&block.words);
        }
    }
    let words = words.trim_end_matches([' ', '|']).to_owned();
    Some(FlowBlock { kind: PageBlockKind::Row, marker: None, words, left_out: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(flow: &mut Flow, words: &str) {
        flow.begin_paragraph();
        flow.paragraph().text.push(words);
        flow.end_paragraph();
    }

    fn cell(flow: &mut Flow, words: &str) {
        flow.begin(FrameKind::Cell);
        for line in words.lines() {
            say(flow, line);
        }
        flow.end();
    }

    #[test]
    fn short_cells_are_a_row_and_long_ones_are_paragraphs() {
        let mut flow = Flow::default();
        for cells in [["", "Year", "", "Boats"], ["a\nb", "c", "", ""], ["", "", "", ""]] {
            flow.begin(FrameKind::Row);
            cells.iter().for_each(|words| cell(&mut flow, words));
            flow.end();
        }
        assert_eq!(flow.into_words(), "Year | | Boats\na\nb\nc\n");
    }

    #[test]
    fn a_box_follows_its_paragraph_and_a_note_comes_last() {
        let mut flow = Flow::default();
        flow.begin_paragraph();
        flow.paragraph().text.push("Host");
        for kind in [FrameKind::Box, FrameKind::Note("[1]".to_owned())] {
            flow.begin(kind);
            say(&mut flow, "Inside.");
            flow.end();
        }
        flow.paragraph().text.push(" goes on.");
        flow.end_paragraph();
        say(&mut flow, "Next.");
        assert_eq!(flow.notes[0].0, "[1]");
        assert_eq!(flow.into_words(), "Host goes on.\nInside.\nNext.\nInside.");
    }

    #[test]
    fn frames_nest_without_end() {
        let mut flow = Flow::default();
        for _ in 0..100_000 {
            flow.begin(FrameKind::Row);
            flow.begin(FrameKind::Cell);
        }
        say(&mut flow, "Deep.");
        for _ in 0..200_000 {
            flow.end();
        }
        say(&mut flow, "After.");
        assert_eq!(flow.into_words(), "Deep.\nAfter.");
    }
}
