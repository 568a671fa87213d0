//! One article: a text with its structure, where it comes from and what is odd about it.

use std::fmt;

use crate::{
    diagnostic::Diagnostic,
    text::{Front, Outline, ScalarMap, Span},
};

/// How the file writes its text, told by its name's ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `.txt` and everything unknown.
    Text,
    /// `.md`, `.markdown`.
    Markdown,
    /// `.html`, `.htm`: the text is what was extracted from the page.
    Html,
}

/// SHA-256 of a decoded text, as UTF-8.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest(pub [u8; 32]);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

/// One article of the corpus. Immutable: a changed file makes a new article.
#[derive(Clone, Debug)]
pub struct Article {
    /// Path inside the corpus folder with `/` between its parts; the article's name everywhere.
    /// Untrusted: show it through [`crate::text::visible`].
    pub path: String,
    /// The decoded text, never normalised; for HTML the extracted text. Untrusted.
    pub text: String,
    /// How the file writes its text.
    pub format: Format,
    /// Name of the encoding that the text was decoded from ("UTF-8", "windows-1252", …).
    pub encoding: &'static str,
    /// SHA-256 of `text`.
    pub digest: Digest,
    /// Title, byline and date, where the text has them.
    pub front: Front,
    /// Blocks and sentences.
    pub outline: Outline,
    /// From bytes to Unicode scalars and lines.
    pub scalars: ScalarMap,
    /// What is odd about the file; an article with an `Error` has no text.
    pub diagnostics: Vec<Diagnostic>,
}

impl Article {
    /// The words of a span.
    pub fn words(&self, span: Span) -> &str {
        span.of(&self.text)
    }
}
