//! What others wrote never acts on the terminal: not in articles, file names, notes or searches.

use std::{fs, thread, time::Duration};

use super::pty::{Desk, holds};

/// Titles, hyperlinks, clipboards, colours, cursor reports, C1 introducers, overrides, hidden letters.
const ATTACKS: &str = "Evil\u{1b}]0;owned\u{7} \u{1b}]52;c;b3duZWQ=\u{7} \u{1b}[31mred\u{1b}[2J \
    \u{9b}31m \u{90}q\u{9c} \u{202e}drowssap\u{202c} z\u{200b}w \u{2066}x\u{2069} \u{feff} \u{1b}[6n \
    \u{e0041} back\u{8}\u{8} bell\u{7} del\u{7f} vt\u{b} ff\u{c}";

/// Lets the program draw, whatever it draws.
fn settle() {
    thread::sleep(Duration::from_millis(60));
}

/// What a session wrote, without the escape sequences that the program itself may send.
fn beside_own_sequences(raw: &[u8]) -> String {
    let text = String::from_utf8(raw.to_vec()).expect("UTF-8 only");
    let mut pieces = text.split('\x1b');
    let mut rest = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let own = piece.strip_prefix('[').unwrap_or_else(|| {
            panic!(
                "an escape sequence that is not of the screen: {:?}",
                piece.get(..20)
            )
        });
        let end = own
            .find(|c: char| c.is_ascii_alphabetic())
            .expect("a whole sequence");
        let (numbers, kind) = own.split_at(end);
        let is_plain = |c: char| c.is_ascii_digit() || c == ';' || c == ':' || c == '?';
        assert!(numbers.chars().all(is_plain), "{numbers:?}");
        assert!(
            "HmhlJKABCDr".contains(&kind[..1]),
            "sequence {:?}",
            &own[..=end]
        );
        assert!(
            numbers != "31" || !kind.starts_with('m'),
            "the article's own red"
        );
        rest.push_str(&kind[1..]);
    }
    rest
}

#[track_caller]
fn assert_harmless(raw: &[u8]) {
    for c in beside_own_sequences(raw).chars() {
        let acts = matches!(c, '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
        // Line ends come from the line discipline when the program prints before and after the screen.
        assert!(
            !acts || c == '\r' || c == '\n',
            "{c:?} reached the terminal"
        );
    }
}

#[cfg(unix)]
fn hostile_desk() -> Desk {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let desk = Desk::empty();
    // Articles of little else but control characters are not taken for text.
    let calm = "Nothing happened on the quay. ".repeat(200);
    let article = format!(
        "{ATTACKS}\n\nby {ATTACKS}\n\nThe mayor said {ATTACKS} on Monday. It rained.\n\n{calm}\n"
    );
    fs::write(desk.texts().join("a.txt"), &article).unwrap();
    let name = "b\u{1b}]0;owned\u{7}\u{202e}\u{9b}31m.txt";
    fs::write(desk.texts().join(name), "It rained. It snowed.\n").unwrap();
    let broken = OsStr::from_bytes(b"c\xff\x1b[2J.txt");
    fs::write(desk.texts().join(broken), "It rained.\n").unwrap();
    fs::write(desk.texts().join("d.txt"), format!("{ATTACKS}\0")).unwrap();
    let note = format!("--note={ATTACKS}");
    desk.run(&[
        "annotate",
        "texts",
        "--article",
        "a.txt",
        "--quote",
        "It rained.",
        "--label",
        "1",
        &note,
    ]);
    desk
}

#[cfg(unix)]
#[test]
fn nothing_of_others_acts_on_the_terminal() {
    let desk = hostile_desk();
    let mut terminal = desk.start().size(120, 40).open();
    terminal.wait_for("␛]0;owned").press("jjjjj1");
    for view in [" a", " o", " f", "?", ":", " i"] {
        terminal.press(view);
        settle();
        terminal.press("rained");
        settle();
        terminal.press("\x1b");
        settle();
        terminal.press("\x1b");
        settle();
    }
    terminal
        .press("J")
        .wait_for("snowed")
        .press("K")
        .wait_for("␛]0;owned");
    terminal.press("q").wait_exit();
    assert_harmless(&terminal.raw());
}

#[cfg(unix)]
#[test]
fn subcommands_show_it_in_a_terminal_and_keep_it_in_a_pipe() {
    use super::pty::Start;
    let desk = hostile_desk();
    for arguments in [
        &["list", "texts"][..],
        &["list", "texts", "--json"],
        &["show", "texts"],
        &["show", "texts", "--format", "json"],
        &["check", "texts"],
        &["find", "texts", "rained"],
        &["export", "texts", "--format", "csv"],
        &["export", "texts", "--format", "jsonl"],
        &["export", "texts", "--format", "markdown"],
        &["export", "texts", "--format", "ron"],
        &["show", "no\u{1b}[2Jsuch"],
        &["list", "--no\u{1b}[2Jsuch\u{9b}"],
        &[
            "annotate",
            "texts",
            "--article",
            "a.txt",
            "--quote",
            "\u{1b}[2J",
            "--label",
            "\u{1b}]0;x",
        ],
    ] {
        let mut terminal = Start::new(desk.home(), arguments).open();
        terminal.wait_exit();
        assert_harmless(&terminal.raw());
    }
    let csv = desk.run(&["export", "texts", "--format", "csv"]);
    assert!(
        csv.contains("\u{1b}]0;owned\u{7}"),
        "the bytes are as they are: {csv}"
    );
}

#[test]
fn copying_is_the_only_use_of_the_clipboard() {
    let desk = Desk::with_sample();
    let mut terminal = desk.open();
    terminal
        .wait_for("sentence 1/")
        .press("y")
        .wait_for_raw("\x1b]52;c;");
    terminal.press("q").wait_exit();
    let raw = terminal.raw();
    let texts = raw.windows(2).filter(|pair| *pair == b"\x1b]").count();
    assert_eq!(texts, 1, "one operating system command, for the clipboard");
    assert!(!holds(&raw, b"\x1b]0"));
}
