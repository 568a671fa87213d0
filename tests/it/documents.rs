//! Documents, books and PDF files as the program reads them, with converters that work, hang or are missing.

mod pdf_programs;

use std::{collections::HashMap, fs, path::Path};

use copydesk::{
    corpus::Article,
    store::{list, read},
    text::{BlockKind, Outline},
};
use serde_json::Value;

use self::pdf_programs::{SETTINGS, SetBlock, office_documents};
use crate::cli::CliDesk;

/// Puts a script in the place of `pdftotext` at the front of the path.
#[cfg(unix)]
fn put_converter(desk: &CliDesk, script: &str) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    let whole = format!(
        "#!/bin/sh\nif [ \"$1\" = -v ]; then echo 'pdftotext version 99.1' >&2; exit 0; fi\n{script}\n"
    );
    desk.write("bin/pdftotext", whole);
    let program = desk.path("bin/pdftotext");
    fs::set_permissions(program, fs::Permissions::from_mode(0o755)).unwrap();
    format!("{}:{}", desk.path("bin").display(), std::env::var("PATH").unwrap_or_default())
}

fn shown(desk: &CliDesk, path: &str, article: &str) -> Value {
    let ran = desk.with_path(path, &["show", article, "--json"]);
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

#[cfg(unix)]
#[test]
fn a_pdf_names_its_converter_and_opens_from_the_cache_again() {
    let desk = CliDesk::new();
    let layout =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pdf/weasyprint-two-columns.xml");
    let runs = desk.path("runs");
    let script =
        format!("cat > /dev/null; cat '{}'; echo x >> '{}'", layout.display(), runs.display());
    let path = put_converter(&desk, &script);
    desk.write("texts/fees.pdf", "%PDF-1.7\n%");
    let project = desk.tree("texts");
    for _ in 0..2 {
        let article = shown(&desk, &path, "texts/fees.pdf");
        assert_eq!(article["converter"], "pdftotext 99.1");
        assert_eq!(article["sentences"][3]["kind"], "claim", "{article}");
        assert_eq!(article["omissions"][0]["reason"], "page head");
    }
    assert_eq!(fs::read_to_string(&runs).unwrap(), "x\n", "the second look finds the result");
    assert_eq!(desk.tree("texts"), project, "looking writes nothing beside the articles");
    desk.write("texts/fees.pdf", "%PDF-1.7\n% changed");
    shown(&desk, &path, "texts/fees.pdf");
    assert_eq!(fs::read_to_string(&runs).unwrap(), "x\nx\n");
}

#[cfg(unix)]
#[test]
fn a_converter_that_fails_hangs_or_is_missing_stops_nothing_else() {
    for (script, words) in [
        ("sleep 60 & sleep 60", "pdftotext was stopped after 2 s"),
        ("echo 'Command Line Error: Incorrect password' >&2; exit 1", "with a password"),
        (
            "cat > /dev/null; echo '<doc><page width=\"1\" height=\"1\"></page></doc>'",
            "pictures only",
        ),
        ("exit 0", "can't read the file"),
    ] {
        let desk = CliDesk::new();
        let path = put_converter(&desk, script);
        desk.write("texts/a.pdf", "%PDF-1.7\n%");
        let ran = desk.with_path(&path, &["list", "texts"]);
        assert!(ran.out.contains(words), "{script}: {}", ran.out);
        assert!(ran.out.contains("06-port-questions.txt") && ran.status == 0, "{}", ran.out);
    }
    let desk = CliDesk::new();
    desk.write("texts/a.pdf", "%PDF-1.7\n%");
    let ran = desk.with_path(&desk.path("empty").display().to_string(), &["list", "texts"]);
    assert!(ran.out.contains("a PDF needs pdftotext"), "{}", ran.out);
    assert!(ran.out.contains("06-port-questions.txt"));
}

#[cfg(unix)]
#[test]
fn a_converter_of_the_settings_is_used_and_one_of_the_project_is_not() {
    let desk = CliDesk::new();
    let named = r#"(converters: {"rtf": ["sh", "-c", "echo '<h1>The fee</h1>'; cat"]})"#;
    desk.write("texts/a.rtf", "<p>It rises.</p>");
    desk.write("texts/config.ron", named);
    desk.write("config.ron", named);
    assert!(!desk.done(&["list", "texts"]).contains("a.rtf"), "a project runs nothing");
    desk.write("home/config/config.ron", named);
    let shown = desk.done(&["show", "texts/a.rtf"]);
    assert!(shown.contains("The fee") && shown.contains("It rises."), "{shown}");
    assert!(shown.contains("text made by sh"), "{shown}");
    assert!(desk.done(&["list", "texts"]).contains("a.rtf"));
}

fn plain(words: &str) -> String {
    let words = words.replace(['“', '”'], "\"").replace(['‘', '’'], "'").replace('\u{2010}', "-");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn paragraphs(article: &Article) -> Vec<String> {
    article.outline.blocks.iter().map(|block| plain(article.words(block.span))).collect()
}

fn sentences(article: &Article) -> Vec<String> {
    article.outline.sentences.iter().map(|sentence| plain(article.words(sentence.span))).collect()
}

/// Returns the harmonic mean of precision and recall.
fn f1(gold: &[String], found: &[String]) -> f64 {
    let mut left: HashMap<&str, usize> = HashMap::new();
    for words in gold {
        *left.entry(words).or_default() += 1;
    }
    let mut n_hits = 0;
    for words in found {
        if let Some(n) = left.get_mut(words.as_str()).filter(|n| **n > 0) {
            *n -= 1;
            n_hits += 1;
        }
    }
    2.0 * f64::from(n_hits) / (gold.len() + found.len()).max(1) as f64
}

fn set_blocks(article: &Article) -> Vec<SetBlock> {
    let Outline { blocks, .. } = &article.outline;
    let of = |block: &copydesk::text::Block| SetBlock {
        kind: block.kind,
        words: article.words(block.span).split_whitespace().collect::<Vec<_>>().join(" "),
    };
    blocks.iter().map(of).collect()
}

#[test]
fn the_measure_counts_each_sentence_once() {
    let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    assert!((f1(&words(&["a", "b"]), &words(&["a", "b"])) - 1.0).abs() < 1e-9);
    assert!((f1(&words(&["a", "b"]), &words(&["a", "a"])) - 0.5).abs() < 1e-9);
    assert!(f1(&words(&["a"]), &[]).abs() < 1e-9);
}

/// `COPYDESK_PDF=/tmp/pdf cargo test --test it -- --ignored --nocapture pdfs_of_five_programs`
#[test]
#[ignore = "needs weasyprint, chromium, soffice, pdflatex, groff and pdftotext: COPYDESK_PDF names a folder"]
fn pdfs_of_five_programs_give_sentences_and_paragraphs() {
    let folder = std::env::var("COPYDESK_PDF").expect("COPYDESK_PDF names a folder");
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample");
    let articles = list(&[sample]).unwrap().entries;
    let mut means = Vec::new();
    for setting in &SETTINGS {
        let (mut of_sentences, mut of_paragraphs, mut n) = (0.0, 0.0, 0.0);
        for entry in articles.iter().filter(|entry| entry.path.ends_with(".txt")) {
            let gold = read(entry);
            let pdf = setting.make(&Path::new(&folder).join(&entry.path), &set_blocks(&gold));
            let pdf = pdf.unwrap_or_else(|| panic!("{} makes no PDF", setting.name));
            let found = read(&list(&[pdf]).unwrap().entries[0]);
            assert_eq!(found.problem().filter(|one| one.message.contains("not")), None);
            of_sentences += f1(&sentences(&gold), &sentences(&found));
            of_paragraphs += f1(&paragraphs(&gold), &paragraphs(&found));
            n += 1.0;
        }
        let (of_sentences, of_paragraphs) = (of_sentences / n, of_paragraphs / n);
        println!("{} {}: {of_sentences:.3} {of_paragraphs:.3}", setting.name, setting.n_columns);
        means.push((of_sentences, of_paragraphs));
    }
    let n = means.len() as f64;
    let of_sentences = means.iter().map(|mean| mean.0).sum::<f64>() / n;
    let of_paragraphs = means.iter().map(|mean| mean.1).sum::<f64>() / n;
    println!("mean: {of_sentences:.3} {of_paragraphs:.3}");
    assert!(of_sentences >= 0.93 && of_paragraphs >= 0.85, "{of_sentences} {of_paragraphs}");
}

#[test]
#[ignore = "needs soffice and pandoc: COPYDESK_PDF names a folder"]
fn documents_of_two_programs_lose_no_sentence() {
    let folder = std::env::var("COPYDESK_PDF").expect("COPYDESK_PDF names a folder");
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample");
    let articles = list(&[sample]).unwrap().entries;
    for entry in articles.iter().filter(|entry| !entry.path.ends_with(".html")) {
        let gold = read(entry);
        let folder = Path::new(&folder).join(&entry.path).join("office");
        let files = office_documents(&folder, &set_blocks(&gold)).expect("both programs are there");
        for file in files {
            let found = read(&list(std::slice::from_ref(&file)).unwrap().entries[0]);
            let all = sentences(&found);
            let missing: Vec<_> =
                sentences(&gold).into_iter().filter(|words| !all.contains(words)).collect();
            assert!(missing.is_empty(), "{}: {missing:#?}\nof {all:#?}", file.display());
        }
    }
}

#[test]
fn kinds_of_blocks_are_set_as_headings_items_or_paragraphs() {
    let block = |kind| SetBlock { kind, words: "x".to_owned() };
    assert!(block(BlockKind::Headline).is_headline() && block(BlockKind::Heading).is_heading());
    assert!(block(BlockKind::ListItem).is_item() && !block(BlockKind::Paragraph).is_item());
}
