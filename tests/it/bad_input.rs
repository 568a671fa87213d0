//! Runs of the real binary over input that nobody would wish for: each gets a clear message, the other
//! articles are served all the same, and no file is damaged.
//!
//! Journeys and terminal tests look at such input on the screen; single functions are
//! tested beside the code.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use copydesk::{
    annotation::LabelId,
    project::{AnnotationEdit, EditTarget, ProjectOptions},
    store::Dirs,
};
use jiff::Timestamp;
use tempfile::TempDir;

const SENTENCES: &str = "The minister resigned on Monday. Nobody knows why she did.\n";

/// Two good articles in `corpus`, and a home of the program's own beside them.
fn corpus() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("corpus")).unwrap();
    for name in ["a.txt", "b.txt"] {
        fs::write(folder.path().join("corpus").join(name), SENTENCES).unwrap();
    }
    folder
}

/// Runs copydesk inside the folder: its status, and all that it says.
fn run(folder: &TempDir, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(arguments)
        .args(["--annotator", "me"])
        .current_dir(folder.path())
        .env("COPYDESK_HOME", folder.path().join("home"))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said =
        [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned());
    (output.status.code().unwrap(), said.concat())
}

/// The run ends with the status and says all of the words.
fn check(folder: &TempDir, arguments: &[&str], status: i32, words: &[&str]) {
    let (code, said) = run(folder, arguments);
    assert_eq!(code, status, "{arguments:?} said {said}");
    for wanted in words {
        assert!(said.contains(wanted), "{arguments:?} said {said}, not {wanted}");
    }
}

/// A change of the bytes of a file.
type Damage = fn(&str) -> String;

fn label<'a>(article: &'a str, quote: &'a str) -> Vec<&'a str> {
    let words = ["annotate", "corpus", "--article", article, "--quote", quote];
    [&words[..], &["--label", "2"]].concat()
}

fn write(folder: &TempDir, name: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).unwrap();
    fs::write(path, bytes).unwrap();
}

#[test]
fn files_that_are_no_articles_are_told_beside_the_good_ones() {
    let folder = corpus();
    write(&folder, "corpus/binary.txt", [0, 1, 2, 3, 255].repeat(500));
    write(&folder, "corpus/empty.txt", "");
    write(&folder, "corpus/latin.txt", b"Caf\xe9 prices rose. They did.");
    let huge = fs::File::create(folder.path().join("corpus/huge.txt")).unwrap();
    huge.set_len(100_000_000).unwrap();
    let told = ["not a text file", "the file is empty", "guessed", "64 MB", "0/2  a.txt"];
    check(&folder, &["list", "corpus"], 0, &told);
    check(&folder, &["check", "corpus"], 1, &told[..4]);
    check(&folder, &["find", "corpus", "minister"], 0, &["a.txt", "b.txt"]);
}

#[test]
fn nothing_to_read_says_so() {
    let folder = corpus();
    fs::create_dir(folder.path().join("none")).unwrap();
    for subcommand in ["list", "check", "show"] {
        check(&folder, &[subcommand, "none"], 1, &["no article in the folder"]);
    }
    check(&folder, &["list", "nowhere"], 2, &["nowhere does not exist"]);
}

#[test]
fn a_file_where_a_folder_is_needed_is_told_once() {
    let folder = corpus();
    let store = ["--store", "corpus/b.txt"];
    let arguments = [label("a.txt", "resigned"), store.to_vec()].concat();
    let (code, said) = run(&folder, &arguments);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("name another store with --store"), "{said}");
    assert_eq!(said.matches("os error").count(), 1, "{said}");
    let kept = fs::read_to_string(folder.path().join("corpus/b.txt")).unwrap();
    assert_eq!(kept, SENTENCES);
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_and_pipes_hold_nothing_up() {
    use std::os::unix::{fs::symlink, net::UnixListener};
    let folder = corpus();
    let inside = folder.path().join("corpus");
    symlink(".", inside.join("round")).unwrap();
    symlink("self.txt", inside.join("self.txt")).unwrap();
    let _socket = UnixListener::bind(inside.join("socket.txt")).unwrap();
    let told = ["one of its parent folders", "leads nowhere", "not a regular file"];
    check(&folder, &["check", "corpus"], 1, &told);
    check(&folder, &["show", "corpus/socket.txt"], 1, &["not a regular file"]);
}

#[test]
fn a_damaged_annotation_file_is_never_overwritten_and_stops_no_other() {
    let damages: [(&str, Damage); 4] = [
        ("cut off", |whole| whole[..whole.len() - 20].to_owned()),
        ("is empty", |_| String::new()),
        ("another format", |whole| whole.replace("format:1", "format:2")),
        ("all zeros", |whole| "\0".repeat(whole.len())),
    ];
    for (told, damage) in damages {
        let folder = corpus();
        check(&folder, &label("a.txt", "resigned"), 0, &[]);
        let file = folder.path().join("corpus/annotations/me/a.txt.ron");
        let damaged = damage(&fs::read_to_string(&file).unwrap());
        fs::write(&file, &damaged).unwrap();
        check(&folder, &["check", "corpus"], 1, &["a.txt.ron:", " error: ", told]);
        check(&folder, &label("a.txt", "Monday"), 2, &["not overwritten", told]);
        assert_eq!(fs::read_to_string(&file).unwrap(), damaged, "{told}");
        check(&folder, &label("b.txt", "Monday"), 0, &[]);
    }
}

#[test]
fn a_line_that_cannot_be_read_stays_where_it_is() {
    let folder = corpus();
    for quote in ["minister", "resigned"] {
        check(&folder, &label("a.txt", quote), 0, &[]);
    }
    let file = folder.path().join("corpus/annotations/me/a.txt.ron");
    let whole = fs::read_to_string(&file).unwrap();
    let damaged = whole.replacen("minister", "mini\0ster", 1);
    fs::write(&file, &damaged).unwrap();
    check(&folder, &["check", "corpus"], 1, &["a.txt.ron:2:", "is damaged"]);
    check(&folder, &label("a.txt", "Monday"), 0, &[]);
    let after = fs::read_to_string(&file).unwrap();
    for line in damaged.lines() {
        assert!(after.lines().any(|kept| kept == line), "{line} is gone");
    }
    let csv = run(&folder, &["export", "corpus", "--format", "csv"]).1;
    assert!(csv.contains("resigned") && csv.contains("Monday"), "{csv}");
}

#[test]
fn annotations_survive_what_happens_to_their_article() {
    let changes = [
        ("moved", format!("A new first sentence. {SENTENCES}")),
        ("orphan", "Quite another text stands here now.".to_owned()),
        ("orphan", String::new()),
    ];
    for (state, text) in changes {
        let folder = corpus();
        check(&folder, &label("a.txt", "minister resigned"), 0, &[]);
        write(&folder, "corpus/a.txt", text);
        let told = [state, "“minister resigned”"];
        check(&folder, &["check", "corpus"], 1, &told);
        let export = ["export", "corpus", "--format", "csv"];
        check(&folder, &export, 0, &["minister resigned"]);
    }
}

#[test]
fn a_passage_too_long_to_save_is_refused_and_nothing_else_with_it() {
    let folder = corpus();
    let text = format!("{SENTENCES}\n{}.\n", "word".repeat(20_000));
    write(&folder, "corpus/a.txt", text);
    let start = SENTENCES.len() + 1;
    let opening = ProjectOptions {
        dirs: Dirs::below(&folder.path().join("home")),
        annotator: "me".to_owned(),
        store: None,
        seed: 1,
    };
    let mut project = opening.open_paths(&[folder.path().join("corpus")]).unwrap();
    let article = project.load(0);
    let long = article.outline.sentences.last().unwrap().span;
    assert_eq!(long.start, start, "the long one is a sentence of its own");
    let edit = AnnotationEdit::Label(Some(LabelId("sourced".to_owned())));
    let at = Timestamp::UNIX_EPOCH;
    let refused = EditTarget::Words(0, long);
    let told = project.objection(refused, &edit).unwrap();
    assert!(told.contains("64 KiB"), "{told}");
    assert!(project.edit(&[refused], &edit, at).is_none());
    let first = EditTarget::Words(0, article.outline.sentences[0].span);
    assert!(project.edit(&[refused, first], &edit, at).is_some());
    project.save(0).unwrap();
    assert_eq!(project.unsaved().count(), 0);
}

#[cfg(unix)]
#[test]
fn foreign_names_reach_no_terminal_as_they_are() {
    let folder = corpus();
    let name = "corpus/\u{1b}[31m\u{202e}x\u{200b}%s.txt";
    write(&folder, name, "");
    let said = run(&folder, &["list", "nowhere\u{1b}[2J\u{202e}"]).1;
    assert!(!said.contains('\u{1b}') && !said.contains('\u{202e}'), "{said}");
    check(&folder, &["list", "corpus"], 0, &["%s.txt"]);
}

#[test]
fn pages_made_to_hold_a_parser_up_are_read() {
    let folder = corpus();
    let pages = [
        "<div>".repeat(100_000),
        format!("<p {}>He said so.</p>", "a=1 ".repeat(100_000)),
        "<p>a <b>".repeat(20_000),
        "<!--".repeat(100_000),
    ];
    for (index, page) in pages.iter().enumerate() {
        write(&folder, &format!("corpus/{index}.html"), format!("<html><body>{page}"));
    }
    write(&folder, "corpus/front.md", format!("---\n{}", "k: v\n".repeat(10_000)));
    write(&folder, "corpus/fence.md", format!("```\n{}", "x\n".repeat(10_000)));
    check(&folder, &["list", "corpus"], 0, &["a.txt", "3.html", "fence.md"]);
}
