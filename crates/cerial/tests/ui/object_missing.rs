//! A trait or a type that can't travel, behind a pointer that should.

use cerial::Cerial;

trait Plain {}

#[derive(Cerial)]
struct Circle(f64);

#[cerial::object]
impl Plain for Circle {}

#[cerial::object]
trait Shape {}

struct Foreign;

#[cerial::object]
impl Shape for Foreign {}

cerial::register!(Circle as dyn Shape);

fn travels<T: Cerial>() {}

fn main() {
    travels::<Box<dyn Plain>>();
    travels::<std::rc::Rc<dyn Plain>>();
}
