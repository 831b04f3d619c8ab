//! A database of SQLite as a live resource. rusqlite's type needs a name of ours around it: a foreign trait can't be
//! implemented for a foreign type.

use std::io;
use std::ops::Deref;
use std::path::PathBuf;
use std::time::Duration;

use cerial::{Cerial, Resource};
use rusqlite::{Connection, ErrorCode, OpenFlags};

/// A connection to a database.
#[derive(Debug)]
pub struct Database(Connection);

impl Deref for Database {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.0
    }
}

/// How to open a database: where it is, and how long to wait for others who write.
#[derive(Clone, Debug, Cerial)]
pub struct DatabaseRecipe {
    /// The file, which must be there.
    pub path: PathBuf,
    /// How long to wait for others who write.
    pub patience: Duration,
}

impl Resource for Database {
    type Recipe = DatabaseRecipe;

    fn open(recipe: &DatabaseRecipe) -> io::Result<Self> {
        let open = || {
            let connection = Connection::open_with_flags(&recipe.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
            connection.busy_timeout(recipe.patience)?;
            Ok(Self(connection))
        };
        open().map_err(|error: rusqlite::Error| match error.sqlite_error_code() {
            Some(ErrorCode::CannotOpen) => io::Error::new(io::ErrorKind::NotFound, error),
            _ => io::Error::other(error),
        })
    }

    fn describe(recipe: &DatabaseRecipe) -> String {
        format!("the database {}", recipe.path.display())
    }
}
