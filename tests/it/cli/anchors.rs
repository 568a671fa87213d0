//! `anchors`, and what the other subcommands say of an article that changed under its marks.

use super::CliDesk;

const TEXT: &str = "The board met on Monday. Nobody had expected a long evening there. \
    The fees will rise by a tenth, said Ana Ruiz. Critics of the plan left the room early.\n";

/// A folder with three marks, and then another text.
fn edited(text: &str) -> CliDesk {
    let desk = CliDesk::new();
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

fn changed() -> CliDesk {
    let text = TEXT
        .replace("a tenth", "a fifth")
        .replace("Critics of the plan left the room early.", "It rained.");
    edited(&format!("UPDATED. {text}"))
}

#[test]
fn displaced_marks_are_listed_with_their_differing_words() {
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
    let rows: Vec<serde_json::Value> =
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0]["marks"]["orphan"], 1);
    assert_eq!(rows[1]["state"], "moved");
    assert_eq!(rows[2]["places"][0]["words"], "The fees will rise by a fifth, said Ana Ruiz.");
}

#[test]
fn accepting_writes_and_a_dry_run_does_not() {
    let desk = changed();
    let file = "texts/annotations/tester/a.txt.ron";
    let before = desk.read(file);
    let ran = desk.copydesk(&["anchors", "texts", "--accept", "--dry-run"]);
    assert!(ran.told.contains("2 marks would be recorded"), "{}", ran.told);
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
fn list_check_and_export_report_a_silent_edit() {
    let desk = changed();
    let drift = "of 3 marks 2 moved, 1 orphan";
    assert!(desk.done(&["list", "texts"]).contains(drift));
    let checked = desk.copydesk(&["check", "texts"]);
    assert!(checked.status == 1 && checked.out.contains(drift), "{}", checked.out);
    let exported = desk.copydesk(&["export", "texts", "--format", "jsonl"]);
    assert!(exported.told.contains(drift), "{}", exported.told);
    assert_eq!(exported.out.matches("\"state\":\"moved\"").count(), 2);
    assert_eq!(exported.out.matches("\"state\":\"orphan\"").count(), 1);

    let kept = edited(&format!("{TEXT}More was said on Friday.\n"));
    assert!(kept.done(&["list", "texts"]).contains("all 3 marks kept"));
    assert!(kept.done(&["check", "texts"]).contains("note: text changed since"));
    kept.done(&["anchors", "texts", "--accept"]);
    assert!(kept.done(&["anchors", "texts"]).contains("no article has changed"));
}

/// A folder of which the texts are kept, edited after three marks.
fn kept() -> CliDesk {
    let desk = CliDesk::new();
    desk.write("home/config/config.ron", "(keep_texts: true)");
    desk.write("texts/a.txt", TEXT);
    for quote in [
        "The fees will rise by a tenth, said Ana Ruiz.",
        "Critics of the plan left the room early.",
    ] {
        desk.done(&["annotate", "texts/a.txt", "--quote", quote, "--label", "1"]);
    }
    let text = TEXT.replace("a tenth", "a fifth");
    let text = text.replace("Critics of the plan left the room early.", "It rained.");
    desk.write("texts/a.txt", format!("UPDATED. {text}"));
    desk
}

#[test]
fn an_article_is_compared_with_a_kept_copy_of_its_old_text() {
    let desk = kept();
    let out = desk.copydesk(&["anchors", "texts"]).out;
    for words in [
        "since 2 marks were made the text has changed:",
        "line 1: …{+UPDATED. +}The board met on Monday.",
        "rise by a [-tenth-]{+fifth+}, said Ana Ruiz.",
        "instead: ",
        "[-Critics of the plan left the room early-]{+It rained+}.",
    ] {
        assert!(out.contains(words), "{words} in:\n{out}");
    }
    let out = desk.copydesk(&["anchors", "texts", "--format", "json"]).out;
    let head: serde_json::Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
    assert_eq!(head["changes"][0]["marks"], 2);
    assert!(head["changes"][0]["now"].as_str().unwrap().starts_with("UPDATED. The board"));
}

#[test]
fn check_names_damaged_and_unused_texts() {
    let desk = kept();
    let folder = desk.path("texts/annotations/texts");
    let names = || std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let text = names().find(|path| path.extension().is_some_and(|ending| ending == "txt"));
    let text = text.unwrap();
    assert!(!desk.copydesk(&["check", "texts"]).out.contains("no annotation uses this text"));
    let whole = std::fs::read(&text).unwrap();
    std::fs::write(&text, &whole[..9]).unwrap();
    let ran = desk.copydesk(&["check", "texts"]);
    assert!(ran.out.contains("warning: it is not the text that its name says"), "{}", ran.out);
    std::fs::write(&text, &whole).unwrap();
    // Accepting records the marks on the text of now; the orphan goes.
    desk.copydesk(&["anchors", "texts", "--accept"]);
    let other = folder.join("0123456789abcdef.txt");
    std::fs::write(&other, "x").unwrap();
    let out = desk.copydesk(&["check", "texts"]).out;
    assert!(out.contains("0123456789abcdef.txt: warning"), "{out}");
    std::fs::remove_file(&other).unwrap();
    let annotations = desk.path("texts/annotations/tester/a.txt.ron");
    std::fs::remove_file(annotations).unwrap();
    let out = desk.copydesk(&["check", "texts"]).out;
    assert!(out.contains("note: no annotation uses this text"), "{out}");
}
