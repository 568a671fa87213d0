//! `export`: the same rows in every format, to a file or to standard output.

use super::CliDesk;

fn annotated() -> CliDesk {
    let desk = CliDesk::new();
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
        assert!(ran.told.contains("2 annotations by tester written to out"), "{}", ran.told);
        let again = format == "csv";
        assert_eq!(ran.told.contains("in place of 1 file of that name"), !again, "{}", ran.told);
        assert_eq!(desk.read("out"), out, "{format}");
    }
}

#[test]
fn csv_cells_are_no_formulas() {
    let desk = annotated();
    let text = desk.done(&["export", "texts", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let quotes: Vec<_> = reader.records().map(|row| row.unwrap()[3].to_owned()).collect();
    assert_eq!(quotes, ["Intro.", "'- 3,000 \"boats\" left."]);
    assert!(text.contains("'=1+1"), "{text}");
}

#[test]
fn a_corpus_without_annotations_exports_no_rows() {
    let desk = CliDesk::new();
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

#[test]
fn an_export_holds_all_annotators_unless_an_option_narrows_it() {
    let desk = annotated();
    desk.done(&[
        "annotate", "texts/a.txt", "--quote", "Intro.", "--label", "1", "--annotator", "ana",
    ]);
    let export = |options: &[&str]| {
        let ran = desk.copydesk(&[&["export", "texts", "--format", "jsonl"], options].concat());
        assert_eq!(ran.status, 0, "{}", ran.told);
        let by = |name: &str| ran.out.matches(&format!("\"annotator\":\"{name}\"")).count();
        ((by("tester"), by("ana")), ran.told)
    };
    assert_eq!(export(&[]), ((2, 1), String::new()));
    for narrow in [&["--mine"][..], &["--annotator", "tester"]] {
        let (rows, told) = export(narrow);
        assert_eq!(rows, (2, 0), "{narrow:?}");
        assert!(told.contains("1 annotation by ana is left out"), "{told}");
    }
    assert_eq!(export(&["--annotator", "ana"]).0, (0, 1));
    assert_eq!(export(&["--annotator", "ana", "--all-annotators"]).0, (2, 1));
    let (rows, told) = export(&["-o", "out"]);
    assert_eq!(rows, (0, 0));
    assert!(told.contains("3 annotations by tester and ana written to out"), "{told}");
    let dossier = desk.done(&["export", "texts", "--format", "markdown"]);
    assert!(dossier.contains("3 annotations by tester and ana."), "{dossier}");
}

#[test]
fn excel_gets_its_own_form_of_csv() {
    let desk = annotated();
    let excel = desk.done(&["export", "texts", "--format", "csv", "--for", "excel"]);
    assert!(excel.starts_with("\u{feff}article;label;label_name;quote;"), "{excel}");
    assert_eq!(desk.done(&["export", "texts", "--format", "excel"]), excel);
    let comma = desk.done(&["export", "texts", "--format", "csv", "--for", "excel-comma"]);
    assert!(comma.starts_with("\u{feff}article,label,label_name,quote,"), "{comma}");
    desk.refused(&["export", "texts", "--format", "ron", "--for", "excel"], 2, "--format csv");
}

#[test]
fn texts_of_annotated_articles_are_beside_the_annotations() {
    let desk = annotated();
    desk.write("texts/a.txt", "\u{feff}Intro.\r\n\r\n- 3,000 \"boats\" left.\r\n");
    for folder in ["texts", "texts-2"] {
        let ran = desk.copydesk(&["export", "texts", "--format", "texts"]);
        assert_eq!((ran.status, ran.out.as_str()), (0, ""), "{}", ran.told);
        assert!(ran.told.contains("1 article written to "), "{}", ran.told);
        assert!(
            ran.told.trim_end().ends_with(&format!("annotations/exports/{folder}")),
            "{}",
            ran.told
        );
    }
    let rows = desk.done(&["export", "texts", "--format", "jsonl"]);
    for line in rows.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let digest = row["text_sha256"].as_str().unwrap();
        let text = desk.read(&format!("texts/annotations/exports/texts/{digest}.txt"));
        let place = |name: &str| usize::try_from(row[name].as_u64().unwrap()).unwrap();
        let words: String = text.chars().take(place("end")).skip(place("start")).collect();
        assert_eq!(row["quote"], words);
    }
    let ignored = desk.read("texts/annotations/.gitignore");
    assert!(ignored.lines().any(|line| line == "exports/"), "{ignored}");
}
