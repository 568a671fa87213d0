//! Raised and lowered figures and signs, for example 10⁶ and CO₂.

const PLAIN: &str = "0123456789+-−=()";
const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾";
const LOWERED: &str = "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎";

/// Returns the words in raised or lowered characters; `None` if one of them has no such form.
pub(super) fn raised(words: &str, is_lowered: bool) -> Option<String> {
    let forms = if is_lowered { LOWERED } else { RAISED };
    let is_number = words.chars().any(|c| c.is_ascii_digit() || "+-−".contains(c));
    let form = |c: char| {
        let at = PLAIN.chars().position(|plain| plain == c)?;
        forms.chars().nth(at)
    };
    is_number.then(|| words.chars().map(form).collect()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_and_signs_have_forms_and_letters_have_none() {
        assert_eq!(raised("-6", false).as_deref(), Some("⁻⁶"));
        assert_eq!(raised("2", true).as_deref(), Some("₂"));
        for words in ["st", "1a", "[2]", "", "()"] {
            assert_eq!(raised(words, false), None, "{words}");
        }
    }
}
