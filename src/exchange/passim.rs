//! The input and the clusters of passim, which finds repeats with Spark on many machines.
//!
//! Both files are JSON Lines:
//!
//! - The input has `id`, `series` and `text`. passim compares only texts of different series.
//! - A member of a cluster has `cluster`, `id`, `begin` and `end`, in Unicode scalars. `end` is one past
//!   the last scalar.
//! - The `text` of a member is only compared. Version 1 of passim counted words, and its places differ.
//! - Further fields are ignored, for example `uid`.

use std::{borrow::Cow, io};

use serde::{Deserialize, Serialize};

use super::{
    ExportError, ExportOptions, ExportReport, ExportSink, ExportSubject, Exporter, ResolvedArticle,
    exporter::lossless, json,
};
use crate::{
    corpus::Article,
    diagnostic::{Diagnostic, Severity},
    text::count,
};

/// The most bad lines that get a diagnostic of their own.
const TOLD: usize = 5;

/// An article in the form that passim reads.
#[derive(Serialize)]
struct Document<'a> {
    id: &'a str,
    series: &'a str,
    text: &'a str,
}

/// One member of a cluster, in the form of passim and of the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The number of the cluster.
    pub cluster: i64,
    /// The path of the article.
    pub id: String,
    /// The first Unicode scalar.
    pub begin: usize,
    /// One past the last Unicode scalar.
    pub end: usize,
    /// The words, if passim wrote them. Version 2 cuts the words one character early.
    #[serde(default, skip_serializing)]
    pub text: Option<String>,
    /// The SHA-256 of the text that the offsets count in. passim does not write this field.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text_sha256: String,
}

/// The input of passim: articles without annotations. Each article is a series of its own.
pub struct Passim;

impl Exporter for Passim {
    fn name(&self) -> &'static str {
        "passim"
    }

    fn about(&self) -> &'static str {
        "the articles for passim"
    }

    fn extension(&self) -> &'static str {
        "jsonl"
    }

    fn subject(&self) -> ExportSubject {
        ExportSubject::Articles
    }

    fn export(
        &self,
        articles: &[ResolvedArticle],
        _: &ExportOptions,
        out: &mut dyn ExportSink,
    ) -> Result<ExportReport, ExportError> {
        let out = out.file("articles.jsonl")?;
        for ResolvedArticle { article, .. } in articles {
            let text = kept_text(article);
            let document = Document { id: &article.path, series: &article.path, text: &text };
            writeln!(out, "{}", json(&document)?)?;
        }
        Ok(lossless(articles.len()))
    }
}

/// Returns the text with a blank for each char outside of the article, so that all offsets stay.
fn kept_text(article: &Article) -> Cow<'_, str> {
    let left_out = &article.outline.left_out;
    if left_out.is_empty() {
        return Cow::Borrowed(&article.text);
    }
    let mut kept = String::with_capacity(article.text.len());
    let mut at = 0;
    for stretch in left_out {
        kept.push_str(&article.text[at..stretch.span.start]);
        kept.extend(article.words(stretch.span).chars().map(|_| ' '));
        at = stretch.span.end;
    }
    kept.push_str(&article.text[at..]);
    Cow::Owned(kept)
}

/// Writes members, one per line.
///
/// # Errors
/// Returns [`ExportError::Io`] if `out` fails, and [`ExportError::Format`] if JSON cannot hold a member.
pub fn write_members(members: &[Member], out: &mut dyn io::Write) -> Result<(), ExportError> {
    for member in members {
        writeln!(out, "{}", json(member)?)?;
    }
    Ok(())
}

/// Reads members. Other lines are left out and get a diagnostic, for example a line without `begin`.
pub fn read(bytes: &[u8]) -> (Vec<Member>, Vec<Diagnostic>) {
    let (mut members, mut findings, mut n_bad) = (Vec::new(), Vec::new(), 0);
    for (number, line) in bytes.split(|&byte| byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        match serde_json::from_slice::<Member>(line) {
            Ok(member) if member.begin < member.end => members.push(member),
            bad => {
                n_bad += 1;
                if n_bad <= TOLD {
                    let why = bad.map_or_else(
                        |error| error.to_string(),
                        |_| "nothing between begin and end".to_owned(),
                    );
                    let told = format!("line {}: no member of a cluster: {why}", number + 1);
                    findings.push(Diagnostic::new(Severity::Warning, told));
                }
            }
        }
    }
    if n_bad > TOLD {
        let told = format!("{} are no members of clusters", count(n_bad, "line"));
        findings.push(Diagnostic::new(Severity::Warning, told));
    }
    (members, findings)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{corpus::Article, exchange::ExportFormat};

    #[test]
    fn articles_are_lines_of_json() {
        let mut out = Vec::new();
        let articles = [("a/1.txt", "Fög\n\"x\""), ("2.txt", "")].map(|(path, text)| {
            let article = Arc::new(Article::read(path, text.as_bytes()));
            let rows = Vec::new();
            ResolvedArticle { article, file: None, rows }
        });
        let format = ExportFormat::from_name("passim").unwrap();
        assert_eq!(format.write(&articles, &mut out).unwrap().n_exported, 2);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "{\"id\":\"a/1.txt\",\"series\":\"a/1.txt\",\"text\":\"Fög\\n\\\"x\\\"\"}\n\
             {\"id\":\"2.txt\",\"series\":\"2.txt\",\"text\":\"\"}\n"
        );
    }

    #[test]
    fn members_are_read_and_other_lines_get_a_diagnostic() {
        let line = r#"{"uid":-31,"cluster":8589934592,"size":2,"id":"1.txt","series":"1.txt","begin":3,"end":9,"text":"fog"}"#;
        let lines = format!("{line}\r\n\nno json\n{}\n", line.replace("\"end\":9", "\"end\":3"));
        let (members, findings) = read(lines.as_bytes());
        assert_eq!(members.len(), 1);
        assert_eq!((members[0].cluster, members[0].begin, members[0].end), (1 << 33, 3, 9));
        assert_eq!(findings.len(), 2);
        assert!(findings[0].message.starts_with("line 3: "), "{}", findings[0].message);
        let mut out = Vec::new();
        write_members(&members, &mut out).unwrap();
        assert_eq!(members[0].text.as_deref(), Some("fog"));
        let kept = Member { text: None, ..members[0].clone() };
        assert_eq!(read(&out).0, [kept], "the words are the article's to keep");
    }

    #[test]
    fn many_bad_lines_get_one_summary() {
        let (members, findings) = read(&b"x\n".repeat(100_000));
        assert_eq!((members.len(), findings.len()), (0, TOLD + 1));
    }
}
