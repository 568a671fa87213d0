//! Session locks: only one screen per annotator may edit a store.
//!
//! Saving needs no session lock, because every save merges ([`super::write_lock`]). Two screens of one
//! annotator would show each other's decisions late and mix their undo. A second screen is therefore
//! read-only and names the holder. Other annotators and `copydesk annotate` are never locked out.
//!
//! # Two files, because reading writes nothing into a store
//!
//! - `screen-….lock` in the platform's state folder is locked when the screen opens, against screens of
//!   one user on one machine.
//! - `.lock` in the annotator's folder of the store works across machines that share the folder. Opening
//!   a screen locks an existing file; only the first decision creates the file.
//!
//! Neither file is ever renamed or removed. The system frees a lock when its process ends. A name left
//! by a killed program is recognised by its dead process.

use std::{
    fs::TryLockError,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use serde::Deserialize;

use super::{
    Dirs,
    atomic_write::SafeFiles,
    dirs::corpus_id,
    journal::real_path,
    path_encoding::{self, short_hash},
    process,
    record::{options, quoted},
    vfs::{FileKind, LockFile},
};

const FILE_LIMIT: u64 = 4096;

/// The program that holds the session lock.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SessionHolder {
    /// Process id of the holder.
    pub pid: u32,
    /// Host name of the holder.
    pub host: String,
    /// Start of the session.
    pub since: Timestamp,
}

/// Result of claiming the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionClaim {
    /// The program may edit alone.
    Mine,
    /// The program may edit, but the file system knows no locks, so another program may edit too.
    /// Reported once.
    Unguarded,
    /// Another program holds the lock; `None` if the file does not name the program.
    Theirs(Option<SessionHolder>),
}

/// The right to edit a store as one annotator, until dropped.
#[derive(Debug)]
pub(crate) struct SessionLock {
    of_user: SessionFile,
    of_store: SessionFile,
}

/// One of the two lock files.
#[derive(Debug)]
struct SessionFile {
    files: SafeFiles,
    path: PathBuf,
    held: Option<HeldSession>,
}

#[derive(Debug)]
struct HeldSession {
    /// `None` if the file system knows no locks and nobody can be locked out.
    file: Option<Box<dyn LockFile>>,
    is_named: bool,
}

impl SessionLock {
    /// Prepares the locks of an annotator on the store in a folder, which need not exist.
    pub(crate) fn new(
        dirs: &Dirs,
        corpus_root: Option<&Path>,
        (store, annotator): (&Path, &str),
    ) -> Self {
        let name = format!("{}\0{annotator}", real_path(&dirs.files, store).display());
        let file = format!("screen-{}.lock", short_hash(name.as_bytes()));
        let guard = |path| SessionFile { files: dirs.files.clone(), path, held: None };
        Self {
            of_user: guard(dirs.state.join(corpus_id(corpus_root)).join(file)),
            of_store: guard(store.join(path_encoding::folder(annotator)).join(".lock")),
        }
    }

    /// Claims the session without writing into the store.
    pub(crate) fn look(&mut self, at: Timestamp) -> SessionClaim {
        let user = self.of_user.claim_making_folder(at);
        if matches!(user, SessionClaim::Theirs(_)) {
            return user;
        }
        if self.of_store.is_there() {
            return self.of_store.take();
        }
        SessionClaim::Mine
    }

    /// Claims the session for editing, and writes the holder into both lock files.
    pub(crate) fn claim(&mut self, at: Timestamp) -> SessionClaim {
        let user = self.of_user.claim_making_folder(at);
        if matches!(user, SessionClaim::Theirs(_)) {
            return user;
        }
        // The first decision creates the folder; the second decision finds it.
        if self.of_store.has_folder() {
            return self.of_store.claim(at);
        }
        SessionClaim::Mine
    }
}

impl SessionFile {
    fn claim_making_folder(&mut self, at: Timestamp) -> SessionClaim {
        if self.held.is_none() {
            let around = self.path.ancestors().skip(1);
            let missing = around.take_while(|folder| self.files.vfs().metadata(folder).is_err());
            let missing: Vec<_> = missing.collect();
            for folder in missing.into_iter().rev() {
                // Not flushed, so nobody waits. If the folder cannot be made, only the store's own lock
                // file counts.
                let _ = self.files.vfs().make_folder(folder);
            }
        }
        self.claim(at)
    }

    fn claim(&mut self, at: Timestamp) -> SessionClaim {
        let claim = self.take();
        if let Some(held) = self.held.as_mut().filter(|held| !held.is_named) {
            held.is_named = true;
            if let Some(file) = &held.file {
                // The lock works without the name.
                let _ = file.say(this_program(at).as_bytes());
            }
        }
        claim
    }

    fn has_folder(&self) -> bool {
        let folder = self.path.parent();
        folder.is_some_and(|folder| self.files.vfs().metadata(folder).is_ok())
    }

    fn is_there(&self) -> bool {
        let about = self.files.vfs().symlink_metadata(&self.path);
        about.is_ok_and(|about| about.kind == FileKind::File)
    }

    fn take(&mut self) -> SessionClaim {
        if self.held.is_some() {
            return SessionClaim::Mine;
        }
        let about = self.files.vfs().symlink_metadata(&self.path);
        if about.is_ok_and(|about| about.kind != FileKind::File) {
            return SessionClaim::Mine;
        }
        // A folder without a lock file takes no annotations either: saving reports the error.
        let Ok(file) = self.files.vfs().open_lock(&self.path) else {
            return SessionClaim::Mine;
        };
        let (file, claim) = match file.try_lock() {
            Ok(()) => (Some(file), SessionClaim::Mine),
            Err(TryLockError::WouldBlock) => return SessionClaim::Theirs(self.holder()),
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {
                (None, SessionClaim::Unguarded)
            }
            Err(TryLockError::Error(_)) => return SessionClaim::Mine,
        };
        let is_named = false;
        self.held = Some(HeldSession { file, is_named });
        claim
    }

    fn holder(&self) -> Option<SessionHolder> {
        let bytes = self.files.read(&self.path, FILE_LIMIT).ok()??;
        let holder: SessionHolder = options().from_bytes(&bytes).ok()?;
        let is_gone = holder.host == host() && process::runs(holder.pid.into()) == Some(false);
        (!is_gone).then_some(holder)
    }
}

impl Drop for SessionFile {
    fn drop(&mut self) {
        let held = self.held.take().filter(|held| held.is_named);
        if let Some(file) = held.and_then(|held| held.file) {
            // Closing the file frees the lock in any case.
            let _ = file.say(b"");
        }
    }
}

fn this_program(at: Timestamp) -> String {
    let (pid, host) = (std::process::id(), quoted(&host()));
    format!("(pid:{pid},host:{host},since:\"{at}\")\n")
}

#[cfg(unix)]
fn host() -> String {
    let about = rustix::system::uname();
    about.nodename().to_string_lossy().into_owned()
}

#[cfg(not(unix))]
fn host() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::store::vfs::tests::simulated_disk::{DiskFailure, SimulatedDisk};

    fn at() -> Timestamp {
        "2026-11-22T14:03:00Z".parse().unwrap()
    }

    struct LockFixture(tempfile::TempDir);

    impl LockFixture {
        fn new() -> Self {
            Self(tempfile::tempdir().unwrap())
        }

        fn store(&self) -> PathBuf {
            self.0.path().join("store")
        }

        /// A screen of an annotator on one of two machines, each with a state folder of its own.
        fn hold(&self, machine: &str, annotator: &str) -> SessionLock {
            let dirs = Dirs::below(&self.0.path().join(machine));
            SessionLock::new(&dirs, None, (&self.store(), annotator))
        }

        fn with_annotations(self) -> Self {
            std::fs::create_dir_all(self.store().join("ana")).unwrap();
            self
        }

        fn lock(&self) -> PathBuf {
            self.store().join("ana/.lock")
        }
    }

    fn me() -> SessionClaim {
        SessionClaim::Theirs(Some(SessionHolder {
            pid: std::process::id(),
            host: host(),
            since: at(),
        }))
    }

    #[test]
    fn the_second_screen_of_an_annotator_is_told_who_has_the_first() {
        let desk = LockFixture::new();
        let mut first = desk.hold("here", "ana");
        let (mut second, mut of_ben) = (desk.hold("here", "ana"), desk.hold("here", "ben"));
        assert_eq!(first.look(at()), SessionClaim::Mine);
        assert_eq!((second.look(at()), second.claim(at())), (me(), me()));
        assert_eq!(of_ben.look(at()), SessionClaim::Mine);
        assert!(!desk.store().exists(), "looking makes no store");
        drop(first);
        assert_eq!(second.claim(at()), SessionClaim::Mine);
    }

    #[test]
    fn a_screen_on_another_machine_is_kept_out_from_the_first_decision_on() {
        let desk = LockFixture::new().with_annotations();
        let mut first = desk.hold("here", "ana");
        assert_eq!(first.look(at()), SessionClaim::Mine);
        assert!(!desk.lock().exists(), "looking writes nothing");
        let mut second = desk.hold("there", "ana");
        assert_eq!(second.look(at()), SessionClaim::Mine);
        assert_eq!(first.claim(at()), SessionClaim::Mine);
        assert_eq!(second.claim(at()), me());
        drop(first);
        assert_eq!(std::fs::read(desk.lock()).unwrap(), b"", "who has ended is not named");
        assert_eq!(second.claim(at()), SessionClaim::Mine);
    }

    #[test]
    fn a_name_that_a_killed_program_left_is_not_believed() {
        let desk = LockFixture::new().with_annotations();
        let left = this_program(at()).replace(&std::process::id().to_string(), "999999999");
        std::fs::write(desk.lock(), left).unwrap();
        let (mut here, mut there) = (desk.hold("here", "ana"), desk.hold("there", "ana"));
        assert_eq!(here.look(at()), SessionClaim::Mine);
        assert_eq!(there.look(at()), SessionClaim::Theirs(None));
        assert_eq!(here.claim(at()), SessionClaim::Mine);
        assert_eq!(there.look(at()), me());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_name_from_another_machine_is_believed() {
        let desk = LockFixture::new().with_annotations();
        let named = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
        assert_eq!(host(), named.trim());
        let mut first = desk.hold("here", "ana");
        assert_eq!(first.claim(at()), SessionClaim::Mine);
        let left = this_program(at())
            .replace(&std::process::id().to_string(), "999999999")
            .replace(&host(), "elsewhere");
        std::fs::write(desk.lock(), left).unwrap();
        let holder = SessionHolder { pid: 999_999_999, host: "elsewhere".to_owned(), since: at() };
        let told = desk.hold("there", "ana").look(at());
        assert_eq!(told, SessionClaim::Theirs(Some(holder)));
    }

    #[test]
    fn a_disk_that_knows_no_locks_guards_nothing() {
        let claim = |error: i32| {
            let disk = SimulatedDisk::new();
            let files = SafeFiles::on(Arc::new(disk.clone()));
            let path = PathBuf::from("/lock");
            let guard = || SessionFile { files: files.clone(), path: path.clone(), held: None };
            assert_eq!(guard().take(), SessionClaim::Mine);
            let n_calls = disk.n_calls();
            assert_eq!(guard().take(), SessionClaim::Mine);
            // Taking the lock is the last of its calls.
            let last = 2 * disk.n_calls() - n_calls - 1;
            disk.fail(last, DiskFailure::Error(error));
            guard().take()
        };
        let (not_implemented, broken) = (38, 5);
        assert_eq!(claim(not_implemented), SessionClaim::Unguarded);
        assert_eq!(claim(broken), SessionClaim::Mine);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_its_place_is_not_followed() {
        let desk = LockFixture::new().with_annotations();
        std::os::unix::fs::symlink("../elsewhere", desk.lock()).unwrap();
        assert_eq!(desk.hold("here", "ana").claim(at()), SessionClaim::Mine);
        assert!(!desk.store().join("elsewhere").exists());
    }
}
