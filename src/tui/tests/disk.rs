//! Journeys to the disk and back: export, copy, changes from outside, and a store that refuses.

use std::fs;

use copydesk::{
    annotation::LabelId,
    project::{AnnotationEdit, EditTarget, ProjectOptions},
    store::Dirs,
};
use jiff::Timestamp;

use super::journey::Journey;
use crate::tui::event::Event;

#[test]
fn all_annotations_are_exported_from_inside() {
    for (row, ending) in [("csv", "csv"), ("jsonl", "jsonl"), ("markdown", "md"), ("ron", "ron")] {
        let mut reader =
            Journey::over(&[("a.txt", "- One fact. Two, “facts”."), ("b.txt", "Three.")]);
        let path = reader.path("out").with_extension(ending);
        reader.press("1 2 J 3 space e").shows("Export as");
        reader
            .typed(row)
            .press("enter")
            .shows(&format!("annotations/exports/annotations.{ending}"));
        reader.press("ctrl-u").typed(&path.display().to_string()).press("enter");
        reader.shows("3 annotations by ada written to");
        let written = fs::read_to_string(&path).expect("the file is there");
        for words in ["One fact.", "Two, “facts”.", "Three."] {
            assert!(written.contains(words), "{row} holds {words}:\n{written}");
        }
    }
}

#[test]
fn the_proposed_place_of_an_export_is_numbered_and_makes_no_article() {
    let mut reader = Journey::over(&[("a.txt", "One fact. Two facts."), ("b.txt", "Three.")]);
    for name in ["annotations.md", "annotations-2.md"] {
        reader.press("1 space e").typed("markdown").press("enter enter");
        reader.shows(&format!("by ada written to annotations/exports/{name}."));
    }
    let ignored = fs::read_to_string(reader.path("corpus/annotations/.gitignore")).expect("a file");
    assert!(ignored.lines().any(|line| line == "exports/"), "{ignored}");
    // A copy among the articles is no article either.
    fs::copy(
        reader.path("corpus/annotations/exports/annotations.md"),
        reader.path("corpus/report.txt"),
    )
    .expect("a copy");
    let mut reader = reader.reopened();
    reader.take(Event::Started(None));
    reader.shows("1 file of copydesk's own left out.");
    assert_eq!(reader.app.project.len(), 2);
}

#[test]
fn a_file_that_is_there_is_replaced_only_after_y() {
    let mut reader = Journey::over(&[("a.txt", "One fact. Two facts.")]);
    let path = reader.path("mine.csv");
    fs::write(&path, "mine").expect("a file");
    let to = path.display().to_string();
    reader.press("1 space e enter ctrl-u").typed(&to).press("enter");
    reader.shows("is there. y replaces it");
    reader.press("n").shows("Nothing is written.");
    assert_eq!(fs::read_to_string(&path).expect("it is there"), "mine");
    reader.press("space e enter ctrl-u").typed(&to).press("enter").typed("y");
    reader.shows("1 annotation by ada written to");
    assert!(fs::read_to_string(&path).expect("it is there").starts_with("article,"));
}

#[test]
fn all_annotators_are_exported_unless_one_is_picked() {
    let reader = Journey::over(&[("a.txt", "One fact. Two facts.")]);
    let bo = ProjectOptions { annotator: "bo".to_owned(), ..opening_of(&reader) };
    let mut bo = bo.open_paths(&[reader.path("corpus")]).expect("the folder opens");
    let span = bo.load(0).outline.sentences[1].span;
    let edit = AnnotationEdit::Label(Some(LabelId("unsourced".to_owned())));
    bo.edit(&[EditTarget::Words(0, span)], &edit, Timestamp::UNIX_EPOCH).expect("a step");
    bo.save(0).expect("it is saved");
    let mut reader = reader.reopened();
    reader.press("1 space e").typed("jsonl").press("enter").shows("everybody  ada and bo");
    reader.press("enter enter").shows("2 annotations by ada and bo written to");
    reader.press("space e").typed("jsonl").press("enter").typed("only mine").press("enter enter");
    reader.shows("1 annotation by ada written to");
    reader.press("space e").typed("jsonl").press("enter").typed("bo").press("enter enter");
    reader.shows("1 annotation by bo written to");
}

fn opening_of(reader: &Journey) -> ProjectOptions {
    let (dirs, annotator) = (Dirs::below(&reader.path("home")), "ada".to_owned());
    ProjectOptions { dirs, annotator, store: None, seed: 77 }
}

#[test]
fn an_export_that_fails_says_why() {
    let mut reader = Journey::sample();
    let path = reader.path("no/such/folder/out.csv");
    reader.press("1 space e enter ctrl-u").typed(&path.display().to_string());
    reader.press("enter").shows("Not exported:");
    reader.press("space e enter ctrl-u enter");
    assert!(!reader.is_over(), "an empty name writes nothing");
}

#[test]
fn words_are_copied_plain_and_with_a_reference() {
    let mut reader = Journey::sample();
    reader.press("j j j y").shows("Copied the words.");
    reader.press("v w Y").shows("Copied the words with a reference.");
    let [plain, cited] = reader.terminal.copied.as_slice() else {
        panic!("two copies: {:?}", reader.terminal.copied);
    };
    assert!(plain.starts_with("The harbour board of Marsholm"));
    assert!(cited.starts_with("“The harbour” (Marsholm Raises Harbour Fees"), "{cited}");
    assert!(cited.contains("01-harbour-fees.txt, characters "), "{cited}");
}

#[test]
fn an_article_that_changed_outside_is_read_again_and_keeps_its_marks() {
    let told = "The bridge over the Oxney is closed. It will open again when the piers are mended.";
    let mut reader = Journey::over(&[("a.txt", told)]);
    reader.press("j 2 k");
    let file = reader.path("corpus/a.txt");
    fs::write(&file, format!("New words first. {told}")).expect("the file is written");
    reader.press("space R").shows("of 1 mark 1 moved").shows("New words first.");
    assert_eq!(
        reader.label_of(0, 2),
        Some("unsourced"),
        "the mark moved with its words: {:?}",
        reader.annotations()
    );
    assert_eq!(reader.place(), (0, 1), "the cursor stayed on its sentence");
    reader.press("space f").typed("new words").shows("1 exact");
    reader.press("esc");
    fs::write(&file, "Something else stands here.").expect("the file is written");
    reader.press("space R").shows("of 1 mark 1 orphan");
    reader.press("space a").shows("(not in the text any more) It will open");
    reader.press("enter").shows("Its words are not in the text any more");
}

/// The words, and after them as many lines as make a long article.
fn long_article(words: &str) -> String {
    let line = "A line that makes the article a long one, and says nothing more than that.\n\n";
    format!("{words}\n\n{}", line.repeat(15_000))
}

#[test]
fn s11_no_key_waits_for_a_long_article_that_is_read_again() {
    let told = "The bridge over the Oxney is closed. It will open again when the piers are mended.";
    let mut reader = Journey::over(&[("a.txt", &long_article(told))]);
    reader.press("j 2 g g");
    let file = reader.path("corpus/a.txt");
    let write = |words: &str| fs::write(&file, long_article(words)).expect("the file is written");
    write(&format!("New words first. {told}"));
    reader.press("space R").shows("Reading a.txt again …").shows_not("New words");
    // Every key works meanwhile, and what changes now is not overlooked.
    reader.press("1 g g");
    write(&format!("Newer words first. {told}"));
    reader.look_at_files().shows_not("Newer words");
    reader.await_rereads().shows("Newer words first.").shows("of 2 marks 2 moved");
    assert_eq!(reader.label_of(0, 2), Some("unsourced"));
    assert_eq!(reader.place(), (0, 1), "the cursor stayed on its sentence");
}

#[test]
fn a_silent_edit_is_told_when_the_article_is_opened_and_in_the_list() {
    let text = "The first of the facts is here. The second one is not.";
    let mut reader = Journey::over(&[("a.txt", text), ("b.txt", "Another article.")]);
    reader.press("1 1");
    fs::write(reader.path("corpus/a.txt"), format!("News. {text}")).expect("the file is written");
    let mut reader = reader.reopened();
    reader.press("J K").shows("Text changed since ").shows("of 2 marks 2 moved");
    reader.press("j").shows_not("Text changed");
    reader.press("J K").shows("of 2 marks 2 moved");
    reader.press("space O").shows(" ~ a.txt");
}

#[test]
fn an_article_that_vanished_stays_readable_and_its_decisions_are_kept() {
    let mut reader = Journey::over(&[("a.txt", "One fact. Two facts. Three facts.")]);
    reader.press("1");
    fs::remove_file(reader.path("corpus/a.txt")).expect("the file goes");
    reader.press("space R").shows("cannot be read any more").shows("Two facts.");
    reader.press("2");
    assert_eq!(reader.saved_records(), 2, "{}", reader.saved());
    reader.press("space O").shows("!");
}

#[test]
fn a_note_that_is_being_typed_stays_with_its_sentence() {
    let mut reader =
        Journey::over(&[("a.txt", "The first of the facts is here. The second one is not.")]);
    reader.press("j i").typed("who says");
    let text = "News. The first of the facts is here. The second one is not.";
    fs::write(reader.path("corpus/a.txt"), text).expect("the file is written");
    reader.app.read_again(0);
    reader.app.effects.clear();
    reader.typed(" so?").press("enter");
    let annotations = reader.annotations();
    assert_eq!(annotations[0].anchor.quote, "The second one is not.");
    assert_eq!(annotations[0].content.note.as_deref(), Some("who says so?"));
}

#[test]
fn the_sample_is_not_read_again() {
    let mut reader = Journey::sample();
    reader.press("space R").shows("This article is not read again");
}

#[test]
fn a_store_that_refuses_loses_nothing() {
    let mut reader = Journey::over(&[("a.txt", "One fact. Two facts. Three facts.")]);
    let store = reader.app.project.store_dir().to_owned();
    fs::create_dir_all(store.parent().expect("a folder")).expect("the folder of the store");
    fs::write(&store, "a file where the folder should be").expect("an obstacle");
    reader.press("1").shows("Not saved, but kept here:");
    reader.press("2 g g").shows("changes not saved");
    assert_eq!(reader.n_annotations(), 2, "both decisions are kept");
    reader.press("space R").shows("text is the same");
    assert_eq!(reader.n_annotations(), 2, "what is not saved stays");
    fs::remove_file(&store).expect("the obstacle goes");
    reader.press("G 4 g g").shows_not("not saved");
    assert_eq!(reader.saved_records(), 3, "one decision saves all:\n{}", reader.saved());
    let reader = reader.reopened();
    assert_eq!(reader.n_annotations(), 3);
}

#[test]
fn an_article_that_could_not_be_saved_is_saved_with_the_next_decision_elsewhere() {
    let mut reader = Journey::over(&[("a.txt", "One fact. More."), ("b.txt", "Two facts. More.")]);
    let store = reader.app.project.store_dir().to_owned();
    fs::write(&store, "a file where the folder should be").expect("an obstacle");
    reader.press("1 J 2").shows("Not saved, but kept here:");
    fs::remove_file(&store).expect("the obstacle goes");
    reader.press("1 g g").shows_not("not saved");
    assert_eq!(reader.saved_records(), 3, "{}", reader.saved());
}

#[test]
fn quitting_with_unsaved_decisions_asks_first() {
    let mut reader = Journey::over(&[("a.txt", "One fact. Two facts.")]);
    let store = reader.app.project.store_dir().to_owned();
    fs::write(&store, "a file where the folder should be").expect("an obstacle");
    reader.press("1 q");
    assert!(!reader.is_over(), "what is not on disk would be lost");
    reader.shows("not saved");
    fs::remove_file(&store).expect("the obstacle goes");
    reader.press("q");
    assert!(reader.is_over());
    assert_eq!(reader.saved_records(), 1, "quitting saves what was left");
}

#[test]
fn quitting_twice_leaves_even_when_nothing_can_be_saved() {
    let mut reader = Journey::over(&[("a.txt", "One fact. Two facts.")]);
    let store = reader.app.project.store_dir().to_owned();
    fs::write(&store, "a file where the folder should be").expect("an obstacle");
    reader.press("1 q q");
    assert!(reader.is_over(), "a full disk holds nobody for ever");
}

#[test]
fn what_somebody_else_saved_meanwhile_comes_in() {
    let mut reader = Journey::over(&[("a.txt", "One fact. Two facts. Three.")]);
    reader.press("1");
    let file = reader.app.project.store_dir().join("ada").join("a.txt.ron");
    let written = fs::read_to_string(&file).expect("the file of the annotations");
    reader.press("2");
    let mine = fs::read_to_string(&file).expect("the file of the annotations");
    assert_ne!(written, mine);
    fs::write(&file, &written).expect("somebody puts the old file back");
    reader.press("4");
    assert_eq!(reader.saved_records(), 3, "nothing that was here is lost:\n{}", reader.saved());
}

#[test]
fn a_long_copy_says_what_the_terminal_may_not_take() {
    let line = "a".repeat(59) + "\n";
    for (n_lines, told, n_sent) in [
        (1_249, "Copied the words.", 1),
        (1_250, "Sent 75 kB to the clipboard; many terminals drop more than 75 kB.", 1),
        (87_000, "Sent 5.2 MB to the clipboard; many terminals drop more than 75 kB.", 1),
    ] {
        let text = line.repeat(n_lines);
        let mut reader = Journey::over(&[("a.txt", &text)]);
        reader.press("y").shows(told);
        assert_eq!(reader.terminal.copied.len(), n_sent, "{n_lines}");
        assert!(reader.terminal.copied.iter().all(|words| words.len() + 2 > 60 * n_lines));
    }
}
