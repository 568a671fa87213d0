//! S1 and S12 on the real screen: after SIGKILL at any moment, what the status line called saved is on
//! disk, and undo reaches every label that stands.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
    thread,
    time::Duration,
};

use super::pty::{Terminal, TerminalDesk};
use copydesk::testing::trials;

/// Sentences of the article; each run labels some of them.
const SENTENCES: usize = 120;

/// The keys of the labels; each run on an article has its own, since a key takes off its own label.
const KEYS: [&str; 4] = ["1", "2", "3", "4"];

fn desk() -> TerminalDesk {
    let desk = TerminalDesk::empty();
    let sentences =
        (0..SENTENCES).map(|n| format!("Tram number {n} of the northern line was late. "));
    desk.write("texts/a.txt", &sentences.collect::<String>());
    desk
}

/// Labels on disk.
fn stored(desk: &TerminalDesk) -> usize {
    let file = desk.texts().join("annotations/tester/a.txt.ron");
    let text = fs::read_to_string(file).unwrap_or_default();
    assert!(text.is_empty() || text.ends_with("])\n"), "the file is broken:\n{text}");
    text.matches("op:Put").count()
}

/// Returns the number of labels that the status line calls saved, for example 5 for `S 3  U 2  · 12   saved`;
/// 0 for anything else.
fn called_saved(screen: &str) -> usize {
    let lines = screen.lines().filter(|line| line.contains("saved"));
    let counts = lines.filter_map(|line| line.split_once('·')).map(|(counts, _)| counts);
    let words: Vec<&str> = counts.flat_map(str::split_whitespace).collect();
    // A number without a letter stands in a message, for example "1 annotation missing here".
    let of_labels = words.windows(2).filter(|pair| pair[0].chars().all(char::is_uppercase));
    of_labels.filter_map(|pair| pair[1].parse::<usize>().ok()).sum()
}

/// Returns the promise of the screen; a frame that is only half drawn promises nothing.
fn promised(terminal: &Terminal) -> usize {
    let [one, other] = [(); 2].map(|()| {
        thread::sleep(Duration::from_millis(2));
        called_saved(&terminal.screen())
    });
    one.min(other)
}

/// Types, kills, and gives what the screen had promised.
fn type_and_kill(desk: &TerminalDesk, key: &str, rng: &mut fastrand::Rng) -> usize {
    let mut terminal = desk.open();
    terminal.wait_for("Space menu");
    let mut kept = 0;
    for _ in 0..rng.usize(1..8) {
        terminal.press(key);
        thread::sleep(Duration::from_micros(rng.u64(..12_000)));
        kept = kept.max(promised(&terminal));
    }
    if rng.u8(..4) > 0 {
        terminal.wait_for("saved");
        kept = kept.max(promised(&terminal));
    }
    for _ in 0..rng.usize(..3) {
        terminal.press(key);
    }
    thread::sleep(Duration::from_micros(rng.u64(..8_000)));
    terminal.signal("KILL");
    kept
}

#[test]
fn a_number_of_a_message_is_no_promise() {
    assert_eq!(called_saved(" S 3  U 2  · 12   saved"), 5);
    assert_eq!(called_saved(" 1 annotation missing here · Space b shows them.   saved"), 0);
}

#[test]
fn s1_what_the_screen_called_saved_survives_sigkill() {
    let n_kills = trials(60, 10_000);
    let n_threads = 4;
    let part = |at: usize| {
        let mut rng = fastrand::Rng::with_seed(at as u64);
        let (mut here, mut n_promised) = (desk(), 0);
        for run in (at..n_kills).step_by(n_threads) {
            let kept = type_and_kill(&here, KEYS[run / n_threads % KEYS.len()], &mut rng);
            let found = stored(&here);
            assert!(found >= kept, "the screen called {kept} saved, and {found} are there");
            n_promised += usize::from(kept > 0);
            if run / n_threads % KEYS.len() == KEYS.len() - 1 {
                // Also the program itself finds them again, and nothing else.
                let rows = here.run(&["export", "texts", "--format", "jsonl"]);
                assert_eq!(rows.lines().count(), found);
                let_go(&here);
                here.run(&["check", "texts"]);
                here = desk();
            }
        }
        n_promised
    };
    let n_promised: usize = thread::scope(|scope| {
        let part = &part;
        let parts: Vec<_> = (0..n_threads).map(|at| scope.spawn(move || part(at))).collect();
        parts.into_iter().map(|part| part.join().expect("it ends")).sum()
    });
    assert!(n_promised * 2 > n_kills, "the screen promised something in {n_promised} runs only");
}

#[test]
fn s1_the_check_catches_a_label_that_is_gone() {
    let desk = desk();
    let mut terminal = desk.open();
    terminal.wait_for("sentence 1/").press("111").wait_for("S 3").wait_for("saved");
    let kept = promised(&terminal);
    terminal.signal("KILL");
    assert_eq!((kept, stored(&desk)), (3, 3));
    let file = desk.texts().join("annotations/tester/a.txt.ron");
    let text = fs::read_to_string(&file).expect("annotations");
    let fewer: String = text
        .lines()
        .filter(|line| !line.contains("number 1 "))
        .map(|line| format!("{line}\n"))
        .collect();
    fs::write(&file, fewer).expect("it can be damaged");
    assert!(stored(&desk) < kept, "a lost label would not be noticed");
}

/// Lets the labels go that the journal has and that a kill kept from the files: later runs labelled the
/// same sentences. `check` names nothing else.
fn let_go(desk: &TerminalDesk) {
    let check = program(desk, &["check", "texts"]);
    if check.status.success() {
        return;
    }
    let told = String::from_utf8_lossy(&check.stdout);
    assert!(told.contains("missing here, kept in the undo journal"), "{told}");
    desk.run(&["recover", "texts", "--missing", "let-go", "--all"]);
}

/// Runs the program without a terminal, with any status.
fn program(desk: &TerminalDesk, arguments: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    program.args(arguments).current_dir(desk.home());
    program.env("COPYDESK_HOME", desk.home()).env("USER", "tester").output().expect("it runs")
}

/// Four articles for labels of many articles at once.
fn wide_desk() -> TerminalDesk {
    let desk = TerminalDesk::empty();
    for name in ["a", "b", "c", "d"] {
        let text = format!(
            "Sign up for more.\n\nTram {name} was late. Fees rose. Who asked? Rents fell.\n"
        );
        desk.write(&format!("texts/{name}.txt"), &text);
    }
    desk
}

/// Labels on disk, of all articles.
fn standing(desk: &TerminalDesk) -> usize {
    let files =
        fs::read_dir(desk.texts().join("annotations/tester")).into_iter().flatten().flatten();
    // A killed save may leave a hidden temporary file.
    let saved = files
        .map(|file| file.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "ron"));
    let texts = saved.map(|path| fs::read_to_string(path).unwrap_or_default());
    texts.map(|text| text.matches("op:Put").count()).sum()
}

/// Types keys as fast as they go, and kills. Some keys label a whole article, undo and redo.
fn rush_and_kill(desk: &TerminalDesk, is_first: bool, rng: &mut fastrand::Rng) {
    let mut terminal = desk.open();
    terminal.wait_for("sentence ");
    if is_first && rng.u8(..4) > 0 {
        terminal.press("1").wait_for("saved");
    }
    for _ in 0..rng.usize(4..24) {
        terminal.press(["1", "2", "3", "0", "u", "u", "u", "U", "J", "d"][rng.usize(..10)]);
        thread::sleep(Duration::from_micros(rng.u64(..4_000)));
    }
    thread::sleep(Duration::from_micros(rng.u64(..9_000)));
    terminal.signal("KILL").wait_exit();
}

/// Undoes with `copydesk undo` until no step is left.
fn undo_all(desk: &TerminalDesk) {
    for n in 0.. {
        assert!(n < 200, "undo without end");
        if !program(desk, &["undo", "texts"]).status.success() {
            return;
        }
    }
}

#[test]
fn s12_after_sigkill_within_a_save_undo_reaches_every_label_that_stands() {
    let n_kills = trials(40, 10_000);
    let mut rng = fastrand::Rng::with_seed(5);
    let mut n_standing = 0;
    for run in 0..n_kills {
        let desk = wide_desk();
        // A second sitting begins with what the first one left.
        for sitting in 0..=run % 2 {
            rush_and_kill(&desk, sitting == 0, &mut rng);
        }
        n_standing += usize::from(standing(&desk) > 0);
        undo_all(&desk);
        assert_eq!(standing(&desk), 0, "run {run}: labels stand that undo does not know");
    }
    assert!(n_standing * 2 > n_kills, "labels stood after {n_standing} kills only");
}

#[test]
fn s12_the_check_catches_a_label_that_undo_does_not_know() {
    let desk = wide_desk();
    let mut terminal = desk.open();
    terminal.wait_for("sentence ").press("12").wait_for("saved");
    terminal.signal("KILL");
    remove_journals(&desk.home().join("state"));
    undo_all(&desk);
    assert!(standing(&desk) > 0, "nothing was there to be noticed");
}

fn remove_journals(folder: &Path) {
    for entry in fs::read_dir(folder).expect("the state folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            remove_journals(&path);
        } else if path.extension().is_some_and(|ending| ending == "ronl") {
            fs::remove_file(path).expect("the journal goes");
        }
    }
}
