//! An explanation as events of `tracing`.

use super::tree::Way;
use super::{Explanation, Step};
use crate::trace;

impl Explanation {
    /// Tells of each part, in the order of their bytes.
    pub(crate) fn tell(&self) {
        let (mut way, mut object) = (Way::default(), String::new());
        for part in &self.parts {
            match part.step {
                Step::Value => object.clear(),
                Step::Object(id) => object = format!("(object {id}: {})", part.type_name),
                Step::Inside(_) => {}
            }
            let path = object.clone() + &way.to(part);
            trace::tell("decoding", &path, part.type_name, part.place.start, part.place.len());
        }
    }
}
