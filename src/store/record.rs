//! One record as one line of RON.
