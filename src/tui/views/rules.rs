//! The rules: decisions for later places. `W` labels such places, `d` takes a rule away.

use copydesk::{
    annotation::{BatchId, Role, Rule},
    command::{Command, DecideCommand, RepeatsCommand},
    project::Project,
    text::agree,
};
use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    request::ViewRequest,
    view::{CLOSE, DELETE, HELP, OPEN, UNDO, View, has_list},
};
use crate::tui::{
    draw::{paint, pen::TextPen},
    layout::Regions,
    list::ViewList,
    scene::Scene,
    theme::Part,
};

/// The rules, oldest first.
#[derive(Debug, Default)]
pub struct RulesView {
    pub list: ViewList<BatchId>,
}

impl View for RulesView {
    fn draw(&self, buffer: &mut Buffer, scene: Scene<'_>, regions: &Regions) {
        let n = self.list.items.len();
        let frame = self.frame(
            regions,
            format!("Rules ({n}); d takes one away, W labels new places"),
            "No rule yet: R labels every place of a repeat, w then keeps it as a rule.",
        );
        self.list.draw(buffer, scene, &frame, |buffer, (_, id), line| {
            if let Some(rule) = rule_of(scene.project, *id) {
                rule_row(buffer, scene, rule, line);
            }
        });
    }

    fn details(&self, pen: &mut TextPen<'_>, scene: Scene<'_>) {
        let selected = self.list.selected();
        if let Some(rule) = selected.and_then(|id| rule_of(scene.project, *id)) {
            pen.heading(scene, scene.project.codebook().name_of(&rule.label));
            pen.write(&rule.words, scene.theme.part(Part::Text));
            let kept = format!("labels {} · kept {}", rule.unit.words(), rule.created);
            pen.write(&kept, scene.theme.part(Part::Dim));
            if !rule.left_out.is_empty() {
                let left_out = format!("leaves out {}", rule.left_out.join(", "));
                pen.write(&left_out, scene.theme.part(Part::Dim));
            }
        }
    }

    fn summary(&self, buffer: &mut Buffer, scene: Scene<'_>, area: Rect) {
        self.details(&mut TextPen::beside_edge(buffer, area), scene);
    }

    fn hints(&self) -> &'static [Command] {
        &[OPEN, Command::Repeats(RepeatsCommand::ApplyRules), CLOSE, HELP, DELETE, UNDO]
    }

    has_list!();

    fn refresh(&mut self, scene: Scene<'_>) {
        let rules = scene.project.rules().iter();
        self.list.replace(rules.map(|rule| rule.id).collect());
    }

    fn open(&mut self, _scene: Scene<'_>) -> Vec<ViewRequest> {
        vec![ViewRequest::tell("d takes the rule away; W labels new places.")]
    }

    fn decide(&mut self, command: DecideCommand, _scene: Scene<'_>) -> Vec<ViewRequest> {
        if command != DecideCommand::Delete {
            return self.does_nothing();
        }
        match self.list.selected() {
            Some(id) => vec![ViewRequest::RemoveRule(*id)],
            None => vec![ViewRequest::tell("There is no rule here.")],
        }
    }
}

fn rule_of(project: &Project, id: BatchId) -> Option<&Rule> {
    project.rules().iter().find(|rule| rule.id == id)
}

fn rule_row(buffer: &mut Buffer, scene: Scene<'_>, rule: &Rule, line: Rect) {
    let theme = scene.theme;
    let letter = scene.project.codebook().letter_of(&rule.label).to_string();
    let role = scene.label(&rule.label).map(|label| label.role);
    let n = scene.project.batches().get(&rule.id).copied().unwrap_or(0);
    let places = format!(" {n:>4} {}  ", agree(n, "place ", "places"));
    let words = [
        (" ", theme.part(Part::Text)),
        (&letter, theme.letter(role.unwrap_or(Role::Custom))),
        (&places, theme.part(Part::Dim)),
        (&rule.words, theme.part(Part::Text)),
    ];
    paint::words(buffer, line, &words);
}
