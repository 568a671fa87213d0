//! Journeys through the text: sentences, paragraphs, articles, pages, and back.

use super::journey::Journey;

#[test]
fn j_and_k_go_by_sentences_and_say_where_the_article_ends() {
    let mut reader = Journey::sample();
    reader.shows("[Read]").shows("sentence 1/30");
    assert!(reader.words().starts_with("Home » Harbour"));
    reader.press("j j").shows("sentence 3/30");
    assert_eq!(reader.words(), "by Oskar Lindqvist Harbour Correspondent");
    reader.press("up down k").shows("sentence 2/30");
    reader.press("k k").shows("Start of the article; K goes to the previous one.");
    reader.press("G j").shows("End of the article; J goes to the next one.");
    assert_eq!(reader.place(), (0, 29), "the cursor stays at the end");
}

#[test]
fn paragraphs_are_steps_of_their_own() {
    let mut reader = Journey::sample();
    reader.press("j j j");
    assert!(reader.words().starts_with("The harbour board"));
    reader.press("}");
    assert_eq!(reader.words(), "Why the Board Voted Now");
    reader.press("{");
    assert!(
        reader.words().starts_with("The harbour board"),
        "back to the first sentence of the paragraph before"
    );
    reader.press("G }");
    assert_eq!(reader.place(), (0, 29));
    reader.press("g g {");
    assert_eq!(reader.place(), (0, 0));
}

#[test]
fn articles_follow_each_other_and_have_ends() {
    let mut reader = Journey::sample();
    reader
        .press("J")
        .shows("Night Ferries to Kelder Sound Face a Second Cut")
        .shows("sentence 1/27");
    reader.press("K K").shows("This is the first article.");
    for _ in 0..6 {
        reader.press("J");
    }
    reader.press("J").shows("This is the last article.");
    assert_eq!(reader.place().0, 6);
}

#[test]
fn ends_of_the_article() {
    let mut reader = Journey::sample();
    reader.press("G").shows("sentence 30/30");
    reader.press("g").shows("the top");
    reader.press("g").shows("sentence 1/30");
    reader.press("end").shows("sentence 30/30");
    reader.press("home").shows("sentence 1/30");
}

#[test]
fn pages_go_down_to_the_end_and_up_to_the_start() {
    for (down, up) in [("ctrl-d", "ctrl-u"), ("ctrl-f", "ctrl-b"), ("pagedown", "pageup")] {
        let mut reader = Journey::sample();
        let mut before = reader.place();
        for _ in 0..30 {
            reader.press(down);
            assert!(reader.place() >= before, "{down} goes on");
            assert!(reader.sees_sentence(), "{down}: the sentence is seen");
            before = reader.place();
        }
        assert_eq!(reader.place(), (0, 29), "{down} reaches the end");
        for _ in 0..30 {
            reader.press(up);
            assert!(reader.place() <= before, "{up} goes back");
            assert!(reader.sees_sentence(), "{up}: the sentence is seen");
            before = reader.place();
        }
        assert_eq!(reader.place(), (0, 0), "{up} reaches the start");
    }
}

#[test]
fn every_sentence_can_be_read_when_the_cursor_is_on_it() {
    let mut reader = Journey::sample().sized(80, 24);
    for _ in 0..7 {
        for _ in 0..40 {
            assert!(
                reader.sees_sentence(),
                "{:?} is not seen:\n{}",
                reader.words(),
                reader.screen()
            );
            reader.press("j");
        }
        reader.press("J");
    }
}

#[test]
fn places_left_by_a_jump_are_come_back_to() {
    let mut reader = Journey::sample();
    reader.press("j j j J j J");
    assert_eq!(reader.place(), (2, 0));
    reader.press("H");
    assert_eq!(reader.place(), (1, 1));
    reader.press("H");
    assert_eq!(reader.place(), (0, 3));
    reader.press("H").shows("No place to go to that way.");
    reader.press("L");
    assert_eq!(reader.place(), (1, 1));
    reader.press("L L").shows("No place to go to that way.");
    assert_eq!(reader.place(), (2, 0));
    reader.press("H G L").shows("No place to go to that way.");
}

#[test]
fn z_puts_the_sentence_in_the_middle_at_the_top_and_at_the_bottom() {
    let mut reader = Journey::sample();
    for _ in 0..12 {
        reader.press("j");
    }
    let row = |reader: &Journey| reader.drawn().1.y;
    reader.press("z");
    let middle = row(&reader);
    reader.press("z");
    let top = row(&reader);
    reader.press("z");
    let bottom = row(&reader);
    assert!(top < middle && middle < bottom, "{top} {middle} {bottom}");
    assert!(reader.sees_sentence());
    reader.press("z");
    assert_eq!(row(&reader), middle, "and round again");
}

#[test]
fn a_sentence_longer_than_the_screen_shows_its_beginning() {
    let long = format!("It began {}and it ended.", "one clause after another, ".repeat(80));
    let text = format!("A short one. {long} Another short one.");
    let mut reader = Journey::over(&[("long.txt", &text)]);
    reader.press("j");
    reader.shows("It began");
    reader.press("ctrl-f");
    reader.press("k");
    assert!(reader.sees_sentence());
}

#[test]
fn the_rest_of_a_sentence_longer_than_the_screen_can_be_read() {
    let long = format!("It began {}and it ended.", "one clause after another, ".repeat(80));
    let text = format!("A short one. {long} Another short one.");
    let mut reader = Journey::over(&[("long.txt", &text)]);
    reader.press("j");
    let mut seen = false;
    for _ in 0..4 {
        reader.press("ctrl-d");
        seen |= reader.screen().contains("and it ended.");
        if reader.place().1 == 2 {
            break;
        }
    }
    assert!(seen, "half pages pass over no words:\n{}", reader.screen());
}

#[test]
fn the_width_of_the_text_stays_between_60_and_80_and_is_kept() {
    let mut reader = Journey::sample().sized(130, 30);
    reader.press("_ _ _").shows("Text width: 60 columns.");
    reader.press("_").shows("Text width: 60 columns.");
    reader.press("+").shows("Text width: 64 columns.");
    let reader = reader.reopened();
    assert_eq!(reader.app.settings.measure, 64, "the width is a setting");
}

#[test]
fn a_key_without_meaning_says_so_and_does_nothing() {
    let mut reader = Journey::sample();
    reader.press("s").shows("s does nothing here; ? shows the keys.");
    reader.press("g s").shows("g s does nothing here");
    reader.press("space esc");
    assert_eq!(reader.message(), "", "Esc gives a sequence up without a word");
    assert_eq!(reader.place(), (0, 0));
}

#[test]
fn leaving_and_opening_again_goes_on_at_the_same_sentence() {
    let mut reader = Journey::sample();
    reader.press("J j j j q");
    assert!(reader.is_over());
    let mut reader = reader.reopened();
    assert_eq!(reader.place(), (1, 3));
    reader.shows("sentence 4/27");
}
