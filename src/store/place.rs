//! The place in each corpus where reading goes on.
