//! `dyn Any`: any type that is registered for it.

use std::any::Any;

crate::__trait_object!([Any unsized_rc unsized_arc (dyn ::core::any::Any)] [] [] "Any" Any);
