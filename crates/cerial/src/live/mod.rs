//! Live resources: what travels is the recipe by which the other side opens one like it.

mod file;
mod net;
mod recipe;
mod trouble;

use std::fmt;
use std::io;
use std::sync::{Mutex, OnceLock, PoisonError};

pub use file::{FileMode, FileRecipe};
pub use net::{ListenerRecipe, TcpRecipe, UdpRecipe};

use crate::error::ErrorKind;
use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};
use trouble::Trouble;

/// Something that a process opens and that can't leave it, such as a file or a connection, but that can be opened again
/// elsewhere by a recipe.
///
/// std's `File`, `TcpStream`, `UdpSocket` and `TcpListener` are ready. For others:
///
/// ```
/// use std::io;
///
/// use cerial::{Cerial, Live, Resource};
/// # struct Database;
/// # impl Database {
/// #     fn connect(host: &str, user: &str, password: &str) -> io::Result<Self> { Ok(Self) }
/// # }
///
/// #[derive(Cerial)]
/// struct DatabaseRecipe {
///     host: String,
///     user: String,
///     #[cerial(skip)]
///     password: Option<String>,
/// }
///
/// impl Resource for Database {
///     type Recipe = DatabaseRecipe;
///
///     fn open(recipe: &DatabaseRecipe) -> io::Result<Self> {
///         let password = match &recipe.password {
///             Some(password) => password.clone(),
///             None => std::env::var("DATABASE_PASSWORD").map_err(io::Error::other)?,
///         };
///         Database::connect(&recipe.host, &recipe.user, &password)
///     }
///
///     fn describe(recipe: &DatabaseRecipe) -> String {
///         format!("the database at {}", recipe.host)
///     }
/// }
///
/// let password = Some("sesame".to_owned());
/// let recipe = DatabaseRecipe { host: "db".into(), user: "me".into(), password };
/// let live = Live::<Database>::of(recipe);
///
/// let bytes = cerial::to_vec(&live)?;
/// assert!(!bytes.windows(6).any(|part| part == b"sesame"));
/// let there: Live<Database> = cerial::from_slice(&bytes)?;
/// assert_eq!(there.recipe().password, None);
/// # Ok::<(), cerial::Error>(())
/// ```
///
/// # Secrets
///
/// A recipe is written as it is: into messages, and from there into files and logs. So a secret is no part of it,
/// unless you want it to be. Put `#[cerial(skip)]` on its field, as above: it serves here and is empty on the other
/// side, where [`open`](Self::open) gets it from where secrets are kept there. Without the attribute it travels.
/// Errors and the debug form show what [`describe`](Self::describe) says, never the recipe.
pub trait Resource: Sized {
    /// What it takes to open one: plain data.
    type Recipe: Encode + Decode;

    /// Opens one.
    ///
    /// # Errors
    /// When that fails; [`Live`] adds which resource it was, and what may help.
    fn open(recipe: &Self::Recipe) -> io::Result<Self>;

    /// The recipe for one like this as it is now, where it is another than the one it was opened by: a file has been
    /// read on since. `None` when it is still the same.
    ///
    /// # Errors
    /// When it can't be told; the value that holds this one can't be encoded then.
    #[expect(unused_variables, reason = "a name that implementations take over")]
    fn recipe_now(&self, recipe: &Self::Recipe) -> io::Result<Option<Self::Recipe>> {
        Ok(None)
    }

    /// What errors call it, such as `the file /etc/hosts`: its type's name, unless it says more.
    #[expect(unused_variables, reason = "a name that implementations take over")]
    fn describe(recipe: &Self::Recipe) -> String {
        format!("a {}", std::any::type_name::<Self>())
    }
}

/// A live resource with its recipe: the recipe travels, and the other side opens a resource of its own when it is
/// first used.
///
/// ```
/// use std::io::{Read, Write};
///
/// use cerial::{Cerial, FileRecipe, Live};
/// use std::fs::File;
///
/// #[derive(Cerial)]
/// struct Log {
///     lines: Live<File>,
/// }
///
/// # let path = std::env::temp_dir().join(format!("cerial-live-{}", std::process::id()));
/// std::fs::write(&path, "one\ntwo\n")?;
/// let mut log = Log { lines: Live::open(FileRecipe::read(&path))? };
/// log.lines.get_mut()?.read_exact(&mut [0; 4])?;
///
/// let mut twin = cerial::copy(&log)?;
/// assert!(!twin.lines.is_open());
/// let mut rest = String::new();
/// twin.lines.get_mut()?.read_to_string(&mut rest)?;
/// assert_eq!(rest, "two\n");
/// # std::fs::remove_file(&path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # `Live` or `Local`
///
/// Both are closed on the other side. A [`Local`](crate::Local) is empty there: whoever uses it must know how to make
/// what belongs into it. A `Live` knows by itself, so that it can be handed to code which doesn't. Take a `Local` for
/// what is made from what lies beside it, such as a cache or a buffer, and a `Live` for what has an address.
///
/// What two sides opened by one recipe are two resources: each has a position in the file, a connection of its own.
pub struct Live<R: Resource> {
    recipe: R::Recipe,
    open: OnceLock<R>,
    /// Held by whoever opens it: two could stand in each other's way.
    opening: Mutex<()>,
}

impl<R: Resource> Live<R> {
    /// A resource that is opened when it is first used.
    ///
    /// ```
    /// use std::net::{SocketAddr, TcpStream};
    ///
    /// let nobody: SocketAddr = "127.0.0.1:1".parse()?;
    /// let live = cerial::Live::<TcpStream>::of(nobody);
    /// assert!(!live.is_open());
    /// # Ok::<(), std::net::AddrParseError>(())
    /// ```
    #[must_use]
    pub fn of(recipe: impl Into<R::Recipe>) -> Self {
        Self { recipe: recipe.into(), open: OnceLock::new(), opening: Mutex::new(()) }
    }

    /// A resource that is opened at once.
    ///
    /// # Errors
    /// When it can't be opened; the error says which it was.
    ///
    /// ```
    /// use std::net::{Ipv4Addr, TcpListener};
    ///
    /// let live = cerial::Live::<TcpListener>::open((Ipv4Addr::LOCALHOST, 0))?;
    /// assert_ne!(live.get()?.local_addr()?.port(), 0);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn open(recipe: impl Into<R::Recipe>) -> io::Result<Self> {
        let live = Self::of(recipe);
        live.get()?;
        Ok(live)
    }

    /// A resource that is open already, with the recipe for others like it.
    ///
    /// ```
    /// use std::net::{TcpListener, TcpStream};
    ///
    /// use cerial::{Live, TcpRecipe};
    ///
    /// let listener = TcpListener::bind("127.0.0.1:0")?;
    /// let stream = TcpStream::connect(listener.local_addr()?)?;
    /// let live = Live::with(TcpRecipe::of(&stream)?, stream);
    /// assert!(live.is_open());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn with(recipe: impl Into<R::Recipe>, resource: R) -> Self {
        Self { open: OnceLock::from(resource), ..Self::of(recipe) }
    }

    /// The resource, opened if it is not yet. When several threads ask at once, one of them opens it.
    ///
    /// # Errors
    /// When it can't be opened; the error says which it was. The next call tries again.
    pub fn get(&self) -> io::Result<&R> {
        if let Some(open) = self.open.get() {
            return Ok(open);
        }
        let _turn = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = self.open.get() {
            return Ok(open);
        }
        let opened = opened(&self.recipe)?;
        Ok(self.open.get_or_init(|| opened))
    }

    /// The resource, to be changed, opened if it is not yet.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub fn get_mut(&mut self) -> io::Result<&mut R> {
        self.get()?;
        let Some(open) = self.open.get_mut() else { unreachable!("it was opened a line above") };
        Ok(open)
    }

    /// Whether it is open on this side.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.open.get().is_some()
    }

    /// The recipe as it was given, or as it came.
    #[must_use]
    pub fn recipe(&self) -> &R::Recipe {
        &self.recipe
    }

    /// The resource alone, opened if it is not yet.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub fn into_inner(self) -> io::Result<R> {
        match self.open.into_inner() {
            Some(open) => Ok(open),
            None => opened(&self.recipe),
        }
    }
}

/// Opens a resource; an error says which.
fn opened<R: Resource>(recipe: &R::Recipe) -> io::Result<R> {
    R::open(recipe).map_err(|error| Trouble::opening(R::describe(recipe), error))
}

/// A clone is closed, and has the recipe as it was given.
impl<R: Resource> Clone for Live<R>
where
    R::Recipe: Clone,
{
    fn clone(&self) -> Self {
        Self::of(self.recipe.clone())
    }
}

impl<R: Resource> fmt::Debug for Live<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Live");
        debug.field("resource", &format_args!("{}", R::describe(&self.recipe))).field("open", &self.is_open());
        debug.finish_non_exhaustive()
    }
}

impl<R: Resource> Schema for Live<R> {
    fn schema(s: &mut SchemaBuilder) {
        s.name("Live").part::<R::Recipe>();
    }
}

impl<R: Resource> Encode for Live<R> {
    /// The recipe, as it is by now.
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        let now = self.open.get().map_or(Ok(None), |open| open.recipe_now(&self.recipe)).map_err(|source| {
            let message = format!("how to open {} again can't be told; close it first", R::describe(&self.recipe));
            encoder.error(ErrorKind::Io, message).caused_by(source)
        })?;
        now.as_ref().unwrap_or(&self.recipe).encode(encoder)
    }
}

impl<R: Resource> Decode for Live<R> {
    const LEAST: usize = R::Recipe::LEAST;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        decoder.part::<R::Recipe>().map(Self::of)
    }

    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        R::Recipe::skip(decoder)
    }

    fn placeholder(depth: u32) -> Option<Self> {
        R::Recipe::placeholder(depth).map(Self::of)
    }

    fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        self.recipe.revisit(decoder)
    }
}
