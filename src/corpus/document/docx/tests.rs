//! Word documents: what is text, what is left out, and hostile ones.

use super::*;
use crate::corpus::{
    PageBlockKind, StatedValue,
    document::{DocumentKind, read_document, zip_parts::tests::zip},
};

const W: &str = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'";

/// Returns a document with this body and these further parts.
fn docx(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let document = format!("<w:document {W}><w:body>{body}</w:body></w:document>");
    let mut files = vec![("word/document.xml", document.as_bytes())];
    files.extend(parts.iter().map(|(name, text)| (*name, text.as_bytes())));
    zip(&files)
}

fn read(bytes: &[u8]) -> HtmlPage {
    assert_eq!(DocumentKind::of(bytes, ""), Some(DocumentKind::Docx));
    read_document(DocumentKind::Docx, bytes).unwrap()
}

/// Compares the lines of a document, and its left-out words as `reason: words`.
#[track_caller]
fn check(body: &str, parts: &[(&str, &str)], lines: &[&str], left_out: &[&str]) {
    let page = read(&docx(body, parts));
    assert_eq!(page.text.lines().collect::<Vec<_>>(), lines);
    let omissions = page.omissions.iter();
    let told: Vec<_> =
        omissions.map(|one| format!("{}: {}", one.reason.name(), one.words)).collect();
    assert_eq!(told, left_out);
}

fn p(inside: &str) -> String {
    format!("<w:p>{inside}</w:p>")
}

fn r(properties: &str, words: &str) -> String {
    format!("<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{words}</w:t></w:r>")
}

#[test]
fn tracked_changes_show_what_stays() {
    let body = p(&[
        r("", "The fee rises by ").as_str(),
        "<w:del w:id='1'><w:r><w:delText>21</w:delText></w:r></w:del>",
        "<w:ins w:id='2'>",
        &r("", "12"),
        "</w:ins>",
        &r("", " percent."),
        "<w:moveFrom>",
        &r("", "Moved."),
        "</w:moveFrom>",
    ]
    .concat())
        + &p(&("<w:moveTo>".to_owned() + &r("", "Moved.") + "</w:moveTo>"));
    check(&body, &[], &["The fee rises by 12 percent.", "Moved."], &["deleted: 21 Moved."]);
}

#[test]
fn a_deleted_paragraph_mark_joins_two_paragraphs() {
    let mark = "<w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>";
    let body =
        p(&(mark.to_owned() + &r("", "The fee "))) + &p(&r("", "rises.")) + &p(&r("", "End."));
    check(&body, &[], &["The fee rises.", "End."], &[]);
}

#[test]
fn struck_and_hidden_words_are_left_out_by_run_or_style() {
    let styles = "<w:styles><w:style w:styleId='Gone'><w:rPr><w:strike/></w:rPr></w:style>\
        <w:style w:styleId='Back'><w:basedOn w:val='Gone'/></w:style>\
        <w:style w:styleId='Para'><w:rPr><w:vanish/></w:rPr></w:style></w:styles>";
    let body = p(&[
        r("<w:strike/>", "Tom Reed"),
        r("<w:strike w:val='0'/>", " Ana Teles"),
        r("<w:dstrike/>", " twice"),
        r("<w:vanish/>", " secret"),
        r("<w:rStyle w:val='Back'/>", " styled"),
        r("<w:rStyle w:val='Back'/><w:strike w:val='false'/>", " moved it."),
    ]
    .concat())
        + &p(&("<w:pPr><w:pStyle w:val='Para'/></w:pPr>".to_owned() + &r("", "Whole paragraph.")));
    check(
        &body,
        &[("word/styles.xml", styles)],
        &["Ana Teles moved it."],
        &["struck: Tom Reed twice", "hidden: secret", "struck: styled", "hidden: Whole paragraph."],
    );
}

#[test]
fn runs_breaks_fields_and_signs_are_one_text() {
    let body = p(
        "<w:r><w:t>Cre</w:t></w:r><w:r><w:t>ws mar</w:t></w:r><w:r><w:t>ched on</w:t><w:br/>\
        <w:t>Monday.</w:t><w:tab/><w:t>Pol</w:t><w:softHyphen/><w:t>ice</w:t><w:noBreakHyphen/><w:t>men </w:t></w:r>\
        <w:fldSimple w:instr='DATE'><w:r><w:t>3 May</w:t></w:r></w:fldSimple>\
        <w:r><w:fldChar w:fldCharType='begin'/><w:instrText>PAGE \\* x</w:instrText></w:r>\
        <w:hyperlink><w:r><w:t xml:space='preserve'> agree &amp; go.</w:t></w:r></w:hyperlink>",
    );
    check(&body, &[], &["Crews marched on Monday. Police\u{2011}men 3 May agree & go."], &[]);
}

#[test]
fn tables_are_rows_of_short_cells_or_paragraphs() {
    let cell = |words: &str| format!("<w:tc><w:tcPr><w:shd/></w:tcPr>{}</w:tc>", p(&r("", words)));
    let row = |words: &[&str], properties: &str| {
        let cells: String = words.iter().map(|words| cell(words)).collect();
        format!("<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>")
    };
    let long = "A cell that holds a paragraph of running text is there for the layout of the page only, and it is \
                shown as a paragraph of its own, whatever stands beside it.";
    let nested = format!(
        "<w:tr><w:tc>{}<w:tbl>{}</w:tbl></w:tc>{}</w:tr>",
        p(&r("", "Outer")),
        row(&["a", "b"], ""),
        cell("c")
    );
    let body = format!(
        "<w:tbl>{}{}{}{}{nested}</w:tbl>",
        row(&["Year", "Boats"], ""),
        row(&["2026", "214"], ""),
        row(&["2027", "x"], "<w:del w:id='1'/>"),
        row(&[long, "b"], ""),
    );
    check(
        &body,
        &[],
        &["Year | Boats", "2026 | 214", long, "b", "Outer", "a | b", "c"],
        &["deleted: 2027 x"],
    );
}

#[test]
fn lists_and_headings_have_their_kinds_and_numbers() {
    let numbering = "<w:numbering><w:abstractNum w:abstractNumId='7'><w:lvl w:ilvl='0'>\
        <w:numFmt w:val='decimal'/><w:lvlText w:val='%1.'/></w:lvl></w:abstractNum>\
        <w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num></w:numbering>";
    let styles = "<w:styles><w:style w:styleId='berschrift2'><w:name w:val='heading 2'/></w:style>\
        <w:style w:styleId='Inh1'><w:name w:val='toc 1'/></w:style></w:styles>";
    let of =
        |properties: &str, words: &str| p(&format!("<w:pPr>{properties}</w:pPr>{}", r("", words)));
    let body = of("<w:pStyle w:val='Title'/>", "The fee")
        + &of("<w:pStyle w:val='Inh1'/>", "Who pays 1")
        + &of("<w:pStyle w:val='berschrift2'/>", "Who pays")
        + &of("<w:outlineLvl w:val='2'/>", "Level")
        + &of("<w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr>", "Owners.")
        + &of("<w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr>", "Guests.");
    let page =
        read(&docx(&body, &[("word/numbering.xml", numbering), ("word/styles.xml", styles)]));
    assert_eq!(page.text, "The fee\nWho pays 1\nWho pays\nLevel\n1. Owners.\n2. Guests.\n");
    let kinds: Vec<_> = page.blocks.iter().map(|block| block.kind).collect();
    use PageBlockKind::{Heading, ListItem, Paragraph};
    assert_eq!(kinds, [Heading(1), Paragraph, Heading(2), Heading(3), ListItem, ListItem]);
    let left_out: Vec<_> = page.blocks.iter().filter_map(|block| block.left_out).collect();
    assert_eq!(left_out, [LeftOutReason::Navigation]);
}

#[test]
fn notes_stand_at_the_end_with_the_numbers_that_are_shown() {
    let note = |id: &str, kind: &str, words: &str| {
        format!("<w:footnote w:id='{id}'{kind}>{}</w:footnote>", p(&r("", words)))
    };
    let of = |first: &str, second: &str| {
        p(&format!(
            "{}<w:r><w:footnoteReference w:id='{first}'/></w:r>{}<w:r><w:footnoteReference w:id='{second}'/></w:r>",
            r("", "The board"),
            r("", " said."),
        ))
    };
    // Word counts from 1, LibreOffice behind two separators, others from 0.
    for (ids, separators) in [
        (
            ["1", "2"],
            note("-1", " w:type='separator'", "x")
                + &note("0", " w:type='continuationSeparator'", "y"),
        ),
        (
            ["2", "3"],
            note("0", " w:type='separator'", "x")
                + &note("1", " w:type='continuationSeparator'", "y"),
        ),
        (["0", "1"], String::new()),
    ] {
        let notes = separators
            + &note(ids[0], "", "Minutes.")
            + &note(ids[1], "", "Letter.")
            + &note("9", "", "Gone.");
        let notes = format!("<w:footnotes {W}>{notes}</w:footnotes>");
        check(
            &of(ids[0], ids[1]),
            &[("word/footnotes.xml", &notes)],
            &["The board[1] said.[2]", "[1] Minutes.", "[2] Letter."],
            &["deleted: Gone."],
        );
    }
}

#[test]
fn boxes_are_read_once_and_comments_and_page_heads_are_left_out() {
    let boxed = |words: &str| format!("<w:txbxContent>{}</w:txbxContent>", p(&r("", words)));
    let body = p(&format!(
        "{}<w:r><mc:AlternateContent><mc:Choice><w:drawing><wp:docPr descr='A boat'/>{}</w:drawing></mc:Choice>\
         <mc:Fallback><w:pict>{}</w:pict></mc:Fallback></mc:AlternateContent></w:r>{}",
        r("", "The harbour"),
        boxed("In a box."),
        boxed("In a box."),
        r("", " opens."),
    )) + &p(&(r("", "It costs ") + "<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>"));
    let head = format!("<w:hdr {W}>{}</w:hdr>", p(&r("", "The Quay Courier")));
    let comments =
        format!("<w:comments {W}><w:comment>{}</w:comment></w:comments>", p(&r("", "Check this.")));
    check(
        &body,
        &[("word/header1.xml", &head), ("word/comments.xml", &comments)],
        &["The harbour opens.", "In a box.", "It costs"],
        &["drawing: x+1", "comment: Check this.", "page head: The Quay Courier"],
    );
}

#[test]
fn the_properties_of_the_file_are_metadata() {
    let core = "<cp:coreProperties><dc:title>The fee</dc:title><dc:creator>Ana Teles;Bo Lund</dc:creator>\
        <dcterms:created>2020-01-01T00:00:00Z</dcterms:created>\
        <dcterms:modified>2026-05-03T10:00:00Z</dcterms:modified></cp:coreProperties>";
    let metadata = read(&docx(&p(&r("", "x")), &[("docProps/core.xml", core)])).metadata;
    let value = |stated: Option<&StatedValue>| stated.map(|stated| stated.value.clone());
    assert_eq!(value(metadata.title.as_ref()).as_deref(), Some("The fee"));
    assert_eq!(value(metadata.authors.get(1)).as_deref(), Some("Bo Lund"));
    assert_eq!(metadata.published, None, "the date on which a file was begun is none");
    assert!(metadata.modified.is_some_and(|date| date.value.starts_with("2026-05-03")));
}

#[test]
fn other_prefixes_and_a_damaged_end_are_read() {
    let text = "<ns0:document xmlns:ns0='x'><ns0:body><ns0:p><ns0:r><ns0:t>The fee rises.</ns0:t></ns0:r></ns0:p>\
        <ns0:p><ns0:r><ns0:t>Half a sen";
    let page = read(&zip(&[("word/document.xml", text.as_bytes())]));
    assert_eq!(page.text, "The fee rises.\nHalf a sen\n");
    assert!(page.diagnostics[0].message.contains("damaged"));
}

#[test]
fn hostile_documents_are_refused_by_name() {
    let refused = |bytes: &[u8]| read_document(DocumentKind::Docx, bytes).unwrap_err().message;
    let bomb = docx(&" ".repeat(65 << 20), &[]);
    assert!(bomb.len() < 1 << 20 && refused(&bomb).contains("64 MB"));
    let entities =
        "<!DOCTYPE x [<!ENTITY a 'ha'>]><w:document><w:body><w:p>&a;</w:p></w:body></w:document>";
    assert!(refused(&zip(&[("word/document.xml", entities.as_bytes())])).contains("entities"));
    assert!(refused(&docx(&"<w:tbl>".repeat(100_000), &[])).contains("nests"));
    assert!(refused(&zip(&[("word/x.xml", b"")])).contains("without its part"));
    assert_eq!(DocumentKind::of(b"PK\x03\x04", "DOCX"), Some(DocumentKind::Docx));
    assert_eq!(DocumentKind::of(b"PK\x03\x04", "zip"), None);
    assert!(refused(b"PK\x03\x04word/").contains("damaged"));
    let deep = "<w:tbl><w:tr><w:tc>".repeat(600)
        + &p(&r("", "Deep."))
        + &"</w:tc></w:tr></w:tbl>".repeat(600);
    check(&deep, &[], &["Deep."], &[]);
}
