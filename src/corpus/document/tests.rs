//! Random documents: every word is text, or is counted as left out.

use proptest::prelude::*;

use super::{DocumentKind, read_document, read_pdf_layout, zip_parts::tests::zip};
use crate::corpus::{Article, HtmlPage, PdfLayout};

/// A random element with others inside, or a word.
#[derive(Clone, Debug)]
enum Part {
    Word,
    Element(usize, Vec<Part>),
}

fn parts() -> impl Strategy<Value = Vec<Part>> {
    let part = Just(Part::Word).prop_recursive(6, 60, 5, |inner| {
        (0..24_usize, prop::collection::vec(inner, 0..5))
            .prop_map(|(n, inside)| Part::Element(n, inside))
    });
    prop::collection::vec(part, 1..6)
}

/// Writes the parts as XML, each word with a number of its own; returns the number of words.
fn write(
    parts: &[Part],
    names: &[(&str, &str)],
    word: (&str, &str),
    xml: &mut String,
    n: &mut usize,
) {
    for part in parts {
        match part {
            Part::Word => {
                xml.push_str(&format!("{}word{n} {}", word.0, word.1));
                *n += 1;
            }
            Part::Element(at, inside) => {
                let (open, name) = names[at % names.len()];
                xml.push_str(&format!("<{open}>"));
                write(inside, names, word, xml, n);
                xml.push_str(&format!("</{name}>"));
            }
        }
    }
}

const WORD: [(&str, &str); 18] = [
    ("w:p", "w:p"),
    ("w:p", "w:p"),
    ("w:r", "w:r"),
    ("w:r", "w:r"),
    ("w:tbl", "w:tbl"),
    ("w:tr", "w:tr"),
    ("w:tc", "w:tc"),
    ("w:del", "w:del"),
    ("w:ins", "w:ins"),
    ("w:moveFrom", "w:moveFrom"),
    ("w:txbxContent", "w:txbxContent"),
    ("w:hyperlink", "w:hyperlink"),
    ("w:sdt", "w:sdt"),
    ("w:r><w:rPr><w:strike/></w:rPr", "w:r"),
    ("w:r><w:rPr><w:vanish/></w:rPr", "w:r"),
    ("w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr", "w:p"),
    ("w:ruby><w:rt", "w:rt></w:ruby"),
    ("m:oMath", "m:oMath"),
];

const OPEN: [(&str, &str); 16] = [
    ("text:p", "text:p"),
    ("text:p", "text:p"),
    ("text:h", "text:h"),
    ("text:span", "text:span"),
    ("text:list", "text:list"),
    ("text:list-item", "text:list-item"),
    ("table:table", "table:table"),
    ("table:table-row", "table:table-row"),
    ("table:table-cell", "table:table-cell"),
    ("text:section text:display='none'", "text:section"),
    ("text:note-body", "text:note-body"),
    ("draw:text-box", "draw:text-box"),
    ("office:annotation", "office:annotation"),
    ("text:deletion", "text:deletion"),
    ("text:span text:style-name='S'", "text:span"),
    ("text:ruby-text", "text:ruby-text"),
];

/// Every word is in the text or among the words left out; blocks are lines of the text in order.
fn assert_whole(page: &HtmlPage, n_words: usize) {
    let omitted: Vec<&str> = page.omissions.iter().map(|one| one.words.as_str()).collect();
    let all = format!("{} {}", page.text, omitted.join(" "));
    // Words may touch each other where runs do.
    for n in 0..n_words {
        assert!(
            all.contains(&format!("word{n} "))
                || all.contains(&format!("word{n}\n"))
                || all.ends_with(&format!("word{n}")),
            "word{n} in {page:#?}"
        );
    }
    let mut end = 0;
    for block in &page.blocks {
        let start = block.marker.map_or(block.span.start, |marker| marker.start);
        assert_eq!(start, end, "{page:#?}");
        assert!(!block.span.of(&page.text).contains('\n'));
        end = block.span.end + 1;
    }
    assert_eq!(end, page.text.len());
    assert!(page.omissions.iter().all(|one| one.after_blocks <= page.blocks.len()));
}

#[test]
#[should_panic(expected = "word1 in")]
fn the_check_catches_a_lost_word() {
    let page = HtmlPage { text: "word0\n".to_owned(), ..HtmlPage::default() };
    assert_whole(&page, 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_word_of_a_word_document_is_lost(parts in parts()) {
        let (mut xml, mut n) = (String::from("<w:document><w:body>"), 0);
        write(&parts, &WORD, ("<w:t xml:space='preserve'>", "</w:t>"), &mut xml, &mut n);
        xml.push_str("</w:body></w:document>");
        let page = read_document(DocumentKind::Docx, &zip(&[("word/document.xml", xml.as_bytes())]));
        assert_whole(&page.unwrap(), n);
    }

    #[test]
    fn no_word_of_an_opendocument_text_is_lost(parts in parts()) {
        let style = "<style:style style:name='S' style:family='text'><style:text-properties \
            style:text-line-through-style='solid'/></style:style>";
        let (mut xml, mut n) = (format!("<office:document>{style}<office:body><office:text>"), 0);
        write(&parts, &OPEN, ("<text:p>", "</text:p>"), &mut xml, &mut n);
        xml.push_str("</office:text></office:body></office:document>");
        let page = read_document(DocumentKind::Odt, &zip(&[("content.xml", xml.as_bytes())]));
        assert_whole(&page.unwrap(), n);
    }

    #[test]
    fn every_word_of_a_layout_is_read_once(
        lines in prop::collection::vec((0..500_u16, 0..800_u16, 1..5_u16, 5..20_u16), 1..60),
    ) {
        let (mut xml, mut n) = (String::from("<doc><page width='600' height='800'>"), 0);
        for (left, top, n_words, height) in lines {
            xml.push_str("<line>");
            for at in 0..n_words {
                let (left, bottom) = (left + 60 * at, top + height);
                xml.push_str(&format!(
                    "<word xMin='{left}' yMin='{top}' xMax='{}' yMax='{bottom}'>word{n}x</word>",
                    left + 50
                ));
                n += 1;
            }
            xml.push_str("</line>");
        }
        let page = read_pdf_layout(PdfLayout::read(&(xml + "</page></doc>")));
        let omitted: String = page.omissions.iter().map(|one| one.words.as_str()).collect();
        for word in 0..n {
            let word = format!("word{word}x");
            prop_assert_eq!(page.text.matches(&word).count() + omitted.matches(&word).count(), 1, "{}", word);
        }
    }

    /// A file of white space keeps its white space, whatever its name is.
    #[test]
    fn any_bytes_are_an_article(bytes in prop::collection::vec(any::<u8>(), 0..300), at in 0..4_usize) {
        let path = ["a.docx", "a.odt", "a.epub", "a.pdf"][at];
        for head in [&b""[..], b"PK\x03\x04", b"%PDF-"] {
            let article = Article::read(path, &[head, bytes.as_slice()].concat());
            prop_assert!(article.text.trim().is_empty() && !article.diagnostics.is_empty());
        }
    }
}
