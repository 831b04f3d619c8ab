//! Batches of tasks in processes that stay.
//!
//! [`Pool`] has the verbs; a [`Call`] has them too, after modifiers such as [`star`](Pool::star),
//! [`with`](Pool::with) or [`retries`](Pool::retries).
//!
//! # Verb by verb
//!
//! [`map`](Pool::map) takes what is to run and the items, waits for all, and gives the results in the order of the items.
//! What runs is a function, or an object with sections, by its constructor ([`skprocess`](crate::skprocess)):
//!
//! ```
//! use processing::prelude::*;
//! use processing::skprocess;
//!
//! #[derive(Cerial)]
//! struct MyProcess {
//!     number: u64,
//! }
//! impl MyProcess {
//!     fn new(number: u64) -> Self {
//!         MyProcess { number }
//!     }
//! }
//! impl Skprocess for MyProcess {
//!     type Output = u64;
//!     fn config(&self) -> ProcessConfig {
//!         ProcessConfig::new().runs(3)
//!     }
//!     fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
//!         self.number *= 2;
//!         Ok(())
//!     }
//!     fn result(&mut self, _cx: &ProcessContext) -> processing::Result<u64> {
//!         Ok(self.number)
//!     }
//! }
//!
//! let pool = Pool::builder().workers(8).build()?;
//! let results = pool.map(skprocess(MyProcess::new), [1, 2, 3])?;
//! assert_eq!(results, [8, 16, 24]);
//! # Ok::<(), processing::ProcessError>(())
//! ```
//!
//! [`imap`](Pool::imap) gives them one by one, in order, each as soon as it is there:
//!
//! ```
//! fn upscale_image_section(image_data: Vec<u8>) -> Vec<u8> {
//!     image_data.iter().flat_map(|pixel| [*pixel; 4]).collect()
//! }
//! # let data_set = vec![vec![1, 2], vec![3]];
//! let pool = processing::Pool::new()?;
//! let mut full_image_data = Vec::new();
//! for result in pool.imap(upscale_image_section, data_set) {
//!     full_image_data.extend(result?);
//! }
//! # assert_eq!(full_image_data, [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3]);
//! # Ok::<(), processing::ProcessError>(())
//! ```
//!
//! [`async_map`](Pool::async_map) doesn't wait; its [`Job`](crate::Job) does, when it is asked to:
//!
//! ```
//! use std::time::Duration;
//! # fn work(n: u64) -> u64 { n + 1 }
//! # let data_set = 0..10;
//! let pool = processing::Pool::new()?;
//! let mut results = pool.async_map(work, data_set);
//!
//! // check if results are ready
//! if results.ready() {
//!     println!("that was quick");
//! }
//! // block until they are, or for so long, without taking them
//! results.wait_timeout(Duration::from_millis(1));
//! results.wait();
//!
//! // take them, or `None` if they are not ready in time; `get()` waits as long as it takes
//! let actual_results = results.get_timeout(Duration::from_secs(1))?;
//! assert_eq!(actual_results.expect("they were ready").len(), 10);
//! # Ok::<(), processing::ProcessError>(())
//! ```
//!
//! [`unordered_imap`](Pool::unordered_imap) gives each result as it comes, which is the fastest way to get them:
//!
//! ```
//! # use processing::prelude::*;
//! # use processing::skprocess;
//! #[derive(Cerial)]
//! struct UpscaleImage {
//!     image_data: Vec<u8>,
//! }
//! impl UpscaleImage {
//!     fn new(image: Vec<u8>) -> Self {
//!         UpscaleImage { image_data: image }
//!     }
//! }
//! # impl Skprocess for UpscaleImage {
//! #     type Output = Vec<u8>;
//! #     fn config(&self) -> ProcessConfig { ProcessConfig::new().runs(1) }
//! #     fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
//! #         self.image_data = self.image_data.iter().flat_map(|pixel| [*pixel; 4]).collect();
//! #         Ok(())
//! #     }
//! #     fn result(&mut self, _cx: &ProcessContext) -> processing::Result<Vec<u8>> {
//! #         Ok(std::mem::take(&mut self.image_data))
//! #     }
//! # }
//! # let data_set = vec![vec![1], vec![2], vec![3]];
//! let pool = Pool::new()?;
//! let mut upscaled_images = Vec::new();
//! for processed_image in pool.unordered_imap(skprocess(UpscaleImage::new), data_set) {
//!     upscaled_images.push(processed_image?);
//! }
//! # assert_eq!(upscaled_images.len(), 3);
//! # Ok::<(), processing::ProcessError>(())
//! ```
//!
//! [`star`](Pool::star) spreads tuples over several arguments, with every verb; without it a tuple is one argument:
//!
//! ```
//! let pool = processing::Pool::new()?;
//! let one = |pair: (u64, u64)| pair.0 * pair.1;
//! let two = |a: u64, b: u64| a * b;
//! assert_eq!(pool.map(one, [(1, 2), (3, 4)])?, [2, 12]);
//! assert_eq!(pool.star().map(two, [(1, 2), (3, 4)])?, [2, 12]);
//! for (result, due) in pool.star().imap(two, [(1, 2), (3, 4)]).zip([2, 12]) {
//!     assert_eq!(result?, due);
//! }
//! assert_eq!(pool.star().async_map(two, [(1, 2), (3, 4)]).get()?, [2, 12]);
//! assert_eq!(pool.star().unordered_imap(two, [(1, 2), (3, 4)]).count(), 2);
//! # Ok::<(), processing::ProcessError>(())
//! ```
//!
//! Columns become tuples by `zip`; a constructor of several arguments takes them:
//!
//! ```
//! # use processing::prelude::*;
//! # use processing::skprocess;
//! #[derive(Cerial)]
//! struct ColorImage {
//!     image_data: Vec<u8>,
//!     color: u8,
//!     percent_change: u8,
//! }
//! impl ColorImage {
//!     fn new(image: Vec<u8>, color: u8, percent_change: u8) -> Self {
//!         ColorImage { image_data: image, color, percent_change }
//!     }
//! }
//! # impl Skprocess for ColorImage {
//! #     type Output = Vec<u8>;
//! #     fn config(&self) -> ProcessConfig { ProcessConfig::new().runs(1) }
//! #     fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
//! #         let change = self.color * self.percent_change / 100;
//! #         self.image_data.iter_mut().for_each(|pixel| *pixel += change);
//! #         Ok(())
//! #     }
//! #     fn result(&mut self, _cx: &ProcessContext) -> processing::Result<Vec<u8>> {
//! #         Ok(std::mem::take(&mut self.image_data))
//! #     }
//! # }
//! # let (images, colors, percent_changes) = ([vec![1], vec![2]], [2, 1], [50, 100]);
//! let pool = Pool::new()?;
//! let columns = images.into_iter().zip(colors).zip(percent_changes);
//! let rows = columns.map(|((image, color), percent_change)| (image, color, percent_change));
//! let colored_images = pool.star().map(skprocess(ColorImage::new), rows)?;
//! # assert_eq!(colored_images, [vec![2], vec![3]]);
//! # Ok::<(), processing::ProcessError>(())
//! ```
//!
//! Objects live as they would in a process of their own, those without a limit too: they end when they call
//! [`cx.stop()`](crate::ProcessContext::stop), or by [`Job::stop`](crate::Job::stop):
//!
//! ```
//! # use processing::prelude::*;
//! # use processing::skprocess;
//! #[derive(Cerial)]
//! struct Watch {
//!     turns: u64,
//! }
//! impl Skprocess for Watch {
//!     type Output = u64;
//!     fn run(&mut self, cx: &ProcessContext) -> processing::Result {
//!         self.turns += 1;
//!         cx.tell(self.turns)?;
//!         Ok(())
//!     }
//!     fn result(&mut self, _cx: &ProcessContext) -> processing::Result<u64> {
//!         Ok(self.turns)
//!     }
//! }
//! let pool = Pool::new()?;
//! let watch = pool.submit(skprocess(|| Watch { turns: 0 }), ())?;
//! while watch.listen::<u64>()? < 10 {}
//! watch.stop();
//! assert!(watch.get()? >= 10);
//! # Ok::<(), processing::ProcessError>(())
//! ```
//!
//! # How it works
//!
//! Items are encoded on the caller's thread and grouped to batches; one frame brings a worker a batch, and one brings
//! many answers back. A worker and its parent share a little memory. There the worker notes each task that it starts,
//! and leaves each answer before it starts the next; so when it dies, what it had finished is kept, exactly the task
//! that it was in fails, and what it had not begun runs elsewhere. No task ever runs twice unless
//! [`retries`](Call::retries) asks for it.

mod batch;
mod builder;
mod call;
mod collect;
mod context;
mod crew;
mod handle;
mod iter;
mod mail;
mod order;
mod parcel;
mod progress;
mod reader;
mod scheduler;
mod sink;
mod stream;
mod talk;
mod ticket;
mod verbs;

pub use builder::PoolBuilder;
pub use call::{Call, Fallibly, Init, One, Star, With};
pub use handle::Pool;
pub use iter::{Imap, Indexed, UnorderedImap};
pub use progress::Progress;
