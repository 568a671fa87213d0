//! Backups of the store's files, outside the shared folder, for the day when a file is emptied, cut off
//! or deleted.
//!
//! Owns location, number and names of backups. A backup is the content of a file after a save:
//!
//! - At most one backup per file and hour, renewed after 5 minutes by content that has everything of the
//!   backup: every annotation or its deletion, every label.
//! - The last backup of each of 24 hours and of 30 days stays.
//! - A repair or a restore always makes a backup first, named `…-before.ron`; the last 30 stay.
//! - A backup with the last copy of anything is *held*: nothing renews or removes the backup until the
//!   content is back or the user has let it go. [`super::missing`] tells the user of held annotations.
//!
//! The file `held` beside the backups of a file names the held backups and the newest backup. All other
//! backups up to the newest have nothing that these do not have, so few backups are read. Without a
//! readable `held` all backups are read.
//!
//! Backups are not flushed, because they back no promise; a torn backup is skipped. If a backup fails,
//! the save continues and the user is told once.

mod content;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use jiff::{Timestamp, tz::TimeZone};

use self::content::Content;
use super::{
    Dirs, StoreError, annotation_file::AnnotationFile, atomic_write::SafeFiles, corpus_id,
};
use crate::annotation::whole_seconds;

/// Age in seconds from which an hourly backup is renewed.
const RENEWED_AFTER: i64 = 5 * 60;

const HOURS: usize = 24;

const DAYS: usize = 30;

/// Number of backups made before repairs and restores.
const BEFORE: usize = 30;

const FILE_LIMIT: u64 = 64 << 20;

/// The file that names the held backups of a file.
const HELD: &str = "held";

const HELD_LIMIT: u64 = 1 << 20;

/// The file of the labels, which has labels for annotations.
const CODEBOOK: &str = "project.ron";

/// Format of the time in a backup's name. File names hold no colon.
const NAME: &str = "%Y-%m-%dT%H-%M-%SZ";

/// Reason for a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BackupReason {
    /// After a save.
    Saved,
    /// Before a repair or a restore.
    Before,
}

/// One backup of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BackupCopy {
    /// Time of the backup, in whole seconds.
    pub at: Timestamp,
    /// Reason for the backup.
    pub reason: BackupReason,
}

/// The backups of one store.
#[derive(Clone, Debug)]
pub(crate) struct BackupFolder {
    files: SafeFiles,
    folder: PathBuf,
}

impl BackupFolder {
    /// Returns the backups of the store in `store`, in the platform's state folder.
    pub(crate) fn of(dirs: &Dirs, store: &Path) -> Self {
        let beside = store.file_name().is_some_and(|name| name == super::STORE_FOLDER);
        let named = if beside { store.parent() } else { Some(store) };
        let id = corpus_id(
            named.map(|folder| if folder == Path::new("") { Path::new(".") } else { folder }),
        );
        Self { files: dirs.files.clone(), folder: dirs.state.join(id).join("backup") }
    }

    /// Returns the folder of the backups.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    fn folder_of(&self, file: &str) -> PathBuf {
        self.folder.join(file)
    }

    /// Returns the backups of a file, the newest last. Ignores files with foreign names.
    pub(crate) fn copies(&self, file: &str) -> Vec<BackupCopy> {
        let names = self.files.vfs().list(&self.folder_of(file)).unwrap_or_default();
        let mut copies: Vec<BackupCopy> =
            names.iter().filter_map(|name| parse(name.to_str()?)).collect();
        copies.sort_unstable();
        copies
    }

    /// Returns the path in the store of every file with backups, for example `ana/2026/tram.txt.ron`.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        let mut open = vec![String::new()];
        while let Some(below) = open.pop() {
            let entries = self.files.vfs().list(&self.folder.join(&below)).unwrap_or_default();
            for entry in entries.iter().filter_map(|name| name.to_str()) {
                let name =
                    if below.is_empty() { entry.to_owned() } else { format!("{below}/{entry}") };
                if entry.ends_with(".ron") && !self.copies(&name).is_empty() {
                    names.push(name);
                } else if !entry.ends_with(".ron") {
                    open.push(name);
                }
            }
        }
        names.sort();
        names
    }

    /// Reads a backup.
    ///
    /// # Errors
    /// - [`StoreError::NoCopy`] if the backup does not exist.
    /// - [`StoreError::Unreadable`] and [`StoreError::Io`] as for [`SafeFiles::read`].
    pub(crate) fn read(&self, file: &str, copy: BackupCopy) -> Result<Vec<u8>, StoreError> {
        let path = self.folder_of(file).join(name_of(copy));
        let bytes = self.files.read(&path, FILE_LIMIT)?;
        bytes.ok_or(StoreError::NoCopy { path })
    }

    /// Returns the newest readable backup with annotations, and the number of annotations of all backups
    /// together. Skips backups from before the file was let go.
    pub(crate) fn newest(&self, file: &str) -> Option<(BackupCopy, usize)> {
        let n = self.together(file)?.live().count();
        let copies = self.holders(file).into_iter().rev();
        let mut live = copies.filter(|copy| self.read(file, *copy).is_ok_and(|it| n_live(&it) > 0));
        live.next().filter(|_| n > 0).map(|copy| (copy, n))
    }

    /// Returns the content of all readable backups of an annotation file, merged. Skips backups from before
    /// the file was let go.
    pub(crate) fn together(&self, file: &str) -> Option<AnnotationFile> {
        let holders = self.holders(file).into_iter().rev();
        let read = |copy| Some(AnnotationFile::read_anyones(&self.read(file, copy).ok()?));
        let mut whole = holders.filter_map(read).filter(|copied| copied.refusal().is_none());
        let newest = whole.next()?;
        Some(whole.fold(newest, |all, older| all.merged(older.lines().iter().cloned())))
    }

    /// Removes temporary files of ended processes among the backups of a file.
    pub(crate) fn sweep(&self, file: &str) {
        self.files.sweep_abandoned(&self.folder_of(file));
    }

    /// Returns true if a backup of the file is due.
    pub(crate) fn is_due(&self, file: &str, now: Timestamp) -> bool {
        let newest = self.copies(file).into_iter().rfind(|copy| copy.reason == BackupReason::Saved);
        newest.is_none_or(|copy| {
            hour(copy.at) != hour(now) || now.as_second() - copy.at.as_second() >= RENEWED_AFTER
        })
    }

    /// Makes the backup of the hour, and holds every backup with anything that `bytes` do not have.
    pub(crate) fn keep(&self, file: &str, bytes: &[u8], now: Timestamp) -> Result<(), StoreError> {
        let held = self.held_beside(file, bytes);
        let copy = BackupCopy { at: whole_seconds(now), reason: BackupReason::Saved };
        let copy = free(copy, &held);
        self.write(file, bytes, copy)?;
        self.note_held(file, copy, &held)?;
        let of_hour = self.copies(file).into_iter();
        let of_hour = of_hour.filter(|old| {
            old.reason == BackupReason::Saved && hour(old.at) == hour(copy.at) && *old != copy
        });
        of_hour.filter(|old| !held.contains(old)).for_each(|old| self.remove(file, old));
        self.prune(file);
        Ok(())
    }

    /// Returns the backups that together have everything of all backups of a file, the newest last.
    ///
    /// Leaves out backups from before the file was let go.
    pub(crate) fn holders(&self, file: &str) -> Vec<BackupCopy> {
        let let_go = self.let_go_at(file);
        let mut copies = self.copies(file);
        copies.retain(|copy| let_go.is_none_or(|at| at < copy.at));
        if let Some((newest, held)) = self.noted(file).filter(|(newest, _)| copies.contains(newest))
        {
            copies.retain(|copy| *copy >= newest || held.contains(copy));
        }
        copies
    }

    /// Returns the backups with anything that neither `bytes` nor a newer backup have.
    fn held_beside(&self, file: &str, bytes: &[u8]) -> BTreeSet<BackupCopy> {
        let mut known = Content::read(file, bytes);
        let mut held = BTreeSet::new();
        for copy in self.holders(file).into_iter().rev() {
            let Ok(copied) = self.read(file, copy) else { continue };
            if copied != bytes && known.take(Content::read(file, &copied)) {
                held.insert(copy);
            }
        }
        held
    }

    /// Returns the newest backup and the held backups, as last noted.
    fn noted(&self, file: &str) -> Option<(BackupCopy, BTreeSet<BackupCopy>)> {
        let bytes = self.files.read(&self.folder_of(file).join(HELD), HELD_LIMIT).ok()??;
        let mut lines = str::from_utf8(&bytes).ok()?.lines();
        let newest = parse(lines.next()?.strip_prefix("newest ")?)?;
        let held = lines.map(|line| parse(line.strip_prefix("held ")?));
        Some((newest, held.collect::<Option<_>>()?))
    }

    fn note_held(
        &self,
        file: &str,
        newest: BackupCopy,
        held: &BTreeSet<BackupCopy>,
    ) -> Result<(), StoreError> {
        let held = held.iter().map(|copy| format!("held {}\n", name_of(*copy)));
        let text = format!("newest {}\n{}", name_of(newest), held.collect::<String>());
        self.files.replace_unflushed(&self.folder_of(file).join(HELD), text.as_bytes())
    }

    /// Makes a backup before a repair or a restore.
    pub(crate) fn keep_before(
        &self,
        file: &str,
        bytes: &[u8],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        // Another repair in the same second may have made a backup with other content.
        let taken = self.copies(file).into_iter();
        let taken = taken.filter(|copy| self.read(file, *copy).is_ok_and(|other| other != bytes));
        let copy = BackupCopy { at: whole_seconds(now), reason: BackupReason::Before };
        let copy = free(copy, &taken.collect());
        self.write(file, bytes, copy)?;
        self.prune(file);
        Ok(())
    }

    fn write(&self, file: &str, bytes: &[u8], copy: BackupCopy) -> Result<(), StoreError> {
        let folder = self.folder_of(file);
        self.files.create_folder(&folder)?;
        self.files.replace_unflushed(&folder.join(name_of(copy)), bytes)
    }

    /// Records that a file is meant to be gone. Older backups are no longer offered.
    pub(crate) fn let_go(&self, file: &str, now: Timestamp) -> Result<(), StoreError> {
        let text = format!("{}\n", whole_seconds(now));
        self.files.create_folder(&self.folder_of(file))?;
        self.files.replace(&self.folder_of(file).join("let-go"), text.as_bytes())
    }

    /// Returns the time when a file was let go.
    pub(crate) fn let_go_at(&self, file: &str) -> Option<Timestamp> {
        let bytes = self.files.read(&self.folder_of(file).join("let-go"), 64).ok()??;
        str::from_utf8(&bytes).ok()?.trim().parse().ok()
    }

    /// Removes a backup. Ignores errors, because an extra backup is harmless.
    fn remove(&self, file: &str, copy: BackupCopy) {
        let _ = self.files.vfs().remove(&self.folder_of(file).join(name_of(copy)));
    }

    fn prune(&self, file: &str) {
        let copies = self.copies(file);
        let mut kept = kept(&copies);
        kept.extend(self.holders(file));
        copies.iter().filter(|copy| !kept.contains(copy)).for_each(|copy| self.remove(file, *copy));
    }
}

/// Returns the backups to keep: the last of each of 24 hours and 30 days, and the newest 30 made before
/// repairs.
fn kept(copies: &[BackupCopy]) -> BTreeSet<BackupCopy> {
    let last_of = |unit: fn(Timestamp) -> i64, n: usize| {
        let mut units = BTreeSet::new();
        let saved = copies.iter().rev().filter(|copy| copy.reason == BackupReason::Saved);
        saved.filter(|copy| units.insert(unit(copy.at))).take(n).copied().collect::<Vec<_>>()
    };
    let before = copies.iter().rev().filter(|copy| copy.reason == BackupReason::Before);
    let before = before.take(BEFORE).copied();
    last_of(hour, HOURS).into_iter().chain(last_of(day, DAYS)).chain(before).collect()
}

/// Returns the backup, or a later backup if `taken` has the name.
fn free(mut copy: BackupCopy, taken: &BTreeSet<BackupCopy>) -> BackupCopy {
    let second = jiff::SignedDuration::from_secs(1);
    while let Some(later) = taken.get(&copy).and_then(|copy| copy.at.checked_add(second).ok()) {
        copy.at = later;
    }
    copy
}

/// Returns the number of live annotations in a file; 0 for a damaged file.
pub(crate) fn n_live(bytes: &[u8]) -> usize {
    let file = AnnotationFile::read_anyones(bytes);
    if file.refusal().is_some() {
        return 0;
    }
    file.live().count()
}

fn hour(at: Timestamp) -> i64 {
    at.as_second().div_euclid(3600)
}

fn day(at: Timestamp) -> i64 {
    at.as_second().div_euclid(24 * 3600)
}

fn name_of(copy: BackupCopy) -> String {
    let time = copy.at.to_zoned(TimeZone::UTC).strftime(NAME).to_string();
    match copy.reason {
        BackupReason::Saved => format!("{time}.ron"),
        BackupReason::Before => format!("{time}-before.ron"),
    }
}

fn parse(name: &str) -> Option<BackupCopy> {
    let stem = name.strip_suffix(".ron")?;
    let (time, reason) = match stem.strip_suffix("-before") {
        Some(time) => (time, BackupReason::Before),
        None => (stem, BackupReason::Saved),
    };
    let at = jiff::civil::DateTime::strptime(NAME, time).ok()?;
    let at = at.to_zoned(TimeZone::UTC).ok()?.timestamp();
    Some(BackupCopy { at, reason })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::annotation_file::tests::put;
    use crate::store::codebook_file::CodebookFile;
    use crate::store::list_file::ListFile;
    use crate::store::record::{RecordFields, RecordLine, RecordOp};

    const FILE: &str = "ana/2026/a.txt.ron";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_795_316_400 + second).unwrap()
    }

    /// A file with this many annotations.
    fn bytes(n: u64) -> Vec<u8> {
        let lines = (0..n).map(|id| RecordLine::write(put(id, 1, id as usize), ""));
        AnnotationFile::new("2026/a.txt", "ana").merged(lines).to_bytes()
    }

    fn backups() -> (tempfile::TempDir, BackupFolder) {
        let folder = tempfile::tempdir().unwrap();
        let backups =
            BackupFolder::of(&Dirs::below(folder.path()), &folder.path().join("texts/annotations"));
        (folder, backups)
    }

    fn seconds(backups: &BackupFolder) -> Vec<i64> {
        let copies = backups.copies(FILE).into_iter();
        copies.map(|copy| copy.at.as_second() - at(0).as_second()).collect()
    }

    /// A file with these annotations, each with its revision; revision 0 stands for a deletion.
    fn file_of(annotations: &[(u64, u32)]) -> Vec<u8> {
        let line = |(id, rev): &(u64, u32)| {
            let fields = match rev {
                0 => RecordFields { op: RecordOp::Del, rev: 9, ..put(*id, 9, 0).without_words() },
                rev => put(*id, *rev, 0),
            };
            RecordLine::write(fields, "")
        };
        AnnotationFile::new("2026/a.txt", "ana").merged(annotations.iter().map(line)).to_bytes()
    }

    #[test]
    fn an_hour_has_one_copy_while_nothing_goes() {
        let (_folder, backups) = backups();
        for (second, n) in [(0, 2), (400, 3), (3599, 4)] {
            assert!(backups.is_due(FILE, at(second)));
            backups.keep(FILE, &bytes(n), at(second)).unwrap();
            assert!(!backups.is_due(FILE, at(second)));
            assert_eq!(seconds(&backups), [second]);
        }
        backups.keep(FILE, &bytes(5), at(3599)).unwrap();
        assert_eq!(backups.newest(FILE).unwrap().1, 5, "in the same second");
        assert_eq!(seconds(&backups), [3599]);
        backups.keep(FILE, &bytes(6), at(3600)).unwrap();
        assert_eq!(seconds(&backups), [3599, 3600], "the next hour");
        backups.keep_before(FILE, &bytes(6), at(3601)).unwrap();
        backups.keep(FILE, &bytes(7), at(3602)).unwrap();
        assert_eq!(seconds(&backups), [3599, 3601, 3602], "that before a repair does not count");
        let no_copies = backups.folder().join("ana/2026/b.txt.ron");
        std::fs::create_dir(no_copies).unwrap();
        assert_eq!(backups.names(), [FILE]);
        assert!(backups.folder().ends_with("backup"));
    }

    #[test]
    fn the_last_copy_of_anything_is_never_renewed_or_pruned() {
        let first = [(1, 1), (2, 1), (3, 2)];
        let lossy: [(&str, &[(u64, u32)]); 6] = [
            ("one is lost and one is new", &[(1, 1), (3, 2), (4, 1)]),
            ("all are lost", &[]),
            ("all are lost and as many are new", &[(4, 1), (5, 1), (6, 1)]),
            ("an older state", &[(1, 1), (2, 1), (3, 1)]),
            ("an older state with more besides", &[(1, 1), (2, 1), (3, 1), (4, 1), (5, 1)]),
            ("a deletion of another one", &[(1, 0), (2, 1)]),
        ];
        for (why, then) in lossy {
            let (_folder, backups) = backups();
            backups.keep(FILE, &file_of(&first), at(0)).unwrap();
            let old = backups.copies(FILE)[0];
            // Hours, days and months go by, and the hour's copy is renewed again and again.
            for n in 0..300 {
                let second = n * 3600 * 7 + if n == 0 { 400 } else { 0 };
                let mut now = then.to_vec();
                now.push((100, u32::try_from(n + 1).unwrap()));
                backups.keep(FILE, &file_of(&now), at(second)).unwrap();
                assert!(backups.holders(FILE).contains(&old), "{why}, after {n} turns");
            }
            assert_eq!(backups.read(FILE, old).unwrap(), file_of(&first), "{why}");
            assert_eq!(backups.holders(FILE).len(), 2, "{why}: nothing else is held");
            // An annotation that is back, deleted or let go holds the copy no longer.
            let all = [(1, 1), (2, 0), (3, 3), (100, 400)];
            backups.keep(FILE, &file_of(&all), at(9_000_000)).unwrap();
            assert!(!backups.holders(FILE).contains(&old), "{why}");
            assert!(!backups.copies(FILE).contains(&old), "{why}");
        }
    }

    #[test]
    fn nothing_intended_holds_a_copy() {
        let first = [(1, 1), (2, 1)];
        let meant: [&[(u64, u32)]; 4] =
            [&[(1, 1), (2, 1)], &[(1, 2), (2, 1)], &[(1, 0), (2, 0)], &[(1, 1), (2, 1), (3, 1)]];
        for then in meant {
            let (_folder, backups) = backups();
            backups.keep(FILE, &file_of(&first), at(0)).unwrap();
            backups.keep(FILE, &file_of(then), at(400)).unwrap();
            assert_eq!(seconds(&backups), [400], "{then:?}");
        }
        let (_folder, backups) = backups();
        backups.keep(FILE, &file_of(&first), at(0)).unwrap();
        backups.let_go(FILE, at(100)).unwrap();
        backups.keep(FILE, &file_of(&[]), at(400)).unwrap();
        assert_eq!(seconds(&backups), [400], "the file was let go");
    }

    #[test]
    fn a_held_copy_is_not_overwritten_in_its_second() {
        let (_folder, backups) = backups();
        for annotations in [[(1, 1)], [(2, 1)], [(3, 1)]] {
            backups.keep(FILE, &file_of(&annotations), at(0)).unwrap();
        }
        assert_eq!(seconds(&backups), [0, 1, 2]);
        for n in [1, 2] {
            backups.keep_before(FILE, &bytes(n), at(0)).unwrap();
            backups.keep_before(FILE, &bytes(n), at(0)).unwrap();
        }
        assert_eq!(seconds(&backups), [0, 0, 1, 1, 2]);
    }

    #[test]
    fn a_copy_with_a_label_that_is_gone_is_held() {
        let (_folder, backups) = backups();
        let labels = |names: &[&str]| {
            let mut file = CodebookFile::default();
            for name in names {
                file.codebook.add(name).unwrap();
            }
            file.to_bytes()
        };
        let of = |second: i64| BackupCopy { at: at(second), reason: BackupReason::Saved };
        backups.keep(CODEBOOK, &labels(&["frame", "fact"]), at(0)).unwrap();
        backups.keep(CODEBOOK, &labels(&["fact", "odd"]), at(400)).unwrap();
        assert_eq!(backups.copies(CODEBOOK), [of(0), of(400)]);
        backups.keep(CODEBOOK, &labels(&["fact", "odd", "frame"]), at(800)).unwrap();
        assert_eq!(backups.copies(CODEBOOK), [of(800)]);
    }

    #[test]
    fn copies_without_a_readable_list_of_held_ones_are_all_read() {
        let (_folder, backups) = backups();
        backups.keep(FILE, &file_of(&[(1, 1)]), at(0)).unwrap();
        backups.keep(FILE, &file_of(&[(1, 1), (2, 1)]), at(4000)).unwrap();
        assert_eq!(backups.holders(FILE).len(), 1);
        for damage in ["", "newest", "newest 7", "held x", "newest 2026-11-22T03-00-00Z.ron\nx"] {
            std::fs::write(backups.folder().join(FILE).join(HELD), damage).unwrap();
            assert_eq!(backups.holders(FILE).len(), 2, "{damage:?}");
        }
    }

    #[test]
    fn a_day_of_hours_and_a_month_of_days_stay() {
        let (_folder, backups) = backups();
        for hour in 0..24 * 40 {
            backups.keep(FILE, &bytes(1), at(hour * 3600)).unwrap();
        }
        let copies = seconds(&backups);
        // The hours reach over one end of a day or two.
        assert!((HOURS + DAYS - 2..HOURS + DAYS).contains(&copies.len()));
        assert!(copies.is_sorted());
        assert_eq!(copies.last(), Some(&((24 * 40 - 1) * 3600)));
        for _ in 0..2 {
            backups.keep_before(FILE, b"damaged", at(7)).unwrap();
        }
        assert_eq!(backups.copies(FILE)[0], BackupCopy { at: at(7), reason: BackupReason::Before });
    }

    #[test]
    fn the_newest_good_copy_is_offered_until_the_file_is_let_go() {
        let (_folder, backups) = backups();
        assert_eq!(backups.newest(FILE), None);
        backups.keep(FILE, &bytes(4), at(0)).unwrap();
        backups.keep(FILE, b"torn", at(4000)).unwrap();
        assert_eq!(backups.newest(FILE).unwrap().1, 4);
        backups.let_go(FILE, at(5000)).unwrap();
        assert_eq!(backups.newest(FILE), None);
        backups.keep(FILE, &bytes(2), at(9000)).unwrap();
        assert_eq!(backups.newest(FILE).unwrap().1, 2);
        assert_eq!(backups.names(), [FILE]);
    }

    #[test]
    fn what_was_let_go_keeps_no_smaller_copy_away() {
        let (_folder, backups) = backups();
        backups.keep(FILE, &bytes(4), at(0)).unwrap();
        backups.let_go(FILE, at(0)).unwrap();
        assert_eq!(backups.newest(FILE), None, "it is of the same second");
        backups.keep(FILE, &bytes(2), at(10)).unwrap();
        assert_eq!(backups.newest(FILE).unwrap().1, 2);
        backups.keep(FILE, &bytes(1), at(20)).unwrap();
        let held = backups.holders(FILE).into_iter();
        let held: Vec<i64> = held.map(|copy| copy.at.as_second() - at(0).as_second()).collect();
        assert_eq!(held, [10, 20], "what came after counts again");
    }

    #[test]
    fn a_store_is_known_by_its_corpus_wherever_that_is_named_from() {
        let dirs = Dirs::below(Path::new("/home/ana"));
        let folder = |store: &str| BackupFolder::of(&dirs, Path::new(store)).folder().to_owned();
        let of = |named: &str| dirs.state.join(corpus_id(Some(Path::new(named)))).join("backup");
        let beside = format!("/texts/{}", crate::store::STORE_FOLDER);
        assert_eq!(folder(&beside), of("/texts"));
        assert_eq!(folder("/elsewhere/marks"), of("/elsewhere/marks"));
        assert_eq!(folder(crate::store::STORE_FOLDER), of("."));
    }

    #[test]
    fn names_of_copies_read_back() {
        for reason in [BackupReason::Saved, BackupReason::Before] {
            let copy = BackupCopy { at: at(5), reason };
            assert_eq!(parse(&name_of(copy)), Some(copy));
        }
        for name in
            ["let-go", "x.ron", "2026-13-01T00-00-00Z.ron", ".2026-11-22T03-00-00Z.ron.7.tmp"]
        {
            assert_eq!(parse(name), None, "{name}");
        }
    }

    #[test]
    fn a_copy_of_any_time_is_found_by_its_name() {
        for at in [Timestamp::MIN, at(0), Timestamp::UNIX_EPOCH, Timestamp::MAX].map(whole_seconds)
        {
            let copy = BackupCopy { at, reason: BackupReason::Saved };
            assert_eq!(parse(&name_of(copy)), Some(copy), "{}", name_of(copy));
        }
    }
}
