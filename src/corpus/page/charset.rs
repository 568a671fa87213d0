//! The charset that a page declares about itself.

/// Number of bytes at the start of a file that may declare its charset.
const DECLARATION_BYTES: usize = 1024;

/// Returns the charset label in the first bytes of a page, from a `meta` tag or an XML declaration.
pub(crate) fn declared_charset(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(DECLARATION_BYTES)];
    let head: String = head.iter().map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    let xml = head.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>"));
    if let Some(label) = xml.and_then(|(declaration, _)| value_after(declaration, "encoding")) {
        return Some(label);
    }
    let mut rest = without_comments(&head);
    while let Some((_, after)) = rest.split_once("<meta") {
        let (attributes, next) = after.split_once('>').unwrap_or((after, ""));
        if let Some(label) = value_after(attributes, "charset") {
            return Some(label);
        }
        rest = next.to_owned();
    }
    None
}

fn without_comments(head: &str) -> String {
    let mut shown = String::new();
    let mut rest = head;
    while let Some((before, after)) = rest.split_once("<!--") {
        shown.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, rest)| rest);
    }
    shown + rest
}

/// The value that stands after `key=`, in quotes of either kind or in none.
fn value_after(attributes: &str, key: &str) -> Option<String> {
    let after =
        attributes.split(key).skip(1).find_map(|after| after.trim_start().strip_prefix('='))?;
    let value = after.trim_start().trim_start_matches(['"', '\'']);
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | '>' | '/');
    let label = value.split(ends).next().unwrap_or_default();
    (!label.is_empty()).then(|| label.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charsets_are_declared_in_many_ways() {
        let check = |head: &str, expected: Option<&str>| {
            assert_eq!(declared_charset(head.as_bytes()).as_deref(), expected, "{head}");
        };
        check("<meta charset=utf-8>", Some("utf-8"));
        check("<META CHARSET = 'Windows-1251' />", Some("windows-1251"));
        check(
            "<meta http-equiv=content-type content=\"text/html; charset=koi8-r\">",
            Some("koi8-r"),
        );
        check("<meta name=a><meta charset=utf-8>", Some("utf-8"));
        check("<?xml version='1.0' encoding='iso-8859-2'?><html>", Some("iso-8859-2"));
        check("<!-- <meta charset=latin1> --><p>charset=x", None);
        check(&format!("{}<meta charset=utf-8>", " ".repeat(1100)), None);
    }
}
