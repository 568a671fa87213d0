//! Line ends and byte order marks move no annotation: the same articles with LF and with CR LF, annotations
//! of earlier versions, and two clones of which one has `core.autocrlf`.
//!
//! `tests/golden/counted-cr` has annotation files of an earlier version. Its offsets counted the carriage
//! returns of the machine on which an annotation was made; `a.txt.ron` has annotations of both machines.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use super::trial::has_git;
use crate::cli::CliDesk;

const TEXT: &str = "Title with mark\n\nFirst sentence here. Second one here.\n\n“Café fees rise,” said Ana \
                    Ruiz.\nShe sat\ndown.\n\nThe last claim stands here.\n";

/// The file that has both CR LF, CR and LF, as on the machine of its annotations.
fn mixed() -> String {
    let crlf = TEXT.replace('\n', "\r\n");
    let mixed = crlf.replacen("Second one here.\r\n\r\n", "Second one here.\n\n", 1);
    mixed.replacen("sat\r\ndown.\r\n", "sat\rdown.\n", 1).trim_end_matches('\n').to_owned()
}

/// The same articles in `lf` and in `crlf`, each with the annotations of an earlier version.
fn desk() -> CliDesk {
    let desk = CliDesk::new();
    desk.write("lf/a.txt", TEXT);
    desk.write("lf/cr.txt", TEXT);
    desk.write("crlf/a.txt", format!("\u{feff}{}", TEXT.replace('\n', "\r\n")));
    desk.write("crlf/cr.txt", TEXT.replace('\n', "\r"));
    for folder in ["lf", "crlf"] {
        for file in ["a.txt.ron", "cr.txt.ron"] {
            desk.write(&format!("{folder}/annotations/t/{file}"), golden(file));
        }
    }
    desk
}

fn golden(file: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/counted-cr");
    fs::read(folder.join(file)).unwrap()
}

fn run(desk: &CliDesk, folder: &str, words: &[&str]) -> String {
    let arguments: Vec<&str> =
        [words[0], folder].into_iter().chain(words[1..].iter().copied()).collect();
    desk.done(&[&arguments[..], &["--annotator", "t"]].concat())
}

/// Reads the words of every row as a program in Python reads them, and returns the faults.
///
/// Without Python the same reading is done here: the mark goes, and each line end is LF.
fn misread(desk: &CliDesk, folder: &str, export: &str) -> Vec<String> {
    const SCRIPT: &str = "import json, sys\n\
        for line in sys.stdin:\n    \
            row = json.loads(line)\n    \
            text = open(row['article'], encoding='utf-8-sig').read()\n    \
            words = text[row['start']:row['end']]\n    \
            n_before = text[:row['start']].count('\\n')\n    \
            if words != row['quote'] or row['line'] != n_before + 1:\n        \
                print(row['article'], repr(words))\n";
    let python = Command::new("python3")
        .args(["-X", "utf8", "-c", SCRIPT])
        .current_dir(desk.path(folder))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    if let Ok(mut python) = python {
        std::io::Write::write_all(&mut python.stdin.take().unwrap(), export.as_bytes()).unwrap();
        let ran = python.wait_with_output().unwrap();
        assert!(ran.status.success());
        return String::from_utf8(ran.stdout).unwrap().lines().map(str::to_owned).collect();
    }
    let rows = export.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let wrong = rows.filter(|row| {
        let text = desk.read(&format!("{folder}/{}", row["article"].as_str().unwrap()));
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let place = |name: &str| usize::try_from(row[name].as_u64().unwrap()).unwrap();
        let words: String = text.chars().take(place("end")).skip(place("start")).collect();
        Some(words.as_str()) != row["quote"].as_str()
    });
    wrong.map(|row| row.to_string()).collect()
}

#[test]
fn a6_annotations_of_an_earlier_version_stand_where_they_were_made() {
    let desk = desk();
    let before = [desk.tree("lf"), desk.tree("crlf")];
    for folder in ["lf", "crlf"] {
        let listed = run(&desk, folder, &["list"]);
        assert!(!listed.contains("changed") && !listed.contains("moved"), "{listed}");
        let moved = run(&desk, folder, &["anchors"]);
        assert!(!moved.contains("“"), "{folder}: {moved}");
        let checked = run(&desk, folder, &["check"]);
        assert!(checked.contains("a.txt: note: "), "{checked}");
        assert!(checked.contains("3 annotations counted carriage returns"), "{checked}");
        run(&desk, folder, &["anchors", "--accept"]);
    }
    assert_eq!([desk.tree("lf"), desk.tree("crlf")], before, "looking and accepting write nothing");
}

#[test]
fn a6_offsets_are_those_of_python_on_both_machines() {
    let desk = desk();
    let [lf, crlf] = ["lf", "crlf"].map(|folder| {
        let export = run(&desk, folder, &["export", "--format", "jsonl"]);
        assert_eq!(misread(&desk, folder, &export), [""; 0]);
        export
    });
    assert_eq!(lf.lines().count(), 7);
    assert_eq!(lf, crlf, "the same bytes on both machines");
    let spoilt = lf.replacen("\"start\":", "\"start\":1", 1);
    assert_eq!(misread(&desk, "lf", &spoilt).len(), 1, "the reading can fail");
}

#[test]
fn a6_a_file_of_mixed_line_ends_is_exact_on_its_own_machine() {
    let desk = CliDesk::new();
    desk.write("news/mixed.txt", mixed());
    desk.write("news/annotations/t/mixed.txt.ron", golden("mixed.txt.ron"));
    let export = run(&desk, "news", &["export", "--format", "jsonl"]);
    assert_eq!(misread(&desk, "news", &export), [""; 0]);
    assert_eq!(export.matches("\"state\":\"kept\"").count(), 3, "{export}");
}

#[test]
fn a6_the_next_decision_writes_the_new_counting_once() {
    let desk = desk();
    for folder in ["lf", "crlf"] {
        let other = desk.read(&format!("{folder}/annotations/t/cr.txt.ron"));
        let label = ["annotate", "--article", "a.txt", "--quote", "First sentence here."];
        run(&desk, folder, &[&label[..], &["--label", "sourced"]].concat());
        let file = desk.read(&format!("{folder}/annotations/t/a.txt.ron"));
        assert!(file.starts_with("(format:1,") && file.contains(",lines:\"lf\","), "{file}");
        assert_eq!(file.matches(",text:\"56fc8816421ef996\"").count(), 5, "{file}");
        assert!(!file.contains("\\r"), "{file}");
        let checked = run(&desk, folder, &["check"]);
        assert!(!checked.contains("a.txt: note") && checked.contains("cr.txt: note"), "{checked}");
        assert_eq!(desk.read(&format!("{folder}/annotations/t/cr.txt.ron")), other);
    }
    // The taken over lines are the same bytes, so git merges each line once.
    let taken_over = |folder: &str| {
        let file = desk.read(&format!("{folder}/annotations/t/a.txt.ron"));
        let lines = file.lines().filter(|line| line.contains("rev:2")).map(str::to_owned);
        lines.collect::<Vec<_>>()
    };
    assert_eq!(taken_over("lf").len(), 3);
    assert_eq!(taken_over("lf"), taken_over("crlf"));
    // Undo reaches the decision and leaves the taken over annotations.
    run(&desk, "lf", &["undo"]);
    let export = run(&desk, "lf", &["export", "--format", "jsonl"]);
    assert_eq!(misread(&desk, "lf", &export), [""; 0]);
    assert_eq!(export.lines().count(), 7);
}

#[test]
fn m1_clones_with_and_without_autocrlf_move_no_mark_of_each_other() {
    if !has_git() {
        return;
    }
    let desk = CliDesk::new();
    let git = |folder: &str, words: &[&str]| {
        let set = ["-c", "user.name=t", "-c", "user.email=t@t", "-c", "commit.gpgsign=false"];
        let run = Command::new("git").args(set).args(words).current_dir(desk.path(folder)).output();
        let run = run.unwrap();
        assert!(run.status.success(), "{words:?}: {}", String::from_utf8_lossy(&run.stderr));
    };
    desk.write("one/a.txt", TEXT);
    desk.write("one/annotations/t/a.txt.ron", golden("a.txt.ron"));
    git("one", &["init", "-q", "-b", "main"]);
    git("one", &["config", "core.autocrlf", "false"]);
    git("one", &["add", "-A"]);
    git("one", &["commit", "-qm", "articles"]);
    git("one", &["clone", "-q", "-c", "core.autocrlf=true", ".", "../two"]);
    assert!(desk.read("two/a.txt").contains("\r\n"), "the clone has other line ends");
    for (folder, words) in [("one", "Title with mark"), ("two", "First sentence here.")] {
        let label = ["annotate", "--article", "a.txt", "--quote", words, "--label", "sourced"];
        run(&desk, folder, &label);
        git(folder, &["add", "-A"]);
        git(folder, &["commit", "-qm", "a decision"]);
    }
    git("two", &["pull", "-q", "--no-rebase", "--no-edit"]);
    git("one", &["pull", "-q", "--no-rebase", "--no-edit", "../two", "main"]);
    let [one, two] = ["one", "two"].map(|folder| {
        let checked = desk.copydesk(&["check", folder, "--annotator", "t"]);
        // A union of git leaves its lines in any order; nothing else is found.
        let is_order = |line: &str| line.ends_with("records are not in the order of the text");
        assert!(checked.out.lines().all(is_order), "{checked:?}");
        assert_eq!(checked.status, 0, "the order alone is no problem: {checked:?}");
        let export = run(&desk, folder, &["export", "--format", "jsonl"]);
        assert_eq!(misread(&desk, folder, &export), [""; 0]);
        run(&desk, folder, &["anchors", "--accept"]);
        export
    });
    assert_eq!((one.lines().count(), one), (6, two));
    assert_eq!(desk.read("one/a.txt"), TEXT, "articles are never written");
}

/// The annotations of an input are stored by the digest of its text.
#[test]
fn a6_an_input_has_its_annotations_with_any_line_ends() {
    let desk = CliDesk::new();
    let label = ["annotate", "-", "--quote", "The last claim stands here.", "--label", "1"];
    assert_eq!(desk.piped(TEXT, &label).status, 0);
    for end in ["\n", "\r\n", "\r"] {
        let input = format!("\u{feff}{}", TEXT.replace('\n', end));
        let out = desk.piped(&input, &["export", "-", "--format", "jsonl"]).out;
        assert_eq!(out.lines().count(), 1, "{end:?}");
        assert!(out.contains("\"state\":\"kept\""), "{out}");
    }
}
