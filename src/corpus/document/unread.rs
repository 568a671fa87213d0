//! Refuses documents in a program that was built without them.

use serde::{Deserialize, Serialize};

use super::DocumentKind;
use crate::{
    corpus::HtmlPage,
    diagnostic::{Diagnostic, Severity},
};

/// The words of a PDF file, which this program does not read.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct PdfLayout;

impl PdfLayout {
    pub(crate) fn read(_: &str) -> PdfLayout {
        PdfLayout
    }

    /// Returns `false`, so that the file is told as not read.
    pub(crate) fn is_empty(&self) -> bool {
        false
    }
}

fn refused() -> Diagnostic {
    let message = "this copydesk was built without documents: save the text as .txt";
    Diagnostic::new(Severity::Error, message)
}

/// Refuses a document.
///
/// # Errors
/// Always a [`Diagnostic`].
pub(in crate::corpus) fn read_document(_: DocumentKind, _: &[u8]) -> Result<HtmlPage, Diagnostic> {
    Err(refused())
}

/// Returns a page without text that says why.
pub(in crate::corpus) fn read_pdf_layout(_: PdfLayout) -> HtmlPage {
    HtmlPage { diagnostics: vec![refused()], ..HtmlPage::default() }
}
