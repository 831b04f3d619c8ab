//! The functions that pointers may point to after they have travelled, by type and name.
//!
//! Every registration of the program is in a list that its crates fill before `main`. The list is sorted when it is
//! asked for something for the first time. A pointer is taken out of it as the type that it was put in as, and nothing
//! else: no unsafe code is needed for that.

use std::any::{Any, TypeId, type_name};
use std::collections::HashMap;
use std::sync::OnceLock;

use crate::error::{Error, ErrorKind};

/// So much of a name that nobody knows is shown.
const LETTERS: usize = 60;

/// A function with its name.
pub struct FunctionRegistration {
    name: &'static str,
    /// Where it is in the program.
    path: &'static str,
    /// The pointer, as the type of pointer that it is.
    pointer: &'static (dyn Any + Send + Sync),
}

impl std::fmt::Debug for FunctionRegistration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FunctionRegistration").finish_non_exhaustive()
    }
}

impl FunctionRegistration {
    /// A function at a path that is known by a name.
    #[must_use]
    pub const fn new<F: Copy + PartialEq + Send + Sync + 'static>(
        name: &'static str,
        path: &'static str,
        pointer: &'static F,
    ) -> Self {
        Self { name, path, pointer }
    }
}

inventory::collect!(FunctionRegistration);

/// A function that has a name.
struct Known {
    function: &'static FunctionRegistration,
    /// Another function of the same type by the same name.
    clash: Option<&'static FunctionRegistration>,
}

impl Known {
    fn unambiguous(&self) -> Result<&Self, Error> {
        let Some(other) = self.clash else {
            return Ok(self);
        };
        let FunctionRegistration { name, path, .. } = self.function;
        Err(Error::new(
            ErrorKind::Unregistered,
            format!(
                "{path} and {} are both registered as {name:?}; give one of them another name: \
                 `#[cerial::function(name = \"…\")]`",
                other.path
            ),
        ))
    }

    fn pointer<F: Copy + 'static>(&self) -> Option<F> {
        self.function.pointer.downcast_ref().copied()
    }
}

/// The functions of one type, in the order of their names.
fn all<F: 'static>() -> &'static [Known] {
    static FUNCTIONS: OnceLock<HashMap<TypeId, Vec<Known>>> = OnceLock::new();
    FUNCTIONS.get_or_init(sorted).get(&TypeId::of::<F>()).map_or(&[], Vec::as_slice)
}

fn sorted() -> HashMap<TypeId, Vec<Known>> {
    let mut functions: HashMap<TypeId, Vec<Known>> = HashMap::new();
    for function in inventory::iter::<FunctionRegistration> {
        functions.entry(function.pointer.type_id()).or_default().push(Known { function, clash: None });
    }
    for functions in functions.values_mut() {
        functions.sort_by_key(|known| known.function.name);
        for at in 1..functions.len() {
            let (one, other) = (functions[at - 1].function, functions[at].function);
            if one.name == other.name {
                functions[at - 1].clash.get_or_insert(other);
                functions[at].clash = Some(one);
            }
        }
    }
    functions
}

/// The name of a function. Of several functions that the compiler has made one of, since they do the same, it is the
/// first in the alphabet.
pub(crate) fn name_of<F: Copy + PartialEq + 'static>(pointer: &F) -> Result<&'static str, Error> {
    match all::<F>().iter().find(|known| known.pointer::<F>().as_ref() == Some(pointer)) {
        Some(known) => known.unambiguous().map(|known| known.function.name),
        None => Err(unregistered::<F>("a function")),
    }
}

/// The function by a name.
pub(crate) fn named<F: Copy + 'static>(name: &str) -> Result<F, Error> {
    let functions = all::<F>();
    let found = functions.binary_search_by(|known| known.function.name.cmp(name));
    let known = found.ok().and_then(|at| functions.get(at)).map(Known::unambiguous).transpose()?;
    known.and_then(Known::pointer).ok_or_else(|| {
        let end = name.char_indices().nth(LETTERS).map_or(name.len(), |(end, _)| end);
        unregistered::<F>(&format!("{:?}", &name[..end]))
    })
}

/// Some function of a type, if there is one.
pub(crate) fn any<F: Copy + 'static>() -> Option<F> {
    all::<F>().first().and_then(Known::pointer)
}

#[cold]
fn unregistered<F>(what: &str) -> Error {
    let message = format!(
        "{what} is not registered as a `{}`: put `#[cerial::function]` on it, or on a function that calls it where it is \
         a closure, generic or foreign; where that is done, link its crate, or call `processing::init()` first in main",
        type_name::<F>()
    );
    Error::new(ErrorKind::Unregistered, message)
}
