//! What an article says of itself before it begins: title, byline, date.

use super::Span;

/// Title, byline and date of an article, each only where the text has it; nothing is invented.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Front {
    /// The words of the title in the text.
    pub title: Option<Span>,
    /// The byline ("by James Carter …").
    pub byline: Option<Span>,
    /// The date line or date words.
    pub date: Option<Span>,
}
