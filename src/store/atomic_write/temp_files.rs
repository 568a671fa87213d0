//! Temporary files of ended processes: recognising and removing them.

use std::{
    ffi::{OsStr, OsString},
    path::Path,
};

use super::{super::process, SafeFiles};

impl SafeFiles {
    /// Removes temporary files of killed processes in a folder, once. Only for holders of the store's
    /// lock, because no other process writes then. Ignores errors.
    pub(crate) fn sweep(&self, folder: &Path) {
        if !self.known().swept.insert(folder.to_owned()) {
            return;
        }
        let names = self.vfs.list(folder).unwrap_or_default();
        for name in names.iter().filter(|name| temporary_of(name).is_some()) {
            let _ = self.vfs.remove(&folder.join(name));
        }
    }

    /// Removes temporary files of ended processes of this machine in one of the program's own folders,
    /// once. Needs no lock: the files of running processes stay.
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

/// Returns the process id in a name made by [`super::temp_beside`], for example 1234 for
/// `.name.1234.tmp`.
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
