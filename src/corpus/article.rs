//! An article: a text with its structure, origin and findings.
//!
//! Owns the way from a path and bytes to an [`Article`]. Reading never fails: bytes without text
//! give an article without text and an `Error` with advice. `decode` decodes, `page` reads pages, `document` reads
//! documents, [`crate::text`] finds the structure, and [`crate::store`] reads files.

use std::fmt;

use sha2::{Digest as _, Sha256};

use super::{
    decode,
    document::{DocumentKind, PdfLayout, read_document, read_pdf_layout},
    page::{HtmlPage, Omission, StatedMetadata, declared_charset, read_page, read_whole_page},
};
use crate::{
    diagnostic::{Diagnostic, Severity},
    text::{
        BlockKind, FrontSpans, Markup, Outline, ScalarMap, Span, front, glyphs,
        line_ends::{LineEnd, LineEnds, Recount},
        outline, visible,
    },
};

/// The largest file that is read as an article.
pub const MAX_ARTICLE_BYTES: usize = 64 * 1024 * 1024;

/// Columns of an article's name in lists.
const NAME_COLS: usize = 60;

/// The notation of a file, chosen by the ending of the file name, for example `.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArticleFormat {
    /// `.txt` and everything unknown.
    Text,
    /// `.md`, `.markdown`.
    Markdown,
    /// `.html`, `.htm`: the text is the whole page as a browser draws it.
    Html,
    /// `.docx`, `.odt`, `.epub` and their kin: the text is the document as printed.
    Document,
    /// `.pdf`: the text is made of the places of the words.
    Pdf,
}

impl ArticleFormat {
    /// The format of a file with this name.
    pub fn of(path: &str) -> ArticleFormat {
        match ending(path).to_ascii_lowercase().as_str() {
            "md" | "markdown" => ArticleFormat::Markdown,
            "html" | "htm" => ArticleFormat::Html,
            "docx" | "docm" | "odt" | "ott" | "epub" => ArticleFormat::Document,
            "pdf" => ArticleFormat::Pdf,
            _ => ArticleFormat::Text,
        }
    }
}

/// SHA-256 of a decoded text, as UTF-8.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The digest of a text.
    pub fn of(text: &str) -> Digest {
        Digest(Sha256::digest(text).into())
    }

    /// The first 16 hexadecimal digits: enough to tell the texts of a corpus apart.
    pub fn short(&self) -> String {
        format!("{self:.8}")
    }
}

/// Hexadecimal digits of all bytes, or of as many as the precision says.
impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n_bytes = f.precision().unwrap_or(self.0.len());
        let mut bytes = self.0.iter().take(n_bytes);
        bytes.try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

/// An article of the corpus. Immutable: a changed file makes a new article.
#[derive(Clone, Debug)]
pub struct Article {
    /// Path inside the corpus folder with `/` between its parts, for example `2026/fees.txt`; the
    /// article's name everywhere. Untrusted: show the path through [`crate::text::visible`].
    pub path: String,
    /// The decoded text with LF as the only line end and without byte order mark; for HTML the drawn
    /// page. Untrusted.
    pub text: String,
    /// The line ends in the file.
    pub(crate) line_ends: LineEnds,
    /// Notation of the file.
    pub format: ArticleFormat,
    /// Name of the encoding that the text was decoded from ("UTF-8", "windows-1252", …).
    pub encoding: &'static str,
    /// SHA-256 of `text`.
    pub digest: Digest,
    /// Title, byline and date, where the text has them.
    pub front: FrontSpans,
    /// Blocks and sentences.
    pub outline: Outline,
    /// From bytes to Unicode scalars and lines.
    pub scalars: ScalarMap,
    /// The statements of a page about itself; empty for other formats.
    pub stated: StatedMetadata,
    /// Words of a page that stand in no block, for example struck-out words.
    pub omissions: Vec<Omission>,
    /// The program that made the text out of the file, with its version, for example `pdftotext 22.12.0`.
    pub converter: Option<String>,
    /// Findings about the file; an article with an `Error` has no text.
    pub diagnostics: Vec<Diagnostic>,
}

impl Article {
    /// Makes the article of a file. The diagnostics tell of odd bytes.
    ///
    /// ```
    /// use copydesk::corpus::Article;
    ///
    /// let article = Article::read("2026/trams.md", b"# Trams\n\nThe tram is late.");
    /// assert_eq!(article.name(), "Trams");
    /// assert_eq!(article.words(article.outline.sentences[1].span), "The tram is late.");
    /// assert!(article.problem().is_none());
    /// ```
    pub fn read(path: &str, bytes: &[u8]) -> Article {
        if bytes.len() > MAX_ARTICLE_BYTES {
            return Article::refused(path, too_large());
        }
        if let Some(kind) = DocumentKind::of(bytes, ending(path)) {
            return match read_document(kind, bytes) {
                Ok(page) => Article::of_document(path, ArticleFormat::Document, page, None),
                Err(diagnostic) => Article::refused(path, diagnostic),
            };
        }
        let format = ArticleFormat::of(path);
        let declared = match format {
            ArticleFormat::Html => declared_charset(bytes),
            ArticleFormat::Text
            | ArticleFormat::Markdown
            | ArticleFormat::Document
            | ArticleFormat::Pdf => None,
        };
        let mut decoded = decode::decode(bytes, declared.as_deref());
        if decoded.text.trim().is_empty() {
            decoded.diagnostics.extend(emptiness(bytes, &decoded.diagnostics));
        } else if matches!(format, ArticleFormat::Document | ArticleFormat::Pdf) {
            return Article::refused(path, misnamed(path));
        } else if format == ArticleFormat::Html {
            return Article::of_page(path, decoded);
        }
        let (outline, front) = structure(&decoded.text, format);
        Article::new(path, format, decoded, outline, front)
    }

    /// An article without text, for a file that can't be read.
    pub fn refused(path: &str, diagnostic: Diagnostic) -> Article {
        let nothing = decode::DecodedText {
            text: String::new(),
            line_ends: LineEnds::All(LineEnd::Lf),
            encoding: "none",
            diagnostics: vec![diagnostic],
        };
        let (outline, front) = (Outline::default(), FrontSpans::default());
        Article::new(path, ArticleFormat::of(path), nothing, outline, front)
    }

    /// Makes the article of a PDF file from the places of its words, which `converter` has told.
    pub(crate) fn of_pdf(path: &str, layout: PdfLayout, converter: String) -> Article {
        let page = read_pdf_layout(layout);
        Article::of_document(path, ArticleFormat::Pdf, page, Some(converter))
    }

    /// Makes the article of a file from the page that `converter` has made of it.
    pub(crate) fn converted(path: &str, page: &[u8], converter: String) -> Article {
        let declared = declared_charset(page);
        let decoded = decode::decode(page, declared.as_deref());
        let mut page = read_whole_page(&decoded.text);
        page.diagnostics.extend(decoded.diagnostics);
        page.tell_left_out();
        Article::of_document(path, ArticleFormat::Document, page, Some(converter))
    }

    /// Makes the article of a document.
    fn of_document(
        path: &str,
        format: ArticleFormat,
        page: HtmlPage,
        converter: Option<String>,
    ) -> Article {
        let outline = page.outline();
        let HtmlPage { text, metadata, omissions, mut diagnostics, .. } = page;
        let front = front(&text, &outline.blocks);
        if text.is_empty() && diagnostics.is_empty() {
            let message = "the document holds no words";
            diagnostics.push(Diagnostic::new(Severity::Note, message));
        }
        let line_ends = LineEnds::All(LineEnd::Lf);
        let decoded = decode::DecodedText { text, line_ends, encoding: "UTF-8", diagnostics };
        let article = Article::new(path, format, decoded, outline, front);
        Article { stated: metadata, omissions, converter, ..article }
    }

    /// Makes the article of a page from its source.
    fn of_page(path: &str, mut decoded: decode::DecodedText) -> Article {
        let page = read_page(&decoded.text);
        let outline = page.outline();
        let HtmlPage { text, metadata, omissions, diagnostics, .. } = page;
        let front = front(&text, &outline.blocks);
        decoded.text = text;
        decoded.line_ends = LineEnds::All(LineEnd::Lf);
        decoded.diagnostics.extend(diagnostics);
        let article = Article::new(path, ArticleFormat::Html, decoded, outline, front);
        Article { stated: metadata, omissions, ..article }
    }

    fn new(
        path: &str,
        format: ArticleFormat,
        decoded: decode::DecodedText,
        outline: Outline,
        front: FrontSpans,
    ) -> Article {
        let text = decoded.text;
        Article {
            path: path.to_owned(),
            format,
            line_ends: decoded.line_ends,
            encoding: decoded.encoding,
            digest: Digest::of(&text),
            front,
            outline,
            scalars: ScalarMap::new(&text),
            stated: StatedMetadata::default(),
            omissions: Vec::new(),
            converter: None,
            diagnostics: decoded.diagnostics,
            text,
        }
    }

    /// The words of a span.
    pub fn words(&self, span: Span) -> &str {
        span.of(&self.text)
    }

    /// The words of the title, where the text has one, else the title that the page states. Untrusted, as the
    /// text is.
    pub fn title(&self) -> Option<&str> {
        let stated = self.stated.title.as_ref().map(|title| title.value.as_str());
        self.front.title.map(|span| self.words(span)).or(stated)
    }

    /// Returns the name of the article in a list: its title, else the file's name and the first
    /// words.
    ///
    /// Safe to draw, at most 60 columns.
    pub fn name(&self) -> String {
        if let Some(title) = self.title() {
            return shortened(title);
        }
        let first = self.first_words();
        if first.is_empty() {
            return shortened(file_name(&self.path));
        }
        shortened(&format!("{}: {first}", stem(&self.path)))
    }

    /// The beginning of the first paragraph, else of the text; longer than a name may be.
    fn first_words(&self) -> &str {
        let is_paragraph = |kind| kind == BlockKind::Paragraph;
        let paragraph = self.outline.blocks.iter().find(|block| is_paragraph(block.kind));
        let words = paragraph.map_or(self.text.as_str(), |block| self.words(block.span));
        let words = words.trim_start();
        let enough = words.char_indices().nth(4 * NAME_COLS);
        enough.map_or(words, |(at, _)| &words[..at])
    }

    /// Returns the number of Unicode scalars of the text that start before `byte`.
    pub fn scalar(&self, byte: usize) -> usize {
        self.scalars.scalar(&self.text, byte)
    }

    /// The scalars of a span, half-open.
    pub fn scalars_of(&self, span: Span) -> (usize, usize) {
        (self.scalar(span.start), self.scalar(span.end))
    }

    /// The span from scalar number `start` to before scalar number `end`, if the text has it.
    pub fn span_of_scalars(&self, start: usize, end: usize) -> Option<Span> {
        let byte = |scalar| self.scalars.byte(&self.text, scalar);
        (start <= end).then(|| Some(Span::new(byte(start)?, byte(end)?)))?
    }

    /// Returns the scalar of the text for a scalar of the file with its CR, as earlier versions counted.
    pub fn scalar_of_file(&self, scalar: usize) -> usize {
        if self.line_ends == LineEnds::All(LineEnd::Lf) {
            return scalar;
        }
        Recount::new(&self.line_ends.put_into(&self.text)).scalar(scalar)
    }

    /// The gravest finding about the file, the first of them, unless all are notes.
    pub fn problem(&self) -> Option<&Diagnostic> {
        let found =
            |severity| self.diagnostics.iter().find(move |found| found.severity == severity);
        found(Severity::Error).or_else(|| found(Severity::Warning))
    }
}

/// Returns the finding about a file above the size limit.
pub(crate) fn too_large() -> Diagnostic {
    let limit = MAX_ARTICLE_BYTES >> 20;
    let message = format!("larger than {limit} MB: split it into its articles");
    Diagnostic::new(Severity::Error, message)
}

/// Returns the finding about a file without words, unless the file was refused already.
fn emptiness(bytes: &[u8], known: &[Diagnostic]) -> Option<Diagnostic> {
    let message = match bytes {
        [] => "the file is empty",
        _ => "the file holds only white space",
    };
    let is_refused = known.iter().any(|found| found.severity == Severity::Error);
    (!is_refused).then(|| Diagnostic::new(Severity::Note, message))
}

/// Returns the finding about a text with the name of a document.
fn misnamed(path: &str) -> Diagnostic {
    let ending = ending(path);
    let message = format!("no {ending} file, though its name ends so: rename it, then it is read");
    Diagnostic::new(Severity::Error, message)
}

fn structure(text: &str, format: ArticleFormat) -> (Outline, FrontSpans) {
    let markup = match format {
        ArticleFormat::Markdown => Markup::Markdown,
        ArticleFormat::Text
        | ArticleFormat::Html
        | ArticleFormat::Document
        | ArticleFormat::Pdf => Markup::Plain,
    };
    let outline = outline(text, markup);
    let front = front(text, &outline.blocks);
    (outline, front)
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Returns a file's name without its ending.
fn stem(path: &str) -> &str {
    let name = file_name(path);
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}

fn ending(path: &str) -> &str {
    let name = file_name(path);
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// The words on one line of at most [`NAME_COLS`] columns, cut at a word border, made visible.
fn shortened(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = visible(&words).into_owned();
    let (mut cols, mut word_end, mut fits) = (0, 0, 0);
    for glyph in glyphs(&line, Span::new(0, line.len())) {
        cols += glyph.cols;
        if cols > NAME_COLS {
            // A cut between words, unless that would leave less than half of the line.
            let end = if 2 * word_end > fits { word_end } else { fits };
            return format!("{}…", line[..end].trim_end_matches([',', ';', ':', ' ']));
        }
        if glyph.symbol == " " {
            word_end = glyph.span.start;
        }
        // One column is kept for the mark of the cut.
        if cols < NAME_COLS {
            fits = glyph.span.end;
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::line_ends::tests::carried;

    fn article(path: &str, text: &str) -> Article {
        Article::read(path, text.as_bytes())
    }

    #[test]
    fn the_ending_tells_the_format() {
        assert_eq!(ArticleFormat::of("a/b.MD"), ArticleFormat::Markdown);
        assert_eq!(ArticleFormat::of("a.htm"), ArticleFormat::Html);
        assert_eq!(ArticleFormat::of("html"), ArticleFormat::Text);
        assert_eq!(ArticleFormat::of("a.html/b"), ArticleFormat::Text);
    }

    #[test]
    fn a_text_is_kept_as_it_is_but_for_its_line_ends() {
        let read = article("a.txt", "One.\r\n\0Two é.\n");
        assert_eq!(read.text, "One.\n\0Two é.\n");
        assert_eq!(read.encoding, "UTF-8");
        assert_eq!(read.problem(), None);
        assert_eq!(read.scalar(10), 10);
        assert_eq!(read.scalar(12), 11);
        assert_eq!(read.span_of_scalars(10, 11), Some(Span::new(10, 12)));
        assert_eq!(read.span_of_scalars(11, 10), None);
        assert_eq!(read.span_of_scalars(0, 99), None);
    }

    #[test]
    fn digests_are_of_the_text() {
        let digest = Digest::of("abc");
        assert_eq!(digest.short(), "ba7816bf8f01cfea");
        assert!(digest.to_string().starts_with("ba7816bf8f01cfea414140de5dae2223b00361a3"));
        assert_eq!(article("a.txt", "\u{feff}abc").digest, digest);
    }

    proptest::proptest! {
        #[test]
        fn a6_line_ends_and_marks_of_a_file_change_nothing((plain, carried) in carried()) {
            for path in ["a.txt", "a.md", "a.html"] {
                let (lf, any) = (article(path, &plain), article(path, &carried));
                proptest::prop_assert_eq!(&any.text, &lf.text);
                proptest::prop_assert_eq!((any.digest, any.front), (lf.digest, lf.front));
                proptest::prop_assert_eq!(any.outline, lf.outline);
                proptest::prop_assert_eq!(any.scalars, lf.scalars);
                let is_page = path == "a.html";
                proptest::prop_assert!(is_page || lf.text == plain, "the author's signs stay");
            }
        }
    }

    #[test]
    fn lines_are_counted_alike_for_every_line_end() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["Title", "", "First.", "", "The last claim.", ""].join(end);
            let read = article("a.txt", &text);
            let last = read.text.find("The last").unwrap();
            assert_eq!((read.scalars.line(last), read.scalar(last)), (5, 15), "{end:?}");
        }
    }

    #[test]
    fn what_is_no_text_is_told() {
        let read = Article::read("a.txt", b"\x89PNG\r\n\x1a\n\0\0");
        assert_eq!(read.text, "");
        assert_eq!(read.diagnostics.len(), 1);
        assert_eq!(read.problem().map(|found| found.severity), Some(Severity::Error));
        assert_eq!(read.name(), "a.txt");
    }

    #[test]
    fn an_empty_file_is_an_article_with_a_note() {
        for (text, words) in [("", "empty"), (" \n", "white space")] {
            for path in ["a.txt", "a.html", "a.md"] {
                let read = article(path, text);
                assert!(read.diagnostics[0].message.contains(words));
                assert_eq!((read.diagnostics.len(), read.problem()), (1, None));
            }
        }
    }

    #[test]
    fn a_file_above_the_limit_is_refused() {
        let read = Article::read("a.txt", &vec![b'a'; MAX_ARTICLE_BYTES + 1]);
        assert!(read.text.is_empty());
        assert!(read.problem().is_some_and(|found| found.message.contains("64 MB")));
    }

    #[test]
    fn the_gravest_finding_is_the_problem() {
        let mut read = article("a.txt", "x");
        for severity in [Severity::Note, Severity::Warning, Severity::Error, Severity::Error] {
            let n = read.diagnostics.len();
            read.diagnostics.push(Diagnostic::new(severity, n.to_string()));
        }
        assert_eq!(read.problem().map(|found| found.message.as_str()), Some("2"));
    }

    #[test]
    #[ignore = "needs real articles: COPYDESK_DATA names the folder with corpus/ and gold/"]
    fn the_real_articles_are_text_without_problems() {
        for (name, text) in crate::testing::real_articles() {
            let read = Article::read(&name, text.as_bytes());
            assert_eq!(read.diagnostics, []);
            assert_eq!(read.text, text);
        }
    }

    #[test]
    fn names_are_short_safe_and_cut_between_words() {
        let long = "The committee said on Tuesday that the fees would rise again next year.";
        let read = article("in/000_b4.txt", long);
        let name = read.name();
        assert_eq!(name, "000_b4: The committee said on Tuesday that the fees would…");
        assert_eq!(article("x.txt", "a \u{1b}[2J").name(), "x: a ␛[2J");
        let name = article("x.txt", &"漢".repeat(80)).name();
        assert!(
            name.ends_with("漢…")
                && glyphs(&name, Span::new(0, name.len())).map(|glyph| glyph.cols).sum::<usize>()
                    <= 60
        );
        let mut titled = article("a.txt", long);
        titled.front.title = Some(Span::new(0, 13));
        assert_eq!(titled.title(), Some("The committee"));
        assert_eq!(titled.name(), "The committee");
    }
}
