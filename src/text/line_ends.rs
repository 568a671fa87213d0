//! Line ends and byte order marks: what the carrier of a text adds, and what reading takes away.
//!
//! A text of the program has LF at the end of a line and no byte order mark in front. Git, editors and
//! mail change both, so the same article may have other bytes on another machine. Owns the change of
//! line ends, its inverse, and the exact way of an offset from a text with CR or a mark to the text
//! without.

use std::borrow::Cow;

/// The character that some programs write in front of a text.
pub(crate) const BYTE_ORDER_MARK: char = '\u{feff}';

/// The end of one line in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineEnd {
    Lf,
    CrLf,
    Cr,
}

impl LineEnd {
    fn as_str(self) -> &'static str {
        match self {
            LineEnd::Lf => "\n",
            LineEnd::CrLf => "\r\n",
            LineEnd::Cr => "\r",
        }
    }
}

/// The line ends of a file before reading made LF of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LineEnds {
    /// Every line ends in the same way, or the text has no line end.
    All(LineEnd),
    /// The end of each line, in order.
    Mixed(Box<[LineEnd]>),
}

impl LineEnds {
    /// Returns the line ends of a text.
    pub(crate) fn of(text: &str) -> Self {
        let mut ends = ends_of(text).map(|(_, end)| end);
        let Some(first) = ends.next() else {
            return LineEnds::All(LineEnd::Lf);
        };
        if ends.all(|end| end == first) {
            return LineEnds::All(first);
        }
        LineEnds::Mixed(ends_of(text).map(|(_, end)| end).collect())
    }

    /// Returns a text of LF alone with these line ends.
    pub(crate) fn put_into(&self, text: &str) -> String {
        let mut mixed = match self {
            LineEnds::All(_) => [].iter(),
            LineEnds::Mixed(ends) => ends.iter(),
        };
        let mut next = || match self {
            LineEnds::All(end) => *end,
            LineEnds::Mixed(_) => mixed.next().copied().unwrap_or(LineEnd::Lf),
        };
        let mut out = String::with_capacity(text.len() + text.len() / 16);
        for line in text.split_inclusive('\n') {
            match line.strip_suffix('\n') {
                Some(words) => out.extend([words, next().as_str()]),
                None => out.push_str(line),
            }
        }
        out
    }
}

/// Returns the line ends of a text with the byte of their beginning, in order.
fn ends_of(text: &str) -> impl Iterator<Item = (usize, LineEnd)> {
    let breaks = text.match_indices(['\r', '\n']);
    breaks.filter_map(|(at, sign)| match sign {
        "\r" if text[at + 1..].starts_with('\n') => Some((at, LineEnd::CrLf)),
        "\r" => Some((at, LineEnd::Cr)),
        _ if text[..at].ends_with('\r') => None,
        _ => Some((at, LineEnd::Lf)),
    })
}

/// Returns the text with LF for CR LF and for a lone CR.
pub(crate) fn with_lf(text: &str) -> Cow<'_, str> {
    if !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((words, after)) = rest.split_once('\r') {
        out.extend([words, "\n"]);
        rest = after.strip_prefix('\n').unwrap_or(after);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The scalars of an earlier text that reading takes away: a mark in front, and the CR of each CR LF.
///
/// ```text
/// earlier   ⌖ a ␍ ␊ b        scalars 0 to 4, the mark and ␍ are taken away
/// now       a ␊ b            `b` was 4 and is 2
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recount {
    /// The scalars that go, ascending.
    gone: Vec<usize>,
}

impl Recount {
    /// Counts an earlier text through.
    pub(crate) fn new(earlier: &str) -> Self {
        let mut signs = earlier.chars().enumerate().peekable();
        let mut gone = Vec::new();
        while let Some((at, sign)) = signs.next() {
            let is_half = sign == '\r' && signs.peek().is_some_and(|(_, next)| *next == '\n');
            if is_half || (at == 0 && sign == BYTE_ORDER_MARK) {
                gone.push(at);
            }
        }
        Self { gone }
    }

    /// Returns the scalar of a place of the earlier text in the text of LF alone.
    pub(crate) fn scalar(&self, earlier: usize) -> usize {
        earlier - self.gone.partition_point(|gone| *gone < earlier)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A text of LF alone, and the same text with any line ends and perhaps a mark.
    pub(crate) fn carried() -> impl Strategy<Value = (String, String)> {
        let line = "[aé漢😀 .“”\u{feff}\u{85}\u{2028}\u{c}]{0,6}";
        let end = prop::sample::select(vec![LineEnd::Lf, LineEnd::CrLf, LineEnd::Cr]);
        let lines = prop::collection::vec((line, end), 0..12);
        (lines, "[aé漢]{0,4}", any::<bool>()).prop_map(|(lines, last, has_mark)| {
            let (mut plain, mut carried) = (String::new(), String::new());
            for (line, mut end) in lines {
                // A CR before the LF of an empty line would be one line end, not two.
                if end == LineEnd::Lf && line.is_empty() && carried.ends_with('\r') {
                    end = LineEnd::Cr;
                }
                plain.extend([&line, "\n"]);
                carried.extend([&line, end.as_str()]);
            }
            plain.push_str(&last);
            carried.push_str(&last);
            if plain.starts_with(BYTE_ORDER_MARK) {
                plain.insert(0, 'a');
                carried.insert(0, 'a');
            }
            if has_mark {
                carried.insert(0, BYTE_ORDER_MARK);
            }
            (plain, carried)
        })
    }

    #[test]
    fn every_line_end_becomes_one_lf() {
        for (carried, plain) in [
            ("", ""),
            ("a", "a"),
            ("a\nb", "a\nb"),
            ("a\r\nb\r\n", "a\nb\n"),
            ("a\rb\r", "a\nb\n"),
            ("a\r\r\nb\n\rc", "a\n\nb\n\nc"),
            ("\r\n\r\r", "\n\n\n"),
            ("a\u{85}b\u{2028}c\u{c}d", "a\u{85}b\u{2028}c\u{c}d"),
        ] {
            assert_eq!(with_lf(carried), plain, "{carried:?}");
            assert_eq!(LineEnds::of(carried).put_into(plain), carried, "{carried:?}");
        }
    }

    proptest! {
        #[test]
        fn line_ends_go_and_come_back((plain, carried) in carried()) {
            let bare = carried.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&carried);
            prop_assert_eq!(with_lf(bare), plain.as_str());
            prop_assert_eq!(LineEnds::of(bare).put_into(&plain), bare);
        }

        #[test]
        fn an_offset_keeps_its_words((plain, carried) in carried()) {
            let recount = Recount::new(&carried);
            let now: Vec<char> = plain.chars().collect();
            let mark = usize::from(carried.starts_with(BYTE_ORDER_MARK));
            let mut before = '\0';
            for (at, sign) in carried.chars().enumerate().skip(mark) {
                let place = recount.scalar(at);
                let here = now.get(place).copied();
                let is_same = if matches!(sign, '\r' | '\n') { here == Some('\n') } else { here == Some(sign) };
                prop_assert!(is_same, "{at} {sign:?} is {here:?}");
                // The bad variant that counts each CR twice or never fails here.
                let dropped = usize::from(before == '\r' && sign == '\n');
                prop_assert!(dropped == 0 || recount.scalar(at - 1) == place);
                before = sign;
            }
            prop_assert_eq!(recount.scalar(carried.chars().count()), now.len());
        }
    }
}
