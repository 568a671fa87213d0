//! The one filter between foreign text and the screen.
