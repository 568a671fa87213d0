//! Journeys through the passages finder: any passage of all articles, while typing.

use super::journey::Journey;

#[test]
fn a_typed_word_brings_hits_counts_and_a_preview() {
    let mut reader = Journey::sample();
    reader.press("space f").shows("Passages").shows("words in any order");
    reader.typed("varga").shows("exact").shows("Dr. Helena Varga");
    let n = reader.finder().map_or(0, |finder| finder.rows.len);
    assert!(n >= 2, "she speaks in two articles: {n}");
    reader.typed(" fares").shows("The value of a night boat");
    reader.press("ctrl-u").shows("words in any order");
}

#[test]
fn enter_jumps_and_shift_h_comes_back() {
    let mut reader = Journey::sample();
    reader.press("j j space f").typed("gull ness tower").press("enter");
    assert_eq!(reader.place().0, 4);
    assert!(reader.words().contains("Gull Ness"), "{}", reader.words());
    assert!(reader.app.popups.is_empty());
    reader.press("H");
    assert_eq!(reader.place(), (0, 2));
}

#[test]
fn digits_are_typed_in_the_query_and_label_in_the_rows() {
    let mut reader = Journey::sample();
    reader.press("space f").typed("142").shows("Passages › 142");
    assert_eq!(reader.n_annotations(), 0, "a digit in the query is no label");
    reader.press("down 1");
    assert_eq!(reader.n_annotations(), 1, "in the rows it is");
    assert_eq!(reader.finder().map(|finder| finder.field.text()), Some("142"));
    assert_eq!(reader.saved_records(), 1);
}

#[test]
fn the_arrows_go_into_the_rows_and_back() {
    let mut reader = Journey::sample();
    reader.press("space f type:harbour down");
    let selected = |reader: &Journey| reader.finder().map(|finder| finder.rows.selected);
    assert_eq!(selected(&reader), Some(0));
    reader.press("down j j k");
    assert_eq!(selected(&reader), Some(2));
    reader.press("up up up").shows("Passages › harbour");
    reader.press("type:master").shows("Passages › harbourmaster");
}

#[test]
fn ticked_rows_are_labelled_as_one_step() {
    let mut reader = Journey::sample();
    reader.press("space f type:varga tab tab").shows("2 ticked").shows("▸");
    reader.press("down 1").shows("Labelled 2 passages sourced · u undoes");
    assert_eq!(reader.n_labelled("sourced"), 2);
    assert_eq!(reader.saved_records(), 2, "both articles are on disk");
    reader.press("u");
    assert_eq!(reader.n_annotations(), 0, "one key takes both back");
    reader.press("U 1");
    assert_eq!(reader.n_annotations(), 0, "again takes it off all");
}

#[test]
fn ticked_rows_with_a_label_are_left_alone_and_told() {
    let text = "Ann Varga said one. Ann Varga said two. Ann Varga said three. Ann Varga said four.";
    let mut reader = Journey::over(&[("a.txt", text)]);
    // The second sentence is labelled, the third has a labelled word.
    reader.press("j 2 v 3 space f type:varga down T 1");
    reader.shows("Labelled 2 passages sourced · 2 labelled already, left alone · u undoes");
    assert_eq!(
        (reader.label_of(0, 0), reader.label_of(0, 1)),
        (Some("sourced"), Some("unsourced"))
    );
    assert_eq!(reader.n_annotations(), 4, "the labelled word has no second label over it");
    reader.press("4").shows("4 ticked passages, labelled already: left alone");
    assert_eq!(reader.n_labelled("not_a_claim"), 0);
    reader.press("u");
    assert_eq!(reader.n_annotations(), 2, "one step");
}

#[test]
fn a_selected_row_is_labelled_anew_but_never_over_other_words() {
    let text = "Ann Varga said one. Bo met Ann Varga and said two.";
    let mut reader = Journey::over(&[("a.txt", text)]);
    reader.press("1 v 3 space f type:varga down 2");
    assert_eq!(reader.label_of(0, 0), Some("unsourced"), "the label of the sentence changes");
    reader.press("2").shows("Other words here are labelled boilerplate · Enter goes there");
    assert_eq!(reader.n_annotations(), 2);
}

#[test]
fn a_note_is_for_the_selected_row_whatever_is_ticked() {
    let text = "Ann Varga said one. Ann Varga said two. Ann Varga said three.";
    for list in ["space f type:varga down", "1 1 1 space a"] {
        let mut reader = Journey::over(&[("a.txt", text)]);
        reader.press(list).press("tab tab i type:third enter");
        let noted = reader.app.project.annotations(0).iter().find(|one| one.content.note.is_some());
        assert!(noted.is_some_and(|one| one.anchor.quote.contains("three")), "{list}");
    }
}

#[test]
fn all_rows_are_ticked_and_unticked() {
    let mut reader = Journey::sample();
    reader.press("space f type:experts down T");
    let n = reader.finder().map_or(0, |finder| finder.rows.len);
    assert!(n >= 3, "{n}");
    reader.shows(&format!("{n} ticked")).press("2");
    assert_eq!(reader.n_labelled("unsourced"), n);
    reader.press("T").shows_not("ticked");
    reader.press("k ctrl-t").shows(&format!("{n} ticked"));
}

#[test]
fn esc_goes_from_rows_to_query_to_the_article() {
    let mut reader = Journey::sample();
    reader.press("space f type:quota down esc").shows("Passages › quota");
    assert!(reader.finder().is_some());
    reader.press("esc");
    assert!(reader.finder().is_none());
    assert_eq!(reader.place(), (0, 0), "nothing moved");
    reader.press("space f").shows("Passages › quota");
    reader.press("ctrl-c");
    assert!(reader.finder().is_none() && !reader.is_over());
}

#[test]
fn typing_over_the_last_query_replaces_it() {
    let mut reader = Journey::sample();
    reader.press("space f type:quota esc space f ctrl-u type:ferry");
    reader.shows("Passages › ferry").shows_not("quota");
}

#[test]
fn a_query_that_is_not_clear_says_why_and_keeps_the_hits() {
    let mut reader = Journey::sample();
    reader.press("space f").typed("harbour /(").shows("not clear yet:");
    assert!(reader.finder().is_some_and(|finder| finder.rows.len > 0));
    reader.press("backspace backspace").shows_not("not clear yet:");
}

#[test]
fn filters_narrow_the_hits() {
    let mut reader = Journey::sample();
    reader.press("j j j 2 space f").typed("label:unsourced").shows("1 exact");
    reader.press("ctrl-u").typed("varga in:02").shows_not("01-harbour");
    reader.press("ctrl-u").typed("varga !wage").shows_not("and the wage goes");
}

#[test]
fn scattered_hits_are_shown_when_asked_for() {
    let mut reader = Journey::sample();
    reader.press("space f type:hrbrf");
    let before = reader.finder().map_or(0, |finder| finder.rows.len);
    reader.press("ctrl-s").shows("scattered");
    let after = reader.finder().map_or(0, |finder| finder.rows.len);
    assert!(after > before, "{before} {after}");
    reader.press("ctrl-s").shows_not("scattered ");
}

#[test]
fn nothing_found_is_nothing_to_act_on() {
    let mut reader = Journey::sample();
    reader.press("space f type:xyzzyx").shows("0 exact · 0 near");
    reader.press("down 1 tab T d i enter");
    assert_eq!(reader.n_annotations(), 0);
    assert!(reader.finder().is_some(), "there is nothing to jump to");
}

#[test]
fn notes_confidence_and_delete_work_on_the_rows() {
    let mut reader = Journey::sample();
    reader
        .press("space f")
        .typed("gull ness 142")
        .press("down i")
        .typed("count them")
        .press("enter");
    assert_eq!(reader.n_annotations(), 1);
    assert!(reader.saved().contains("count them"));
    reader.press("c").shows("Confidence: low.");
    reader.press("d");
    assert_eq!(reader.n_annotations(), 0);
    reader.press("u");
    assert_eq!(reader.n_annotations(), 1);
    assert!(reader.finder().is_some(), "the finder stays open all the while");
}

#[test]
fn the_help_and_the_palette_open_over_the_rows() {
    let mut reader = Journey::sample();
    reader.press("space f type:varga down ?").shows("Keys in");
    reader.press("esc").shows("Passages");
    reader.press(": type:label_2 enter");
    assert_eq!(reader.n_labelled("unsourced"), 1, "a command of the palette acts on the row");
}

#[test]
fn long_lists_scroll() {
    let mut reader = Journey::sample();
    reader.press("space f type:the pagedown pagedown");
    let selected = reader.finder().map_or(0, |finder| finder.rows.selected);
    assert!(selected > 10);
    reader.press("down G");
    let finder = reader.finder().expect("the finder");
    assert_eq!(finder.rows.selected + 1, finder.rows.len);
    reader.press("g g pagedown pageup");
    assert_eq!(reader.finder().map(|finder| finder.rows.selected), Some(0));
}

#[test]
fn hits_in_the_row_are_marked() {
    let mut reader = Journey::sample();
    reader.press("space f type:trawlers");
    let hit = reader.app.theme.part(crate::tui::theme::Part::Hit);
    assert_eq!(reader.style_at("trawlers up to").bg, hit.bg);
}
