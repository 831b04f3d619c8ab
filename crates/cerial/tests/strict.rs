//! A crate that denies every lint that derived code could be caught by.

#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub, rust_2018_idioms, private_bounds)]
#![deny(private_interfaces, unnameable_types, unused_results, unused_qualifications, unused_lifetimes)]
#![deny(single_use_lifetimes, missing_copy_implementations, non_local_definitions, future_incompatible)]
#![forbid(unsafe_code)]
#![cfg(all(feature = "derive", feature = "serde"))]

pub mod shapes {
    //! Public types with private parts.

    use std::borrow::Cow;
    use std::rc::Rc;

    use cerial::Cerial;

    #[derive(Cerial, Debug, Clone)]
    struct Private<T>(T);

    /// A struct of private parts.
    #[derive(Cerial, Debug, Clone)]
    pub struct Public<'a, T: Clone, const N: usize = 2>
    where
        T: 'static,
    {
        parts: Vec<Rc<Private<T>>>,
        #[cerial(skip)]
        left_out: Option<Private<T>>,
        #[cerial(serde)]
        bridge: [u8; 2],
        #[cerial(with = "module")]
        with: u8,
        texts: [Cow<'a, str>; N],
        next: Option<Box<Self>>,
    }

    /// A struct of numbers, which moves by one copy.
    #[derive(Cerial, Debug, Clone, Copy)]
    pub struct Numbers(u32, [u16; 2]);

    /// An enum of private parts.
    #[derive(Cerial, Debug, Clone)]
    #[non_exhaustive]
    pub enum Choice<T> {
        /// None.
        None,
        /// Some.
        #[allow(private_interfaces, reason = "a variant's parts are as public as it is")]
        Some(Hidden<T>),
    }

    #[derive(Cerial, Debug, Clone)]
    struct Hidden<T> {
        value: T,
    }

    impl<T> Choice<T> {
        /// Some of it.
        pub fn some(value: T) -> Self {
            Self::Some(Hidden { value })
        }

        /// What there is.
        pub fn get(&self) -> Option<&T> {
            match self {
                Self::None => None,
                Self::Some(hidden) => Some(&hidden.value),
            }
        }
    }

    impl<T: Clone> Public<'_, T> {
        /// One of it.
        pub fn of(value: T) -> Self {
            let parts = vec![Rc::new(Private(value))];
            Self { parts, left_out: None, bridge: [1, 2], with: 3, texts: ["a".into(), "b".into()], next: None }
        }

        /// How many there are.
        pub fn count(&self) -> usize {
            let shown = self.left_out.iter().count() + usize::from(self.with) + self.texts.len() + self.bridge.len();
            self.parts.iter().map(|part| part.0.clone()).collect::<Vec<T>>().len() + shown
        }
    }

    mod module {
        use cerial::{Decode, Decoder, Encode, Encoder, Error};

        pub(super) fn encode(value: &u8, encoder: &mut Encoder<'_>) -> Result<(), Error> {
            value.encode(encoder)
        }

        pub(super) fn decode(decoder: &mut Decoder<'_>) -> Result<u8, Error> {
            u8::decode(decoder)
        }
    }
}

pub mod solids {
    //! A trait whose objects travel, and a type behind it.

    /// A solid.
    #[cerial::object]
    pub trait Solid: Send {
        /// What it takes.
        fn volume(&self) -> f64;
    }

    /// A trait that is generic.
    #[cerial::object(name = "Maker")]
    pub(crate) trait Make<T: Copy>: cerial::Object {
        fn make(&self) -> T;
    }

    /// A cube.
    #[derive(cerial::Cerial, Clone, Copy, Debug)]
    pub struct Cube(pub f64);

    #[cerial::object(name = "cube")]
    impl Solid for Cube {
        fn volume(&self) -> f64 {
            self.0.powi(3)
        }
    }

    #[cerial::object]
    impl Make<u8> for Cube {
        fn make(&self) -> u8 {
            5
        }
    }

    cerial::register!(Cube as dyn ::std::any::Any);
}

#[test]
fn strict_crates_compile_without_a_warning() -> Result<(), cerial::Error> {
    use shapes::{Choice, Public};
    use solids::{Cube, Make, Solid};

    let solid: (Box<dyn Solid>, Box<dyn Make<u8> + Sync>) = (Box::new(Cube(2.0)), Box::new(Cube(3.0)));
    let (solid, maker): (Box<dyn Solid + Send>, Box<dyn Make<u8>>) = cerial::from_slice(&cerial::to_vec(&solid)?)?;
    assert_eq!((solid.volume(), maker.make()), (8.0, 5));

    let bytes = cerial::to_vec(&(Public::<_, 2>::of('p'), Choice::some(7_u16)))?;
    let (public, choice): (Public<'static, char>, Choice<u16>) = cerial::from_slice(&bytes)?;
    assert_eq!((public.count(), choice.get()), (8, Some(&7)));
    Ok(())
}
