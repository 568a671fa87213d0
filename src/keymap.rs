//! Which keys ask for which command.
