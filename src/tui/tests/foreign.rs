//! Journeys over hostile and odd articles: what somebody else wrote never drives the terminal.
//!
//! That no cell of any screen holds an unsafe character is checked by the harness after every key.

use super::journey::Journey;

const HOSTILE: &str = "\u{1b}[2J\u{1b}]0;owned\u{7}Break\u{8}ing\u{7f} news\u{9b}31m, says \u{202e}eve\u{202c}.\n\n\
    A zero\u{200b}width and a soft\u{ad}hyphen and a mark\u{feff}. A null\u{0}byte.\r\n\
    Isolates \u{2066}here\u{2069} and tags \u{e0041}\u{e0042}. Line\u{2028}paragraph\u{2029}ends.\n\n\
    e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301} is one letter. 漢字 and 👩‍👩‍👧 are wide.";

/// Goes everywhere that shows words of an article or a name of a file.
fn see_everything(reader: &mut Journey) {
    for keys in [
        "j j k } { v w w ) esc",
        "1 2 3 4 i type:x enter",
        "space O j k",
        "/ type:b enter esc q",
        "space a tab d n i type:\u{202e} enter q",
        "space i q",
        "space p q",
        "space L q",
        "space , q",
        "/ type:e n enter n esc",
        "f type:the enter esc",
        "space f type:e down down",
        "? esc q",
        "y Y",
        "z z z ] a [ a esc",
        "J J K K",
    ] {
        reader.press(keys);
    }
}

#[test]
fn control_characters_are_seen_and_never_sent() {
    let name = "a\u{1b}[31m\u{202e}name\u{200b}.txt";
    let mut reader = Journey::over(&[(name, HOSTILE), ("b\tab.txt", "Fine.")]);
    reader.shows("␛");
    for size in [(30, 8), (80, 24), (130, 40), (200, 60)] {
        reader.resize(size.0, size.1);
        see_everything(&mut reader);
    }
    assert!(!reader.is_over());
}

#[test]
fn the_words_of_hostile_text_are_kept_as_they_are() {
    let mut reader = Journey::over(&[("a.txt", HOSTILE)]);
    reader.press(", 1");
    let annotation = reader.annotations()[0];
    assert!(HOSTILE.contains(&annotation.anchor.quote), "{:?}", annotation.anchor.quote);
    let reader = reader.reopened();
    assert!(HOSTILE.contains(&reader.annotations()[0].anchor.quote), "also from the disk");
    assert_eq!(reader.label_of(0, 0), Some("sourced"));
}

#[test]
fn what_is_copied_is_what_is_seen() {
    let mut reader = Journey::over(&[("a\u{1b}[31m.txt", HOSTILE)]);
    reader.press("y Y j j y j y");
    for words in &reader.terminal.copied {
        assert_eq!(copydesk::testing::objection(words), None, "{words:?}");
    }
    assert!(reader.terminal.copied[0].starts_with("␛[2J"));
}

#[test]
fn pasted_control_characters_are_seen_as_symbols() {
    let mut reader = Journey::sample();
    for keys in ["i", "esc /", "esc space f", "esc :"] {
        reader.press(keys);
        reader.take(crate::tui::event::Event::Paste("a\u{1b}[31m\u{202e}\u{0}b".to_owned()));
        reader.shows("␛");
    }
}

#[test]
fn an_empty_folder_says_what_to_do() {
    let mut reader = Journey::over(&[]);
    reader.shows("There is no article here.").shows(".txt, .md and .html");
    see_everything(&mut reader);
    reader.press("H L g g G tab shift-tab J K d u U . 0 x * n N c e a A").shows_not("panic");
    assert_eq!(reader.n_annotations(), 0);
    reader.press("esc q");
    assert!(reader.is_over());
}

#[test]
fn articles_without_text_are_passed_through() {
    let mut reader =
        Journey::over(&[("a.txt", ""), ("b.txt", " \n\t\n"), ("c.txt", "At last. Text.")]);
    reader.shows("There is no text to read here.").shows("the file is empty");
    reader.press("J").shows("There is no text to read here.");
    reader.press("K tab");
    assert_eq!(reader.place(), (2, 0), "Tab finds the only work there is");
    reader.press("1 2").shows("Article done, 2 of 2");
    see_everything(&mut reader);
}

#[test]
fn one_long_line_and_one_long_word_are_read() {
    let word = "x".repeat(5_000);
    let line = "word ".repeat(5_000);
    let mut reader = Journey::over(&[("a.txt", &word), ("b.txt", &line)]);
    for keys in ["ctrl-f ctrl-f", "ctrl-b", "v w esc", "1", "J", "ctrl-f ctrl-f", "v j esc"] {
        reader.press(keys);
    }
    reader.press("space f type:x").shows("exact");
}
