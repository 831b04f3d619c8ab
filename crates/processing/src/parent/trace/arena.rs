//! Sites of children as sites of this process.
//!
//! A subscriber may keep a site's metadata for ever, so it must live as long as the process: each is made once, by its
//! content, and never freed. Their number and size have bounds, so that no child can fill the parent's memory: what comes
//! beyond them shares one site of its kind and level, where fields tell what it would have been.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use tracing_core::callsite::Callsite;
use tracing_core::field::FieldSet;
use tracing_core::subscriber::Interest;
use tracing_core::{Kind, Level, Metadata, identify_callsite};

use crate::protocol::Site;

/// So many sites are made, and so many bytes of texts are kept for them.
const MOST_SITES: usize = 8 << 10;
const MOST_BYTES: usize = 4 << 20;
/// The target of what is no child's own, but tells of children.
const OWN_TARGET: &str = "processing::trace";

/// What every site of a child has beside its own fields.
pub(super) const PROCESS: &str = "process";
pub(super) const RUN: &str = "run";
/// The fields of a shared site.
pub(super) const SHARED: [&str; 6] = ["message", "target", "name", "fields", PROCESS, RUN];

/// What stands for a child's site here.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stand {
    /// A site of the same content: its own fields first, then those that every site has.
    Same(&'static Metadata<'static>),
    /// One that it shares with others, with the fields [`SHARED`].
    Shared(&'static Metadata<'static>),
}

/// A site that was made.
#[derive(Debug)]
struct Made(OnceLock<Metadata<'static>>);

impl Callsite for Made {
    fn set_interest(&self, _interest: Interest) {
        // The subscriber is asked each time whether it wants to hear.
    }

    fn metadata(&self) -> &Metadata<'_> {
        self.0.get().expect("set before anybody sees it")
    }
}

#[derive(Debug, Default)]
struct Arena {
    sites: HashMap<Site, &'static Metadata<'static>>,
    bytes: usize,
    shared: HashMap<(bool, u8), &'static Metadata<'static>>,
}

/// What stands for the site; where that is new, subscribers must hear of it by [`callsite::register`].
///
/// [`callsite::register`]: tracing_core::callsite::register
pub(super) fn stand_of(site: &Site) -> (Stand, Option<&'static dyn Callsite>) {
    static ARENA: OnceLock<Mutex<Arena>> = OnceLock::new();
    let arena = ARENA.get_or_init(Mutex::default);
    let (stand, made) = arena.lock().unwrap_or_else(PoisonError::into_inner).stand_of(site);
    (stand, made.map(|made| made as _))
}

impl Arena {
    fn stand_of(&mut self, site: &Site) -> (Stand, Option<&'static Made>) {
        if let Some(metadata) = self.sites.get(site) {
            return (Stand::Same(metadata), None);
        }
        let bytes = size_of_texts(site);
        if self.sites.len() < MOST_SITES && bytes <= MOST_BYTES - self.bytes {
            let (metadata, made) = make(site);
            self.bytes += bytes;
            self.sites.insert(site.clone(), metadata);
            return (Stand::Same(metadata), Some(made));
        }
        let (is_span, level) = (site.is_span, site.level.clamp(1, 5));
        if let Some(metadata) = self.shared.get(&(is_span, level)) {
            return (Stand::Shared(metadata), None);
        }
        let (metadata, made) = make(&Site {
            is_span,
            level,
            name: if is_span { "a span of a child" } else { "an event of a child" }.into(),
            target: OWN_TARGET.into(),
            module: None,
            file: None,
            line: None,
            fields: SHARED.map(String::from).into(),
        });
        self.shared.insert((is_span, level), metadata);
        (Stand::Shared(metadata), Some(made))
    }
}

/// How many bytes a site's texts have.
pub(super) fn size_of_texts(site: &Site) -> usize {
    let fields = site.fields.iter().map(|field| field.len() + size_of::<&str>());
    let place = [&site.module, &site.file].into_iter().flatten().map(String::len);
    site.name.len() + site.target.len() + place.chain(fields).sum::<usize>()
}

/// The site of an event that tells of children.
pub(super) fn own_site(level: u8, name: &str, fields: &[&str]) -> Site {
    Site {
        is_span: false,
        level,
        name: name.into(),
        target: OWN_TARGET.into(),
        module: None,
        file: None,
        line: None,
        fields: fields.iter().map(|field| (*field).into()).collect(),
    }
}

fn make(site: &Site) -> (&'static Metadata<'static>, &'static Made) {
    let made: &'static Made = Box::leak(Box::new(Made(OnceLock::new())));
    let mut fields: Vec<&'static str> = site.fields.iter().map(|field| leak(field)).collect();
    for ours in [PROCESS, RUN] {
        // A field of the child's own by that name stays what it is.
        if !fields.contains(&ours) {
            fields.push(ours);
        }
    }
    let metadata = Metadata::new(
        leak(&site.name),
        leak(&site.target),
        match site.level {
            0 | 1 => Level::ERROR,
            2 => Level::WARN,
            3 => Level::INFO,
            4 => Level::DEBUG,
            _ => Level::TRACE,
        },
        site.file.as_deref().map(leak),
        site.line,
        site.module.as_deref().map(leak),
        FieldSet::new(Vec::leak(fields), identify_callsite!(made)),
        if site.is_span { Kind::SPAN } else { Kind::EVENT },
    );
    (made.0.get_or_init(|| metadata), made)
}

fn leak(text: &str) -> &'static str {
    Box::leak(text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(name: usize) -> Site {
        Site { name: name.to_string(), ..own_site(3, "", &["message", "process"]) }
    }

    #[test]
    fn a_site_is_made_once_and_has_each_field_once() {
        let mut arena = Arena::default();
        let (Stand::Same(first), Some(_)) = arena.stand_of(&site(1)) else { panic!("it is new") };
        let (Stand::Same(second), None) = arena.stand_of(&site(1)) else { panic!("it is there") };
        assert!(std::ptr::eq(first, second));
        let names: Vec<_> = first.fields().iter().map(|field| field.name()).collect();
        assert_eq!(names, ["message", "process", "run"]);
        assert_eq!((first.name(), first.target(), *first.level()), ("1", OWN_TARGET, Level::INFO));
    }

    #[test]
    fn sites_beyond_the_bounds_share_one_of_their_level() {
        let mut arena = Arena::default();
        for name in 0..MOST_SITES {
            assert!(matches!(arena.stand_of(&site(name)), (Stand::Same(_), Some(_))));
        }
        let (Stand::Shared(first), Some(_)) = arena.stand_of(&site(MOST_SITES)) else { panic!("too many") };
        let (Stand::Shared(second), None) = arena.stand_of(&site(MOST_SITES + 1)) else { panic!("too many") };
        assert!(std::ptr::eq(first, second));
        assert_eq!(first.fields().iter().map(|field| field.name()).collect::<Vec<_>>(), SHARED);
        let mut arena = Arena::default();
        let large = Site { target: "x".repeat(MOST_BYTES), ..site(0) };
        assert!(matches!(arena.stand_of(&large), (Stand::Shared(_), Some(_))));
        assert!(matches!(arena.stand_of(&site(1)), (Stand::Same(_), Some(_))));
    }
}
