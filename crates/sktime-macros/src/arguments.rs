//! What stands in the parentheses: `timer = EXPR` and `threshold = EXPR`, each at most once.

use syn::parse::{Parse, ParseStream};
use syn::{Expr, Ident, Token};

/// The arguments, as given.
#[derive(Default)]
pub(crate) struct Arguments {
    pub(crate) timer: Option<Expr>,
    pub(crate) threshold: Option<Expr>,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut arguments = Self::default();
        while !input.is_empty() {
            let name: Ident = input.parse().map_err(|error| {
                syn::Error::new(error.span(), "expected a name: `timer = EXPR` or `threshold = EXPR`")
            })?;
            let place = match name.to_string().as_str() {
                "timer" => &mut arguments.timer,
                "threshold" => &mut arguments.threshold,
                other => {
                    let message = format!("unknown argument `{other}`; there are `timer` and `threshold`");
                    return Err(syn::Error::new(name.span(), message));
                }
            };
            if place.is_some() {
                return Err(syn::Error::new(name.span(), format!("`{name}` is given twice")));
            }
            if !input.peek(Token![=]) {
                return Err(syn::Error::new(name.span(), format!("`{name}` needs a value: `{name} = EXPR`")));
            }
            input.parse::<Token![=]>()?;
            *place = Some(input.parse()?);
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(arguments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        syn::parse_str::<Arguments>(text).err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn both_arguments_may_stand_in_any_order_or_be_missing() {
        for text in ["", "timer = T", "threshold = D", "threshold = f(1, 2), timer = self.timers[0],"] {
            let arguments = syn::parse_str::<Arguments>(text).unwrap();
            assert_eq!(arguments.timer.is_some(), text.contains("timer"), "{text}");
            assert_eq!(arguments.threshold.is_some(), text.contains("threshold"), "{text}");
        }
    }

    #[test]
    fn misuse_says_what_there_is() {
        assert_eq!(error("tmier = T"), "unknown argument `tmier`; there are `timer` and `threshold`");
        assert_eq!(error("timer = A, timer = B"), "`timer` is given twice");
        assert_eq!(error("threshold"), "`threshold` needs a value: `threshold = EXPR`");
        assert_eq!(error("TIMER"), "unknown argument `TIMER`; there are `timer` and `threshold`");
        assert_eq!(error("\"name\""), "expected a name: `timer = EXPR` or `threshold = EXPR`");
    }
}
