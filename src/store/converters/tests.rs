//! Converters of the settings, and the findings about PDF files. Programs of these tests are scripts of `sh`.

use super::*;

fn converters(home: &Path, settings: &str) -> Converters {
    let dirs = Dirs::below(home);
    std::fs::create_dir_all(&dirs.config).unwrap();
    std::fs::write(Settings::path(&dirs), settings).unwrap();
    Converters::of(&dirs)
}

fn problem(article: &Article) -> String {
    article.problem().map_or(String::new(), |found| found.message.clone())
}

#[cfg(unix)]
#[test]
fn a_program_of_the_settings_makes_the_page() {
    let home = tempfile::tempdir().unwrap();
    let script = "cat; echo '<p>Kept. <s>Gone.</s></p>'; echo x >> RUNS";
    let runs = home.path().join("runs");
    let script = script.replace("RUNS", &runs.display().to_string());
    let settings = format!(r#"(converters: {{"ABC": ["sh", "-c", "{script}"]}})"#);
    let here = converters(home.path(), &settings);
    assert!(here.knows("abc") && here.converts("a.ABC") && !here.converts("a.abd"));
    let input = b"<h1>The fee</h1>".to_vec();
    let article = here.article("a.abc", None, input.clone());
    assert_eq!(article.text, "The fee\nKept.\n");
    assert_eq!(article.omissions[0].words, "Gone.");
    assert!(article.converter.as_deref().is_some_and(|name| name.starts_with("sh ")));
    // The next start finds the result in the cache; another file is converted.
    let again = converters(home.path(), &settings);
    assert_eq!(again.article("b.abc", None, input).digest, article.digest);
    assert_eq!(std::fs::read_to_string(&runs).unwrap(), "x\n");
    again.article("b.abc", None, b"<p>other</p>".to_vec());
    assert_eq!(std::fs::read_to_string(&runs).unwrap(), "x\nx\n");
}

#[cfg(unix)]
#[test]
fn a_program_may_take_the_path_of_the_file() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("a b;$(x).abc");
    std::fs::write(&file, "<p>From the file.</p>").unwrap();
    let here = converters(home.path(), r#"(converters: {"abc": ["cat", "{file}"]})"#);
    let article = here.article("x.abc", Some(&file), b"unused".to_vec());
    assert_eq!(article.text, "From the file.\n");
}

#[cfg(unix)]
#[test]
fn each_failure_of_a_program_is_told() {
    let home = tempfile::tempdir().unwrap();
    let here = converters(
        home.path(),
        r#"(converter_seconds: 1, converters: {"a": ["no-such-program-here"], "b": ["sh", "-c", "sleep 60"],
            "c": ["sh", "-c", "echo bad file >&2; exit 1"], "d": ["true"], "e": [], "f": [" "]})"#,
    );
    let told =
        |ending: &str| problem(&here.article(&format!("x.{ending}"), None, b"Words.".to_vec()));
    assert!(told("a").contains("no-such-program-here is not installed"));
    assert!(told("b").contains("sh was stopped after 1 s"), "{}", told("b"));
    assert!(told("c").contains("sh can't read the file: bad file"));
    let empty = here.article("x.d", None, b"Words.".to_vec());
    assert!(empty.text.is_empty() && empty.diagnostics[0].message.contains("no words"));
    for ending in ["e", "f"] {
        assert_eq!(told(ending), "", "no program is named");
    }
}

#[test]
fn settings_of_a_project_name_no_program() {
    let project = tempfile::tempdir().unwrap();
    let home = tempfile::tempdir().unwrap();
    std::fs::write(project.path().join("config.ron"), r#"(converters: {"abc": ["touch", "x"]})"#)
        .unwrap();
    std::fs::write(project.path().join("a.abc"), "x").unwrap();
    let here = Converters::of(&Dirs::below(home.path()));
    let listing = crate::store::list_with(&[project.path().to_owned()], &here).unwrap();
    assert!(listing.entries.is_empty());
}

#[test]
fn files_with_a_converter_are_listed() {
    let home = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.Rtf", "b.pdf", "c.docx", "d.xyz"] {
        std::fs::write(folder.path().join(name), "x").unwrap();
    }
    let here = converters(home.path(), r#"(converters: {"rtf": ["cat"]})"#);
    let names = |here: &Converters| -> Vec<String> {
        let listing = crate::store::list_with(&[folder.path().to_owned()], here).unwrap();
        listing.entries.into_iter().map(|entry| entry.path).collect()
    };
    assert_eq!(names(&here), ["a.Rtf", "b.pdf", "c.docx"]);
    assert_eq!(names(&Converters::default()), ["b.pdf", "c.docx"]);
}

#[test]
fn what_is_wrong_with_a_pdf_file_is_told_with_its_remedy() {
    let told = |fault: RunFault| of_pdf(&fault).message;
    let installs = told(RunFault::NotThere);
    assert!(installs.contains("pdftotext") && installs.contains("install"), "{installs}");
    let words = |words: &str| RunFault::Failed(words.to_owned());
    assert!(told(words("Command Line Error: Incorrect password\n")).contains("password"));
    assert!(told(words("Copying of text from this document is not allowed.")).contains("forbids"));
    assert!(told(words("\nSyntax Error: no xref\nmore")).ends_with("Syntax Error: no xref"));
    assert!(told(RunFault::TooSlow(2)).contains("after 2 s"));
    for fault in [RunFault::NotThere, words(&"é".repeat(500)), RunFault::TooMuch(128)] {
        assert!(told(fault).chars().count() <= 100);
    }
}

#[test]
fn versions_are_found_in_what_programs_tell() {
    for (told, version) in [
        ("pdftotext version 22.12.0\nCopyright 2005-2022 …", Some("22.12.0")),
        ("pandoc 2.17.1.1\nCompiled with pandoc-types 1.22.2.1", Some("2.17.1.1")),
        ("LibreOffice 7.4.7.2 40(Build:2)", Some("7.4.7.2")),
        ("unknown option --version", None),
        ("", None),
    ] {
        assert_eq!(version_in(told).as_deref(), version);
    }
}

#[test]
fn a_name_that_lies_is_told() {
    let here = Converters::default();
    let told = |path: &str, bytes: &[u8]| problem(&here.article(path, None, bytes.to_vec()));
    assert!(told("a.pdf", b"<html>Please log in</html>").contains("no pdf file"));
    assert!(told("a.docx", b"Just words.").contains("no docx file"));
    assert!(told("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").contains("old Office"));
    assert_eq!(told("a.txt", b"Just words."), "");
}
