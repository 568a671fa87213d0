//! The platform's folders: configuration, data, state, cache; and the name of a store's folder. Finding
//! folders creates nothing.

use std::{
    env,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::Duration,
};

use directories::{BaseDirs, ProjectDirs};

use super::{
    atomic_write::SafeFiles,
    path_encoding::{folder, short_hash},
    vfs::{DiskAccess, FileSystem, OsFileSystem},
};

/// Name of the store's folder beside the articles.
pub const STORE_FOLDER: &str = "annotations";

/// Folder in the data folder with the stores of corpora that cannot hold a store.
pub(super) const STORES: &str = "stores";

/// Variable that puts all four folders below one folder, for tests and for a program on a USB stick.
const HOME_VARIABLE: &str = "COPYDESK_HOME";

/// Chars of the readable part of a corpus id.
const NAME_CHARS: usize = 40;

/// The four folders. Any of the folders may not exist yet.
#[derive(Clone, Debug)]
pub struct Dirs {
    /// `config.ron`, keys, themes.
    pub config: PathBuf,
    /// Stores of corpora that cannot hold a store themselves.
    pub data: PathBuf,
    /// Reading positions, journals, drafts and backups of each corpus.
    pub state: PathBuf,
    /// Indexes; safe to delete.
    pub cache: PathBuf,
    /// The file system of these folders and of every store.
    pub(crate) files: SafeFiles,
}

impl Dirs {
    /// Returns the folders of the user; `None` if the platform knows no home.
    pub fn platform() -> Option<Self> {
        let home = env::var_os(HOME_VARIABLE).filter(|home| !home.is_empty());
        match home.and_then(|home| std::path::absolute(home).ok()) {
            Some(home) => Some(Self::below(&home)),
            None => Self::of_user(),
        }
    }

    /// Returns the four folders below `home`, for example `home/state`.
    pub fn below(home: &Path) -> Self {
        Self {
            config: home.join("config"),
            data: home.join("data"),
            state: home.join("state"),
            cache: home.join("cache"),
            files: SafeFiles::real(),
        }
    }

    /// Returns the folders on another file system.
    #[must_use]
    pub(crate) fn on(mut self, vfs: Arc<dyn FileSystem>) -> Self {
        self.files = SafeFiles::on(vfs);
        self
    }

    /// Returns the folders on a disk whose flushes take `flush_takes`, to measure waiting.
    #[must_use]
    pub fn on_slow_disk(self, flush_takes: Duration) -> Self {
        self.on_disk_that(move |touch| {
            if touch == DiskAccess::Flush {
                thread::sleep(flush_takes);
            }
        })
    }

    /// Returns the folders on a disk that calls `before` ahead of every [`DiskAccess`], to observe
    /// waiting.
    #[must_use]
    pub fn on_disk_that(self, before: impl Fn(DiskAccess) + Send + Sync + 'static) -> Self {
        let before = Some(Arc::new(before) as _);
        self.on(Arc::new(OsFileSystem { before }))
    }

    fn of_user() -> Option<Self> {
        let project = ProjectDirs::from("", "", "copydesk")?;
        let shared = BaseDirs::new().map(|base| base.home_dir().join(".config").join("copydesk"));
        let config = shared.filter(|folder| folder.is_dir());
        Some(Self {
            config: config.unwrap_or_else(|| project.config_dir().to_owned()),
            data: project.data_dir().to_owned(),
            state: project.state_dir().unwrap_or(project.data_dir()).to_owned(),
            cache: project.cache_dir().to_owned(),
            files: SafeFiles::real(),
        })
    }
}

/// Returns the id of a corpus: a readable name and 8 digits of the digest of its absolute path, for
/// example `news-1a2b3c4d`.
///
/// Standard input and the sample share the id `no-folder`.
pub fn corpus_id(root: Option<&Path>) -> String {
    let Some(root) = root else {
        return "no-folder".to_owned();
    };
    let real = root.canonicalize().or_else(|_| std::path::absolute(root));
    let path = real.unwrap_or_else(|_| root.to_owned());
    let name = path
        .file_name()
        .map_or_else(|| "root".to_owned(), |name| name.to_string_lossy().into_owned());
    let readable: String =
        name.chars().filter(char::is_ascii_alphanumeric).take(NAME_CHARS).collect();
    let hash = short_hash(path.as_os_str().as_encoded_bytes());
    folder(&format!("{}-{hash}", if readable.is_empty() { "corpus" } else { &readable }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corpus_is_named_by_its_real_path() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("Mes articles");
        std::fs::create_dir(&root).unwrap();
        let id = corpus_id(Some(&root));
        assert!(id.starts_with("Mesarticles-") && id.len() == "Mesarticles-".len() + 8, "{id}");
        assert_eq!(id, corpus_id(Some(&root.join("..").join("Mes articles"))));
        assert_ne!(id, corpus_id(Some(folder.path())));
        assert_eq!(corpus_id(None), "no-folder");
        assert!(corpus_id(Some(Path::new("/"))).starts_with("root-"));
    }

    #[test]
    fn one_home_holds_all_four() {
        let dirs = Dirs::below(Path::new("/stick"));
        assert_eq!(dirs.config, Path::new("/stick/config"));
        assert_eq!(dirs.state, Path::new("/stick/state"));
    }
}
