//! The types that may be behind trait objects, by trait and name.
//!
//! Every registration of the program is in a list that its crates fill before `main`. The list is sorted when it is
//! asked for something for the first time.

use std::any::{Any, TypeId};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, btree_map, hash_map};
use std::sync::OnceLock;

use super::casts::{Casts, Form};
use super::travel::TraitObject;
use crate::error::{Error, ErrorKind};

/// How many forms a trait object has: with and without `Send` and `Sync`.
const FORMS: usize = 4;

/// A type that may be behind the objects of a trait.
#[derive(Debug)]
pub struct Registration {
    /// The crate that registers it starts this path; it is part of the name. Empty where the name is a whole one.
    module: &'static str,
    name: &'static str,
    type_id: fn() -> TypeId,
    type_name: fn() -> &'static str,
    /// A type that isn't `Send` has no form that is.
    forms: [Option<Form>; FORMS],
}

impl Registration {
    /// A type that is known by a name.
    #[must_use]
    pub const fn new<T: 'static>(module: &'static str, name: &'static str, forms: [Option<Form>; FORMS]) -> Self {
        Self { module, name, type_id: TypeId::of::<T>, type_name: std::any::type_name::<T>, forms }
    }

    /// The whole name: the crate's, and the type's.
    fn name(&self) -> Cow<'static, str> {
        match self.module.split("::").next() {
            Some(krate) if !krate.is_empty() => format!("{krate}::{}", self.name).into(),
            _ => self.name.into(),
        }
    }
}

inventory::collect!(Registration);

/// A type that has a name.
struct Known {
    type_id: TypeId,
    type_name: &'static str,
    casts: &'static (dyn Any + Send + Sync),
    /// Another type by the same name.
    clash: Option<&'static str>,
}

/// The types that may be behind one type of trait object.
#[derive(Default)]
struct Table {
    named: BTreeMap<Cow<'static, str>, Known>,
    /// Of several names of a type, the first in the alphabet is the one that is written.
    names: HashMap<TypeId, Cow<'static, str>>,
}

impl Table {
    fn add(&mut self, registration: &Registration, form: Form) {
        let (type_id, type_name) = ((registration.type_id)(), (registration.type_name)());
        let name = registration.name();
        match self.names.entry(type_id) {
            hash_map::Entry::Occupied(mut known) if name < *known.get() => drop(known.insert(name.clone())),
            hash_map::Entry::Occupied(_) => {}
            hash_map::Entry::Vacant(free) => drop(free.insert(name.clone())),
        }
        match self.named.entry(name) {
            btree_map::Entry::Vacant(free) => {
                free.insert(Known { type_id, type_name, casts: form.casts, clash: None });
            }
            btree_map::Entry::Occupied(mut known) if known.get().type_id != type_id => {
                known.get_mut().clash = Some(type_name);
            }
            // The same type once more, by another crate.
            btree_map::Entry::Occupied(_) => {}
        }
    }

    fn of<D: TraitObject + ?Sized>() -> Option<&'static Self> {
        static TABLES: OnceLock<HashMap<TypeId, Table>> = OnceLock::new();
        TABLES.get_or_init(tables).get(&TypeId::of::<D>())
    }
}

fn tables() -> HashMap<TypeId, Table> {
    let mut tables: HashMap<TypeId, Table> = HashMap::new();
    for registration in super::standard::REGISTRATIONS.into_iter().flatten().chain(inventory::iter::<Registration>) {
        for form in registration.forms.iter().flatten() {
            tables.entry((form.object)()).or_default().add(registration, *form);
        }
    }
    tables
}

/// The name of a type behind a `D`.
pub(super) fn name_of<D: TraitObject + ?Sized>(type_id: TypeId, type_name: &str) -> Result<&'static str, Error> {
    let known = Table::of::<D>().and_then(|table| {
        let name: &'static str = table.names.get(&type_id)?;
        Some((name, table.named.get(name)?))
    });
    match known {
        Some((name, known)) => known.unambiguous(name, D::NAME).map(|()| name),
        None => Err(unregistered(type_name, D::NAME)),
    }
}

/// What a name stands for behind a `D`.
pub(super) fn named<D: TraitObject + ?Sized>(name: &str) -> Result<&'static (dyn Any + Send + Sync), Error> {
    match Table::of::<D>().and_then(|table| table.named.get(name)) {
        Some(known) => known.unambiguous(name, D::NAME).map(|()| known.casts),
        None => Err(unregistered(&format!("{name:?}"), D::NAME)),
    }
}

impl Known {
    fn unambiguous(&self, name: &str, object: &str) -> Result<(), Error> {
        match self.clash {
            None => Ok(()),
            Some(other) => Err(Error::new(
                ErrorKind::Unregistered,
                format!(
                    "{} and {other} are both registered as {name:?} for {object}; give one of them another name: \
                     `#[cerial::object(name = \"…\")]`",
                    self.type_name
                ),
            )),
        }
    }
}

#[cold]
fn unregistered(what: &str, object: &str) -> Error {
    let message = format!(
        "{what} is not registered for {object}: put `#[cerial::object]` on its impl, or write `cerial::register!`; where \
         that is done, link its crate, or call `processing::init()` first in main"
    );
    Error::new(ErrorKind::Unregistered, message)
}

/// All types that may be behind a `D`, in the order of their names.
pub(super) fn all<D: TraitObject + ?Sized>() -> impl Iterator<Item = (TypeId, &'static Casts<D>)> {
    let known = Table::of::<D>().into_iter().flat_map(|table| table.named.values());
    known.filter_map(|known| Some((known.type_id, known.casts.downcast_ref()?)))
}

/// Whether a type may be behind a `D`.
pub(super) fn knows<D: TraitObject + ?Sized>(type_id: TypeId) -> bool {
    Table::of::<D>().is_some_and(|table| table.names.contains_key(&type_id))
}

/// What a `D` can do with a type.
pub(super) fn casts_of<D: TraitObject + ?Sized>(type_id: TypeId) -> Option<&'static Casts<D>> {
    let table = Table::of::<D>()?;
    table.named.get(table.names.get(&type_id)?)?.casts.downcast_ref()
}

/// No type is registered for `D` at all, so that there is none a weak pointer without a target could have.
#[cold]
pub(super) fn none<D: TraitObject + ?Sized>() -> Error {
    unregistered("a type", D::NAME)
}
