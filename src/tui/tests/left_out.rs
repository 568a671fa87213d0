//! Journeys: the parts of a page around its article are one dim line each, and no key goes there.

use super::journey::Journey;

const PAGE: &str = "<title>Ferry ends</title><nav><a href=/>Home</a> <a href=/s>Sport</a></nav><article><h1>Ferry \
    ends</h1><p>The ferry company said on Friday that it would end the night crossing.</p><div class=related>\
    <h3>Read more</h3><ul><li><a href=/1>Fares rise again</a></ul></div><p>Its director told the crews in a letter \
    that no ship would be sold.</p></article><footer>All rights reserved.</footer>";

#[test]
fn parts_around_the_article_are_lines_with_their_words_and_reasons() {
    let mut reader = Journey::over(&[("a.html", PAGE)]);
    for line in [
        "‹2 words left out: navigation›",
        "‹5 words left out: related›",
        "‹3 words left out: navigation›",
    ] {
        reader.shows(line);
    }
    reader.shows_not("Fares rise");
    assert_eq!(reader.words(), "Ferry ends");
    reader.press("j j");
    assert_eq!(
        reader.words(),
        "Its director told the crews in a letter that no ship would be sold."
    );
}

#[test]
fn a_search_finds_no_words_outside_of_the_article() {
    let mut reader = Journey::over(&[("a.html", PAGE)]);
    reader.press("/").typed("rise").press("enter");
    assert_eq!(reader.app.reader.search.as_ref().map_or(0, |search| search.hits.len()), 0);
    reader.press("/").typed("crews").press("enter");
    assert!(reader.words().contains("crews"));
}

#[test]
fn a_click_on_such_a_line_moves_nothing() {
    let mut reader = Journey::over(&[("a.html", PAGE)]);
    let before = reader.place();
    reader.click_on("5 words left out");
    assert_eq!(reader.place(), before);
}
