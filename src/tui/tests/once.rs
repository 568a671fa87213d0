//! Journeys: decided repeats are folded to be read once; what pairs of articles share is a table.

use super::journey::Journey;
use crate::tui::views::ViewId;

const ARTICLES: [(&str, &str); 3] = [
    (
        "a.txt",
        "The harbour froze over.\n\nShare your thoughts about this report in the comments below! Subscribe to our weekly letter from the northern coast. Nobody came.\n\nPumps were bought.",
    ),
    (
        "b.txt",
        "The town paid for dykes.\n\nShare your thoughts about this report in the comments below! Subscribe to our weekly letter from the northern coast. It rained.",
    ),
    ("c.txt", "Something else was said in a third town."),
];

/// With both lines of site text decided in both articles, and the cursor at the top.
fn decided() -> Journey {
    let mut reader = Journey::over(&ARTICLES);
    reader.press("j R 3");
    let annotations = reader.app.project.annotations(0).iter();
    assert!(annotations.count() > 0, "the repeat is labelled: {}", reader.screen());
    reader.press("g g");
    reader
}

#[test]
fn decided_repeats_fold_to_one_line_that_can_be_opened() {
    let mut reader = decided();
    reader.shows("Share your thoughts");
    reader.press("o");
    reader.shows_not("weekly letter");
    reader.shows("‹2 sentences of ");
    reader.shows("decided boilerplate›");
    reader.shows("read once: 19 words folded");
    reader.shows("Nobody came.");
    reader.press("j");
    assert_eq!(reader.place(), (0, 1), "the fold is one stop");
    reader.press("1");
    reader.shows("These sentences are folded; Enter opens them.");
    reader.press("j");
    assert_eq!(reader.place(), (0, 3), "behind the fold");
    reader.press("k enter");
    reader.shows("weekly letter");
    reader.press("j");
    assert_eq!(reader.place(), (0, 2), "an open fold is read sentence by sentence");
    reader.press("enter");
    reader.shows("‹2 sentences of ");
    assert_eq!(reader.place(), (0, 1));
}

#[test]
fn showing_everything_again_restores_the_place() {
    let mut reader = decided();
    reader.press("j j");
    assert_eq!(reader.place(), (0, 2));
    reader.press("o");
    assert_eq!(reader.place(), (0, 1), "on the line that stands for it");
    reader.press("o");
    assert_eq!(reader.place(), (0, 2), "where it was");
    reader.shows("Share your thoughts");
    reader.press("o j o");
    assert_eq!(reader.place(), (0, 3), "who went on stays there");
}

#[test]
fn what_is_gone_to_by_its_words_is_never_folded_and_undo_opens() {
    let mut reader = decided();
    reader.press("o / type:weekly enter");
    reader.shows("weekly letter");
    assert_eq!(reader.place(), (0, 2));
    reader.press("esc o o");
    reader.shows("‹2 sentences of ");
    reader.press("G g g } {");
    assert_eq!(reader.place(), (0, 0), "paragraphs go round the fold");
    reader.press("ctrl-d ctrl-u ctrl-f G");
    assert_eq!(reader.place(), (0, 4));
    reader.press("u");
    reader.shows("Share your thoughts");
    reader.shows_not("‹");
}

#[test]
fn what_is_repeated_and_undecided_stays_to_be_read() {
    let mut reader = Journey::over(&ARTICLES);
    reader.press("o");
    reader.shows("Nothing to fold here");
    reader.shows("Share your thoughts");
    reader.press("j j j 4 g g");
    reader.shows("Nobody came.");
    reader.shows_not("‹");
}

#[test]
fn the_table_counts_shared_words_and_opens_what_both_say() {
    let mut reader = Journey::over(&ARTICLES);
    reader.press("space x");
    assert_eq!(reader.app.view, ViewId::Matrix);
    reader.shows("19 of 28 words of article 1 stand in any other");
    reader.press("right");
    reader.shows("19 of 28 words of article 1 stand in article 2");
    reader.press("enter");
    reader.shows("Share your thoughts");
    reader.press("esc right enter");
    reader.shows("These two articles share nothing.");
    reader.press("left R 3");
    let n_marked = |index| reader.app.project.annotations(index).iter().count();
    assert_eq!((n_marked(0), n_marked(1)), (1, 1));
}

#[test]
fn a_thousand_articles_scroll_both_ways() {
    let names: Vec<String> = (0..1000).map(|number| format!("{number:04}.txt")).collect();
    let texts: Vec<String> = (0..1000)
        .map(|number| {
            format!(
                "Report {number}.\n\nShare your thoughts about it below, dear readers of the coast!"
            )
        })
        .collect();
    let names = names.iter().map(String::as_str);
    let files: Vec<(&str, &str)> = names.zip(texts.iter().map(String::as_str)).collect();
    let mut reader = Journey::over(&files);
    reader.press("space x G");
    assert_eq!(reader.app.views.matrix.list.rows.selected, 999);
    for _ in 0..30 {
        reader.press("right");
    }
    reader.shows("words of article 1000 stand in article 31");
    assert!(reader.screen().lines().nth(3).is_some_and(|line| line.contains(" 31")));
}
