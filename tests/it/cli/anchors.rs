//! `anchors`, and what the other subcommands say of an article that changed under its marks.

use super::Desk;

const TEXT: &str = "The board met on Monday. Nobody had expected a long evening there. \
    The fees will rise by a tenth, said Ana Ruiz. Critics of the plan left the room early.\n";

/// A folder with three marks, and then another text.
fn edited(text: &str) -> Desk {
    let desk = Desk::new();
    desk.write("texts/a.txt", TEXT);
    for quote in [
        "Nobody had expected a long evening there.",
        "The fees will rise by a tenth, said Ana Ruiz.",
        "Critics of the plan left the room early.",
    ] {
        desk.done(&["annotate", "texts/a.txt", "--quote", quote, "--label", "1"]);
    }
    desk.write("texts/a.txt", text);
    desk
}

fn changed() -> Desk {
    let text = TEXT
        .replace("a tenth", "a fifth")
        .replace("Critics of the plan left the room early.", "It rained.");
    edited(&format!("UPDATED. {text}"))
}

#[test]
fn what_became_of_marks_is_listed_with_the_words_that_differ() {
    let desk = changed();
    let ran = desk.copydesk(&["anchors", "texts"]);
    assert_eq!(ran.status, 1, "an orphan is left");
    for words in [
        "of 3 marks 2 moved, 1 orphan",
        "text changed since ",
        "% alike: ",
        "rise by a [-tenth-]{+fifth+}, said",
        "orphan",
        "instead: ",
    ] {
        assert!(ran.out.contains(words), "{words} in:\n{}", ran.out);
    }
    let out = desk.copydesk(&["anchors", "texts", "--format", "json"]).out;
    let rows: Vec<serde_json::Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0]["marks"]["orphan"], 1);
    assert_eq!(rows[1]["state"], "moved");
    assert_eq!(
        rows[2]["places"][0]["words"],
        "The fees will rise by a fifth, said Ana Ruiz."
    );
}

#[test]
fn accepting_writes_and_a_dry_run_does_not() {
    let desk = changed();
    let file = "texts/annotations/tester/a.txt.ron";
    let before = desk.read(file);
    let ran = desk.copydesk(&["anchors", "texts", "--accept", "--dry-run"]);
    assert!(
        ran.told.contains("2 marks would be recorded"),
        "{}",
        ran.told
    );
    assert_eq!(desk.read(file), before);
    let ran = desk.copydesk(&["anchors", "texts", "--accept"]);
    assert!(ran.told.contains("2 marks are recorded"), "{}", ran.told);
    assert_eq!(ran.status, 1, "the orphan is left");
    assert!(desk.read(file).contains("rev:2"));
    let out = desk.copydesk(&["anchors", "texts"]).out;
    assert!(out.contains("of 3 marks 2 kept, 1 orphan"), "{out}");
    desk.refused(&["anchors", "texts", "--dry-run"], 2, "--accept");
}

#[test]
fn a_silent_edit_is_told_by_list_check_and_export() {
    let desk = changed();
    let drift = "of 3 marks 2 moved, 1 orphan";
    assert!(desk.done(&["list", "texts"]).contains(drift));
    let checked = desk.copydesk(&["check", "texts"]);
    assert!(
        checked.status == 1 && checked.out.contains(drift),
        "{}",
        checked.out
    );
    let exported = desk.copydesk(&["export", "texts", "--format", "jsonl"]);
    assert!(exported.told.contains(drift), "{}", exported.told);
    assert_eq!(exported.out.matches("\"state\":\"moved\"").count(), 2);
    assert_eq!(exported.out.matches("\"state\":\"orphan\"").count(), 1);

    let kept = edited(&format!("{TEXT}More was said on Friday.\n"));
    assert!(kept.done(&["list", "texts"]).contains("all 3 marks kept"));
    assert!(
        kept.done(&["check", "texts"])
            .contains("note: text changed since")
    );
    kept.done(&["anchors", "texts", "--accept"]);
    assert!(
        kept.done(&["anchors", "texts"])
            .contains("no article has changed")
    );
}
