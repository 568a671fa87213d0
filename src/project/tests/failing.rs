//! Promise S3: any call on the disk fails in any way. Then the old or the new file exists, memory keeps
//! the change, the message names file and cause, and the next save succeeds.

use std::io;

use super::{
    STEPS, change, held, held_after_each_step, opened, opened_for_the,
    power::{Careless, Carelessness, steps_on},
};
use crate::store::vfs::{
    FileSystem,
    tests::simulated_disk::{
        DiskEvent, DiskFailure, SimulatedDisk,
        power_cut::{CutTime, explore},
    },
};

/// Power cuts after each failure.
const CUTS: usize = 40;

/// Returns a disk with `n_steps` saved steps, and its project.
fn saved(n_steps: usize, vfs: impl FileSystem + 'static) -> super::Project {
    let mut project = opened(vfs);
    for step in 0..n_steps {
        change(&mut project, step);
        project.save(0).expect("nothing fails yet");
    }
    project
}

/// Lets one call fail during the save of a step; `None` if the save makes fewer calls.
fn try_one(
    disk: &SimulatedDisk,
    vfs: impl FileSystem + 'static,
    (step, call, failure): (usize, usize, DiskFailure),
) -> Option<Result<(), String>> {
    let states = held_after_each_step();
    let mut project = saved(step, vfs);
    change(&mut project, step);
    disk.note(DiskEvent::Took(step + 1));
    disk.fail(disk.n_calls() + call, failure);
    let told = project.save(0).err().map(|error| error.to_string());
    if disk.failure_is_pending() {
        return None;
    }
    let found = steps_on(disk, &states);
    let mut check = || {
        match &told {
            None if found != Some(step + 1) => {
                return Err(format!("saved, and {found:?} is there"));
            }
            None => {}
            Some(_) if found != Some(step) && found != Some(step + 1) => {
                return Err(format!("neither the old nor the new, but {found:?}"));
            }
            Some(told) => is_plain(told, failure)?,
        }
        if held(&project) != states[step + 1] {
            return Err("memory lost the change".to_owned());
        }
        if project.unsaved().count() != usize::from(told.is_some()) {
            return Err("what is not saved is not told".to_owned());
        }
        project.save(0).map_err(|error| format!("the next save: {error}"))?;
        disk.note(DiskEvent::Reported(step + 1));
        let cuts = explore(disk, (CutTime::AtTheEnd, CUTS), |found| steps_on(found, &states));
        if (cuts.n_lost, cuts.n_broken) != (0, 0) || steps_on(disk, &states) != Some(step + 1) {
            return Err(format!("the next save is not durable: {cuts:?}"));
        }
        Ok(())
    };
    Some(check())
}

/// Returns true if a message names a file and the cause.
fn is_plain(told: &str, failure: DiskFailure) -> Result<(), String> {
    let cause = match failure {
        DiskFailure::Error(number) => io::Error::from_raw_os_error(number).to_string(),
        DiskFailure::ShortWrite => return Err(format!("a short write is no failure: {told}")),
    };
    let names_both = told.contains(" /") && told.contains(&cause) && !told.contains(".tmp");
    names_both.then_some(()).ok_or_else(|| format!("not told plainly: {told}"))
}

/// Tries every failure at every call of the save of a step. Returns the number of pairs, or the first
/// broken promise.
fn try_all<L: FileSystem + 'static>(
    step: usize,
    vfs: impl Fn(&SimulatedDisk) -> L,
) -> Result<usize, String> {
    let mut n_pairs = 0;
    for (name, failure) in DiskFailure::ALL {
        for call in 0.. {
            let disk = SimulatedDisk::new();
            let Some(found) = try_one(&disk, vfs(&disk), (step, call, failure)) else {
                break;
            };
            found.map_err(|wrong| format!("step {step}, call {call}, {name}: {wrong}"))?;
            n_pairs += 1;
        }
    }
    Ok(n_pairs)
}

#[test]
fn s3_a_failing_call_costs_nothing() {
    // The first save makes the folders and what stands in them; a later one only replaces a file.
    for (step, fewest) in [(0, 200), (STEPS - 1, 80)] {
        let n_pairs = try_all(step, SimulatedDisk::clone).unwrap_or_else(|wrong| panic!("{wrong}"));
        assert!(n_pairs > fewest, "step {step} has only {n_pairs} pairs");
    }
}

#[test]
fn s3_the_check_catches_saving_in_place() {
    let in_place =
        |disk: &SimulatedDisk| Careless { disk: disk.clone(), how: Carelessness::InPlace };
    let found = try_all(STEPS - 1, in_place);
    assert!(found.is_err(), "{found:?} pairs and nothing noticed");
}

#[test]
fn s3_a_call_that_fails_while_looking_costs_nothing_later() {
    let states = held_after_each_step();
    for (name, failure) in DiskFailure::ALL {
        for call in 0.. {
            let disk = SimulatedDisk::new();
            drop(saved(STEPS - 1, disk.clone()));
            let before = disk.files();
            disk.fail(disk.n_calls() + call, failure);
            let mut project = opened_for_the(1, disk.clone());
            if disk.failure_is_pending() {
                break;
            }
            assert_eq!(disk.files(), before, "looking changed something: {name} at {call}");
            // The words that the last step is about have no annotation where the file could not be read.
            change(&mut project, STEPS - 1);
            project.save(0).expect("nothing fails any more");
            let labels = |held: &str| held.matches("unsourced").count();
            let found = held(&opened(disk.clone()));
            assert_eq!(labels(&found), labels(&states[STEPS]), "{name} at {call}: {found}");
            assert!(found.contains("the city says so"), "{name} at {call}: {found}");
        }
    }
}
