//! Foreign text never acts on the terminal: not in articles, file names, notes or searches.

use std::{fs, thread, time::Duration};

use copydesk::testing::{audit, objection, trials};

use super::pty::{ESC, TerminalDesk, holds};

/// Titles, hyperlinks, clipboards, colours, cursor reports, C1 introducers, overrides, hidden letters.
const ATTACKS: &str = "Evil\u{1b}]0;owned\u{7} \u{1b}]52;c;b3duZWQ=\u{7} \u{1b}[31mred\u{1b}[2J \
    \u{9b}31m \u{90}q\u{9c} \u{202e}drowssap\u{202c} z\u{200b}w \u{2066}x\u{2069} \u{feff} \u{1b}[6n \
    \u{e0041} back\u{8}\u{8} bell\u{7} del\u{7f} vt\u{b} ff\u{c}";

/// Gives the program time for a frame. A frame that comes later weakens the test, but never fails it.
fn settle() {
    thread::sleep(Duration::from_millis(60));
}

#[track_caller]
fn assert_harmless(raw: &[u8]) {
    assert_eq!(audit(raw).err(), None);
}

#[cfg(unix)]
fn hostile_desk() -> TerminalDesk {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let desk = TerminalDesk::empty();
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
        "annotate", "texts", "--article", "a.txt", "--quote", "It rained.", "--label", "1", &note,
    ]);
    desk
}

#[cfg(unix)]
#[test]
fn t2_nothing_of_others_acts_on_the_terminal() {
    let desk = hostile_desk();
    let mut terminal = desk.start().size(120, 40).open();
    terminal.wait_for("␛]0;owned").press("jjjjj1");
    for view in [" a", " o", " f", "?", ":", " i"] {
        terminal.press(view);
        settle();
        terminal.press("rained");
        settle();
        terminal.press(ESC);
        settle();
        terminal.press(ESC);
        settle();
    }
    terminal.press("J").wait_for("snowed").press("K").wait_for("␛]0;owned");
    terminal.press("q").wait_exit();
    assert_harmless(&terminal.raw());
}

#[cfg(unix)]
#[test]
fn t3_subcommands_show_it_in_a_terminal_and_keep_it_in_a_pipe() {
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
            "annotate", "texts", "--article", "a.txt", "--quote", "\u{1b}[2J", "--label",
            "\u{1b}]0;x",
        ],
    ] {
        let mut terminal = Start::new(desk.home(), arguments).open();
        terminal.wait_exit();
        assert_harmless(&terminal.raw());
    }
    let csv = desk.run(&["export", "texts", "--format", "csv"]);
    assert!(csv.contains("\u{1b}]0;owned\u{7}"), "the bytes are as they are: {csv}");
}

#[test]
fn t4_copying_is_the_only_command_to_the_system_of_the_terminal() {
    let desk = TerminalDesk::with_sample();
    let mut terminal = desk.open();
    terminal.wait_for("sentence 1/").press("y").wait_for_raw("\x1b]52;c;");
    terminal.press("q").wait_exit();
    assert!(is_one_copy(&terminal.raw()));
}

/// Returns true if one operating system command was sent, for the clipboard.
fn is_one_copy(raw: &[u8]) -> bool {
    let texts = raw.windows(2).filter(|pair| *pair == b"\x1b]").count();
    texts == 1 && holds(raw, b"\x1b]52;c;")
}

#[test]
fn t4_the_check_catches_a_title_and_a_copy_that_nobody_asked_for() {
    assert!(is_one_copy(b"a\x1b]52;c;Yg==\x07b"));
    for bad in [
        &b"\x1b]0;title\x07"[..],
        b"\x1b]52;c;Yg==\x07\x1b]0;title\x07",
        b"\x1b]52;c;Yg==\x07\x1b]52;c;Yg==\x07",
        b"plain",
    ] {
        assert!(!is_one_copy(bad));
    }
}

/// Keys that lead anywhere but out, in any order, over words of others.
#[cfg(unix)]
#[test]
fn t2_long_walks_by_random_keys_send_nothing_of_others() {
    const KEYS: [&str; 34] = [
        "j", "k", "J", "K", "}", "{", "\t", "1", "2", "i", "v", "w", "b", "/", "n", "*", "f", " ",
        "a", "o", "r", "s", "e",
        // Without the command that suspends: a stopped program's keys are echoed by the system.
        ":z", "?", "\r", "y", "Y", "u", "d", "G", "z", "x", "\x1b[<0;20;9M",
    ];
    for seed in 0..trials(2, 200) as u64 {
        let desk = hostile_desk();
        let mut terminal =
            desk.start().size(60 + (seed % 90) as u16, 12 + (seed % 40) as u16).open();
        terminal.wait_for("␛]0;owned");
        let mut random = fastrand::Rng::with_seed(seed);
        for _ in 0..trials(150, 2_000) {
            terminal.press(KEYS[random.usize(..KEYS.len())]);
            if random.u8(..) < 40 {
                terminal.press(ESC);
                settle();
            }
        }
        terminal.signal("TERM");
        assert!(terminal.ends(), "seed {seed}");
        terminal.wait_exit();
        let copied =
            audit(&terminal.raw()).unwrap_or_else(|bad| panic!("seed {seed}: {bad}")).copied;
        assert!(copied.len() <= 2_000);
        terminal.assert_restored();
    }
}

#[cfg(unix)]
#[test]
fn t3_a_pipe_for_people_gets_lines_that_are_lines_and_no_sequences() {
    let desk = hostile_desk();
    fs::write(desk.texts().join("e\nPWNED line.txt"), "It rained.\n").unwrap();
    for arguments in [
        &["list", "texts"][..],
        &["find", "texts", "rained"],
        &["find", "texts", "rained", "--kwic"],
        &["repeats", "texts"],
        &["show", "texts"],
        &["export", "texts", "--format", "markdown"],
        &["list", "texts", "--json"],
        &["find", "texts", "rained", "--json"],
        &["export", "texts", "--format", "jsonl"],
        &["export", "texts", "--format", "ron"],
        &["config", "path", "texts"],
    ] {
        let said = desk.run(arguments);
        for line in said.lines() {
            assert_eq!(objection(line), None, "{arguments:?}: {line:?}");
            assert!(!line.starts_with("PWNED"), "{arguments:?}: a name makes a line of its own");
        }
    }
    let raw = desk.run(&["export", "texts", "--format", "csv"]);
    assert!(
        raw.lines().any(|line| objection(line).is_some()),
        "the check sees bytes that are as they are"
    );
}
