//! Audits terminal output: names the characters and escape sequences that a terminal must never get.
//!
//! Does not use the filter under test (`text::visible`). Classes of characters come from the tables of
//! `regex`, escape sequences from a list of the sequences of the program, for example `\x1b[?1049h`.

use std::sync::LazyLock;

use regex::Regex;

/// Most characters of one cell, with marks and joiners.
const MAX_CHARS: usize = 40;

/// Control, format, private use, surrogate, line separator, default ignorable. Class `Cn` (unassigned)
/// is left out, because tables of different Unicode versions disagree on `Cn`.
static FORBIDDEN: LazyLock<Regex> = LazyLock::new(|| {
    let classes = r"[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]";
    Regex::new(classes).expect("classes that every version knows")
});

/// Returns whether Unicode has promised never to assign the character, for example `U+FFFE`.
fn is_no_character(c: char) -> bool {
    matches!(u32::from(c), 0xfdd0..=0xfdef) || u32::from(c) & 0xfffe == 0xfffe
}

/// Returns true for a joiner or a variation selector; scripts and emoji need both.
fn is_helper(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Returns true if a selector or joiner may follow the character, for example `👩`, but not `a`.
fn may_be_helped(c: char) -> bool {
    !c.is_ascii() || matches!(c, '0'..='9' | '#' | '*')
}

/// Returns the first forbidden character of a text.
pub fn objection(text: &str) -> Option<char> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return None;
    }
    let at_home = |found: char, at: usize| {
        let before = text[..at].chars().next_back();
        is_helper(found) && before.is_some_and(|before| may_be_helped(before) && before != found)
    };
    let of_class = FORBIDDEN.find_iter(text).find_map(|found| {
        let c = found.as_str().chars().next()?;
        (!at_home(c, found.start())).then_some(c)
    });
    of_class.or_else(|| text.chars().find(|c| is_no_character(*c)))
}

/// Returns the problem of the symbol of one cell.
pub fn cell_objection(symbol: &str) -> Option<String> {
    if let Some(c) = objection(symbol) {
        return Some(format!("{c:?} in {symbol:?}"));
    }
    let n_chars = symbol.chars().count();
    (n_chars > MAX_CHARS).then(|| format!("{n_chars} characters in one cell"))
}

/// The output of a run of the program, without the allowed sequences.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Audited {
    /// The drawn words, in the order of drawing.
    pub words: String,
    /// The texts for the clipboard, in base64.
    pub copied: Vec<String>,
}

/// Terminal modes that the program switches.
const MODES: [&str; 9] =
    ["?25", "?1000", "?1002", "?1003", "?1006", "?1015", "?1049", "?2004", "?2026"];

/// Reads the log of a terminal. The line discipline adds `\r\n` before and after the screen.
///
/// # Errors
///
/// Returns a message with the first unknown sequence or the first forbidden character.
pub fn audit(log: &[u8]) -> Result<Audited, String> {
    let text = std::str::from_utf8(log).map_err(|bad| format!("not UTF-8: {bad}"))?;
    let mut audited = Audited::default();
    let mut pieces = text.split('\u{1b}');
    push_words(&mut audited, pieces.next().unwrap_or_default())?;
    while let Some(piece) = pieces.next() {
        let told = || format!("the sequence {:?}", piece.chars().take(40).collect::<String>());
        let rest = if let Some(control) = piece.strip_prefix('[') {
            control_sequence(control)
        } else if let Some(words) = piece.strip_prefix("]52;c;").filter(|words| is_base64(words)) {
            audited.copied.push(words.to_owned());
            // Its end is an escape of its own.
            pieces.next().and_then(|end| end.strip_prefix('\\'))
        } else {
            None
        };
        push_words(&mut audited, rest.ok_or_else(told)?)?;
    }
    Ok(audited)
}

fn push_words(audited: &mut Audited, words: &str) -> Result<(), String> {
    let drawn: String = words.chars().filter(|c| !"\r\n".contains(*c)).collect();
    // A symbol may begin in one piece and go on in another only if something was drawn before it.
    match objection(&drawn) {
        Some(c) => Err(format!("{c:?} in {:?}", drawn.chars().take(80).collect::<String>())),
        None => {
            audited.words.push_str(words);
            Ok(())
        }
    }
}

/// Returns the text after an allowed control sequence.
fn control_sequence(control: &str) -> Option<&str> {
    let end = control.find(|c: char| c.is_ascii_alphabetic())?;
    let (numbers, rest) = control.split_at(end);
    let is_plain = |c: char| c.is_ascii_digit() || c == ';' || c == ':';
    let may_be_sent = match rest.as_bytes()[0] {
        b'H' | b'm' | b'J' | b'K' | b'A' | b'B' | b'C' | b'D' | b'G' => {
            numbers.chars().all(is_plain)
        }
        b'h' | b'l' => MODES.contains(&numbers),
        _ => false,
    };
    may_be_sent.then(|| &rest[1..])
}

fn is_base64(words: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_alphanumeric() || "+/=".contains(c);
    words.chars().all(is_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_judge_lets_pass_what_scripts_need() {
        for text in [
            "plain – “é”",
            "می\u{200c}خواهم",
            "👩\u{200d}❤\u{fe0f}\u{200d}👨",
            "1\u{fe0f}\u{20e3}",
            "葛\u{e0100}",
        ] {
            assert_eq!(objection(text), None, "{text}");
        }
    }

    #[test]
    fn the_judge_objects_to_each_class() {
        for bad in [
            '\0', '\u{1b}', '\u{7f}', '\u{9b}', '\u{ad}', '\u{34f}', '\u{61c}', '\u{115f}',
            '\u{180e}', '\u{200b}', '\u{200f}', '\u{2028}', '\u{2029}', '\u{202e}', '\u{2060}',
            '\u{2069}', '\u{3164}', '\u{e000}', '\u{fdd0}', '\u{feff}', '\u{ffa0}', '\u{fff9}',
            '\u{1ffff}', '\u{e0041}', '\u{10fffd}',
        ] {
            assert_eq!(objection(&format!("a{bad}b")), Some(bad), "{bad:?}");
        }
        assert_eq!(objection("a\u{200d}b"), Some('\u{200d}'));
        assert_eq!(objection("❤\u{fe0f}\u{fe0f}"), Some('\u{fe0f}'));
        assert!(cell_objection(&"e\u{301}".repeat(30)).is_some());
    }

    #[test]
    fn the_judge_reads_a_log() {
        let log = "a\u{1b}[?1049h\u{1b}[1;2H\u{1b}[38;5;1mb\u{1b}]52;c;Yg==\u{1b}\\c\u{1b}[0m\r\n";
        let audited = audit(log.as_bytes()).unwrap();
        assert_eq!(
            (audited.words.as_str(), &audited.copied[..]),
            ("abc\r\n", &["Yg==".to_owned()][..])
        );
        for bad in [
            "\u{1b}]0;title\u{7}",
            "\u{1b}c",
            "\u{1b}P1$q\u{1b}\\",
            "\u{1b}[6n",
            "\u{1b}[?5h",
            "\u{1b}[>1m",
            "\u{1b}]8;;http://x\u{7}",
            "\u{1b}]52;c;?\u{1b}\\",
            "\u{1b}]52;c;Yg==\u{7}",
            "\u{1b}_x",
            "\u{9b}31m",
            "a\u{7}",
            "\u{202e}",
            "\u{8}",
        ] {
            assert!(audit(bad.as_bytes()).is_err(), "{bad:?}");
        }
        assert!(audit(b"\xff").is_err());
    }
}
