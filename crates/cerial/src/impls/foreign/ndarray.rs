//! ndarray's arrays: the lengths of the axes, then the elements row by row; numbers in one copy.

use ndarray::{ArrayBase, Data, DataOwned, Dimension, RawData};

use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

impl<S: RawData, D: Dimension> Schema for ArrayBase<S, D>
where
    S::Elem: Schema,
{
    /// The number of axes counts for the shape where the type knows it.
    fn schema(s: &mut SchemaBuilder) {
        s.name("ndarray").variant(&format!("{:?}", D::NDIM)).part::<S::Elem>();
    }
}

impl<S: Data, D: Dimension> Encode for ArrayBase<S, D>
where
    S::Elem: Encode,
{
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.nested(|encoder| {
            if D::NDIM.is_none() {
                encoder.len(self.ndim());
            }
            self.shape().iter().for_each(|axis| encoder.len(*axis));
            if let Some(elements) = self.as_slice() {
                return S::Elem::encode_slice(elements, encoder);
            }
            for (index, element) in self.iter().enumerate() {
                encoder.element(index, element)?;
            }
            Ok(())
        })
    }
}

/// Takes the lengths of the axes, and the number of elements.
fn axes<T: Decode, D: Dimension>(decoder: &mut Decoder<'_>) -> Result<(D, usize), Error> {
    let count = match D::NDIM {
        Some(count) => count,
        None => {
            let count = decoder.len::<u8>()?;
            // Each has a length and a stride; both may be copied once.
            decoder.charge((count as u64).saturating_mul(4 * size_of::<usize>() as u64))?;
            count
        }
    };
    let mut shape = D::zeros(count);
    let mut elements = Some(1_usize);
    for axis in shape.slice_mut() {
        let length = decoder.varint()?;
        *axis = usize::try_from(length).map_err(|_| too_long(decoder))?;
        elements = elements.and_then(|elements| elements.checked_mul(*axis));
    }
    // An axis of length zero makes it empty, however long the others are.
    let elements = if shape.slice().contains(&0) { Some(0) } else { elements };
    let elements = elements.ok_or_else(|| too_long(decoder))?;
    decoder.charge_array::<T>(elements)?;
    Ok((shape, elements))
}

#[cold]
fn too_long(decoder: &mut Decoder<'_>) -> Error {
    decoder.invalid("the axes of an array are longer than memory")
}

impl<S: DataOwned, D: Dimension> Decode for ArrayBase<S, D>
where
    S::Elem: Decode,
{
    const LEAST: usize = match D::NDIM {
        Some(count) => count,
        None => 1,
    };
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        decoder.nested(|decoder| {
            let (shape, elements) = axes::<S::Elem, D>(decoder)?;
            let values = S::Elem::decode_vec(elements, decoder)?;
            Self::from_shape_vec(shape, values).map_err(|_| too_long(decoder))
        })
    }

    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        decoder.nested(|decoder| {
            let (_, elements) = axes::<S::Elem, D>(decoder)?;
            S::Elem::skip_many(elements, decoder)
        })
    }

    /// An empty one, where there can be: an array without axes has one element.
    fn placeholder(_: u32) -> Option<Self> {
        Self::from_shape_vec(D::zeros(D::NDIM.unwrap_or(1)), Vec::new()).ok()
    }

    fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        decoder.nested(|decoder| {
            let (shape, _) = axes::<S::Elem, D>(decoder)?;
            if shape.slice() != self.shape() {
                return Err(decoder.changed("array"));
            }
            for (index, element) in self.iter().enumerate() {
                element.revisit(decoder).map_err(|error| error.in_index(index))?;
            }
            Ok(())
        })
    }
}
