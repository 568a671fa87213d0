//! The id of a label.

use serde::{Deserialize, Serialize};

/// Id of a label in files: lower case, words joined by `_`, for example `not_a_claim`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LabelId(pub String);
