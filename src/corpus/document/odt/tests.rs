//! OpenDocument texts: what is text, what is left out, and hostile ones.

use super::*;
use crate::corpus::document::{DocumentKind, read_document, zip_parts::tests::zip};

const STYLES: &str = "<style:style style:name='Struck' style:family='text'><style:text-properties \
    style:text-line-through-style='solid'/></style:style>\
    <style:style style:name='Hidden' style:family='text'><style:text-properties text:display='none'/></style:style>\
    <style:style style:name='Back' style:family='text'><style:text-properties \
    style:text-line-through-style='none'/></style:style>\
    <text:list-style style:name='L1'><text:list-level-style-number text:level='1' style:num-format='1' \
    style:num-suffix='.'/><text:list-level-style-bullet text:level='2'/></text:list-style>";

fn odt(body: &str, common: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:automatic-styles>{STYLES}</office:automatic-styles>\
         <office:body><office:text>{body}</office:text></office:body></office:document-content>"
    );
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content.as_bytes()),
        ("styles.xml", common.as_bytes()),
    ])
}

#[track_caller]
fn check(body: &str, common: &str, lines: &[&str], left_out: &[&str]) -> HtmlPage {
    let page = read_document(DocumentKind::Odt, &odt(body, common)).unwrap();
    assert_eq!(page.text.lines().collect::<Vec<_>>(), lines);
    let omissions = page.omissions.iter();
    let told: Vec<_> =
        omissions.map(|one| format!("{}: {}", one.reason.name(), one.words)).collect();
    assert_eq!(told, left_out);
    page
}

#[test]
fn blanks_breaks_and_spans_are_one_text() {
    check(
        "<text:h text:outline-level='1'>The\n   fee</text:h>\
         <text:p>Two<text:s text:c='2'/>blanks,<text:line-break/> a\n line<text:tab/>and <text:span>a \
         sp</text:span><text:span>an.</text:span><text:bookmark/></text:p><text:p> </text:p>",
        "",
        &["The fee", "Two  blanks, a line and a span."],
        &[],
    );
}

#[test]
fn changes_styles_and_remarks_leave_words_out() {
    check(
        "<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>Bo\
         </dc:creator></office:change-info><text:p>21</text:p></text:deletion></text:changed-region>\
         </text:tracked-changes>\
         <text:p>The fee rises by <text:change/><text:span text:style-name='Struck'>ten <text:span \
         text:style-name='Back'>12</text:span></text:span> percent<office:annotation><dc:creator>Bo</dc:creator>\
         <text:p>Check.</text:p></office:annotation>.<text:span text:style-name='Hidden'> Secret.</text:span></text:p>\
         <text:section text:display='none'><text:p>Hidden part.</text:p></text:section>\
         <text:p>A<text:hidden-text text:is-hidden='true'>b</text:hidden-text>c</text:p>",
        "",
        &["The fee rises by 12 percent.", "Hidden part.", "Ac"],
        &["deleted: 21", "struck: ten", "comment: Check.", "hidden: Secret.", "hidden: b"],
    );
}

#[test]
fn lists_tables_notes_and_boxes_have_their_places() {
    let cell =
        |words: &str| format!("<table:table-cell><text:p>{words}</text:p></table:table-cell>");
    let body = format!(
        "<text:list text:style-name='L1'><text:list-item><text:p>One</text:p><text:list><text:list-item>\
         <text:p>Inner</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>Two</text:p>\
         </text:list-item></text:list>\
         <table:table><table:table-row>{}{}</table:table-row></table:table>\
         <text:p>Text<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Minutes.</text:p>\
         </text:note-body></text:note> goes on.<draw:frame><draw:text-box><text:p>In a box.</text:p></draw:text-box>\
         <svg:desc>A boat</svg:desc></draw:frame></text:p>",
        cell("Year"),
        cell("Boats"),
    );
    let common = "<s><style:master-page><style:header><text:p>The Quay Courier</text:p></style:header>\
                  </style:master-page></s>";
    let lines = [
        "1. One", "- Inner", "2. Two", "Year | Boats", "Text[1] goes on.", "In a box.",
        "[1] Minutes.",
    ];
    check(&body, common, &lines, &["page head: The Quay Courier"]);
}

#[test]
fn contents_are_left_out_and_a_password_is_told() {
    let page = check(
        "<text:table-of-content><text:table-of-content-source><text:p>x</text:p></text:table-of-content-source>\
         <text:index-body><text:p>Who pays 1</text:p></text:index-body></text:table-of-content><text:p>Text.</text:p>",
        "",
        &["Who pays 1", "Text."],
        &[],
    );
    assert_eq!(page.blocks[0].left_out, Some(LeftOutReason::Navigation));
    let locked = zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", b"<m><manifest:encryption-data/></m>"),
        ("content.xml", b"\xff\0"),
    ]);
    let refused = read_document(DocumentKind::of(&locked, "").unwrap(), &locked).unwrap_err();
    assert!(refused.message.contains("password"));
}
