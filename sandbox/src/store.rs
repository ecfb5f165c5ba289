//! Where a sandbox keeps its state file.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tempfile::NamedTempFile;

use super::shared::Shared;
use super::world::World;

/// How long nothing must have changed before the file is written in between.
const QUIET: Duration = Duration::from_secs(1);

/// A state file on disk, written as a whole or not at all.
#[derive(Clone, Debug)]
pub struct Store {
    path: PathBuf,
    /// The count of changes that the file has. Held while the file is written, so that writers take turns.
    saved: Arc<Mutex<u64>>,
}

impl Store {
    /// Returns a store at this path; nothing is written yet.
    pub fn new(path: PathBuf) -> Self {
        Self {
            path,
            saved: Arc::default(),
        }
    }

    /// Returns where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the state as it is now, operations in progress carried to their end.
    ///
    /// # Errors
    /// The folder cannot be made or the file not written; what was there before is still there.
    pub fn save(&self, shared: &Shared) -> io::Result<()> {
        let mut saved = self.saved.lock().unwrap_or_else(PoisonError::into_inner);
        let (changes, world) = image(shared);
        write(&self.path, &text(world))?;
        *saved = changes;
        Ok(())
    }

    /// Saves if something has changed, but not within the last second. A failure is left for the next time: the last
    /// save, which is made when the sandbox stops, reports it.
    pub fn save_if_quiet(&self, shared: &Shared) {
        let saved = *self.saved.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut engine, now) = shared.lock();
        engine.settle(now);
        let (changes, changed) = engine.last_change();
        drop(engine);
        if changes != saved && now.since(changed) >= QUIET {
            _ = self.save(shared);
        }
    }
}

/// Returns a copy of the world and the count of its changes. The lock is held for the copy only.
fn image(shared: &Shared) -> (u64, World) {
    let (mut engine, now) = shared.lock();
    engine.settle(now);
    (engine.last_change().0, engine.world.clone())
}

/// Returns the state file's text now.
pub fn current(shared: &Shared) -> String {
    text(image(shared).1)
}

// At AWS an operation goes on when its caller leaves, so one that is in progress is carried to its end in the copy that is
// written. In the running world it takes its time.
fn text(mut world: World) -> String {
    world.settle_all();
    world.save().to_text()
}

/// Writes a temporary file in the same folder and renames it, so that a reader never sees half of the state. Only the user
/// can read the file: a state names people.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}
