//! All places of a repeat or of a source: a row for each, two of them side by side, and the evidence.
//!
//! ```text
//! title      attribution: 3 places in 3 articles, 2 wordings      1 of 2 repeats here
//! pattern    Dr. Isabella Ramirez, a security analyst specializing in Latin ⟨…⟩
//! rows       ▸· a 000_b47…  Dr. Isabella Ramirez, a security analyst …
//! unit       1–9 label the quotation with its sentence and source · x the repeated words
//! compare    ── a ×2 · 000_b47… ───────────── b ×1 · 002_ed2… ──────
//!            another wording                  the words of the selected row, with what differs marked
//! why        ── why: 99.8 bits; 28.4 needed = 3/2 · log2 4968 + 10 ──
//! ```

use copydesk::{
    annotation::RepeatUnit,
    command::{Command, Context, RepeatsCommand},
    corpus::Article,
    repeats::Cluster,
    text::{Span, count, differing_spans, glyphs, wrap},
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};

use super::{
    passage_row::{NAME_COLUMNS, RowTick, passage_head},
    sheets::{marked, seen_part, shift},
};
use crate::tui::draw::{
    abbreviate::article_name,
    paint,
    pen::{TextPen, draw_rows},
};
use crate::tui::{
    app::App,
    hints::show_key,
    layout::Regions,
    state::occurrences::{OccurrenceSubject, OccurrencesPopup, ShownPlace},
    theme::Part,
    views::repeats::kind_words,
};

/// Most words in the explanation of a score.
const WHY_WORDS: usize = 60;

/// Draws the places over the body.
pub fn occurrences(buffer: &mut Buffer, app: &App, regions: &Regions, shown: &OccurrencesPopup) {
    paint::clear(buffer, regions.above_status());
    let parts = regions.places(shown.places.len());
    let theme = app.theme;
    let (title, pattern) = title(app, shown);
    let more = match shown.subjects.len() {
        1 => String::new(),
        n => format!("   {} of {n} here, ← → show the others", shown.at + 1),
    };
    let heading = [(title.as_str(), theme.part(Part::Heading)), (&more, theme.part(Part::Dim))];
    paint::words(buffer, parts.title, &heading);
    let pattern = [(" ", theme.part(Part::Text)), (&pattern, theme.part(Part::Text))];
    paint::words(buffer, parts.pattern, &pattern);
    draw_rows(buffer, app.scene(), &shown.rows, (parts.rows, 1), |buffer, row, line| {
        if let Some(place) = shown.places.get(row) {
            let is_ticked = shown.ticked.contains(&row);
            place_row(buffer, app, (place, is_ticked), line);
        }
    });
    let words = [(" ", theme.part(Part::Text)), (&*unit_words(app, shown), theme.part(Part::Key))];
    paint::words(buffer, parts.unit, &words);
    compare(buffer, app, shown, parts.compare);
    if let Some(cluster) = cluster(app, shown) {
        why(buffer, app, cluster, parts.why);
    }
}

fn cluster<'a>(app: &'a App, shown: &OccurrencesPopup) -> Option<&'a Cluster> {
    match shown.subject()? {
        OccurrenceSubject::Cluster(id) => app.background.repeats.as_ref()?.get(*id),
        OccurrenceSubject::Group(_) | OccurrenceSubject::Source(_) => None,
    }
}

/// Returns the letter of a wording; the twenty-seventh and later wordings share a sign.
fn letter(variant: usize) -> char {
    u8::try_from(variant)
        .ok()
        .filter(|variant| *variant < 26)
        .map_or('…', |variant| char::from(b'a' + variant))
}

/// Returns the words that a label is stored for, and the key that changes them.
fn unit_words(app: &App, shown: &OccurrencesPopup) -> String {
    let Some(unit) = shown.units.first() else {
        return match shown.subject() {
            Some(OccurrenceSubject::Group(_)) => "1–9 label all passages of the group".to_owned(),
            _ => "1–9 label the sentences of the source".to_owned(),
        };
    };
    let default = cluster(app, shown).map(|cluster| app.project.default_unit(cluster));
    let source = match unit {
        RepeatUnit::Quotation if default == Some(RepeatUnit::Quotation) => " and source",
        _ => "",
    };
    let key = app.keymap.keys_of(Context::List, Command::Repeats(RepeatsCommand::ChangeUnit));
    let other = match (key.first(), shown.units.get(1)) {
        (Some(key), Some(next)) => format!(" · {} {}", show_key(key), next.words()),
        _ => String::new(),
    };
    format!("1–9 label {}{source}{other}", unit.words())
}

fn title(app: &App, shown: &OccurrencesPopup) -> (String, String) {
    let n_places = shown.places.len();
    let mut articles: Vec<usize> = shown.places.iter().map(|place| place.article).collect();
    articles.dedup();
    let places = format!("{} in {}", count(n_places, "place"), count(articles.len(), "article"));
    let n_decided = shown
        .places
        .iter()
        .filter(|place| app.scene().label_over(place.article, place.target).is_some())
        .count();
    let n_ticked = shown.ticked.len();
    let decided = match n_decided {
        0 if shown.is_labelling => format!(" · {n_ticked} ticked"),
        0 => String::new(),
        n if shown.is_labelling => format!(" · {n_ticked} ticked, {n} labelled already"),
        n => format!(" · {n} labelled"),
    };
    match shown.subject() {
        Some(OccurrenceSubject::Source(key)) => {
            let source = app.scene().source(key);
            let name = source.map_or(key.as_str(), |source| &source.name);
            let described = source.map_or(&[][..], |source| &source.descriptions);
            let described: Vec<&str> = described.iter().map(|(words, _)| words.as_str()).collect();
            (format!(" {name}: {places}{decided}"), described.join(" · "))
        }
        Some(OccurrenceSubject::Group(id)) => {
            let repeats = app.background.repeats.as_ref();
            let group = repeats.map_or(Vec::new(), |repeats| repeats.group(*id));
            let passages = count(group.len(), "passage");
            let patterns: Vec<&str> = group.iter().map(|one| one.pattern.as_str()).collect();
            (format!(" group of {passages}: {places}{decided}"), patterns.join(" · "))
        }
        Some(OccurrenceSubject::Cluster(_)) | None => {
            let cluster = cluster(app, shown);
            let kind = cluster.map_or("", |cluster| kind_words(cluster.kind));
            let wordings = match shown.variants.len() {
                0 | 1 => String::new(),
                n => format!(", {}", count(n, "wording")),
            };
            let pattern = cluster.map_or("", |cluster| &cluster.pattern);
            (format!(" {kind}: {places}{wordings}{decided}"), pattern.to_owned())
        }
    }
}

fn place_row(buffer: &mut Buffer, app: &App, (place, is_ticked): (&ShownPlace, bool), line: Rect) {
    let theme = app.theme;
    let Some(article) = app.project.article(place.article) else { return };
    let label = app.scene().label_over(place.article, place.target);
    let tick = match (label, is_ticked) {
        (Some(_), _) => RowTick::Locked,
        (None, true) => RowTick::Ticked,
        (None, false) => RowTick::None,
    };
    let rest =
        passage_head(buffer, app.scene(), (line, NAME_COLUMNS), (place.article, label, tick));
    let wording = match place.parts {
        Some(_) => String::new(),
        None => format!("{} ", letter(place.variant)),
    };
    let rest = paint::text(buffer, rest, &wording, theme.part(Part::Key));
    let styles = (theme.part(Part::Text), theme.part(Part::Hit));
    let from = first_seen(article, place, usize::from(rest.width));
    let seen = Span::new(from, place.span.end);
    let slots = shift(&place.slots, seen);
    let more = if from > place.span.start { "…" } else { "" };
    let rest = paint::text(buffer, rest, more, theme.part(Part::Dim));
    marked(buffer, rest, article.words(seen), &slots, styles);
}

/// Returns the first visible byte of a row, so that its first difference is within `cols` columns.
fn first_seen(article: &Article, place: &ShownPlace, cols: usize) -> usize {
    let Some(slot) = place.slots.first() else { return place.span.start };
    let upto = |end: usize| article.words(Span::new(place.span.start, end));
    if paint::width(upto(slot.end)) <= cols {
        return place.span.start;
    }
    // The beginning of a long difference is enough, with some words before.
    let first = upto(slot.start);
    let seen = &first[seen_part(first, cols / 2)..];
    let space = seen.find(char::is_whitespace);
    slot.start - space.map_or(seen, |space| seen[space..].trim_start()).len()
}

/// Draws another wording and the selected wording beside each other.
fn compare(buffer: &mut Buffer, app: &App, shown: &OccurrencesPopup, area: Rect) {
    let Some(selected) = shown.selected() else { return };
    let left = shown.reference().unwrap_or(selected);
    if area.height < 2 {
        return;
    }
    paint::rule(buffer, Rect { height: 1, ..area }, app.theme.part(Part::Rule));
    let half = area.width / 2;
    let columns = [
        (left, Rect { width: half, ..area }),
        (selected, Rect { x: area.x + half, width: area.width - half, ..area }),
    ];
    let words = |place: &ShownPlace| {
        app.project.article(place.article).map(|article| article.words(place.span))
    };
    let (one, two) = match (words(left), words(selected)) {
        (Some(one), Some(two)) if selected.parts.is_none() => differing_spans(one, two),
        _ => (Vec::new(), Vec::new()),
    };
    for ((place, area), marks) in columns.into_iter().zip([one, two]) {
        column(buffer, app, (shown, place, &marks), area);
    }
}

/// Draws a wording under its letter, its count and its article.
fn column(
    buffer: &mut Buffer,
    app: &App,
    (shown, place, marks): (&OccurrencesPopup, &ShownPlace, &[Span]),
    area: Rect,
) {
    let Some(article) = app.project.article(place.article) else { return };
    let count = shown.variants.get(place.variant).copied().unwrap_or(0);
    let name = article_name(&app.project, place.article, 18);
    let title = match place.parts {
        Some(_) => format!(" {name} "),
        None => format!(" {} ×{count} · {name} ", letter(place.variant)),
    };
    paint::text(buffer, paint::past(area, 1), &title, app.theme.part(Part::Dim));
    let (y, width, height) = (area.y + 1, area.width.saturating_sub(2), area.height - 1);
    let inner = Rect { x: area.x + 1, y, width, height };
    let by = |mark: &Span| Span::new(mark.start + place.span.start, mark.end + place.span.start);
    let marks: Vec<Span> = marks.iter().map(by).collect();
    passage(buffer, app, (article, (place.span, place.target), &marks), inner);
}

/// Writes a passage and the rest of the words for a label between their dim neighbours, from a row before its first word on.
fn passage(
    buffer: &mut Buffer,
    app: &App,
    (article, (span, target), marks): (&Article, (Span, Span), &[Span]),
    area: Rect,
) {
    let theme = app.theme;
    let outline = &article.outline;
    let sentences = &outline.sentences[outline.sentences_in(span)];
    let whole = sentences.iter().map(|sentence| sentence.span).fold(span.join(target), Span::join);
    let start = article.text.floor_char_boundary(span.start.saturating_sub(400)).max(whole.start);
    let end = article.text.floor_char_boundary(span.start + 4000).min(whole.end);
    let rows =
        wrap(&article.text, Span::new(start, end.max(start)), usize::from(area.width.max(1)));
    let first = rows.partition_point(|row| row.end <= span.start);
    let n_rows = usize::from(area.height);
    let skipped = if rows.len() <= n_rows { 0 } else { first.saturating_sub(1) };
    let style = |byte: usize| -> Style {
        let here = |span: &Span| span.start <= byte && byte < span.end;
        if marks.iter().any(here) {
            theme.part(Part::Text).patch(theme.part(Part::Hit))
        } else if here(&span) || here(&target) {
            theme.part(Part::Text)
        } else {
            theme.part(Part::Dim)
        }
    };
    for (row, y) in rows.into_iter().skip(skipped).zip(area.top()..area.bottom()) {
        let mut x = area.x;
        for glyph in glyphs(&article.text, row) {
            let cols = glyph.cols as u16;
            if x + cols > area.right() {
                break;
            }
            paint::glyph(buffer, Position::new(x, y), &glyph, style(glyph.span.start));
            x += cols;
        }
    }
}

/// Draws the evidence for a repeat: its bits against the needed bits, word by word.
fn why(buffer: &mut Buffer, app: &App, cluster: &Cluster, area: Rect) {
    if area.height == 0 {
        return;
    }
    let dim = app.theme.part(Part::Dim);
    paint::rule(buffer, Rect { height: 1, ..area }, app.theme.part(Part::Rule));
    let title = format!(
        " why: {:.1} bits against chance; {:.1} needed = {} ",
        cluster.score_bits,
        cluster.threshold.bits,
        cluster.threshold.formula(),
    );
    paint::text(buffer, paint::past(area, 2), &title, dim);
    let words = cluster.why.iter().take(WHY_WORDS);
    let mut words: Vec<String> = words.map(|(word, bits)| format!("{word} {bits:.1}")).collect();
    if cluster.why.len() > WHY_WORDS {
        words.push(format!("{} more", cluster.why.len() - WHY_WORDS));
    }
    let words = words.join(" + ");
    let (y, height) = (area.y + 1, area.height - 1);
    let below = Rect { y, height, width: area.width.saturating_sub(1), ..area };
    TextPen::beside_edge(buffer, below).write(&words, dim);
}

/// Returns the cell of the hardware cursor: on the selected place.
pub fn cursor(regions: &Regions, shown: &OccurrencesPopup) -> Position {
    let rows = regions.places(shown.places.len()).rows;
    let offset = shown.rows.selected.saturating_sub(shown.rows.top) as u16;
    Position::new(rows.x, (rows.y + offset).min(rows.bottom().saturating_sub(1)))
}
