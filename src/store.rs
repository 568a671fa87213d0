//! The only module that touches files.
//!
//! It owns where things are kept ([`Dirs`], [`Store::choose`]), the file format of annotations (one RON
//! document per annotator and article, one record per line) and how a file is replaced so that a crash
//! loses nothing. What annotations mean is [`crate::annotation`]'s. Looking never writes; what cannot be
//! read is never overwritten.

mod annotations;

mod codebook;

mod merge;

mod rules;

mod texts;

mod file;

mod record;

mod lineage;

mod resolve;

mod backup;

mod recover;

mod mend;

mod names;

pub(crate) mod layer;

mod save;

mod lock;

mod hold;

mod process;

mod dirs;

mod settings;

mod place;

mod journal;

mod drafts;

mod repeats;

mod foreign;

mod listing;

mod exports;

mod watch;

mod keys;

pub(crate) use self::{
    annotations::{NOTE_LIMIT, News, QUOTE_LIMIT},
    drafts::{Draft, Drafts, Passage},
    hold::Hold,
    journal::{Journal, Past, PastChange, PastStep},
    resolve::{Ground, live_fields},
};
pub use self::{
    annotations::{STORE_FOLDER, Store},
    backup::{Copy, Reason},
    dirs::{Dirs, corpus_id},
    drafts::{DraftJob, Typed},
    exports::{export_to, write_to},
    foreign::read_parts,
    hold::{Claim, Holder},
    keys::{key_file, read_key_file},
    layer::Touch,
    listing::{ENDINGS, Entry, ListError, Listing, is_long, list, read, read_from},
    mend::{Examination, Examined, Mended},
    place::Place,
    recover::{Against, Compared, Copied, How, Mode, Recoverable, Recovery, Restored},
    repeats::RepeatsCache,
    save::StoreError,
    settings::{Settings, ThemeName},
    watch::{Watch, Watched},
};
#[cfg(feature = "testing")]
pub(crate) use self::{file::AnnotationFile, record::Line};
