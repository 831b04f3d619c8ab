//! Trait objects: boxes of three types behind one trait.

use std::hint::black_box;
use std::rc::Rc;

use crate::turns::{Entrant, Kind};

const OBJECTS: u64 = 1_000_000;

#[derive(Debug, cerial::Cerial, serde::Serialize, serde::Deserialize, fory::ForyStruct)]
struct Circle {
    radius: f64,
}

#[derive(Debug, cerial::Cerial, serde::Serialize, serde::Deserialize, fory::ForyStruct)]
struct Rectangle {
    width: f64,
    height: f64,
}

#[derive(Debug, cerial::Cerial, serde::Serialize, serde::Deserialize, fory::ForyStruct)]
struct Named {
    name: String,
    number: u64,
}

/// What each of the traits asks of its objects.
trait Area {
    fn area(&self) -> f64;
}

impl Area for Circle {
    fn area(&self) -> f64 {
        self.radius
    }
}

impl Area for Rectangle {
    fn area(&self) -> f64 {
        self.width * self.height
    }
}

impl Area for Named {
    fn area(&self) -> f64 {
        self.number as f64
    }
}

#[cerial::object]
trait Shape: Area + cerial::Object {}
#[typetag::serde]
trait TagShape: Area {}
trait ForyShape: Area + fory::ForyObject {}

macro_rules! shapes {
    ($($shape:ident)*) => {$(
        #[cerial::object]
        impl Shape for $shape {}
        #[typetag::serde]
        impl TagShape for $shape {}
        impl ForyShape for $shape {}
    )*};
}

shapes!(Circle Rectangle Named);

/// fory's macro asks for its own name of the trait's objects.
mod with_fory {
    pub(super) use super::ForyShape as Shape;
    use super::{Circle, Named, Rectangle};

    fory::register_trait_type!(Shape, Circle, Rectangle, Named);

    #[derive(fory::ForyStruct)]
    pub(super) struct Bag {
        pub(super) shapes: Vec<Box<dyn Shape>>,
    }
}
use with_fory::Bag;

macro_rules! build {
    ($Trait:path) => {
        (0..OBJECTS)
            .map(|number| -> Box<dyn $Trait> {
                match number % 3 {
                    0 => Box::new(Circle { radius: number as f64 }),
                    1 => Box::new(Rectangle { width: number as f64, height: 2.0 }),
                    _ => Box::new(Named { name: format!("n{number}"), number }),
                }
            })
            .collect()
    };
}

fn build() -> Vec<Box<dyn Shape>> {
    build!(Shape)
}

fn build_tagged() -> Vec<Box<dyn TagShape>> {
    build!(TagShape)
}

/// Whether the objects are what they were: the areas of some.
fn same(len: usize, area: impl Fn(usize) -> f64) -> bool {
    len == OBJECTS as usize && area(3) == 3.0 && area(4) == 8.0 && area(5) == 5.0
}

pub(super) fn entrants() -> Vec<Entrant<'static>> {
    let ours = build();
    let tagged = Rc::new(build_tagged());
    let bincoded = Rc::clone(&tagged);
    let bag = Bag { shapes: build!(ForyShape) };
    let fory = super::fory(|fory| {
        fory.register::<Circle>(100)?;
        fory.register::<Rectangle>(101)?;
        fory.register::<Named>(102)?;
        fory.register::<Bag>(103)
    });
    let standard = bincode::config::standard;
    vec![
        Entrant::whole(
            "cerial",
            Kind::Other,
            move || cerial::to_vec(&ours).expect("it encodes"),
            Vec::len,
            |bytes| cerial::from_slice::<Vec<Box<dyn Shape>>>(bytes).expect("it decodes"),
            |shapes| same(shapes.len(), |at| shapes[at].area()),
        ),
        Entrant::floor("build and drop", || drop(black_box(build()))),
        Entrant::whole(
            "fory, track_ref",
            Kind::Other,
            move || fory.serialize(&bag).expect("it encodes"),
            Vec::len,
            |bytes| fory.deserialize::<Bag>(bytes).expect("it decodes"),
            |bag| same(bag.shapes.len(), |at| bag.shapes[at].area()),
        ),
        Entrant::whole(
            "typetag, bincode 2",
            Kind::Other,
            move || bincode::serde::encode_to_vec(&*bincoded, standard()).expect("it encodes"),
            Vec::len,
            move |bytes| {
                let decoded = bincode::serde::decode_from_slice::<Vec<Box<dyn TagShape>>, _>(bytes, standard());
                decoded.expect("it decodes").0
            },
            |shapes| same(shapes.len(), |at| shapes[at].area()),
        ),
        Entrant::whole(
            "typetag, postcard",
            Kind::Other,
            move || postcard::to_stdvec(&*tagged).expect("it encodes"),
            Vec::len,
            |bytes| postcard::from_bytes::<Vec<Box<dyn TagShape>>>(bytes).expect("it decodes"),
            |shapes| same(shapes.len(), |at| shapes[at].area()),
        ),
    ]
}
