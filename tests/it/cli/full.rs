//! S3 on the real binary: full disks, limits and errors of the system cost nothing that was saved.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use super::CliDesk;
use copydesk::testing::trials;

/// The arguments that annotate one sentence with a note of this many letters.
fn annotate(letters: usize) -> Vec<String> {
    let note = "x".repeat(letters);
    let words = ["annotate", "texts/a.txt", "--quote", "One fact.", "--note", &note];
    words.map(str::to_owned).to_vec()
}

fn file(desk: &CliDesk) -> Vec<u8> {
    fs::read(desk.path("texts/annotations/tester/a.txt.ron")).unwrap_or_default()
}

fn desk() -> CliDesk {
    let desk = CliDesk::new();
    desk.write("texts/a.txt", "One fact. Two facts.\n");
    let arguments = annotate(3);
    desk.done(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    desk
}

/// Runs a program around copydesk, in the folder of the desk.
fn run(desk: &CliDesk, program: &str, before: &[&str], arguments: &[String]) -> Output {
    Command::new(program)
        .args(before)
        .arg(env!("CARGO_BIN_EXE_copydesk"))
        .args(arguments)
        .current_dir(desk.path(""))
        .env("COPYDESK_HOME", desk.path("home"))
        .env("USER", "tester")
        .output()
        .unwrap()
}

#[cfg(unix)]
#[test]
fn s3_a_file_size_limit_is_an_error_and_no_crash() {
    let desk = desk();
    let before = file(&desk);
    let limited = ["-c", "ulimit -f 4; exec \"$0\" \"$@\""];
    let ran = run(&desk, "sh", &limited, &annotate(20_000));
    let told = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(2), "{told}");
    assert!(told.contains("a.txt.ron") && told.contains("too large"), "{told}");
    assert_eq!(file(&desk), before);
    let ran = run(&desk, "env", &[], &annotate(20_000));
    assert!(ran.status.success() && file(&desk).len() > 20_000);
}

/// A small file system in memory, as long as it is held.
struct SmallDisk<'a>(&'a Path);

impl<'a> SmallDisk<'a> {
    fn mount(at: &'a Path) -> Option<Self> {
        let options = ["-t", "tmpfs", "-o", "size=64k", "tmpfs"];
        let mounted = Command::new("mount").args(options).arg(at).output();
        mounted.is_ok_and(|ran| ran.status.success()).then_some(Self(at))
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

#[test]
fn s3_a_full_disk_is_an_error_without_loss() {
    let desk = desk();
    let store = desk.path("small");
    fs::create_dir(&store).unwrap();
    let Some(_disk) = SmallDisk::mount(&store) else {
        eprintln!("not checked: no small file system can be mounted here");
        return;
    };
    let annotate = |letters| {
        let mut arguments = annotate(letters);
        arguments.extend(["--store".to_owned(), "small".to_owned()]);
        run(&desk, "env", &[], &arguments)
    };
    assert!(annotate(10).status.success());
    let saved = store.join("tester/a.txt.ron");
    let before = fs::read(&saved).unwrap();
    let _ = fs::write(store.join("filler"), [b'x'; 70_000]);
    let ran = annotate(9_000);
    let told = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(2), "{told}");
    assert!(told.contains("a.txt.ron") && told.contains("No space left"), "{told}");
    assert_eq!(fs::read(&saved).unwrap(), before);
    fs::remove_file(store.join("filler")).unwrap();
    assert!(annotate(9_000).status.success(), "there is room again");
    assert!(fs::read(&saved).unwrap().len() > 9_000);
}

/// Before a release only: it takes a minute and needs strace.
#[cfg(target_os = "linux")]
#[test]
fn s3_errors_of_the_system_cost_nothing() {
    if trials(0, 1) == 0 {
        return;
    }
    if Command::new("strace").arg("-V").output().is_err() {
        eprintln!("not checked: there is no strace here");
        return;
    }
    let (mut n_failed, mut n_tried) = (0, 0);
    for call in ["openat", "write", "fsync", "rename", "mkdir", "statx", "fchmod", "flock"] {
        for error in ["ENOSPC", "EIO", "EROFS", "EACCES", "EMFILE", "EINTR"] {
            for when in 1..=12 {
                let desk = desk();
                let before = file(&desk);
                let inject = format!("inject={call}:error={error}:when={when}");
                let traced = ["-f", "-o", "/dev/null", "-e", &inject];
                let ran = run(&desk, "strace", &traced, &annotate(500));
                let after = file(&desk);
                let has_new = after.windows(500).any(|part| part == [b'x'; 500]);
                let what = format!("{inject}: {}", String::from_utf8_lossy(&ran.stderr));
                assert!(has_new || after == before, "neither the old nor the new: {what}");
                // Without the annotator's own name or folders another store may be meant.
                assert!(!ran.status.success() || has_new, "called saved: {what}");
                n_tried += 1;
                n_failed += usize::from(!ran.status.success());
                assert!(
                    run(&desk, "env", &[], &annotate(700)).status.success(),
                    "the next: {what}"
                );
            }
        }
    }
    println!("{n_tried} injected errors, {n_failed} of them kept the program from saving");
}
