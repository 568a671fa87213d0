//! S4 on the screen: looking at a damaged store through every view changes nothing in it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use super::journey::Journey;
use copydesk::testing::trials;

/// Every file below a folder with its bytes.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(tree(&path));
        } else {
            files.insert(path.clone(), fs::read(&path).expect("a file"));
        }
    }
    files
}

fn look_at_everything(reader: &mut Journey) {
    for keys in [
        "j j k } {",
        "space o j k q",
        "space a j k q",
        "space i q space l q space r q space , q",
        "/ type:fact enter n esc",
        "space f type:fact down esc",
        "? esc",
    ] {
        reader.press(keys);
    }
}

#[test]
fn s4_no_view_changes_a_damaged_store() {
    let mut rng = fastrand::Rng::with_seed(4);
    for _ in 0..trials(24, 300) {
        let mut reader =
            Journey::over(&[("a.txt", "One fact. Two facts. Three facts."), ("b.txt", "More.")]);
        reader.press("1 i type:who? enter 2");
        // Who has decided gives the store free at the end; the next sitting only looks.
        let reader = reader.reopened();
        let store = reader.app.project.store_dir().to_owned();
        let names = ["ada/a.txt.ron", "project.ron"];
        let file = store.join(names[usize::from(rng.u8(..4) == 0)]);
        let mut bytes = fs::read(&file).expect("a file of the store");
        let at = rng.usize(..bytes.len());
        match rng.u8(..5) {
            0 => bytes.truncate(at),
            1 => bytes.fill(0),
            2 => bytes.clear(),
            3 => bytes[at] ^= 1 << rng.u8(..8),
            _ => drop(bytes.splice(at..at, *b"\n<<<<<<< HEAD\n\xFF\n")),
        }
        fs::write(&file, bytes).expect("it can be damaged");
        let corpus = reader.path("corpus");
        let before = tree(&corpus);
        let mut reader = reader.reopened();
        look_at_everything(&mut reader);
        reader.press("q");
        assert!(reader.is_over(), "there is nothing to save:\n{}", reader.screen());
        assert!(tree(&corpus) == before, "looking changed something in {}", file.display());
    }
}
