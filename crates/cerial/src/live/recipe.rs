//! Recipes are plain structs: their fields, one after the other.

/// Writes the three impls of a struct of fields.
macro_rules! recipe {
    ($recipe:ident { $($field:ident: $of:ty),+ $(,)? }) => {
        impl $crate::Schema for $recipe {
            fn schema(s: &mut $crate::SchemaBuilder) {
                s.structure(stringify!($recipe))$(.field::<$of>(stringify!($field)))+;
            }
        }

        impl $crate::Encode for $recipe {
            fn encode(&self, encoder: &mut $crate::Encoder<'_>) -> Result<(), $crate::Error> {
                $(encoder.field(stringify!($field), &self.$field)?;)+
                Ok(())
            }
        }

        impl $crate::Decode for $recipe {
            const LEAST: usize = 0$( + <$of as $crate::Decode>::LEAST)+;
            const DERIVED: bool = true;

            fn decode(decoder: &mut $crate::Decoder<'_>) -> Result<Self, $crate::Error> {
                Ok(Self { $($field: decoder.field(stringify!($field))?,)+ })
            }

            fn placeholder(depth: u32) -> Option<Self> {
                Some(Self { $($field: <$of as $crate::Decode>::placeholder(depth)?,)+ })
            }
        }
    };
}

pub(super) use recipe;
