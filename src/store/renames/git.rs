//! The renames that git has a record of, if the articles are in a work tree of git and git is there.
//!
//! Git is never required. It runs with a fixed list of arguments, without a shell, a pager, hooks or
//! external programs, and is given up after some seconds.

use std::{
    collections::HashMap,
    io::Read as _,
    path::Path,
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

/// Longest wait for one run of git.
const PATIENCE: Duration = Duration::from_secs(5);

/// Bytes of the longest record that is read.
const LIMIT: u64 = 64 << 20;

/// Arguments of both runs. `core.fsmonitor` and signatures could start programs of a foreign folder.
const ALWAYS: [&str; 4] = ["-c", "core.fsmonitor=false", "-c", "log.showSignature=false"];

const OF_INDEX: [&str; 7] =
    ["diff", "--cached", "--no-ext-diff", "-M", "--diff-filter=R", "--name-status", "-z"];

const OF_COMMITS: [&str; 7] =
    ["log", "--no-ext-diff", "-M", "--diff-filter=R", "--name-status", "-z", "--format="];

/// Returns the newest name of each renamed file, both below `root` with `/` between components; empty
/// without git.
pub(super) fn renames(root: &Path) -> HashMap<String, String> {
    let mut newest = HashMap::new();
    for arguments in [OF_INDEX, OF_COMMITS] {
        let Some(output) = run(root, &arguments) else {
            return newest;
        };
        for (old, new) in pairs(&output) {
            // The newest commit comes first, so later names are known already.
            let name = newest.get(&new).cloned().unwrap_or(new);
            newest.entry(old).or_insert(name);
        }
    }
    newest
}

/// Returns the output of a run; `None` after an error or the time limit.
fn run(root: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
    let mut git = Command::new("git");
    git.arg("-C").arg(root).args(ALWAYS).args(arguments).args(["--relative", "--", "."]);
    git.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_TERMINAL_PROMPT", "0").env("GIT_PAGER", "cat");
    git.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = git.spawn().ok()?;
    let output = child.stdout.take()?;
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = output.take(LIMIT).read_to_end(&mut bytes);
        let _ = sender.send(read.map(|_| bytes));
    });
    let read = receiver.recv_timeout(PATIENCE);
    if read.is_err() {
        let _ = child.kill();
    }
    let status = child.wait().ok()?;
    read.ok()?.ok().filter(|_| status.success())
}

/// Returns old and new name of each record `R100␀old␀new␀`, in order.
fn pairs(output: &[u8]) -> Vec<(String, String)> {
    let mut parts = output.split(|byte| *byte == 0);
    let mut pairs = Vec::new();
    while let Some(part) = parts.next() {
        let is_digits = |digits: &[u8]| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
        let status = part.strip_prefix(b"\n").unwrap_or(part);
        if !status.strip_prefix(b"R").is_some_and(is_digits) {
            continue;
        }
        let (Some(old), Some(new)) = (parts.next(), parts.next()) else {
            break;
        };
        let name = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
        pairs.extend(name(old).zip(name(new)));
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(old: &str, new: &str) -> (String, String) {
        (old.to_owned(), new.to_owned())
    }

    #[test]
    fn records_of_git_are_read_and_others_are_passed_over() {
        let output = b"R100\0a b.txt\0R100\0\nR087\0old/c.txt\0new/c.txt\0M\0x\0R1x\0y\0R099\0cut";
        assert_eq!(pairs(output), [pair("a b.txt", "R100"), pair("old/c.txt", "new/c.txt")]);
        assert_eq!(pairs(b""), []);
        assert_eq!(pairs(b"R100\0\xff\0new\0"), []);
    }

    #[test]
    fn a_folder_without_git_has_no_renames() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(renames(folder.path()), HashMap::new());
    }
}
