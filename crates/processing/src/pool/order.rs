//! Results that come in any order, given in the order of their items.

use std::collections::VecDeque;

/// Results whose turn has not come.
#[derive(Debug)]
pub(super) struct Order<T> {
    /// The item whose turn it is.
    next: u64,
    waiting: VecDeque<Option<T>>,
    held: u64,
}

impl<T> Order<T> {
    pub(super) fn new() -> Self {
        Order { next: 0, waiting: VecDeque::new(), held: 0 }
    }

    /// Puts an item's result to its place.
    pub(super) fn put(&mut self, item: u64, result: T) {
        let place = (item - self.next) as usize;
        if place >= self.waiting.len() {
            self.waiting.resize_with(place + 1, || None);
        }
        self.held += u64::from(self.waiting[place].replace(result).is_none());
    }

    /// The result whose turn it is, if it has come.
    pub(super) fn pop(&mut self) -> Option<T> {
        let result = self.waiting.front_mut()?.take()?;
        self.waiting.pop_front();
        self.next += 1;
        self.held -= 1;
        Some(result)
    }

    /// The item whose turn it is.
    pub(super) fn next(&self) -> u64 {
        self.next
    }

    /// How many results wait for their turn.
    pub(super) fn held(&self) -> u64 {
        self.held
    }

    /// Gives up waiting for the item whose turn it is.
    pub(super) fn pass_over(&mut self) {
        self.waiting.pop_front();
        self.next += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_wait_for_their_turn() {
        let mut order = Order::new();
        order.put(2, 'c');
        order.put(1, 'b');
        assert_eq!((order.pop(), order.held()), (None, 2));
        order.put(0, 'a');
        assert_eq!([order.pop(), order.pop(), order.pop(), order.pop()], [Some('a'), Some('b'), Some('c'), None]);
        order.put(4, 'e');
        assert_eq!(order.pop(), None);
        order.pass_over();
        assert_eq!((order.next(), order.pop()), (4, Some('e')));
        order.pass_over();
        assert_eq!(order.next(), 6);
    }
}
