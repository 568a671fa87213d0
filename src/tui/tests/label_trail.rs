//! The cursor after a label, `Bksp`, undo and redo: nothing moves unasked, and the view comes back.

use super::journey::Journey;

const A: &str = "One is here. Two is here. Three is here. Four is here. Five is here.";
const B: &str = "Six is there. Seven is there.";

fn reader() -> Journey {
    Journey::over(&[("a.txt", A), ("b.txt", B)])
}

#[test]
fn a_label_goes_to_the_next_unlabelled_sentence_of_the_article_and_no_further() {
    let mut reader = reader();
    reader.press("j j 1");
    assert_eq!(reader.place(), (0, 3), "the next unlabelled below");
    reader.press("2 4");
    assert_eq!(reader.place(), (0, 0), "at the end the first above");
    reader.shows("Back at the first of 2 unlabelled sentences · Bksp returns");
    reader.press("1");
    assert_eq!(reader.place(), (0, 1));
    reader.press("3");
    assert_eq!(reader.place(), (0, 1), "none is left: the cursor stays");
    reader.shows("Article done, 5 of 5 · J next article · Space O articles");
    reader.press("J");
    assert_eq!(reader.place(), (1, 0), "J alone changes the article");
    reader.press("1 1").shows("Article done, 2 of 2 · Space O articles");
    assert_eq!(reader.place(), (1, 1));
}

#[test]
fn a_held_key_stops_at_the_end_of_the_article() {
    for (first, held) in [("", "1"), ("2", ".")] {
        let mut reader = reader();
        reader.press(first);
        for _ in 0..40 {
            reader.press(held);
        }
        assert_eq!((reader.n_annotations(), reader.place().0), (5, 0), "{held}");
        assert!((0..5).all(|at| reader.label_of(0, at).is_some()), "{held}: all are labelled");
        reader.shows("Article done, 5 of 5");
        // Another key comes between: the label is taken off on purpose.
        reader.press("esc").press(held);
        assert_eq!(reader.n_annotations(), 4, "{held}");
    }
}

#[test]
fn a_held_label_key_stops_where_its_work_is_at_an_end() {
    let back = "Back at the first of 2 unlabelled sentences · Bksp returns";
    for (keys, held, told) in [("j j", "1", back), ("j j 4", ".", back), ("G", "2", "Back at")] {
        let mut reader = reader();
        reader.press(keys).hold(held, 40).shows(told);
        assert_eq!(reader.place(), (0, 0), "{held}");
        assert!(reader.label_of(0, 0).is_none(), "{held}: nothing above is labelled");
        // Pressed anew after a pause, the key labels as ever.
        reader.press(held);
        assert!(reader.label_of(0, 0).is_some(), "{held}");
    }
}

#[test]
fn a_held_label_key_takes_no_label_off() {
    let mut reader = reader();
    reader.press(",").hold("1", 7).shows("Labelled sourced · the key again takes the label off");
    assert_eq!(reader.label_of(0, 0), Some("sourced"));
    reader.press("1");
    assert_eq!(reader.label_of(0, 0), None, "pressed anew, the key takes the label off");
    reader.press("1 space a").hold("2", 6);
    assert_eq!(reader.label_of(0, 0), Some("unsourced"), "in a list too");
}

#[test]
fn a_key_that_labels_a_whole_repeat_labels_nothing_behind_the_box() {
    let twice = "The board of the old harbour met again on Monday morning with all of its members.";
    let rest = "One is here. Two is here. Three is here.";
    let texts = [format!("{twice}\n\n{rest}"), format!("{twice}\n\nFour is there.")];
    let mut reader = Journey::over(&[("a.txt", &texts[0]), ("b.txt", &texts[1])]);
    reader.press("R").hold("3", 20).shows("Labelled 2 occurrences boilerplate");
    assert_eq!((reader.n_annotations(), reader.place()), (2, (0, 1)));
}

#[test]
fn changing_and_removing_a_label_never_jump() {
    let mut reader = reader();
    reader.press("1 2 k k");
    assert_eq!(reader.place(), (0, 0));
    for (key, label) in [("3", Some("boilerplate")), ("3", None)] {
        reader.press(key);
        assert_eq!((reader.place(), reader.label_of(0, 0)), ((0, 0), label));
    }
    reader.press("v w w 2");
    assert_eq!(reader.place(), (0, 2), "a label on most words of the sentence labels it");
    reader.press("v 2");
    assert_eq!(reader.place(), (0, 2), "a label on a small part does not");
}

#[test]
fn h_goes_back_over_labels() {
    let mut reader = reader();
    reader.press("1 1 H");
    assert_eq!(reader.place(), (0, 1));
    reader.press("H");
    assert_eq!(reader.place(), (0, 0));
    reader.press("L L");
    assert_eq!(reader.place(), (0, 2));
}

#[test]
fn backspace_goes_to_the_sentence_labelled_last_and_the_next_act_returns() {
    let acts = [
        ("2", "unsourced"),
        ("i type:why enter", "note: why"),
        ("e type:https://a.org enter", "evidence: https://a.org"),
        ("c", "confidence: low"),
        ("a / type:two enter enter esc", "source: Two"),
        ("A / type:here enter enter", "cue: here"),
        ("esc", "sourced"),
    ];
    for (keys, told) in acts {
        let mut reader = reader();
        reader.press("4 1").shows("last S Bksp");
        assert_eq!(reader.place(), (0, 2));
        reader.press("backspace");
        assert_eq!(reader.place(), (0, 1), "{keys}");
        reader.press(keys);
        assert_eq!(reader.place(), (0, 2), "{keys}: back where reading stood");
        reader.press("esc k").shows(told);
        assert_eq!(reader.label_of(0, 0), Some("not_a_claim"), "{keys}: others stay");
        assert_eq!(reader.label_of(0, 2), None, "{keys}: others stay");
    }
}

#[test]
fn backspace_goes_on_to_the_ones_before_and_over_articles() {
    let mut reader = reader();
    reader.press("backspace").shows("No sentence was labelled yet");
    reader.press("1 2 J 3 4 K G backspace");
    assert_eq!(reader.place(), (1, 1));
    let mut seen = Vec::new();
    for _ in 0..3 {
        reader.press("backspace");
        seen.push(reader.place());
    }
    assert_eq!(seen, [(1, 0), (0, 1), (0, 0)]);
    reader.press("backspace").shows("No sentence was labelled before this one · Esc returns");
    reader.press("esc");
    assert_eq!(reader.place(), (0, 4), "back where reading stood");
    // A visit ends when the cursor goes elsewhere: then nothing jumps.
    reader.press("backspace K g g j i").typed("x").press("enter");
    assert_eq!(reader.place(), (0, 1));
    // A sentence whose label is gone is no stop.
    reader.press("J j 4 k 3 K").shows("last U Bksp");
    reader.press("backspace");
    assert_eq!(reader.place(), (0, 1));
}

#[test]
fn a_note_is_on_the_sentence_under_the_cursor_and_no_other() {
    let mut reader = reader();
    // Words of the sentence have a label and the sentence before is labelled: neither gets the note.
    reader.press("1 v 2 i").typed("mine").press("enter c e").typed("here").press("enter");
    let noted = |reader: &Journey| -> Vec<(String, Option<String>)> {
        let all = reader.annotations().into_iter();
        all.map(|one| (one.anchor.quote.clone(), one.content.note.clone())).collect()
    };
    let all = noted(&reader);
    assert!(all.contains(&("Two is here.".to_owned(), Some("mine".to_owned()))), "{all:?}");
    assert_eq!(all.iter().filter(|(_, note)| note.is_some()).count(), 1, "{all:?}");
}

#[test]
fn undo_and_redo_restore_cursor_scroll_and_article() {
    let long: String = (0..200).map(|at| format!("Sentence {at} stands here. ")).collect();
    let mut reader = Journey::over(&[("a.txt", &long), ("b.txt", B)]);
    reader.press("pagedown pagedown z z");
    let before = (reader.place(), reader.app.reader.top);
    reader.press("1");
    assert_ne!(reader.place(), before.0);
    reader.press("J 2 G");
    let later = reader.place();
    // The step before last was made elsewhere: its article is shown, and H returns.
    reader.press("u").press("u");
    assert_eq!((reader.place(), reader.app.reader.top), before, "as before the step");
    assert_eq!(reader.n_annotations(), 0);
    let message = reader.message().to_owned();
    assert!(message.contains("· in “") && message.ends_with("· H returns"), "{message}");
    assert!(message.chars().count() <= 78, "{message}");
    reader.press("H");
    assert_eq!(reader.place().0, later.0, "H returns");
    reader.press("U");
    assert_eq!((reader.place(), reader.app.reader.top), before, "redo shows the step as well");
    assert_eq!(reader.n_annotations(), 1);
    reader.press("G u");
    assert_eq!((reader.place(), reader.app.reader.top), before);
    reader.shows_not("H returns");
}

#[test]
fn undo_never_jumps_on() {
    let mut reader = reader();
    reader.press("1 2 k 3 u");
    assert_eq!((reader.place(), reader.label_of(0, 1)), ((0, 1), Some("unsourced")));
    reader.press("u");
    assert_eq!((reader.place(), reader.label_of(0, 1)), ((0, 1), None));
}
