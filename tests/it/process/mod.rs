//! Objects in processes of their own.

mod deaths;
mod handles;
mod interrupts;
mod leftovers;
mod lifecycle;
mod lives;
mod matrix;
mod messages;
mod originals;
mod starting;
mod surroundings;
mod turns;
