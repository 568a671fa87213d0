//! Journeys through annotations of articles that have changed: seeing, accepting, placing anew.

use std::fs;

use super::journey::Journey;
use crate::tui::views::ViewId;

const TEXT: &str = "The board met on Monday. Nobody had expected a long evening there. \
    The fees will rise by a tenth, said Ana Ruiz. Critics of the plan left the room early. \
    A second vote is planned.";

/// Three annotations (sentences 2, 3 and 4), and then another text.
fn edited(text: &str) -> Journey {
    let mut reader = Journey::over(&[("a.txt", TEXT), ("b.txt", "Another article.")]);
    reader.press("j 1 2 1");
    fs::write(reader.path("corpus/a.txt"), text).expect("the file is written");
    reader.reopened()
}

fn changed() -> Journey {
    let text = TEXT.replace("a tenth", "a fifth");
    let text = text.replace("Critics of the plan left the room early.", "It rained.");
    edited(&format!("UPDATED. {text}"))
}

#[test]
fn every_mark_that_moved_is_listed_with_what_differs() {
    let mut reader = changed();
    reader.shows("of 3 marks 2 moved, 1 orphan");
    reader
        .press("space m")
        .shows("Changed articles (1): 2 marks moved, 0 ambiguous, 1 orphan, 0 kept")
        .shows("orphan");
    reader
        .press("j j")
        .shows("▌The fees will rise by a tenth, said Ana")
        .shows("tenth-]{+fifth+}")
        .shows("% alike");
    reader.press("j").shows("gone; this stands there now").shows("It rained.");
    reader.press("p").shows("Its words are nowhere in the text");
    reader.press("enter");
    assert_eq!(reader.view(), ViewId::Reader);
}

#[test]
fn where_the_old_text_was_kept_the_article_is_compared_with_it() {
    let mut reader = Journey::over(&[("a.txt", TEXT)]);
    reader.press("space , j j j j enter q").press("j 1 2 1");
    let text = TEXT.replace("a tenth", "a fifth");
    let text = text.replace("Critics of the plan left the room early.", "It rained.");
    fs::write(reader.path("corpus/a.txt"), format!("UPDATED. {text}")).expect("it is written");
    let mut reader = reader.reopened();
    reader
        .press("space m")
        .shows("2 changes of the text")
        .shows("line 1")
        .shows("{+UPDATED. +}The board met");
    reader.press("G").shows("diff  ").shows("early-]{+It");
    reader.press("k").shows("[-tenth-]{+fifth+},");
}

#[test]
fn a_mark_is_accepted_alone_and_undone() {
    let mut reader = changed();
    reader.press("space m j j p").shows("The mark stands here from now on");
    reader.shows("1 mark moved, 0 ambiguous, 1 orphan, 1 kept");
    let quote = "The fees will rise by a fifth, said Ana Ruiz.";
    assert!(reader.annotations().iter().any(|annotation| annotation.anchor.quote == quote));
    assert!(reader.saved().contains(quote), "it is on disk: {}", reader.saved());
    reader.press("u").shows("2 marks moved, 0 ambiguous, 1 orphan, 0 kept");
    assert!(!reader.annotations().iter().any(|annotation| annotation.anchor.quote == quote));
}

#[test]
fn all_marks_of_an_article_or_of_the_list_are_accepted_in_one_step() {
    for keys in ["space m p", "space m P", "P"] {
        let mut reader = changed();
        reader.press(keys).shows("2 marks accepted, 1 left (ambiguous or orphan)");
        reader.press("u space m").shows("2 marks moved, 0 ambiguous, 1 orphan, 0 kept");
    }
}

#[test]
fn a_mark_under_the_cursor_is_accepted_in_the_article() {
    let mut reader = changed();
    reader.press("g g j j p").shows("The mark stands here from now on");
    reader.press("p").shows("No mark here was made on another text");
    reader.press("space m").shows("1 mark moved");
}

#[test]
fn an_orphan_is_placed_on_a_sentence_or_on_selected_words() {
    let mut reader = changed();
    reader.press("space m G v").shows("Enter puts it on the sentence");
    reader.press("j k enter").shows("The mark is placed anew");
    assert_eq!(reader.view(), ViewId::Anchors);
    reader.press("u").shows("1 orphan");
    reader.press("G v v x esc").shows("Enter puts the mark here");
    reader.press("v w enter").shows("The mark is placed anew");
    reader.press("G").shows_not("orphan  ");
}

#[test]
fn a_mark_can_be_left_as_it_is() {
    let mut reader = changed();
    reader.press("space m G v esc").shows("The mark is left as it is");
    reader.press("space m").shows("1 orphan");
    reader.press("G v J enter").shows("The mark belongs to a.txt");
}

#[test]
fn an_ambiguous_mark_steps_through_its_places() {
    let passage = "Nobody had expected a long evening there. The fees will rise by a tenth, \
        said Ana Ruiz. Critics of the plan left the room early.";
    let text =
        format!("News. {passage} And so it went on for hours. {passage} A second vote is planned.");
    let mut reader = edited(&text);
    reader.press("space m").shows("ambiguous");
    reader.press("j j").shows("place 1 of 2").press("right").shows("place 2 of 2");
    reader.press("p").shows("The mark stands here from now on");
    let fees = reader.annotations().iter().filter(|annotation| annotation.is_placed()).count();
    assert!(fees > 0, "one has a place now");
    reader.press("u").shows("ambiguous");
}

#[test]
fn a_click_selects_a_row_and_the_preview_is_no_row() {
    let mut reader = changed();
    reader.press("space m");
    reader.click_on("orphan    S").shows("gone; this stands there now");
}

#[test]
fn nothing_is_listed_while_no_article_changed() {
    let mut reader = Journey::sample();
    reader.press("1 space m").shows("Every mark stands on the text");
    reader.press("p v P").shows("No article has changed");
}

#[test]
fn the_list_is_drawn_on_any_size() {
    for (cols, rows) in [(30, 8), (40, 10), (80, 24), (120, 40), (200, 60)] {
        let mut reader = changed().sized(cols, rows);
        reader.press("space m j j");
        reader.screen();
    }
}
