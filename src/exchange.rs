//! Export: resolved annotations in the formats of other tools.
