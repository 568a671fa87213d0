//! Drawing: reads the state, writes cells, changes nothing.
//!
//! Where each part stands is drawn in the header of `tui/layout.rs`. Only this root sees the whole
//! state; every word of the screen goes through [`paint::put`], the one filter for foreign text.

mod bars;

mod beside;

mod concordance;

mod details;

mod figures;

mod finder;

mod lists;

mod matrix;

mod moved;

mod occurrences;

mod paint;

mod reader;

mod repeats;

mod rules;

pub use self::rules::in_short;

mod sheets;

mod sources;

use ratatui::{Frame, buffer::Buffer, layout::Position};

use super::{
    app::App,
    layout::{LARGEST, Regions},
    pane::overlay::Overlay,
    theme::Part,
    views::ViewId,
};

/// Draws the whole screen and puts the hardware cursor on the focused item.
pub fn draw(frame: &mut Frame<'_>, app: &App) {
    let area = frame.area();
    let Some(regions) = app.regions().filter(|regions| area.contains_all(regions)) else {
        return too_small(frame.buffer_mut(), app);
    };
    let buffer = frame.buffer_mut();
    bars::tabs(buffer, app, &regions);
    for rule in regions.rules() {
        paint::rule(buffer, rule, app.theme.part(Part::Rule));
    }
    main_view(buffer, app, &regions);
    side_panes(buffer, app, &regions);
    bars::status(buffer, app, &regions);
    bars::hints(buffer, app, &regions);
    for overlay in &app.overlays {
        match overlay {
            Overlay::Picker(picker) => sheets::picker(buffer, app, &regions, picker),
            Overlay::Prompt(prompt) => sheets::prompt(buffer, app, &regions, prompt),
            Overlay::Confirm(confirm) => sheets::confirm(buffer, app, &regions, confirm),
            Overlay::Occurrences(shown) => occurrences::occurrences(buffer, app, &regions, shown),
            Overlay::Finder(finder) => finder::finder(buffer, app, &regions, finder),
        }
    }
    if let Some(rest) = app.which_key() {
        sheets::which_key(buffer, app, &regions, &rest);
    }
    if let Some(position) = cursor(app, &regions) {
        frame.set_cursor_position(position);
    }
}

/// Whether a drawn area has room for all regions: a resize may come between layout and drawing.
trait ContainsAll {
    fn contains_all(&self, regions: &Regions) -> bool;
}

impl ContainsAll for ratatui::layout::Rect {
    fn contains_all(&self, regions: &Regions) -> bool {
        self.intersection(regions.screen) == regions.screen
    }
}

fn too_small(buffer: &mut Buffer, app: &App) {
    let area = buffer
        .area
        .intersection(ratatui::layout::Rect::new(0, 0, LARGEST.0, LARGEST.1));
    let words = "copydesk needs 30x8";
    paint::put(
        buffer,
        Position::new(0, 0),
        area.width,
        words,
        app.theme.part(Part::Text),
    );
}

fn main_view(buffer: &mut Buffer, app: &App, regions: &Regions) {
    match app.view {
        ViewId::Reader => reader::reader(buffer, app, regions),
        ViewId::Articles => lists::articles(buffer, app, regions),
        ViewId::Annotations => lists::annotations(buffer, app, regions),
        ViewId::Repeats => repeats::clusters(buffer, app, regions),
        ViewId::Anchors => moved::moved(buffer, app, regions),
        ViewId::Sources => sources::sources(buffer, app, regions),
        ViewId::Rules => rules::rules(buffer, app, regions),
        ViewId::Matrix => matrix::matrix(buffer, app, regions),
        ViewId::Labels => lists::labels(buffer, app, regions),
        ViewId::Figures => figures::figures(buffer, app, regions),
        ViewId::Settings => lists::settings(buffer, app, regions),
    }
}

fn side_panes(buffer: &mut Buffer, app: &App, regions: &Regions) {
    if let Some(left) = regions.left {
        beside::beside(buffer, app, left);
    }
    if let Some(right) = regions.right {
        details::pane(buffer, app, right);
    }
    if let Some(details) = regions.details {
        details::lines(buffer, app, details);
    }
}

/// Where the hardware cursor sits: in the text that is typed, else on the focused row.
fn cursor(app: &App, regions: &Regions) -> Option<Position> {
    match app.overlays.last() {
        Some(Overlay::Picker(picker)) => Some(sheets::picker_cursor(regions, picker)),
        Some(Overlay::Prompt(prompt)) => Some(sheets::prompt_cursor(regions, prompt)),
        Some(Overlay::Confirm(_)) => None,
        Some(Overlay::Occurrences(shown)) => Some(occurrences::cursor(regions, shown)),
        Some(Overlay::Finder(finder)) => Some(finder::cursor(regions, finder)),
        None if app.view == ViewId::Reader => reader::cursor(app, regions),
        None => lists::cursor(app, regions),
    }
}
