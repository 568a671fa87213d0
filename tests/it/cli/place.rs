//! The corpus and its store from wherever a user starts.

use std::{fs, path::Path};

use super::{CliDesk, Ran};

/// A corpus `p` with articles on three levels, and other articles beside it.
fn desk() -> CliDesk {
    let desk = CliDesk::new();
    for (name, text) in [
        ("p/top.txt", "The tram is late. Nobody said why."),
        ("p/d1/a.txt", "The bridge is closed. It was built in 1910."),
        ("p/d1/deep/b.txt", "The council met. It decided nothing."),
        ("p/d2/a.txt", "The harbour is full. Ships wait outside."),
        ("q/other.txt", "It rained."),
    ] {
        desk.write(name, text);
    }
    desk
}

/// Every folder called `annotations` below the desk.
fn stores(desk: &CliDesk) -> Vec<String> {
    let mut found: Vec<String> = desk
        .tree("")
        .keys()
        .filter(|path| path.ends_with("project.ron"))
        .map(|path| {
            path.parent().unwrap().strip_prefix(desk.path("")).unwrap().display().to_string()
        })
        .collect();
    found.sort();
    found
}

fn label(desk: &CliDesk, arguments: &[&str]) -> String {
    let mut all = vec!["annotate"];
    all.extend(arguments);
    all.extend(["--label", "sourced"]);
    desk.done(&all)
}

fn exported(desk: &CliDesk, from: &str) -> String {
    desk.done(&["export", from, "--format", "csv"])
}

#[test]
fn wherever_one_starts_the_corpus_and_its_annotations_are_the_same() {
    let desk = desk();
    label(&desk, &["p", "--article", "d1/a.txt", "--quote", "The bridge is closed."]);
    let absolute = desk.path("p/d1").display().to_string();
    let file = desk.path("p/d1/a.txt").display().to_string();
    for from in [
        "p", "p/", "p/d1", "p/d1/", "p/d1/a.txt", "p/d1/../d1", "p/d2/../d1/a.txt", "./p/d1",
        &absolute, &file,
    ] {
        let rows = exported(&desk, from);
        assert!(
            rows.contains("d1/a.txt") && rows.contains("The bridge is closed."),
            "{from}: {rows}"
        );
        let listed = desk.done(&["list", from, "--json"]);
        let row = listed.lines().find(|row| row.contains("\"d1/a.txt\"")).unwrap();
        assert!(row.contains("\"annotations\":1"), "{from}: {row}");
    }
    // A decision from each start lands in the one store, under the path in the corpus.
    for (from, article, quote) in [
        ("p/d1", Some("a.txt"), "It was built in 1910."),
        ("p/d1", Some("d1/deep/b.txt"), "The council met."),
        ("p/d1/deep/b.txt", None, "It decided nothing."),
        ("p/d2", Some("a.txt"), "The harbour is full."),
        ("p/top.txt", None, "The tram is late."),
    ] {
        let mut arguments = vec![from, "--quote", quote];
        arguments.extend(article.iter().flat_map(|article| ["--article", article]));
        label(&desk, &arguments);
    }
    assert_eq!(stores(&desk), ["p/annotations"]);
    let all = exported(&desk, "p");
    for (article, n) in [("d1/a.txt", 2), ("d1/deep/b.txt", 2), ("d2/a.txt", 1), ("top.txt", 1)] {
        let rows = all.lines().filter(|row| row.starts_with(&format!("{article},")));
        assert_eq!(rows.count(), n, "{article}: {all}");
    }
    // Undo and backups belong to the same project from every start.
    desk.done(&["undo", "p/d2/a.txt"]);
    desk.done(&["undo", "p/d1"]);
    assert_eq!(exported(&desk, "p").lines().count(), all.lines().count() - 2);
    let copies = desk.done(&["recover", "p"]);
    assert_eq!(copies, desk.done(&["recover", "p/d1/deep/b.txt"]));
}

#[test]
fn a_command_inside_the_corpus_finds_it_by_dots_and_by_links() {
    let desk = desk();
    label(&desk, &["p", "--article", "d1/a.txt", "--quote", "The bridge is closed."]);
    let inside = |folder: &str, arguments: &[&str]| {
        let mut command = desk.command(arguments);
        let output = command.current_dir(desk.path(folder)).env_remove("PWD").output().unwrap();
        let ran = Ran::new(output);
        assert_eq!(ran.status, 0, "{folder} {arguments:?}: {}", ran.told);
        ran.out
    };
    for (folder, from) in
        [("p", "."), ("p/d1", "."), ("p/d1", "a.txt"), ("p/d1/deep", ".."), ("p/d1/deep", "../..")]
    {
        let rows = inside(folder, &["export", from, "--format", "csv"]);
        assert!(rows.contains("d1/a.txt,"), "{from} in {folder}: {rows}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink(desk.path("p/d1"), desk.path("link")).unwrap();
        symlink(desk.path("q"), desk.path("p/outside")).unwrap();
        for from in ["link", "link/a.txt", "link/../d1"] {
            assert!(exported(&desk, from).contains("d1/a.txt,"), "{from}");
        }
        label(&desk, &["p", "--article", "outside/other.txt", "--quote", "It rained."]);
        for from in ["p/outside", "p/outside/other.txt"] {
            assert!(exported(&desk, from).contains("outside/other.txt,"), "{from}");
        }
    }
    assert_eq!(stores(&desk), ["p/annotations"]);
}

#[test]
fn several_paths_of_one_corpus_are_that_corpus_and_a_given_store_wins() {
    let desk = desk();
    label(&desk, &["p", "--article", "d2/a.txt", "--quote", "Ships wait outside."]);
    let rows = exported(&desk, "p/d2");
    for paths in [&["p/d1", "p/d2"][..], &["p/d1/a.txt", "p/d2/a.txt"]] {
        let mut arguments = vec!["export", "--format", "csv"];
        arguments.extend(paths);
        assert_eq!(desk.done(&arguments), rows, "{paths:?}");
    }
    let empty = desk.done(&["export", "p/d2", "--format", "csv", "--store", "marks"]);
    assert_eq!(empty.lines().count(), 1, "{empty}");
    for (from, article, quote) in
        [("p/d2", "a.txt", "The harbour is full."), ("p", "d1/a.txt", "The bridge is closed.")]
    {
        label(&desk, &[from, "--article", article, "--quote", quote, "--store", "marks"]);
    }
    for from in ["p", "p/d1", "p/d2/a.txt"] {
        let rows = desk.done(&["export", from, "--format", "csv", "--store", "marks"]);
        assert!(!rows.contains(",Ships wait"), "{from}: {rows}");
    }
    let marks = desk.tree("marks");
    assert!(marks.contains_key(&desk.path("marks/tester/d2/a.txt.ron")), "{:?}", marks.keys());
}

#[test]
fn articles_without_a_store_around_them_get_one_where_they_were_named() {
    let desk = desk();
    label(&desk, &["p/d1", "--article", "a.txt", "--quote", "The bridge is closed."]);
    label(&desk, &["p/d2/a.txt", "--quote", "Ships wait outside."]);
    assert_eq!(stores(&desk), ["p/d1/annotations", "p/d2/annotations"]);
    // A folder that is only called so is no store.
    desk.write("q/annotations/README.txt", "my annotations");
    fs::create_dir_all(desk.path("q/sub")).unwrap();
    desk.write("q/sub/c.txt", "It snowed.");
    label(&desk, &["q/sub", "--quote", "It snowed."]);
    assert!(stores(&desk).contains(&"q/sub/annotations".to_owned()));
}

#[test]
fn a_part_of_the_corpus_lists_the_part_and_repeats_know_the_whole() {
    let desk = desk();
    let words = "Share your thoughts in the comments below, and subscribe to our weekly letter.";
    for name in ["p/d1/a.txt", "p/d2/a.txt", "p/top.txt"] {
        let text = fs::read_to_string(desk.path(name)).unwrap();
        desk.write(name, format!("{text}\n\n{words}\n"));
    }
    label(&desk, &["p", "--article", "top.txt", "--quote", "The tram is late."]);
    let listed = desk.copydesk(&["list", "p/d1"]);
    assert_eq!(listed.out.lines().count(), 2, "{}", listed.out);
    assert!(listed.told.contains("2 of 4 articles of the corpus"), "{}", listed.told);
    assert_eq!(desk.done(&["find", "p/d1", "comments"]).lines().count(), 1);
    let repeats = desk.done(&["repeats", "p/d1/a.txt", "--format", "csv"]);
    for article in ["d1/a.txt", "d2/a.txt", "top.txt"] {
        assert!(repeats.contains(article), "{repeats}");
    }
    let shown = desk.done(&["show", "p/d1/a.txt"]);
    assert!(shown.contains("d1/a.txt") && !shown.contains("harbour"), "{shown}");
    assert!(!listed.told.contains("second store"));
}

#[test]
fn a_second_store_is_named_by_check_and_by_every_command_that_uses_the_first() {
    let desk = desk();
    label(&desk, &["p/d1", "--article", "a.txt", "--quote", "The bridge is closed."]);
    assert_eq!(desk.copydesk(&["check", "p/d1"]).status, 0);
    let d1 = desk.path("p/d1").display().to_string();
    for arguments in [
        &["list", "p"][..],
        &["export", "p", "--format", "csv"],
        &["find", "p", "harbour"],
        &["undo", "p"],
        &["annotate", "p", "--article", "top.txt", "--quote", "The tram is late.", "--label", "2"],
    ] {
        let told = desk.copydesk(arguments).told;
        assert!(told.contains("p/d1/annotations: a second store of tester"), "{told}");
        assert!(told.contains("`copydesk merge-store p/d1"), "{told}");
    }
    // From above and from below it is a finding of status 1.
    let tram = ["p", "--article", "top.txt", "--quote", "The tram is late."];
    label(&desk, &[&tram[..], &["--store", "p/annotations"]].concat());
    for from in ["p", "p/top.txt", "p/d1", "p/d1/deep"] {
        let checked = desk.copydesk(&["check", from]);
        assert_eq!(checked.status, 1, "{from}: {}", checked.out);
        assert!(checked.out.contains("a second store"), "{from}: {}", checked.out);
        assert!(checked.out.contains("copydesk merge-store"), "{from}: {}", checked.out);
    }
    assert!(Path::new(&d1).join("annotations").is_dir(), "naming changes nothing");
}

#[test]
fn a_start_above_the_only_store_begins_no_second_store_unasked() {
    let desk = desk();
    label(&desk, &["p/d1", "--article", "a.txt", "--quote", "The bridge is closed."]);
    let tram = ["annotate", "p", "--article", "top.txt", "--quote", "The tram is late."];
    let before = desk.tree("p");
    for arguments in [
        &[&tram[..], &["--label", "2"]].concat()[..],
        &["labels", "p", "--rename", "sourced", "Sourced well"],
        &["find", "p", "harbour", "--save", "ships"],
        &["labels", "p", "--add", "frame"],
    ] {
        let ran = desk.copydesk(arguments);
        assert!(ran.told.contains("p/annotations would be a second store"), "{}", ran.told);
        assert!(ran.told.contains("copydesk merge-store"), "{}", ran.told);
        assert_eq!(ran.status, 2, "{arguments:?}");
        assert_eq!(desk.tree("p"), before, "{arguments:?}");
    }
    desk.done(&[&tram[..], &["--label", "2", "--store", "p/annotations"]].concat());
    assert_eq!(stores(&desk), ["p/annotations", "p/d1/annotations"]);
    desk.done(&[&tram[..], &["--label", "1"]].concat());
}

#[test]
fn merge_store_shows_first_then_merges_once_and_for_all() {
    let desk = desk();
    label(&desk, &["p/d1", "--article", "a.txt", "--quote", "The bridge is closed."]);
    label(
        &desk,
        &["p/d1", "--article", "deep/b.txt", "--quote", "The council met.", "--annotator", "ben"],
    );
    desk.done(&["find", "p/d1", "bridge", "--save", "bridges"]);
    let before = desk.tree("p");
    desk.refused(&["merge-store", "p/d1"], 2, "no store above");
    desk.refused(&["merge-store", "p/d2", "--into", "p"], 2, "has no store");
    desk.refused(&["merge-store", "p/d1", "--into", "q"], 2, "is not inside");
    for arguments in [
        &["merge-store", "p/d1", "--into", "p"][..],
        &["merge-store", "p/d1/annotations", "--into", "p", "--dry-run"],
    ] {
        let planned = desk.copydesk(arguments);
        assert_eq!(planned.status, 1, "{}", planned.told);
        assert!(planned.out.contains("tester/d1/a.txt.ron: 1 annotation new"), "{}", planned.out);
        assert!(planned.out.contains("ben/d1/deep/b.txt.ron: 1 annotation new"), "{}", planned.out);
        assert!(planned.out.contains("nothing is written"), "{}", planned.out);
    }
    assert_eq!(desk.tree("p"), before);
    let ids = |from: &str| {
        let rows = desk.done(&["export", from, "--format", "jsonl", "--all-annotators"]);
        let id = |row: &str| {
            let row: serde_json::Value = serde_json::from_str(row).unwrap();
            [&row["id"], &row["annotator"], &row["quote"]].map(ToString::to_string)
        };
        let mut ids: Vec<_> = rows.lines().map(id).collect();
        ids.sort();
        ids
    };
    let known = ids("p/d1");
    assert_eq!(known.len(), 2);
    let done = desk.done(&["merge-store", "p/d1", "--into", "p", "--yes"]);
    assert!(done.contains("p/d1/.annotations-merged"), "{done}");
    assert_eq!(stores(&desk), ["p/annotations", "p/d1/.annotations-merged"]);
    for from in ["p", "p/d1"] {
        assert_eq!(ids(from), known, "{from}");
        let checked = desk.copydesk(&["check", from]);
        assert_eq!(checked.status, 0, "{}", checked.out);
    }
    assert!(desk.done(&["find", "p", "--list-saved"]).contains("bridges"));
    desk.refused(&["merge-store", "p/d1"], 2, "has no store");
    // A store in a part of the corpus finds the corpus above by itself.
    desk.write("p/d2/annotations/.gitattributes", "*.ron text eol=lf merge=union\n");
    label(&desk, &["p/d2", "--article", "a.txt", "--quote", "Ships wait outside."]);
    desk.done(&["merge-store", "p/d2", "--yes"]);
    assert_eq!(ids("p").len(), 3);
}

#[test]
fn merge_store_names_a_label_that_both_stores_define_differently() {
    let desk = desk();
    label(&desk, &["p/d1", "--article", "a.txt", "--quote", "The bridge is closed."]);
    let tram = ["p", "--article", "top.txt", "--quote", "The tram is late."];
    label(&desk, &[&tram[..], &["--store", "p/annotations"]].concat());
    let path = desk.path("p/d1/annotations/project.ron");
    let text = std::fs::read_to_string(&path).unwrap();
    let (text, _) = text.rsplit_once(",c:").unwrap();
    let text = text.replacen("definition:\"", "definition:\"Only with a name. ", 1);
    desk.write("p/d1/annotations/project.ron", format!("{text})\n"));
    let told =
        "is defined differently: the corpus's definition stays; the other: definition “Only with";
    let merge = ["merge-store", "p/d1", "--into", "p"];
    for flag in ["--dry-run", "--json", "--yes"] {
        let out = desk.copydesk(&[&merge[..], &[flag]].concat()).out;
        assert!(out.contains(told), "{flag}: {out}");
    }
    let aside = desk.path("p/d1/.annotations-merged/project.ron");
    assert!(std::fs::read_to_string(aside).unwrap().contains("Only with a name."));
}
