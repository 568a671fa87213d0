//! Characters that a terminal may get, and spellings for all others.
//!
//! Owns the classes of single characters and the limits of a cluster. The classes follow
//! measurements of ratatui, not `char::is_control`, which knows only the ranges C0 and C1.

use std::{borrow::Cow, fmt::Write as _, sync::LazyLock};

use regex::Regex;
use unicode_normalization::char::{is_combining_mark, is_public_assigned};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Marks drawn on one base; living languages need fewer.
pub(super) const MAX_MARKS: usize = 8;

/// Characters drawn of one cluster; the longest emoji have eleven.
const MAX_CHARS: usize = 16;

/// Hidden characters of one cluster that are spelled; further hidden characters are only counted.
const MAX_SPELLED: usize = 4;

/// Terminal columns of a symbol: ratatui draws cluster by cluster, so the widths are added up.
pub(super) fn cols(symbol: &str) -> usize {
    let mut chars = symbol.chars();
    match (chars.next(), chars.next()) {
        (Some(only), None) => only.width().unwrap_or(0),
        _ if symbol.is_ascii() => symbol.len(),
        _ => symbol.graphemes(true).map(UnicodeWidthStr::width).sum(),
    }
}

/// Returns bytes and columns of the first character, if the character and its follower are simple:
/// neither joins the other, and the character is drawn unchanged. This fast path needs no Unicode
/// tables.
pub(super) fn plain_at_start(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    if let [b' '..=b'~', rest @ ..] = bytes
        && rest.first().is_none_or(u8::is_ascii)
    {
        return Some((1, 1));
    }
    let mut chars = text.chars();
    let first = chars.next()?;
    let cols = plain_cols(first)?;
    let parted = |next: char| next.is_ascii() || plain_cols(next).is_some();
    chars.next().is_none_or(parted).then_some((first.len_utf8(), cols))
}

/// Returns the columns of free-standing letters and punctuation in the scripts of most corpora.
fn plain_cols(c: char) -> Option<usize> {
    match c {
        ' '..='~'
        | '\u{a1}'..='\u{ac}'
        | '\u{ae}'..='\u{24f}'
        | '–'
        | '—'
        | '‘'..='”'
        | '•'
        | '…' => Some(1),
        'Α'..='Ρ' | 'Σ'..='Ͽ' | 'Ѐ'..='\u{481}' | '\u{48a}'..='ԯ' | 'א'..='ת' | 'ؠ'..='ي' => {
            Some(1)
        }
        '、'..='〠' | 'ぁ'..='ゖ' | 'ァ'..='ヿ' | '\u{4e00}'..='\u{9fff}' | '！'..='～' => {
            Some(2)
        }
        _ => None,
    }
}

/// Returns the sign for a cluster of one blank that is no space, in the columns of the blank.
pub(super) fn blank(cluster: &str) -> Option<&'static str> {
    let mut chars = cluster.chars();
    match (chars.next(), chars.next()) {
        (Some('\u{3000}'), None) => Some("␣ "),
        (Some(c), None) if is_blank(c) => Some("␣"),
        _ => None,
    }
}

/// Returns `true` for a blank that is no space: a space of another width, a no-break space, and the
/// braille pattern without dots. Controls and line separators are hidden characters.
fn is_blank(c: char) -> bool {
    matches!(
        c,
        '\u{a0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{2800}' | '\u{3000}'
    )
}

/// Returns the cluster itself if a terminal may get the cluster, else a spelling with a width.
pub(super) fn spell(cluster: &str) -> Cow<'_, str> {
    let mut chars = cluster.chars();
    if let (Some(only), None) = (chars.next(), chars.next())
        && class(only) == CharClass::Base
        && !is_blank(only)
        && only.width().unwrap_or(0) > 0
        && halfwidth_sound_mark(only).is_none()
    {
        return Cow::Borrowed(cluster);
    }
    let mut spelling = Spelling::default();
    let mut chars = cluster.chars().peekable();
    while let Some(c) = chars.next() {
        spelling.push(c, chars.peek().copied());
    }
    match spelling.finish() {
        symbol if symbol == cluster => Cow::Borrowed(cluster),
        symbol => Cow::Owned(symbol),
    }
}

/// Returns `true` if a character has no shape of its own or affects its neighbours.
///
/// Covers format characters, default ignorables, fillers, private use, non-characters and unassigned
/// code points. Visible Arabic number signs count as hidden too: they enclose the digits after them, and
/// terminals disagree about their width.
pub(super) fn is_hidden(c: char) -> bool {
    match c {
        ' '..='~' => false,
        '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' => true,
        '\u{890}'..='\u{891}' | '\u{8e2}' | '\u{115f}'..='\u{1160}' => true,
        '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' => true,
        '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' => true,
        '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' => true,
        '\u{1107f}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}' => true,
        '\u{13441}'..='\u{13442}' | '\u{16fe4}' => true,
        '\u{1bca0}'..='\u{1bca3}' | '\u{1d159}' | '\u{1d173}'..='\u{1d17a}' => true,
        '\u{e0000}'..='\u{e0fff}' => true,
        other => !is_public_assigned(other),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum CharClass {
    /// Has a shape and a place.
    Base,
    /// Sits on a base and takes no column (marks that do are bases here).
    Mark,
    /// Must be spelled.
    Hidden,
}

fn class(c: char) -> CharClass {
    if c.is_control() || is_hidden(c) {
        CharClass::Hidden
    } else if is_mark(c) {
        CharClass::Mark
    } else {
        CharClass::Base
    }
}

/// Returns `true` if a character takes no column of its own, for example a combining accent.
pub(super) fn is_mark(c: char) -> bool {
    is_combining_mark(c) && c.width() == Some(0)
}

/// A symbol under construction.
#[derive(Default)]
struct Spelling {
    symbol: String,
    /// The character drawn last, if a mark, a joiner or a selector may follow it.
    last: Option<char>,
    n_chars: usize,
    /// Marks on the present base.
    n_marks: usize,
    n_spelled: usize,
    /// Characters left out since the last drawn character.
    n_left_out: usize,
}

impl Spelling {
    /// Adds a character of the cluster; `next` is the following character.
    fn push(&mut self, c: char, next: Option<char>) {
        if self.n_chars >= MAX_CHARS {
            self.n_left_out += 1;
            return;
        }
        match class(c) {
            CharClass::Base => self.push_base(c),
            CharClass::Mark => self.push_mark(c),
            CharClass::Hidden if self.is_at_home(c, next) => self.keep(c),
            CharClass::Hidden => self.push_hidden(c),
        }
    }

    fn push_base(&mut self, c: char) {
        if let Some(shape) = halfwidth_sound_mark(c).or(is_blank(c).then_some('␣')) {
            return self.keep(shape);
        }
        if self.last.is_none() && c.width().unwrap_or(0) == 0 {
            return self.push_hidden(c);
        }
        self.count_left_out();
        self.n_marks = 0;
        self.keep(c);
    }

    fn push_mark(&mut self, c: char) {
        if self.symbol.is_empty() {
            self.keep('◌');
        }
        if self.last.is_some() && self.n_marks < MAX_MARKS {
            self.n_marks += 1;
            self.keep(c);
        } else {
            self.n_left_out += 1;
        }
    }

    fn push_hidden(&mut self, c: char) {
        if self.n_spelled >= MAX_SPELLED {
            self.n_left_out += 1;
            return;
        }
        self.count_left_out();
        self.n_spelled += 1;
        self.last = None;
        match c {
            '\0'..='\u{1f}' => self.symbol.extend(char::from_u32(0x2400 + u32::from(c))),
            '\u{7f}' => self.symbol.push('␡'),
            '\u{ad}' => self.symbol.push('¬'),
            _ => write!(self.symbol, "<U+{:04X}>", u32::from(c)).expect("a string takes all"),
        }
    }

    /// Draws a character unchanged.
    fn keep(&mut self, c: char) {
        self.symbol.push(c);
        self.last = Some(c);
        self.n_chars += 1;
    }

    /// Returns `true` if a joiner or selector has its proper function between the last character
    /// and `next`.
    fn is_at_home(&self, c: char, next: Option<char>) -> bool {
        let Some(last) = self.last else {
            return false;
        };
        match c {
            // Inside a cluster only emoji and conjuncts have a base after a joiner.
            '\u{200d}' if next.is_some_and(|next| class(next) == CharClass::Base) => {
                !is_joiner(last)
            }
            '\u{200c}' | '\u{200d}' => needs_joiners(last),
            '\u{fe0e}' | '\u{fe0f}' => has_emoji_style(last),
            '\u{fe00}'..='\u{fe02}' | '\u{e0100}'..='\u{e01ef}' => is_ideograph(last),
            _ => false,
        }
    }

    fn count_left_out(&mut self) {
        if self.n_left_out > 0 {
            write!(self.symbol, "<+{}>", self.n_left_out).expect("a string takes all");
            self.n_left_out = 0;
            self.last = None;
        }
    }

    fn finish(mut self) -> String {
        self.count_left_out();
        self.symbol
    }
}

/// Returns the wide form of a half-width voiced sound mark.
///
/// Ratatui counts a column more for the half-width forms than ratatui draws, which would leave a
/// stale cell.
fn halfwidth_sound_mark(c: char) -> Option<char> {
    match c {
        '\u{ff9e}' => Some('\u{309b}'),
        '\u{ff9f}' => Some('\u{309c}'),
        _ => None,
    }
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Scripts in which joiners choose the shapes of letters: Arabic to Sinhala, Tibetan to Mongolian,
/// and their later blocks.
fn needs_joiners(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{dff}' | '\u{f00}'..='\u{109f}' | '\u{1780}'..='\u{18af}'
        | '\u{1b00}'..='\u{1bff}' | '\u{a800}'..='\u{abff}' | '\u{fb50}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefc}' | '\u{10a00}'..='\u{11fff}')
}

/// Returns `true` for a character that may have a text and an emoji form, for example `❤`.
fn has_emoji_style(c: char) -> bool {
    static EMOJI: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\p{Emoji}$").ok());
    EMOJI.as_ref().is_some_and(|emoji| emoji.is_match(c.encode_utf8(&mut [0; 4])))
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}
