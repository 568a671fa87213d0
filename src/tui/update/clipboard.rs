//! Copies the words of the focus to the clipboard of the terminal, alone or with a reference.
//!
//! The terminal takes the words as one escape sequence (OSC 52) and never answers. Many terminals drop
//! a long sequence in silence, so the message after a long copy has the limit. A sequence that no
//! terminal takes is not sent, because the screen would wait until the terminal has read the sequence.

use copydesk::text::without_hidden;

use crate::tui::{app::App, effect::Effect};

/// Bytes of the longest text that common terminals take: 100,000 bytes of base64 with the sequence.
const COMMON_LIMIT: usize = 74_994;

/// Bytes of the longest text that is sent.
const SENT_LIMIT: usize = 8_000_000;

/// Returns the words with hidden characters made visible, so that pasting runs no hidden character.
/// Blanks stay, for example the no-break space of `10 km`.
fn as_seen(words: &str) -> String {
    let line = words.replace("\r\n", " ").replace(['\n', '\r'], " ");
    without_hidden(&line).into_owned()
}

/// Returns a size in words, for example `75 kB` or `5.2 MB`.
fn in_words(n_bytes: usize) -> String {
    let tenths = (n_bytes + 50_000) / 100_000;
    match n_bytes {
        0..950_000 => format!("{} kB", n_bytes.div_ceil(1000)),
        _ => format!("{}.{} MB", tenths / 10, tenths % 10),
    }
}

/// Returns the message of a copy above [`COMMON_LIMIT`].
fn warning(n_bytes: usize) -> String {
    let size = in_words(n_bytes);
    if n_bytes <= SENT_LIMIT {
        return format!("Sent {size} to the clipboard; many terminals drop more than 75 kB.");
    }
    let limit = in_words(SENT_LIMIT);
    format!("Not copied: {size}. No terminal takes more than {limit}; select fewer words.")
}

impl App {
    /// Copies the words of the focus.
    pub(super) fn copy(&mut self) {
        let (Some(article), Some(focus)) = (self.article(), self.focus()) else { return };
        let words = as_seen(article.words(focus));
        self.send_to_clipboard(words, "Copied the words.");
    }

    /// Copies the words of the focus with article, author and place.
    pub(super) fn copy_reference(&mut self) {
        let (Some(article), Some(focus)) = (self.article(), self.focus()) else { return };
        let (start, end) = (article.scalar(focus.start), article.scalar(focus.end));
        let byline = article.front.byline.map(|span| format!(", {}", article.words(span)));
        let words = format!(
            "“{}” ({}{}, {}, characters {start}–{end})",
            article.words(focus),
            article.name(),
            byline.unwrap_or_default(),
            article.path,
        );
        self.send_to_clipboard(as_seen(&words), "Copied the words with a reference.");
    }

    fn send_to_clipboard(&mut self, words: String, done: &str) {
        match words.len() {
            0..=COMMON_LIMIT => self.tell(done),
            n_bytes => self.warn(warning(n_bytes)),
        }
        if words.len() <= SENT_LIMIT {
            self.effects.push(Effect::Copy(words));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_up_in_kilobytes_and_to_a_tenth_in_megabytes() {
        let sizes = [1, 74_995, 949_999, 950_000, 1_049_999, 5_242_880, 12_000_000].map(in_words);
        let wanted = ["1 kB", "75 kB", "950 kB", "1.0 MB", "1.0 MB", "5.2 MB", "12.0 MB"];
        assert_eq!(sizes, wanted);
    }

    #[test]
    fn every_warning_has_the_size_and_fits_a_row() {
        for (n_bytes, size) in [(74_995, "75 kB"), (SENT_LIMIT, "8.0 MB"), (99_000_000, "99.0 MB")]
        {
            let told = warning(n_bytes);
            assert!(told.contains(size) && told.chars().count() <= 78, "{told}");
            assert_eq!(told.starts_with("Sent"), n_bytes <= SENT_LIMIT);
        }
    }
}
