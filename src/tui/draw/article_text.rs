//! The article: title line, gutter and words.
//!
//! The gutter shows letters for the beginnings in the row: the letter of a label for each annotation,
//! `·` for each undecided sentence, `≠` before a conflict. The sentence with the cursor stands between
//! `▌` and `▐`.

use copydesk::{
    annotation::Annotation,
    corpus::Article,
    text::{BlockKind, GlyphForm, Span, count},
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::{Modifier, Style},
};

use crate::tui::draw::{
    abbreviate::{cut, short_path},
    paint,
    pen::TextPen,
};
use crate::tui::{
    layout::{
        GUTTER, Regions,
        page::{Fold, Row},
    },
    scene::Scene,
    theme::Part,
};

/// Number of letters in the gutter.
const LETTERS: usize = 3;

/// Draws the article.
pub fn draw_article(buffer: &mut Buffer, scene: Scene<'_>, regions: &Regions) {
    let area = regions.text(scene.settings.measure);
    let Some(article) = scene.article() else { return empty(buffer, scene, regions) };
    title(buffer, scene, article, Rect { height: 1, y: regions.main.y, ..area });
    if article.outline.sentences.is_empty() {
        return empty(buffer, scene, regions);
    }
    let seen = Seen::new(scene, article, area.height);
    let rows = scene.reader.page.rows.iter().enumerate().skip(scene.reader.top);
    for ((index, row), y) in rows.zip(area.top()..area.bottom()) {
        let line = Rect { y, height: 1, ..area };
        if let Some(fold) = row.fold.and_then(|fold| scene.reader.page.folds.get(fold)) {
            seen.fold(buffer, fold, line);
            seen.gutter(buffer, index, line);
        } else if let Some(words) = row.left_out.and_then(|at| scene.reader.page.left_out.get(at)) {
            let words = cut(words, usize::from(line.width));
            paint::put(buffer, line.as_position(), line.width, &words, scene.theme.part(Part::Dim));
        } else if row.block.is_some() {
            seen.words(buffer, row, line);
            seen.gutter(buffer, index, line);
        }
    }
}

/// Returns the cell of the hardware cursor: the first cell of the focus.
pub fn cursor(scene: Scene<'_>, regions: &Regions) -> Option<Position> {
    let area = regions.text(scene.settings.measure);
    let (article, focus) = (scene.article()?, scene.focus()?);
    let index = scene.reader.page.row_of(focus.start);
    let y = index.checked_sub(scene.reader.top).filter(|y| *y < usize::from(area.height))?;
    let row = scene.reader.page.rows.get(index)?;
    if row.fold.is_some() {
        return Some(Position::new(area.x, area.y + y as u16));
    }
    let col = row.column_of(&article.text, focus.start) as u16;
    Some(Position::new(area.x + col, area.y + y as u16))
}

fn empty(buffer: &mut Buffer, scene: Scene<'_>, regions: &Regions) {
    let area = regions.text(scene.settings.measure);
    let place = scene.reader.place.article;
    let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let mut pen = TextPen { buffer, area: below };
    let mut tell = |text: &str, part: Part| pen.write(text, scene.theme.part(part));
    if scene.project.is_empty() {
        tell("There is no article here.", Part::Heading);
        tell(
            "copydesk reads .txt, .md and .html files: name a folder that holds some.",
            Part::Text,
        );
        return;
    }
    if scene.background.awaited.is_some() {
        tell(&format!("Reading {} …", scene.project.shown_path(place)), Part::Heading);
        tell("It is long. Everything else can be done meanwhile.", Part::Dim);
        return;
    }
    if let Some(article) = scene.project.article(place) {
        tell("There is no text to read here.", Part::Heading);
        for diagnostic in &article.diagnostics {
            tell(&diagnostic.to_string(), Part::Warning);
        }
        tell("J goes to the next article.", Part::Dim);
    }
}

fn title(buffer: &mut Buffer, scene: Scene<'_>, article: &Article, row: Rect) {
    let byline = article.front.byline.map_or("", |span| article.words(span));
    let byline = byline.strip_prefix("by ").or(byline.strip_prefix("By ")).unwrap_or(byline);
    let file = short_path(&scene.project.shown_path(scene.reader.place.article), 20);
    let words = if byline.is_empty() { file.clone() } else { format!("{byline} · {file}") };
    let room = usize::from(row.width);
    let words = match scene.reader.reads_once {
        true => format!("read once: {} folded", count(scene.reader.page.n_folded_words(), "word")),
        false => words,
    };
    let name = article.name();
    let right = if paint::width(&name) + paint::width(&words) + 2 > room {
        if scene.reader.reads_once { words } else { file }
    } else {
        words
    };
    let left = room.saturating_sub(paint::width(&right) + 2);
    let name = cut(&name, left);
    let heading = scene.theme.part(Part::Heading);
    paint::put(buffer, row.as_position(), left as u16, &name, heading);
    paint::right(buffer, row, &right, scene.theme.part(Part::Dim));
}

/// The visible part of an article, with everything for its rows looked up once a frame.
struct Seen<'a> {
    scene: Scene<'a>,
    article: &'a Article,
    /// Placed annotations that touch the rows on the screen.
    annotations: Vec<&'a Annotation>,
    focus: Span,
    selected: bool,
    hits: &'a [Span],
}

impl<'a> Seen<'a> {
    fn new(scene: Scene<'a>, article: &'a Article, height: u16) -> Self {
        let rows = &scene.reader.page.rows;
        let end = (scene.reader.top + usize::from(height)).min(rows.len());
        let first = rows.get(scene.reader.top).map_or(0, |row| row.span.start);
        let last = rows[..end].last().map_or(first, |row| row.span.end);
        let annotations = scene.project.annotations(scene.reader.place.article);
        Self {
            scene,
            article,
            annotations: annotations.touching(Span::new(first, last.max(first))).collect(),
            focus: scene.focus().unwrap_or_default(),
            selected: scene.reader.selection.is_some(),
            hits: scene.reader.search.as_ref().map_or(&[], |search| &search.hits),
        }
    }

    fn words(&self, buffer: &mut Buffer, row: &Row, line: Rect) {
        let text = &self.article.text;
        let dim = self.scene.theme.part(Part::Dim);
        if let Some(marker) = row.marker {
            let at = Position::new(line.x + 1, line.y);
            paint::put(buffer, at, row.indent, marker.of(text).trim(), dim);
        }
        let mut end = line.x + row.indent;
        for (col, glyph) in row.glyphs(text) {
            let x = line.x.saturating_add(col as u16);
            if x.saturating_add(glyph.cols as u16) > line.right() {
                break;
            }
            let style = match (self.style(row, glyph.span.start), glyph.form) {
                (style, GlyphForm::Itself) => style,
                (style, GlyphForm::Blank) => style.add_modifier(Modifier::DIM),
                (style, GlyphForm::Spelled) => style.patch(self.scene.theme.part(Part::Escaped)),
            };
            paint::glyph(buffer, Position::new(x, line.y), &glyph, style);
            end = x + glyph.cols as u16;
        }
        self.brackets(buffer, row, line, end);
    }

    /// Draws the line of a fold, with the marks of the cursor around the line.
    fn fold(&self, buffer: &mut Buffer, fold: &Fold, line: Rect) {
        let theme = self.scene.theme;
        let is_here = fold.sentences.contains(&self.scene.reader.place.sentence);
        let words = cut(&fold.words, usize::from(line.width));
        let at = Position::new(line.x, line.y);
        let part = if is_here { Part::Cursor } else { Part::Dim };
        let style = theme.part(Part::Dim).patch(theme.part(part));
        let cols = paint::put(buffer, at, line.width, &words, style);
        if is_here {
            let style = theme.part(Part::CursorMark);
            let before = Position::new(line.x.saturating_sub(1), line.y);
            paint::sign(buffer, before, "▌", style);
            paint::sign(buffer, Position::new(line.x + cols, line.y), "▐", style);
        }
    }

    /// Draws the marks around the focus, in the spaces before and after the focus.
    fn brackets(&self, buffer: &mut Buffer, row: &Row, line: Rect, end_x: u16) {
        let style = self.scene.theme.part(Part::CursorMark);
        let column = |byte: usize| line.x + row.column_of(&self.article.text, byte) as u16;
        // A space with an accent is a character, and the focus may end before it.
        let is_blank = |buffer: &Buffer, x: u16| {
            let cell = buffer.cell((x, line.y));
            cell.is_some_and(|cell| cell.symbol() == " ")
        };
        let Span { start, end } = self.focus;
        if (row.span.start..row.span.end).contains(&start) {
            let x = column(start).saturating_sub(1);
            let free = start == row.span.start || is_space_before(&self.article.text, start);
            if free && is_blank(buffer, x) {
                paint::sign(buffer, Position::new(x, line.y), "▌", style);
            }
        }
        if row.span.start < end && end <= row.span.end {
            let x = if end == row.span.end { end_x } else { column(end) };
            let next = self.article.text[end..].chars().next();
            if next.is_none_or(char::is_whitespace) && is_blank(buffer, x) {
                paint::sign(buffer, Position::new(x, line.y), "▐", style);
            }
        }
    }

    fn style(&self, row: &Row, byte: usize) -> Style {
        let theme = self.scene.theme;
        let block = row.block.map(|block| self.article.outline.blocks[block].kind);
        let mut style = match block {
            Some(BlockKind::Headline | BlockKind::Heading) => theme.part(Part::Heading),
            Some(BlockKind::Chrome | BlockKind::Breadcrumb | BlockKind::Byline) => {
                theme.part(Part::Dim)
            }
            _ => theme.part(Part::Text),
        };
        let here = |span: Span| span.start <= byte && byte < span.end;
        for annotation in self.annotations.iter().filter(|annotation| here(annotation.anchor.span))
        {
            if let Some(id) = &annotation.content.label {
                let role = self.scene.label(id).map(|label| label.role);
                style =
                    style.patch(theme.label(role.unwrap_or(copydesk::annotation::Role::Custom)));
            }
            let parts = [&annotation.content.source, &annotation.content.cue].into_iter().flatten();
            if parts.into_iter().any(|part| here(part.span)) {
                style = style.patch(theme.part(Part::Heading));
            }
        }
        if self.is_hidden(byte) {
            style = style.patch(theme.part(Part::Dim));
        }
        if here(self.focus) {
            let part = if self.selected { Part::Selection } else { Part::Cursor };
            style = style.patch(theme.part(part));
        }
        if self.is_hit(byte) {
            style = style.patch(theme.part(Part::Hit));
        }
        style
    }

    fn is_hit(&self, byte: usize) -> bool {
        let after = self.hits.partition_point(|hit| hit.end <= byte);
        self.hits.get(after).is_some_and(|hit| hit.start <= byte)
    }

    fn is_hidden(&self, byte: usize) -> bool {
        let Some(shown) = &self.scene.reader.shown else { return false };
        let sentence = self.article.outline.sentence_at(byte);
        !shown.get(sentence).copied().unwrap_or(true)
    }

    /// Draws the letters of all beginnings in this row.
    fn gutter(&self, buffer: &mut Buffer, index: usize, line: Rect) {
        let letters = self.letters(index);
        let start = line.x.saturating_sub(GUTTER);
        let many = letters.len() > LETTERS;
        for (x, (letter, style)) in (start..).zip(letters.into_iter().take(LETTERS)) {
            let mut symbol = [0; 4];
            let at = Position::new(x, line.y);
            paint::sign(buffer, at, letter.encode_utf8(&mut symbol), style);
        }
        // Behind the letters: a sign for further letters, and the number of articles of the repeat.
        let behind = Position::new(start + LETTERS as u16, line.y);
        if many {
            paint::sign(buffer, behind, "+", self.scene.theme.part(Part::Dim));
        }
        if let Some(n_articles) = self.repeated(index) {
            let count = n_articles.min(99).to_string();
            let at = Position::new(behind.x + 2 - count.len() as u16, line.y);
            paint::put(buffer, at, 2, &count, self.scene.theme.part(Part::Key));
        }
    }

    /// Returns the number of articles with the repeat that begins in this row.
    fn repeated(&self, index: usize) -> Option<usize> {
        let repeats = self.scene.background.repeats.as_ref()?;
        let row = self.begins(index);
        let places = repeats.places_touching(self.scene.reader.place.article, row);
        let begun = places.filter(|(place, _)| row.start <= place.start && place.start < row.end);
        begun.map(|(_, cluster)| cluster.n_articles).max()
    }

    /// Returns the bytes of the row with the white space behind: a beginning there belongs to the row.
    fn begins(&self, index: usize) -> Span {
        let rows = &self.scene.reader.page.rows;
        let next = rows[index + 1..].iter().find(|row| row.block.is_some());
        let end = next.map_or(self.article.text.len(), |row| row.span.start);
        Span::new(rows[index].span.start, end)
    }

    fn letters(&self, index: usize) -> Vec<(char, Style)> {
        let theme = self.scene.theme;
        let Span { start, end } = self.begins(index);
        let begins = |span: Span| start <= span.start && span.start < end;
        let outline = &self.article.outline;
        let annotations = self.scene.project.annotations(self.scene.reader.place.article);
        let contested = self.annotations.iter().filter(|annotation| begins(annotation.anchor.span));
        let contested = contested.filter(|annotation| annotations.is_contested(annotation.id));
        let signs =
            contested.map(|annotation| (annotation.anchor.span, '≠', theme.part(Part::Warning)));
        let labels =
            self.annotations.iter().filter(|annotation| begins(annotation.anchor.span)).filter_map(
                |annotation| {
                    let label = annotation.content.label.as_ref()?;
                    let known = self.scene.label(label);
                    let letter = known.map_or('?', |label| label.letter);
                    let role = known.map_or(copydesk::annotation::Role::Custom, |label| label.role);
                    Some((annotation.anchor.span, letter, theme.letter(role)))
                },
            );
        let mut letters: Vec<(Span, char, Style)> = signs.chain(labels).collect();
        letters.dedup();
        let article = self.scene.reader.place.article;
        for sentence in outline.sentences_in(Span::new(start, end)) {
            let span = outline.sentences[sentence].span;
            if begins(span) && !self.scene.project.is_decided(article, sentence) {
                let noted =
                    self.annotations.iter().any(|annotation| annotation.anchor.span == span);
                let letter = if noted { '+' } else { '·' };
                letters.push((span, letter, theme.part(Part::Dim)));
            }
        }
        letters.sort_by_key(|(span, ..)| *span);
        letters.into_iter().map(|(_, letter, style)| (letter, style)).collect()
    }
}

/// Returns true if the char before `byte` is a space, whose cell can hold a mark.
fn is_space_before(text: &str, byte: usize) -> bool {
    text[..byte].chars().next_back().is_none_or(char::is_whitespace)
}
