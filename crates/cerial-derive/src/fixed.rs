//! Values of one size for all: structs whose fields all have one, and enums that are only a number.
//!
//! Such values move without a question asked for each. Whether a type is one depends on its fields' types, so the
//! code is always there and the compiler drops what a constant decides.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::{Generics, Path};

use crate::ast::{Body, Field, Input, Variant, Way};
use crate::pieces::{left_out, place};

/// The most variants whose numbers take one byte.
const MOST_VARIANTS: usize = 128;

/// The code for values of one size, by the impl that it belongs to.
#[derive(Default)]
pub(crate) struct Fixed {
    /// In `Schema`: the size.
    pub(crate) size: TokenStream,
    /// In `Encode`: the value at its size.
    pub(crate) encode: TokenStream,
    /// In `Decode`: whether all bytes are values, and a value from its bytes.
    pub(crate) decode: TokenStream,
    /// How the general `encode` begins.
    pub(crate) begin_encode: TokenStream,
    /// Whether the general `decode` has to ask whether there is a size.
    pub(crate) may_be_compact: bool,
    /// How `decode_into` begins.
    pub(crate) begin_decode_into: TokenStream,
}

impl Fixed {
    pub(crate) fn of(input: &Input<'_>, root: &Path) -> Self {
        match &input.body {
            _ if input.attrs.serde.is_some() => Self::default(),
            Body::Struct(fields) => {
                let plain = |field: &Field<'_>| matches!(field.way(), Way::Plain | Way::Skip);
                let some = fields.iter().any(|field| !field.is_skipped());
                if some && fields.iter().all(plain) { of_struct(input, fields, root) } else { Self::default() }
            }
            Body::Enum(variants) => {
                let bare = variants.iter().all(|variant| variant.fields.is_empty());
                let few = (1..=MOST_VARIANTS).contains(&variants.len());
                if bare && few { of_enum(input, variants, root) } else { Self::default() }
            }
            Body::Union(_) => Self::default(),
        }
    }
}

fn of_struct(input: &Input<'_>, fields: &[Field<'_>], root: &Path) -> Fixed {
    let travelling = || fields.iter().filter(|field| !field.is_skipped());
    let sizes = travelling().map(|field| {
        let ty = field.ty();
        quote!(<#ty as #root::Schema>::FIXED)
    });
    let plain = plain(input, fields, root);
    let size = quote! {
        const FIXED: ::core::primitive::usize = #root::__private::fixed_sum(&[#(#sizes),*]);
        #plain
    };

    let puts = travelling().map(|field| {
        let (ty, place) = (field.ty(), place(field, input.packed));
        quote! {
            let (__cerial_part, __cerial_bytes) = <[::core::primitive::u8]>::split_at_mut(
                __cerial_bytes,
                <#ty as #root::Schema>::FIXED,
            );
            <#ty as #root::Encode>::encode_fixed(#place, __cerial_part);
        }
    });
    let encode = quote! {
        #[inline]
        fn encode_fixed(&self, __cerial_bytes: &mut [::core::primitive::u8]) {
            #(#puts)*
            let _ = __cerial_bytes;
        }
    };

    let any = travelling().map(|field| {
        let ty = field.ty();
        quote!(<#ty as #root::Decode>::ANY_BYTES)
    });
    let values = fields.iter().map(|field| {
        let (ty, member, label) = (field.ty(), &field.member, &field.label);
        if field.is_skipped() {
            let value = left_out(field);
            quote!(#member: #value,)
        } else if input.attrs.transparent.is_some() {
            quote!(#member: <#ty as #root::Decode>::decode_fixed(__cerial_bytes)?,)
        } else {
            quote!(#member: #root::__private::take_fixed::<#ty>(&mut __cerial_bytes, #label)?,)
        }
    });
    let mutable = input.attrs.transparent.is_none().then(|| quote!(mut));
    let decode = quote! {
        const ANY_BYTES: ::core::primitive::bool = #(#any)&&*;

        #[inline]
        fn decode_fixed(
            #mutable __cerial_bytes: &[::core::primitive::u8],
        ) -> ::core::result::Result<Self, #root::Error> {
            ::core::result::Result::Ok(Self { #(#values)* })
        }
    };

    let begin_encode = quote! {
        if #root::__private::is_compact::<Self>() {
            #root::Encoder::fixed::<Self>(__cerial_encoder, self);
            return ::core::result::Result::Ok(());
        }
    };
    let begin_decode_into = quote! {
        if #root::__private::is_compact::<Self>() {
            *self = <Self as #root::Decode>::decode(__cerial_decoder)?;
            return ::core::result::Result::Ok(());
        }
    };
    Fixed { size, encode, decode, begin_encode, begin_decode_into, may_be_compact: true }
}

/// Whether a value's bytes in memory are its encoding: if all fields travel, and those of each are.
fn plain(input: &Input<'_>, fields: &[Field<'_>], root: &Path) -> TokenStream {
    let Generics { params, where_clause, .. } = &input.syntax.generics;
    // The size of what may have none can't be asked for.
    let unsized_too = quote!(#params #where_clause).to_string().contains("Sized");
    if unsized_too || fields.iter().any(Field::is_skipped) {
        return TokenStream::new();
    }
    let parts = fields.iter().map(|field| {
        let (ty, member) = (field.ty(), &field.member);
        quote! {
            #root::__private::PlainPart::new::<#ty>(
                ::core::mem::offset_of!(Self, #member),
                &<#ty as #root::Schema>::PLAIN,
            )
        }
    });
    // SAFETY, of the code below: these are all fields of the struct, in the order in which they are encoded, each with its
    // offset and its type. The same derive's `decode` makes a value of just these fields and types, so where another
    // macro has changed the struct behind its back, nothing compiles.
    quote! {
        const PLAIN: #root::__private::Plain<Self> = unsafe {
            #root::__private::Plain::<Self>::structure(&[#(#parts),*])
        };
    }
}

fn of_enum(input: &Input<'_>, variants: &[Variant<'_>], root: &Path) -> Fixed {
    let name = input.label();
    let size = quote!(
        const FIXED: ::core::primitive::usize = 1;
    );
    let numbers = variants.iter().enumerate().map(|(number, variant)| {
        let (ident, number) = (&variant.syntax.ident, Literal::usize_unsuffixed(number));
        quote!(Self::#ident {} => #number,)
    });
    let values = variants.iter().enumerate().map(|(number, variant)| {
        let (ident, number) = (&variant.syntax.ident, Literal::usize_unsuffixed(number));
        quote!(#number => ::core::result::Result::Ok(Self::#ident {}),)
    });
    let number = format_ident!("__cerial_number");
    let encode = quote! {
        #[inline]
        fn encode_fixed(&self, __cerial_bytes: &mut [::core::primitive::u8]) {
            let #number: ::core::primitive::u8 = match self {
                #(#numbers)*
            };
            <::core::primitive::u8 as #root::Encode>::encode_fixed(&#number, __cerial_bytes);
        }
    };
    let decode = quote! {
        #[inline]
        fn decode_fixed(__cerial_bytes: &[::core::primitive::u8]) -> ::core::result::Result<Self, #root::Error> {
            match <::core::primitive::u8 as #root::Decode>::decode_fixed(__cerial_bytes)? {
                #(#values)*
                #number => ::core::result::Result::Err(#root::Error::unknown_variant(
                    #name,
                    <::core::primitive::u64 as ::core::convert::From<::core::primitive::u8>>::from(#number),
                )),
            }
        }
    };
    Fixed { size, encode, decode, ..Fixed::default() }
}
