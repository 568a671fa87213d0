//! The annotations of changed articles, article by article. Below them stands the selected annotation
//! then and now: the recorded words, the words of today, and the difference.
//!
//! The difference covers the recorded words, or the text around them if the old text is kept.

use copydesk::{
    annotation::AnchorState,
    command::{AnchorCommand, Command, DecideCommand},
    project::{
        AnchorExcerpt, AnnotationEdit, DisplacedAnchor, EditTarget, RevisionChange,
        quote_differences,
    },
    text::{DiffPart, agree, count, on_one_line},
};
use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    request::ViewRequest,
    view::{CLOSE, DELETE, HELP, OPEN, RowSide, UNDO, View, has_list},
};
use crate::tui::{
    draw::annotation_details::{annotation_letter, write_whole},
    draw::{
        abbreviate::{article_name, cut},
        paint,
        pen::TextPen,
    },
    layout::Regions,
    list::ViewList,
    scene::Scene,
    session::Tone,
    theme::Part,
};

/// One row of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnchorRow {
    /// A changed article, before its annotations.
    Article(usize),
    /// A displaced annotation, by its number in [`AnchorsView::displaced`].
    Annotation(usize),
}

/// The changed articles with their displaced annotations.
#[derive(Debug, Default)]
pub struct AnchorsView {
    pub list: ViewList<AnchorRow>,
    displaced: Vec<DisplacedAnchor>,
    /// A row and the number of its place on the screen, for example `1` after one `→`.
    stepped: (usize, usize),
}

impl View for AnchorsView {
    fn draw(&self, buffer: &mut Buffer, scene: Scene<'_>, regions: &Regions) {
        let (_, below) = regions.moved();
        let frame = self.frame(
            regions,
            self.title(scene),
            match scene.background.renamed.as_deref() {
                None | Some([]) => "Every mark stands on the text that it was made on.",
                Some(_) => {
                    "No mark of an open article is moved; Space M has marks without an article."
                }
            },
        );
        self.list.draw(buffer, scene, &frame, |buffer, (_, row), line| match row {
            AnchorRow::Article(index) => article_row(buffer, scene, *index, line),
            AnchorRow::Annotation(nth) => {
                annotation_row(buffer, scene, &self.displaced[*nth], line);
            }
        });
        match (self.list.selected(), self.selected()) {
            (_, Some(selected)) => then_and_now(buffer, scene, selected, below),
            (Some(AnchorRow::Article(index)), None) => changes(buffer, scene, *index, below),
            (Some(AnchorRow::Annotation(_)) | None, None) => {}
        }
    }

    fn details(&self, pen: &mut TextPen<'_>, scene: Scene<'_>) {
        if let Some((displaced, _)) = self.selected() {
            write_whole(pen, scene, (displaced.article, displaced.id));
        }
    }

    fn hints(&self) -> &'static [Command] {
        &[
            OPEN,
            Command::Anchor(AnchorCommand::AcceptPlace),
            Command::Anchor(AnchorCommand::AcceptPlaces),
            Command::Anchor(AnchorCommand::PlaceAnew),
            CLOSE,
            HELP,
            DELETE,
            UNDO,
        ]
    }

    has_list!();

    fn area(&self, regions: &Regions) -> Rect {
        regions.moved().0
    }

    fn refresh(&mut self, scene: Scene<'_>) {
        let (mut rows, mut all) = (Vec::new(), Vec::new());
        let project = scene.project;
        for index in (0..project.len()).filter(|index| project.anchor_summary(*index).is_some()) {
            rows.push(AnchorRow::Article(index));
            let displaced = project.displaced_anchors(index);
            rows.extend((all.len()..all.len() + displaced.len()).map(AnchorRow::Annotation));
            all.extend(displaced);
        }
        self.displaced = all;
        self.list.replace(rows);
    }

    fn is_costly(&self) -> bool {
        true
    }

    fn compared_articles(&self) -> Vec<usize> {
        let rows = self.list.items.iter();
        rows.filter_map(|row| match row {
            AnchorRow::Article(index) => Some(*index),
            AnchorRow::Annotation(_) => None,
        })
        .collect()
    }

    fn does_nothing(&self) -> Vec<ViewRequest> {
        vec![ViewRequest::tell(match self.list.items.is_empty() {
            true => "No article has changed under its marks.",
            false => "That does nothing in this list; ? shows the keys.",
        })]
    }

    /// Runs `Enter`: reads the article at the actual or possible place of the selected annotation.
    fn open(&mut self, scene: Scene<'_>) -> Vec<ViewRequest> {
        let read = match self.list.selected() {
            Some(AnchorRow::Article(index)) => Some(ViewRequest::ReadAt(*index, 0)),
            Some(AnchorRow::Annotation(_)) => self.read_selected(scene),
            None => None,
        };
        read.into_iter().collect()
    }

    /// Runs `←` and `→`: shows another possible place of the selected annotation.
    fn step_aside(&mut self, side: RowSide, _scene: Scene<'_>) -> Vec<ViewRequest> {
        let by = match side {
            RowSide::Left => -1,
            RowSide::Right => 1,
        };
        match (self.list.selected(), self.selected()) {
            (None, _) => self.does_nothing(),
            (_, Some((displaced, shown))) if displaced.places.len() > 1 => {
                let n = displaced.places.len();
                let next = (shown + n).saturating_add_signed(by) % n;
                self.stepped = (self.list.rows.selected, next);
                Vec::new()
            }
            (Some(_), _) => vec![ViewRequest::tell("There is no other place for this mark.")],
        }
    }

    fn decide(&mut self, command: DecideCommand, _scene: Scene<'_>) -> Vec<ViewRequest> {
        match (self.list.selected(), self.selected()) {
            (None, _) => self.does_nothing(),
            (Some(_), _) if command != DecideCommand::Delete => self.does_nothing(),
            (Some(_), None) => vec![ViewRequest::tell("Select one of the marks to delete it.")],
            (Some(_), Some((displaced, _))) => {
                let told = "The annotation is deleted; u brings it back.";
                vec![ViewRequest::Edit(target(displaced), AnnotationEdit::Delete, told)]
            }
        }
    }

    fn settle(&mut self, command: AnchorCommand, scene: Scene<'_>) -> Vec<ViewRequest> {
        let Some(row) = self.list.selected() else { return self.does_nothing() };
        match (command, row) {
            (AnchorCommand::AcceptPlaces, _) => {
                vec![ViewRequest::AcceptPlaces(self.compared_articles())]
            }
            (AnchorCommand::AcceptPlace, AnchorRow::Article(index)) => {
                vec![ViewRequest::AcceptPlaces(vec![*index])]
            }
            (AnchorCommand::AcceptPlace, AnchorRow::Annotation(_)) => self.accept_shown(),
            (AnchorCommand::PlaceAnew, AnchorRow::Article(_)) => {
                vec![ViewRequest::tell("Select one of the marks to place it anew.")]
            }
            (AnchorCommand::PlaceAnew, AnchorRow::Annotation(_)) => self.place_anew(scene),
        }
    }
}

impl AnchorsView {
    /// Returns the annotation of the selected row, and the number of the shown place.
    fn selected(&self) -> Option<(&DisplacedAnchor, usize)> {
        let Some(AnchorRow::Annotation(nth)) = self.list.selected() else { return None };
        let (row, place) = self.stepped;
        let is_stepped = row == self.list.rows.selected;
        Some((self.displaced.get(*nth)?, if is_stepped { place } else { 0 }))
    }

    fn read_selected(&self, scene: Scene<'_>) -> Option<ViewRequest> {
        let (displaced, shown) = self.selected()?;
        let annotation = scene.project.annotation(displaced.article, displaced.id);
        let recorded = annotation.map(|annotation| annotation.anchor.span);
        let place = displaced.places.get(shown).map(|place| place.span);
        let byte = place.or(recorded).map_or(0, |span| span.start);
        Some(ViewRequest::ReadAt(displaced.article, byte))
    }

    fn accept_shown(&self) -> Vec<ViewRequest> {
        let Some((displaced, shown)) = self.selected() else { return Vec::new() };
        let Some(place) = displaced.places.get(shown) else {
            let words = "Its words are nowhere in the text: v places it anew, d deletes it.";
            return vec![ViewRequest::Tell(Tone::Warned, words.to_owned())];
        };
        let told = "The mark stands here from now on; u takes it back.";
        let edit = AnnotationEdit::Place(place.span);
        vec![ViewRequest::Edit(target(displaced), edit, told)]
    }

    /// Runs `v`: goes to the article of the selected annotation, to choose its words.
    fn place_anew(&self, scene: Scene<'_>) -> Vec<ViewRequest> {
        let selected = self.selected();
        let anew = selected
            .map(|(annotation, _)| ViewRequest::PlaceAnew(annotation.article, annotation.id));
        self.read_selected(scene).into_iter().chain(anew).collect()
    }

    /// Returns the counts of every state, for example `1 mark moved, 0 ambiguous, 1 orphan, 1 kept`.
    fn title(&self, scene: Scene<'_>) -> String {
        let articles = self.compared_articles();
        let (mut kept, mut moved, mut ambiguous, mut orphan) = (0, 0, 0, 0);
        for index in &articles {
            if let Some(summary) = scene.project.anchor_summary(*index) {
                kept += summary.kept;
                moved += summary.moved;
                ambiguous += summary.ambiguous;
                orphan += summary.orphan;
            }
        }
        let n = articles.len();
        let marks = agree(moved, "mark", "marks");
        let renamed = scene.background.renamed.iter().flatten();
        let without = match renamed.map(|one| one.ids.len()).sum() {
            0 => String::new(),
            n => format!("{n} without an article: Space M · "),
        };
        format!(
            "{without}Changed articles ({n}): {moved} {marks} moved, {ambiguous} ambiguous, {orphan} orphan, {kept} kept"
        )
    }
}

fn target(displaced: &DisplacedAnchor) -> EditTarget {
    EditTarget::Annotation(displaced.article, displaced.id)
}

fn article_row(buffer: &mut Buffer, scene: Scene<'_>, index: usize, line: Rect) {
    let summary = scene.project.anchor_summary(index);
    let summary = summary.map_or_else(String::new, ToString::to_string);
    let name = format!(" {}  ", article_name(scene.project, index, 24));
    let words =
        [(name.as_str(), scene.theme.part(Part::Heading)), (&summary, scene.theme.part(Part::Dim))];
    paint::words(buffer, line, &words);
}

fn annotation_row(buffer: &mut Buffer, scene: Scene<'_>, displaced: &DisplacedAnchor, line: Rect) {
    let theme = scene.theme;
    let Some(annotation) = scene.project.annotation(displaced.article, displaced.id) else {
        return;
    };
    let state = format!("   {:<10}", annotation.anchor.state.name());
    let part = match annotation.anchor.state {
        AnchorState::Kept | AnchorState::Moved => Part::Good,
        AnchorState::Ambiguous => Part::Warning,
        AnchorState::Orphan => Part::Bad,
    };
    let (letter, style) = annotation_letter(scene, annotation);
    let places = match displaced.places.as_slice() {
        [] => "          ".to_owned(),
        [one] => format!(" {:>3} %    ", in_percent(one.score)),
        many => format!(" {:>2} places ", many.len()),
    };
    let room = usize::from(line.width).saturating_sub(26);
    let quote = cut(&on_one_line(&annotation.anchor.quote), room);
    let words = [
        (state.as_str(), theme.part(part)),
        (&letter, style),
        (&places, theme.part(Part::Dim)),
        (&quote, theme.part(Part::Text)),
    ];
    paint::words(buffer, line, &words);
}

fn in_percent(score: f64) -> u8 {
    (score * 100.0) as u8
}

/// Draws the changes of an article's text after its annotations, if the old text is kept.
fn changes(buffer: &mut Buffer, scene: Scene<'_>, index: usize, area: Rect) {
    let all = scene.project.revisions(index);
    let all: Vec<RevisionChange<'_>> = all.flat_map(|(revision, _)| revision.changes()).collect();
    if all.is_empty() {
        return;
    }
    let about = format!(" {} of the text ", count(all.len(), "change"));
    let mut pen = headed(buffer, scene, &about, area);
    for RevisionChange { line, parts } in &all {
        write_differences(&mut pen, scene, (&format!("line {line}  "), parts));
    }
}

/// Draws the heading of the lower part and returns a pen for the rest.
fn headed<'a>(buffer: &'a mut Buffer, scene: Scene<'_>, about: &str, area: Rect) -> TextPen<'a> {
    let theme = scene.theme;
    paint::rule(buffer, Rect { height: 1, ..area }, theme.part(Part::Rule));
    paint::text(buffer, paint::past(area, 2), about, theme.part(Part::Heading));
    let rest = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    TextPen::beside_edge(buffer, rest)
}

/// Draws the words then, the words now, and the differences in and around them.
fn then_and_now(
    buffer: &mut Buffer,
    scene: Scene<'_>,
    (displaced, shown): (&DisplacedAnchor, usize),
    area: Rect,
) {
    let project = scene.project;
    let Some(annotation) = project.annotation(displaced.article, displaced.id) else { return };
    let then = AnchorExcerpt::recorded(annotation);
    let place = displaced.places.get(shown);
    let now = match place {
        Some(place) => project.excerpt(displaced.article, place.span),
        None => project.replacement_excerpt(displaced.article, annotation),
    };
    let about = match (place, displaced.places.len()) {
        (Some(place), 1) => format!(" {} % alike ", in_percent(place.score)),
        (Some(_), n) => format!(" place {} of {n}: ← → show the others ", shown + 1),
        (None, _) if now.is_some() => " gone; this stands there now ".to_owned(),
        (None, _) => " gone, and so is what stood around it ".to_owned(),
    };
    let mut pen = headed(buffer, scene, &about, area);
    write_excerpt(&mut pen, scene, ("then  ", &then));
    if let Some(now) = &now {
        write_excerpt(&mut pen, scene, ("now   ", now));
    }
    let recorded = now.map(|now| (then.whole(), now.whole()));
    let parts =
        match (project.revision(displaced.article, &annotation.anchor.text_digest), &recorded) {
            (Some(revision), _) => revision.around(annotation),
            (None, Some((then, now))) => quote_differences(then, now),
            (None, None) => Vec::new(),
        };
    let is_change = |part: &DiffPart<'_>| !matches!(part, DiffPart::Same(_));
    if parts.iter().any(is_change) {
        write_differences(&mut pen, scene, ("diff  ", &parts));
    }
}

fn write_excerpt(pen: &mut TextPen<'_>, scene: Scene<'_>, (name, excerpt): (&str, &AnchorExcerpt)) {
    let theme = scene.theme;
    pen.write_words(&[
        (name.to_owned(), theme.part(Part::Key)),
        (excerpt.before.clone(), theme.part(Part::Dim)),
        (format!("▌{}▐", excerpt.words), theme.part(Part::Text)),
        (excerpt.after.clone(), theme.part(Part::Dim)),
    ]);
}

/// Writes differences with the signs of `wdiff`, for example `[-old-] {+new+}`, so that no colour is
/// needed.
fn write_differences(
    pen: &mut TextPen<'_>,
    scene: Scene<'_>,
    (name, parts): (&str, &[DiffPart<'_>]),
) {
    let theme = scene.theme;
    let mut words = vec![(name.to_owned(), theme.part(Part::Key))];
    words.extend(parts.iter().map(|part| match part {
        DiffPart::Same(words) => ((*words).to_owned(), theme.part(Part::Text)),
        DiffPart::Gone(words) => (format!("[-{words}-]"), theme.part(Part::Bad)),
        DiffPart::New(words) => (format!("{{+{words}+}}"), theme.part(Part::Good)),
    }));
    pen.write_words(&words);
}
