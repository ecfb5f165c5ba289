//! The file of a saved plan: JSON with a digest over what it says.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Saved, sha256};

/// The version of the file. A plan of another version is refused, never guessed at.
const VERSION: u32 = 1;
const FORMAT: &str = "rolecall saved plan";

/// Why a text is not a saved plan that may be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SavedPlanError {
    /// Not JSON, or not whole.
    #[error("it is not whole: {0}")]
    Unreadable(String),
    /// JSON of another kind.
    #[error("it is not a file that `rolecall plan --out` wrote")]
    NotAPlan,
    /// A plan of another version of the tool.
    #[error("it has version {0} of the format, and this is version {VERSION}")]
    Version(u32),
    /// The digest does not belong to the rest.
    #[error("it was changed after it was written: its digest does not belong to it")]
    Digest,
    /// The digest is right, and what it covers makes no plan.
    #[error("it makes no sense: {0}")]
    Content(String),
}

#[derive(Serialize)]
struct FileOut<'a> {
    format: &'static str,
    version: u32,
    sha256: String,
    plan: &'a Value,
}

#[derive(Deserialize)]
struct Kind {
    format: String,
    version: u32,
}

#[derive(Deserialize)]
struct FileIn {
    sha256: String,
    plan: Value,
}

impl Saved {
    /// The text of the file. The same plan gives the same bytes: there is no time in it.
    pub fn text(&self) -> serde_json::Result<String> {
        let plan = serde_json::to_value(self)?;
        let file = FileOut {
            format: FORMAT,
            version: VERSION,
            sha256: sha256(&plan.to_string()),
            plan: &plan,
        };
        Ok(serde_json::to_string_pretty(&file)? + "\n")
    }

    /// Reads the text of a file and holds it against its digest. White space makes no difference.
    ///
    /// # Errors
    /// [`SavedPlanError`]: a file that is cut off, edited, of another version or of another kind.
    pub fn parse(text: &str) -> Result<Self, SavedPlanError> {
        // The kind first: another version may have another form.
        let kind = serde_json::from_str::<Kind>(text).map_err(|error| {
            if error.is_data() {
                SavedPlanError::NotAPlan
            } else {
                SavedPlanError::Unreadable(error.to_string())
            }
        })?;
        if kind.format != FORMAT {
            return Err(SavedPlanError::NotAPlan);
        }
        if kind.version != VERSION {
            return Err(SavedPlanError::Version(kind.version));
        }
        let content = |error: serde_json::Error| SavedPlanError::Content(error.to_string());
        let file: FileIn = serde_json::from_str(text).map_err(content)?;
        if sha256(&file.plan.to_string()) != file.sha256 {
            return Err(SavedPlanError::Digest);
        }
        serde_json::from_value(file.plan).map_err(content)
    }
}
