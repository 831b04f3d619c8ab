//! Files: path, mode, and the position.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Seek, SeekFrom};
use std::path::{self, Path, PathBuf};

use super::Resource;
use super::recipe::recipe;
use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

/// What a file is opened for. More may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileMode {
    /// To read; it must be there.
    Read,
    /// To write; it must be there, and is not emptied.
    Write,
    /// To write; it is made if it is not there, and emptied if it is. Once it was opened so, it travels as
    /// [`Write`](Self::Write): the other side goes on where this one was.
    Create,
    /// To write at its end, wherever that is; it is made if it is not there.
    Append,
    /// To read and write; it must be there, and is not emptied.
    Edit,
}

const MODES: [FileMode; 5] = [FileMode::Read, FileMode::Write, FileMode::Create, FileMode::Append, FileMode::Edit];

impl Schema for FileMode {
    fn schema(s: &mut SchemaBuilder) {
        s.name("FileMode");
    }
}

impl Encode for FileMode {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.bytes(&[*self as u8]);
        Ok(())
    }
}

impl Decode for FileMode {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let number = decoder.byte()?;
        match MODES.get(usize::from(number)) {
            Some(mode) => Ok(*mode),
            None => Err(decoder.unknown_variant("FileMode", u64::from(number))),
        }
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::Read)
    }
}

/// How to open a file: its path, what for, and where to go on in it.
///
/// A path is made absolute at once, so that a process with another working folder finds the same file.
///
/// ```
/// use cerial::{FileMode, FileRecipe};
///
/// let recipe = FileRecipe::edit("notes.txt").at(100);
/// assert!(recipe.path().is_absolute());
/// assert_eq!((recipe.mode(), recipe.position()), (FileMode::Edit, 100));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FileRecipe {
    path: PathBuf,
    mode: FileMode,
    position: u64,
}

recipe!(FileRecipe { path: PathBuf, mode: FileMode, position: u64 });

impl FileRecipe {
    fn new(path: &Path, mode: FileMode) -> Self {
        // A path that can't be made absolute can't be opened either, and that error has a place to go.
        let path = path::absolute(path).unwrap_or_else(|_| path.to_owned());
        Self { path, mode, position: 0 }
    }

    /// To read it, as by `File::open`.
    #[must_use]
    pub fn read(path: impl AsRef<Path>) -> Self {
        Self::new(path.as_ref(), FileMode::Read)
    }

    /// To write into it as it is.
    #[must_use]
    pub fn write(path: impl AsRef<Path>) -> Self {
        Self::new(path.as_ref(), FileMode::Write)
    }

    /// To write it anew, as by `File::create`.
    #[must_use]
    pub fn create(path: impl AsRef<Path>) -> Self {
        Self::new(path.as_ref(), FileMode::Create)
    }

    /// To write at its end.
    #[must_use]
    pub fn append(path: impl AsRef<Path>) -> Self {
        Self::new(path.as_ref(), FileMode::Append)
    }

    /// To read it and write into it.
    #[must_use]
    pub fn edit(path: impl AsRef<Path>) -> Self {
        Self::new(path.as_ref(), FileMode::Edit)
    }

    /// So many bytes from its start.
    #[must_use]
    pub fn at(mut self, position: u64) -> Self {
        self.position = position;
        self
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it is opened for.
    #[must_use]
    pub fn mode(&self) -> FileMode {
        self.mode
    }

    /// How many bytes from its start reading or writing begins.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }
}

impl Resource for File {
    type Recipe = FileRecipe;

    fn open(recipe: &FileRecipe) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        match recipe.mode {
            FileMode::Read => options.read(true),
            FileMode::Write => options.write(true),
            FileMode::Create => options.write(true).create(true).truncate(true),
            FileMode::Append => options.append(true).create(true),
            FileMode::Edit => options.read(true).write(true),
        };
        let mut file = options.open(&recipe.path)?;
        if recipe.position != 0 && recipe.mode != FileMode::Append {
            file.seek(SeekFrom::Start(recipe.position))?;
        }
        Ok(file)
    }

    /// It goes on where this one is. What has no position, such as a pipe, goes on wherever it is.
    fn recipe_now(&self, recipe: &FileRecipe) -> io::Result<Option<FileRecipe>> {
        let mode = match recipe.mode {
            FileMode::Create => FileMode::Write,
            mode => mode,
        };
        let mut file = self;
        let position = match file.stream_position() {
            Ok(position) if mode != FileMode::Append => position,
            Ok(_) => 0,
            Err(error) if error.kind() == ErrorKind::NotSeekable => 0,
            Err(error) => return Err(error),
        };
        Ok(Some(FileRecipe { path: recipe.path.clone(), mode, position }))
    }

    fn describe(recipe: &FileRecipe) -> String {
        format!("the file {}", recipe.path.display())
    }
}
