//! `#[cerial::object]` where it can't be, and what it can't do.

use cerial::Cerial;

#[cerial::object]
trait Shape: cerial::Object {
    fn area(&self) -> f64;
}

#[cerial::object]
#[derive(Cerial)]
struct Circle(f64);

#[cerial::object]
impl Circle {}

#[derive(Cerial)]
struct Wrapper<T>(T);

#[cerial::object]
impl<T: Cerial + 'static> Shape for Wrapper<T> {
    fn area(&self) -> f64 {
        0.0
    }
}

#[cerial::object(nme = "circle", name = 5, name = "")]
impl Shape for Circle {
    fn area(&self) -> f64 {
        self.0
    }
}

#[cerial::object]
trait Borrowing<'a> {}

#[cerial::object]
trait Source {
    type Item;
}

#[cerial::object]
trait Handler<E>
where
    E: Copy,
{
    fn handle(&self, event: E);
}

cerial::register!(Circle);
cerial::register!(Circle as dyn Send);
cerial::register!(Circle as dyn Shape: name);

fn main() {}
