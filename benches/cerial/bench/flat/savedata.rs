//! Saved players of a block game: many fields of many kinds, nested lists and options.

use super::{enums, structs};
use crate::random::Random;

structs! {
    pub(crate) struct Players {
        pub(crate) players: Vec<Player>,
    }

    pub(crate) struct Item {
        pub(crate) count: i8,
        pub(crate) slot: u8,
        pub(crate) id: String,
    }

    pub(crate) struct Abilities {
        pub(crate) walk_speed: f32,
        pub(crate) fly_speed: f32,
        pub(crate) may_fly: bool,
        pub(crate) flying: bool,
        pub(crate) invulnerable: bool,
        pub(crate) may_build: bool,
        pub(crate) instabuild: bool,
    }

    pub(crate) struct Entity {
        pub(crate) id: String,
        pub(crate) pos: (f64, f64, f64),
        pub(crate) motion: (f64, f64, f64),
        pub(crate) rotation: (f32, f32),
        pub(crate) fall_distance: f32,
        pub(crate) fire: u16,
        pub(crate) air: u16,
        pub(crate) on_ground: bool,
        pub(crate) no_gravity: bool,
        pub(crate) invulnerable: bool,
        pub(crate) portal_cooldown: i32,
        pub(crate) uuid: [u32; 4],
        pub(crate) custom_name: Option<String>,
        pub(crate) custom_name_visible: bool,
        pub(crate) silent: bool,
        pub(crate) glowing: bool,
    }

    pub(crate) struct Vehicle {
        pub(crate) uuid: [u32; 4],
        pub(crate) entity: Entity,
    }

    pub(crate) struct RecipeBook {
        pub(crate) recipes: Vec<String>,
        pub(crate) to_be_displayed: Vec<String>,
        pub(crate) is_filtering_craftable: bool,
        pub(crate) is_gui_open: bool,
        pub(crate) is_furnace_filtering_craftable: bool,
        pub(crate) is_furnace_gui_open: bool,
        pub(crate) is_blasting_furnace_filtering_craftable: bool,
        pub(crate) is_blasting_furnace_gui_open: bool,
        pub(crate) is_smoker_filtering_craftable: bool,
        pub(crate) is_smoker_gui_open: bool,
    }

    pub(crate) struct Player {
        pub(crate) game_type: GameType,
        pub(crate) previous_game_type: GameType,
        pub(crate) score: i64,
        pub(crate) dimension: String,
        pub(crate) selected_item_slot: u32,
        pub(crate) selected_item: Item,
        pub(crate) spawn_dimension: Option<String>,
        pub(crate) spawn_x: i64,
        pub(crate) spawn_y: i64,
        pub(crate) spawn_z: i64,
        pub(crate) spawn_forced: Option<bool>,
        pub(crate) sleep_timer: u16,
        pub(crate) food_exhaustion_level: f32,
        pub(crate) food_saturation_level: f32,
        pub(crate) food_tick_timer: u32,
        pub(crate) xp_level: u32,
        pub(crate) xp_p: f32,
        pub(crate) xp_total: i32,
        pub(crate) xp_seed: i32,
        pub(crate) inventory: Vec<Item>,
        pub(crate) ender_items: Vec<Item>,
        pub(crate) abilities: Abilities,
        pub(crate) entered_nether_position: Option<(f64, f64, f64)>,
        pub(crate) root_vehicle: Option<Vehicle>,
        pub(crate) shoulder_entity_left: Option<Entity>,
        pub(crate) shoulder_entity_right: Option<Entity>,
        pub(crate) seen_credits: bool,
        pub(crate) recipe_book: RecipeBook,
    }
}

enums! {
    pub(crate) enum GameType {
        Survival,
        Creative,
        Adventure,
        Spectator,
    }
}

/// Five hundred players.
pub(crate) fn make() -> Players {
    let mut random = Random::new(4);
    Players { players: (0..500).map(|_| player(&mut random)).collect() }
}

const ITEMS: &[&str] = &[
    "dirt",
    "stone",
    "pickaxe",
    "sand",
    "gravel",
    "shovel",
    "chestplate",
    "steak",
    "torch",
    "cobblestone",
    "oak_planks",
];
const ENTITIES: &[&str] = &["cow", "sheep", "zombie", "skeleton", "spider", "creeper", "parrot", "bee"];
const RECIPES: &[&str] = &["pickaxe", "torch", "bow", "crafting table", "furnace", "shears", "arrow", "tnt"];
const DIMENSIONS: &[&str] = &["overworld", "nether", "end"];

fn game_type(random: &mut Random) -> GameType {
    match random.below(4) {
        0 => GameType::Survival,
        1 => GameType::Creative,
        2 => GameType::Adventure,
        _ => GameType::Spectator,
    }
}

fn item(random: &mut Random) -> Item {
    Item { count: random.next() as i8, slot: random.next() as u8, id: random.pick(ITEMS).into() }
}

fn vector(random: &mut Random) -> (f64, f64, f64) {
    (random.unit(), random.unit(), random.unit())
}

fn uuid(random: &mut Random) -> [u32; 4] {
    std::array::from_fn(|_| random.next() as u32)
}

fn flag(random: &mut Random) -> bool {
    random.once_in(2)
}

fn entity(random: &mut Random) -> Entity {
    Entity {
        id: random.pick(ENTITIES).into(),
        pos: vector(random),
        motion: vector(random),
        rotation: (random.unit() as f32, random.unit() as f32),
        fall_distance: random.unit() as f32,
        fire: random.next() as u16,
        air: random.next() as u16,
        on_ground: flag(random),
        no_gravity: flag(random),
        invulnerable: flag(random),
        portal_cooldown: random.next() as i32,
        uuid: uuid(random),
        custom_name: flag(random).then(|| random.pick(&["rainbow", "princess", "steve", "johnny"]).into()),
        custom_name_visible: flag(random),
        silent: flag(random),
        glowing: flag(random),
    }
}

fn recipe_book(random: &mut Random) -> RecipeBook {
    RecipeBook {
        recipes: random.some(30, |random| random.pick(RECIPES).into()),
        to_be_displayed: random.some(10, |random| random.pick(RECIPES).into()),
        is_filtering_craftable: flag(random),
        is_gui_open: flag(random),
        is_furnace_filtering_craftable: flag(random),
        is_furnace_gui_open: flag(random),
        is_blasting_furnace_filtering_craftable: flag(random),
        is_blasting_furnace_gui_open: flag(random),
        is_smoker_filtering_craftable: flag(random),
        is_smoker_gui_open: flag(random),
    }
}

fn player(random: &mut Random) -> Player {
    Player {
        game_type: game_type(random),
        previous_game_type: game_type(random),
        score: random.next() as i64,
        dimension: random.pick(DIMENSIONS).into(),
        selected_item_slot: random.next() as u32,
        selected_item: item(random),
        spawn_dimension: flag(random).then(|| random.pick(DIMENSIONS).into()),
        spawn_x: random.next() as i64,
        spawn_y: random.next() as i64,
        spawn_z: random.next() as i64,
        spawn_forced: flag(random).then(|| flag(random)),
        sleep_timer: random.next() as u16,
        food_exhaustion_level: random.unit() as f32,
        food_saturation_level: random.unit() as f32,
        food_tick_timer: random.next() as u32,
        xp_level: random.next() as u32,
        xp_p: random.unit() as f32,
        xp_total: random.next() as i32,
        xp_seed: random.next() as i32,
        inventory: random.some(40, item),
        ender_items: random.some(27, item),
        abilities: Abilities {
            walk_speed: random.unit() as f32,
            fly_speed: random.unit() as f32,
            may_fly: flag(random),
            flying: flag(random),
            invulnerable: flag(random),
            may_build: flag(random),
            instabuild: flag(random),
        },
        entered_nether_position: flag(random).then(|| vector(random)),
        root_vehicle: flag(random).then(|| Vehicle { uuid: uuid(random), entity: entity(random) }),
        shoulder_entity_left: flag(random).then(|| entity(random)),
        shoulder_entity_right: flag(random).then(|| entity(random)),
        seen_credits: flag(random),
        recipe_book: recipe_book(random),
    }
}
