//! `recover`: copies are made while saving, listed, shown, and brought back without losing what is newer.

use std::fs;

use super::CliDesk;

const ARTICLE: &str = "texts/05-lighthouse-keeper.txt";
const FILE: &str = "tester/05-lighthouse-keeper.txt.ron";
const STORE: &str = "texts/annotations/tester/05-lighthouse-keeper.txt.ron";

fn label(desk: &CliDesk, start: usize, label: &str) {
    let (start, end) = (start.to_string(), (start + 5).to_string());
    desk.done(&["annotate", ARTICLE, "--start", &start, "--end", &end, "--label", label]);
}

fn labels(desk: &CliDesk) -> Vec<String> {
    let rows = desk.done(&["export", "texts", "--format", "jsonl"]);
    let label = |row: &str| {
        let row: serde_json::Value = serde_json::from_str(row).unwrap();
        row["label"].as_str().unwrap().to_owned()
    };
    rows.lines().map(label).collect()
}

/// The one copy made in passing, put aside by an hour as if it were older.
fn age_the_copy(desk: &CliDesk) {
    let state = fs::read_dir(desk.path("home/state")).unwrap();
    let corpus = state.map(|entry| entry.unwrap().path()).next().unwrap();
    let copies = corpus.join("backup").join(FILE);
    for copy in fs::read_dir(&copies).unwrap().map(|copy| copy.unwrap().path()) {
        if copy.extension().is_some_and(|ending| ending == "ron") {
            fs::rename(copy, copies.join("2026-01-02T03-04-05Z.ron")).unwrap();
        }
    }
}

#[test]
fn without_copies_it_says_so() {
    let desk = CliDesk::new();
    let ran = desk.copydesk(&["recover", "texts"]);
    assert_eq!(
        (ran.status, ran.out.as_str()),
        (1, "no copies yet: they are made when annotations are saved\n")
    );
    desk.refused(&["recover", "texts", "--restore", FILE], 2, "no copies of");
    assert!(!desk.path("home/state").exists(), "looking makes nothing");
}

#[test]
fn an_emptied_or_missing_file_waits_for_a_choice() {
    let desk = CliDesk::new();
    label(&desk, 0, "1");
    label(&desk, 20, "2");
    let good = desk.read(STORE);
    for damaged in [
        None,
        Some(String::new()),
        Some("\0".repeat(good.len())),
        Some(good[..good.len() - 9].to_owned()),
    ] {
        match &damaged {
            Some(text) => desk.write(STORE, text),
            None => fs::remove_file(desk.path(STORE)).unwrap(),
        }
        let check = desk.copydesk(&["check", "texts"]);
        assert_eq!(check.status, 1);
        assert!(
            check.out.contains("holds 2 annotations") && check.out.contains("copydesk recover"),
            "{}",
            check.out
        );
        let annotate = ["annotate", ARTICLE, "--start", "40", "--end", "45", "--label", "1"];
        assert_eq!(desk.copydesk(&annotate).status, 2);
        assert_eq!(
            fs::read_to_string(desk.path(STORE)).ok(),
            damaged,
            "nothing is written meanwhile"
        );
        let plan = desk.done(&["recover", "texts", "--restore", FILE, "--dry-run"]);
        assert!(plan.contains("would hold 2 annotations"), "{plan}");
        assert_eq!(fs::read_to_string(desk.path(STORE)).ok(), damaged, "a dry run writes nothing");
        let told = desk.done(&["recover", "texts", "--restore", FILE]);
        assert!(told.contains("holds 2 annotations"), "{told}");
        assert_eq!(desk.read(STORE), good);
    }
    let list = desk.done(&["recover", "texts"]);
    assert!(list.contains("made before a repair or a restore"), "{list}");
}

#[test]
fn restore_keeps_newer_annotations_unless_asked() {
    let desk = CliDesk::new();
    label(&desk, 0, "1");
    label(&desk, 20, "1");
    age_the_copy(&desk);
    label(&desk, 20, "2");
    desk.done(&["annotate", ARTICLE, "--start", "0", "--end", "5", "--delete"]);
    label(&desk, 40, "3");
    let wanted = format!("{FILE}@2026-01-02T03:04:05Z");
    let shown = desk.done(&["recover", "texts", "--show", &wanted]);
    assert!(
        ["\n+      0 sourced", "\n~     20 sourced", "\n-     40 boilerplate"]
            .iter()
            .all(|words| shown.contains(words)),
        "{shown}"
    );
    let before = desk.read(STORE);
    desk.done(&["recover", "texts", "--restore", &wanted]);
    assert_eq!(desk.read(STORE), before, "all of it is older");
    let told = desk.done(&["recover", "texts", "--restore", &wanted, "--as-it-was"]);
    assert!(told.contains("3 of them changed"), "{told}");
    assert_eq!(labels(&desk), ["sourced", "sourced"]);
    assert_eq!(desk.done(&["check", "texts"]), "7 articles, no problems\n");
    let merged = format!(
        "{}{}",
        desk.read(STORE).trim_end_matches("])\n"),
        before.split_once('\n').unwrap().1
    );
    desk.write(STORE, merged);
    assert_eq!(
        labels(&desk),
        ["sourced", "sourced"],
        "a merge with the file of before does not undo it"
    );
}

#[test]
fn let_go_begins_a_new_file() {
    let desk = CliDesk::new();
    label(&desk, 0, "1");
    age_the_copy(&desk);
    fs::remove_dir_all(desk.path("texts/annotations")).unwrap();
    desk.done(&["recover", "texts", "--let-go", FILE]);
    assert_eq!(desk.done(&["check", "texts"]), "7 articles, no problems\n");
    label(&desk, 20, "2");
    assert_eq!(labels(&desk), ["unsourced"]);
    let list = desk.done(&["recover", "texts"]);
    let n_copies = list.matches("Z  1 annotation, ").count();
    assert_eq!(n_copies, 2, "copies stay: {list}");
}

#[test]
fn failed_copies_are_reported_and_stop_nothing() {
    let desk = CliDesk::new();
    desk.write("home/state", "a file where a folder is needed");
    let ran = desk.copydesk(&["annotate", ARTICLE, "--start", "0", "--end", "5", "--label", "1"]);
    assert_eq!(ran.status, 0, "{}", ran.told);
    assert_eq!(
        ran.told.matches("no copies of the annotations can be made").count(),
        1,
        "{}",
        ran.told
    );
    assert_eq!(labels(&desk), ["sourced"]);
}

#[test]
fn a_new_folder_at_the_place_of_a_deleted_one_is_decided_for_all_articles_at_once() {
    for (answer, n) in [("--let-go", 1), ("--restore", 3)] {
        let desk = CliDesk::new();
        let write = || {
            desk.write("p/a.txt", "The tram is late. Nobody said why.");
            desk.write("p/b.txt", "The bridge is closed.");
        };
        let label = |article: &str, quote: &str| {
            desk.copydesk(&[
                "annotate", "p", "--article", article, "--quote", quote, "--label", "1",
            ])
        };
        write();
        assert_eq!(label("a.txt", "The tram is late.").status, 0);
        assert_eq!(label("b.txt", "The bridge is closed.").status, 0);
        fs::remove_dir_all(desk.path("p")).unwrap();
        write();
        let refused = label("a.txt", "Nobody said why.");
        assert_eq!(refused.status, 2);
        assert!(refused.told.contains("recover p --restore all"), "{}", refused.told);
        assert!(refused.told.contains("--let-go all"), "{}", refused.told);
        let planned = desk.done(&["recover", "p", "--restore", "all", "--dry-run"]);
        assert!(planned.contains("2 annotations in 2 files would come back"), "{planned}");
        assert!(!desk.path("p/annotations").exists(), "a dry run writes nothing");
        let done = desk.done(&["recover", "p", answer, "all"]);
        assert!(done.contains("2 annotations in 2 files"), "{done}");
        assert_eq!(label("a.txt", "Nobody said why.").status, 0);
        let exported = desk.done(&["export", "p", "--format", "csv"]);
        assert_eq!(exported.lines().count() - 1, n, "{answer}: {exported}");
        desk.refused(&["recover", "p", answer, "all"], 1, "");
    }
}

/// The rows of `recover --missing --json`.
fn missing(desk: &CliDesk) -> Vec<serde_json::Value> {
    let ran = desk.copydesk(&["recover", "texts", "--missing", "--json"]);
    ran.out.lines().map(|row| serde_json::from_str(row).unwrap()).collect()
}

#[test]
fn vanished_annotations_are_told_by_check_and_list_and_come_back_or_are_let_go() {
    let desk = CliDesk::new();
    for start in [0, 20, 40] {
        label(&desk, start, "1");
    }
    let good = desk.read(STORE);
    let none = desk.copydesk(&["recover", "texts", "--missing"]);
    assert_eq!((none.status, none.out.as_str()), (1, "no annotation is missing\n"));
    let lines: Vec<&str> = good.lines().collect();
    desk.write(STORE, [lines[0], lines[2], lines[4]].join("\n") + "\n");
    let words = "2 annotations are missing here, kept in a copy";
    let before = desk.tree(".");
    for command in ["check", "list"] {
        let ran = desk.copydesk(&[command, "texts"]);
        assert!(ran.out.contains(words), "{command}: {}", ran.out);
        assert_eq!(ran.status, i32::from(command == "check"), "{command}");
    }
    let others = desk.copydesk(&["check", "texts", "--annotator", "ben"]);
    assert!(
        others.out.contains(&format!("note: of the annotations by tester: {words}")),
        "{}",
        others.out
    );
    assert_eq!(others.status, 0, "another annotator has nothing to decide");
    let rows = missing(&desk);
    assert_eq!(rows.len(), 2);
    let id = rows[0]["id"].as_str().unwrap().to_owned();
    let bring = ["recover", "texts", "--missing", "bring-back", "--id", &id];
    let planned = desk.done(&[&bring[..], &["--dry-run"]].concat());
    assert!(
        planned.contains(&id) && planned.contains("1 annotation would be brought back"),
        "{planned}"
    );
    assert!(desk.tree(".") == before, "looking and a dry run write nothing");
    desk.refused(&["recover", "texts", "--missing", "bring-back"], 2, "--all");
    desk.refused(
        &["recover", "texts", "--missing", "let-go", "--id", "7"],
        2,
        "no missing annotation 7",
    );

    assert_eq!(desk.done(&bring), "1 annotation is brought back\n");
    assert!(desk.read(STORE).contains(lines.iter().find(|line| line.contains(&id)).unwrap()));
    assert_eq!(missing(&desk).len(), 1);
    let undone = desk.done(&["undo", "texts"]);
    assert!(undone.ends_with("; 1 annotation is missing again.\n"), "{undone}");
    assert_eq!((labels(&desk).len(), missing(&desk).len()), (1, 2), "no deletion is written");
    assert_eq!(
        desk.done(&["recover", "texts", "--missing", "let-go", "--all"]),
        "2 annotations are let go\n"
    );
    assert_eq!(desk.copydesk(&["check", "texts"]).status, 0);
    assert_eq!(missing(&desk).len(), 0);
}

#[test]
fn the_last_copy_of_an_annotation_is_held_whatever_is_decided_later() {
    let desk = CliDesk::new();
    for start in [0, 20, 40] {
        label(&desk, start, "1");
    }
    let lines: Vec<String> = desk.read(STORE).lines().map(str::to_owned).collect();
    desk.write(STORE, [&*lines[0], &*lines[1], &*lines[4]].join("\n") + "\n");
    // As many new ones as were lost.
    label(&desk, 60, "2");
    label(&desk, 80, "2");
    assert_eq!(missing(&desk).len(), 2);
    desk.done(&["recover", "texts", "--missing", "bring-back", "--all"]);
    assert_eq!(labels(&desk).len(), 5);
}

#[test]
fn undo_reaches_no_decision_of_a_folder_that_was_let_go() {
    for (flag, file) in [("--let-go", "all"), ("--let-go", "tester/a.txt.ron")] {
        let desk = CliDesk::new();
        let write = || desk.write("p/a.txt", "The tram is late. Nobody said why.");
        let label = |quote: &str| {
            desk.done(&["annotate", "p", "--article", "a.txt", "--quote", quote, "--label", "1"])
        };
        write();
        label("The tram is late.");
        label("Nobody said why.");
        desk.done(&["undo", "p"]);
        if file != "all" {
            // Nothing but a deletion is left of the file.
            desk.done(&["undo", "p"]);
        }
        fs::remove_dir_all(desk.path("p")).unwrap();
        write();
        desk.done(&["recover", "p", flag, file]);
        desk.refused(&["undo", "p", "--redo"], 1, "no step of these articles is left");
        desk.refused(&["undo", "p"], 1, "no step of these articles is left");
        label("The tram is late.");
        assert!(desk.done(&["undo", "p"]).contains("Undone: "));
    }
}

#[test]
fn bringing_all_back_makes_no_contradiction() {
    let desk = CliDesk::new();
    for start in [0, 20] {
        label(&desk, start, "1");
    }
    let lines: Vec<String> = desk.read(STORE).lines().map(str::to_owned).collect();
    desk.write(STORE, [&*lines[0], &*lines[3]].join("\n") + "\n");
    label(&desk, 0, "2");
    let planned = ["recover", "texts", "--missing", "bring-back", "--all", "--dry-run"];
    for bring in [&planned[..], &planned[..5]] {
        let ran = desk.copydesk(bring);
        assert!(ran.told.contains("its words have another label now"), "{}", ran.told);
        assert!(ran.out.contains("1 annotation"), "{}", ran.out);
    }
    let checked = desk.copydesk(&["check", "texts"]).out;
    assert!(!checked.contains("contradict"), "{checked}");
    let rows = missing(&desk);
    assert_eq!((rows.len(), labels(&desk).len()), (1, 2), "the other one came back");
    let id = rows[0]["id"].as_str().unwrap();
    desk.done(&["recover", "texts", "--missing", "bring-back", "--id", id]);
    assert_eq!(missing(&desk).len(), 0);
}
