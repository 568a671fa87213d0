//! The only module that touches files.
//!
//! Owns folders ([`Dirs`], [`Store::choose`]), the format of annotation files (one RON document per
//! annotator and article, one record per line) and crash-safe replacement of files. The meaning of
//! annotations belongs to [`crate::annotation`].
//!
//! Invariants: reading never writes, and an unreadable file is never overwritten.

mod annotation_file;
mod annotations;
mod annotators;
mod atomic_write;
mod backup;
mod clock;
mod codebook_file;
mod conflict_markers;
mod converters;
mod dirs;
mod discovery;
mod drafts;
mod earlier_counting;
mod imported_clusters;
mod journal;
mod key_file;
mod lineage;
mod list_file;
mod listing;
mod merge_store;
mod missing;
mod output_file;
mod path_encoding;
mod process;
mod reading_position;
mod record;
mod record_mapping;
mod recover;
mod renames;
mod repair;
mod repeats;
mod rules;
mod saved_searches;
mod session_lock;
mod settings;
mod shared_records;
mod text_snapshots;
mod typed_path;
pub(crate) mod vfs;
mod watch;
mod write_lock;

#[cfg(feature = "testing")]
pub(crate) use self::annotation_file::AnnotationFile;
#[cfg(test)]
pub(crate) use self::record::sealed as sealed_line;
pub use self::{
    annotations::Store,
    annotators::{RESERVED_NAMES, ReservedName, check_annotator},
    atomic_write::StoreError,
    backup::{BackupCopy, BackupReason},
    clock::{ClockError, now},
    converters::Converters,
    dirs::{Dirs, STORE_FOLDER, corpus_id},
    discovery::{SecondStore, StorePosition},
    drafts::DraftJob,
    imported_clusters::read_parts,
    key_file::{key_file, read_key_file},
    listing::{
        ENDINGS, Entry, FilePart, ListError, Listing, is_long, list, list_with, list_within, read,
        read_from,
    },
    merge_store::{MergeError, MergeReport, MergedFile, StoreMerge, StorePlace},
    missing::{Absence, KeptIn, MissingRecords, MissingSearch},
    output_file::{ExistingFile, ExportOutcome, ExportPlace, export_to},
    reading_position::ReadingPosition,
    recover::{
        BackupContent, BackupRecovery, ComparedAnnotation, CopyDifference, EarlierAnnotations,
        EarlierAnswer, EarlierJob, RecoverableFile, RestoreMode, RestoreReport, WriteMode,
    },
    renames::{RenameEvidence, RenameTarget, RenamedArticle, n_renamed},
    repair::{CheckedFile, RepairedFile, StoreCheck},
    repeats::RepeatsCache,
    session_lock::{SessionClaim, SessionHolder},
    settings::{Settings, ThemeName},
    shared_records::{SharedId, SharedRecord},
    typed_path::typed_path,
    vfs::DiskAccess,
    watch::{FileWatch, WatchedFile},
};
pub(crate) use self::{
    annotations::{ExternalChange, NOTE_LIMIT, QUOTE_LIMIT},
    discovery::{corpus_root, corpus_root_with, second_stores},
    drafts::{DraftFolder, DraftTarget, NoteDraft},
    earlier_counting::EarlierTexts,
    journal::{Journal, JournalEntry, PastChange, PastStep, StoredStep},
    listing::{common_folder, folders_by_name},
    missing::{BRING_BACK, MissingRecord},
    record::{RecordFields, RecordLine},
    record_mapping::{ArticleMapping, live_fields, state_fields},
    session_lock::SessionLock,
    watch::{FileStamp, file_stamp},
};

pub use self::annotations::{MovedAnnotations, RecordMove};
pub(crate) use self::listing::distinct_names;
