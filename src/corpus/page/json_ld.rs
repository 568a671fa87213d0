//! Reads the JSON-LD scripts of a page.
//!
//! Pages wrap the JSON in comments or CDATA, put control characters into strings, and describe several things
//! in one script. The search for the article follows lists and `@graph`, and looks up references by `@id`.

use std::collections::HashMap;

use serde_json::{Map, Value};

/// Objects of all scripts of a page; more are not looked at.
const MAX_OBJECTS: usize = 2000;

/// The JSON-LD objects of a page.
#[derive(Debug, Default)]
pub(super) struct JsonLd {
    objects: Vec<Map<String, Value>>,
    by_id: HashMap<String, usize>,
    /// Number of scripts that are no JSON.
    pub(super) n_invalid: usize,
}

impl JsonLd {
    /// Reads the scripts in the order of the page.
    pub(super) fn read<'a>(scripts: impl Iterator<Item = &'a str>) -> JsonLd {
        let mut found = JsonLd::default();
        for script in scripts {
            match parse(script) {
                Some(value) => found.add(value),
                None => found.n_invalid += usize::from(!script.trim().is_empty()),
            }
        }
        found
    }

    fn add(&mut self, value: Value) {
        let mut waiting = vec![value];
        while let Some(value) = waiting.pop() {
            match value {
                Value::Array(values) => waiting.extend(values.into_iter().rev()),
                Value::Object(mut object) if self.objects.len() < MAX_OBJECTS => {
                    if let Some(graph) = object.remove("@graph") {
                        waiting.push(graph);
                    }
                    for name in ["mainEntity", "mainEntityOfPage"] {
                        if object.get(name).is_some_and(is_article) {
                            waiting.extend(object.get(name).cloned());
                        }
                    }
                    if let Some(Value::String(id)) = object.get("@id") {
                        self.by_id.entry(id.clone()).or_insert(self.objects.len());
                    }
                    self.objects.push(object);
                }
                Value::Object(_)
                | Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::String(_) => {}
            }
        }
    }

    /// Returns the object of the article: an article with a headline, else any article, else a dated page.
    pub(super) fn article(&self) -> Option<&Map<String, Value>> {
        let is_typed = |object: &&Map<String, Value>| types(object).any(is_article_type);
        let articles = || self.objects.iter().filter(is_typed);
        let is_page = |object: &&Map<String, Value>| {
            types(object).any(|kind| kind == "WebPage") && object.contains_key("datePublished")
        };
        articles()
            .find(|object| object.contains_key("headline") && object.contains_key("datePublished"))
            .or_else(|| articles().find(|object| object.contains_key("headline")))
            .or_else(|| articles().next())
            .or_else(|| self.objects.iter().find(is_page))
    }

    /// Returns the names of a value: strings, objects with a name, references, and lists of these.
    pub(super) fn names(&self, value: Option<&Value>) -> Vec<String> {
        let mut names = Vec::new();
        let mut waiting: Vec<&Value> = value.into_iter().collect();
        let mut n_steps = 0;
        while let Some(value) = waiting.pop() {
            n_steps += 1;
            if n_steps > MAX_OBJECTS {
                break;
            }
            match value {
                Value::String(name) => names.push(name.clone()),
                Value::Array(values) => waiting.extend(values.iter().rev()),
                Value::Object(object) => match (object.get("name"), object.get("@id")) {
                    (Some(name), _) => waiting.push(name),
                    (None, Some(Value::String(id))) => {
                        let known = self.by_id.get(id).and_then(|at| self.objects[*at].get("name"));
                        waiting.extend(known);
                    }
                    (None, _) => {}
                },
                Value::Null | Value::Bool(_) | Value::Number(_) => {}
            }
        }
        names
    }
}

fn is_article(value: &Value) -> bool {
    value.as_object().is_some_and(|object| types(object).any(is_article_type))
}

fn types(object: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let kinds = match object.get("@type") {
        Some(Value::Array(kinds)) => kinds.as_slice(),
        Some(kind) => std::slice::from_ref(kind),
        None => &[],
    };
    kinds.iter().filter_map(Value::as_str).map(|kind| kind.rsplit('/').next().unwrap_or(kind))
}

fn is_article_type(kind: &str) -> bool {
    kind.ends_with("Article")
        || kind.ends_with("BlogPosting")
        || kind == "Report"
        || kind == "Review"
}

/// Parses a script, without its wrapping, and with control characters as blanks.
fn parse(script: &str) -> Option<Value> {
    let mut inner = script.trim();
    for (open, close) in [
        ("<!--", "-->"),
        ("//<![CDATA[", "//]]>"),
        ("/*<![CDATA[*/", "/*]]>*/"),
        ("<![CDATA[", "]]>"),
    ] {
        if let Some(stripped) = inner.strip_prefix(open) {
            inner = stripped.trim();
            inner = inner.strip_suffix(close).unwrap_or(inner).trim();
        }
    }
    let inner = inner.trim_end_matches(';');
    serde_json::from_str(inner).ok().or_else(|| {
        let mended: String = inner.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&mended).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headline(script: &str) -> Option<String> {
        let found = JsonLd::read([script].into_iter());
        found.article()?.get("headline")?.as_str().map(str::to_owned)
    }

    #[test]
    fn the_article_is_found_in_lists_graphs_and_wrappings() {
        for script in [
            r#"{"@type":"NewsArticle","headline":"A"}"#,
            r#"[{"@type":"WebSite"},{"@type":["Thing","NewsArticle"],"headline":"A"}]"#,
            r#"{"@graph":[{"@type":"Article"},{"@type":"BlogPosting","headline":"A"}]}"#,
            r#"<!-- {"@type":"http://schema.org/NewsArticle","headline":"A"} -->"#,
            "//<![CDATA[\n{\"@type\":\"Report\",\"headline\":\"A\"}\n//]]>",
            r#"{"@type":"WebPage","mainEntity":{"@type":"NewsArticle","headline":"A"}}"#,
        ] {
            assert_eq!(headline(script).as_deref(), Some("A"), "{script}");
        }
        assert_eq!(headline(r#"{"@type":"WebSite","headline":"A"}"#), None);
        assert_eq!(
            headline("{\"@type\":\"Article\",\"headline\":\"A\nB\"}").as_deref(),
            Some("A B")
        );
    }

    #[test]
    fn broken_scripts_are_counted() {
        let found = JsonLd::read(["{", "", "[]", &"[".repeat(100_000)].into_iter());
        assert_eq!(found.n_invalid, 2);
    }

    #[test]
    fn names_follow_references() {
        let script = r##"{"@graph":[{"@id":"#p","@type":"Person","name":"Ida"},
            {"@type":"Article","author":[{"@id":"#p"},"Bo",{"name":["Cy"]}]}]}"##;
        let found = JsonLd::read([script].into_iter());
        let author = found.article().and_then(|article| article.get("author"));
        assert_eq!(found.names(author), ["Ida", "Bo", "Cy"]);
    }
}
