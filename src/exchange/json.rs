//! JSON that is safe on any terminal: hidden characters and control characters are escaped.
//!
//! A reader of JSON gets the same strings. `serde_json` escapes only control characters below `U+0020`,
//! and users also look at our files with `cat`.

use std::{borrow::Cow, fmt::Write as _};

use serde::Serialize;

use super::ExportError;
use crate::text::drawable;

/// Returns a value as JSON on one line, without the line break.
///
/// # Errors
/// Returns [`ExportError::Format`] if JSON cannot hold the value, for example a map with keys that are
/// no strings.
pub fn json(value: &impl Serialize) -> Result<String, ExportError> {
    let written = serde_json::to_string(value)
        .map_err(|error| ExportError::Format { message: error.to_string() })?;
    Ok(escaped(&written).into_owned())
}

/// Escapes unsafe characters. JSON has such characters only inside strings, so `\u` escapes are valid.
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
    fn hidden_characters_are_escaped_and_read_back() {
        let text: String = ('\0'..=char::MAX).collect();
        let written = json(&text).unwrap();
        assert_eq!(objection(&written), None);
        let back: String = serde_json::from_str(&written).unwrap();
        assert!(back == text, "every character comes back");
    }

    #[test]
    fn t3_long_runs_of_marks_are_escaped_in_json() {
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
