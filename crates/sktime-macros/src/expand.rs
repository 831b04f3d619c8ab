//! The function with its timing put in.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{ReturnType, Type, parse_quote};

use crate::arguments::Arguments;
use crate::function::Function;
use crate::root;

/// The function, timed. Where something is wrong, the errors beside the item as it was, so that what uses it doesn't
/// fail on top.
pub(crate) fn timethis(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let parts = || {
        let function: Function = syn::parse2(item.clone())?;
        let arguments: Arguments = syn::parse2(arguments)?;
        Ok((function, arguments, root::find()?))
    };
    match parts() {
        Ok((function, arguments, sktime)) => timed(&function, &arguments, &sktime),
        Err(error) => {
            let error: syn::Error = error;
            let error = error.into_compile_error();
            quote!(#error #item)
        }
    }
}

/// Where our own names live: what the user's code calls `timer` is another one.
fn ours() -> Span {
    Span::mixed_site()
}

fn timed(function: &Function, arguments: &Arguments, sktime: &TokenStream) -> TokenStream {
    let Function { attributes, visibility, signature, body } = function;
    let (timer, body) = (timer(function, arguments, sktime), body.stream());
    let threshold = arguments.threshold.as_ref().map(|threshold| {
        // A slip in the expression is shown there.
        let there = ours().located_at(threshold.span());
        let checked = quote_spanned!(there=> let threshold: ::core::time::Duration = #threshold;);
        quote_spanned!(ours()=> .threshold({ #checked threshold }))
    });
    let inside = if signature.asyncness.is_some() {
        let promise = promise(&signature.output);
        // A future that is dropped before its end must not leave a record: no guard, whose drop would make one.
        quote_spanned! {ours()=>
            let timed = #sktime::__private::Started::new(timer) #threshold;
            let result = async move { #promise #body }.await;
            timed.end();
            result
        }
    } else {
        quote_spanned! {ours()=>
            let timed = #sktime::TimeThis::new(timer) #threshold;
            #body
        }
    };
    quote! {
        #(#attributes)*
        #visibility #signature {
            #timer
            #inside
        }
    }
}

/// `let timer: &Timer = …;`
fn timer(function: &Function, arguments: &Arguments, sktime: &TokenStream) -> TokenStream {
    let Some(given) = &arguments.timer else {
        return quote_spanned! {ours()=>
            let timer: &'static #sktime::Timer = {
                fn here() {}
                static FUNCTION: #sktime::__private::Function = #sktime::__private::Function::new();
                let place = ::core::concat!(::core::file!(), ":", ::core::line!());
                FUNCTION.timer(|| #sktime::__private::name_of(&here), place)
            };
        };
    };
    let there = ours().located_at(given.span());
    let borrowed = quote_spanned!(there=> let timer: &#sktime::Timer = &#given;);
    // The body may move or change what the timer is found in: then the timing has a handle of its own.
    let own = function.is_used_by(given.to_token_stream()).then(|| {
        quote_spanned! {ours()=>
            let own: #sktime::Timer = ::core::clone::Clone::clone(timer);
            let timer: &#sktime::Timer = &own;
        }
    });
    quote!(#borrowed #own)
}

/// Tells an async block what it must come to, which an `async fn` would have known.
fn promise(output: &ReturnType) -> Option<TokenStream> {
    struct Infer;
    impl VisitMut for Infer {
        fn visit_type_mut(&mut self, node: &mut Type) {
            match node {
                Type::ImplTrait(_) => *node = parse_quote!(_),
                _ => visit_mut::visit_type_mut(self, node),
            }
        }
    }
    let mut output = match output {
        ReturnType::Default => parse_quote!(()),
        // Nothing comes out of it that could be told.
        ReturnType::Type(_, output) if matches!(**output, Type::Never(_)) => return None,
        ReturnType::Type(_, output) => Type::clone(output),
    };
    Infer.visit_type_mut(&mut output);
    let unused = quote!(unreachable_code, unused, clippy::all, clippy::pedantic, clippy::nursery);
    Some(quote_spanned! {ours()=>
        #[allow(#unused, reason = "only the type matters")]
        if false {
            let result: #output = loop {};
            return result;
        }
    })
}
