//! Tests of the file format: golden bytes, damage, merges.
//!
//! This file is long because all of them need the same few records and files, and each is short.

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::{
    annotation::{
        AnnotationContent, AnnotationField, AttributionPart, Confidence, LabelId, RecordedPlace,
    },
    store::{
        lineage::Lineage,
        record::{RecordFields, RecordOp, sealed},
    },
    text::Span,
};

const ARTICLE: &str = "2026/tram \"9\".txt";
const ANNOTATOR: &str = "ann1";

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_319_306 + second).unwrap()
}

pub(in crate::store) fn put(id: u64, rev: u32, start: usize) -> RecordFields {
    RecordFields {
        id: AnnotationId(id),
        rev,
        op: RecordOp::Put,
        start,
        end: start + 5,
        quote: "a\u{301} «b»".to_owned(),
        prefix: String::new(),
        suffix: String::new(),
        content: AnnotationContent {
            label: Some(LabelId("sourced".to_owned())),
            ..AnnotationContent::default()
        },
        batch: None,
        created: Some(at(0)),
        at: at(i64::from(rev)),
        text: "0123456789abcdef".to_owned(),
        was: Lineage::default(),
    }
}

fn del(id: u64, rev: u32, start: usize) -> RecordFields {
    RecordFields {
        op: RecordOp::Del,
        quote: String::new(),
        content: AnnotationContent::default(),
        created: None,
        text: String::new(),
        ..put(id, rev, start)
    }
}

/// The content of [`put`] with a note.
fn noted(note: &str) -> AnnotationContent {
    AnnotationContent { note: Some(note.to_owned()), ..put(0, 1, 0).content }
}

fn full(id: u64) -> RecordFields {
    let part = |start: usize, quote: &str| AttributionPart {
        span: Span::default(),
        quote: quote.to_owned(),
        recorded: RecordedPlace { start, end: start + quote.chars().count() },
    };
    RecordFields {
        prefix: "He said\n\n".to_owned(),
        suffix: "\u{1b}]52;c;eA==\u{7}\0\u{202e}".to_owned(),
        content: AnnotationContent {
            label: Some(LabelId("of_another_codebook".to_owned())),
            note: Some("])\n<<<<<<< HEAD\n(id:\"x\",c:\"00000000\"),\r\n\\ \"#".to_owned()),
            source: Some(part(7, "Ana Ruiz")),
            cue: Some(part(2, "said")),
            evidence: Some("https://example.org/?a=1&b=%20".to_owned()),
            confidence: Some(Confidence::Medium),
        },
        batch: None,
        ..put(id, 3, 40)
    }
}

fn lines(fields: impl IntoIterator<Item = RecordFields>) -> Vec<RecordLine> {
    fields.into_iter().map(|fields| RecordLine::write(fields, "")).collect()
}

fn file(fields: impl IntoIterator<Item = RecordFields>) -> AnnotationFile {
    AnnotationFile::new(ARTICLE, ANNOTATOR).merged(lines(fields))
}

fn read(bytes: &[u8]) -> AnnotationFile {
    AnnotationFile::read(bytes, ARTICLE, ANNOTATOR)
}

fn sample() -> AnnotationFile {
    file([put(0xA0, 1, 412), full(0xF1), del(7, 2, 0), put(3, 1, 412)])
}

/// Returns the part of a loaded file that a reader of the annotations sees.
fn loaded(file: &AnnotationFile) -> Vec<RecordFields> {
    file.winners().into_values().map(|line| (*line.fields).clone()).collect()
}

#[test]
fn golden_format_1() {
    let golden = include_str!("../../../tests/golden/format-1-lf.ron");
    assert_eq!(String::from_utf8(sample().to_bytes()).unwrap(), golden);
    let again = read(golden.as_bytes());
    assert_eq!(again.findings(), []);
    assert_eq!(again.with_counting().to_bytes(), golden.as_bytes());
    // A file that does not say its counting is read as before, and says so with the next decision.
    let earlier = include_str!("../../../tests/golden/format-1.ron");
    assert_eq!(read(earlier.as_bytes()).with_counting().to_bytes(), golden.as_bytes());
    let golden = earlier;
    let again = read(golden.as_bytes());
    assert_eq!(again.findings(), []);
    assert_eq!(loaded(&again), loaded(&sample()));
    assert_eq!(again.merged([]).to_bytes(), golden.as_bytes());
}

#[test]
fn of_two_first_lines_the_line_with_the_counting_is_used() {
    let [earlier, golden] = [
        include_str!("../../../tests/golden/format-1.ron"),
        include_str!("../../../tests/golden/format-1-lf.ron"),
    ];
    let (header, _) = earlier.split_once('\n').unwrap();
    let (counting, body) = golden.split_once('\n').unwrap();
    for both in [[header, counting], [counting, header]] {
        let merged = read(format!("{}\n{body}", both.join("\n")).as_bytes());
        assert_eq!(merged.findings(), []);
        assert_eq!(merged.merged([]).to_bytes(), golden.as_bytes());
    }
    let other = header.replace("tram", "bus");
    let strange = read(format!("{counting}\n{other}\n{body}").as_bytes());
    assert_eq!(strange.findings().len(), 1, "a line of another article is kept and told");
}

#[test]
fn every_field_stays_byte_for_byte() {
    let golden = include_str!("../../../tests/golden/format-1-every-field.ron");
    let file = read(golden.as_bytes());
    assert_eq!(file.findings(), []);
    assert_eq!(file.to_bytes(), golden.as_bytes());
    let line = golden.lines().nth(1).unwrap();
    for field in AnnotationField::ON_DISK {
        assert!(line.contains(&format!(",{}:", field.name())), "{field:?}");
    }
    let [fields] = loaded(&file).try_into().unwrap();
    assert_eq!(&*RecordLine::write(fields, "").raw, line);
}

#[test]
fn a_file_is_one_plain_ron_document() {
    #[derive(Deserialize)]
    struct Document {
        format: u32,
        article: String,
        annotator: String,
        offsets: String,
        records: Vec<RecordFields>,
    }
    let bytes = sample().to_bytes();
    let document: Document = ron::from_str(str::from_utf8(&bytes).unwrap()).unwrap();
    assert_eq!((document.format, document.article.as_str()), (1, ARTICLE));
    assert_eq!((document.annotator.as_str(), document.offsets.as_str()), (ANNOTATOR, OFFSETS));
    let mut records = document.records;
    records.sort_by_key(|fields| fields.id);
    assert_eq!(records, loaded(&sample()));
}

#[test]
fn carriage_returns_blank_lines_and_a_bom_are_read_through() {
    let text = String::from_utf8(sample().to_bytes()).unwrap();
    let other = format!("\u{feff}{}", text.replace('\n', "\r\n\r\n"));
    let again = read(other.as_bytes());
    assert_eq!((again.findings(), loaded(&again)), (vec![], loaded(&sample())));
    assert_eq!(again.merged([]).to_bytes(), sample().to_bytes());
}

#[test]
fn unreadable_lines_stay_at_their_place_and_are_told() {
    let text = String::from_utf8(sample().to_bytes()).unwrap();
    let damaged = text.replacen("rev:3", "rev:9", 1);
    let again = read(damaged.as_bytes());
    assert_eq!(again.refusal(), None);
    let findings = again.findings();
    assert_eq!(findings.len(), 1);
    let line = damaged.lines().position(|line| line.contains("rev:9")).unwrap() + 1;
    assert_eq!(findings[0].place.unwrap().0, line);
    assert!(findings[0].message.contains("checksum"), "{}", findings[0]);
    assert_eq!(again.clone().merged([]).to_bytes(), damaged.as_bytes());
    let grown = again.merged(lines([put(1, 1, 1), put(2, 1, 900)])).to_bytes();
    assert_eq!(read(&grown).merged([]).to_bytes(), grown);
    let kept = damaged.lines().find(|line| line.contains("rev:9")).unwrap();
    assert!(String::from_utf8(grown).unwrap().contains(kept));
}

#[test]
fn a_meant_change_by_hand_is_told_its_checksum() {
    let text = String::from_utf8(file([put(1, 1, 1)]).to_bytes()).unwrap();
    let changed = text.replace("label:\"sourced\"", "label:\"unsourced\"");
    let told = read(changed.as_bytes()).findings()[0].message.clone();
    let (_, sum) = told.split_once("write c:\"").unwrap();
    let old = &changed[changed.find(",c:\"").unwrap() + 4..][..8];
    let again = read(changed.replace(old, &sum[..8]).as_bytes());
    assert_eq!(again.findings(), []);
    assert_eq!(loaded(&again)[0].content.label.as_ref().unwrap().0, "unsourced");
}

#[test]
fn files_that_cannot_be_read_whole_are_refused_with_their_place() {
    let text = String::from_utf8(sample().to_bytes()).unwrap();
    let lines = text.lines().count();
    let refused = |bytes: &[u8], place: (usize, usize), words: &str| {
        let file = read(bytes);
        let refusal = file.refusal().unwrap_or_else(|| panic!("not refused: {words}")).clone();
        assert!(refusal.message.contains(words), "{refusal}");
        assert_eq!(refusal.place, Some(place), "{refusal}");
        assert!(file.findings().contains(&refusal));
    };
    refused(b"", (1, 1), "empty");
    refused(b"\n\n", (1, 1), "first line");
    refused(&[0; 4096], (1, 1), "zeros");
    refused(text.replace("format:1", "format:2").as_bytes(), (1, 1), "newer");
    refused(text.replace("scalars", "bytes").as_bytes(), (1, 1), "newer");
    refused(&text.as_bytes()[..text.len() - 4], (lines - 1, 1), "cut off");
    refused(&text.as_bytes()[..text.len() / 2], (3, 1), "cut off");
    refused(&text.as_bytes()[1..], (1, 1), "first line");
    refused(
        text.split_once('\n').unwrap().1.as_bytes(),
        (1, text.lines().nth(1).unwrap().chars().count() + 1),
        "first line",
    );
    let newer = read(text.replace("format:1", "format:2").as_bytes());
    assert_eq!(loaded(&newer), loaded(&sample()), "what can be read is still shown");
}

#[test]
fn unknown_fields_survive_also_an_edit() {
    let odd = RecordLine::write(put(2, 1, 1), ",_x:1,a_b1:2,r#a.b:3,r#9lives:4");
    assert_eq!(odd.extra(), ",r#9lives:4,_x:1,r#a.b:3,a_b1:2");
    let line = RecordLine::write(put(1, 1, 1), ",mood:(a:[1,2],b:\"),c:\\\"\"),z:Some(3)");
    let text = AnnotationFile::new(ARTICLE, ANNOTATOR).merged([line.clone()]).to_bytes();
    let again = read(&text);
    assert_eq!((again.findings(), again.merged([]).to_bytes()), (vec![], text));
    let edited = RecordLine::write(put(1, 2, 1), &line.extra());
    assert_eq!(RecordLine::read(&edited.raw).unwrap().extra(), line.extra());
    assert!(edited.raw.contains(",mood:(a:[1,2],b:\"),c:\\\"\"),z:Some(3),c:"), "{}", edited.raw);
}

#[test]
fn git_markers_are_read_through() {
    let (ours, theirs) = (file([put(1, 2, 1)]), file([put(1, 3, 1), put(2, 1, 9)]));
    let body = |file: &AnnotationFile| {
        let text = String::from_utf8(file.to_bytes()).unwrap();
        let lines: Vec<_> = text.lines().map(str::to_owned).collect();
        lines[1..lines.len() - 1].join("\n")
    };
    let text = format!(
        "{}\n<<<<<<< HEAD\n{}\n||||||| 1234\n=======\n{}\n>>>>>>> b\n])\n",
        ours.header,
        body(&ours),
        body(&theirs)
    );
    let merged = read(text.as_bytes());
    assert_eq!(merged.refusal(), None);
    assert!(merged.findings()[0].message.contains("conflict markers"));
    assert_eq!(merged.merged([]).to_bytes(), theirs.to_bytes());
}

#[test]
fn concurrent_edits_are_both_kept_and_told() {
    let (mut early, late) = (put(1, 2, 1), del(1, 2, 1));
    early.at = at(-60);
    let both = read(&file([early.clone(), late.clone()]).to_bytes());
    assert_eq!(loaded(&both), std::slice::from_ref(&late));
    assert_eq!(both.findings(), []);
    let rivals = both.rivals();
    let rivals: Vec<_> = rivals[&AnnotationId(1)].iter().map(|line| &*line.fields).collect();
    assert_eq!(rivals, [&late, &early]);
    assert_eq!(both.clone().merged([]).to_bytes().iter().filter(|byte| **byte == b'\n').count(), 4);
    assert_eq!(both.merged(lines([put(1, 3, 1)])).to_bytes(), file([put(1, 3, 1)]).to_bytes());
}

#[test]
fn who_changes_twice_does_not_hide_who_changes_once() {
    let first = lines([put(1, 1, 1)]).remove(0);
    let over = |rev, note: &str, parents: &[&RecordLine]| {
        let fields = RecordFields {
            content: noted(note),
            was: Lineage::over(parents.iter().copied(), std::iter::empty()),
            ..put(1, rev, 1)
        };
        RecordLine::write(fields, "")
    };
    let once = over(2, "once", &[&first]);
    let twice = over(3, "twice", &[&over(2, "before", &[&first])]);
    let union = file([]).merged([twice.clone(), first.clone(), once.clone()]);
    let versions = union.rivals();
    assert_eq!(versions[&AnnotationId(1)], [&twice, &once]);
    assert_eq!(union.lines().len(), 2, "the first one is history");
    let choice = over(4, "chosen", &[&twice, &once]);
    assert_eq!(union.clone().merged([choice.clone()]).lines(), [choice]);
    let same = RecordFields { rev: 3, ..(*once.fields).clone() };
    let said_again = file([]).merged([once.clone(), RecordLine::write(same, "")]);
    assert!(said_again.rivals().is_empty(), "the same words are no choice");
}

#[test]
fn first_lines_that_differ_are_both_kept_in_any_order() {
    let text = String::from_utf8(sample().to_bytes()).unwrap();
    let (header, body) = text.split_once('\n').unwrap();
    let other = header.replace("records", "team:\"b\",records");
    let [one, two] = [[header, &other], [&other, header]].map(|[first, second]| {
        let file = read(format!("{first}\n{second}\n{body}").as_bytes());
        assert_eq!((file.refusal(), file.findings().len()), (None, 1));
        file.merged([]).to_bytes()
    });
    assert_eq!(one, two);
    let used = String::from_utf8(one).unwrap();
    let greater = header.max(&other);
    assert_eq!(used.lines().next(), Some(greater));
    let newer = header.replace("format:1", "format:2");
    for union in [format!("{header}\n{newer}\n{body}"), format!("{newer}\n{header}\n{body}")] {
        assert!(read(union.as_bytes()).refusal().is_some(), "{union}");
    }
}

#[test]
fn what_is_to_be_written_is_compared_in_all_that_it_holds() {
    let text = String::from_utf8(sample().to_bytes()).unwrap();
    let damaged = read(text.replacen("rev:3", "rev:9", 1).as_bytes());
    assert!(damaged.holds_the_same(&damaged.clone()));
    let of_other = AnnotationFile::new(ARTICLE, "ann2").merged(sample().lines().to_vec());
    let otherwise_damaged = read(text.replacen("rev:3", "rev:8", 1).as_bytes());
    let mut with_more = damaged.clone();
    with_more.kept.push(KeptLine { raw: b"more".to_vec(), after: (0, AnnotationId(0)) });
    assert!(!sample().holds_the_same(&of_other));
    assert!(!sample().holds_the_same(&file([put(1, 1, 1)])));
    for other in [otherwise_damaged, with_more] {
        assert!(!damaged.holds_the_same(&other));
    }
}

#[test]
fn of_many_bad_lines_the_first_are_told_and_the_others_counted() {
    let bad = |n: usize| {
        let text = String::from_utf8(sample().to_bytes()).unwrap();
        let lines: String = (0..n).map(|at| format!("bad {at}\n")).collect();
        text.replace("])\n", &format!("{lines}])\n"))
    };
    let told = |n: usize| read(bad(n).as_bytes()).findings();
    assert_eq!(told(REPORTED_LINES).len(), REPORTED_LINES);
    let findings = told(REPORTED_LINES + 5);
    assert_eq!(findings.len(), REPORTED_LINES + 1);
    let last = findings.last().unwrap().to_string();
    assert!(last.contains("5 more unreadable records"), "{last}");
    let whole = AnnotationFile::read_whole(bad(REPORTED_LINES + 5).as_bytes());
    assert_eq!(whole.findings().len(), REPORTED_LINES + 5);
}

#[test]
fn a_bad_line_is_told_with_the_column() {
    let good = lines([put(1, 1, 1)]).remove(0).raw;
    let chars = good.chars().count();
    let check = |line: &[u8], column: usize, words: &str| {
        let mut bytes = file([]).to_bytes();
        let end = bytes.len() - "])\n".len();
        bytes.splice(end..end, [line, b"\n"].concat());
        let findings = read(&bytes).findings();
        assert_eq!(findings[0].place, Some((2, column)), "{}", findings[0]);
        assert!(findings[0].message.contains(words), "{}", findings[0]);
    };
    let wrong = good.replace("rev:1", "rev:2");
    check(wrong.as_bytes(), chars - 15 + 2, "does not match");
    for end in [");", "] ", "}),"] {
        let cut = format!("{}{end}", &good[..good.len() - 2]);
        let column = cut.chars().count() + 1;
        check(cut.as_bytes(), column, "does not end with its checksum");
    }
    let mut bytes = good.as_bytes().to_vec();
    let at = good.find('«').unwrap();
    bytes[at] = 0xff;
    check(&bytes, good[..at].chars().count() + 1, "not UTF-8");
}

#[test]
fn a_record_that_is_nested_deeply_is_damage() {
    let nested = |depth: usize| format!(",odd:{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(RecordLine::read(&RecordLine::write(put(1, 1, 1), &nested(5)).raw).is_ok());
    assert!(RecordLine::read(&RecordLine::write(put(1, 1, 1), &nested(50)).raw).is_err());
}

#[test]
fn who_says_the_same_at_another_time_says_the_same() {
    let one = full(1);
    let later = RecordFields {
        rev: 9,
        at: at(99),
        created: Some(at(98)),
        was: Lineage::over(lines([put(1, 1, 1)]).iter(), std::iter::empty()),
        ..one.clone()
    };
    assert!(one.say_the_same(&later));
    let other = RecordFields { content: noted("other"), ..one.clone() };
    assert!(!one.say_the_same(&other));
}

#[test]
fn a_deletion_keeps_no_words() {
    let fields = RecordFields { op: RecordOp::Del, ..full(1).without_words() };
    let line = RecordLine::write(fields, "").raw;
    let bare = "(id:\"0000000000000001\",rev:3,op:Del,start:40,end:45,at:";
    assert!(line.starts_with(bare), "{line}");
    assert_eq!(line.matches(':').count(), bare.matches(':').count() + 3, "{line}");
}

#[test]
fn another_articles_file_is_told() {
    let other = AnnotationFile::new("other.txt", ANNOTATOR).to_bytes();
    let file = read(&other);
    assert!(file.findings()[0].message.contains("other.txt"));
    assert_eq!(file.refusal(), None);
}

#[test]
fn impossible_records_are_kept_and_told() {
    let mut backwards = put(1, 1, 9);
    backwards.end = 3;
    let mut unsure = put(2, 1, 1);
    unsure.content.confidence = Some(Confidence::High);
    let good = RecordLine::write(unsure.clone(), "").raw;
    let (fields, _) = good.rsplit_once(",c:").unwrap();
    let bad = sealed(fields.replace("confidence:3", "confidence:4"));
    let unsure = String::from_utf8(file([unsure]).to_bytes()).unwrap();
    let unsure = unsure.replace(&*good, &bad);
    for bad in [file([backwards]).to_bytes(), unsure.into_bytes()] {
        let file = read(&bad);
        assert_eq!((file.winners().len(), file.findings().len()), (0, 1));
    }
}

/// Any line break, control, RON syntax, quote or plain char.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "\\PC{0,4}",
        "[\0-\u{1f}\u{7f}-\u{9f}]{1,3}",
        "[\\\\\"'(),:\\[\\]#{}r]{1,4}",
        Just("\n<<<<<<< a\n=======\n".to_owned()),
        Just("\r\n])\n".to_owned()),
        Just("\u{2028}\u{feff}\u{85}".to_owned())
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn any_fields() -> impl Strategy<Value = RecordFields> {
    let maybe = || prop::option::of(hostile());
    let part = || {
        let part = (0usize..99, 0usize..99, hostile());
        prop::option::of(part.prop_map(|(start, len, quote)| AttributionPart {
            span: Span::default(),
            quote,
            recorded: RecordedPlace { start, end: start + len },
        }))
    };
    let base = (0u64..40, 1u32..5, 0usize..999).prop_map(|(id, rev, start)| put(id, rev, start));
    let texts = [(); 4].map(|()| hostile());
    let maybes = (maybe(), maybe(), maybe());
    let rest = (part(), part(), prop::option::of(1u8..4));
    let live = (base, texts, maybes, rest).prop_map(
        |(
            base,
            [quote, prefix, suffix, text],
            (label, note, evidence),
            (source, cue, confidence),
        )| {
            let label = label.map(LabelId);
            let confidence = confidence.and_then(Confidence::from_number);
            #[rustfmt::skip]
            let content = AnnotationContent { label, note, source, cue, evidence, confidence };
            RecordFields { quote, prefix, suffix, text, content, ..base }
        },
    );
    let dead = (0u64..40, 1u32..5, 0usize..999).prop_map(|(id, rev, start)| del(id, rev, start));
    prop_oneof![3 => live, 1 => dead]
}

proptest! {
    #[test]
    fn any_records_read_back(all in prop::collection::vec(any_fields(), 0..12)) {
        let file = file(all);
        let bytes = file.to_bytes();
        let again = read(&bytes);
        prop_assert!(again.holds_the_same(&file));
        prop_assert_eq!(again.refusal(), None);
        prop_assert_eq!(loaded(&again), loaded(&file));
        prop_assert_eq!(again.merged([]).to_bytes(), bytes);
    }

    #[test]
    fn a_flipped_bit_is_never_silently_different(place in any::<prop::sample::Index>(), bit in 0u8..8) {
        let good = sample();
        let mut bytes = good.to_bytes();
        let at = place.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let bad = read(&bytes);
        let same = loaded(&bad) == loaded(&good);
        prop_assert!(same || !bad.findings().is_empty(), "byte {at} bit {bit}");
        if bad.refusal().is_none() {
            let line = bytes.split(|byte| *byte == b'\n').find(|line| !good.to_bytes().split(|byte| *byte == b'\n').any(|known| known == *line));
            let written = bad.merged([]).to_bytes();
            let kept = line.is_none_or(|line| written.split(|byte| *byte == b'\n').any(|known| known == line));
            prop_assert!(kept || same, "the damaged line is gone");
        }
    }

    #[test]
    fn merging_is_the_same_in_any_order(a in prop::collection::vec(any_fields(), 0..8), b in prop::collection::vec(any_fields(), 0..8), c in prop::collection::vec(any_fields(), 0..8)) {
        let one = file(a.clone()).merged(lines(b.clone())).merged(lines(c.clone()));
        let other = file(c).merged(lines(a)).merged(lines(b.clone())).merged(lines(b));
        prop_assert_eq!(one.to_bytes(), other.to_bytes());
    }

    #[test]
    fn any_union_of_lines_folds_to_the_merge(a in prop::collection::vec(any_fields(), 0..8), b in prop::collection::vec(any_fields(), 0..8), seed in any::<u64>()) {
        let mut random = fastrand::Rng::with_seed(seed);
        let (one, other) = (file(a), file(b.clone()));
        let text = |file: &AnnotationFile| String::from_utf8(file.to_bytes()).unwrap();
        let mut body: Vec<String> = [text(&one), text(&other)].iter().flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).filter(|line| line.starts_with("(id")).collect();
        body.push(one.header.clone());
        random.shuffle(&mut body);
        let union = format!("{}\n{}\n])\n", one.header, body.join("\n"));
        let folded = read(union.as_bytes());
        prop_assert_eq!(folded.refusal(), None);
        prop_assert_eq!(folded.merged([]).to_bytes(), one.merged(lines(b)).to_bytes());
    }

    #[test]
    fn reading_any_bytes_never_fails(bytes in prop::collection::vec(any::<u8>(), 0..200), lines in hostile()) {
        read(&bytes);
        let file = read(lines.as_bytes());
        prop_assert!(file.refusal().is_some() || file.to_bytes().len() > 1);
    }
}

#[test]
fn every_golden_file_loads_in_whatever_shape_it_arrives() {
    let golden = include_str!("../../../tests/golden/format-1-lf.ron");
    let (header, body) = golden.split_once('\n').unwrap();
    let line = golden.lines().nth(2).unwrap();
    let shapes = [
        golden.replace('\n', "\r\n"),
        format!("\u{feff}{golden}"),
        golden.replace("])\n", &format!("{line}\n{header}\n{line}\n])\n")),
        format!("{header}\n<<<<<<< HEAD\n{line}\n=======\n{line}\n>>>>>>> b\n{body}"),
        golden.trim_end().to_owned(),
    ];
    for shape in shapes {
        let again = read(shape.as_bytes());
        assert_eq!(again.refusal(), None, "{shape}");
        assert_eq!(loaded(&again), loaded(&sample()), "{shape}");
        assert_eq!(again.merged([]).to_bytes(), golden.as_bytes(), "{shape}");
    }
}

#[test]
fn golden_format_1_with_lineage() {
    let first = lines([put(0x11, 1, 5)]).remove(0);
    let over = |fields: RecordFields, parents: &[&RecordLine]| {
        let was = Lineage::over(parents.iter().copied(), std::iter::empty());
        RecordLine::write(RecordFields { was, ..fields }, "")
    };
    let (mine, other) = (over(put(0x11, 2, 5), &[&first]), over(del(0x11, 2, 5), &[&first]));
    let choice = over(put(0x11, 3, 5), &[&mine, &other]);
    let golden = include_str!("../../../tests/golden/format-1-lineage.ron");
    let written = file([]).merged([choice, over(put(0x22, 2, 9), &[&first])]).to_bytes();
    assert_eq!(String::from_utf8(written).unwrap(), golden);
    let again = read(golden.as_bytes());
    assert_eq!(
        again.merged([first, mine, other]).to_bytes(),
        golden.as_bytes(),
        "they are history"
    );
}
