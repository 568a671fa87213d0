//! The user's settings.
