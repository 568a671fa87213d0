//! Promises S4 and S5: damage is noticed, and neither reading nor saving makes damage worse.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    thread,
};

use super::{STEPS, at, change, held, opened, opened_for_the, sentence};
use crate::{
    annotation::TypedField,
    corpus::Article,
    project::{AnnotationEdit, n_threads},
    store::{Dirs, Store, vfs::tests::simulated_disk::SimulatedDisk},
    testing::trials,
};

/// Returns a disk with all steps saved, and the paths of its annotations and labels.
fn saved() -> (SimulatedDisk, [PathBuf; 2]) {
    let disk = SimulatedDisk::new();
    let mut project = opened(disk.clone());
    for step in 0..STEPS {
        change(&mut project, step);
        project.save(0).expect("nothing fails");
    }
    let files = disk.files().into_keys();
    let files = files.filter(|path| path.extension().is_some_and(|ending| ending == "ron"));
    let [annotations, labels] = files.collect::<Vec<_>>().try_into().expect("two files");
    (disk, [annotations, labels])
}

/// Returns a copy of a disk with other bytes in one file.
fn damaged(disk: &SimulatedDisk, path: &Path, bytes: &[u8]) -> SimulatedDisk {
    let copy = disk.copy();
    copy.overwrite(path, bytes);
    copy
}

/// Damages a file at random, for example by a flipped bit or a cut.
fn harm(bytes: &[u8], rng: &mut fastrand::Rng) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let mut lines: Vec<&[u8]> = Vec::new();
    let whole = bytes.clone();
    let at = rng.usize(..whole.len());
    match rng.u8(..14) {
        0 => bytes.truncate(at),
        1 => bytes[at] ^= 1 << rng.u8(..8),
        2 => bytes.iter_mut().skip(at).take(512).for_each(|byte| *byte = 0),
        3 => bytes.fill(0),
        4 => bytes.clear(),
        5 => drop(bytes.splice(at..at, (0..rng.usize(1..60)).map(|_| rng.u8(..)))),
        6 => bytes = whole.strip_suffix(b"\n").unwrap_or(&whole).to_vec(),
        7 => {
            bytes = String::from_utf8_lossy(&whole).replace('\n', "\r\n").into_bytes();
        }
        8 => {
            bytes =
                String::from_utf8_lossy(&whole).replacen("format:1", "format:2", 1).into_bytes();
        }
        number => {
            lines.extend(whole.split(|byte| *byte == b'\n'));
            let (one, other) = (rng.usize(..lines.len()), rng.usize(..lines.len()));
            match number {
                9 => drop(lines.remove(one)),
                10 => lines.insert(one, lines[other]),
                11 => lines.swap(one, other),
                12 => lines.insert(one, b"<<<<<<< HEAD"),
                _ => lines.insert(one, b"  a line of somebody's own, \xFF \xC3"),
            }
            bytes = lines.join(&b'\n');
        }
    }
    bytes
}

/// Returns id and revision of a good record line.
fn record(line: &[u8]) -> Option<(String, u32)> {
    let line = str::from_utf8(line).ok()?;
    let (checked, tail) = line.rsplit_once(",c:\"")?;
    let sum = format!("{:08x}\"),", crc32fast::hash(checked.as_bytes()));
    let value = |name: &str| checked.split_once(name)?.1.split([',', '"']).next();
    let id = value("(id:\"").filter(|_| tail == sum)?;
    Some((id.to_owned(), value("rev:")?.parse().ok()?))
}

/// Returns the first record that a save removed without a right to.
fn taken_away(before: &[u8], after: &[u8]) -> Option<String> {
    let lines = |bytes| -> Vec<Vec<u8>> {
        let lines = <[u8]>::split(bytes, |byte| *byte == b'\n');
        lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line).to_vec()).collect()
    };
    let after = lines(after);
    let is_kept = |line: &Vec<u8>| match record(line) {
        _ if after.contains(line) => true,
        Some((id, rev)) => {
            after.iter().filter_map(|line| record(line)).any(|(of, new)| of == id && new > rev)
        }
        None => {
            let is_marker = line.starts_with(b"<<<<<<< ");
            is_marker || line.iter().all(u8::is_ascii_whitespace)
        }
    };
    let before = before.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(before);
    let lost = lines(before).into_iter().find(|line| !is_kept(line))?;
    Some(String::from_utf8_lossy(&lost).into_owned())
}

#[test]
fn s4_looking_changes_nothing_and_saving_takes_nothing_away() {
    let (disk, [annotations, labels]) = saved();
    let mut rng = fastrand::Rng::with_seed(4);
    let (mut n_refused, mut n_saved) = (0, 0);
    for trial in 0..trials(150, 3_000) {
        let path = if trial % 5 == 4 { &labels } else { &annotations };
        let mut bytes = disk.files()[path].clone();
        for _ in 0..rng.usize(1..3) {
            bytes = if bytes.is_empty() { bytes } else { harm(&bytes, &mut rng) };
        }
        let disk = damaged(&disk, path, &bytes);
        let before = disk.files();
        let mut project = opened_for_the(1, disk.clone());
        let _ = (project.export_rows(), project.filter_facts(), project.progress(), held(&project));
        assert_eq!(disk.files(), before, "looking changed something");
        let target = sentence(&project, 3);
        project.edit(
            &[target],
            &AnnotationEdit::Text(TypedField::Note, Some("new".to_owned())),
            at(50),
        );
        let outcomes = [project.save(0).map(drop).is_ok(), project.add_label("odd").is_ok()];
        for (path, is_saved) in [&annotations, &labels].into_iter().zip(outcomes) {
            let (old, new) = (&before[path], &disk.files()[path]);
            if is_saved {
                n_saved += 1;
                let lost = (path == &annotations).then(|| taken_away(old, new)).flatten();
                assert_eq!(lost, None, "of {:?}", String::from_utf8_lossy(old));
            } else {
                n_refused += 1;
                assert_eq!(old, new, "{} was refused and is another", path.display());
            }
        }
    }
    assert!(n_refused > 20 && n_saved > 100, "{n_refused} refused, {n_saved} saved");
}

#[test]
fn s4_the_check_catches_dropping_what_cannot_be_read() {
    let (disk, [annotations, _]) = saved();
    let good = &disk.files()[&annotations];
    let mut lines: Vec<&[u8]> = good.split(|byte| *byte == b'\n').collect();
    lines.insert(2, b"(id:\"damaged");
    assert!(taken_away(&lines.join(&b'\n'), good).is_some_and(|lost| lost.contains("damaged")));
    // An older record instead of a newer one is a loss too.
    let older = String::from_utf8_lossy(good).replace("rev:2", "rev:1");
    assert!(taken_away(good, older.as_bytes()).is_some());
}

/// Reads the annotations and labels of a store as text; true if a finding reports damage.
fn read(disk: &SimulatedDisk, article: &Article) -> (String, bool) {
    let dirs = Dirs::below(Path::new("/home")).on(Arc::new(disk.clone()));
    let mut store = Store::choose(None, None, &dirs, "ana");
    let (annotations, odd_annotations) = store.load(article);
    let (codebook, odd_labels) = store.codebook();
    let is_odd = !odd_annotations.is_empty() || !odd_labels.is_empty();
    (format!("{annotations:?} {codebook:?}"), is_odd)
}

/// Returns the number of silent changes among `n_flips` flipped bits. `mend` changes the bytes before
/// the read.
fn n_silent(n_flips: usize, mend: impl Fn(Vec<u8>) -> Vec<u8> + Sync) -> usize {
    let (disk, files) = saved();
    let article = opened(disk.clone()).load(0);
    let good = read(&disk, &article);
    assert!(!good.1, "nothing is wrong before");
    let flips = |number: usize| {
        let mut rng = fastrand::Rng::with_seed(number as u64);
        let disk = disk.copy();
        let whole = disk.files();
        let is_silent = |_: &usize| {
            let path = &files[usize::from(rng.u8(..4) == 0)];
            let mut bytes = whole[path].clone();
            let at = rng.usize(..bytes.len());
            bytes[at] ^= 1 << rng.u8(..8);
            disk.overwrite(path, &mend(bytes));
            let (found, is_odd) = read(&disk, &article);
            disk.overwrite(path, &whole[path]);
            disk.forget();
            found != good.0 && !is_odd
        };
        (number..n_flips).step_by(n_threads()).filter(is_silent).count()
    };
    thread::scope(|scope| {
        let flips = &flips;
        let parts: Vec<_> = (0..n_threads()).map(|at| scope.spawn(move || flips(at))).collect();
        parts.into_iter().map(|part| part.join().expect("it ends")).sum()
    })
}

#[test]
fn s5_no_flipped_bit_is_read_as_something_else() {
    assert_eq!(n_silent(trials(20_000, 1_000_000), |bytes| bytes), 0);
}

#[test]
fn s5_the_check_catches_reading_without_checksums() {
    let without_checksums = |bytes: Vec<u8>| {
        let lines = bytes.split(|byte| *byte == b'\n').map(|line| {
            let cut = line.windows(4).rposition(|part| part == b",c:\"");
            let Some(checked) = cut.map(|cut| &line[..cut]) else {
                return line.to_vec();
            };
            let sum = format!(",c:\"{:08x}\"),", crc32fast::hash(checked));
            [checked, sum.as_bytes()].concat()
        });
        lines.collect::<Vec<_>>().join(&b'\n')
    };
    let n = n_silent(2_000, without_checksums);
    assert!(n > 100, "only {n} of 2000 flips went unnoticed");
}
