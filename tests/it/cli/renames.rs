//! `copydesk renames`: annotations of renamed articles, from a script.

use std::fs;

use super::CliDesk;

fn desk() -> CliDesk {
    let desk = CliDesk::new();
    fs::remove_dir_all(desk.path("texts")).unwrap();
    fs::create_dir(desk.path("texts")).unwrap();
    desk.write("texts/a.txt", "The tram is late today. The depot is cold and nobody asked why.\n");
    desk.write("texts/b.txt", "Another article. It has two sentences.\n");
    for quote in ["The tram is late today.", "nobody asked why"] {
        let label =
            ["annotate", "texts", "--article", "a.txt", "--quote", quote, "--label", "sourced"];
        assert_eq!(desk.copydesk(&label).status, 0);
    }
    desk
}

fn rename(desk: &CliDesk, from: &str, to: &str) {
    fs::rename(desk.path("texts").join(from), desk.path("texts").join(to)).unwrap();
}

#[test]
fn renamed_articles_are_listed_first_and_moved_on_request() {
    let desk = desk();
    let nothing = desk.copydesk(&["renames", "texts"]);
    assert_eq!((nothing.status, &*nothing.out), (0, "every annotation has its article\n"));
    rename(&desk, "a.txt", "c d.txt");
    let listed = desk.copydesk(&["renames", "texts"]);
    assert_eq!(listed.status, 1);
    let wanted = "a.txt -> c d.txt: 2 annotations, same text\n\
                  `--accept` moves 2 annotations of 1 article\n";
    assert_eq!(listed.out, wanted);
    let json = desk.copydesk(&["renames", "texts", "--json"]).out;
    assert!(json.contains(r#""targets":[{"article":"c d.txt","evidence":"same text"}]"#), "{json}");
    assert_eq!(desk.copydesk(&["check", "texts"]).status, 1);

    let moved = desk.copydesk(&["renames", "texts", "--accept"]);
    assert_eq!((moved.status, &*moved.out), (0, "moved 2 annotations of a.txt to c d.txt\n"));
    assert_eq!(desk.copydesk(&["check", "texts"]).out, "2 articles, no problems\n");
    let list = desk.copydesk(&["list", "texts"]);
    assert!(
        list.out.contains("1/2  c d.txt") && list.told.is_empty(),
        "{} {}",
        list.out,
        list.told
    );
    assert_eq!(desk.copydesk(&["renames", "texts", "--accept"]).out, "nothing to move\n");

    // The same list takes the name back.
    rename(&desk, "c d.txt", "a.txt");
    let back = desk.copydesk(&["renames", "texts", "--accept"]);
    assert_eq!((back.status, &*back.out), (0, "moved 2 annotations of c d.txt to a.txt\n"));
    assert_eq!(desk.copydesk(&["check", "texts"]).out, "2 articles, no problems\n");
}

#[test]
fn of_copies_one_is_chosen_by_name() {
    let desk = desk();
    rename(&desk, "a.txt", "c.txt");
    fs::copy(desk.path("texts/c.txt"), desk.path("texts/d\u{1b}.txt")).unwrap();
    let listed = desk.copydesk(&["renames", "texts"]).out;
    let wanted = "a.txt: 2 annotations, several articles fit: c.txt (same text), \
                  d␛.txt (same text): choose with --from and --to\n";
    assert_eq!(listed, wanted);
    let left = desk.copydesk(&["renames", "texts", "--accept"]);
    assert_eq!((left.status, &*left.out), (1, "nothing to move\n"));
    let choice = ["renames", "texts", "--from", "a.txt", "--to", "d␛.txt"];
    let dry = desk.copydesk(&choice);
    assert!(
        dry.out.ends_with("`--accept` moves 2 annotations of a.txt to d␛.txt\n"),
        "{}",
        dry.out
    );
    let chosen = desk.copydesk(&[&choice[..], &["--accept"]].concat());
    assert_eq!((chosen.status, &*chosen.out), (0, "moved 2 annotations of a.txt to d␛.txt\n"));
    let unknown = desk.copydesk(&["renames", "texts", "--from", "x.txt", "--to", "b.txt"]);
    assert!(
        unknown.status == 2 && unknown.told.contains("no annotations of x.txt"),
        "{}",
        unknown.told
    );
}

#[test]
fn swapped_names_are_a_problem_that_check_names() {
    let desk = desk();
    let label = [
        "annotate", "texts", "--article", "b.txt", "--quote", "Another article.", "--label",
        "sourced",
    ];
    assert_eq!(desk.copydesk(&label).status, 0);
    rename(&desk, "a.txt", "x");
    rename(&desk, "b.txt", "a.txt");
    rename(&desk, "x", "b.txt");
    let check = desk.copydesk(&["check", "texts"]);
    assert_eq!(check.status, 1);
    assert!(check.out.contains("were made on the text that is b.txt now"), "{}", check.out);
    let moved = desk.copydesk(&["renames", "texts", "--accept"]);
    let wanted = "moved 2 annotations of a.txt to b.txt\nmoved 1 annotation of b.txt to a.txt\n";
    assert_eq!((moved.status, &*moved.out), (0, wanted));
    assert_eq!(desk.copydesk(&["check", "texts"]).out, "2 articles, no problems\n");
}

#[test]
fn annotations_of_others_are_named_and_moved_in_their_name() {
    let desk = desk();
    let quote = ["--article", "a.txt", "--quote", "The depot is cold", "--label", "unsourced"];
    let ben = [&["annotate", "texts", "--annotator", "ben"][..], &quote].concat();
    assert_eq!(desk.copydesk(&ben).status, 0);
    rename(&desk, "a.txt", "c.txt");
    let moved = desk.copydesk(&["renames", "texts", "--accept"]);
    assert_eq!(moved.status, 1);
    assert!(moved.told.contains("(of ben: --annotator ben)"), "{}", moved.told);
    let of_ben = desk.copydesk(&["renames", "texts", "--accept", "--annotator", "ben"]);
    assert_eq!((of_ben.status, &*of_ben.out), (0, "moved 1 annotation of a.txt to c.txt\n"));
}

#[test]
fn saved_searches_follow_a_renamed_article() {
    let desk = desk();
    for (name, query) in [("trams", "tram in:a.txt"), ("others", "in:b.txt article")] {
        desk.done(&["find", "texts", query, "--save", name]);
    }
    rename(&desk, "a.txt", "c d.txt");
    desk.done(&["renames", "texts", "--accept"]);
    let saved = desk.done(&["find", "texts", "--list-saved"]);
    assert!(saved.contains("tram in:\"c d.txt\"") && saved.contains("in:b.txt article"), "{saved}");
}
