//! Annotations that counted carriage returns or a byte order mark, read as what they are.
//!
//! Earlier versions counted over the text of the file with its CR, so the offsets of a record depended
//! on the line ends of one machine. Every record names the digest of its text. [`EarlierTexts`] makes
//! the texts that the file of the article had on other machines, for example with CR LF, and finds the
//! text of a digest. From this text an offset converts exactly: old offset − CRs of CR LF before it.
//!
//! Invariant: a record of any other digest keeps its offsets and is found by its words, as after any
//! change of an article.

use std::cell::OnceCell;

use sha2::{Digest as _, Sha256};

use crate::{
    annotation::{Annotation, RecordedPlace, anchor},
    corpus::{Article, Digest},
    text::{
        Span,
        line_ends::{BYTE_ORDER_MARK, LineEnd, LineEnds, Recount, with_lf},
    },
};

/// The texts that one article had in files with CR or a mark.
#[derive(Debug)]
pub(crate) struct EarlierTexts<'a> {
    article: &'a Article,
    /// Computed for the first record of another digest: most articles never need the texts.
    texts: OnceCell<Vec<EarlierText>>,
}

#[derive(Debug)]
struct EarlierText {
    digest: Digest,
    line_ends: LineEnds,
    has_mark: bool,
    recount: OnceCell<Recount>,
}

impl EarlierText {
    fn new(article: &Article, line_ends: LineEnds, has_mark: bool) -> Self {
        let mark = if has_mark { BYTE_ORDER_MARK.to_string() } else { String::new() };
        let text = line_ends.put_into(&article.text);
        let digest = Digest(Sha256::new().chain_update(mark).chain_update(text).finalize().into());
        Self { digest, line_ends, has_mark, recount: OnceCell::new() }
    }

    fn recount(&self, article: &Article) -> &Recount {
        self.recount.get_or_init(|| {
            let mut text = self.line_ends.put_into(&article.text);
            if self.has_mark {
                text.insert(0, BYTE_ORDER_MARK);
            }
            Recount::new(&text)
        })
    }
}

impl<'a> EarlierTexts<'a> {
    pub(crate) fn new(article: &'a Article) -> Self {
        Self { article, texts: OnceCell::new() }
    }

    /// Returns the way from the text with this digest to the text of today; `None` for an unknown text.
    ///
    /// The digest is whole or short, in hexadecimal digits.
    pub(crate) fn recount(&self, digest: &str) -> Option<&Recount> {
        if digest.is_empty() {
            return None;
        }
        let texts = self.texts.get_or_init(|| texts(self.article));
        let is_meant = |text: &&EarlierText| match digest.len() {
            16 => text.digest.short() == digest,
            _ => text.digest.to_string() == digest,
        };
        Some(texts.iter().find(is_meant)?.recount(self.article))
    }

    /// Returns the short digests of all earlier texts.
    pub(crate) fn digests(&self) -> impl Iterator<Item = String> {
        let texts = self.texts.get_or_init(|| texts(self.article));
        texts.iter().map(|text| text.digest.short())
    }

    /// Returns the ways from all earlier texts, the likeliest first.
    pub(crate) fn recounts(&self) -> impl Iterator<Item = &Recount> {
        let texts = self.texts.get_or_init(|| texts(self.article));
        texts.iter().map(|text| text.recount(self.article))
    }

    /// Gives an annotation the offsets, the words and the digest of the text of today.
    ///
    /// Returns false if the annotation counts in another text. Its words lose their CR all the same,
    /// since no text of today has one.
    pub(crate) fn convert(&self, annotation: &mut Annotation) -> bool {
        let recount = self.recount(&annotation.anchor.text_digest);
        let anchored = &mut annotation.anchor;
        let parts =
            annotation.content.parts_mut().map(|part| (&mut part.quote, &mut part.recorded));
        let words = [&mut anchored.prefix, &mut anchored.suffix];
        words.into_iter().for_each(take_out_cr);
        let quoted = [(&mut anchored.quote, &mut anchored.recorded)].into_iter().chain(parts);
        for (quote, recorded) in quoted {
            take_out_cr(quote);
            if let Some(recount) = recount {
                let RecordedPlace { start, end } = *recorded;
                *recorded =
                    RecordedPlace { start: recount.scalar(start), end: recount.scalar(end) };
            }
        }
        if recount.is_none() {
            return false;
        }
        anchored.text_digest = self.article.digest.short();
        let RecordedPlace { start, end } = anchored.recorded;
        let span: Option<Span> = self.article.span_of_scalars(start, end);
        if let Some(span) = span.filter(|span| self.article.words(*span) == anchored.quote) {
            let made = anchor(&self.article.text, span);
            (anchored.prefix, anchored.suffix) = (made.prefix, made.suffix);
        }
        true
    }
}

/// Returns the texts that differ from the text of today, the likeliest first.
fn texts(article: &Article) -> Vec<EarlierText> {
    let ends = [
        LineEnds::All(LineEnd::CrLf),
        article.line_ends.clone(),
        LineEnds::All(LineEnd::Cr),
        LineEnds::All(LineEnd::Lf),
    ];
    let both = ends.iter().flat_map(|ends| [(ends, false), (ends, true)]);
    let all = both.map(|(ends, has_mark)| EarlierText::new(article, ends.clone(), has_mark));
    all.filter(|text| text.digest != article.digest).collect()
}

fn take_out_cr(words: &mut String) {
    if words.contains('\r') {
        *words = with_lf(words).into_owned();
    }
}
