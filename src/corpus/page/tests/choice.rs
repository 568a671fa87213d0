//! The choice of the article's blocks, the findings, and the metadata of pages.

use super::*;

const MENU: &str =
    "<header><nav><ul><li><a href=/>Home</a><li><a href=/s>Sport</a></ul></nav></header>";
const FOOT: &str = "<footer><p>© 2026 The Quay. <a href=/c>Contact</a></p></footer>";

fn page(body: &str) -> HtmlPage {
    read_page(&format!("<title>Ferry ends | The Quay</title>{MENU}<main>{body}</main>{FOOT}"))
}

/// Returns the kept lines.
fn kept(page: &HtmlPage) -> Vec<String> {
    lines(page)
        .into_iter()
        .filter(|line| !line.split(']').next().is_some_and(|kind| kind.contains('!')))
        .collect()
}

fn messages(page: &HtmlPage) -> String {
    page.diagnostics.iter().map(|found| found.message.as_str()).collect::<Vec<_>>().join("; ")
}

#[test]
fn menus_and_footers_are_left_out_and_stay_in_the_text() {
    let page = page(&format!("<article><h1>Ferry ends</h1>{BODY}</article>"));
    assert_eq!(kept(&page).len(), 3);
    assert_eq!(lines(&page)[0], "[li !navigation] - Home");
    assert!(page.text.contains("© 2026 The Quay. Contact"));
    assert_eq!(messages(&page), "");
}

#[test]
fn a_short_article_outranks_its_menu() {
    let short = page(
        "<article><h1>Man hurt</h1><p>A man was hurt at the quay, police said.</p><p>He is well.</p></article>",
    );
    let expected =
        ["[h1] Man hurt", "[p] A man was hurt at the quay, police said.", "[p] He is well."];
    assert_eq!(kept(&short), expected);
}

#[test]
fn related_links_go_with_their_heading_and_are_told() {
    let box_of_links =
        "<div class=related><h3>Read more</h3><ul><li><a href=/1>Fares rise again</a></ul></div>";
    let page = page(&format!("<h1>Ferry ends</h1>{BODY}{box_of_links}{BODY}"));
    assert_eq!(kept(&page).len(), 5);
    assert!(lines(&page).contains(&"[h3 !related] Read more".to_owned()));
    assert!(
        messages(&page).contains("words left out (5 words in 2 places)"),
        "{}",
        messages(&page)
    );
}

#[test]
fn a_list_of_links_without_a_name_is_left_out() {
    let links =
        "<h3>More</h3><ul><li><a href=/1>Fares rise again</a><li><a href=/2>Pool closes</a></ul>";
    let page = page(&format!("{BODY}{links}{BODY}"));
    assert_eq!(kept(&page).len(), 4);
    assert!(lines(&page).contains(&"[h3 !links] More".to_owned()));
}

#[test]
fn a_bad_name_does_not_count_around_most_of_the_prose() {
    let named = page(&format!("<div class=sidebar-layout>{BODY}</div>"));
    assert_eq!(kept(&named).len(), 2);
    let both = page(&format!("<div>{BODY}{BODY}{BODY}</div><div class=sidebar>{BODY}</div>"));
    assert_eq!(kept(&both).len(), 6);
}

#[test]
fn a_consent_layer_never_is_the_article() {
    let layer = format!(
        "<div id=cookie-layer>{}</div>",
        "<p>We and our partners store data on your device to measure what you read.</p>".repeat(20)
    );
    let page = read_page(&format!("{layer}<div>{BODY}</div>"));
    assert_eq!(kept(&page).len(), 2);
}

#[test]
fn an_embedded_post_is_a_quotation() {
    let post =
        "<blockquote class=social-embed><p>One evening to end it.</p>— Watch (@watch)</blockquote>";
    let page = page(&format!("{BODY}{post}{BODY}"));
    assert!(kept(&page).contains(&"[quote] — Watch (@watch)".to_owned()));
}

#[test]
fn the_head_of_an_article_is_kept_above_its_box() {
    let head = "<header><h1>Ferry ends</h1><p>The night crossing stops</p><p class=byline>By Ida Krog</p></header>";
    let page = page(&format!("{head}<div class=article-body>{BODY}</div>"));
    let expected = ["[h1] Ferry ends", "[p] The night crossing stops", "[byline] By Ida Krog"];
    assert_eq!(kept(&page)[..3], expected);
}

#[test]
fn without_running_text_everything_is_shown_and_told() {
    let page = read_page("<b>Only words");
    assert_eq!(kept(&page), ["[p] Only words"]);
    assert!(messages(&page).contains("no article was found"));
}

#[test]
fn a_body_that_a_script_would_show_is_shown_and_told() {
    let page = read_page(&format!("<div style='display:none'>{BODY}</div><p>Loading</p>"));
    assert!(kept(&page).len() >= 2, "{:?}", lines(&page));
    assert!(messages(&page).contains("the page hides"), "{}", messages(&page));
}

#[test]
fn a_text_in_the_metadata_is_used_by_its_lines_and_told() {
    let body = "The ferry ends in autumn, the company said on Friday.\\n\\nNo ship will be sold before the new year, it said.";
    let script = format!(
        "<script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"articleBody\":\"{body}\"}}</script>"
    );
    let stated = read_page(&format!("{script}{MENU}<div id=app></div>"));
    assert_eq!(kept(&stated).len(), 2);
    assert!(messages(&stated).contains("taken from the metadata"));
    let shown = read_page(&format!("{script}{MENU}<article>{BODY}</article>"));
    assert!(!messages(&shown).contains("metadata"));
}

#[test]
fn dates_are_stated_and_never_guessed() {
    for part in [
        "<p>© 2026 The Quay</p>",
        "<p>This article was amended on 4 May 2026.</p>",
        "<p><time>10:05</time> It rained.</p>",
        "<blockquote class=twitter-tweet>Gone. <a href=/t>May 3, 2026</a></blockquote>",
        "<aside><time itemprop=datePublished datetime=2026-05-01></time><time itemprop=datePublished datetime=2026-05-02></time></aside>",
    ] {
        assert_eq!(page(&format!("{BODY}{part}")).metadata.published, None, "{part}");
    }
    let stated = page("<meta property='article:published_time' content='2026-05-07T21:10+02:00'>");
    let published = stated.metadata.published.expect("a date");
    assert_eq!(published.value, "2026-05-07T21:10+02:00");
    assert_eq!(published.source, StatedSource::Meta("article:published_time".to_owned()));
}

#[test]
fn json_ld_comes_first_and_names_its_property() {
    let script = r#"<script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"The Quay"},
        {"@type":["NewsArticle"],"headline":"Ferry &amp; crew","datePublished":"2026-05-07","dateModified":"2026-05-09",
        "author":[{"@type":"Person","name":"By Ida Krog"},{"name":"The Quay"}],
        "publisher":{"name":"The Quay"},"inLanguage":"en"}]}</script>"#;
    let page = read_page(&format!(
        "<html lang=de><head>{script}<meta name=author content=Bo><link rel=canonical href='https://quay.example/f'></head>{BODY}"
    ));
    let metadata = page.metadata;
    let value = |stated: Option<StatedValue>| stated.map(|stated| stated.value);
    assert_eq!(value(metadata.title.clone()).as_deref(), Some("Ferry & crew"));
    assert_eq!(metadata.title.map(|title| title.source), Some(StatedSource::JsonLd("headline")));
    assert_eq!(
        metadata.authors.iter().map(|author| author.value.as_str()).collect::<Vec<_>>(),
        ["Ida Krog"]
    );
    assert_eq!(metadata.authors[0].raw, "By Ida Krog");
    assert_eq!(value(metadata.published).as_deref(), Some("2026-05-07"));
    assert_eq!(value(metadata.modified).as_deref(), Some("2026-05-09"));
    assert_eq!(value(metadata.outlet).as_deref(), Some("The Quay"));
    assert_eq!(value(metadata.url).as_deref(), Some("https://quay.example/f"));
    assert_eq!(value(metadata.language).as_deref(), Some("de"));
}

#[test]
fn a_saved_page_says_from_where_and_when() {
    let note = "<!-- Page saved with SingleFile \n url: https://quay.example/f \n saved date: Mon Nov 30 2026 10:00:00 GMT+0100 (CET)\n-->";
    let page = read_page(&format!("{note}{BODY}"));
    assert_eq!(page.metadata.url.map(|url| url.value).as_deref(), Some("https://quay.example/f"));
    assert_eq!(
        page.metadata.saved.map(|saved| saved.value).as_deref(),
        Some("2026-11-30T10:00:00+01:00")
    );
}
