//! An OpenDocument text (`.odt`, `.ott`): its text as printed, without deleted, hidden and struck-out words.
//!
//! Insertions of tracked changes are text. Deletions, comments and page headers are left out, each with its
//! reason. Notes stand behind the text, with their marks.

mod body;
mod styles;

use self::{body::Walk, styles::Styles};
use super::{
    DocumentFault,
    builder::DocumentBuilder,
    office_metadata::meta_file,
    xml::{XmlFault, xml_text},
    zip_parts::{ZipFault, ZipParts},
};
use crate::corpus::{HtmlPage, LeftOutReason};

/// Elements of `styles.xml` with the words at the edges of pages.
const PAGE_EDGES: [&str; 6] =
    ["header", "footer", "header-left", "footer-left", "header-first", "footer-first"];

/// Reads an OpenDocument text.
pub(super) fn read_odt(parts: &mut ZipParts<'_>) -> Result<HtmlPage, DocumentFault> {
    let manifest = parts.read("META-INF/manifest.xml")?.unwrap_or_default();
    if xml_text(&manifest).contains("encryption-data") {
        return Err(DocumentFault::Zip(ZipFault::Encrypted));
    }
    let content = parts.read("content.xml")?.ok_or(DocumentFault::NoText)?;
    let content = xml_text(&content).into_owned();
    let common = parts.read("styles.xml")?.unwrap_or_default();
    let common = xml_text(&common).into_owned();
    let mut styles = Styles::default();
    styles.read(&common);
    styles.read(&content);
    let (flow, fault) = Walk::new(&styles).read(&content, &["text"]);
    let is_broken = match fault {
        None => false,
        Some(XmlFault::Broken) => true,
        Some(XmlFault::TooDeep) => return Err(DocumentFault::TooDeep),
        Some(XmlFault::OwnEntities) => return Err(DocumentFault::OwnEntities),
    };
    let mut builder = DocumentBuilder::default();
    flow.write(&mut builder);
    let (edges, _) = Walk::new(&styles).read(&common, &PAGE_EDGES);
    builder.omit_everywhere(LeftOutReason::PageHead, &edges.into_words());
    let mut metadata = meta_file(parts)?;
    metadata.add_language(styles.language.as_deref(), "styles.xml language");
    if is_broken {
        builder.find(super::damaged());
    }
    Ok(builder.finish(metadata.stated))
}

#[cfg(test)]
mod tests;
