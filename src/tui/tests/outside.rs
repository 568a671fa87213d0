//! Journeys during which somebody else changes the files: git, another copydesk, an editor, a sync program.

use std::fs;

use copydesk::{
    annotation::{BatchId, LabelId, RepeatUnit, Rule},
    project::{AnnotationEdit, EditTarget, ProjectOptions, SharedEdit},
    store::Dirs,
};

use super::journey::Journey;
use crate::tui::event::Event;

const TEXT: &str = "One fact. Two facts. Three facts. Four facts.";

fn reader() -> Journey {
    Journey::over(&[("a.txt", TEXT), ("b.txt", "Another text. It is short.")])
}

fn file(reader: &Journey) -> std::path::PathBuf {
    reader.app.project.store_dir().join("ada/a.txt.ron")
}

/// Another program of the same annotator labels a sentence of an article.
fn decide_elsewhere(reader: &Journey, article: usize, sentence: usize) {
    let opening = ProjectOptions {
        dirs: Dirs::below(&reader.path("elsewhere")),
        annotator: "ada".to_owned(),
        store: None,
        seed: 1000 + sentence as u64,
    };
    let mut other = opening.open_paths(&[reader.path("corpus")]).expect("the folder opens");
    let span = other.load(article).outline.sentences[sentence].span;
    let edit = AnnotationEdit::Label(Some(LabelId("sourced".to_owned())));
    let at = "2026-03-02T12:00:00Z".parse().expect("a time");
    other.edit(&[EditTarget::Words(article, span)], &edit, at).expect("a step");
    other.save(article).expect("it is saved");
}

#[test]
fn what_another_program_saves_is_shown_at_once() {
    let mut reader = reader();
    reader.press("2 1");
    decide_elsewhere(&reader, 0, 3);
    decide_elsewhere(&reader, 0, 2);
    reader.look_at_files().shows("2 annotations of a.txt came in from outside.");
    assert_eq!(reader.label_of(0, 3), Some("sourced"));
    assert_eq!(reader.place(), (0, 2), "the cursor stays");
    decide_elsewhere(&reader, 0, 0);
    decide_elsewhere(&reader, 1, 0);
    reader.look_at_files().shows("2 articles came in from outside.");
    reader.press("u").shows("Undone");
    assert_eq!(reader.n_annotations(), 4, "undo takes back what was done here");
    assert_eq!(reader.saved_records(), 4, "{}", reader.saved());
}

#[test]
fn annotations_that_counted_carriage_returns_are_told_until_the_next_decision() {
    const OLD: &str = include_str!("../../../tests/golden/counted-cr/a.txt.ron");
    let text = "Title with mark\r\n\r\nFirst sentence here. Second one here.\r\n\r\n“Café fees rise,” said Ana \
                Ruiz.\r\nShe sat\r\ndown.\r\n\r\nThe last claim stands here.\r\n";
    let reader = Journey::over(&[("a.txt", text)]);
    let path = file(&reader);
    fs::create_dir_all(path.parent().expect("a folder")).expect("the store");
    fs::write(&path, OLD.replacen("annotator:\"t\"", "annotator:\"ada\"", 1)).expect("a file");
    let mut reader = reader.reopened();
    reader.take(Event::Started(None));
    reader.shows("3 annotations counted CR line ends: converted exactly, none moved.");
    assert!(!reader.screen().contains("changed since"), "{}", reader.screen());
    reader.press("g g 1").shows_not("counted");
    assert!(reader.saved().contains("lines:\"lf\""), "{}", reader.saved());
    let mut reader = reader.reopened();
    reader.take(Event::Started(None));
    reader.shows_not("counted");
    assert_eq!(reader.n_annotations(), 5);
}

#[test]
fn own_writes_are_no_news() {
    let mut reader = reader();
    reader.press("1 2 k");
    reader.look_at_files();
    assert_eq!(reader.message(), "");
}

#[test]
fn what_goes_from_two_files_is_counted_over_both() {
    let mut reader = reader();
    reader.press("1 2 J 1");
    for name in ["a", "b"] {
        let file = reader.app.project.store_dir().join(format!("ada/{name}.txt.ron"));
        let fewer: String = fs::read_to_string(&file)
            .expect("the annotations")
            .lines()
            .filter(|line| !line.contains("label:\"sourced\""))
            .map(|line| format!("{line}\n"))
            .collect();
        fs::write(&file, fewer).expect("a line less");
    }
    reader.look_at_files().shows("2 decisions of 2 articles went from disk and are kept here");
}

#[test]
fn what_goes_from_disk_stays_here_is_told_and_comes_back_with_the_next_decision() {
    let mut reader = reader();
    reader.press("1");
    let older = fs::read_to_string(file(&reader)).expect("the annotations");
    reader.press("2");
    fs::write(file(&reader), older).expect("an older state");
    reader.look_at_files().shows("1 decision of a.txt went from disk and is kept here");
    assert_eq!((reader.n_annotations(), reader.saved_records()), (2, 1));
    fs::remove_file(file(&reader)).expect("the file goes");
    reader.look_at_files().shows("2 decisions of a.txt went");
    reader.press("4");
    assert_eq!(reader.saved_records(), 3, "{}", reader.saved());
}

#[test]
fn a_file_that_is_damaged_meanwhile_is_named_and_not_written_to_until_it_is_whole_again() {
    let mut reader = reader();
    reader.press("1 2");
    let whole = fs::read(file(&reader)).expect("the annotations");
    let cut = &whole[..whole.len() - 3];
    fs::write(file(&reader), cut).expect("it is cut off");
    reader.look_at_files().shows("a.txt: the last line is missing");
    assert_eq!(reader.n_annotations(), 2, "nothing is lost here");
    reader.press("4").shows("Not saved, but kept here");
    assert_eq!(fs::read(file(&reader)).expect("it is there"), cut);
    fs::write(file(&reader), &whole).expect("it is whole again");
    reader.look_at_files().shows_not("not saved");
    assert_eq!(reader.saved_records(), 3, "{}", reader.saved());
}

#[test]
fn markers_of_git_are_read_through_and_named() {
    let mut reader = reader();
    reader.press("1 2");
    let text = fs::read_to_string(file(&reader)).expect("the annotations");
    let marked = text.replacen("\n(id", "\n<<<<<<< HEAD\n(id", 1);
    fs::write(file(&reader), marked).expect("a merge");
    reader.look_at_files().shows("a.txt: the file holds git's conflict markers");
    reader.press("4");
    assert!(!reader.saved().contains("<<<<"), "{}", reader.saved());
    assert_eq!(reader.saved_records(), 3);
}

#[test]
fn an_article_that_changes_is_read_again_at_once() {
    let mut reader = reader();
    reader.press("j 2");
    fs::write(reader.path("corpus/a.txt"), format!("News. {TEXT}")).expect("an edit");
    reader.look_at_files().shows("News.").shows("ead again from disk");
    reader.press("k");
    fs::write(reader.path("corpus/a.txt"), format!("News. {TEXT}")).expect("the same again");
    reader.look_at_files();
    assert_eq!(reader.message(), "", "the same text is no news");
    assert_eq!(reader.label_of(0, 2), Some("unsourced"), "the mark moved");
}

#[test]
fn what_is_typed_while_others_write_stays() {
    let mut reader = reader();
    reader.press("j i").typed("who says");
    decide_elsewhere(&reader, 0, 3);
    reader.look_at_files().shows("who says");
    reader.typed(" so?").press("enter");
    assert!(reader.saved().contains("who says so?"), "{}", reader.saved());
    assert_eq!(reader.n_annotations(), 2);
}

#[test]
fn labels_of_others_can_be_put_at_once() {
    let mut reader = reader();
    reader.press("1");
    let opening = ProjectOptions {
        dirs: Dirs::below(&reader.path("elsewhere")),
        annotator: "ben".to_owned(),
        store: None,
        seed: 5,
    };
    let mut other = opening.open_paths(&[reader.path("corpus")]).expect("the folder opens");
    other.add_label("odd one").expect("a label is added");
    reader.look_at_files().shows("Labels, saved searches or rules came in");
    reader.press("space l").shows("odd one");
}

/// Rules of this annotator on another machine, and what git makes of them.
#[test]
fn rules_come_in_through_markers_and_stay_when_their_file_goes() {
    let mut reader = reader();
    let opening = ProjectOptions {
        dirs: Dirs::below(&reader.path("elsewhere")),
        annotator: "ada".to_owned(),
        store: None,
        seed: 5,
    };
    let folder = [reader.path("corpus")];
    let mut other = opening.open_paths(&folder).expect("the folder opens");
    let rule = Rule {
        id: BatchId(7),
        words: "Share your thoughts".to_owned(),
        label: LabelId("boilerplate".to_owned()),
        unit: RepeatUnit::Words,
        created: "2026-03-02T12:00:00Z".parse().expect("a time"),
        left_out: Vec::new(),
    };
    other.edit_shared(SharedEdit::KeepRule(rule)).expect("it is kept");
    reader.look_at_files().shows("Labels, saved searches or rules came in from outside.");
    reader.press("space w").shows("Share your thoughts");
    let file = reader.app.project.store_dir().join("ada/~rules.ron");
    let text = fs::read_to_string(&file).expect("the rules");
    let marked = text.replacen("\n(id", "\n<<<<<<< HEAD\n(id", 1);
    fs::write(&file, marked).expect("a merge");
    reader
        .look_at_files()
        .shows("~rules.ron: the file holds git's conflict markers")
        .shows("Share your thoughts");
    fs::remove_file(&file).expect("the file goes");
    reader.look_at_files().shows("~rules.ron: 1 rule went from disk and is kept here.");
    reader.press("g g").shows("Share your thoughts");
}

#[test]
fn an_article_and_its_annotations_put_back_at_once_lose_no_decision() {
    let mut reader = reader();
    reader.press("1");
    let older = fs::read(file(&reader)).expect("the annotations");
    reader.press("2");
    fs::write(file(&reader), older).expect("an older state");
    fs::write(reader.path("corpus/a.txt"), format!("News. {TEXT}")).expect("an older text");
    reader.look_at_files();
    assert_eq!((reader.n_annotations(), reader.saved_records()), (2, 1));
    fs::remove_file(reader.path("corpus/a.txt")).expect("the article goes");
    reader.look_at_files().shows("cannot be read any more");
    reader.press("4");
    assert_eq!(reader.saved_records(), 3, "{}", reader.saved());
}
