//! Documents of office programs and books, and the layout of PDF pages: from their bytes to blocks.
//!
//! Owns the way from a Word document, an OpenDocument text, an EPUB book or the layout of a PDF file to an
//! [`HtmlPage`], the same value that an HTML page gives. Reading takes a bounded number of steps and bytes, and
//! never recurses: at most 64 MB are unpacked, 48 MB of text are kept, entities are never expanded.

#[cfg(feature = "documents")]
mod builder;
#[cfg(feature = "documents")]
mod counter;
#[cfg(feature = "documents")]
mod docx;
#[cfg(feature = "documents")]
mod epub;
#[cfg(feature = "documents")]
mod flow;
#[cfg(feature = "documents")]
mod look;
#[cfg(feature = "documents")]
mod odt;
#[cfg(feature = "documents")]
mod office_metadata;
#[cfg(feature = "documents")]
mod pdf;
#[cfg(feature = "documents")]
mod xml;
#[cfg(feature = "documents")]
mod zip_parts;
#[cfg(all(test, feature = "documents"))]
mod tests;

#[cfg(feature = "documents")]
pub(crate) use self::pdf::PdfLayout;
#[cfg(feature = "documents")]
pub(super) use self::pdf::read_pdf_layout;
#[cfg(not(feature = "documents"))]
pub(crate) use self::unread::PdfLayout;
#[cfg(not(feature = "documents"))]
pub(super) use self::unread::read_pdf_layout;
#[cfg(feature = "documents")]
use self::zip_parts::{ZipFault, ZipParts};
#[cfg(feature = "documents")]
use super::HtmlPage;
#[cfg(feature = "documents")]
use crate::diagnostic::{Diagnostic, Severity};

/// The kind of a document, told by the files inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DocumentKind {
    /// A Word document.
    Docx,
    /// An OpenDocument text.
    Odt,
    /// An EPUB book.
    Epub,
}

impl DocumentKind {
    /// Tells the kind of an archive by the names of its first files, else by the ending of its name.
    pub(super) fn of(bytes: &[u8], ending: &str) -> Option<DocumentKind> {
        if !bytes.starts_with(b"PK\x03\x04") {
            return None;
        }
        let holds =
            |bytes: &[u8], name: &[u8]| bytes.windows(name.len()).any(|window| window == name);
        // The first file of OpenDocument and EPUB tells the kind. Word's names stand in the directory too.
        let head = &bytes[..bytes.len().min(4096)];
        let tail = &bytes[bytes.len().saturating_sub(64 << 10)..];
        if holds(head, b"application/epub+zip") || holds(tail, b"META-INF/container.xml") {
            Some(DocumentKind::Epub)
        } else if holds(head, b"opendocument.text") {
            Some(DocumentKind::Odt)
        } else if holds(head, b"word/") || holds(tail, b"word/document.xml") {
            Some(DocumentKind::Docx)
        } else {
            match ending.to_lowercase().as_str() {
                "docx" | "docm" => Some(DocumentKind::Docx),
                "odt" | "ott" => Some(DocumentKind::Odt),
                "epub" => Some(DocumentKind::Epub),
                _ => None,
            }
        }
    }
}

/// Returns `true` for the bytes of a PDF file.
pub(crate) fn is_pdf(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"%PDF-")
}

/// The reason why a document is not read.
#[cfg(feature = "documents")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DocumentFault {
    Zip(ZipFault),
    /// No file with the text.
    NoText,
    TooDeep,
    OwnEntities,
}

#[cfg(feature = "documents")]
impl From<ZipFault> for DocumentFault {
    fn from(fault: ZipFault) -> Self {
        DocumentFault::Zip(fault)
    }
}

#[cfg(feature = "documents")]
impl DocumentFault {
    fn diagnostic(self) -> Diagnostic {
        let message = match self {
            DocumentFault::Zip(ZipFault::Damaged) => {
                "a damaged document: open it in its program, and save it again"
            }
            DocumentFault::Zip(ZipFault::Encrypted) => {
                "a document with a password: save it without, then it is read"
            }
            DocumentFault::Zip(ZipFault::TooManyFiles) => {
                "the document holds more than 20,000 files: not read"
            }
            DocumentFault::Zip(ZipFault::TooLarge) => {
                "the document unpacks to more than 64 MB of text: not read"
            }
            DocumentFault::NoText => "a document without its part with the text: not read",
            DocumentFault::TooDeep => "the document nests deeper than any program nests: not read",
            DocumentFault::OwnEntities => {
                "the document declares entities, as XML bombs do: not read"
            }
        };
        Diagnostic::new(Severity::Error, message)
    }
}

/// Returns the finding about a document whose text breaks off.
#[cfg(feature = "documents")]
fn damaged() -> Diagnostic {
    let message = "the document is damaged; it was read up to the damage";
    Diagnostic::new(Severity::Warning, message)
}

/// Reads a document.
///
/// # Errors
/// A [`Diagnostic`] if nothing of the document can be read.
#[cfg(feature = "documents")]
pub(super) fn read_document(kind: DocumentKind, bytes: &[u8]) -> Result<HtmlPage, Diagnostic> {
    let read = || {
        let mut parts = ZipParts::open(bytes)?;
        match kind {
            DocumentKind::Docx => docx::read_docx(&mut parts),
            DocumentKind::Odt => odt::read_odt(&mut parts),
            DocumentKind::Epub => epub::read_epub(&mut parts),
        }
    };
    read().map_err(DocumentFault::diagnostic)
}

#[cfg(not(feature = "documents"))]
mod unread;
#[cfg(not(feature = "documents"))]
pub(super) use self::unread::read_document;
