//! `check`: every damaged line by its place, everybody's files, and `--repair` with its plan.

use std::fs;

use super::CliDesk;

const FILE: &str = "texts/annotations/ana/a.txt.ron";

fn annotate(desk: &CliDesk, annotator: &str, quote: &str, label: &str) {
    let arguments =
        ["annotate", "texts/a.txt", "--annotator", annotator, "--quote", quote, "--label", label];
    desk.done(&arguments);
}

/// Ana's file with three annotations; the user of the program is somebody else.
fn desk() -> CliDesk {
    let desk = CliDesk::new();
    desk.write("texts/a.txt", "One fact. Two facts. Three facts.\n");
    for quote in ["One fact.", "Two facts.", "Three facts."] {
        annotate(&desk, "ana", quote, "1");
    }
    desk
}

#[test]
fn a_damaged_file_is_planned_repaired_and_clean() {
    let desk = desk();
    let good = desk.read(FILE);
    let exported = desk.done(&["export", "texts", "--annotator", "ana", "--format", "jsonl"]);
    let mut lines: Vec<&str> = good.lines().collect();
    lines.swap(1, 3);
    lines.insert(2, "<<<<<<< HEAD");
    lines.insert(4, lines[3]);
    desk.write(FILE, lines.join("\n") + "\n");
    let before = desk.tree("");

    let check = desk.copydesk(&["check", "texts"]);
    assert_eq!(check.status, 1);
    assert!(check.out.contains("a.txt.ron:3:1: warning: 1 line is one of git's"), "{}", check.out);
    let plan = desk.copydesk(&["check", "texts", "--repair", "--dry-run"]);
    assert_eq!(plan.status, 1, "something is left to do");
    assert!(
        plan.out.contains("would be repaired: removed 1 conflict marker; removed 1 duplicated"),
        "{}",
        plan.out
    );
    assert!(desk.tree("") == before, "a plan changes nothing");

    let told = desk.done(&["check", "texts", "--repair"]);
    assert!(told.contains("a.txt.ron: repaired: removed 1 conflict"), "{told}");
    assert!(told.ends_with("8 articles, no problems\n"), "{told}");
    assert_eq!(desk.read(FILE), good);
    assert_eq!(
        desk.done(&["export", "texts", "--annotator", "ana", "--format", "jsonl"]),
        exported
    );
    let list = desk.done(&["recover", "texts"]);
    assert!(list.contains("made before a repair"), "{list}");
    let again = desk.done(&["check", "texts", "--repair"]);
    assert!(again.starts_with("there is nothing that can be repaired\n"), "{again}");
}

#[test]
fn all_and_json_print_every_damaged_line() {
    let desk = desk();
    let good = desk.read(FILE);
    let bad: String = (0..50).map(|n| format!("(broken {n}\n")).collect();
    desk.write(FILE, good.replace("])\n", &format!("{bad}])\n")));
    let n_told = |arguments: &[&str]| {
        let check = desk.copydesk(arguments);
        assert_eq!(check.status, 1);
        (check.out.matches("an unreadable record").count(), check.out)
    };
    let (n, told) = n_told(&["check", "texts"]);
    assert!(n == 20 && told.contains("and 30 more: --all prints them"), "{told}");
    assert_eq!(n_told(&["check", "texts", "--all"]).0, 50);
    // The same file as its own annotator sees it is told once.
    assert_eq!(n_told(&["check", "texts", "--annotator", "ana", "--all"]).0, 50);
    let (n, rows) = n_told(&["check", "texts", "--json"]);
    assert_eq!(n, 50);
    let row: serde_json::Value = serde_json::from_str(rows.lines().last().unwrap()).unwrap();
    assert_eq!((&row["line"], &row["severity"]), (&54.into(), &"error".into()));
    assert_eq!(row["article"], "a.txt");
    assert!(row["file"].as_str().unwrap().ends_with("ana/a.txt.ron"));
    let repair = desk.copydesk(&["check", "texts", "--repair"]);
    assert_eq!(repair.status, 1, "damaged lines stay, and are told");
    assert!(desk.read(FILE).contains(&bad));
}

#[test]
fn newer_formats_are_left_alone() {
    let desk = desk();
    let newer = desk.read(FILE).replacen("format:1", "format:2", 1) + "<<<<<<< HEAD\n";
    desk.write(FILE, &newer);
    let repair = desk.copydesk(&["check", "texts", "--repair"]);
    assert_eq!(repair.status, 1);
    assert!(repair.out.contains("open it with a newer copydesk"), "{}", repair.out);
    assert_eq!(desk.read(FILE), newer);
}

#[test]
fn pending_reviews_of_other_annotators_are_counted() {
    let desk = desk();
    desk.write("texts/a.txt", "One fact. Something else.\n");
    let check = desk.copydesk(&["check", "texts"]);
    assert!(
        check.status == 1
            && check.out.contains("a.txt: warning: of the annotations by ana: 3 are orphans"),
        "{}",
        check.out
    );
    desk.refused(&["check", "-", "--repair"], 2, "needs the folder");
    desk.refused(&["check", "texts", "--dry-run"], 2, "--repair");
}

#[test]
fn an_unrepairable_file_is_named() {
    let desk = desk();
    let damaged = format!("<<<<<<< HEAD\n{}", desk.read(FILE));
    desk.write(FILE, &damaged);
    fs::remove_dir_all(desk.path("home")).unwrap();
    desk.write("home", "a file where a folder is needed");
    let repair = desk.copydesk(&["check", "texts", "--repair"]);
    assert_eq!(repair.status, 2);
    assert!(repair.out.contains("a.txt.ron: not repaired: removed 1 conflict"), "{}", repair.out);
    assert!(repair.told.contains("1 file could not be repaired"), "{}", repair.told);
    assert_eq!(desk.read(FILE), damaged);
}

#[test]
fn a4_annotations_of_a_missing_article_are_counted() {
    let desk = desk();
    desk.write("texts/b.txt", "Four facts.\n");
    let n_told = |arguments: &[&str]| {
        let ran = desk.copydesk(arguments);
        let said = "3 annotations of a.txt, which is not there any more";
        (ran.out + &ran.told).matches(said).count()
    };
    assert_eq!(n_told(&["check", "texts"]), 0);
    fs::rename(desk.path("texts/a.txt"), desk.path("texts/renamed\u{1b}.txt")).unwrap();
    assert_eq!(n_told(&["check", "texts"]), 1);
    assert_eq!(n_told(&["check", "texts/b.txt"]), 1);
    assert_eq!(n_told(&["list", "texts"]), 1);
    assert_eq!(n_told(&["anchors", "texts"]), 1);
    assert_eq!(n_told(&["export", "texts", "--format", "csv"]), 1);
    assert_eq!(desk.copydesk(&["check", "texts"]).status, 1);
    assert_eq!(desk.copydesk(&["anchors", "texts"]).status, 1);

    // An article that is there and was not asked for is not gone.
    fs::rename(desk.path("texts/renamed\u{1b}.txt"), desk.path("texts/a.txt")).unwrap();
    assert_eq!(n_told(&["check", "texts/b.txt"]), 0);
    assert_eq!(desk.copydesk(&["check", "texts/b.txt"]).status, 0);
}

#[test]
fn labels_that_contradict_each_other_are_named_and_found() {
    let desk = CliDesk::new();
    desk.write(
        "texts/a.txt",
        "The bridge is closed, said Ana Ruiz. It opens in May. Nobody asked.\n",
    );
    let label = |quote: &str, label: &str, annotator: &str| {
        let arguments =
            ["annotate", "texts", "--article", "a.txt", "--quote", quote, "--label", label];
        desk.done(&[&arguments[..], &["--annotator", annotator]].concat());
    };
    label("The bridge is closed, said Ana Ruiz.", "sourced", "ana");
    label("Nobody asked.", "not_a_claim", "ana");
    assert_eq!(desk.copydesk(&["check", "texts", "--annotator", "ana"]).status, 0);
    // Inside, across, and around.
    label("bridge is closed", "unsourced", "ana");
    label("Ruiz. It opens", "boilerplate", "ana");
    label("opens in May. Nobody asked.", "unsourced", "ana");
    for annotator in ["ana", "ben"] {
        let check = desk.copydesk(&["check", "texts", "--annotator", annotator]);
        assert_eq!(check.status, 1, "{}", check.out);
        let pairs = [
            ("bridge is closed", "sourced", "unsourced"),
            ("Ruiz.", "sourced", "boilerplate"),
            ("opens", "boilerplate", "unsourced"),
            ("Nobody asked.", "unsourced", "not_a_claim"),
        ];
        for (words, one, other) in pairs {
            let is_told = |line: &&str| {
                line.starts_with("a.txt: warning: ")
                    && line.contains(&format!("contradict each other on “{words}”"))
                    && line.contains(&one.replace('_', " "))
                    && line.contains(&other.replace('_', " "))
                    && (annotator == "ana" || line.contains("of ana"))
            };
            assert!(check.out.lines().any(|line| is_told(&line)), "{words}: {}", check.out);
        }
        assert_eq!(check.out.matches("contradict").count(), 4, "{}", check.out);
    }
    let found = desk.done(&["find", "texts", "is:contradicting", "--annotator", "ana"]);
    for words in ["The bridge", "It opens", "Nobody asked."] {
        assert!(found.contains(words), "{words}: {found}");
    }
    let found = desk.done(&["find", "texts", "bridge !is:contradicting", "--annotator", "ben"]);
    assert!(found.contains("bridge"), "{found}");
    desk.refused(&["find", "texts", "is:red"], 2, "contradicting");
}
