//! The processor time and the memory of this process.

use std::{
    fs,
    sync::OnceLock,
    time::{Duration, Instant},
};

/// Hundredths of a second: Linux tells processor time in these.
const TICK: Duration = Duration::from_millis(10);

/// Processor time of this process so far; time on the clock where the system does not tell it.
pub fn cpu_time() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    let start = START.get_or_init(Instant::now);
    of_process("/proc/self/stat", &["utime", "stime"]).unwrap_or_else(|| start.elapsed())
}

/// Processor time of the children that ended.
pub fn cpu_time_of_children() -> Option<Duration> {
    of_process("/proc/self/stat", &["cutime", "cstime"])
}

fn of_process(path: &str, fields: &[&str]) -> Option<Duration> {
    let line = fs::read_to_string(path).ok()?;
    // The name of the program stands in brackets and may hold anything.
    let (_, rest) = line.rsplit_once(')')?;
    let values: Vec<&str> = rest.split_whitespace().collect();
    let of = |field: &&str| {
        let at = match *field {
            "utime" => 11,
            "stime" => 12,
            "cutime" => 13,
            _ => 14,
        };
        values.get(at)?.parse::<u32>().ok()
    };
    let ticks: Option<Vec<u32>> = fields.iter().map(of).collect();
    Some(TICK * ticks?.iter().sum())
}

/// The most memory that this process ever had, in bytes.
pub fn peak_bytes() -> Option<usize> {
    bytes_of("VmHWM:")
}

/// The memory that this process has now, in bytes.
pub fn now_bytes() -> Option<usize> {
    bytes_of("VmRSS:")
}

fn bytes_of(field: &str) -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    let kilobytes: usize = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1024)
}
