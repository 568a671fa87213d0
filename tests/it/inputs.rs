//! The promises I1 to I5: files that are made to hold a reader up, or that change under it, are named with
//! their reason, and the good ones beside them are served.
//!
//! Every run of the program has a limit far above what it needs, so a machine with other work fails no
//! test and a program that waits for ever fails each. Beside each promise stands a program that breaks it,
//! often a line for the shell, which the same check catches.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use copydesk::testing::{objection, trials};
use tempfile::TempDir;

use crate::terminal::pty::{ESC, Terminal, TerminalDesk};

const LIMIT: Duration = Duration::from_secs(60);

/// The wait for a command that a test expects not to end.
const SHORT: Duration = Duration::from_millis(500);

const GOOD: &str = "The minister resigned on Monday. Nobody knows why she did.\n";

/// Returns the output and the status of a command; `None` if the command does not end in time.
fn said(mut command: Command, limit: Duration) -> Option<(i32, String)> {
    let out = tempfile::tempfile().unwrap();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(out.try_clone().unwrap())
        .stderr(out.try_clone().unwrap())
        .spawn()
        .unwrap();
    let begin = Instant::now();
    while begin.elapsed() < limit {
        if let Some(status) = child.try_wait().unwrap() {
            return Some((status.code().unwrap_or(-1), text_of(out)));
        }
        thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    None
}

fn text_of(mut file: fs::File) -> String {
    use std::io::{Read, Seek};
    let mut bytes = Vec::new();
    file.rewind().unwrap();
    file.read_to_end(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn copydesk(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    command
        .args(arguments)
        .args(["--annotator", "me"])
        .current_dir(folder)
        .env("COPYDESK_HOME", folder.join("home"));
    command
}

fn corpus() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("corpus")).unwrap();
    fs::write(folder.path().join("corpus/good.txt"), GOOD).unwrap();
    folder
}

/// Returns the words that are not told.
fn untold<'a>(words: &str, told: &[&'a str]) -> Vec<&'a str> {
    let all = told.iter().copied();
    all.filter(|wanted| !words.contains(wanted)).collect()
}

/// Returns the status and the output of a line for the shell, or nothing if it does not end in `limit`.
fn shell(folder: &TempDir, line: &str, limit: Duration) -> Option<(i32, String)> {
    let mut command = Command::new("sh");
    command.args(["-c", line]).current_dir(folder.path());
    said(command, limit)
}

/// `check` ends, names each file with its reason, and the good article is read all the same.
#[track_caller]
fn assert_named(folder: &TempDir, told: &[&str]) {
    let (_, words) =
        said(copydesk(folder.path(), &["check", "corpus"]), LIMIT).expect("check ends");
    assert_eq!(untold(&words, told), [""; 0], "in\n{words}");
    let (status, words) =
        said(copydesk(folder.path(), &["list", "corpus"]), LIMIT).expect("list ends");
    assert_eq!(status, 0, "{words}");
    assert!(words.contains("0/2  good.txt"), "{words}");
    for line in words.lines() {
        assert_eq!(objection(line), None, "{line:?}");
    }
}

/// Shapes of pages that hold up parsers, each with what is told of it.
fn pages() -> Vec<(&'static str, String)> {
    let many = |n: usize| (0..n).map(|i| format!(" a{i}=1")).collect::<String>();
    let fonts: String = (0..500).map(|i| format!("<font a={i}>")).collect();
    vec![
        ("hold up readers", "<div>".repeat(100_000)),
        ("", "<b><i>".repeat(50_000)),
        ("hold up readers", "<ul><li>".repeat(60_000)),
        ("", "<svg><g>".repeat(60_000)),
        ("", "<table><tr><td>".repeat(30_000)),
        ("without attributes", format!("<p{}>x", many(100_000))),
        ("", format!("<p {}>x", "/".repeat(200_000))),
        ("hold up readers", format!("<p>{fonts}{}", "<p>x".repeat(40_000))),
        ("", format!("<!--{}-->", "x".repeat(2_200_000))),
        ("nest in each other", "<b".repeat(300_000)),
        ("", "<!--".repeat(200_000)),
        ("", "<![CDATA[".repeat(100_000)),
        ("", "&".repeat(50_000)),
        ("", "<a href=x>x</a>".repeat(5_000)),
        ("", format!("<title>{}", "t".repeat(100_000))),
        ("", "</p>".repeat(10_000)),
        ("", "<".repeat(50_000)),
        ("", format!("<script>{}", "<!--<script>".repeat(80_000))),
        ("", format!("<meta charset={}>", "u".repeat(500_000))),
    ]
}

#[test]
fn i1_pages_that_hold_parsers_up_are_read_or_named() {
    let folder = corpus();
    let mut told = Vec::new();
    for (index, (reason, page)) in pages().iter().enumerate() {
        let page = format!("<html><body><p>He said so.</p>{page}");
        fs::write(folder.path().join(format!("corpus/{index}.html")), page).unwrap();
        told.push(*reason);
    }
    assert_named(&folder, &told);
}

#[test]
fn i1_texts_that_hold_splitters_up_are_read() {
    let folder = corpus();
    for (index, motif) in [
        "(", "\"", "“", ". ", "A.B.", "«", "\n- ", "> ", "#", "|", "`", "[x](", "***", "\u{301}",
        "👩\u{200d}", "\r",
    ]
    .iter()
    .enumerate()
    {
        let text = format!("It rained. {}", motif.repeat(50_000 / motif.len()));
        fs::write(folder.path().join(format!("corpus/{index}.md")), text).unwrap();
    }
    assert_named(&folder, &[]);
}

#[test]
fn i1_the_check_catches_a_program_that_waits_for_ever() {
    let mut command = Command::new("sh");
    command.args(["-c", "while :; do sleep 1; done"]);
    assert_eq!(said(command, Duration::from_millis(300)), None);
}

#[cfg(unix)]
#[test]
fn i2_what_is_no_file_is_named_and_never_waited_for() {
    use std::os::unix::{fs::symlink, net::UnixListener};
    let folder = corpus();
    let inside = folder.path().join("corpus");
    let made = Command::new("mkfifo").arg(inside.join("fifo.txt")).status();
    assert!(made.is_ok_and(|status| status.success()));
    let _socket = UnixListener::bind(inside.join("socket.txt")).unwrap();
    for (target, name) in [
        ("/dev/zero", "zero.txt"),
        ("/dev/random", "random.txt"),
        ("/dev/tty", "tty.txt"),
        ("fifo.txt", "to-fifo.txt"),
        ("nowhere", "nowhere.txt"),
        ("self.txt", "self.txt"),
        ("b.txt", "a.txt"),
        ("a.txt", "b.txt"),
        (".", "round"),
        ("..", "up"),
        ("/proc", "proc"),
    ] {
        symlink(target, inside.join(name)).unwrap();
    }
    fs::create_dir(inside.join("folder.txt")).unwrap();
    let named = [
        "fifo.txt", "socket.txt", "zero.txt", "tty.txt", "to-fifo.txt", "nowhere.txt", "self.txt",
        "not a regular file",
    ];
    // A folder as large as the one of all processes is not walked to its end here.
    fs::remove_file(inside.join("proc")).unwrap();
    assert_named(&folder, &named);
    let mut fifo = copydesk(folder.path(), &["show", "corpus/fifo.txt"]);
    fifo.stdin(Stdio::null());
    let (status, words) = said(fifo, LIMIT).expect("show ends");
    assert!(status == 1 && words.contains("not a regular file"), "{words}");
}

#[cfg(unix)]
#[test]
fn i2_the_check_catches_a_program_that_opens_a_fifo() {
    let folder = corpus();
    let fifo = folder.path().join("fifo");
    let made = Command::new("mkfifo").arg(&fifo).status();
    assert!(made.is_ok_and(|status| status.success()));
    let mut cat = Command::new("cat");
    cat.arg(&fifo);
    assert_eq!(said(cat, Duration::from_millis(300)), None);
}

const TOO_LARGE_OR_NO_TEXT: [&str; 6] =
    ["huge.txt", "64 MB", "hole.html", "binary.txt", "zip.txt", "the file is empty"];

fn too_large_or_no_text() -> TempDir {
    let folder = corpus();
    let inside = folder.path().join("corpus");
    fs::File::create(inside.join("huge.txt")).unwrap().set_len(1 << 40).unwrap();
    fs::File::create(inside.join("hole.html")).unwrap().set_len(60 << 20).unwrap();
    fs::write(inside.join("binary.txt"), [0, 1, 2, 255].repeat(100_000)).unwrap();
    fs::write(inside.join("zip.txt"), b"PK\x03\x04 and so on".repeat(100)).unwrap();
    fs::write(inside.join("empty.txt"), "").unwrap();
    folder
}

#[test]
fn i3_what_is_too_large_or_no_text_is_named_with_its_limit() {
    assert_named(&too_large_or_no_text(), &TOO_LARGE_OR_NO_TEXT);
}

#[cfg(unix)]
#[test]
fn i3_the_check_catches_a_program_that_reads_a_huge_file_to_its_end() {
    let folder = too_large_or_no_text();
    assert_eq!(shell(&folder, "exec wc -w corpus/huge.txt", SHORT), None);
}

#[cfg(unix)]
#[test]
fn i3_the_check_catches_a_program_that_passes_over_what_is_no_text() {
    let folder = too_large_or_no_text();
    let line = "rm corpus/h*; for file in corpus/*; do grep -Iq . $file && echo $file; done";
    let (_, words) = shell(&folder, line, LIMIT).expect("it ends");
    assert!(words.contains("good.txt"), "{words}");
    assert!(untold(&words, &TOO_LARGE_OR_NO_TEXT).contains(&"binary.txt"));
}

#[test]
fn i4_an_article_that_vanishes_or_changes_while_open_loses_nothing() {
    let desk = TerminalDesk::with_sample();
    let mut terminal = desk.open();
    terminal.wait_for("sentence 1/").press("1").wait_for("sentence 2/");
    let article = desk.texts().join("01-harbour-fees.txt");
    let text = fs::read_to_string(&article).unwrap();
    for change in ["gone", "empty", "binary", "other", "folder", "back"] {
        let _ = fs::remove_file(&article);
        let _ = fs::remove_dir(&article);
        match change {
            "gone" => {}
            "empty" => fs::write(&article, "").unwrap(),
            "binary" => fs::write(&article, [0, 1, 2, 255].repeat(1_000)).unwrap(),
            "other" => fs::write(&article, "Quite another text. It is short.").unwrap(),
            "folder" => fs::create_dir(&article).unwrap(),
            _ => fs::write(&article, &text).unwrap(),
        }
        work(&mut terminal);
    }
    terminal.press("q");
    assert_eq!(terminal.wait_exit(), 0);
    terminal.assert_restored();
    assert_eq!(lost(&desk), None);
}

/// Returns the fault of the annotations of the article that comes and goes.
fn lost(desk: &TerminalDesk) -> Option<String> {
    let file = desk.texts().join("annotations/tester/01-harbour-fees.txt.ron");
    match fs::read_to_string(file) {
        Ok(saved) if saved.contains("label:\"sourced\"") => None,
        Ok(saved) => Some(saved),
        Err(error) => Some(error.to_string()),
    }
}

/// A program that tidies the annotations of articles away that are not there.
#[cfg(unix)]
#[test]
fn i4_the_check_catches_a_program_that_forgets_what_is_gone() {
    let desk = TerminalDesk::with_sample();
    let mut terminal = desk.open();
    terminal.wait_for("sentence 1/").press("1").wait_for("sentence 2/").press("q").wait_exit();
    assert_eq!(lost(&desk), None);
    fs::remove_file(desk.texts().join("01-harbour-fees.txt")).unwrap();
    let mut tidy = Command::new("sh");
    let line = "cd annotations/tester && for file in *.ron; do [ -e ../../${file%.ron} ] || rm $file; done";
    tidy.args(["-c", line]).current_dir(desk.texts());
    assert!(tidy.status().unwrap().success());
    assert!(lost(&desk).is_some());
}

/// Goes to another article and back, through lists and a search, and puts a label.
fn work(terminal: &mut Terminal) {
    terminal.press("J").press("K").press("jj").press("2");
    for (keys, seen) in [(" o", "Open an article"), (" f", "›")] {
        terminal.press(keys).wait_for(seen).press("fee").press(ESC).press(ESC);
    }
    terminal.press("gg");
}

#[cfg(unix)]
#[test]
fn i4_what_changes_between_listing_and_reading_is_named() {
    use copydesk::store::{list, read};
    let folder = corpus();
    let listing = list(&[folder.path().join("corpus")]).unwrap();
    let file = folder.path().join("corpus/good.txt");
    fs::remove_file(&file).unwrap();
    let told = |words| not_told(&read(&listing.entries[0]), words);
    assert_eq!(told("gone"), None);
    fs::create_dir(&file).unwrap();
    assert_eq!(told("not a regular file"), None);
    fs::remove_dir(&file).unwrap();
    let made = Command::new("mkfifo").arg(&file).status();
    assert!(made.is_ok_and(|status| status.success()));
    assert_eq!(told("not a regular file"), None);
}

/// Returns the other words of an article without a problem of these words; `None` with the problem.
fn not_told(article: &copydesk::corpus::Article, words: &str) -> Option<String> {
    match article.problem() {
        Some(problem) if problem.message.contains(words) => None,
        Some(problem) => Some(problem.message.clone()),
        None => Some("nothing is told".to_owned()),
    }
}

/// A reader that goes by what it read when it listed.
#[test]
fn i4_the_check_catches_a_reader_that_does_not_look_again() {
    use copydesk::store::{list, read};
    let folder = corpus();
    let listing = list(&[folder.path().join("corpus")]).unwrap();
    let known = read(&listing.entries[0]);
    fs::remove_file(folder.path().join("corpus/good.txt")).unwrap();
    assert!(not_told(&known, "gone").is_some());
}

const LISTED: [&str; 2] = ["deep.txt", "good.txt"];

fn huge_and_deep(n_files: usize) -> TempDir {
    let folder = corpus();
    let inside = folder.path().join("corpus");
    fs::create_dir(inside.join("many")).unwrap();
    for index in 0..n_files {
        fs::write(inside.join(format!("many/{index}.log")), "").unwrap();
    }
    let mut deep = inside.clone();
    for _ in 0..300 {
        deep.push("nested");
    }
    fs::create_dir_all(&deep).unwrap();
    fs::write(deep.join("deep.txt"), GOOD).unwrap();
    folder
}

#[test]
fn i5_huge_and_deep_folders_are_listed() {
    let folder = huge_and_deep(trials(5_000, 100_000));
    let (status, words) =
        said(copydesk(folder.path(), &["list", "corpus"]), LIMIT).expect("list ends");
    assert_eq!((status, untold(&words, &LISTED)), (0, vec![]), "{words}");
}

#[cfg(unix)]
#[test]
fn i5_the_check_catches_a_program_that_gives_up_in_deep_folders() {
    let folder = huge_and_deep(10);
    let line = "find corpus -maxdepth 100 -name '*.txt'";
    let (status, words) = shell(&folder, line, LIMIT).expect("it ends");
    assert_eq!((status, untold(&words, &LISTED)), (0, vec!["deep.txt"]), "{words}");
}

/// A folder that holds itself, for a program that follows every link.
#[cfg(unix)]
#[test]
fn i5_the_check_catches_a_program_that_walks_for_ever() {
    let folder = huge_and_deep(10);
    let line = "walk() { for below in \"$1\"/*; do [ -d \"$below\" ] && walk \"$below\"; done; }; \
                cd corpus; for n in 1 2 3 4; do ln -s . round$n; done; walk .";
    assert_eq!(shell(&folder, line, SHORT), None);
}

#[cfg(unix)]
#[test]
fn i5_locked_folders_and_files_are_named_where_the_system_locks_them() {
    use std::os::unix::fs::PermissionsExt;
    let folder = corpus();
    let inside = folder.path().join("corpus");
    fs::create_dir(inside.join("locked")).unwrap();
    fs::write(inside.join("locked/a.txt"), GOOD).unwrap();
    fs::write(inside.join("closed.txt"), GOOD).unwrap();
    let closed = fs::Permissions::from_mode(0o000);
    fs::set_permissions(inside.join("locked"), closed.clone()).unwrap();
    fs::set_permissions(inside.join("closed.txt"), closed).unwrap();
    if fs::read_dir(inside.join("locked")).is_ok() {
        eprintln!("not checked: this user may read everything");
    } else {
        assert_named(
            &folder,
            &["no permission to look into the folder", "no permission to read the file"],
        );
    }
    fs::set_permissions(inside.join("locked"), fs::Permissions::from_mode(0o700)).unwrap();
}

/// A long article shows that it is being read at once, and keys work meanwhile.
#[test]
fn i3_a_long_article_does_not_keep_the_first_frame() {
    let desk = TerminalDesk::with_sample();
    let long = "The harbour board voted on Tuesday to raise the fees again. ".repeat(100_000);
    fs::write(desk.texts().join("00-long.txt"), long).unwrap();
    let mut terminal = desk.open();
    terminal.wait_for("Reading 00-long.txt").press("J").wait_for("sentence 1/30");
    terminal.press("1").wait_for("sentence 2/30").press("q");
    assert_eq!(terminal.wait_exit(), 0);
    let mut terminal = desk.open();
    terminal.wait_for("sentence 2/30").press("q").wait_exit();
}
