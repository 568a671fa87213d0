//! Tests of the store on real files: what is written, what is merged, what is left alone.
//!
//! This file is long because all promises of the store are tried here on whole files, and the tests share one
//! set of articles and annotations.

use std::fs;

use jiff::Timestamp;
use proptest::prelude::*;
use tempfile::{TempDir, tempdir};

use super::*;
use crate::{
    annotation::{
        AnchorState, Annotation, AnnotationAnchor, AnnotationContent, AnnotationMeta,
        AttributionPart, Confidence, Label, LabelId, RecordState, RecordedPlace,
    },
    corpus::{ArticleFormat, Digest},
    store::{record::RecordFields, record_mapping::live_fields},
    text::{
        FrontSpans, Outline, ScalarMap, Span,
        line_ends::{LineEnd, LineEnds},
    },
};

const TEXT: &str = "Tram 9 is late — again. “It will run,” said Ana Ruiz of the city. \
    Nobody asked when. The depot has no roof, critics say. 東京 is far away.";

fn article(text: &str) -> Article {
    Article {
        path: "2026/tram 9.txt".to_owned(),
        text: text.to_owned(),
        line_ends: LineEnds::All(LineEnd::Lf),
        format: ArticleFormat::Text,
        encoding: "UTF-8",
        digest: Digest(Sha256::digest(text).into()),
        front: FrontSpans::default(),
        outline: Outline::default(),
        scalars: ScalarMap::new(text),
        stated: Default::default(),
        omissions: Vec::new(),
        converter: None,
        diagnostics: Vec::new(),
    }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_319_306 + second).unwrap()
}

pub(super) fn annotation(article: &Article, id: u64, words: &str, label: &str) -> Annotation {
    let start = article.text.find(words).unwrap();
    let span = Span::new(start, start + words.len());
    Annotation {
        id: AnnotationId(id),
        anchor: AnnotationAnchor::new(article, span),
        content: AnnotationContent {
            label: Some(LabelId(label.to_owned())),
            ..AnnotationContent::default()
        },
        meta: AnnotationMeta { batch: None, created: at(0), modified: at(0) },
    }
}

fn part(article: &Article, words: &str) -> Option<AttributionPart> {
    let start = article.text.find(words)?;
    let span = Span::new(start, start + words.len());
    Some(AttributionPart {
        span,
        quote: words.to_owned(),
        recorded: RecordedPlace::new(article, span),
    })
}

fn annotations(all: impl IntoIterator<Item = Annotation>) -> AnnotationSet {
    let mut annotations = AnnotationSet::default();
    for annotation in all {
        annotations.put(annotation.id, Some(annotation.clone()), annotation.meta.modified);
    }
    annotations
}

/// Every file and folder below, with what it holds.
fn listing(folder: &Path) -> Vec<(PathBuf, Option<Vec<u8>>)> {
    let mut all = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path.clone());
            }
            all.push((path.clone(), fs::read(&path).ok()));
        }
    }
    all.sort();
    all
}

fn fresh() -> (TempDir, Store) {
    let folder = tempdir().unwrap();
    let store = Store::beside(folder.path(), "ann1");
    (folder, store)
}

#[test]
fn looking_writes_nothing() {
    let (folder, mut store) = fresh();
    let dirs = Dirs::below(&folder.path().join("home"));
    let article = article(TEXT);
    assert_eq!(store.load(&article), (AnnotationSet::default(), Vec::new()));
    assert_eq!(store.save(&article, &AnnotationSet::default()).unwrap(), None);
    assert_eq!(
        (store.has_any(), store.annotators(), store.codebook().0),
        (false, vec![], Codebook::default())
    );
    Store::choose(Some(folder.path()), None, &dirs, "ann1");
    assert_eq!(listing(folder.path()), []);

    store
        .save(&article, &annotations([annotation(&article, 1, "Nobody asked when.", "unsourced")]))
        .unwrap();
    let before = listing(folder.path());
    let mut other = Store::beside(folder.path(), "ann1");
    assert_eq!(other.load(&article).0.len(), 1);
    assert!(other.has_any() && other.codebook().1.is_empty());
    let (known, _) = other.load(&article);
    other.save(&article, &known).unwrap();
    assert_eq!(listing(folder.path()), before, "saving what is there changes nothing");
}

#[test]
fn the_first_decision_makes_the_store() {
    let (folder, mut store) = fresh();
    let article = article(TEXT);
    let made = annotations([annotation(&article, 1, "東京 is far away.", "unsourced")]);
    assert_eq!(store.save(&article, &made).unwrap(), None);
    let names: Vec<_> = listing(folder.path()).into_iter().map(|(path, _)| path).collect();
    let root = folder.path().join("annotations");
    let file = store.file_of("2026/tram 9.txt");
    let annotator = root.join("ann1");
    assert_eq!(
        names,
        [
            root.clone(),
            root.join(".gitattributes"),
            root.join(".gitignore"),
            root.join(".lock"),
            annotator.clone(),
            annotator.join("2026"),
            file.clone(),
            root.join("project.ron")
        ]
    );
    let text = fs::read_to_string(file).unwrap();
    let start = TEXT.chars().count() - 15;
    assert!(
        text.contains(&format!("start:{start},end:{},quote:\"東京 is far away.\"", start + 15)),
        "{text}"
    );
    assert_eq!((store.annotators(), store.has_any()), (vec!["ann1".to_owned()], true));
    assert_eq!(store.load(&article), (made, vec![]));
}

#[test]
fn deletions_are_records_and_outlive_a_merge() {
    let (folder, mut store) = fresh();
    let article = article(TEXT);
    let mut mine = annotations([annotation(&article, 1, "Nobody asked when.", "unsourced")]);
    store.save(&article, &mine).unwrap();
    let mut other = Store::beside(folder.path(), "ann1");
    let (theirs, _) = other.load(&article);
    mine.put(AnnotationId(1), None, at(5));
    store.save(&article, &mine).unwrap();
    let came = other.save(&article, &theirs).unwrap().expect("the deletion came in");
    assert!(came.is_empty());
    assert_eq!(came, store.load(&article).0);
}

#[test]
fn who_has_annotations_is_told_by_the_folders() {
    let (_folder, store) = fresh();
    assert!(!store.has_any());
    for name in [".git", "texts", "backup"] {
        fs::create_dir_all(store.dir().join(name)).unwrap();
    }
    fs::write(store.dir().join("README"), "").unwrap();
    assert_eq!((store.annotators(), store.has_any()), (vec![], false));
    for name in ["Ana Ruiz", "Ben"] {
        fs::create_dir(store.dir().join(crate::store::path_encoding::folder(name))).unwrap();
    }
    assert_eq!(store.annotators(), ["Ana Ruiz", "Ben"]);
    assert!(store.has_any());
    let (_folder, mut store) = fresh();
    store.save_codebook(&Codebook::default()).unwrap();
    assert!(store.has_any(), "labels are something too");
}

#[test]
fn two_stores_in_turn_lose_nothing() {
    let (folder, mut one) = fresh();
    let mut two = Store::beside(folder.path(), "ann1");
    let article = article(TEXT);
    let (mut a, mut b) = (one.load(&article).0, two.load(&article).0);
    let words: Vec<&str> = TEXT.split(' ').collect();
    for (turn, word) in words.iter().enumerate() {
        let new = annotation(&article, 100 + turn as u64, word, "sourced");
        let (store, annotations) =
            if turn % 2 == 0 { (&mut one, &mut a) } else { (&mut two, &mut b) };
        annotations.put(new.id, Some(new.clone()), at(turn as i64));
        if let Some(came) = store.save(&article, annotations).unwrap() {
            *annotations = came;
        }
    }
    let (all, findings) = Store::beside(folder.path(), "ann1").load(&article);
    assert_eq!((all.len(), findings), (words.len(), vec![]));
}

#[test]
fn the_same_annotation_changed_by_two_keeps_both() {
    let (folder, mut one) = fresh();
    let article = article(TEXT);
    let first = annotation(&article, 1, "Nobody asked when.", "unsourced");
    let mut a = annotations([first.clone()]);
    one.save(&article, &a).unwrap();
    let mut two = Store::beside(folder.path(), "ann1");
    let (mut b, _) = two.load(&article);
    let noted = |words: &str, second| {
        let mut noted = first.clone();
        noted.content.note = Some(words.to_owned());
        noted.meta.modified = at(second);
        noted
    };
    a.put(first.id, Some(noted("mine", 9)), at(9));
    b.put(first.id, Some(noted("theirs", 5)), at(5));
    assert_eq!(one.save(&article, &a).unwrap(), None);
    let came = two.save(&article, &b).unwrap().expect("the later one is shown");
    assert_eq!(came.get(first.id).unwrap().content.note.as_deref(), Some("mine"));
    let text = fs::read_to_string(one.file_of(&article.path)).unwrap();
    assert!(text.contains("\"mine\"") && text.contains("\"theirs\""));
    let news = one.news(&article, &a).unwrap().expect("the file is another");
    assert_eq!(news.n_missing, 0, "all of ours is in it");
    let shown = news.annotations.expect("there is something to choose about");
    assert_eq!(shown.get(first.id), a.get(first.id));
    assert_eq!(shown.rivals(first.id).len(), 1, "also where ours counts");
    let (shown, findings) = one.load(&article);
    assert_eq!(shown.get(first.id).unwrap().content.note.as_deref(), Some("mine"));
    let [RecordState::Live(other)] = shown.rivals(first.id) else {
        panic!("the other version is known too");
    };
    assert_eq!((other.content.note.as_deref(), findings), (Some("theirs"), vec![]));
}

#[test]
fn marks_follow_an_edited_article_and_their_lines_do_not_change() {
    let (_folder, mut store) = fresh();
    let old = article(TEXT);
    let mut quoted = annotation(&old, 1, "“It will run,” said Ana Ruiz of the city.", "sourced");
    (quoted.content.source, quoted.content.cue) = (part(&old, "Ana Ruiz"), part(&old, "said"));
    let gone = annotation(&old, 2, "Nobody asked when.", "unsourced");
    let made_on = (quoted.anchor.recorded, quoted.anchor.text_digest.clone());
    store.save(&old, &annotations([quoted, gone])).unwrap();
    let bytes = fs::read(store.file_of(&old.path)).unwrap();

    let new = article(&format!("CORRECTED.\n\n{}", TEXT.replace("Nobody asked when. ", "")));
    let (mut now, findings) = store.load(&new);
    assert_eq!(findings, []);
    let (moved, orphan) =
        (now.get(AnnotationId(1)).unwrap().clone(), now.get(AnnotationId(2)).unwrap().clone());
    assert_eq!(
        (moved.anchor.state, new.words(moved.anchor.span)),
        (AnchorState::Moved, moved.anchor.quote.as_str())
    );
    assert_eq!(new.words(moved.content.source.as_ref().unwrap().span), "Ana Ruiz");
    assert_eq!(new.words(moved.content.cue.as_ref().unwrap().span), "said");
    assert_eq!(orphan.anchor.state, AnchorState::Orphan);
    store.save(&new, &now).unwrap();
    assert_eq!(fs::read(store.file_of(&old.path)).unwrap(), bytes);

    let mut noted = orphan.clone();
    noted.content.note = Some("gone".to_owned());
    now.put(orphan.id, Some(noted), at(3));
    let mut sure = moved.clone();
    sure.content.confidence = Some(Confidence::Low);
    now.put(moved.id, Some(sure), at(3));
    store.save(&new, &now).unwrap();
    // Another decision about a moved annotation does not touch where it was made.
    let (again, _) = store.load(&new);
    let moved = again.get(AnnotationId(1)).unwrap();
    assert_eq!(
        (moved.anchor.recorded, moved.anchor.text_digest.clone(), moved.anchor.state),
        (made_on.0, made_on.1, AnchorState::Moved)
    );
    let (back, _) = store.load(&old);
    let orphan = back.get(orphan.id).unwrap();
    assert_eq!(
        (orphan.anchor.state, old.words(orphan.anchor.span)),
        (AnchorState::Kept, "Nobody asked when.")
    );
    assert_eq!(
        old.words(back.get(AnnotationId(1)).unwrap().anchor.span),
        "“It will run,” said Ana Ruiz of the city."
    );
}

#[test]
fn a_source_is_found_where_it_went_with_its_words_or_near_them() {
    const WORDS: &str =
        "It will rain on the whole coast today and tomorrow, she said, and she said so twice.";
    let old = article(&format!("Ana Ruiz spoke. {WORDS} Nobody asked her why."));
    let mut made = annotation(&old, 1, WORDS, "sourced");
    (made.content.source, made.content.cue) = (part(&old, "Ana Ruiz"), part(&old, "she said"));
    let settled = |text: String| {
        let new = article(&text);
        let mut now = made.clone();
        ArticleMapping::new(&new).settle(&mut now);
        let part = |part: Option<AttributionPart>| {
            let span = part.unwrap().span;
            (span.start, new.words(span).to_owned())
        };
        (part(now.content.source), part(now.content.cue))
    };
    let there = |start: usize, words: &str| (start, words.to_owned());
    let lost = |start: usize| (start, String::new());

    let with_words = |front: &str| format!("{front}{WORDS} Nobody asked her why.");
    let front = "Ana Ruiz spoke. ";
    let said = WORDS.find("she said").unwrap();
    let stayed = settled(with_words(front));
    assert_eq!(stayed, (there(0, "Ana Ruiz"), there(16 + said, "she said")));
    let behind = settled(with_words(&format!("NEWS. {front}")));
    assert_eq!(behind, (there(6, "Ana Ruiz"), there(22 + said, "she said")));

    let alone = "Later Ana Ruiz finally spoke. ";
    assert_eq!(settled(with_words(alone)).0, there(6, "Ana Ruiz"));
    let far = "x ".repeat(4000);
    let far_down = settled(with_words(&format!("{far}{alone}")));
    assert_eq!(far_down.0, there(8006, "Ana Ruiz"));
    let after = settled(format!("{far}Later. {WORDS} That was Ana Ruiz."));
    let start = 8007 + WORDS.len() + 10;
    assert_eq!(after.0, there(start, "Ana Ruiz"));

    // Where the words stand twice, or too far from those that they belong to, none is chosen.
    let twice = settled(with_words("Then Ana Ruiz met one Ana Ruiz and so on. "));
    assert_eq!(twice.0, lost(26));
    assert_eq!(settled(with_words(&format!("x Ana Ruiz {far}"))).0.1, "");
    assert_eq!(settled(format!("{WORDS}{far}x Ana Ruiz")).0.1, "");
}

#[test]
fn the_same_words_at_the_same_place_of_another_text_are_no_proof() {
    let old = article("Was it so? He said no. Then he left the room and the town.");
    let made = annotation(&old, 1, "no", "sourced");
    let mut now = made.clone();
    ArticleMapping::new(&article(
        "All this was after no. 7 had come to the place at last, of course.",
    ))
    .settle(&mut now);
    assert_ne!(now.anchor.state, AnchorState::Kept);
}

#[test]
fn who_made_a_mark_with_what_and_when_is_kept() {
    let (_folder, mut store) = fresh();
    let article = article(TEXT);
    let mut made = annotation(&article, 1, "critics say", "sourced");
    made.meta.batch = crate::annotation::BatchId::from_digits("00000000000000a7");
    made.meta.modified = at(7);
    let made = annotations([made]);
    store.save(&article, &made).unwrap();
    let (read, _) = store.load(&article);
    let read = read.get(AnnotationId(1)).unwrap();
    assert_eq!(Some(read), made.get(AnnotationId(1)));
    assert!(read.meta.batch.is_some() && read.meta.created < read.meta.modified);
}

#[test]
fn unknown_fields_survive_an_edit_through_the_store() {
    let (_folder, mut store) = fresh();
    let article = article(TEXT);
    store
        .save(&article, &annotations([annotation(&article, 1, "Nobody asked when.", "unsourced")]))
        .unwrap();
    let path = store.file_of(&article.path);
    let text = fs::read_to_string(&path).unwrap();
    let line = text.lines().nth(1).unwrap();
    let other =
        RecordLine::write((*RecordLine::read(line).unwrap().fields).clone(), ",mood:\"calm\"");
    fs::write(&path, text.replace(line, &other.raw)).unwrap();
    let (mut now, _) = store.load(&article);
    let annotation = now.get(AnnotationId(1)).unwrap().clone();
    now.put(annotation.id, Some(annotation), at(9));
    store.save(&article, &now).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("rev:2") && text.contains("mood:\"calm\""), "{text}");
}

#[test]
fn damaged_files_are_never_overwritten() {
    let (folder, mut store) = fresh();
    let article = article(TEXT);
    let mut mine = annotations([annotation(&article, 1, "Nobody asked when.", "unsourced")]);
    store.save(&article, &mine).unwrap();
    let path = store.file_of(&article.path);
    let good = fs::read(&path).unwrap();
    let new = annotation(&article, 2, "critics say", "unsourced");
    mine.put(new.id, Some(new), at(1));
    let newer =
        String::from_utf8(good.clone()).unwrap().replace("format:1", "format:2").into_bytes();
    for bytes in [vec![], vec![0; 900], good[..good.len() - 9].to_vec(), good[9..].to_vec(), newer]
    {
        fs::write(&path, &bytes).unwrap();
        let before = listing(folder.path());
        let told = store.load(&article).1;
        assert!(told[0].severity == Severity::Error && told[0].place.is_some(), "{told:?}");
        assert!(told[0].message.contains("tram%209"), "{told:?}");
        let refused = store.save(&article, &mine).unwrap_err();
        assert!(matches!(refused, StoreError::Unreadable { .. }), "{refused}");
        assert_eq!(listing(folder.path()), before);
    }
    fs::write(&path, &good).unwrap();
    store.save(&article, &mine).unwrap();
    assert_eq!(store.load(&article).0.len(), 2);
}

#[test]
fn a_damaged_codebook_is_told_and_kept() {
    let (_folder, mut store) = fresh();
    let mut book = Codebook::default();
    book.add("framing").unwrap();
    store.save_codebook(&book).unwrap();
    assert_eq!(store.codebook(), (book.clone(), vec![]));
    let path = store.dir().join("project.ron");
    fs::write(&path, "(format:1,labels:[\n(id:oops)])").unwrap();
    let (builtin, told) = store.codebook();
    assert_eq!((builtin, told[0].place.map(|(line, _)| line)), (Codebook::default(), Some(2)));
    assert!(store.save_codebook(&book).is_err());
    let two = Label { key: '9', ..book.labels[0].clone() };
    book.labels.push(two);
    assert!(matches!(store.save_codebook(&book), Err(StoreError::Codebook(_))));
    let article = article(TEXT);
    store
        .save(&article, &annotations([annotation(&article, 1, "critics say", "framing")]))
        .unwrap();
    assert_eq!(fs::read_to_string(path).unwrap(), "(format:1,labels:[\n(id:oops)])");
}

#[test]
fn too_long_and_impossible_things_are_refused_in_words() {
    let (folder, mut store) = fresh();
    let article = article(TEXT);
    let mut long = annotation(&article, 1, "critics say", "sourced");
    long.content.note = Some("x".repeat(NOTE_LIMIT + 1));
    let refused = store.save(&article, &annotations([long])).unwrap_err().to_string();
    assert!(refused.contains("a note is longer than 1 MiB"), "{refused}");
    assert_eq!(listing(folder.path()), []);

    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let mut below = Store::at(file.join("store"), "ann1");
    let mine = annotations([annotation(&article, 1, "critics say", "sourced")]);
    let refused = below.save(&article, &mine).unwrap_err().to_string();
    assert!(refused.contains("file") && refused.starts_with("cannot "), "{refused}");
}

#[test]
fn the_limits_are_what_may_just_be_saved() {
    let article = article(TEXT);
    type Change = fn(&mut RecordFields, String);
    let fields = |change: Change, len: usize| {
        let mut fields = live_fields(&annotation(&article, 1, "critics say", "sourced"));
        change(&mut fields, "x".repeat(len));
        check_lengths(&fields)
    };
    fn words(quote: String) -> Option<AttributionPart> {
        let recorded = RecordedPlace { start: 0, end: 1 };
        Some(AttributionPart { span: Span::default(), quote, recorded })
    }
    let places: [(Change, usize); 5] = [
        (|fields, long| fields.quote = long, QUOTE_LIMIT),
        (|fields, long| fields.content.note = Some(long), NOTE_LIMIT),
        (|fields, long| fields.content.evidence = Some(long), NOTE_LIMIT),
        (|fields, long| fields.content.source = words(long), QUOTE_LIMIT),
        (|fields, long| fields.content.cue = words(long), QUOTE_LIMIT),
    ];
    for (change, limit) in places {
        assert!(fields(change, limit).is_ok());
        assert!(fields(change, limit + 1).is_err() && fields(change, 2 * limit).is_err());
    }
    let limit = usize::try_from(FILE_LIMIT).unwrap();
    assert!(check_size(&vec![0; limit]).is_ok());
    assert!(check_size(&vec![0; limit + 1]).is_err() && check_size(&vec![0; limit + 9]).is_err());
    // Written with its escapes, a note of the allowed length may be a line that is too long.
    let mut escaped = annotation(&article, 1, "critics say", "sourced");
    escaped.content.note = Some("\u{1}".repeat(NOTE_LIMIT));
    let (_folder, mut store) = fresh();
    let refused = store.save(&article, &annotations([escaped])).unwrap_err();
    assert!(refused.to_string().contains("an annotation is longer"), "{refused}");
}

#[cfg(unix)]
#[test]
fn links_out_of_the_store_are_not_written() {
    let (folder, mut store) = fresh();
    let article = article(TEXT);
    let outside = folder.path().join("outside");
    fs::create_dir_all(&outside).unwrap();
    fs::create_dir_all(store.dir()).unwrap();
    std::os::unix::fs::symlink(&outside, store.dir().join("ann1")).unwrap();
    let mine = annotations([annotation(&article, 1, "critics say", "sourced")]);
    let refused = store.save(&article, &mine).unwrap_err();
    assert!(matches!(refused, StoreError::Outside { .. }), "{refused}");
    assert_eq!(listing(&outside), []);
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_is_told_and_memory_is_kept() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, mut store) = fresh();
    let article = article(TEXT);
    let lock = |mode| fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).unwrap();
    lock(0o555);
    if SafeFiles::real().vfs().is_writable(folder.path()) {
        eprintln!("skipped: this user may write everywhere");
        return;
    }
    let dirs = Dirs::below(&folder.path().join("home"));
    let chosen = Store::choose(Some(folder.path()), None, &dirs, "ann1");
    assert!(chosen.dir().starts_with(&dirs.data));
    let mine = annotations([annotation(&article, 1, "critics say", "sourced")]);
    let refused = store.save(&article, &mine).unwrap_err().to_string();
    assert!(refused.contains("--store"), "{refused}");
    assert_eq!(mine.len(), 1);
    lock(0o755);
    store.save(&article, &mine).unwrap();
}

#[test]
fn where_the_store_is() {
    let folder = tempdir().unwrap();
    let dirs = Dirs::below(&folder.path().join("home"));
    let dir = |root: Option<&Path>, given: Option<&Path>| {
        Store::choose(root, given, &dirs, "a").dir().to_owned()
    };
    let root = folder.path();
    assert_eq!(dir(Some(root), None), root.join("annotations"));
    assert_eq!(dir(Some(root), Some(Path::new("/x"))), Path::new("/x"));
    assert_eq!(dir(None, None), dirs.data.join("stores").join("no-folder"));
    assert!(dir(Some(&root.join("missing")), None).starts_with(&dirs.data));
    assert_eq!(listing(root), []);
}

/// Spans of chars of [`TEXT`] with anything an annotation can hold.
fn any_annotations() -> impl Strategy<Value = AnnotationSet> {
    let maybe = || prop::option::of("(\\PC|[\n\r\t\0\u{1b}\"\\\\]){0,9}");
    let fields = (
        any::<(u64, usize, usize)>(),
        maybe(),
        maybe(),
        maybe(),
        prop::option::of(1u8..4),
        any::<bool>(),
    );
    let made = fields.prop_map(|((id, a, b), label, note, evidence, confidence, part)| {
        let article = article(TEXT);
        let borders: Vec<usize> = TEXT.char_indices().map(|(at, _)| at).collect();
        let (a, b) = (borders[a % borders.len()], borders[b % borders.len()]);
        let span = Span::new(a.min(b), a.max(b));
        let anchor = AnnotationAnchor::new(&article, span);
        let part = part.then(|| AttributionPart {
            span,
            quote: anchor.quote.clone(),
            recorded: anchor.recorded,
        });
        Annotation {
            anchor,
            content: AnnotationContent {
                label: label.map(LabelId),
                note,
                evidence,
                source: part.clone(),
                cue: part,
                confidence: confidence.and_then(Confidence::from_number),
            },
            ..annotation(&article, id, "critics", "x")
        }
    });
    (prop::collection::vec(made, 1..8), any::<prop::sample::Index>()).prop_map(|(all, dead)| {
        let id = all[dead.index(all.len())].id;
        let mut made = annotations(all);
        made.put(id, None, at(7));
        made
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_marks_read_back(made in any_annotations()) {
        let (_folder, mut store) = fresh();
        let article = article(TEXT);
        prop_assert_eq!(store.save(&article, &made).unwrap(), None);
        let (read, findings) = store.load(&article);
        prop_assert_eq!(findings, vec![]);
        prop_assert_eq!(read, made);
    }
}

#[test]
fn what_is_wrong_with_a_file_is_known_as_long_as_it_is_open() {
    let (_folder, mut store) = fresh();
    let article = article(TEXT);
    store
        .save(&article, &annotations([annotation(&article, 1, "critics say", "sourced")]))
        .unwrap();
    let path = store.file_of(&article.path);
    let damaged = fs::read_to_string(&path).unwrap().replace("sourced", "sauced");
    fs::write(&path, damaged).unwrap();
    let (_, findings) = store.load(&article);
    assert_eq!(findings.len(), 1);
    assert_eq!(store.findings_of(&article.path), findings);
}

#[test]
fn jobs_that_overlap_are_one_author() {
    let (folder, mut store) = fresh();
    let article = article(TEXT);
    let first = annotation(&article, 1, "critics say", "sourced");
    let mut mine = annotations([first.clone()]);
    store.save(&article, &mine).unwrap();
    let mut parts = [store.part(&article.path), store.part(&article.path)];
    for (part, second) in parts.iter_mut().zip([5, 9]) {
        let mut again = first.clone();
        again.content.note = Some(format!("at {second}"));
        again.meta.modified = at(second);
        mine.put(first.id, Some(again), at(second));
        part.save(&article, &mine).unwrap();
    }
    let mut other = Store::beside(folder.path(), "ann1");
    let (seen, _) = other.load(&article);
    assert_eq!(seen.rivals(first.id), [], "what the first job wrote is history");
    assert_eq!(seen.get(first.id).unwrap().content.note.as_deref(), Some("at 9"));
}
