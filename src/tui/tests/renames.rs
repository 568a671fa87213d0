//! Journeys through renamed articles: the message, the list, and the moved annotations.

use std::fs;

use super::journey::Journey;
use crate::tui::views::ViewId;

const TRAM: &str = "The tram is late today. The depot is cold and nobody asked why.";

/// Two annotations on `a.txt`, which then has another name.
fn renamed(files: &[(&str, &str)]) -> Journey {
    let mut all = vec![("a.txt", TRAM)];
    all.extend(files);
    let mut reader = Journey::over(&all);
    reader.press("g g 1 2");
    fs::rename(reader.path("corpus/a.txt"), reader.path("corpus/z.txt")).expect("a new name");
    reader.reopened()
}

#[test]
fn the_annotations_of_a_renamed_article_follow_by_one_key() {
    let mut reader = renamed(&[("b.txt", "Another article.")]);
    reader.find_renames();
    reader.shows("2 annotations of a.txt can follow a rename; Space M shows where to.");
    reader
        .press("space M")
        .shows("Renamed articles (1): 2 annotations without an article")
        .shows("2 same text            a.txt → z.txt");
    reader.press("p").shows("2 annotations moved to z.txt.");
    reader.shows("Every annotation has its article.");
    reader.find_renames().shows("Every annotation has its article.");
    assert_eq!(
        (reader.label_of(1, 0), reader.label_of(1, 1)),
        (Some("sourced"), Some("unsourced"))
    );
    reader.press("p").shows("Nothing to move").press("q u");
    assert_eq!(reader.label_of(1, 1), None, "undo follows too");
    let mut reader = reader.reopened();
    assert_eq!(reader.label_of(1, 0), Some("sourced"), "also from the disk");
    reader.press("space M").shows("being read").find_renames().shows("has its article");
}

#[test]
fn of_several_articles_the_reviewer_chooses_one() {
    let mut reader = renamed(&[("y.txt", TRAM)]);
    reader.find_renames().press("space M").shows("one of 2").press("P").shows("Nothing to move");
    reader.press("tab tab p").shows("Tick one article only for a.txt.");
    reader.press("g g tab j p").shows("2 annotations moved to z.txt.");
    assert_eq!(reader.label_of(1, 0), Some("sourced"));
}

#[test]
fn enter_reads_the_article_of_today_and_a_lost_article_has_none() {
    let mut reader = renamed(&[]);
    reader.find_renames().press("space M enter");
    assert_eq!(reader.view(), ViewId::Reader);
    let mut reader = renamed(&[]);
    fs::write(reader.path("corpus/z.txt"), "Quite other words are here now.").expect("written");
    let mut again = reader.reopened();
    reader = again.sized(120, 40);
    reader
        .find_renames()
        .shows("2 annotations of a.txt, not here any more, are kept; Space M lists.");
    reader.press("space M").shows("no article has these words  a.txt → ?");
    reader.press("p").shows("No article has the words of a.txt.").press("enter");
    again = reader.reopened();
    assert!(again.annotations().is_empty());
}

#[test]
fn an_article_of_two_annotators_is_one_article() {
    let mut reader = Journey::over(&[("a.txt", TRAM)]);
    reader.press("g g 1 2");
    let store = reader.app.project.store_dir().to_owned();
    let own = fs::read_to_string(store.join("ada/a.txt.ron")).expect("the annotations");
    fs::create_dir(store.join("ben")).expect("a second annotator");
    fs::write(store.join("ben/a.txt.ron"), own.replace("\"ada\"", "\"ben\"")).expect("a file");
    fs::rename(reader.path("corpus/a.txt"), reader.path("corpus/z.txt")).expect("a new name");
    let mut reader = reader.reopened();
    reader.find_renames().shows("4 annotations of a.txt can follow a rename");
    reader.press("space M").shows("Renamed articles (1): 4 annotations without an article");
    reader.press("space m").shows("4 without an article: Space M");
    reader.press("space M p").shows("2 annotations moved to z.txt.");
    reader.shows("Renamed articles (1): 2 annotations without an article");
}
