//! Files of copydesk's own, recognised by their content: exports, reports, and files of a store.
//!
//! An export that was written into the folder of the articles would become an article and change all
//! counts. The name proves nothing, since a user may give any name. So each format has a beginning that
//! no article has: columns, keys, a marker or a first sentence. A table or an object with fewer columns
//! is recognised too, for example after a program dropped some.
//!
//! Invariant: `tests/it/cli/own_files.rs` gives the output of every subcommand and format to
//! [`is_own_file`].

use std::{borrow::Cow, sync::LazyLock};

use encoding_rs::{UTF_16BE, UTF_16LE};
use regex::Regex;

use super::{ExportRow, markdown, texts};
use crate::corpus::Digest;

/// Columns of the reports that are tables.
const REPORT_COLUMNS: [&[&str]; 4] = [
    &["cluster", "group", "kind", "articles", "score_bits", "article", "start", "end", "text"],
    // Repeats of version 0.1.0.
    &["cluster", "kind", "articles", "score_bits", "article", "start", "end", "text"],
    &[
        "name", "articles", "article", "start", "end", "rule", "source", "cue", "description",
        "quotations", "text",
    ],
    &["article", "other", "words"],
];

/// Keys of exports and reports in JSON. An object with all keys of a set is ours.
const KEYS: [&[&str]; 15] = [
    &["article", "label", "quote"],
    &["quote", "start", "end", "text_sha256"],
    &["id", "series", "text"],
    &["cluster", "id", "begin", "end"],
    &["clusters", "score_bits", "needed_bits"],
    &["sources", "quotations", "statements"],
    &["articles", "words", "shared"],
    &["article", "sentences", "decided", "contested"],
    &["article", "severity", "message"],
    &["article", "encoding", "chars", "sha256"],
    &["article", "sentence", "score", "class"],
    &["article", "left", "hit", "right"],
    &["article", "id", "state", "recorded"],
    &["file", "when", "reason", "different"],
    &["article", "marks", "moved"],
];

/// Objects in JSON with only these keys at their beginning.
const EMPTY_REPORTS: [&str; 3] = ["{\"clusters\":[", "{\"sources\":[", "{\"rules\":["];

/// First lines of reports for people.
static FIRST_LINES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let lines = [
        r"\d+ passages? stands? in more than one of \d+ articles? ",
        r"No passage stands in more than one of \d+ articles?",
        r"\d+ named sources? speaks? in \d+ articles?",
        r"No rule is kept\. --add LABEL",
        r"How many words of the article of the row stand in the article of the column too",
        r" +\d+/\d+  \S+  ",
        r"\d+ articles?, no problems$",
        r"no article has changed under its marks$",
        r"every annotation has its article$",
        r"[^\n]+\.\w+: text changed since \d+ \w+ \d+: ",
        r"[0-9a-f]{16}  \S+  “",
        r"\S+\.ron: \d+ annotations? now$",
    ];
    Regex::new(&format!(r"^(?:{})", lines.join("|"))).ok()
});

/// A line of `copydesk check`, of `find`, or of a concordance.
static EVERY_LINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let file = r"[^:\n]+\.\w+";
    let check = format!(r"^(?:{file}(?::\d+:\d+)?: )?(?:note|warning|error): ");
    let places = format!(r"^{file}:\d+: |\[[^\n]+\].*  {file}:\d+$");
    Regex::new(&format!("{check}|{places}")).ok()
});

/// Sentences of `copydesk show`: number, kind and words.
static SHOWN: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?m)\A[^\n]+ \([^\n]+\)\n\n\[[a-z_ ]+\]\n +\d+ \S+ +\S").ok());

/// Entries of an older dossier, which has no marker.
static ENTRY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?m)^- Line \d+, characters \d+ to \d+").ok());

/// Returns true if a file with this name begins like a file of copydesk's own.
///
/// `head` is the beginning of the file, some thousand bytes. `whole` reads the rest, for a file whose name
/// says that the whole text matters.
pub fn is_own_file(name: &str, head: &[u8], whole: impl FnOnce() -> Option<Vec<u8>>) -> bool {
    let text = decoded(head);
    let text = text.trim_start_matches('\u{feff}');
    is_table(text)
        || is_json(text)
        || is_ron(text)
        || is_dossier(text)
        || is_report(text)
        || is_text_of_digest(name, whole)
}

/// Returns the text; some shells write UTF-16 where the program wrote UTF-8.
fn decoded(head: &[u8]) -> Cow<'_, str> {
    match head {
        [0xFF, 0xFE, rest @ ..] => UTF_16LE.decode_without_bom_handling(rest).0,
        [0xFE, 0xFF, rest @ ..] => UTF_16BE.decode_without_bom_handling(rest).0,
        _ => String::from_utf8_lossy(head),
    }
}

/// Returns true if the first line names columns of an export, or all columns of a report.
fn is_table(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    [',', ';', '\t'].iter().any(|separator| {
        let cells = first.split(*separator);
        let cells: Vec<&str> = cells.map(|cell| cell.trim_matches(['"', ' '])).collect();
        let are_all_in = |known: &[&str]| cells.iter().all(|cell| known.contains(cell));
        let is_whole = |known: &&[&str]| cells.len() == known.len() && are_all_in(known);
        (cells.len() > 1 && are_all_in(ExportRow::COLUMNS))
            || REPORT_COLUMNS.iter().any(is_whole)
            || is_whole(&&texts::COLUMNS[..])
    })
}

/// Returns true if the text begins with an object, or a list of objects, with keys of ours.
fn is_json(text: &str) -> bool {
    let start = text.trim_start_matches(|sign: char| sign.is_whitespace() || sign == '[');
    if !start.starts_with('{') {
        return false;
    }
    let bare: String = start.chars().take(16).filter(|sign| !sign.is_whitespace()).collect();
    let keys = keys(start);
    let has = |key: &&str| keys.contains(key);
    EMPTY_REPORTS.iter().any(|report| bare.starts_with(report))
        || KEYS.iter().any(|known| known.iter().all(&has))
}

/// Returns the keys of JSON, also of JSON that is cut off.
fn keys(json: &str) -> Vec<&str> {
    let mut keys = Vec::new();
    let mut rest = json;
    while let Some((_, after)) = rest.split_once('"') {
        let mut is_escaped = false;
        let end = after.char_indices().find(|(_, sign)| {
            let ends = *sign == '"' && !is_escaped;
            is_escaped = *sign == '\\' && !is_escaped;
            ends
        });
        let Some((end, _)) = end else { break };
        rest = &after[end + 1..];
        if rest.trim_start().starts_with(':') {
            keys.push(&after[..end]);
        }
    }
    keys
}

/// Returns true for a file of a store, or for an export in RON.
fn is_ron(text: &str) -> bool {
    let bare: String = text.chars().take(200).filter(|sign| !sign.is_whitespace()).collect();
    let format = bare.strip_prefix("(format:").unwrap_or_default();
    let is_numbered = format.starts_with(|sign: char| sign.is_ascii_digit());
    let is_row = ["[(article:\"", "[(label:", "[(quote:"].iter().any(|row| bare.starts_with(row));
    is_numbered || is_row || bare == "[]"
}

fn is_dossier(text: &str) -> bool {
    let is_entry = || ENTRY.as_ref().is_some_and(|entry| entry.is_match(text));
    let is_titled = text.starts_with("# Annotations");
    let is_marked = || text.lines().any(|line| line.trim() == markdown::MARKER);
    (text.contains(markdown::MARKER) && is_marked())
        || (is_titled && (text.contains("Nothing is annotated yet.") || is_entry()))
}

fn is_report(text: &str) -> bool {
    let is_like =
        |form: &Option<Regex>, text: &str| form.as_ref().is_some_and(|form| form.is_match(text));
    // The last line may be cut off.
    let whole = text.rsplit_once('\n').map_or(text, |(whole, _)| whole);
    let mut lines = whole.lines().filter(|line| !line.trim().is_empty()).peekable();
    is_like(&FIRST_LINES, text.lines().next().unwrap_or_default())
        || is_like(&SHOWN, text)
        || (lines.peek().is_some() && lines.all(|line| is_like(&EVERY_LINE, line)))
}

/// Returns true for a file of the format `texts`, whose name is the digest of its text.
fn is_text_of_digest(name: &str, whole: impl FnOnce() -> Option<Vec<u8>>) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let is_digest = stem.len() == 64 && stem.bytes().all(|byte| byte.is_ascii_hexdigit());
    let text = || String::from_utf8(whole()?).ok();
    is_digest && text().is_some_and(|text| Digest::of(&text).to_string() == stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_own(text: &str) -> bool {
        is_own_file("notes.txt", text.as_bytes(), || None)
    }

    #[test]
    fn tables_objects_and_dossiers_are_recognised_in_any_dress() {
        for text in [
            "article,label,quote\r\n",
            "\u{feff}article;label;quote\r\n",
            "\"quote\"\t\"note\"\n",
            "quote,start,end\n",
            "article,text_sha256,encoding\n",
            "{\"article\":\"a\",\"label\":\"\",\"quote\":\"\\\"x\\\" — {y",
            "[\n  {\n    \"quote\": \"x\", \"start\": 1, \"end\": 2, \"text_sha256\": \"\"",
            "{\"id\":\"a\",\"series\":\"a\",\"text\":\"b",
            "{\"rules\": []}",
            "[\n    (\n        article: \"a.txt\",\n",
            "(format:1,article:\"a.txt\",annotator:\"ana\",",
            "# My title\n\n<!-- copydesk export -->\n",
            "# Annotations\n\n## a.txt\n\n### sourced (1)\n\n- Line 1, characters 0 to 3:\n",
            "16 passages stand in more than one of 7 articles (2147 words), in 42 places.\n",
            "     0/30  01.txt  A title\n",
            "a.txt: note: changed\nb.txt: warning: moved\n",
        ] {
            assert!(is_own(text), "{text:?}");
            let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let utf16 = [&[0xFF, 0xFE][..], &utf16].concat();
            assert!(is_own_file("x.md", &utf16, || None), "{text:?}");
        }
        let name = format!("{}.txt", Digest::of("One."));
        assert!(is_own_file(&name, b"One.", || Some(b"One.".to_vec())));
    }

    #[test]
    fn articles_are_no_files_of_ours() {
        for text in [
            "",
            "The tram is late.\n",
            "Source\n\nA note on sources.\n",
            "Label, quote, repeat: how the campaign works\n",
            "title\n",
            "# Annotations in the margin\n\nA review of marginal notes.\n",
            "{\"headline\": \"x\", \"text\": \"y\"}",
            "[1] First point.\n",
            "(format: print) The paper goes weekly.\n",
            "3 passages of the law stand in the way.\n",
            "Weather: warning: a storm comes.\nIt rains.\n",
            "12/24  The fair opened.\n",
            "<!DOCTYPE html><html><p>Text",
        ] {
            assert!(!is_own(text), "{text:?}");
        }
        let name = format!("{}.txt", Digest::of("One."));
        assert!(!is_own_file(&name, b"Two.", || Some(b"Two.".to_vec())));
    }
}
