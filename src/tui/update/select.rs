//! Selecting words: by word, clause, sentence, and by widening.

use copydesk::{
    command::SelectCommand,
    corpus::Article,
    text::{Span, clause_end, clause_start, fold, words},
};

use crate::tui::{
    app::App,
    draw::abbreviate::cut,
    state::{
        popup::PromptPurpose,
        reader::{SelectionEnd, SelectionPurpose, TextSelection},
    },
};

impl App {
    /// Begins a selection or moves its ends.
    pub(super) fn run_select(&mut self, command: SelectCommand) {
        match command {
            SelectCommand::Start => self.select(),
            SelectCommand::Widen => self.widen(),
            SelectCommand::Swap => self.swap_ends(),
            SelectCommand::Find => self.ask_for_word(),
            SelectCommand::WordForward => self.reshape(word_forward),
            SelectCommand::WordBack => self.reshape(word_back),
            SelectCommand::ClauseForward => self.reshape(clause_forward),
            SelectCommand::ClauseBack => self.reshape(clause_back),
            SelectCommand::SentenceForward => self.reshape(sentence_forward),
            SelectCommand::SentenceBack => self.reshape(sentence_back),
        }
    }

    fn ask_for_word(&mut self) {
        if let Some(selection) = self.reader.selection {
            let title = "Select from or up to the word";
            self.prompt(PromptPurpose::SelectFind(selection), title, "");
        }
    }

    /// Begins a selection: the words of the annotation at the cursor, else the first word.
    fn select(&mut self) {
        match self.reader.selection {
            Some(gone_to) => self.set_selection(gone_to.span),
            None => self.start_selection(SelectionPurpose::Content),
        }
    }

    /// Begins a selection at the first word of the sentence.
    pub(super) fn start_selection(&mut self, purpose: SelectionPurpose) {
        let (Some(article), Some(sentence)) = (self.article(), self.sentence()) else { return };
        let first = words(&article.text, sentence.span).first().copied();
        let span = first.unwrap_or(sentence.span);
        self.reader.selection = Some(TextSelection {
            purpose,
            is_fresh: true,
            is_placeholder: purpose != SelectionPurpose::Content,
            ..TextSelection::content(span)
        });
        self.follow();
    }

    fn widen(&mut self) {
        let (Some(article), Some(focus)) = (self.article(), self.focus()) else { return };
        match article.outline.widen(&article.text, focus) {
            Some(span) => self.set_selection(span),
            None => self.tell("This is the whole paragraph already."),
        }
    }

    fn swap_ends(&mut self) {
        if let Some(selection) = &mut self.reader.selection {
            selection.held = match selection.held {
                SelectionEnd::Start => SelectionEnd::End,
                SelectionEnd::End => SelectionEnd::Start,
            };
        }
    }

    /// Changes the selected words, and forgets the annotation of the earlier words.
    pub(super) fn set_selection(&mut self, span: Span) {
        let known = self.reader.selection.unwrap_or(TextSelection::content(span));
        self.reader.selection = Some(TextSelection {
            span,
            annotation: None,
            is_fresh: false,
            is_placeholder: false,
            ..known
        });
        self.follow();
    }

    /// Selects up to the first place with `typed` at the start of a word. The search begins behind the
    /// words of `before`, or at the start of the sentence if `before` is fresh. Without a place the
    /// selection stays.
    ///
    /// Returns false without a place, and tells so.
    pub(super) fn select_typed(&mut self, before: TextSelection, typed: &str) -> bool {
        let Some(article) = self.article().cloned() else { return false };
        let article = &*article;
        let from = match self.sentence() {
            Some(sentence) if before.is_fresh => sentence.span.start,
            _ => before.span.end,
        };
        let words = words_near(article, from);
        // Words before the sentence come last, for example a speaker in the sentence before.
        let is_part = before.purpose != SelectionPurpose::Content;
        let place = find_typed(article, &words, typed, from).or_else(|| {
            find_typed(article, &words, typed, 0).filter(|_| is_part && before.is_fresh)
        });
        let place = place.map(|place| match before.purpose {
            SelectionPurpose::Source(_) => self.whole_name(place),
            SelectionPurpose::Content | SelectionPurpose::Cue(_) => place,
        });
        let span = match place {
            None => before.span,
            Some(place) if before.is_fresh => place,
            Some(place) => before.span.join(place),
        };
        let is_placeholder = before.is_placeholder && place.is_none();
        self.reader.selection =
            Some(TextSelection { span, annotation: None, is_placeholder, ..before });
        self.follow();
        let typed = typed.trim();
        if place.is_none() && !typed.is_empty() {
            let typed = cut(typed, 30);
            self.warn(format!("! “{typed}” is not in this sentence · nothing changed"));
        }
        place.is_some()
    }

    /// Returns the name of a known source around found words, else the words and the capitalised words
    /// behind, for example `Eva Roth` for `Eva`.
    fn whole_name(&self, found: Span) -> Span {
        let index = self.reader.place.article;
        let (Some(article), Some(sentence)) = (self.article(), self.sentence()) else {
            return found;
        };
        let known = self.project.attribution_of(index, sentence.span);
        if let Some(known) = known.filter(|known| known.source.overlaps(found)) {
            return known.source.join(found);
        }
        let behind = words(&article.text, Span::new(found.end, sentence.span.end.max(found.end)));
        let is_name = |word: &Span| article.words(*word).starts_with(char::is_uppercase);
        let mut whole = found;
        for word in behind.into_iter().filter(|word| word.start >= found.end) {
            let between = article.words(Span::new(whole.end, word.start));
            if !is_name(&found) || !is_name(&word) || !matches!(between, " " | ". ") {
                break;
            }
            whole = whole.join(word);
        }
        whole
    }

    /// Ends the typing of a word: the selection now grows from here.
    pub(super) fn select_found(&mut self) {
        if let Some(selection) = &mut self.reader.selection {
            selection.is_fresh = false;
        }
    }

    fn reshape(&mut self, change: fn(&Article, TextSelection) -> Option<usize>) {
        let (Some(article), Some(selection)) = (self.article(), self.reader.selection) else {
            return;
        };
        let Span { start, end } = selection.span;
        let span = match (change(article, selection), selection.held) {
            (Some(byte), SelectionEnd::End) if byte > start => Span::new(start, byte),
            (Some(byte), SelectionEnd::Start) if byte < end => Span::new(byte, end),
            _ => return self.tell("No further that way; o takes the other end."),
        };
        self.set_selection(span);
    }
}

/// Returns the first whole words at or behind `from` with `typed` at their start.
fn find_typed(article: &Article, words: &[Span], typed: &str, from: usize) -> Option<Span> {
    let wanted = fold(typed.trim()).text;
    if wanted.is_empty() {
        return None;
    }
    let first = words.iter().position(|word| word.start >= from)?;
    let last = words.last()?.end;
    words[first..].iter().find_map(|word| {
        // Folding may lengthen or shorten, so a little more text is folded than is needed.
        let end = article.text.floor_char_boundary((word.start + wanted.len() * 4).min(last));
        let folded = fold(&article.text[word.start..end]);
        let found = folded.text.starts_with(&wanted);
        let reached =
            word.start + folded.original(Span::new(0, wanted.len().min(folded.text.len()))).end;
        let whole = words.iter().find(|word| word.end >= reached)?;
        found.then(|| word.join(*whole))
    })
}

fn held_byte(selection: TextSelection) -> usize {
    held_edge(selection.span, selection)
}

/// Returns the edge of a span on the side of the moving end.
fn held_edge(span: Span, selection: TextSelection) -> usize {
    match selection.held {
        SelectionEnd::Start => span.start,
        SelectionEnd::End => span.end,
    }
}

/// Returns the words of the block with the moving end, and of its neighbours.
fn words_near(article: &Article, byte: usize) -> Vec<Span> {
    let outline = &article.outline;
    let Some(sentence) = outline.sentences.get(outline.sentence_at(byte)) else {
        return Vec::new();
    };
    let first = &outline.blocks[sentence.block.saturating_sub(1)];
    let last = &outline.blocks[(sentence.block + 1).min(outline.blocks.len() - 1)];
    words(&article.text, first.span.join(last.span))
}

fn word_forward(article: &Article, selection: TextSelection) -> Option<usize> {
    edge_behind(words_near(article, held_byte(selection)).into_iter(), selection)
}

fn word_back(article: &Article, selection: TextSelection) -> Option<usize> {
    edge_before(words_near(article, held_byte(selection)).into_iter(), selection)
}

fn sentence_forward(article: &Article, selection: TextSelection) -> Option<usize> {
    edge_behind(article.outline.sentences.iter().map(|sentence| sentence.span), selection)
}

fn sentence_back(article: &Article, selection: TextSelection) -> Option<usize> {
    edge_before(article.outline.sentences.iter().map(|sentence| sentence.span), selection)
}

/// Returns the edge of the first span behind the moving end: an end for an end, a start for a start.
fn edge_behind(mut spans: impl Iterator<Item = Span>, selection: TextSelection) -> Option<usize> {
    let byte = held_byte(selection);
    spans.find_map(|span| Some(held_edge(span, selection)).filter(|edge| *edge > byte))
}

/// Returns the edge of the last span before the moving end.
fn edge_before(
    spans: impl DoubleEndedIterator<Item = Span>,
    selection: TextSelection,
) -> Option<usize> {
    let byte = held_byte(selection);
    spans.rev().map(|span| held_edge(span, selection)).find(|edge| *edge < byte)
}

/// Returns the sentence with the moving end; with `beyond`, the sentence after if the end is its end.
fn sentence_span(article: &Article, byte: usize, beyond: bool) -> Option<Span> {
    let outline = &article.outline;
    let index = outline.sentence_at(byte);
    let sentence = outline.sentences.get(index)?;
    let next = outline.sentences.get(index + 1);
    let at_end = beyond && byte >= sentence.span.end;
    Some(if at_end { next.map_or(sentence.span, |next| next.span) } else { sentence.span })
}

fn clause_forward(article: &Article, selection: TextSelection) -> Option<usize> {
    let byte = held_byte(selection);
    let within = sentence_span(article, byte, true)?;
    let end = clause_end(&article.text, within, byte.max(within.start));
    match selection.held {
        SelectionEnd::End => Some(end).filter(|end| *end > byte),
        SelectionEnd::Start => {
            let words = words(&article.text, within);
            words.iter().map(|word| word.start).find(|start| *start >= end && *start > byte)
        }
    }
}

fn clause_back(article: &Article, selection: TextSelection) -> Option<usize> {
    let byte = held_byte(selection);
    let inside = byte.checked_sub(1)?;
    let within = sentence_span(article, inside, false)?;
    let start = clause_start(&article.text, within, byte.min(within.end));
    match selection.held {
        SelectionEnd::Start => Some(start).filter(|start| *start < byte),
        SelectionEnd::End => {
            let words = words(&article.text, within);
            words.iter().map(|word| word.end).rfind(|end| *end <= start && *end < byte)
        }
    }
}
