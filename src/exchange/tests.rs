//! Reads every format back, with hostile rows.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::{
    annotation::AnnotationField,
    corpus::Article,
    store::{Dirs, ExistingFile, ExportOutcome, ExportPlace, export_to},
};

fn row() -> ExportRow {
    ExportRow {
        article: "news/000.txt".into(),
        label: "not_a_claim".into(),
        label_name: "not a claim".into(),
        quote: "“It’s, \"so\"”".into(),
        start: 3,
        end: 14,
        line: 2,
        title: Some("A title".into()),
        confidence: Some(2),
        state: "kept".into(),
        ..ExportRow::default()
    }
}

/// Returns one article with these rows. The formats use only the path and the rows of an article.
fn resolved(rows: &[ExportRow]) -> Vec<ResolvedArticle> {
    let article = Arc::new(Article::read("a.txt", b"One."));
    let rows = rows.to_vec();
    vec![ResolvedArticle { article, file: None, rows }]
}

fn format(name: &str) -> ExportFormat {
    ExportFormat::from_name(name).expect("a format of the registry")
}

fn written(name: &str, rows: &[ExportRow]) -> String {
    let mut out = Vec::new();
    let report = format(name).write(&resolved(rows), &mut out).unwrap();
    assert_eq!((report.n_exported, report.losses.len()), (rows.len(), 0));
    String::from_utf8(out).unwrap()
}

fn csv_written(rows: &[ExportRow], csv: CsvOptions) -> String {
    let mut files = ExportFiles::default();
    let options = ExportOptions { csv };
    format("csv").export(&resolved(rows), &options, &mut files).unwrap();
    String::from_utf8(files.0.remove(0).1).unwrap()
}

fn csv_rows(text: &str) -> Vec<ExportRow> {
    ::csv::Reader::from_reader(text.as_bytes()).deserialize().collect::<Result<_, _>>().unwrap()
}

#[test]
fn formats_are_found_by_name_and_by_file_extension() {
    for format in ExportFormat::all() {
        assert_eq!(ExportFormat::from_name(format.name()), Some(format));
    }
    for ending in ["csv", "JSONL", "md", "ron"] {
        let format = ExportFormat::from_name(ending).unwrap();
        assert_eq!(format.extension(), ending.to_lowercase());
    }
    assert_eq!(ExportFormat::from_name("xml"), None);
}

#[test]
fn csv_has_a_header_crlf_and_doubled_quotation_marks() {
    let header = ExportRow::COLUMNS.join(",");
    assert_eq!(written("csv", &[]), format!("{header}\r\n"));
    assert_eq!(
        written("csv", &[row()]),
        format!(
            "{header}\r\nnews/000.txt,not_a_claim,not a claim,\"“It’s, \"\"so\"\"”\",3,14,2,,,,,,A title,,,2,kept,,,,0,\r\n"
        )
    );
}

#[test]
fn every_field_of_an_annotation_is_a_column() {
    for field in AnnotationField::ON_DISK {
        assert!(ExportRow::COLUMNS.contains(&field.name()), "{}", field.name());
    }
}

#[test]
fn the_columns_are_the_fields() {
    let object = serde_json::to_string(&row()).unwrap();
    let places: Vec<_> = ExportRow::COLUMNS
        .iter()
        .map(|column| object.find(&format!("\"{column}\":")).unwrap())
        .collect();
    assert!(places.is_sorted());
    assert_eq!(object.matches("\":").count(), ExportRow::COLUMNS.len());
}

#[test]
fn no_cell_is_a_formula() {
    let before = [
        "", " ", "  ", "\u{a0}", "\u{202f}", "\u{3000}", "\u{2800}", "\u{200b}", "\u{2060}",
        "\u{feff}", "\u{ad}", "\u{200f}", "\u{1}", "\u{1b}", "\u{85}", "\u{e0020}", "\u{3164}",
        " \u{200b}\u{a0} ",
    ];
    let signs = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦"];
    let formulas = before.iter().flat_map(|before| signs.map(|sign| format!("{before}{sign}")));
    let breaks = ["\t", "\r", "\n", " \t", "\u{200b}\r"].map(str::to_owned);
    for sign in formulas.chain(breaks) {
        let quote = format!("{sign}HYPERLINK(\"x\")");
        let rows = [ExportRow { quote: quote.clone(), note: quote.clone(), ..row() }];
        let safe = csv_rows(&csv_written(&rows, CsvOptions::default()));
        assert_eq!((&safe[0].quote, &safe[0].note), (&format!("'{quote}"), &format!("'{quote}")));
        let as_is = CsvOptions { formulas: Formulas::AsIs, ..CsvOptions::default() };
        assert_eq!(csv_rows(&csv_written(&rows, as_is)), rows);
    }
    let options = CsvOptions { byte_order_mark: ByteOrderMark::Write, ..CsvOptions::default() };
    assert!(csv_written(&[], options).starts_with("\u{feff}article,"));
}

#[test]
fn numbers_and_words_stay_as_they_are() {
    for text in [
        "", " ", "  two words", "\u{a0}“No.”", "\u{feff}x", "12", "3.5", "1-2", "a=b", "e-mail",
        "'quoted'",
    ] {
        let rows = [ExportRow { quote: text.into(), note: text.into(), ..row() }];
        assert_eq!(csv_rows(&written("csv", &rows)), rows, "{text:?}");
    }
}

#[test]
fn excel_gets_a_mark_and_the_separator_of_its_system() {
    let rows = [ExportRow {
        quote: "“The mayor’s wall costs €5 million; yes,” José said.".into(),
        ..row()
    }];
    for (name, separator) in [("excel", b';'), ("excel-comma", b',')] {
        let text = written(name, &rows);
        let table = text.strip_prefix('\u{feff}').expect("a byte order mark");
        let mut reader =
            ::csv::ReaderBuilder::new().delimiter(separator).from_reader(table.as_bytes());
        let read: Vec<ExportRow> = reader.deserialize().collect::<Result<_, _>>().unwrap();
        assert_eq!(read, rows, "{name}");
    }
    assert!(written("csv", &rows).starts_with("article,"), "other programs read no mark");
}

#[test]
fn names_are_one_phrase() {
    let names = ["ana", "bo", "cy", "dan", "eve"];
    let told = [0, 1, 2, 3, 4, 5].map(|n| in_words(&names[..n]));
    assert_eq!(
        told,
        ["", "ana", "ana and bo", "ana, bo and cy", "ana, bo and 2 others", "ana, bo and 3 others"]
    );
}

#[test]
fn texts_have_their_digest_as_name() {
    let mut all = resolved(&[row()]);
    all.extend(resolved(&[]));
    let mut files = ExportFiles::default();
    let report = format("texts").export(&all, &ExportOptions::default(), &mut files).unwrap();
    assert_eq!(report.n_exported, 1, "an article without annotations has no ranges");
    let digest = all[0].article.digest;
    assert_eq!(files.0[0], (format!("{digest}.txt"), b"One.".to_vec()));
    assert_eq!(
        files.0[1].1,
        format!("article,text_sha256,encoding\na.txt,{digest},UTF-8\n").into_bytes()
    );
}

#[test]
fn empty_exports_are_valid() {
    assert_eq!(written("jsonl", &[]), "");
    assert_eq!(::ron::from_str::<Vec<ExportRow>>(&written("ron", &[])).unwrap(), []);
    assert!(written("markdown", &[]).contains("Nothing is annotated"));
}

#[test]
fn the_dossier_reads_well() {
    let rows = [
        ExportRow { source: "Dr. X".into(), evidence: "https://x.org/a_b".into(), ..row() },
        ExportRow { article: "b.txt".into(), title: None, label: String::new(), ..row() },
        ExportRow {
            note: "two\nlines".into(),
            state: "moved".into(),
            annotator: "ana".into(),
            confidence: None,
            ..row()
        },
    ];
    let expected = "\
# Annotations

<!-- copydesk export -->

3 annotations by ana.

## A title (news/000.txt)

### not a claim (2)

- Line 2, characters 3 to 14:

  > “It’s, \"so\"”

  Source: Dr. X

  Evidence: <https://x.org/a_b>

  Confidence: 2 of 3

- Line 2, characters 3 to 14 (moved):

  > “It’s, \"so\"”

  Note: two lines

  By: ana

## b.txt

### notes (1)

- Line 2, characters 3 to 14:

  > “It’s, \"so\"”

  Confidence: 2 of 3
";
    assert_eq!(written("markdown", &rows), expected);
}

#[test]
fn hostile_text_makes_no_markup() {
    for (text, expected) in [
        ("# heading", "\\# heading"),
        ("- item", "\\- item"),
        ("12. item", "12\\. item"),
        ("====", "\\===="),
        ("<script>alert(1)</script>", "\\<script\\>alert(1)\\</script\\>"),
        ("[x](javascript:y)", "\\[x\\](javascript\\:y)"),
        ("![x](http://y)", "!\\[x\\](http\\://y)"),
        ("see www.x.org", "see www\\.x.org"),
        (
            "`a` *b* __c__ ~~d~~ $e$ @f &lt; |g",
            "\\`a\\` \\*b\\* \\_\\_c\\_\\_ \\~\\~d\\~\\~ \\$e\\$ \\@f \\&lt; \\|g",
        ),
        ("a\n\n    code\r\n> b", "a code \\> b"),
        ("back\\", "back\\\\"),
        ("Note: 3.5 (well) - so", "Note: 3.5 (well) - so"),
        ("\u{1b}[31m\u{202e}x\0", "␛\\[31m\\<U+202E\\>x␀"),
    ] {
        let text = written("markdown", &[ExportRow { quote: text.into(), ..row() }]);
        assert!(text.contains(&format!("  > {expected}\n")), "{text}");
    }
    let evidence = ["javascript:x", "https://x> <b>", "https://x y"];
    for evidence in evidence {
        let text = written("markdown", &[ExportRow { evidence: evidence.into(), ..row() }]);
        assert!(!text.contains(&format!("<{evidence}>")), "{text}");
    }
}

#[test]
fn a_full_disk_is_an_error() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    for format in ExportFormat::all().filter(|format| format.layout() == ExportLayout::File) {
        let result = format.write(&resolved(&[row()]), &mut Full);
        assert!(matches!(result, Err(ExportError::Io(_))), "{format:?}");
    }
}

fn hostile() -> impl Strategy<Value = String> {
    proptest::string::string_regex(
        "[ \u{a0}\u{200b}\u{feff}\u{1}]{0,3}[=+@\t\r\n\"',\\-\\\\#>a)(\\[\\]{}é\0\u{1b}\u{202e}]{0,12}|\\PC{0,20}",
    )
    .expect("a regular expression")
}

prop_compose! {
    fn any_row()(
        texts in proptest::collection::vec(hostile(), 16),
        title in proptest::option::of("\\PC{1,9}"),
        confidence in proptest::option::of(1_u8..4),
        (start, end, line, rivals) in (0_usize..99, 0_usize..99, 1_usize..9, 0_usize..3),
    ) -> ExportRow {
        let mut texts = texts.into_iter();
        let mut text = || texts.next().unwrap_or_default();
        ExportRow {
            article: text(), label: text(), label_name: text(), quote: text(), note: text(), source: text(),
            annotator: text(), created: text(), modified: text(), cue: text(), evidence: text(),
            state: text(), prefix: text(), suffix: text(), text_sha256: text(), inherited: text(),
            title, confidence, start, end, line, rivals,
        }
    }
}

/// Returns true if some spreadsheet runs the cell; written without the code of the export.
fn may_run(cell: &str) -> bool {
    let blank = |sign: char| {
        sign.is_whitespace() || sign.is_control() || "\u{200b}\u{feff}\u{202e}\u{ad}".contains(sign)
    };
    cell.trim_start_matches(blank).starts_with(['=', '+', '-', '@'])
        || cell.starts_with(['\t', '\r'])
}

#[test]
fn the_check_of_cells_catches_an_export_that_looks_at_the_first_character_only() {
    let bad = |cell: &str| if cell.starts_with('=') { format!("'{cell}") } else { cell.to_owned() };
    assert!(may_run(&bad(" =1+1")) && may_run(&bad("\u{feff}@x")) && !may_run(&bad("=1+1")));
}

proptest! {
    #[test]
    fn rows_are_read_back(rows in proptest::collection::vec(any_row(), 0..5)) {
        let as_is = CsvOptions { formulas: Formulas::AsIs, ..CsvOptions::default() };
        prop_assert_eq!(&csv_rows(&csv_written(&rows, as_is)), &rows);
        let jsonl = written("jsonl", &rows);
        let read: Vec<ExportRow> =
            jsonl.split_terminator('\n').map(|line| serde_json::from_str(line).unwrap()).collect();
        prop_assert_eq!(&read, &rows);
        let read: Vec<ExportRow> = ::ron::from_str(&written("ron", &rows)).unwrap();
        prop_assert_eq!(&read, &rows);
    }

    /// Every cell is the text, or the text after one apostrophe, and never a formula.
    #[test]
    fn neutralised_cells_are_whole(rows in proptest::collection::vec(any_row(), 1..4)) {
        for (read, row) in csv_rows(&written("csv", &rows)).iter().zip(&rows) {
            for (read, cell) in [(&read.quote, &row.quote), (&read.note, &row.note)] {
                prop_assert!(read == cell || read.strip_prefix('\'') == Some(cell));
                prop_assert!(!may_run(read), "{read:?}");
            }
        }
    }

    /// Every line is text of the dossier itself, a quotation or a detail.
    #[test]
    fn the_dossier_keeps_its_shape(rows in proptest::collection::vec(any_row(), 1..4)) {
        let text = written("markdown", &rows);
        for line in text.lines().skip(1) {
            let known = ["", "<!-- copydesk export -->", "1 annotation by ", "2 annotations by ", "3 annotations by ", "## ", "### ", "- Line ", "  > ", "  Source: ", "  Cue: ", "  Note: ",
                "  Evidence: ", "  Confidence: ", "  By: ", "  Decided: ", "  Not chosen yet: "];
            prop_assert!(line.is_empty() || known[1..].iter().any(|start| line.starts_with(start)));
            prop_assert!(!line.chars().any(char::is_control));
        }
        prop_assert_eq!(text.matches("\n- Line ").count(), rows.len());
    }
}

/// Returns a row with a text in every column, with signs that each format has to escape.
fn full_row() -> ExportRow {
    ExportRow {
        article: "news/000.txt".into(),
        label: "not_a_claim".into(),
        label_name: "not a claim".into(),
        quote: "-“It’s, \"so\"”\n* x".into(),
        start: 3,
        end: 14,
        line: 2,
        note: "two\nlines".into(),
        source: "Ana Ruiz".into(),
        annotator: "ana".into(),
        created: "2026-11-22T03:48:26Z".into(),
        modified: "2026-11-22T03:48:29Z".into(),
        title: Some("A <title>".into()),
        cue: "said".into(),
        evidence: "https://example.org/?a=1&b=%20".into(),
        confidence: Some(2),
        state: "moved".into(),
        prefix: "He said\n\n".into(),
        suffix: "\u{202e} end".into(),
        text_sha256: "0123456789abcdef".into(),
        rivals: 2,
        inherited: "labelled with 2 others".into(),
    }
}

#[test]
fn formats_stay_byte_for_byte() {
    let rows = [full_row(), ExportRow::default()];
    let golden = [
        ("csv", include_str!("../../tests/golden/export.csv")),
        ("jsonl", include_str!("../../tests/golden/export.jsonl")),
        ("markdown", include_str!("../../tests/golden/export.md")),
        ("ron", include_str!("../../tests/golden/export.ron")),
    ];
    for (name, golden) in golden {
        assert_eq!(written(name, &rows), golden, "{name}");
    }
}

/// A format of two files.
struct Pair;

impl Exporter for Pair {
    fn name(&self) -> &'static str {
        "pair"
    }

    fn about(&self) -> &'static str {
        "two files"
    }

    fn extension(&self) -> &'static str {
        "pair"
    }

    fn layout(&self) -> ExportLayout {
        ExportLayout::Folder
    }

    fn export(
        &self,
        _: &[ResolvedArticle],
        _: &ExportOptions,
        out: &mut dyn ExportSink,
    ) -> Result<ExportReport, ExportError> {
        for name in ["a.txt", "b.txt"] {
            out.file(name)?.write_all(b"words")?;
        }
        Ok(ExportReport { n_exported: 2, losses: vec!["Labels are left out.".to_owned()] })
    }
}

#[test]
fn several_files_never_begin_on_a_stream() {
    let mut out = Vec::new();
    let refused = ExportFormat(&Pair).write(&resolved(&[]), &mut out).unwrap_err();
    assert!(refused.to_string().contains("name a folder"), "{refused}");
    assert!(out.is_empty(), "no half of an export is written");
}

#[test]
fn several_files_are_never_written_over_articles() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let article_file = path.join("news/b.txt");
    std::fs::create_dir(path.join("news")).unwrap();
    std::fs::write(&article_file, "One.").unwrap();
    let [mut article] = <[_; 1]>::try_from(resolved(&[])).unwrap();
    article.file = Some(article_file.clone());
    let dirs = Dirs::below(&path.join("home"));
    let export = |to: &str| {
        let existing = ExistingFile::Replace;
        let place = ExportPlace { path: path.join(to), existing, store: path.join("annotations") };
        export_to(&dirs, &place, ExportFormat(&Pair), &[article.clone()])
    };
    let refused = export("news/../news").unwrap_err().to_string();
    assert!(refused.contains("articles are never changed"), "{refused}");
    assert_eq!(std::fs::read_to_string(&article_file).unwrap(), "One.");
    assert!(!path.join("news/a.txt").exists(), "no other file of the export is written");
    let written = export("out").unwrap();
    assert!(
        matches!(written, ExportOutcome::Written { report, n_replaced: 0, .. } if report.losses.len() == 1)
    );
    assert_eq!(std::fs::read_to_string(path.join("out/b.txt")).unwrap(), "words");
}
