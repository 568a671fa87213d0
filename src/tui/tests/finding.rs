//! Journeys of finding inside the open article: `/`, `n`, `N`, `*`, and the filter `f`.

use ratatui::style::Modifier;

use super::journey::Journey;

#[test]
fn words_are_found_while_they_are_typed() {
    let mut reader = Journey::sample();
    reader.press("/").shows("Find in this article");
    reader.press("type:varga");
    assert!(reader.words().contains("Dr. Helena Varga"), "the first hit is gone to");
    reader.press("enter").shows("One hit; Esc ends the search.");
    let hit = reader.app.theme.part(crate::tui::theme::Part::Hit);
    reader.press("esc j k");
    assert_ne!(reader.style_at("Varga").bg, hit.bg, "Esc ends the search");
}

#[test]
fn hits_are_gone_through_round_the_ends() {
    let mut reader = Journey::sample();
    reader.press("n").shows("Nothing was searched for yet: press / first.");
    reader.press("/ type:fees enter");
    assert!(reader.message().contains("hits; n and N go through them"), "{}", reader.message());
    let first = reader.place();
    let mut seen = vec![first];
    for _ in 0..20 {
        reader.press("n");
        if reader.place() == first {
            break;
        }
        seen.push(reader.place());
    }
    assert!(seen.len() > 3, "{seen:?}");
    assert!(seen.is_sorted(), "in the order of the text: {seen:?}");
    assert!(reader.message().starts_with("Hit 1 of"), "{}", reader.message());
    reader.press("N");
    assert_eq!(Some(&reader.place()), seen.last(), "N goes back, round the start");
    reader.press("esc n").shows("Nothing was searched for yet");
}

#[test]
fn case_accents_and_quotes_do_not_matter() {
    let mut reader = Journey::sample();
    reader.press("/").typed("zmijewski").press("enter");
    assert!(reader.words().contains("Żmijewski"));
    reader.press("/").typed("board's annual").press("enter");
    assert!(reader.words().contains("board’s annual"));
}

#[test]
fn words_that_are_not_there_are_told_and_change_nothing() {
    let mut reader = Journey::sample();
    reader.press("j j / type:submarine enter");
    reader.shows("“submarine” is not in this article.");
    assert_eq!(reader.place(), (0, 2));
    reader.press("n").shows("“submarine” is not in this article.");
}

#[test]
fn esc_while_typing_ends_the_search_and_comes_back() {
    let mut reader = Journey::sample();
    reader.press("j j j / type:takeaway");
    assert_ne!(reader.place(), (0, 3));
    reader.press("esc");
    assert_eq!(reader.place(), (0, 3), "as if nothing had been typed");
    assert!(reader.app.reader.search.is_none());
}

#[test]
fn the_search_goes_on_in_the_next_article() {
    let mut reader = Journey::sample();
    reader.press("/ type:varga enter J n");
    assert!(reader.words().contains("Helena Varga") || reader.words().contains("night boat"));
    assert_eq!(reader.place().0, 1);
}

#[test]
fn the_star_finds_the_selected_words() {
    let mut reader = Journey::sample();
    reader.press("/ type:pier enter esc");
    let word = "harbour";
    reader.press("g g j j j v w");
    assert_eq!(reader.words(), "The harbour");
    reader.press("o w *");
    assert_eq!(reader.app.reader.search.as_ref().map(|search| search.words.as_str()), Some(word));
    assert!(reader.message().starts_with("Hit "), "{}", reader.message());
    reader.press("n n");
    assert!(reader.words().to_lowercase().contains(word), "{}", reader.words());
}

#[test]
fn the_filter_leaves_only_matching_sentences_to_go_to() {
    let mut reader = Journey::sample();
    reader.press("f").shows("Show only sentences that match");
    reader.press("type:fees enter");
    assert!(reader.message().contains("sentences match; Esc shows all."), "{}", reader.message());
    for _ in 0..4 {
        assert!(reader.words().to_lowercase().contains("fees"), "{}", reader.words());
        reader.press("j");
    }
    reader.press("g g");
    let dim = reader.style_at("by Oskar").add_modifier;
    assert!(dim.contains(Modifier::DIM), "the rest is dimmed");
    reader.press("esc").shows("All sentences are shown.");
    reader.press("g g j");
    assert_eq!(reader.place(), (0, 1));
}

#[test]
fn the_filter_knows_labels_and_says_what_is_wrong() {
    let mut reader = Journey::sample();
    reader.press("j j j 2 1 2 f type:label:unsourced enter");
    reader.shows("2 of 30 sentences match");
    reader.press("g g j");
    assert_eq!(reader.label_of(0, reader.place().1), Some("unsourced"));
    reader.press("f type:/( enter");
    assert!(reader.message().starts_with("The filter is not clear"), "{}", reader.message());
    reader.press("f enter").shows("All sentences are shown.");
    reader.press("f type:zzzzzz enter").shows("0 of 30 sentences match");
    reader.press("j").shows("End of the article");
    reader.press("f esc");
    assert!(reader.app.popups.is_empty());
}
