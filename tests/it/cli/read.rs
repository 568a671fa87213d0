//! `show`, `list`, `find` and `check`: what is read and what is said about it.

use std::fs;

use serde_json::Value;

use super::CliDesk;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn json_lines(text: &str) -> Vec<Value> {
    text.lines().map(json).collect()
}

#[test]
fn show_prints_blocks_and_sentences_with_scalar_offsets() {
    let desk = CliDesk::new();
    desk.write("é.txt", "Zoë “sang”. Ann left.\n\nHe — too — went.\n");
    let shown = json(&desk.done(&["show", "é.txt", "--format", "json"]));
    assert_eq!(shown["article"], "é.txt");
    let blocks = serde_json::json!([
        {"kind": "paragraph", "start": 0, "end": 21},
        {"kind": "paragraph", "start": 23, "end": 39},
    ]);
    assert_eq!(shown["blocks"], blocks);
    let sentences = serde_json::json!([
        {"start": 0, "end": 11, "block": 0, "kind": "claim", "text": "Zoë “sang”."},
        {"start": 12, "end": 21, "block": 0, "kind": "claim", "text": "Ann left."},
        {"start": 23, "end": 39, "block": 1, "kind": "claim", "text": "He — too — went."},
    ]);
    assert_eq!(shown["sentences"], sentences);
}

#[test]
fn show_reads_standard_input() {
    let desk = CliDesk::new();
    let ran = desk.piped("It rained. It snowed.", &["show", "-", "--format", "json"]);
    assert_eq!(ran.status, 0);
    assert_eq!(json(&ran.out)["sentences"][1]["text"], "It snowed.");
    let nothing = desk.copydesk(&["show", "-"]);
    assert!(nothing.status == 1 && nothing.out.contains("empty"), "{nothing:?}");
}

#[test]
fn show_of_a_folder_is_one_object_per_article() {
    let desk = CliDesk::new();
    let shown = json_lines(&desk.done(&["show", "texts", "--json"]));
    let articles: Vec<_> = shown.iter().map(|shown| shown["article"].as_str()).collect();
    assert_eq!(articles.len(), 7);
    assert!(articles.is_sorted());
    assert!(desk.done(&["show", "texts/05-lighthouse-keeper.txt"]).contains("[paragraph]"));
}

#[test]
fn list_tells_progress_and_problems() {
    let desk = CliDesk::new();
    desk.write("texts/x.txt", b"\0\x01\x02\x03binary".repeat(50));
    desk.done(&[
        "annotate",
        "texts/05-lighthouse-keeper.txt",
        "--start",
        "0",
        "--end",
        "40",
        "--label",
        "4",
    ]);
    let listed = json_lines(&desk.done(&["list", "texts", "--json"]));
    assert_eq!(listed.len(), 8);
    assert_eq!(listed[4]["article"], "05-lighthouse-keeper.txt");
    let figures = ["annotations", "decided", "sentences"].map(|name| listed[4][name].as_u64());
    assert_eq!(figures, [Some(1), Some(1), Some(17)]);
    let problem = listed[7]["problems"][0].as_str().unwrap();
    assert!(problem.contains("not a text file"), "{problem}");
    let text = desk.done(&["list", "texts"]);
    assert!(text.contains("1/17  05-lighthouse-keeper.txt"), "{text}");
}

#[test]
fn find_gives_passages_and_status_1_without_any() {
    let desk = CliDesk::new();
    let found = json_lines(&desk.done(&["find", "texts", "varga harbours", "--json"]));
    let text = found[0]["text"].as_str().unwrap();
    assert!(text.contains("Varga"), "{text}");
    let (start, end) = (found[0]["start"].as_u64(), found[0]["end"].as_u64());
    let article = desk.read(&format!("texts/{}", found[0]["article"].as_str().unwrap()));
    let range = start.unwrap() as usize..end.unwrap() as usize;
    let words: String = article.chars().skip(range.start).take(range.len()).collect();
    assert_eq!(words, text);
    let few = desk.done(&["find", "texts", "harbour", "--limit", "2"]);
    assert_eq!(few.lines().count(), 2);
    let none = desk.copydesk(&["find", "texts", "zzzzqqqq"]);
    assert_eq!((none.status, none.out.as_str()), (1, ""));
    desk.refused(&["find", "texts", "/[/"], 2, "column 2");
    desk.refused(&["find", "texts", "in:x a)", "--regex"], 2, "column 7");
}

#[test]
fn a_concordance_has_its_keywords_in_one_column() {
    let desk = CliDesk::new();
    let all = ["find", "texts", "harbour", "--kwic", "--exact", "--limit", "0"];
    let by_article = desk.done(&all);
    let columns: Vec<_> = by_article
        .lines()
        .map(|line| line.chars().take_while(|sign| *sign != '[').count())
        .collect();
    assert!(columns.len() > 10 && columns.iter().all(|column| *column == 40));
    let phrase = desk.done(&["find", "texts", "helena varga", "--phrase", "--kwic"]);
    assert!(phrase.contains("[Helena Varga], "), "no space before a comma: {phrase}");
    for (order, side) in [("left", "left"), ("right", "right")] {
        let sorted = desk.done(&[&all[..], &["--sort", order, "--json"]].concat());
        let first_word = |row: &serde_json::Value| {
            let words = row[side].as_str().unwrap_or_default().to_lowercase();
            let mut words =
                words.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
            let word = if order == "left" { words.next_back() } else { words.next() };
            word.unwrap_or_default().to_owned()
        };
        let words: Vec<String> = json_lines(&sorted).iter().map(first_word).collect();
        assert_eq!(words.len(), columns.len(), "the same lines in another order");
        assert!(words.is_sorted(), "{words:?}");
    }
    desk.refused(&["find", "texts", "x", "--sort", "left"], 2, "--kwic");
}

#[test]
fn a_search_is_kept_under_a_name() {
    let desk = CliDesk::new();
    let none = desk.copydesk(&["find", "texts", "--list-saved"]);
    assert_eq!((none.status, none.out.as_str()), (1, ""));
    let save = ["find", "texts", "in:01 harbou?rs?", "--regex", "--kwic", "--sort", "left"];
    let found = desk.done(&save);
    desk.done(&[&save[..], &["--save", "ports"]].concat());
    desk.refused(&["find", "texts", "x", "--save", "ports"], 2, "another search is saved as ports");
    assert_eq!(desk.done(&["find", "texts", "--saved", "ports"]), found);
    let listed = desk.done(&["find", "texts", "--list-saved"]);
    assert_eq!(listed, "ports: in:01 harbou?rs?  (regex, by left)\n");
    desk.done(&["find", "texts", "--delete-saved", "ports"]);
    desk.refused(&["find", "texts", "--saved", "ports"], 2, "no search is saved as ports");
    desk.refused(&["find", "texts", "(", "--regex", "--save", "x"], 2, "column 1");
}

#[test]
fn unreadable_files_are_reported_beside_the_results() {
    let desk = CliDesk::new();
    desk.write("texts/x.txt", b"\0\x01\x02\x03binary".repeat(50));
    for arguments in [&["find", "texts", "harbour"][..], &["export", "texts", "--format", "csv"]] {
        desk.refused(arguments, 0, "x.txt: not a text file");
    }
}

#[cfg(unix)]
#[test]
fn pipes_and_links_in_a_folder_hold_nothing_up() {
    use std::{os::unix::fs::symlink, process::Command};
    let desk = CliDesk::new();
    let made = Command::new("mkfifo").arg(desk.path("texts/p.txt")).status();
    assert!(made.unwrap().success());
    symlink("..", desk.path("texts/loop")).unwrap();
    symlink("nowhere", desk.path("texts/z.txt")).unwrap();
    for command in ["list", "show"] {
        desk.refused(&[command, "texts"], 0, "p.txt: not a regular file");
        desk.refused(&[command, "texts/p.txt"], 1, "not a regular file");
    }
    let checked = desk.copydesk(&["check", "texts"]);
    assert_eq!(checked.status, 1);
    for words in ["p.txt: ", "loop: ", "z.txt: "] {
        assert!(checked.out.contains(words), "{}", checked.out);
    }
}

#[test]
fn check_finds_damaged_annotations_and_lost_words() {
    let desk = CliDesk::new();
    assert_eq!(desk.done(&["check", "texts"]), "7 articles, no problems\n");
    let article = "texts/05-lighthouse-keeper.txt";
    desk.done(&["annotate", article, "--start", "0", "--end", "15", "--label", "4"]);
    assert_eq!(desk.done(&["check", "texts"]), "7 articles, no problems\n");
    let text = desk.read(article);
    desk.write(article, &text[15..]);
    let checked = desk.copydesk(&["check", "texts", "--json"]);
    assert_eq!(checked.status, 1);
    let problem = &json_lines(&checked.out)[0];
    assert_eq!(problem["article"], "05-lighthouse-keeper.txt");
    assert!(problem["message"].as_str().unwrap().contains("orphan"), "{problem}");
}

#[test]
fn a_damaged_store_is_reported_with_its_place_and_never_overwritten() {
    let desk = CliDesk::new();
    let article = "texts/05-lighthouse-keeper.txt";
    let annotate = ["annotate", article, "--start", "0", "--end", "15", "--label", "4"];
    desk.done(&annotate);
    let store = "texts/annotations/tester/05-lighthouse-keeper.txt.ron";
    let damaged = desk.read(store).replace("op:Put", "op:Pu\u{1b}t(((").replacen('(', "", 1);
    desk.write(store, &damaged);
    let checked = desk.copydesk(&["check", "texts"]);
    assert_eq!(checked.status, 1);
    assert!(checked.out.contains(".ron"), "{}", checked.out);
    let other = ["annotate", article, "--start", "20", "--end", "30", "--label", "1"];
    let ran = desk.copydesk(&other);
    if ran.status == 2 {
        assert!(ran.told.contains("not overwritten"), "{}", ran.told);
        assert_eq!(desk.read(store), damaged);
    } else {
        let lost: Vec<_> =
            damaged.lines().filter(|line| !desk.read(store).contains(line)).collect();
        assert!(lost.is_empty(), "lines that were dropped: {lost:?}");
    }
}

#[cfg(unix)]
#[test]
fn files_without_permission_are_reported() {
    use std::os::unix::fs::PermissionsExt;
    let desk = CliDesk::new();
    let closed = desk.path("texts/01-harbour-fees.txt");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&closed).is_ok() {
        eprintln!("not checked: this user may read everything");
        return;
    }
    let listed = desk.done(&["list", "texts"]);
    assert!(listed.contains("no permission"), "{listed}");
}
