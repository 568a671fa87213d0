//! Pages that are made to hold up a reader. The limits count steps, so no test asks a clock.

use super::*;

fn messages(source: &str) -> String {
    let page = read_page(source);
    page.diagnostics.iter().map(|found| found.message.as_str()).collect::<Vec<_>>().join("; ")
}

#[test]
fn pages_without_end_tags_stop_at_a_number_of_steps() {
    let fonts: String = (0..400).map(|i| format!("<font size={i}>")).collect();
    for page in [
        format!("{BODY}{}", "<div>".repeat(100_000)),
        format!("<p>{fonts}{}", "<p>x".repeat(20_000)),
        "<a href=x><div>y".repeat(50_000),
        "<form><div>".repeat(50_000),
    ] {
        assert!(messages(&page).contains("built to hold up readers"), "{page:.40}");
    }
    assert_eq!(messages(BODY), "");
}

#[test]
fn deep_and_wide_pages_are_read_to_their_end() {
    for (page, last) in [
        ("<span>".repeat(50_000) + "x", "x"),
        (format!("<ul>{}</ul>", "<li>x".repeat(50_000)), "- x"),
        (format!("<table>{}<tr><td>y<td>z</table>", "<tr><td>a<td>b".repeat(50_000)), "y | z"),
        ("<sup>1".repeat(10_000) + "x", "x"),
        ("<x-a>b</x-a>".repeat(50_000), "b"),
        ("<b><i><p></b></i>".repeat(10_000) + "x", "x"),
        ("<nobr><p>x".repeat(10_000), "x"),
        ("<table><tr><td>x".repeat(10_000), "x"),
        ("<q>a".repeat(10_000) + "x", "x"),
    ] {
        let text = read_page(&page).text;
        let text = text.trim_end_matches(['\n', '’', '”']);
        assert!(text.ends_with(last), "{page:.40}");
    }
}

#[test]
fn crowded_tags_lose_their_attributes_and_no_words() {
    let many: String = (0..20_000).map(|i| format!(" a{i}=1")).collect();
    let page = format!("<p{many}>First words.</p>{BODY}");
    assert!(read_page(&page).text.starts_with("First words.\n"));
    assert!(messages(&page).contains("1 tag read without attributes"));
    let bodies: String = (0..20_000).map(|i| format!("<body b{i}=1>")).collect();
    assert_eq!(messages(&(bodies + BODY)), "");
}

#[test]
fn a_large_picture_is_no_large_page() {
    let picture = format!("<img src='data:image/png;base64,{}'>", "QUJD".repeat(1_000_000));
    let page = read_page(&format!("<article>{BODY}{picture}{BODY}</article>"));
    assert_eq!(page.blocks.len(), 4);
    assert!(page.diagnostics.is_empty());
}

#[test]
fn deep_metadata_are_told_as_broken() {
    let script = format!("<script type='application/ld+json'>{}</script>", "[".repeat(100_000));
    assert!(messages(&format!("{script}{BODY}")).contains("broken metadata"));
}
