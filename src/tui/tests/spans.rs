//! Journeys with spans: any words instead of the sentence, overlapping ones too.

use super::journey::Journey;

const TEXT: &str = "The mayor, who won twice, said the bridge is safe. Engineers disagree.\n\n\
                    \"It will fall. I know it,\" said Ada Lind, an engineer. Nobody laughed.";

fn reader() -> Journey {
    Journey::over(&[("bridge.txt", TEXT), ("other.txt", "Something else.")])
}

#[test]
fn words_are_taken_in_and_left_out_at_both_ends() {
    let mut reader = reader();
    reader.press("v");
    assert_eq!(reader.words(), "The");
    reader.press("w");
    assert_eq!(reader.words(), "The mayor");
    reader.press("right left");
    assert_eq!(reader.words(), "The mayor");
    reader.press("b").press("b");
    assert_eq!(reader.words(), "The");
    reader.shows("No further that way; o takes the other end.");
    reader.press("w w w w o w");
    assert_eq!(reader.words(), "mayor, who won twice");
    reader.press("b");
    assert_eq!(reader.words(), "The mayor, who won twice");
    reader.shows("selected words");
}

#[test]
fn a_typed_word_is_selected_up_to() {
    let mut reader = reader();
    reader.press("v / type:twice enter");
    assert!(reader.words().ends_with("twice"), "{} is selected", reader.words());
    let before = reader.words().to_owned();
    reader.press("/ type:bridge esc");
    assert_eq!(reader.words(), before, "Esc gives the selection back");
}

#[test]
fn clauses_and_sentences_are_larger_steps() {
    let mut reader = reader();
    reader.press("v )");
    assert!(reader.words().starts_with("The mayor"), "{}", reader.words());
    let clause = reader.words().to_owned();
    reader.press(")");
    assert!(reader.words().len() > clause.len());
    reader.press("(");
    assert!(reader.words().len() <= clause.len() + 1, "{}", reader.words());
    reader.press("j");
    assert!(reader.words().ends_with("is safe."));
    reader.press("down");
    assert!(reader.words().ends_with("disagree."));
    reader.press("k");
    assert!(reader.words().ends_with("is safe."));
    reader.press("j j up");
    assert!(reader.words().ends_with("disagree."), "{}", reader.words());
}

#[test]
fn x_widens_to_sentence_quotation_and_paragraph() {
    let mut reader = reader();
    reader.press("j j v");
    let mut seen = vec![reader.words().to_owned()];
    for _ in 0..4 {
        reader.press("x");
        seen.push(reader.words().to_owned());
    }
    assert!(seen.is_sorted_by_key(String::len), "{seen:?}");
    assert!(
        seen.iter().any(|words| words.ends_with("an engineer.") && words.starts_with('"')),
        "the quotation with its attribution is a step: {seen:?}"
    );
    assert!(seen.last().is_some_and(|words| words.ends_with("Nobody laughed.")));
    reader.shows("This is the whole paragraph already.");
}

#[test]
fn x_without_a_selection_begins_one() {
    let mut reader = reader();
    reader.press("j j x");
    assert!(reader.words().ends_with("an engineer."), "{}", reader.words());
    reader.press("esc");
    assert!(!reader.words().ends_with("an engineer."), "Esc lets go");
}

#[test]
fn selected_words_get_the_label_and_the_cursor_stays() {
    let mut reader = reader();
    reader.press("v w 2");
    let annotations: Vec<&str> =
        reader.annotations().iter().map(|annotation| annotation.anchor.quote.as_str()).collect();
    assert_eq!(annotations, ["The mayor"]);
    assert_eq!(reader.place(), (0, 0), "more words of the sentence may follow");
    assert_eq!(reader.label_of(0, 0), None, "a small part leaves the rest of its sentence open");
    assert!(reader.app.reader.selection.is_none());
    reader.press("1");
    assert_eq!(reader.annotations().len(), 2, "the sentence has a label of its own");
    assert_eq!(reader.place(), (0, 1));
}

#[test]
fn the_gutter_shows_every_overlapping_label() {
    let mut reader = reader();
    reader.press("1 k v w w w 2 v w 3");
    let screen = reader.screen();
    let row = screen.lines().find(|row| row.contains("▌The mayor")).expect("the row");
    let gutter = row.split('▌').next().unwrap_or_default();
    for letter in ["S", "U", "B"] {
        assert!(gutter.contains(letter), "{letter} is in the gutter:\n{screen}");
    }
    assert!(gutter.contains('+'), "and that there is more:\n{screen}");
}

#[test]
fn overlapping_spans_are_all_reachable() {
    let mut reader = reader();
    reader.press("1 k v w w w w 2 v w 3 g g");
    let mut reached = Vec::new();
    reader.press("k");
    for _ in 0..3 {
        reader.press("] a");
        reached.push(reader.words().to_owned());
    }
    reached.sort_by_key(String::len);
    reached.dedup();
    assert!(reached.len() >= 2, "the parts are gone to: {reached:?}");
    assert!(reached.iter().any(|words| words == "The mayor"), "{reached:?}");
    assert!(reached.iter().any(|words| words == "The mayor, who won twice"), "{reached:?}");
    let mut back = Vec::new();
    for _ in 0..3 {
        reader.press("[ a");
        back.push(reader.words().to_owned());
    }
    assert!(back.iter().any(|words| words == "The mayor"), "{back:?}");
}

#[test]
fn every_annotation_is_gone_to_once_on_the_way_down() {
    let mut reader = reader();
    reader.press("1 k v w w w w 2 v w 3 g g j 1 g g");
    let n = reader.annotations().len();
    assert_eq!(n, 4);
    let mut reached = Vec::new();
    for _ in 0..n {
        reader.press("] a");
        reached.push(reader.words().to_owned());
    }
    let before = reached.len();
    reached.sort();
    reached.dedup();
    assert_eq!(reached.len(), before, "no annotation twice: {reached:?}");
    reader.press("] a").shows("No annotation after this.");
}

#[test]
fn the_annotation_that_was_gone_to_is_the_one_that_changes() {
    let mut reader = reader();
    reader.press("1 k v w 2 g g ] a");
    assert_eq!(reader.words(), "The mayor");
    reader.shows("unsourced");
    reader.press("3");
    let part = reader
        .annotations()
        .into_iter()
        .find(|annotation| annotation.anchor.quote == "The mayor")
        .cloned();
    let label = part.and_then(|annotation| annotation.content.label).map(|label| label.0);
    assert_eq!(label.as_deref(), Some("boilerplate"));
    assert_eq!(reader.annotations().len(), 2);
}

#[test]
fn from_an_annotation_reading_goes_on_as_from_a_sentence() {
    let mut reader = reader();
    reader.press("v w 2 ] a");
    assert_eq!(reader.words(), "The mayor");
    reader.press("j");
    assert!(reader.words().starts_with("Engineers"), "j is the next sentence");
    reader.press("g g ] a u").shows("Undone: label unsourced.");
    assert_eq!(reader.n_annotations(), 0, "u undoes as ever");
    reader.press("U ] a v w");
    assert_eq!(reader.words(), "The mayor, who", "v takes hold of its words");
}

#[test]
fn enter_says_what_to_do_with_selected_words_and_q_lets_go() {
    let mut reader = reader();
    reader.press("v enter").shows("Put a label on these words with 1 to 9; Esc lets go.");
    reader.press("q");
    assert!(reader.app.reader.selection.is_none() && !reader.is_over());
    reader.press("v ctrl-c");
    assert!(reader.app.reader.selection.is_none() && !reader.is_over());
}

#[test]
fn a_span_over_two_paragraphs_is_kept_as_it_stands() {
    let mut reader = reader();
    reader.press("j v j j 2");
    let quotes: Vec<String> =
        reader.annotations().iter().map(|annotation| annotation.anchor.quote.clone()).collect();
    assert_eq!(quotes.len(), 1);
    assert!(quotes[0].contains("disagree.\n\n\"It will"), "{quotes:?}");
    assert!(TEXT.contains(&quotes[0]), "the words are the words of the text");
    reader.reopened();
}

#[test]
fn a_span_can_be_labelled_again_by_selecting_it_again() {
    let mut reader = reader();
    reader.press("v w 2 v w 2");
    reader.shows("The label unsourced is off");
    assert_eq!(reader.annotations().len(), 0);
}
