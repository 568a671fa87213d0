//! Journeys to what hangs on a label: note, evidence, confidence, source, cue.

use super::journey::Journey;

const TEXT: &str = "The dam held, says Eva Roth. It rained all night.\n\nNobody was hurt.";

fn reader() -> Journey {
    Journey::over(&[("dam.txt", TEXT)])
}

#[test]
fn a_note_is_written_on_the_annotation_and_kept() {
    let mut reader = reader();
    reader.press(", 1 i").shows("Note");
    reader.typed("see page 4").press("enter").shows("note: see page 4");
    assert!(reader.saved().contains("see page 4"), "{}", reader.saved());
    reader.press("i").shows("see page 4");
    reader.press("ctrl-w ctrl-w").typed("chapter 2").press("enter");
    reader.shows("note: see chapter 2");
    reader.press("i ctrl-u enter").shows_not("note:");
    assert_eq!(reader.label_of(0, 0), Some("sourced"), "the label stays");
}

#[test]
fn a_note_may_have_lines() {
    let mut reader = reader();
    reader.press("i").typed("one").press("ctrl-j").typed("two").press("enter");
    assert_eq!(reader.annotations()[0].content.note.as_deref(), Some("one\ntwo"));
    reader.shows("note: one / two");
}

#[test]
fn a_note_on_an_undecided_sentence_is_no_decision() {
    let mut reader = reader();
    reader.press("i").typed("later").press("enter");
    assert_eq!(reader.label_of(0, 0), None);
    reader.shows("undecided, with notes");
    reader.press("j tab");
    assert_eq!(reader.place(), (0, 2));
    reader.press("shift-tab shift-tab");
    assert_eq!(reader.place(), (0, 0), "the noted sentence is still to be decided");
}

#[test]
fn esc_forgets_what_was_typed() {
    let mut reader = reader();
    reader.press("i").typed("never mind").press("esc");
    assert_eq!(reader.n_annotations(), 0);
    reader.shows("undecided");
}

#[test]
fn a_label_taken_off_keeps_the_note() {
    let mut reader = reader();
    reader.press(", 1 i").typed("keep me").press("enter 1");
    assert_eq!(reader.label_of(0, 0), None);
    reader.press("esc").shows("note: keep me");
    reader.press("2").shows("unsourced");
    assert_eq!(reader.annotations()[0].content.note.as_deref(), Some("keep me"));
}

#[test]
fn evidence_is_one_key_and_one_line() {
    let mut reader = reader();
    reader.press("e").shows("Address of the evidence");
    reader.typed("https://example.org/a").press("ctrl-j enter");
    assert_eq!(reader.annotations()[0].content.evidence.as_deref(), Some("https://example.org/a"));
    reader.shows("evidence: https://example.org/a");
}

#[test]
fn confidence_goes_round() {
    let mut reader = reader();
    for words in ["low", "medium", "high", "none"] {
        reader.press("c").shows(&format!("Confidence: {words}."));
    }
    assert_eq!(reader.n_annotations(), 0, "nothing is left of it");
    reader.press("c c esc").shows("confidence: medium");
    assert!(reader.saved().contains("confidence:2"), "{}", reader.saved());
}

#[test]
fn the_source_is_selected_after_a_or_before() {
    let mut reader = reader();
    reader.press(", 1 a").shows("Source? / types a word");
    assert_eq!(reader.words(), "The");
    reader.press("j o w w w w b enter");
    let source = reader.annotations()[0].content.source.clone().expect("a source");
    assert_eq!(source.quote, "says Eva Roth.");
    reader.press("esc").shows("source: says Eva Roth.");
    assert_eq!(reader.annotations().len(), 1, "it belongs to the annotation of the sentence");
    reader.press("v w w w w w o w w w w a");
    let source = reader.annotations()[0].content.source.clone().expect("a source");
    assert_eq!(source.quote, "Eva Roth", "selected first, then a");
    assert_eq!(reader.annotations().len(), 1);
}

#[test]
fn the_cue_is_one_word() {
    let mut reader = reader();
    reader.press("1 k v w w w o w w w A");
    let annotation = reader.annotations()[0];
    assert_eq!(annotation.content.cue.as_ref().map(|cue| cue.quote.as_str()), Some("says"));
    assert!(annotation.content.label.is_some());
    reader.press("A").shows("Cue? Enter takes “says”");
    assert_eq!(reader.words(), "says", "from where it was marked before");
    reader.press("esc").shows("cue: says");
}

#[test]
fn a_source_on_an_undecided_sentence_waits_for_its_label() {
    let mut reader = reader();
    reader.press("v w a");
    assert_eq!(reader.annotations().len(), 1);
    assert_eq!(reader.label_of(0, 0), None);
    assert!(reader.app.reader.selection.is_none());
    reader.press("2");
    assert_eq!(reader.annotations().len(), 1, "the label joins the source");
    assert!(reader.annotations()[0].content.source.is_some());
}

#[test]
fn a_note_on_selected_words_is_theirs() {
    let mut reader = reader();
    reader.press("1 k v w i").typed("which dam?").press("enter");
    assert_eq!(reader.annotations().len(), 2);
    let noted =
        reader.annotations().into_iter().find(|annotation| annotation.content.note.is_some());
    assert_eq!(noted.map(|annotation| annotation.anchor.quote.as_str()), Some("The dam"));
}

#[test]
fn particulars_are_undone_one_by_one() {
    let mut reader = reader();
    reader.press(", 1 c i").typed("x").press("enter e").typed("y").press("enter");
    reader.press("u").shows("Undone: write the evidence.");
    reader.press("u").shows("Undone: write a note.");
    reader.press("u").shows("Undone: change the confidence.");
    assert_eq!(reader.annotations()[0].content.confidence, None);
    assert_eq!(reader.label_of(0, 0), Some("sourced"));
}

#[test]
fn pasted_text_is_typed_and_never_acts() {
    let mut reader = reader();
    reader.take(crate::tui::event::Event::Paste("1234 q".to_owned()));
    assert_eq!((reader.n_annotations(), reader.is_over()), (0, false));
    reader.press("i");
    reader.take(crate::tui::event::Event::Paste("two\r\nlines\u{1b}[31m".to_owned()));
    reader.press("enter");
    let note = reader.annotations()[0].content.note.clone().unwrap_or_default();
    assert!(note.starts_with("two\nlines"), "one line break for CRLF: {note:?}");
}
