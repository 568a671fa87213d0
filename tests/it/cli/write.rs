//! `export`: the same rows in every format, to a file or to standard output.

use super::Desk;

fn annotated() -> Desk {
    let desk = Desk::new();
    desk.write("texts/a.txt", "Intro.\n\n- 3,000 \"boats\" left.\n");
    for (quote, label) in [("Intro.", "4"), ("- 3,000 \"boats\" left.", "2")] {
        desk.done(&[
            "annotate", "texts/a.txt", "--quote", quote, "--label", label, "--note", "=1+1",
        ]);
    }
    desk
}

#[test]
fn every_format_goes_to_standard_output_and_to_a_file() {
    let desk = annotated();
    for format in ["csv", "jsonl", "markdown", "ron"] {
        let out = desk.done(&["export", "texts", "--format", format]);
        assert!(out.contains("boats"), "{format}: {out}");
        assert_eq!(desk.done(&["export", "texts", "--format", format, "-o", "-"]), out, "{format}");
        let ran = desk.copydesk(&["export", "texts", "--format", format, "-o", "out"]);
        assert_eq!((ran.status, ran.out.as_str()), (0, ""), "{}", ran.told);
        assert!(ran.told.contains("2 annotations written to out"), "{}", ran.told);
        assert_eq!(desk.read("out"), out, "{format}");
    }
}

#[test]
fn csv_cells_are_no_formulas() {
    let desk = annotated();
    let text = desk.done(&["export", "texts", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let quotes: Vec<_> = reader.records().map(|row| row.unwrap()[2].to_owned()).collect();
    assert_eq!(quotes, ["Intro.", "'- 3,000 \"boats\" left."]);
    assert!(text.contains("'=1+1"), "{text}");
}

#[test]
fn a_corpus_without_annotations_exports_no_rows() {
    let desk = Desk::new();
    let text = desk.done(&["export", "texts", "--format", "csv"]);
    assert_eq!(text.lines().count(), 1);
    assert_eq!(desk.done(&["export", "texts", "--format", "jsonl"]), "");
}

#[test]
fn a_failed_output_is_reported_once() {
    let desk = annotated();
    let to = |output| ["export", "texts", "--format", "csv", "-o", output];
    desk.refused(&to("nowhere/out.csv"), 2, "cannot find nowhere");
    desk.refused(&to("empty"), 2, "cannot replace");
    let ran = desk.copydesk(&to("nowhere/out.csv"));
    assert_eq!(ran.told.matches("os error").count(), 1, "{}", ran.told);
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_is_an_error_with_advice() {
    use std::{fs, os::unix::fs::PermissionsExt};
    let desk = annotated();
    fs::set_permissions(desk.path("empty"), fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(desk.path("empty/probe"), "").is_ok() {
        eprintln!("not checked: this user may write everywhere");
        return;
    }
    let arguments = ["export", "texts", "--format", "csv", "-o", "empty/out.csv"];
    desk.refused(&arguments, 2, "--output");
}
