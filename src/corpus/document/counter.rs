//! Numbers of list items, pages and notes as documents write them.

/// The signs of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum NumberFormat {
    #[default]
    Decimal,
    LowerLetter,
    UpperLetter,
    LowerRoman,
    UpperRoman,
    /// A sign instead of a number.
    Bullet,
    /// No sign at all.
    Nothing,
}

impl NumberFormat {
    /// Returns the format of a name in Word, or of a sign in OpenDocument.
    pub(super) fn of(name: &str) -> NumberFormat {
        match name {
            "lowerLetter" | "a" => NumberFormat::LowerLetter,
            "upperLetter" | "A" => NumberFormat::UpperLetter,
            "lowerRoman" | "i" => NumberFormat::LowerRoman,
            "upperRoman" | "I" => NumberFormat::UpperRoman,
            "bullet" => NumberFormat::Bullet,
            "none" | "" => NumberFormat::Nothing,
            _ => NumberFormat::Decimal,
        }
    }
}

/// Returns a number in its signs, for example `iv`.
pub(super) fn number_text(format: NumberFormat, number: u32) -> String {
    match format {
        NumberFormat::Decimal => number.to_string(),
        NumberFormat::LowerLetter => letters(number).to_lowercase(),
        NumberFormat::UpperLetter => letters(number),
        NumberFormat::LowerRoman => roman(number).to_lowercase(),
        NumberFormat::UpperRoman => roman(number),
        NumberFormat::Bullet => "-".to_owned(),
        NumberFormat::Nothing => String::new(),
    }
}

/// Returns `A` to `Z`, then `AA`, `BB` and so on.
fn letters(number: u32) -> String {
    let Some(number) = number.checked_sub(1).filter(|number| *number < 26 * 8) else {
        return number.to_string();
    };
    let letter = char::from(b'A' + u8::try_from(number % 26).unwrap_or_default());
    letter.to_string().repeat(number as usize / 26 + 1)
}

fn roman(mut number: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number == 0 || number >= 4000 {
        return number.to_string();
    }
    let mut signs = String::new();
    for (value, sign) in SIGNS {
        while number >= value {
            signs.push_str(sign);
            number -= value;
        }
    }
    signs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_letters_and_roman_signs() {
        for (name, number, text) in [
            ("decimal", 12, "12"),
            ("upperLetter", 28, "BB"),
            ("a", 3, "c"),
            ("lowerRoman", 1994, "mcmxciv"),
            ("I", 0, "0"),
            ("upperRoman", 4000, "4000"),
            ("none", 3, ""),
            ("lowerLetter", u32::MAX, "4294967295"),
        ] {
            assert_eq!(number_text(NumberFormat::of(name), number), text);
        }
    }
}
