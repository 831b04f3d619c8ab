//! A library that depends on `suitkaise` alone: its types travel and run in processes.

use std::collections::BTreeMap;
use std::rc::Rc;

use suitkaise::prelude::*;

/// Counts words, a text per run, and tells each count.
#[derive(Cerial, Clone, Debug, PartialEq)]
pub struct CountWords {
    /// What is still to be counted.
    pub texts: Vec<String>,
    /// What was counted.
    pub counts: BTreeMap<String, u64>,
}

impl CountWords {
    /// A counter that has counted nothing yet.
    pub fn new(texts: &[&str]) -> Self {
        CountWords { texts: texts.iter().map(|&text| text.to_owned()).collect(), counts: BTreeMap::new() }
    }
}

impl Skprocess for CountWords {
    type Output = BTreeMap<String, u64>;

    fn run(&mut self, cx: &ProcessContext) -> processing::Result {
        let Some(text) = self.texts.pop() else {
            cx.stop();
            return Ok(());
        };
        for word in text.split_whitespace() {
            *self.counts.entry(word.to_owned()).or_default() += 1;
        }
        cx.tell(("counted", text.len()))?;
        Ok(())
    }

    fn result(&mut self, _cx: &ProcessContext) -> processing::Result<BTreeMap<String, u64>> {
        Ok(std::mem::take(&mut self.counts))
    }
}

/// A value with a pointer that is held twice.
#[derive(Cerial, Debug)]
pub struct Shared {
    /// One handle.
    pub one: Rc<String>,
    /// Another on the same string.
    pub other: Rc<String>,
}

/// What has an area. Its types are in several crates.
#[cerial::object]
pub trait Shape: cerial::Object {
    /// How large it is.
    fn area(&self) -> f64;
}

/// A shape of this crate.
#[derive(Cerial, Debug)]
pub struct Square(pub f64);

#[cerial::object]
impl Shape for Square {
    fn area(&self) -> f64 {
        self.0 * self.0
    }
}

/// A shape for a type.
#[derive(Cerial, Debug)]
pub struct Frame<T>(pub T);

impl<T: Shape + Cerial> Shape for Frame<T> {
    fn area(&self) -> f64 {
        self.0.area() + 1.0
    }
}

/// A task whose argument and result are trait objects.
pub fn larger(shape: Box<dyn Shape>) -> Box<dyn Shape> {
    Box::new(Square(shape.area().sqrt() * 2.0))
}

/// A task for a pool.
pub fn square(n: u64) -> u64 {
    n * n
}

/// A task of two arguments.
pub fn add(a: u64, b: u64) -> u64 {
    a + b
}
