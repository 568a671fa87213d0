//! Decides the kind of each sentence for the table of kinds.
//!
//! A label may be put on a kind before anybody has read the sentence. So a sentence belongs to such a
//! kind only if its block and its words both say so. Every doubt makes it running text, or the kind that
//! asks the reviewer first.

use super::{
    Block, BlockKind, Outline, Sentence, SentenceKind, Span, TextKind,
    dates::{date, is_day_or_month},
    line_shape::{is_biography, is_byline, last_mark},
    page_words::is_credit,
    site_text::{SiteLine, announces_links, is_invitation, site_line},
    statement::{has_figure, has_quotation, has_verb, is_english, may_state},
};

/// Returns the kind of each sentence of an outline, in order.
///
/// ```
/// use copydesk::text::{Markup, TextKind, outline, text_kinds};
///
/// let text = "# Trams\n\nThe tram is late.\n\nLeave a Comment";
/// let kinds = text_kinds(text, &outline(text, Markup::Markdown));
/// assert_eq!(kinds, [TextKind::Heading, TextKind::RunningText, TextKind::Invitation]);
/// ```
pub fn text_kinds(text: &str, outline: &Outline) -> Vec<TextKind> {
    let page = PageContext { text, outline, is_english: is_english(text) };
    outline.sentences.iter().map(|sentence| page.kind(sentence)).collect()
}

struct PageContext<'a> {
    text: &'a str,
    outline: &'a Outline,
    is_english: bool,
}

impl PageContext<'_> {
    fn kind(&self, sentence: &Sentence) -> TextKind {
        let block = &self.outline.blocks[sentence.block];
        let words = sentence.span.of(self.text);
        match block.kind {
            BlockKind::Breadcrumb if is_sure_trail(words) => TextKind::Navigation,
            BlockKind::Breadcrumb => TextKind::RunningText,
            BlockKind::Headline | BlockKind::Heading => self.heading(sentence.block, words),
            BlockKind::Byline if is_sure_byline(words) => TextKind::Byline,
            BlockKind::Byline => TextKind::RunningText,
            BlockKind::Question => asked(words),
            BlockKind::LeadIn => TextKind::LeadIn,
            BlockKind::ListItem => TextKind::ListItem,
            BlockKind::Quote => TextKind::Post,
            BlockKind::Row => TextKind::TableRow,
            BlockKind::Caption if is_credit(words) && !has_verb(words) => TextKind::Credit,
            BlockKind::Caption => TextKind::Caption,
            BlockKind::Chrome => self.site_text(sentence, block),
            BlockKind::Paragraph | BlockKind::Answer | BlockKind::CallOut => {
                running(sentence, words)
            }
        }
    }

    fn heading(&self, at: usize, words: &str) -> TextKind {
        let next = self.outline.blocks.get(at + 1).map(|block| block.kind);
        if words.trim_end().ends_with(':') && next == Some(BlockKind::ListItem) {
            return TextKind::LeadIn;
        }
        // Without a list of verbs only a single word surely states nothing.
        let is_unknown = !self.is_english && words.split_whitespace().count() > 1;
        if asks(words) || may_state(words) || is_unknown {
            TextKind::StatingHeading
        } else {
            TextKind::Heading
        }
    }

    /// The kind of a sentence of site text.
    fn site_text(&self, sentence: &Sentence, block: &Block) -> TextKind {
        let line = block.span.of(self.text);
        let words = sentence.span.of(self.text);
        match site_line(line) {
            Some(SiteLine::Invitation) => TextKind::Invitation,
            Some(SiteLine::Navigation) => TextKind::Navigation,
            None if is_invitation(words) => TextKind::Invitation,
            None if sentence.kind == SentenceKind::CallToAction => TextKind::Request,
            None if is_biography(line) => TextKind::AuthorNote,
            None if self.is_linked_title(sentence.block) && !has_figure(line) => {
                TextKind::Navigation
            }
            // For example code, or a field before the text.
            None => TextKind::RunningText,
        }
    }

    /// Returns `true` for a line in a row of site text that begins with "You may also like" or the like.
    fn is_linked_title(&self, at: usize) -> bool {
        let before = self.outline.blocks[..at].iter().rev();
        let mut row = before.take_while(|block| block.kind == BlockKind::Chrome);
        row.any(|block| announces_links(block.span.of(self.text)))
    }
}

/// The kind of a sentence of running text.
fn running(sentence: &Sentence, words: &str) -> TextKind {
    match sentence.kind {
        SentenceKind::Label if !has_figure(words) => TextKind::CallOut,
        SentenceKind::Question if is_invitation(words) => TextKind::Invitation,
        SentenceKind::Question => TextKind::Question,
        SentenceKind::CallToAction if is_invitation(words) => TextKind::Invitation,
        SentenceKind::CallToAction => TextKind::Request,
        SentenceKind::LeadIn => TextKind::LeadIn,
        SentenceKind::Fragment => TextKind::ListItem,
        SentenceKind::Label
        | SentenceKind::Claim
        | SentenceKind::Heading
        | SentenceKind::Byline
        | SentenceKind::Chrome => TextKind::RunningText,
    }
}

fn asks(words: &str) -> bool {
    matches!(last_mark(words), Some('?' | '？' | '؟'))
}

/// The kind of a sentence in the question of a question-and-answer part. A loaded question, for example
/// "Why did the board hide the report?", needs a reader.
fn asked(words: &str) -> TextKind {
    const LOADED: &[&str] = &[
        "why", "since", "because", "after", "given", "despite", "although", "though", "when",
        "while", "still", "again", "ever", "really", "secretly", "admit",
    ];
    if !asks(words) {
        return TextKind::RunningText;
    }
    let folded = words.to_lowercase();
    let mut all = folded.split(|c: char| !c.is_alphanumeric());
    let is_loaded = all.any(|word| LOADED.contains(&word));
    if is_loaded || has_figure(words) || has_quotation(words) || words.contains([';', '—', '–'])
    {
        TextKind::Question
    } else {
        TextKind::AskedQuestion
    }
}

/// Returns `true` for a trail from the front page, or with the arrows of a trail.
fn is_sure_trail(words: &str) -> bool {
    let first = words.split_whitespace().next().unwrap_or_default().to_lowercase();
    let is_home = ["home", "startseite", "inicio", "accueil"].contains(&first.as_str());
    words.contains(['»', '›']) || is_home
}

/// Returns `true` if a line names an author or a date and nothing else.
fn is_sure_byline(words: &str) -> bool {
    let is_verb_free = !words.split_whitespace().any(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        ["is", "are", "was", "were", "has", "have", "had", "will", "said", "says"]
            .contains(&word.as_str())
    });
    match date(words, Span::new(0, words.len())) {
        Some(found) => {
            let (lead, rest) = (&words[..found.start], &words[found.end..]);
            let lead = lead.trim_end_matches(|c: char| !c.is_alphanumeric());
            is_verb_free
                && (is_byline(lead) || lead.split_whitespace().all(is_of_date))
                && rest.split_whitespace().all(is_of_date)
        }
        None => is_verb_free && (is_byline(words) || words.split_whitespace().all(is_of_date)),
    }
}

/// Returns `true` for a word around a date, for example "Published", "3:10", "p.m." or "GMT".
fn is_of_date(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let is_zone = bare.len() <= 4 && bare.chars().all(|c| c.is_ascii_uppercase());
    let folded = bare.to_lowercase();
    bare.is_empty()
        || is_zone
        || bare.bytes().all(|byte| byte.is_ascii_digit() || b":.hT+Z-".contains(&byte))
        || is_day_or_month(bare)
        || [
            "published", "updated", "posted", "modified", "created", "last", "first", "on", "at",
            "date", "am", "pm", "a.m", "p.m", "min", "minute", "minutes", "read", "de", "of",
        ]
        .contains(&folded.as_str())
}

#[cfg(test)]
mod tests;
