//! Character references of HTML (`&amp;`, `&#8217;`), as far as news pages use them.
//!
//! The parser of pages knows all 2,231 names. This table serves values of JSON-LD, which pages escape twice.
//! An unknown name stays unchanged.

/// Names of U+00A0 to U+00FF, in that order.
const LATIN: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr \
    deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest \
    Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc \
    Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute \
    THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave \
    iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc \
    uuml yacute thorn yuml";

/// Named references without a rule of their own.
const OTHERS: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("lsaquo", '‹'),
    ("rsaquo", '›'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("bull", '•'),
    ("dagger", '†'),
    ("Dagger", '‡'),
    ("permil", '‰'),
    ("prime", '′'),
    ("Prime", '″'),
    ("euro", '€'),
    ("trade", '™'),
    ("larr", '←'),
    ("uarr", '↑'),
    ("rarr", '→'),
    ("darr", '↓'),
    ("minus", '−'),
    ("ne", '≠'),
    ("le", '≤'),
    ("ge", '≥'),
    ("asymp", '≈'),
    ("OElig", 'Œ'),
    ("oelig", 'œ'),
    ("Scaron", 'Š'),
    ("scaron", 'š'),
    ("Zcaron", 'Ž'),
    ("zcaron", 'ž'),
    ("Yuml", 'Ÿ'),
    ("fnof", 'ƒ'),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("thinsp", '\u{2009}'),
    ("zwnj", '\u{200c}'),
    ("zwj", '\u{200d}'),
    ("lrm", '\u{200e}'),
    ("rlm", '\u{200f}'),
];

/// The character that a reference at the start of `text` stands for, and the reference's length.
pub(super) fn reference(text: &str) -> Option<(char, usize)> {
    let inside = text.strip_prefix('&')?;
    let numeric = inside.strip_prefix('#');
    let body = numeric.unwrap_or(inside);
    let len = body.bytes().take(32).take_while(u8::is_ascii_alphanumeric).count();
    let (name, rest) = body.split_at(len);
    let c = match numeric {
        Some(_) => numbered(name)?,
        None => named(name).filter(|_| rest.starts_with(';'))?,
    };
    let prefix = text.len() - body.len();
    Some((c, prefix + len + usize::from(rest.starts_with(';'))))
}

fn named(name: &str) -> Option<char> {
    let other = OTHERS.iter().find(|(known, _)| *known == name);
    other.map(|(_, c)| *c).or_else(|| {
        let at = LATIN.split_ascii_whitespace().position(|known| known == name)?;
        char::from_u32(0xA0 + u32::try_from(at).ok()?)
    })
}

/// The character of a decimal or `x` hexadecimal number; what is none becomes U+FFFD.
///
/// Numbers 128 to 159 mean windows-1252, as old pages do and browsers read them.
fn numbered(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    if let Ok(byte @ 0x80..=0x9f) = u8::try_from(code) {
        let bytes = [byte];
        let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
        return text.chars().next();
    }
    Some(char::from_u32(code).filter(|c| *c != '\0').unwrap_or('\u{fffd}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(char, usize)>) {
        assert_eq!(reference(text), expected, "{text:?}");
    }

    #[test]
    fn names_and_numbers() {
        check("&amp;x", Some(('&', 5)));
        check("&nbsp;", Some(('\u{a0}', 6)));
        check("&yuml;", Some(('ÿ', 6)));
        check("&times;", Some(('×', 7)));
        check("&#8217;s", Some(('’', 7)));
        check("&#x2019 s", Some(('’', 7)));
        check("&#146;", Some(('’', 6)));
    }

    #[test]
    fn what_is_no_reference_stays() {
        check("& co", None);
        check("&amper;", None);
        check("&copy=1", None);
        check("&#;", None);
        check("&", None);
    }

    #[test]
    fn impossible_numbers_are_replaced() {
        check("&#0;", Some(('\u{fffd}', 4)));
        check("&#xD800;", Some(('\u{fffd}', 8)));
        check("&#4294967295;", Some(('\u{fffd}', 13)));
    }
}
