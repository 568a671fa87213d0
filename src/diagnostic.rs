//! Problems in content that someone else wrote. A reader returns diagnostics beside the result and never
//! fails.

use std::fmt;

/// The weight of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing, without loss. For example a guessed encoding.
    Note,
    /// Something may be wrong, for example characters that could not be decoded.
    Warning,
    /// The content is not shown or not used, for example a binary file.
    Error,
}

/// A problem in a file or a record, with advice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The weight of the problem.
    pub severity: Severity,
    /// Words with a lower-case start and no final period. The message may quote content, so print it
    /// through
    /// [`crate::text::visible`].
    pub message: String,
    /// The 1-based line and column (in chars), if known.
    pub place: Option<(usize, usize)>,
}

impl Diagnostic {
    /// Returns a diagnostic without a place.
    pub fn new(severity: Severity, message: impl Into<String>) -> Self {
        Self { severity, message: message.into(), place: None }
    }

    /// Returns the diagnostic with a 1-based line and column.
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
