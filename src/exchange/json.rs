//! JSON that any terminal may show: what is hidden or acts on a terminal is escaped, which no reader of
//! JSON notices.
//!
//! `serde_json` escapes the control characters below U+0020 only; a file of ours is also looked at
//! with `cat`.

use std::{borrow::Cow, fmt::Write as _};

use serde::Serialize;

use super::ExportError;
use crate::text::drawable;

/// One value on one line, without the line break.
///
/// # Errors
/// A value that JSON cannot say; none of ours.
pub fn json(value: &impl Serialize) -> Result<String, ExportError> {
    let written = serde_json::to_string(value)
        .map_err(|error| ExportError::Format { message: error.to_string() })?;
    Ok(escaped(&written).into_owned())
}

/// Outside its strings JSON has only characters that may be drawn, so what is escaped is one of a string.
fn escaped(json: &str) -> Cow<'_, str> {
    if drawable(json).all(|(_, is_fine)| is_fine) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 64);
    for (c, is_fine) in drawable(json) {
        if is_fine {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}").expect("a string takes all");
            }
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::objection;

    #[test]
    fn what_is_hidden_is_escaped_and_comes_back() {
        let text: String = ('\0'..=char::MAX).collect();
        let written = json(&text).unwrap();
        assert_eq!(objection(&written), None);
        let back: String = serde_json::from_str(&written).unwrap();
        assert!(back == text, "every character comes back");
    }

    #[test]
    fn t3_runs_of_marks_have_an_end_in_json() {
        let text = "e\u{301}".to_owned() + &"\u{301}".repeat(10_000) + " und e\u{301}";
        let written = json(&text).unwrap();
        assert_eq!(written.matches('\u{301}').count(), 8 + 1);
        assert!(written.ends_with("und e\u{301}\""), "one mark is drawn");
        let back: String = serde_json::from_str(&written).unwrap();
        assert!(back == text, "every mark comes back");
    }

    #[test]
    fn ordinary_words_stay_as_they_are() {
        assert_eq!(json(&"Müller’s 漢字 👍").unwrap(), "\"Müller’s 漢字 👍\"");
        assert_eq!(json(&"\u{7f}\u{202e}\u{e0041}").unwrap(), r#""\u007f\u202e\udb40\udc41""#);
    }
}
