//! The markers of lists, as browsers draw them.

use crate::corpus::page::tree::{Element, NodeId, Tree};

/// A list under construction.
#[derive(Debug)]
pub(super) struct List {
    numbering: Option<Numbering>,
    next: i64,
    step: i64,
}

/// The figures of an ordered list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numbering {
    Decimal,
    Letter { first: char },
    Roman { is_upper: bool },
}

impl List {
    pub(super) fn new(tree: &Tree, node: NodeId, element: &Element) -> List {
        let is_ordered = element.is("ol");
        let numbering = is_ordered.then(|| match element.attribute("type") {
            Some("a") => Numbering::Letter { first: 'a' },
            Some("A") => Numbering::Letter { first: 'A' },
            Some("i") => Numbering::Roman { is_upper: false },
            Some("I") => Numbering::Roman { is_upper: true },
            _ => Numbering::Decimal,
        });
        let start = number(element.attribute("start"));
        if !is_ordered || !element.has("reversed") {
            return List { numbering, next: start.unwrap_or(1), step: 1 };
        }
        let is_item = |child: &NodeId| tree.element(*child).is_some_and(|child| child.is("li"));
        let n_items = || i64::try_from(tree.children(node).filter(is_item).count()).unwrap_or(0);
        List { numbering, next: start.unwrap_or_else(n_items), step: -1 }
    }

    /// Returns the marker of the next item, with its blank.
    pub(super) fn marker(&mut self, item: &Element) -> String {
        let Some(numbering) = self.numbering else { return "- ".to_owned() };
        let at = number(item.attribute("value")).unwrap_or(self.next);
        self.next = at.saturating_add(self.step);
        let figures = match numbering {
            Numbering::Decimal => None,
            Numbering::Letter { first } => letters(at, first),
            Numbering::Roman { is_upper } => roman(at, is_upper),
        };
        format!("{}. ", figures.unwrap_or_else(|| at.to_string()))
    }
}

fn number(value: Option<&str>) -> Option<i64> {
    value?.trim().parse::<i32>().ok().map(i64::from)
}

/// Returns a to z, aa to zz and so on; `None` below 1.
fn letters(at: i64, first: char) -> Option<String> {
    let mut rest = u32::try_from(at).ok().filter(|at| *at > 0)?;
    let mut letters = Vec::new();
    while rest > 0 {
        letters.push(char::from_u32(u32::from(first) + (rest - 1) % 26)?);
        rest = (rest - 1) / 26;
    }
    Some(letters.into_iter().rev().collect())
}

/// Returns roman figures; `None` outside 1 to 3999.
fn roman(at: i64, is_upper: bool) -> Option<String> {
    const VALUES: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut rest = u32::try_from(at).ok().filter(|at| (1..4000).contains(at))?;
    let mut figures = String::new();
    for (value, sign) in VALUES {
        while rest >= value {
            figures.push_str(sign);
            rest -= value;
        }
    }
    Some(if is_upper { figures.to_uppercase() } else { figures })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_those_of_browsers() {
        assert_eq!(letters(1, 'a').as_deref(), Some("a"));
        assert_eq!(letters(28, 'A').as_deref(), Some("AB"));
        assert_eq!(letters(0, 'a'), None);
        assert_eq!(roman(1994, true).as_deref(), Some("MCMXCIV"));
        assert_eq!(roman(4000, true), None);
    }
}
