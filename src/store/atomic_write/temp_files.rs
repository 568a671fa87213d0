//! What ended processes left beside the files that they were writing: told from what is being written, and
//! removed.

use std::{
    ffi::{OsStr, OsString},
    path::Path,
};

use super::{super::process, SafeFiles};

impl SafeFiles {
    /// Removes what killed processes left in a folder, once; only for who holds the lock of the store,
    /// since then nobody else writes there. What cannot be removed does no harm.
    pub(crate) fn sweep(&self, folder: &Path) {
        if !self.known().swept.insert(folder.to_owned()) {
            return;
        }
        let names = self.vfs.list(folder).unwrap_or_default();
        for name in names.iter().filter(|name| temporary_of(name).is_some()) {
            let _ = self.vfs.remove(&folder.join(name));
        }
    }

    /// Removes what ended processes of this machine left in a folder that is the program's own, once. Nobody
    /// need hold a lock: what a running process writes stays.
    pub(crate) fn sweep_abandoned(&self, folder: &Path) {
        if !self.known().swept.insert(folder.to_owned()) {
            return;
        }
        let names = self.vfs.list(folder).unwrap_or_default();
        let is_abandoned = |name: &&OsString| {
            temporary_of(name).is_some_and(|id| process::runs(id) == Some(false))
        };
        for name in names.iter().filter(is_abandoned) {
            let _ = self.vfs.remove(&folder.join(name));
        }
    }
}

/// The process that made a file of the form of [`super::temp_beside`]: `.name.1234.tmp`.
pub(crate) fn temporary_of(name: &OsStr) -> Option<u64> {
    let name = name.to_string_lossy();
    let middle = name.strip_prefix('.')?.strip_suffix(".tmp")?;
    let (_, id) = middle.rsplit_once('.')?;
    let is_plain = id.bytes().all(|byte| byte.is_ascii_digit());
    id.parse().ok().filter(|_| is_plain)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{super::tests::names, *};

    #[test]
    fn only_our_own_leftovers_are_swept() {
        let folder = tempfile::tempdir().unwrap();
        for name in [".a.ron.12.tmp", "a.ron.12.tmp", ".a.ron.12x.tmp", ".tmp", "a.ron"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        SafeFiles::real().sweep(folder.path());
        let kept = [".a.ron.12x.tmp", ".tmp", "a.ron", "a.ron.12.tmp"];
        assert_eq!(names(folder.path()), kept);
    }

    #[cfg(unix)]
    #[test]
    fn what_a_running_process_writes_stays() {
        let folder = tempfile::tempdir().unwrap();
        let mut child = std::process::Command::new("true").spawn().unwrap();
        child.wait().unwrap();
        let own = format!(".a.ron.{}.tmp", std::process::id());
        for name in [&own, &format!(".a.ron.{}.tmp", child.id()), ".a.ron.99999999999.tmp"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        SafeFiles::real().sweep_abandoned(folder.path());
        assert_eq!(names(folder.path()), [OsString::from(own)]);
    }
}
