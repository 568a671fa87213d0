//! Styles by role: the only file with names of colours.
//!
//! No meaning is carried by colour alone: letters stand in the gutter, and every label has an attribute
//! of its own, for example an underline. Line and underline colours of the `light` and `dark` themes are
//! Okabe and Ito's; pale colours behind black text are Paul Tol's light scheme. The `terminal` theme
//! uses the 16 colours of the terminal.

use copydesk::{annotation::Role, store::ThemeName};
use ratatui::style::{Color, Modifier, Style};

/// The role of a piece of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Plain words.
    Text,
    /// Less important words: paths, counts, sentences decided as no claim.
    Dim,
    /// Headlines and headings.
    Heading,
    /// Rules between the parts.
    Rule,
    /// The sentence with the cursor.
    Cursor,
    /// The marks `▌` and `▐` around the sentence with the cursor.
    CursorMark,
    /// Selected words.
    Selection,
    /// A hit of a search.
    Hit,
    /// The tab, row or choice that is active.
    Active,
    /// A key in a hint.
    Key,
    /// A symbol in place of a hidden character, for example `␤`.
    Escaped,
    /// A good state, for example `saved`.
    Good,
    /// An odd state, for example a text without annotations.
    Warning,
    /// A bad state, for example a failed save.
    Bad,
}

/// One theme.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    palette: Palette,
}

#[derive(Clone, Copy, Debug)]
enum Palette {
    Mono,
    Terminal,
    Rgb { dark: bool },
}

impl Theme {
    /// Returns the theme of a name; always without colours if `no_color` is set.
    pub fn new(name: ThemeName, no_color: bool) -> Self {
        let palette = match name {
            _ if no_color => Palette::Mono,
            ThemeName::Mono => Palette::Mono,
            ThemeName::Auto | ThemeName::Terminal => Palette::Terminal,
            ThemeName::Light => Palette::Rgb { dark: false },
            ThemeName::Dark => Palette::Rgb { dark: true },
        };
        Self { palette }
    }

    /// Returns the style of a part of the screen.
    pub fn part(self, part: Part) -> Style {
        let plain = Style::new();
        match part {
            Part::Text => plain,
            Part::Dim => self.dim(),
            Part::Heading => plain.add_modifier(Modifier::BOLD),
            Part::Rule => self.dim(),
            Part::Cursor => plain.add_modifier(Modifier::BOLD),
            Part::CursorMark => self.accent(Accent::Blue).add_modifier(Modifier::BOLD),
            Part::Selection => plain.add_modifier(Modifier::REVERSED),
            Part::Hit => self.behind(Accent::Yellow),
            Part::Active => plain.add_modifier(Modifier::REVERSED),
            Part::Key => self.accent(Accent::Blue).add_modifier(Modifier::BOLD),
            Part::Escaped => self.accent(Accent::Red).add_modifier(Modifier::REVERSED),
            Part::Good => self.accent(Accent::Green),
            Part::Warning => self.accent(Accent::Yellow).add_modifier(Modifier::BOLD),
            Part::Bad => self.accent(Accent::Red).add_modifier(Modifier::BOLD),
        }
    }

    /// Returns the style of a label's letter.
    pub fn letter(self, role: Role) -> Style {
        match role {
            Role::Sourced => self.behind(Accent::Green),
            Role::Unsourced => self.behind(Accent::Orange),
            Role::Boilerplate => self.behind(Accent::Blue),
            Role::NotAClaim => self.dim(),
            Role::Custom => self.behind(Accent::Purple),
        }
    }

    /// Returns the style of the words under a label; each label has an attribute of its own or none.
    pub fn label(self, role: Role) -> Style {
        match role {
            Role::Sourced => self.accent(Accent::Green).add_modifier(Modifier::UNDERLINED),
            Role::Unsourced => self.accent(Accent::Orange).add_modifier(Modifier::ITALIC),
            Role::Boilerplate => self.accent(Accent::Blue).add_modifier(Modifier::DIM),
            Role::NotAClaim => self.dim(),
            Role::Custom => {
                self.accent(Accent::Purple).add_modifier(Modifier::UNDERLINED | Modifier::ITALIC)
            }
        }
    }

    fn dim(self) -> Style {
        match self.palette {
            Palette::Mono => Style::new().add_modifier(Modifier::DIM),
            Palette::Terminal => Style::new().add_modifier(Modifier::DIM),
            Palette::Rgb { dark: true } => Style::new().fg(Color::Rgb(150, 150, 150)),
            Palette::Rgb { dark: false } => Style::new().fg(Color::Rgb(100, 100, 100)),
        }
    }

    /// Returns the style of coloured words.
    fn accent(self, accent: Accent) -> Style {
        match self.palette {
            Palette::Mono => Style::new(),
            Palette::Terminal => Style::new().fg(accent.ansi()),
            Palette::Rgb { dark } => Style::new().fg(accent.line(dark)),
        }
    }

    /// Returns the style of black words on a colour.
    fn behind(self, accent: Accent) -> Style {
        match self.palette {
            Palette::Mono => Style::new().add_modifier(Modifier::REVERSED),
            Palette::Terminal => Style::new().fg(Color::Black).bg(accent.ansi()),
            Palette::Rgb { .. } => Style::new().fg(Color::Black).bg(accent.pale()),
        }
    }
}

#[derive(Clone, Copy)]
enum Accent {
    Blue,
    Green,
    Orange,
    Purple,
    Red,
    Yellow,
}

impl Accent {
    fn ansi(self) -> Color {
        match self {
            Accent::Blue => Color::Cyan,
            Accent::Green => Color::Green,
            Accent::Orange | Accent::Purple => Color::Magenta,
            Accent::Red => Color::Red,
            Accent::Yellow => Color::Yellow,
        }
    }

    /// Returns Okabe and Ito's colour, darker on a light background where needed.
    fn line(self, dark: bool) -> Color {
        match (self, dark) {
            (Accent::Blue, true) => Color::Rgb(86, 180, 233),
            (Accent::Blue, false) => Color::Rgb(0, 114, 178),
            (Accent::Green, true) => Color::Rgb(0, 190, 140),
            (Accent::Green, false) => Color::Rgb(0, 110, 80),
            (Accent::Orange, true) => Color::Rgb(230, 159, 0),
            (Accent::Orange, false) => Color::Rgb(170, 75, 0),
            (Accent::Purple, true) => Color::Rgb(204, 121, 167),
            (Accent::Purple, false) => Color::Rgb(150, 60, 110),
            (Accent::Red, true) => Color::Rgb(240, 120, 60),
            (Accent::Red, false) => Color::Rgb(190, 60, 0),
            (Accent::Yellow, true) => Color::Rgb(240, 228, 66),
            (Accent::Yellow, false) => Color::Rgb(120, 95, 0),
        }
    }

    /// Returns Paul Tol's pale colour.
    fn pale(self) -> Color {
        match self {
            Accent::Blue => Color::Rgb(119, 170, 221),
            Accent::Green => Color::Rgb(68, 187, 153),
            Accent::Orange => Color::Rgb(238, 136, 102),
            Accent::Purple => Color::Rgb(255, 170, 187),
            Accent::Red => Color::Rgb(238, 136, 102),
            Accent::Yellow => Color::Rgb(238, 221, 136),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_differ_without_colour() {
        let mono = Theme::new(ThemeName::Mono, false);
        let styles = [Role::Sourced, Role::Unsourced, Role::Boilerplate, Role::Custom]
            .map(|role| mono.label(role));
        for (at, style) in styles.iter().enumerate() {
            assert_eq!(style.fg, None, "the mono theme has a colour");
            assert!(!styles[..at].contains(style), "two labels look the same");
        }
    }

    #[test]
    fn no_color_wins_over_the_settings() {
        let theme = Theme::new(ThemeName::Dark, true);
        assert_eq!(theme.part(Part::Bad).fg, None);
        assert_eq!(theme.letter(Role::Sourced).bg, None);
    }
}
