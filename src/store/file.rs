//! One annotation file: loading, folding, building.
