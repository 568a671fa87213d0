//! The time of the computer's clock, as a time that records can hold.
//!
//! A clock may be set to any time, for example after the battery has failed, but a record holds the years
//! −9999 to 9999. A time outside that range is an error before anything is decided.

use std::time::SystemTime;

use jiff::Timestamp;

/// The clock shows a time that no record can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the clock of this computer shows no year from -9999 to 9999: set the clock, and try again"
)]
pub struct ClockError;

/// Returns the present time.
///
/// # Errors
/// [`ClockError`] if the clock shows a time before the year −9999 or after the year 9999.
pub fn now() -> Result<Timestamp, ClockError> {
    time_of(SystemTime::now())
}

fn time_of(clock: SystemTime) -> Result<Timestamp, ClockError> {
    Timestamp::try_from(clock).map_err(|_| ClockError)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_clock_beyond_all_records_is_an_error() {
        let epoch = SystemTime::UNIX_EPOCH;
        let year = Duration::from_secs(365 * 24 * 3600);
        assert_eq!(time_of(epoch), Ok(Timestamp::UNIX_EPOCH));
        assert_eq!(time_of(SystemTime::from(Timestamp::MAX)), Ok(Timestamp::MAX));
        assert_eq!(time_of(SystemTime::from(Timestamp::MIN)), Ok(Timestamp::MIN));
        for clock in [
            epoch + year * 9_000,
            epoch + Duration::from_secs(i64::MAX as u64),
            epoch - year * 13_000,
            SystemTime::from(Timestamp::MAX) + Duration::from_secs(1),
            SystemTime::from(Timestamp::MIN) - Duration::from_secs(1),
        ] {
            assert_eq!(time_of(clock), Err(ClockError), "{clock:?}");
        }
    }
}
