//! Journeys with saved searches and with quick open.

use super::journey::Journey;
use crate::tui::views::ViewId;

#[test]
fn a_search_is_saved_and_comes_back_after_a_restart() {
    let mut reader = Journey::sample();
    reader.press("space / ctrl-r ctrl-r ctrl-o").typed("in:01 harbou?rs?");
    reader.press("ctrl-k").shows("Save this search under the name");
    reader.press("ctrl-u").typed("the port").press("enter");
    reader.shows("Saved as “the port”; Space F shows all.");
    assert!(reader.saved().contains("name:\"the port\""), "{}", reader.saved());
    let mut reader = reader.reopened();
    reader.press("space F").shows("the port  in:01 harbou?rs?").press("enter");
    reader
        .shows("Concordance › in:01 harbou?rs?")
        .shows("regex · by words to the left")
        .shows("lines in 1 article");
}

#[test]
fn replacing_and_deleting_are_asked_for_and_renaming_takes_no_name() {
    let mut reader = Journey::sample();
    reader.press("space F").shows("No search is saved yet: Ctrl-K saves one");
    reader.press("space f ctrl-k").shows("There is nothing typed that could be saved.");
    reader.press("type:quota ctrl-k enter ctrl-u type:ferry ctrl-k ctrl-u type:quota enter");
    reader.shows("Replace the saved search “quota”?").press("n");
    reader.shows("Nothing is replaced.");
    reader.press("ctrl-k ctrl-u type:boats enter").shows("Saved as “boats”");
    reader.press("ctrl-g").shows("quota  quota").shows("boats  ferry");
    reader.press("ctrl-k ctrl-u type:boats enter");
    reader.shows("Another search is called “boats”: nothing is renamed.");
    reader.press("ctrl-k ctrl-u type:fish enter").shows("“quota” is now called “fish”.");
    reader.shows("fish  quota").press("ctrl-x").shows("Delete the saved search “fish”?");
    reader.press("n").shows("Nothing is deleted.").shows("fish  quota");
    reader.press("ctrl-x y").shows("The saved search “fish” is deleted.");
    reader.shows("boats  ferry").press("enter").shows("Passages › ferry");
    reader.press("ctrl-g ctrl-x y").shows_not("Saved searches");
    assert!(!reader.saved().contains("ferry"));
}

#[test]
fn what_cannot_be_saved_is_told_and_nothing_is_overwritten() {
    let mut reader = Journey::over(&[("a.txt", "A port.\n")]);
    let folder = reader.app.project.store_dir().to_owned();
    std::fs::create_dir_all(&folder).expect("the store's folder");
    std::fs::write(folder.join("searches.ron"), "<<<<<<< ours\n").expect("a broken file");
    reader.press("space f type:port ctrl-k enter").shows("The search is not saved:");
    let left = std::fs::read_to_string(folder.join("searches.ron")).expect("the file is there");
    assert_eq!(left, "<<<<<<< ours\n");
    let reader = reader.reopened();
    let findings = reader.app.project.findings();
    assert!(findings.iter().any(|(file, _)| file == "searches.ron"), "{findings:?}");
}

#[test]
fn quick_open_finds_articles_labels_and_commands_with_the_same_keys() {
    let mut reader = Journey::sample();
    reader.press("space o").shows("Open an article").typed("quota").press("enter");
    assert_eq!((reader.view(), reader.place().0), (ViewId::Reader, 3));
    reader.press("1 space l").shows("Annotations of a label").typed("sourced").press("enter");
    assert_eq!(reader.view(), ViewId::Annotations);
    reader.shows("filter: label:sourced").shows("Annotations (1");
    reader.press("space o").typed("lighthouse").press("tab");
    reader
        .shows("Annotations of a label")
        .press("tab")
        .shows("Places of a source")
        .press("tab")
        .shows("Run a command");
    assert!(reader.screen().contains("› lighthouse"), "what was typed stays");
    reader.press("tab").shows("Open an article").press("enter");
    assert_eq!((reader.view(), reader.place().0), (ViewId::Reader, 4));
    reader.press("H");
    assert_eq!(reader.place().0, 3, "it is a jump like any other");
    reader.press("ctrl-p").typed("labels").press("enter");
    assert_eq!(reader.view(), ViewId::Labels);
}

#[test]
fn quick_open_shows_every_place_of_a_source() {
    let mut reader = Journey::sample();
    reader.press("space l tab").shows("Places of a source");
    reader.typed("varga").shows("3 articles").press("enter");
    reader.shows("Dr. Helena Varga: 3 places in 3 articles");
}

#[test]
fn quick_open_from_the_finder_leaves_it() {
    let mut reader = Journey::sample();
    reader.press("space f type:varga down :").shows("Run a command").press("tab");
    reader.typed("night").press("enter");
    assert!(reader.finder().is_none());
    assert_eq!(reader.place().0, 1);
}
