//! A mesh of triangles: nothing but floats.

use super::structs;
use crate::random::Random;

structs! {
    pub(crate) struct Mesh {
        pub(crate) triangles: Vec<Triangle>,
    }

    #[derive(Copy)]
    pub(crate) struct Triangle {
        pub(crate) v0: Vector3,
        pub(crate) v1: Vector3,
        pub(crate) v2: Vector3,
        pub(crate) normal: Vector3,
    }

    #[derive(Copy)]
    pub(crate) struct Vector3 {
        pub(crate) x: f32,
        pub(crate) y: f32,
        pub(crate) z: f32,
    }
}

/// 125,000 triangles, 6 MB.
pub(crate) fn make() -> Mesh {
    let mut random = Random::new(2);
    let mut vector = || Vector3 { x: random.unit() as f32, y: random.unit() as f32, z: random.unit() as f32 };
    let triangles = (0..125_000).map(|_| Triangle { v0: vector(), v1: vector(), v2: vector(), normal: vector() });
    Mesh { triangles: triangles.collect() }
}
