//! Reading and changing the files about no single article, under the lock of the store.
//!
//! Labels, saved searches and shared records are [`ListFile`]s. The rules of an annotator are an
//! annotation file and use [`Store::change_file`] directly.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use super::{Store, StoreError, check_size, named, unreadable};
use crate::{
    diagnostic::Diagnostic,
    store::{
        list_file::ListFile,
        shared_records::{self, SharedFile, SharedId, SharedRecord},
        write_lock,
    },
};

impl Store {
    /// Loads a list file with its problems, each with the path. A missing or unreadable file gives the
    /// default.
    pub(in crate::store) fn load_list<F: ListFile>(&self, path: &Path) -> (F, Vec<Diagnostic>) {
        match F::load(&self.files, path) {
            Ok(Some(mut file)) => {
                let findings = file.findings_mut().iter();
                let findings = findings.map(|finding| named(path, finding)).collect();
                (file, findings)
            }
            Ok(None) => (F::default(), Vec::new()),
            Err(finding) => (F::default(), vec![named(path, &finding)]),
        }
    }

    /// Changes a list file on disk, under the lock of the store.
    ///
    /// # Errors
    /// - [`StoreError::Unreadable`] if the file cannot be read whole; the file stays unchanged.
    /// - The error of `change`, and every error of [`Store::change_file`].
    pub(in crate::store) fn change_list<F: ListFile>(
        &self,
        path: &Path,
        change: impl FnOnce(&mut F) -> Result<(), StoreError>,
    ) -> Result<F, StoreError> {
        self.change_file(path, |store| {
            let known = F::load(&store.files, path);
            let known = known.map_err(|finding| unreadable(path, &finding))?;
            let mut file = known.unwrap_or_default();
            change(&mut file)?;
            let bytes = file.to_bytes();
            Ok((file, Some(bytes)))
        })
        .inspect(|file| {
            if F::HAS_BACKUPS {
                self.copy_made_of(path, &file.to_bytes());
            }
        })
    }

    /// Runs `change` under the lock of the store and writes the bytes returned by `change`. Without
    /// bytes, writes nothing.
    ///
    /// # Errors
    /// - [`StoreError::Busy`] if another program holds the lock for 5 seconds.
    /// - [`StoreError::TooLong`] for more than 64 MiB.
    /// - [`StoreError::Outside`] if a link leads out of the store.
    /// - [`StoreError::Io`] if the file system refuses a call.
    /// - The error of `change`.
    pub(in crate::store) fn change_file<T>(
        &self,
        path: &Path,
        change: impl FnOnce(&Self) -> Result<(T, Option<Vec<u8>>), StoreError>,
    ) -> Result<T, StoreError> {
        self.make_folder(self.dir())?;
        let _lock = write_lock::acquire(self.files.vfs(), self.dir())?;
        let (answer, bytes) = change(self)?;
        if let Some(bytes) = bytes {
            check_size(&bytes)?;
            // A file in a subfolder needs the folder and the files for git.
            if path.parent() != Some(self.dir()) {
                self.prepare(path)?;
            }
            self.files.replace_within(self.dir(), path, &bytes)?;
        }
        Ok(answer)
    }

    /// Returns the shared records of a kind with the problems of their file. Writes nothing.
    pub fn shared_records<R: SharedRecord>(&self) -> (BTreeMap<SharedId, R>, Vec<Diagnostic>) {
        let path = self.shared_path(R::KIND);
        let (file, mut findings) = self.load_list::<SharedFile>(&path);
        let (records, odd) = file.records();
        findings.extend(odd.iter().map(|finding| named(&path, finding)));
        (records, findings)
    }

    /// Writes a new revision of a shared record, or its deletion for `None`; returns all records of the
    /// kind. Deleting an unknown record changes nothing.
    ///
    /// # Errors
    /// - [`StoreError::Unreadable`] if the file of the kind cannot be read whole.
    /// - [`StoreError::NotFaithful`] if the value does not read back.
    /// - [`StoreError::Busy`], [`StoreError::TooLong`], [`StoreError::Outside`] and [`StoreError::Io`]
    ///   as for every change of the store.
    pub fn put_shared_record<R: SharedRecord>(
        &mut self,
        id: SharedId,
        record: Option<&R>,
        at: Timestamp,
    ) -> Result<BTreeMap<SharedId, R>, StoreError> {
        let path = self.shared_path(R::KIND);
        let not_faithful = || StoreError::NotFaithful { path: path.clone() };
        let value = record.map(ron::to_string).transpose();
        let value = value.map_err(|_| not_faithful())?;
        let whose = (self.annotator(), at);
        let file = self.change_list(&path, |file: &mut SharedFile| {
            let is_put = file.put(R::KIND, (id, value), whose);
            is_put.then_some(()).ok_or_else(not_faithful)
        })?;
        Ok(file.records().0)
    }

    pub(in crate::store) fn shared_path(&self, kind: &str) -> PathBuf {
        self.dir().join(shared_records::FOLDER).join(format!("{kind}.ron"))
    }
}
