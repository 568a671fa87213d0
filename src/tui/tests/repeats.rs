//! Repeats of several articles: seen in the margin, shown side by side, decided in one batch.

use super::journey::Journey;
use crate::tui::views::ViewId;

/// The sample at the first sentence in which Dr. Helena Varga speaks.
fn at_varga() -> Journey {
    let mut reader = Journey::sample();
    reader.press("/ type:explains enter");
    reader
}

/// Returns the number of annotations with a label.
fn n_marked(reader: &Journey, label: &str) -> usize {
    let annotations = (0..7).flat_map(|index| reader.app.project.annotations(index).iter());
    let labels = annotations.filter_map(|annotation| annotation.content.label.as_ref());
    labels.filter(|known| known.0 == label).count()
}

#[test]
fn the_margin_and_the_details_tell_of_repeats() {
    let mut reader = at_varga();
    reader.shows("in 3 articles");
    let row = reader.find("explains Dr. Helena Varga");
    let line = reader.screen().lines().nth(row.y.into()).map(str::to_owned);
    assert!(
        line.is_some_and(|line| line[..12].contains('3')),
        "the count of articles stands in the margin"
    );
}

#[test]
fn two_keys_label_an_attribution_everywhere() {
    let mut reader = at_varga();
    reader.press("R 3");
    assert_eq!(n_marked(&reader, "boilerplate"), 3, "one in each article");
    let annotations: Vec<String> = (0..7)
        .flat_map(|index| reader.app.project.annotations(index).iter())
        .map(|annotation| annotation.anchor.quote.clone())
        .collect();
    assert!(annotations.iter().all(|quote| quote.contains("Dr. Helena Varga")), "{annotations:?}");
    reader.shows("3 passages are labelled boilerplate");
    assert!(!reader.app.project.is_decided(0, reader.place().1), "the claim around it is open");
}

#[test]
fn one_occurrence_can_be_decided_otherwise_and_undo_brings_all_back() {
    let mut reader = at_varga();
    reader.press("R 3 r j 1");
    assert_eq!(n_marked(&reader, "boilerplate"), 2, "one was decided otherwise");
    assert_eq!(n_marked(&reader, "sourced"), 1, "one was decided otherwise");
    reader.press("u");
    assert_eq!(n_marked(&reader, "boilerplate"), 3, "undone once: all three as before");
    reader.press("u");
    assert_eq!(n_marked(&reader, "boilerplate"), 0, "undone twice: none is labelled");
}

#[test]
fn what_was_decided_by_itself_is_left_alone() {
    let mut reader = at_varga();
    reader.press("r j 1 esc R");
    reader.press("3");
    assert_eq!(n_marked(&reader, "boilerplate"), 2, "only the undecided ones are ticked");
    assert_eq!(n_marked(&reader, "sourced"), 1, "the decision of its own stays");
}

#[test]
fn occurrences_are_shown_with_why_and_open_their_articles() {
    let mut reader = at_varga();
    reader.press("r");
    reader.shows("attribution: 3 places in 3 articles");
    reader.shows("bits against chance");
    reader.press("j enter");
    assert_ne!(reader.place().0, 0, "the second occurrence stands in another article");
    reader.press("H");
    assert_eq!(reader.place().0, 0, "H comes back");
}

#[test]
fn the_list_of_repeats_is_filtered_and_opened() {
    let mut reader = Journey::sample();
    reader.press("space r");
    assert_eq!(reader.app.view, ViewId::Repeats);
    let n_all = reader.app.views.repeats.list.items.len();
    reader.press("/ type:attribution enter");
    let n_shown = reader.app.views.repeats.list.items.len();
    assert!((1..n_all).contains(&n_shown), "{n_shown} of {n_all}");
    reader.press("enter");
    reader.shows("3 places in 3 articles");
    reader.press("esc esc");
    let n_shown = reader.app.views.repeats.list.items.len();
    assert_eq!(n_shown, n_all, "Esc takes the filter away");
    reader.press("esc");
    assert_eq!(reader.app.view, ViewId::Reader, "Esc goes one step out");
}

#[test]
fn a_passage_of_one_article_says_so() {
    let mut reader = Journey::sample();
    reader.press("J J J J r");
    reader.shows("This stands in no other article.");
}
