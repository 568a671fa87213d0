//! The places of the words on the pages of a PDF file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::corpus::document::xml::{XmlEvent, XmlReader, XmlTag};

/// Words of one file.
const MAX_WORDS: usize = 4_000_000;

/// The words of a PDF file with their places, in points from the upper left corner.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct PdfLayout {
    pub(super) pages: Vec<Page>,
    /// Statements of the file about itself, for example `Title`.
    pub(super) statements: BTreeMap<String, String>,
}

/// A page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Page {
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) lines: Vec<Line>,
}

/// Words beside each other.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Line {
    pub(super) words: Vec<Word>,
}

/// A word.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Word {
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) right: f32,
    pub(super) bottom: f32,
    pub(super) text: String,
}

impl Word {
    pub(super) fn height(&self) -> f32 {
        self.bottom - self.top
    }
}

impl Line {
    pub(super) fn left(&self) -> f32 {
        self.words.iter().map(|word| word.left).fold(f32::INFINITY, f32::min)
    }

    pub(super) fn right(&self) -> f32 {
        self.words.iter().map(|word| word.right).fold(0.0, f32::max)
    }

    /// Returns the height of most of its letters.
    pub(super) fn size(&self) -> f32 {
        self.largest_word().map_or(0.0, Word::height)
    }

    pub(super) fn top(&self) -> f32 {
        self.largest_word().map_or(0.0, |word| word.top)
    }

    /// Returns the lower edge of the line's letters, raised and lowered figures not counted.
    pub(super) fn bottom(&self) -> f32 {
        self.largest_word().map_or(0.0, |word| word.bottom)
    }

    /// Returns the longest word, whose letters stand for the line.
    fn largest_word(&self) -> Option<&Word> {
        self.words.iter().max_by_key(|word| word.text.chars().count())
    }

    pub(super) fn n_chars(&self) -> usize {
        self.words.iter().map(|word| word.text.chars().count()).sum()
    }

    /// Returns the words with a blank between them.
    pub(super) fn text(&self) -> String {
        let words: Vec<&str> = self.words.iter().map(|word| word.text.as_str()).collect();
        words.join(" ")
    }
}

impl PdfLayout {
    /// Reads the output of `pdftotext -bbox-layout`. Reads up to the first place that is not as expected.
    pub(crate) fn read(output: &str) -> PdfLayout {
        let mut layout = PdfLayout::default();
        let mut n_words = 0;
        let mut open = Vec::new();
        for event in XmlReader::new(output) {
            match event {
                XmlEvent::Start(tag) => {
                    open.push(layout.start(&tag));
                    n_words += usize::from(open.last() == Some(&Part::Word));
                    if n_words > MAX_WORDS {
                        break;
                    }
                }
                XmlEvent::Text(text) => layout.text(open.last(), &text),
                XmlEvent::End => {
                    open.pop();
                }
            }
        }
        for page in &mut layout.pages {
            for line in &mut page.lines {
                line.words.retain(Word::is_drawn);
            }
            page.lines.retain(|line| !line.words.is_empty());
        }
        layout
    }

    /// Returns `true` if the converter told of no page.
    pub(crate) fn is_empty(&self) -> bool {
        self.pages.is_empty()
    }

    fn start(&mut self, tag: &XmlTag<'_>) -> Part {
        match tag.name() {
            "page" => {
                let (width, height) = (figure(tag, "width"), figure(tag, "height"));
                self.pages.push(Page { width, height, lines: Vec::new() });
            }
            "line" => {
                if let Some(page) = self.pages.last_mut() {
                    page.lines.push(Line::default());
                }
            }
            "word" => {
                let word = Word {
                    left: figure(tag, "xMin"),
                    top: figure(tag, "yMin"),
                    right: figure(tag, "xMax"),
                    bottom: figure(tag, "yMax"),
                    text: String::new(),
                };
                if let Some(line) = self.line() {
                    line.words.push(word);
                }
                return Part::Word;
            }
            "title" => return Part::Title,
            "meta" => {
                if let (Some(name), Some(value)) = (tag.attribute("name"), tag.attribute("content"))
                {
                    self.statements.insert(name, value);
                }
            }
            _ => {}
        }
        Part::Other
    }

    fn line(&mut self) -> Option<&mut Line> {
        self.pages.last_mut()?.lines.last_mut()
    }

    fn text(&mut self, part: Option<&Part>, text: &str) {
        match part {
            Some(Part::Word) => {
                if let Some(word) = self.line().and_then(|line| line.words.last_mut()) {
                    word.text.extend(text.chars().filter(|c| !c.is_control()));
                    for (ligature, letters) in LIGATURES {
                        if word.text.contains(ligature) {
                            word.text = word.text.replace(ligature, letters);
                        }
                    }
                }
            }
            Some(Part::Title) => {
                self.statements.entry("Title".to_owned()).or_default().push_str(text);
            }
            Some(Part::Other) | None => {}
        }
    }
}

impl Word {
    fn is_drawn(&self) -> bool {
        let places = [self.left, self.top, self.right, self.bottom];
        !self.text.trim().is_empty() && places.iter().all(|place| place.is_finite())
    }
}

/// The parts of the output that hold characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Word,
    Title,
    Other,
}

fn figure(tag: &XmlTag<'_>, name: &str) -> f32 {
    tag.attribute(name).and_then(|value| value.parse().ok()).unwrap_or(f32::NAN)
}

/// Letters that a font draws as one sign.
const LIGATURES: [(char, &str); 7] =
    [('ﬀ', "ff"), ('ﬁ', "fi"), ('ﬂ', "fl"), ('ﬃ', "ffi"), ('ﬄ', "ffl"), ('ﬅ', "st"), ('ﬆ', "st")];
