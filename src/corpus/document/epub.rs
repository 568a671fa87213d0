//! An EPUB book: the pages of its spine in their order, each read as an HTML page.
//!
//! The list of contents and pages outside of the linear order are left out as navigation.

use std::collections::{HashMap, HashSet};

use super::{
    DocumentFault,
    office_metadata::{OfficeMetadata, package_metadata},
    xml::{XmlEvent, XmlReader, xml_text},
    zip_parts::{ZipFault, ZipParts},
};
use crate::{
    corpus::{HtmlPage, LeftOutReason, page::read_whole_page},
    diagnostic::{Diagnostic, Severity},
    text::{Span, count},
};

/// Largest text, in bytes.
const MAX_TEXT_BYTES: usize = 48 << 20;

/// A page of the spine.
#[derive(Debug, PartialEq, Eq)]
struct SpinePage {
    path: String,
    is_navigation: bool,
}

/// Reads a book.
pub(super) fn read_epub(parts: &mut ZipParts<'_>) -> Result<HtmlPage, DocumentFault> {
    let package_path = package_path(parts)?;
    let package = parts.read(&package_path)?.ok_or(DocumentFault::NoText)?;
    let package = xml_text(&package).into_owned();
    let encrypted = parts.read("META-INF/encryption.xml")?.unwrap_or_default();
    let encrypted = encrypted_files(&xml_text(&encrypted));
    let OfficeMetadata { stated } = package_metadata(&package);
    let mut book = HtmlPage { metadata: stated, ..HtmlPage::default() };
    let mut n_missing = 0;
    for page in spine(&package, &package_path) {
        if encrypted.contains(&page.path) {
            return Err(DocumentFault::Zip(ZipFault::Encrypted));
        }
        match parts.read(&page.path) {
            Ok(Some(bytes)) => add_page(&mut book, &xml_text(&bytes), page.is_navigation),
            Err(ZipFault::TooLarge) => return Err(ZipFault::TooLarge.into()),
            Ok(None) | Err(_) => n_missing += 1,
        }
    }
    book.article = 0..book.blocks.len();
    book.tell_left_out();
    if n_missing > 0 {
        let message = format!("{} of the book can't be read", count(n_missing, "page"));
        book.diagnostics.push(Diagnostic::new(Severity::Warning, message));
    }
    Ok(book)
}

/// Adds a page to the book.
fn add_page(book: &mut HtmlPage, source: &str, is_navigation: bool) {
    let page = read_whole_page(source);
    if book.text.len() + page.text.len() > MAX_TEXT_BYTES {
        let message = "the book has more than 48 MB of text; only its beginning was read";
        let cut = Diagnostic::new(Severity::Warning, message);
        if !book.diagnostics.contains(&cut) {
            book.diagnostics.push(cut);
        }
        return;
    }
    let (shift, n_before) = (book.text.len(), book.blocks.len());
    let moved = |span: Span| Span::new(span.start + shift, span.end + shift);
    book.text.push_str(&page.text);
    book.blocks.extend(page.blocks.into_iter().map(|mut block| {
        block.span = moved(block.span);
        block.marker = block.marker.map(moved);
        if is_navigation {
            block.left_out = Some(LeftOutReason::Navigation);
        }
        block
    }));
    book.omissions.extend(page.omissions.into_iter().map(|mut omission| {
        omission.after_blocks += n_before;
        omission
    }));
    book.diagnostics.extend(page.diagnostics);
}

fn package_path(parts: &mut ZipParts<'_>) -> Result<String, DocumentFault> {
    let container = parts.read("META-INF/container.xml")?.ok_or(DocumentFault::NoText)?;
    let text = xml_text(&container);
    let path = XmlReader::new(&text).find_map(|event| match event {
        XmlEvent::Start(tag) if tag.name() == "rootfile" => tag.attribute("full-path"),
        XmlEvent::Start(_) | XmlEvent::End | XmlEvent::Text(_) => None,
    });
    path.ok_or(DocumentFault::NoText)
}

/// Returns the pages of a book in the order of its spine.
fn spine(package: &str, package_path: &str) -> Vec<SpinePage> {
    let folder = package_path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut items: HashMap<String, (String, bool)> = HashMap::new();
    let mut pages = Vec::new();
    let mut seen = HashSet::new();
    for event in XmlReader::new(package) {
        let XmlEvent::Start(tag) = event else { continue };
        match tag.name() {
            "item" => {
                let (Some(id), Some(href)) = (tag.attribute("id"), tag.attribute("href")) else {
                    continue;
                };
                let kind = tag.attribute("media-type").unwrap_or_default();
                let is_page = kind.contains("html") || kind.contains("dtbook");
                let is_contents = tag
                    .attribute("properties")
                    .is_some_and(|all| all.split_whitespace().any(|property| property == "nav"));
                if is_page {
                    items.insert(id, (resolved(folder, &href), is_contents));
                }
            }
            "itemref" => {
                let known = tag.attribute("idref").and_then(|id| items.get(&id));
                let is_aside = tag.attribute("linear").is_some_and(|linear| linear == "no");
                // A page that is named twice is one page.
                if let Some((path, is_contents)) =
                    known.filter(|(path, _)| seen.insert(path.clone()))
                {
                    let is_navigation = is_aside || *is_contents;
                    pages.push(SpinePage { path: path.clone(), is_navigation });
                }
            }
            _ => {}
        }
    }
    pages
}

/// Returns the paths of encrypted files.
fn encrypted_files(text: &str) -> Vec<String> {
    let tags = XmlReader::new(text).filter_map(|event| match event {
        XmlEvent::Start(tag) if tag.name() == "CipherReference" => tag.attribute("URI"),
        XmlEvent::Start(_) | XmlEvent::End | XmlEvent::Text(_) => None,
    });
    tags.map(|path| resolved("", &path)).collect()
}

/// Returns the path inside the archive of a relative address, with `%20` and the like decoded.
fn resolved(folder: &str, address: &str) -> String {
    let address = address.split('#').next().unwrap_or_default();
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after.get(..2).filter(|_| *first == b'%');
        let code =
            code.and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    let decoded = String::from_utf8_lossy(&bytes);
    let is_absolute = decoded.starts_with('/');
    let mut path: Vec<&str> = if is_absolute { Vec::new() } else { folder.split('/').collect() };
    for part in decoded.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            part => path.push(part),
        }
    }
    path.retain(|part| !part.is_empty());
    path.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::document::zip_parts::tests::zip;

    const CONTAINER: &[u8] =
        b"<container><rootfiles><rootfile full-path='OPS/book.opf'/></rootfiles></container>";
    const PACKAGE: &[u8] = b"<package><metadata><dc:title>The Fee</dc:title></metadata><manifest>\
        <item id='n' href='nav.xhtml' properties='nav' media-type='application/xhtml+xml'/>\
        <item id='a' href='text/a%20b.xhtml' media-type='application/xhtml+xml'/>\
        <item id='p' href='p.png' media-type='image/png'/>\
        <item id='b' href='../b.xhtml' media-type='application/xhtml+xml'/>\
        <item id='x' href='gone.xhtml' media-type='application/xhtml+xml'/></manifest>\
        <spine><itemref idref='n'/><itemref idref='b'/><itemref idref='b'/><itemref idref='a'/><itemref idref='p'/>\
        <itemref idref='x'/></spine></package>";

    fn book(extra: &[(&str, &[u8])]) -> Result<HtmlPage, DocumentFault> {
        let pages: [(&str, &[u8]); 5] = [
            ("META-INF/container.xml", CONTAINER),
            ("OPS/book.opf", PACKAGE),
            ("OPS/nav.xhtml", b"<html><body><nav><ol><li>One</li></ol></nav></body></html>"),
            (
                "OPS/text/a b.xhtml",
                b"<html><body><h1>Two</h1><p>The fee <s>fell</s> rose.</p></body></html>",
            ),
            ("b.xhtml", b"<html><body><p>First.</p></body></html>"),
        ];
        let files: Vec<_> = pages.into_iter().chain(extra.iter().copied()).collect();
        let bytes = zip(&files);
        read_epub(&mut ZipParts::open(&bytes)?)
    }

    #[test]
    fn pages_come_in_the_order_of_the_spine() {
        let book = book(&[]).unwrap();
        assert_eq!(book.text, "1. One\nFirst.\nTwo\nThe fee rose.\n");
        let left_out: Vec<bool> =
            book.blocks.iter().map(|block| block.left_out.is_some()).collect();
        assert_eq!(left_out, [true, false, false, false]);
        assert_eq!(book.omissions[0].words, "fell");
        assert_eq!(book.omissions[0].after_blocks, 4);
        let told: Vec<&str> = book.diagnostics.iter().map(|one| one.message.as_str()).collect();
        assert!(told.contains(&"1 page of the book can't be read"), "{told:?}");
        assert_eq!(book.metadata.title.unwrap().value, "The Fee");
    }

    #[test]
    fn an_encrypted_page_is_told_and_an_encrypted_font_is_not() {
        let of = |path: &str| format!("<e><CipherReference URI='{path}'/></e>").into_bytes();
        let page = of("OPS/text/a%20b.xhtml");
        let fault = book(&[("META-INF/encryption.xml", &page)]).err();
        assert_eq!(fault, Some(DocumentFault::Zip(ZipFault::Encrypted)));
        assert!(book(&[("META-INF/encryption.xml", &of("OPS/font.otf"))]).is_ok());
    }
}
