//! Updates of a ship game's world: small numbers, options, short lists.

use super::{enums, structs};
use crate::random::Random;

structs! {
    pub(crate) struct Updates {
        pub(crate) updates: Vec<Update>,
    }

    pub(crate) struct Update {
        pub(crate) contacts: Vec<Contact>,
        pub(crate) score: u32,
        pub(crate) world_radius: f32,
        pub(crate) terrain_updates: Vec<TerrainUpdate>,
    }

    pub(crate) struct Contact {
        pub(crate) damage: u8,
        pub(crate) entity_id: u32,
        pub(crate) entity_type: Option<EntityType>,
        pub(crate) guidance: Guidance,
        pub(crate) player_id: Option<u16>,
        pub(crate) reloads: Vec<bool>,
        pub(crate) transform: Transform,
        pub(crate) turret_angles: Vec<u16>,
    }

    pub(crate) struct Guidance {
        pub(crate) angle: u16,
        pub(crate) submerge: bool,
        pub(crate) velocity: i16,
    }

    pub(crate) struct Transform {
        pub(crate) altitude: i8,
        pub(crate) angle: u16,
        pub(crate) position: Vector2,
        pub(crate) velocity: i16,
    }

    pub(crate) struct Vector2 {
        pub(crate) x: f32,
        pub(crate) y: f32,
    }

    pub(crate) struct TerrainUpdate {
        pub(crate) chunk_id: ChunkId,
        pub(crate) data: Vec<u8>,
    }

    pub(crate) struct ChunkId {
        pub(crate) x: i8,
        pub(crate) y: i8,
    }
}

enums! {
    pub(crate) enum EntityType {
        ArleighBurke,
        Bismarck,
        Clemenceau,
        Fletcher,
        G5,
        Iowa,
        Kolkata,
        Osa,
        Yasen,
        Zubr,
    }
}

/// A thousand updates.
pub(crate) fn make() -> Updates {
    let mut random = Random::new(3);
    Updates { updates: (0..1000).map(|_| update(&mut random)).collect() }
}

fn update(random: &mut Random) -> Update {
    Update {
        contacts: random.some(65, contact),
        score: random.below(10_000) as u32,
        world_radius: 1000.0 + random.unit() as f32 * 9000.0,
        terrain_updates: random.some(5, |random| TerrainUpdate {
            chunk_id: ChunkId { x: random.next() as i8, y: random.next() as i8 },
            data: random.some(256, |random| random.next() as u8),
        }),
    }
}

fn contact(random: &mut Random) -> Contact {
    const KINDS: &[EntityType] = &[
        EntityType::ArleighBurke,
        EntityType::Bismarck,
        EntityType::Clemenceau,
        EntityType::Fletcher,
        EntityType::G5,
        EntityType::Iowa,
        EntityType::Kolkata,
        EntityType::Osa,
        EntityType::Yasen,
        EntityType::Zubr,
    ];
    Contact {
        damage: random.next() as u8,
        entity_id: random.next() as u32,
        entity_type: (!random.once_in(10)).then(|| KINDS[random.below(KINDS.len() as u64) as usize].clone()),
        guidance: Guidance { angle: random.next() as u16, submerge: random.once_in(2), velocity: random.next() as i16 },
        player_id: random.once_in(2).then(|| random.next() as u16),
        reloads: random.some(8, |random| random.once_in(2)),
        transform: Transform {
            altitude: random.next() as i8,
            angle: random.next() as u16,
            position: Vector2 { x: random.unit() as f32 * 1000.0, y: random.unit() as f32 * 1000.0 },
            velocity: random.next() as i16,
        },
        turret_angles: random.some(5, |random| random.next() as u16),
    }
}
