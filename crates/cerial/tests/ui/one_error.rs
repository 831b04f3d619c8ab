//! One mistake is one error, however much the type is used.

use cerial::Cerial;
use std::rc::Rc;

#[derive(Cerial)]
struct Broken<T> {
    #[cerial(skp)]
    value: T,
}

#[derive(Cerial)]
struct Uses {
    one: Broken<u8>,
    many: Vec<Rc<Broken<String>>>,
}

fn travels<T: Cerial>() {}

fn main() -> Result<(), cerial::Error> {
    travels::<Uses>();
    let bytes = cerial::to_vec(&Broken { value: 1_u8 })?;
    let _: Broken<u8> = cerial::from_slice(&bytes)?;
    let _ = cerial::Fingerprint::of::<Uses>();
    Ok(())
}
