//! Cycles through collections and cells of foreign crates come back tied.

use std::cell::RefCell;
use std::hash::RandomState;
use std::rc::Rc;

use cerial::Cerial;
use indexmap::IndexMap;
use ndarray::Array1;
use once_cell::unsync::OnceCell;
use smallvec::SmallVec;

#[derive(Cerial)]
struct Node {
    few: SmallVec<[RefCell<Option<Rc<Node>>>; 1]>,
    table: Array1<RefCell<Option<Rc<Node>>>>,
    named: IndexMap<String, RefCell<Option<Rc<Node>>>, RandomState>,
    once: OnceCell<Rc<Node>>,
}

#[test]
fn a_cycle_through_each_of_them_is_tied() {
    let cell = || RefCell::new(None);
    let node = Rc::new(Node {
        few: [cell()].into(),
        table: Array1::from(vec![cell()]),
        named: IndexMap::from_iter([("self".to_owned(), cell())]),
        once: OnceCell::new(),
    });
    *node.few[0].borrow_mut() = Some(Rc::clone(&node));
    *node.table[0].borrow_mut() = Some(Rc::clone(&node));
    *node.named["self"].borrow_mut() = Some(Rc::clone(&node));
    assert!(node.once.set(Rc::clone(&node)).is_ok());

    let twin = cerial::copy(&node).unwrap();
    for node in [&node, &twin] {
        let points_back = |cell: &RefCell<Option<Rc<Node>>>| Rc::ptr_eq(cell.borrow().as_ref().unwrap(), node);
        assert!(points_back(&node.few[0]) && points_back(&node.table[0]) && points_back(&node.named["self"]));
        assert!(Rc::ptr_eq(node.once.get().unwrap(), node));
        // Lets go of all but the one that can't be taken out again.
        for cell in [&node.few[0], &node.table[0], &node.named["self"]] {
            drop(cell.take());
        }
    }
}
