//! Journeys among versions: what several decided at once is seen with a sign, and one key chooses.

use std::fs;

use super::journey::Journey;

/// A reader who comes back to one annotation that was changed here and elsewhere, and to words that two
/// annotated.
fn merged() -> Journey {
    let text = "It rained in the night. Nobody was hurt. The bridge is closed.";
    let mut reader = Journey::over(&[("a.txt", text)]);
    reader.press("1 k d k 1 k 2 k");
    let store = reader.path("corpus/annotations");
    let annotator = fs::read_dir(&store).expect("the store is there");
    let folders = annotator.map(|entry| entry.expect("an entry").path());
    let folder = folders.filter(|path| path.is_dir()).last().expect("a folder");
    let file = folder.join("a.txt.ron");
    let before = fs::read_to_string(&file).expect("the file is there");
    reader.press("3 k");
    let ours = fs::read_to_string(&file).expect("the file is there");
    fs::write(&file, &before).expect("another side begins");
    reader.press("space R 4 k i").typed("from the other").press("enter");
    let theirs = fs::read_to_string(&file).expect("the file is there");
    let line = |text: &str| text.lines().find(|line| line.contains("op:Put")).map(str::to_owned);
    let both = theirs.replace("])\n", &format!("{}\n])\n", line(&ours).expect("a record")));
    fs::write(&file, both).expect("the merge is written");
    reader.press("space R");
    reader
}

#[test]
fn m3_versions_are_seen_and_one_is_chosen() {
    let mut reader = merged();
    reader.shows("≠N").shows("≠ elsewhere at once: boilerplate · = chooses");
    reader
        .press("=")
        .shows("Which version counts")
        .shows("shown now")
        .shows("Enter keep this version");
    reader.press("down enter").shows("Chosen; u takes it back.");
    assert!(!reader.screen().contains('≠'), "{}", reader.screen());
    assert_eq!(reader.label_of(0, 0), Some("boilerplate"));
    reader.press("space R").shows("Read again from disk.");
    assert!(!reader.screen().contains('≠'), "the choice is on disk");
    reader.press("=").shows("There is one version only");
}

#[test]
fn the_digit_of_a_version_chooses_this_version() {
    for (digit, label) in [("4", "not_a_claim"), ("3", "boilerplate")] {
        let mut reader = merged();
        reader.shows("≠N").press(digit).shows("Chosen; u takes it back.");
        assert_eq!(reader.label_of(0, 0), Some(label), "the digit confirms and takes nothing off");
        assert!(!reader.screen().contains('≠'), "{}", reader.screen());
        reader.press("u").shows("≠N");
    }
}

#[test]
fn the_list_of_annotations_has_the_sign_and_the_key() {
    let mut reader = merged();
    reader.press("space a").shows("N≠");
    reader.press("= enter").shows("Chosen");
    assert!(!reader.screen().contains('≠'), "{}", reader.screen());
    assert_eq!(reader.label_of(0, 0), Some("not_a_claim"));
}
