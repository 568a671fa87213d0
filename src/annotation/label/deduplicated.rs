//! Deduplication of labels that several people added to one file.
//!
//! Two people who each add a label choose the same key, or define one label differently. Nobody has to
//! repair the file: every label stays usable, the result is independent of the order of a merge, and
//! each decision is reported.

use std::cmp::Reverse;

use super::{BUILT_IN, Codebook, CodebookError, Label, check_label};

/// The labels of a file after deduplication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeduplicatedLabels {
    /// The usable labels.
    pub codebook: Codebook,
    /// Rejected definitions of these labels, and labels without a free key or letter.
    pub aside: Vec<Label>,
    /// The decisions, in words.
    pub told: Vec<String>,
}

impl Codebook {
    /// Makes labels usable together, in any order. Labels without a clash stay unchanged.
    ///
    /// - Two definitions of one label: the more detailed definition counts.
    /// - Two labels with one key or letter: the first in the alphabet keeps the key, and the second gets
    ///   the next free key. For example `fact` and `frame` with the key `5`: `frame` gets `6`.
    ///
    /// # Errors
    /// [`CodebookError::Bad`] if a label is not usable alone.
    pub fn deduplicated(labels: Vec<Label>) -> Result<DeduplicatedLabels, CodebookError> {
        labels.iter().try_for_each(check_label)?;
        let mut deduplicated = DeduplicatedLabels {
            codebook: Codebook { labels: Vec::new(), ..Codebook::default() },
            aside: Vec::new(),
            told: Vec::new(),
        };
        let book = Codebook { labels, ..Codebook::default() };
        if book.check().is_ok() {
            deduplicated.codebook = book;
            return Ok(deduplicated);
        }
        let labels = deduplicated.one_of_each(book.labels);
        deduplicated.give_keys(labels);
        deduplicated.give_letters();
        deduplicated.codebook.labels.sort_by_key(|label| label.key);
        Ok(deduplicated)
    }
}

impl DeduplicatedLabels {
    /// Keeps one definition of each label. Equal definitions count once.
    fn one_of_each(&mut self, mut labels: Vec<Label>) -> Vec<Label> {
        labels.sort_by(|a, b| (&a.id.0, Reverse(rank(a))).cmp(&(&b.id.0, Reverse(rank(b)))));
        labels.dedup();
        let mut kept: Vec<Label> = Vec::new();
        for label in labels {
            match kept.last() {
                Some(known) if known.id == label.id => {
                    self.told.push(format!(
                        "the label {:?} is there twice and differs: the definition that says more is used \
                         ({}), the other one stays in the file ({}); take one of the two lines out",
                        label.id.0,
                        in_brief(known),
                        in_brief(&label)
                    ));
                    self.aside.push(label);
                }
                _ => kept.push(label),
            }
        }
        kept.sort_by(|a, b| (a.key, &a.id.0).cmp(&(b.key, &b.id.0)));
        kept
    }

    /// Gives each key to its first label, and free keys to the rest.
    fn give_keys(&mut self, labels: Vec<Label>) {
        let mut later: Vec<Label> = Vec::new();
        for label in labels {
            if self.codebook.by_key(label.key).is_none() {
                self.codebook.labels.push(label);
            } else {
                later.push(label);
            }
        }
        for label in later {
            let first = self.codebook.by_key(label.key);
            let first = first.map_or(String::new(), |first| first.id.0.clone());
            let clash =
                format!("the labels {first:?} and {:?} share the key {:?}", label.id.0, label.key);
            let Some(key) = ('1'..='9').find(|key| self.codebook.by_key(*key).is_none()) else {
                self.put_aside(label, &clash, "all nine keys are taken");
                continue;
            };
            self.told.push(format!("{clash}: {:?} has the key {key:?} here", label.id.0));
            self.codebook.labels.push(Label { key, ..label });
        }
    }

    /// Gives each letter to its first label, and free letters, preferably of the name, to the rest.
    fn give_letters(&mut self) {
        let mut at = 0;
        while let Some(label) = self.codebook.labels.get(at).cloned() {
            let before = &self.codebook.labels[..at];
            let first = before.iter().find(|other| other.letter == label.letter);
            let clash = first.map(|first| {
                format!(
                    "the labels {:?} and {:?} share the letter {:?}",
                    first.id.0, label.id.0, label.letter
                )
            });
            match (clash, self.codebook.free_letter(&label.name)) {
                (None, _) => at += 1,
                (Some(clash), Some(letter)) => {
                    self.told
                        .push(format!("{clash}: {:?} has the letter {letter:?} here", label.id.0));
                    self.codebook.labels[at].letter = letter;
                    at += 1;
                }
                (Some(clash), None) => {
                    let label = self.codebook.labels.remove(at);
                    self.put_aside(label, &clash, "no letter is free");
                }
            }
        }
    }

    fn put_aside(&mut self, label: Label, clash: &str, reason: &str) {
        let id = &label.id.0;
        self.told.push(format!(
            "{clash}, and {reason}: {id:?} stays in the file and cannot be put until another one is taken out"
        ));
        self.aside.push(label);
    }
}

/// Orders the definitions of one label by detail, with any fixed order for equals. Key and letter come
/// last, because deduplication changes them.
fn rank(label: &Label) -> (bool, usize, &str, &[String], &str, (char, char)) {
    let is_own = !BUILT_IN.contains(label);
    let says = label.definition.len() + label.examples.iter().map(String::len).sum::<usize>();
    (is_own, says, &label.definition, &label.examples, &label.name, (label.key, label.letter))
}

fn in_brief(label: &Label) -> String {
    const CHARS: usize = 40;
    let definition: String = label.definition.chars().take(CHARS).collect();
    let more = if label.definition.chars().count() > CHARS { "…" } else { "" };
    format!("{}, key {}: “{definition}{more}”", label.name, label.key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::LabelId;

    fn label(id: &str, key: char, letter: char) -> Label {
        Label {
            id: LabelId(id.to_owned()),
            name: id.to_owned(),
            key,
            letter,
            role: super::super::Role::Custom,
            definition: String::new(),
            examples: Vec::new(),
        }
    }

    /// The same labels in another order settle to the same, and that is deduplicated already.
    fn deduplicated(labels: &[Label]) -> DeduplicatedLabels {
        let deduplicated = Codebook::deduplicated(labels.to_vec()).unwrap();
        let mut other = labels.to_vec();
        other.reverse();
        let reversed = Codebook::deduplicated(other).unwrap();
        deduplicated.codebook.check().unwrap();
        if !deduplicated.told.is_empty() {
            assert_eq!(reversed, deduplicated);
        }
        let all = deduplicated.codebook.labels.iter().chain(&deduplicated.aside);
        let again = Codebook::deduplicated(all.cloned().collect()).unwrap();
        assert_eq!((&again.codebook, &again.aside), (&deduplicated.codebook, &deduplicated.aside));
        deduplicated
    }

    fn shown(deduplicated: &DeduplicatedLabels) -> String {
        let labels = deduplicated.codebook.labels.iter();
        let shown = labels.map(|label| format!("{}:{}{}", label.id.0, label.key, label.letter));
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn labels_that_go_together_stay_in_their_order() {
        let labels = [label("b", '7', 'B'), label("a", '2', 'A')];
        let deduplicated = deduplicated(&labels);
        assert_eq!((shown(&deduplicated).as_str(), deduplicated.told.len()), ("b:7B a:2A", 0));
    }

    #[test]
    fn a_shared_key_or_letter_goes_to_the_first_of_the_alphabet() {
        let mut labels = Codebook::default().labels;
        labels.extend([label("frame", '5', 'F'), label("fact", '5', 'F'), label("fear", '6', 'X')]);
        let deduplicated = deduplicated(&labels);
        assert!(
            shown(&deduplicated).ends_with("fact:5F fear:6X frame:7R"),
            "{}",
            shown(&deduplicated)
        );
        assert_eq!(deduplicated.told.len(), 2, "{:?}", deduplicated.told);
        assert!(deduplicated.told[0].contains("\"fact\" and \"frame\" share the key '5'"));
        assert!(deduplicated.told[1].contains("share the letter 'F'"));
    }

    #[test]
    fn of_two_definitions_the_one_that_says_more_is_used_and_the_other_kept() {
        let [short, mut long] = [label("frame", '5', 'F'), label("frame", '6', 'F')];
        long.definition = "How it is told.".to_owned();
        let deduplicated = deduplicated(&[short.clone(), long.clone(), short.clone()]);
        assert_eq!((deduplicated.codebook.labels, deduplicated.aside), (vec![long], vec![short]));
        assert_eq!(deduplicated.told.len(), 1);
    }

    #[test]
    fn a_definition_of_ones_own_counts_for_more_than_the_built_in_one() {
        let built_in = Codebook::default().labels.remove(0);
        let own = Label { definition: "Short.".to_owned(), ..built_in.clone() };
        let deduplicated = deduplicated(&[built_in, own.clone()]);
        assert_eq!(deduplicated.codebook.labels, [own]);
    }

    #[test]
    fn labels_for_which_no_key_is_free_are_put_aside() {
        let mut labels: Vec<_> = ('1'..='9')
            .zip('A'..)
            .map(|(key, letter)| label(&format!("l{key}"), key, letter))
            .collect();
        labels.push(label("zz", '3', 'Z'));
        let deduplicated = deduplicated(&labels);
        assert_eq!((deduplicated.codebook.labels.len(), deduplicated.aside.len()), (9, 1));
        assert!(deduplicated.told[0].contains("nine keys"), "{:?}", deduplicated.told);
    }

    #[test]
    fn a_label_that_cannot_be_used_alone_is_an_error() {
        assert!(Codebook::deduplicated(vec![label("Frame", '5', 'F')]).is_err());
    }
}
