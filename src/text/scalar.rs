//! From bytes to Unicode scalars and lines, and back: offsets of files count scalars, ours bytes.

/// Bytes between two remembered places.
const STEP: usize = 256;

/// Scalar counts and line starts of one text. Every method needs the same text again.
///
/// ```
/// use copydesk::text::ScalarMap;
///
/// let text = "café\nopen";
/// let map = ScalarMap::new(text);
/// assert_eq!(map.scalar(text, 6), 5); // `é` has two bytes
/// assert_eq!(map.byte(text, 5), Some(6));
/// assert_eq!(map.line(6), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScalarMap {
    /// Scalars that start before byte `i * STEP`.
    before: Vec<usize>,
    /// First byte of each line.
    lines: Vec<usize>,
    /// Scalars of the whole text.
    total: usize,
}

impl ScalarMap {
    /// Counts `text` through once.
    pub fn new(text: &str) -> Self {
        let mut before = Vec::with_capacity(text.len() / STEP + 1);
        let mut total = 0;
        for (byte, value) in text.bytes().enumerate() {
            if byte % STEP == 0 {
                before.push(total);
            }
            total += usize::from(is_start(value));
        }
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect();
        Self { before, lines, total }
    }

    /// Returns the number of Unicode scalars of `text` that start before `byte`, clamped to the
    /// text.
    pub fn scalar(&self, text: &str, byte: usize) -> usize {
        let byte = byte.min(text.len());
        let Some(&known) = self.before.get(byte / STEP) else {
            return self.total;
        };
        let rest = &text.as_bytes()[byte / STEP * STEP..byte];
        known + rest.iter().filter(|value| is_start(**value)).count()
    }

    /// The byte where scalar number `scalar` starts, or the end of the text for their count.
    pub fn byte(&self, text: &str, scalar: usize) -> Option<usize> {
        if scalar >= self.total {
            return (scalar == self.total).then_some(text.len());
        }
        let chunk = self.before.partition_point(|&count| count <= scalar) - 1;
        let (start, wanted) = (chunk * STEP, scalar - self.before[chunk]);
        let starts = text.as_bytes()[start..].iter().enumerate();
        starts.filter(|(_, value)| is_start(**value)).nth(wanted).map(|(at, _)| start + at)
    }

    /// The 1-based line of `byte`; lines end at LF.
    pub fn line(&self, byte: usize) -> usize {
        self.lines.partition_point(|&start| start <= byte).max(1)
    }

    /// Returns the number of Unicode scalars in the text.
    pub fn total(&self) -> usize {
        self.total
    }
}

/// Returns `true` if this byte of UTF-8 starts a scalar.
fn is_start(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bytes_and_scalars_are_inverse(text in "\\PC{0,40}|[aé漢😀\n]{0,900}") {
            let map = ScalarMap::new(&text);
            for (scalar, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(map.scalar(&text, byte), scalar);
                prop_assert_eq!(map.byte(&text, scalar), Some(byte));
                prop_assert_eq!(map.line(byte), 1 + text[..byte].matches('\n').count());
            }
            prop_assert_eq!(map.scalar(&text, text.len()), text.chars().count());
            prop_assert_eq!(map.byte(&text, map.total()), Some(text.len()));
            prop_assert_eq!(map.byte(&text, map.total() + 1), None);
        }
    }
}
