//! Findings about content that someone else wrote: a value beside the result, never a failure.

use std::fmt;

/// The weight of a finding for the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing is missing (a guessed encoding).
    Note,
    /// Something may be wrong (characters that could not be decoded).
    Warning,
    /// The content is not shown or not used (a binary file).
    Error,
}

/// A finding about a file or a record, with advice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Weight of the finding.
    pub severity: Severity,
    /// Lower-case start, no final period. The message may quote content, so show the message
    /// through [`crate::text::visible`].
    pub message: String,
    /// 1-based line and column (in chars), where the finding has a place.
    pub place: Option<(usize, usize)>,
}

impl Diagnostic {
    /// A finding of the given severity without a place.
    pub fn new(severity: Severity, message: impl Into<String>) -> Self {
        Self { severity, message: message.into(), place: None }
    }

    /// The same finding at a 1-based line and column.
    #[must_use]
    pub fn at(mut self, line: usize, column: usize) -> Self {
        self.place = Some((line, column));
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some((line, column)) => write!(f, "{line}:{column}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}
