//! Journeys of deciding: one key puts a label, and the cursor is at the next thing to decide.

use super::journey::Journey;

#[test]
fn one_key_labels_and_goes_on() {
    let mut reader = Journey::sample();
    reader.press("1");
    assert_eq!(reader.label_of(0, 0), Some("sourced"));
    assert_eq!(reader.place(), (0, 1), "the cursor is on the next undecided");
    reader.press("2 3 4");
    assert_eq!(reader.label_of(0, 1), Some("unsourced"));
    assert_eq!(reader.label_of(0, 2), Some("boilerplate"));
    assert_eq!(reader.label_of(0, 3), Some("not_a_claim"));
    reader.shows("S 1").shows("U 1").shows("B 1").shows("saved");
    assert_eq!(reader.saved_records(), 4, "every decision is on disk:\n{}", reader.saved());
}

#[test]
fn the_gutter_tells_the_label_without_colour() {
    let mut reader = Journey::sample();
    reader.press("j 2 1");
    let screen = reader.screen();
    let row = |words: &str| {
        let row = screen.lines().find(|row| row.contains(words));
        row.unwrap_or_default().trim_start().chars().next()
    };
    assert_eq!(row("▌The harbour board"), Some('·'), "undecided is a dot:\n{screen}");
    assert_eq!(row("by Oskar Lindqvist Harbour"), Some('S'), "{screen}");
}

#[test]
fn the_same_key_again_takes_the_label_off() {
    let mut reader = Journey::sample();
    reader.press("j j j 2 k 2");
    reader.shows("The label unsourced is off; u puts it back.");
    assert_eq!(reader.label_of(0, 3), None);
    assert_eq!(reader.place(), (0, 3), "and the cursor stays");
    reader.press("2 k 1");
    assert_eq!(reader.label_of(0, 3), Some("sourced"), "another key changes it");
    assert_eq!(reader.n_annotations(), 1);
}

#[test]
fn the_jump_can_be_switched_off_and_stays_off() {
    let mut reader = Journey::sample();
    reader.press(",").shows("A label leaves the cursor where it is.");
    reader.press("1");
    assert_eq!(reader.place(), (0, 0));
    reader.press("j").shows("autojump off").press("q");
    let mut reader = reader.reopened();
    reader.press("2");
    assert_eq!(reader.place(), (0, 1), "it is a setting, kept for the next time");
    reader.press(",").shows("A label jumps to the next undecided sentence.");
}

#[test]
fn the_dot_puts_the_last_label_again() {
    let mut reader = Journey::sample();
    reader.press(".").shows("No label was put yet.");
    reader.press("2 . .");
    assert_eq!(reader.n_labelled("unsourced"), 3);
    assert_eq!(reader.place(), (0, 3));
}

#[test]
fn a_key_without_label_says_where_the_labels_are() {
    let mut reader = Journey::sample();
    reader.press("7").shows("No label has the key 7; Space l shows the labels.");
    assert_eq!(reader.n_annotations(), 0);
}

#[test]
fn zero_shows_a_plan_first_and_labels_it_as_one_step() {
    let mut reader = Journey::sample();
    reader.press("j j j 1 0");
    reader.shows("Label headings and site text").shows("1 with a label stays as it is");
    reader.shows("Enter label the ticked kinds");
    reader
        .shows("navigation, site lines")
        .shows("[x]  B")
        .shows("[x]  N")
        .shows("will be labelled: B");
    assert_eq!(reader.n_annotations(), 1, "the plan writes nothing");
    reader.press("esc").shows_not("stays as it is");
    assert_eq!(reader.n_annotations(), 1, "and Esc leaves it");
    reader.press("0 enter");
    assert!(reader.message().starts_with("Labelled "), "{}", reader.message());
    assert!(reader.message().ends_with(" · u undoes"), "{}", reader.message());
    let (n_site, n_headings) = (reader.n_labelled("boilerplate"), reader.n_labelled("not_a_claim"));
    assert!(n_site >= 4, "navigation and invitations are boilerplate: {n_site}");
    assert!(n_headings >= 1, "the byline: {n_headings}");
    assert_eq!(reader.label_of(0, 3), Some("sourced"), "decisions stay");
    assert_eq!(reader.label_of(1, 0), None, "other articles stay");
    reader.press("u");
    assert_eq!(reader.n_annotations(), 1, "one key takes it back");
}

#[test]
fn ticks_of_the_plan_are_remembered_and_a_digit_gives_another_label() {
    let text = "The Old Quay\n\nThe board of the harbour met on Monday in the old hall. What can be done?\n\n\
                Looking Ahead\n\nThe board of the harbour will meet again in June.\n\nLeave a Comment\n";
    let mut reader = Journey::over(&[("a.txt", text), ("b.txt", text)]);
    reader
        .press("0")
        .shows("[x]  B    1  invitations")
        .shows("[ ]  N    1  questions in the running");
    reader.shows("6 sentences: none has a label, 2 of running text stay open");
    reader.shows("3 of these 4 sentences will be labelled: B 1  N 2");
    reader
        .press("j tab j 4")
        .shows("[ ]  N    2  headings")
        .shows("[x]  N    1  questions in the running");
    reader.press("g g 4 enter");
    assert_eq!(reader.message(), "Labelled 2: N 2 · u undoes");
    assert_eq!(reader.n_labelled("not_a_claim"), 2);
    reader
        .press("J 0")
        .shows("[ ]  N    2  headings")
        .shows("[x]  N    1  questions in the running");
    reader.shows("[x]  B    1  invitations");
    reader.press("esc q");
    let mut reader = reader.reopened();
    reader.press("J 0").shows("[ ]  N    2  headings");
}

#[test]
fn zero_leaves_open_what_may_be_a_claim() {
    let text = "A Quay\n\nThe board of the harbour met on Monday in the old hall.\n\nBoats\t2016\t2026\n\
                Fishing\t388\t214\n\nThe board of the harbour met on Monday.\n\nKey findings of the survey:\n\
                - Boats fell by half\n- Crews left\n\nStrike ends\n\nThe board of the harbour met again.\n";
    let mut reader = Journey::over(&[("a.txt", text)]);
    reader.press("0").shows("table rows").shows("may be claims: left open").press("enter");
    for sentence in 1..reader.app.sentences().len() {
        assert_eq!(reader.label_of(0, sentence), None, "sentence {sentence}");
    }
}

#[test]
fn tab_goes_to_undecided_sentences_in_both_directions() {
    let mut reader = Journey::over(&[("a.txt", "One. Two. Three."), ("b.txt", "Four. Five.")]);
    reader.press("j 1 g g tab");
    assert_eq!(reader.place(), (0, 2), "the decided one is passed over");
    reader.press("tab");
    assert_eq!(reader.place(), (1, 0));
    reader.press("shift-tab shift-tab");
    assert_eq!(reader.place(), (0, 0));
    reader.press("shift-tab");
    assert_eq!(reader.place(), (1, 1), "round the start to the end");
}

#[test]
fn undo_and_redo_go_across_articles_and_to_the_place() {
    let mut reader = Journey::sample();
    reader.press("1 2 J 3 4 K");
    reader.press("u").shows("Undone: label not a claim · in “Night Ferries to Kelder Sound");
    assert_eq!(reader.place(), (1, 1), "undo shows what it undid");
    reader.press("u u u");
    assert_eq!(reader.n_annotations(), 0);
    assert_eq!(reader.place(), (0, 0));
    assert_eq!(reader.saved_records(), 0, "the disk knows:\n{}", reader.saved());
    reader.press("u").shows("There is nothing to undo.");
    reader.press("U ctrl-r U U");
    assert_eq!(reader.n_annotations(), 4);
    assert_eq!(reader.label_of(1, 1), Some("not_a_claim"));
    assert_eq!(reader.saved_records(), 4);
    reader.press("U").shows("There is nothing to redo.");
}

#[test]
fn delete_takes_everything_and_undo_brings_it_back() {
    let mut reader = Journey::sample();
    reader.press("d").shows("There is no annotation here");
    reader.press(", 1 i").typed("look here").press("enter d");
    reader.shows("The annotation is deleted; u brings it back.");
    assert_eq!((reader.n_annotations(), reader.saved_records()), (0, 0));
    reader.press("u").shows("Undone: delete.");
    reader.press("esc").shows("note: look here");
    assert_eq!(reader.label_of(0, 0), Some("sourced"));
}

#[test]
fn labels_have_styles_that_differ_without_colour() {
    let mut reader = Journey::sample();
    reader.press("j j j j 2 1");
    let underlined = ratatui::style::Modifier::UNDERLINED;
    let italic = ratatui::style::Modifier::ITALIC;
    assert!(reader.style_at("A ten-metre").add_modifier.contains(italic));
    assert!(reader.style_at("The decision").add_modifier.contains(underlined));
}

#[test]
fn every_decision_is_on_disk_before_the_next_key() {
    let mut reader = Journey::over(&[("a.txt", "One fact. Two facts. Three facts.")]);
    for (n, key) in ["1", "2", "4"].into_iter().enumerate() {
        reader.press(key);
        assert_eq!(reader.saved_records(), n + 1, "{}", reader.saved());
    }
    let reader = reader.reopened();
    assert_eq!(reader.label_of(0, 1), Some("unsourced"), "and is there the next time");
}
