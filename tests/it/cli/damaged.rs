//! S4 on the command line: looking at a damaged store changes nothing in it.

use std::fs;

use super::CliDesk;

#[test]
fn s4_no_reading_command_changes_a_damaged_store() {
    let desk = CliDesk::new();
    desk.write("texts/a.txt", "One fact. Two facts.\n");
    for quote in ["One fact.", "Two facts."] {
        desk.done(&["annotate", "texts/a.txt", "--quote", quote, "--label", "1"]);
    }
    let store = desk.path("texts/annotations");
    let annotations = store.join("tester/a.txt.ron");
    let good = fs::read(&annotations).unwrap();
    let half = good.len() / 2;
    let damages: [Vec<u8>; 6] = [
        Vec::new(),
        vec![0; good.len()],
        good[..half].to_vec(),
        [&good[half..], &good[..half]].concat(),
        [&b"<<<<<<< HEAD\n"[..], &good, b"=======\n"].concat(),
        good.iter().map(|byte| if *byte == b'F' { 0xFF } else { *byte }).collect(),
    ];
    let looks: [&[&str]; 7] = [
        &["list", "texts"],
        &["show", "texts/a.txt"],
        &["check", "texts"],
        &["find", "texts", "fact"],
        &["find", "texts", "label:sourced"],
        &["export", "texts", "--format", "csv"],
        &["repeats", "texts"],
    ];
    for (file, number) in [&annotations, &store.join("project.ron")].into_iter().zip(0..) {
        let whole = fs::read(file).unwrap();
        for damage in &damages {
            fs::write(file, damage).unwrap();
            let before = desk.tree("texts");
            for arguments in looks {
                desk.copydesk(arguments);
                assert!(desk.tree("texts") == before, "{arguments:?} changed file {number}");
            }
        }
        fs::write(file, whole).unwrap();
    }
}
