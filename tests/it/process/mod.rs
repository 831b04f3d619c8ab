//! Objects in processes of their own.

mod crowds;
mod deaths;
mod early;
mod functions;
mod handles;
mod interrupts;
mod leftovers;
mod lifecycle;
mod lives;
mod matrix;
mod messages;
mod originals;
mod parents;
mod scarce;
mod starting;
mod surroundings;
mod turns;
mod watched;
