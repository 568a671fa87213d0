//! Colours: none under `NO_COLOR`, the theme that the settings name otherwise.

use super::pty::TerminalDesk;

/// The numbers of all SGR sequences, in order; those of one sequence together.
fn styles(raw: &[u8]) -> Vec<Vec<u16>> {
    let text = String::from_utf8_lossy(raw);
    let sequences = text.split("\x1b[").skip(1);
    let numbers = sequences.filter_map(|sequence| {
        let end = sequence.find(|c: char| !c.is_ascii_digit() && c != ';' && c != ':')?;
        let numbers = sequence[..end].split([';', ':']);
        sequence[end..]
            .starts_with('m')
            .then(|| numbers.map(|number| number.parse().unwrap_or(0)).collect())
    });
    numbers.collect()
}

fn is_colour(number: u16) -> bool {
    matches!(number, 30..=38 | 40..=48 | 58 | 90..=97 | 100..=107)
}

/// The title of the help.
const HELP: &str = "Keys in the article";

/// Everything that a short visit to several views writes.
fn visit(desk: &TerminalDesk, no_color: bool) -> Vec<u8> {
    let mut start = desk.start();
    if no_color {
        start = start.env("NO_COLOR", "1");
    }
    let mut terminal = start.open();
    terminal.wait_for("sentence 1/").press("1").wait_for("sentence 2/");
    terminal.press("2").wait_for("sentence 3/");
    terminal.press("v").wait_for("selected words").escape_from("selected words");
    terminal.press("/harbour\r").wait_for("of ");
    terminal.press("?").wait_for(HELP).escape_from(HELP);
    terminal.press("q").wait_exit();
    terminal.raw()
}

#[test]
fn no_color_leaves_bold_underline_and_reverse() {
    let raw = visit(&TerminalDesk::with_sample(), true);
    let styles = styles(&raw);
    let coloured: Vec<_> =
        styles.iter().filter(|numbers| numbers.iter().any(|number| is_colour(*number))).collect();
    assert!(coloured.is_empty(), "colours under NO_COLOR: {coloured:?}");
    for (number, name) in [(1, "bold"), (4, "underline"), (7, "reverse")] {
        let is_there = styles.iter().any(|numbers| numbers.contains(&number));
        assert!(is_there, "no {name} under NO_COLOR");
    }
}

#[test]
fn the_settings_choose_the_theme() {
    let drawn = |settings: &str| {
        let desk = TerminalDesk::with_sample();
        desk.write("config/config.ron", settings);
        styles(&visit(&desk, false))
    };
    let is_rgb = |styles: &[Vec<u16>]| {
        let rgb = |numbers: &Vec<u16>| numbers.windows(2).any(|pair| pair == [38, 2]);
        styles.iter().any(rgb)
    };
    let [light, dark, terminal, mono] =
        ["(theme: Light)", "(theme: Dark)", "(theme: Terminal)", "(theme: Mono)"].map(drawn);
    assert!(is_rgb(&light) && is_rgb(&dark) && light != dark);
    assert!(!is_rgb(&terminal));
    assert!(terminal.iter().flatten().any(|number| is_colour(*number)));
    assert!(!mono.iter().flatten().any(|number| is_colour(*number)));
}
