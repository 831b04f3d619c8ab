//! Shapes of graphs that programs have: an HTML document, and graphs by index and by pointer.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::rc::{Rc, Weak};

use cerial::Cerial;

type Handle = Rc<Node>;

/// A node of a document, as `markup5ever_rcdom` has it: the parent in a `Cell`, which nobody can look into.
#[derive(Cerial)]
struct Node {
    parent: Cell<Option<Weak<Node>>>,
    children: RefCell<Vec<Handle>>,
    data: NodeData,
}

#[derive(Cerial)]
enum NodeData {
    Document,
    Doctype { name: Rc<str>, public_id: Rc<str>, system_id: Rc<str> },
    Text { contents: RefCell<String> },
    Comment { contents: String },
    Element { name: QualName, attrs: RefCell<Vec<Attribute>>, template_contents: RefCell<Option<Handle>> },
}

/// Its parts are shared by all elements of that name.
#[derive(Cerial, Clone)]
struct QualName {
    prefix: Option<Rc<str>>,
    ns: Rc<str>,
    local: Rc<str>,
}

#[derive(Cerial)]
struct Attribute {
    name: QualName,
    value: String,
}

impl Node {
    fn new(data: NodeData) -> Handle {
        Rc::new(Self { parent: Cell::new(None), children: RefCell::default(), data })
    }

    fn append(self: &Rc<Self>, child: Handle) {
        child.parent.set(Some(Rc::downgrade(self)));
        self.children.borrow_mut().push(child);
    }

    fn parent(&self) -> Option<Handle> {
        let parent = self.parent.take();
        self.parent.set(parent.clone());
        parent?.upgrade()
    }

    fn child(&self, at: usize) -> Handle {
        Rc::clone(&self.children.borrow()[at])
    }

    fn name(&self) -> &QualName {
        match &self.data {
            NodeData::Element { name, .. } => name,
            _ => panic!("an element has a name"),
        }
    }

    fn template(&self) -> Option<Handle> {
        match &self.data {
            NodeData::Element { template_contents, .. } => template_contents.borrow().clone(),
            _ => None,
        }
    }

    fn html(&self, out: &mut String) {
        match &self.data {
            NodeData::Document => {}
            NodeData::Doctype { name, public_id, system_id } => *out += &format!("<!{name}{public_id}{system_id}>"),
            NodeData::Text { contents } => *out += &contents.borrow(),
            NodeData::Comment { contents } => *out += &format!("<!--{contents}-->"),
            NodeData::Element { name, attrs, template_contents } => {
                *out += &format!("<{}", name.local);
                for Attribute { name, value } in attrs.borrow().iter() {
                    *out += &format!(" {}={value}", name.local);
                }
                *out += ">";
                if let Some(contents) = &*template_contents.borrow() {
                    contents.html(out);
                }
            }
        }
        self.children.borrow().iter().for_each(|child| child.html(out));
    }
}

#[test]
fn a_document_comes_back_with_its_parents_its_names_and_its_templates() {
    let (ns, empty) = (Rc::<str>::from("http://www.w3.org/1999/xhtml"), Rc::<str>::from(""));
    let mut locals: BTreeMap<&str, Rc<str>> = BTreeMap::new();
    let mut name = |local: &'static str| {
        let local = Rc::clone(locals.entry(local).or_insert_with(|| local.into()));
        QualName { prefix: None, ns: Rc::clone(&ns), local }
    };
    let element = |name: QualName, attrs: Vec<Attribute>, contents: Option<Handle>| {
        Node::new(NodeData::Element { name, attrs: attrs.into(), template_contents: contents.into() })
    };
    let text = |contents: &str| Node::new(NodeData::Text { contents: RefCell::new(contents.into()) });
    let document = Node::new(NodeData::Document);
    let doctype = NodeData::Doctype { name: "html".into(), public_id: Rc::clone(&empty), system_id: empty };
    document.append(Node::new(doctype));
    document.append(Node::new(NodeData::Comment { contents: "a page".into() }));
    let (html, body) = (element(name("html"), vec![], None), element(name("body"), vec![], None));
    for (id, contents) in [("one", "first"), ("two", "second")] {
        let p = element(name("p"), vec![Attribute { name: name("id"), value: id.into() }], None);
        p.append(text(contents));
        body.append(p);
    }
    let inside = Node::new(NodeData::Document);
    inside.append(element(name("p"), vec![], None));
    body.append(element(name("template"), vec![], Some(inside)));
    html.append(body);
    document.append(html);

    let back: Handle = cerial::copy(&document).expect("it travels");

    let (mut before, mut after) = (String::new(), String::new());
    document.html(&mut before);
    back.html(&mut after);
    assert_eq!(before, "<!html><!--a page--><html><body><p id=one>first<p id=two>second<template><p>");
    assert_eq!(after, before);
    let (html, body) = (back.child(2), back.child(2).child(0));
    let (one, two) = (body.child(0), body.child(1));
    assert!(back.parent().is_none());
    for (child, parent) in [(&html, &back), (&body, &html), (&one, &body), (&two, &body), (&one.child(0), &one)] {
        assert!(Rc::ptr_eq(&child.parent().expect("it has a parent"), parent));
    }
    let inside = body.child(2).template().expect("a template has contents");
    assert!(inside.parent().is_none() && Rc::ptr_eq(&inside.child(0).parent().expect("it has one"), &inside));
    assert!(Rc::ptr_eq(&one.name().local, &two.name().local) && Rc::ptr_eq(&one.name().ns, &html.name().ns));
    assert!(Rc::ptr_eq(&inside.child(0).name().local, &one.name().local));
    match &back.child(0).data {
        NodeData::Doctype { public_id, system_id, .. } => assert!(Rc::ptr_eq(public_id, system_id)),
        _ => panic!("the first node is the doctype"),
    }
    assert_eq!((Rc::strong_count(&back), Rc::weak_count(&back)), (1, 3));
}

/// A graph by indices, as `petgraph` has it: each edge is in two lists, that of its source and that of its target.
#[derive(Cerial, Debug, PartialEq)]
struct Graph<N, E> {
    nodes: Vec<GraphNode<N>>,
    edges: Vec<GraphEdge<E>>,
}

#[derive(Cerial, Debug, PartialEq)]
struct GraphNode<N> {
    weight: N,
    next: [Index; 2],
}

#[derive(Cerial, Debug, PartialEq)]
struct GraphEdge<E> {
    weight: E,
    next: [Index; 2],
    node: [Index; 2],
}

#[derive(Cerial, Clone, Copy, Debug, PartialEq, Eq)]
#[cerial(transparent)]
struct Index(u32);

const END: Index = Index(u32::MAX);

impl<N, E> Graph<N, E> {
    fn add_node(&mut self, weight: N) -> Index {
        self.nodes.push(GraphNode { weight, next: [END; 2] });
        Index(self.nodes.len() as u32 - 1)
    }

    fn add_edge(&mut self, from: Index, to: Index, weight: E) {
        let index = Index(self.edges.len() as u32);
        let mut next = [END; 2];
        for (direction, node) in [from, to].into_iter().enumerate() {
            let first = &mut self.nodes[node.0 as usize].next[direction];
            next[direction] = std::mem::replace(first, index);
        }
        self.edges.push(GraphEdge { weight, next, node: [from, to] });
    }

    fn neighbours(&self, of: Index) -> Vec<Index> {
        let mut at = self.nodes[of.0 as usize].next[0];
        let mut found = Vec::new();
        while at != END {
            let edge = &self.edges[at.0 as usize];
            found.push(edge.node[1]);
            at = edge.next[0];
        }
        found
    }
}

#[test]
fn a_graph_by_index_comes_back_with_the_weights_that_it_shares() {
    let (road, rail) = (Rc::<str>::from("road"), Rc::<str>::from("rail"));
    let mut graph = Graph { nodes: Vec::new(), edges: Vec::new() };
    let [a, b, c] = ["a", "b", "c"].map(|name| graph.add_node(name.to_owned()));
    for (from, to, by) in [(a, b, &road), (b, c, &rail), (c, a, &road), (a, a, &rail), (a, c, &road)] {
        graph.add_edge(from, to, Rc::clone(by));
    }
    let back: Graph<String, Rc<str>> = cerial::copy(&graph).expect("it travels");
    assert_eq!(back, graph);
    assert_eq!(back.neighbours(a), [c, a, b]);
    let by = |edge: usize| &back.edges[edge].weight;
    assert!(Rc::ptr_eq(by(0), by(2)) && Rc::ptr_eq(by(0), by(4)) && Rc::ptr_eq(by(1), by(3)));
    assert_eq!((Rc::strong_count(by(0)), Rc::strong_count(by(1))), (3, 2));
}

/// A graph by pointers: the map owns the vertices, which know their neighbours.
#[derive(Cerial, Default)]
struct Network {
    vertices: HashMap<String, Rc<Vertex>>,
    start: RefCell<Weak<Vertex>>,
}

#[derive(Cerial)]
struct Vertex {
    name: String,
    edges: RefCell<Vec<Edge>>,
}

#[derive(Cerial)]
struct Edge {
    to: Weak<Vertex>,
    /// The same in both directions.
    length: Rc<Cell<f64>>,
}

#[test]
fn a_graph_of_neighbours_comes_back_with_each_edge_in_both_directions() {
    let mut network = Network::default();
    for name in ["a", "b", "c", "d"] {
        network.vertices.insert(name.into(), Rc::new(Vertex { name: name.into(), edges: RefCell::default() }));
    }
    for (one, other) in [("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("d", "d")] {
        let length = Rc::new(Cell::new(1.0));
        for (from, to) in [(one, other), (other, one)] {
            let edge = Edge { to: Rc::downgrade(&network.vertices[to]), length: Rc::clone(&length) };
            network.vertices[from].edges.borrow_mut().push(edge);
        }
    }
    network.start.replace(Rc::downgrade(&network.vertices["b"]));

    let back = cerial::copy(&network).expect("it travels");

    assert!(Rc::ptr_eq(&back.start.borrow().upgrade().expect("it is there"), &back.vertices["b"]));
    for (name, vertex) in &back.vertices {
        assert_eq!(*name, vertex.name);
        let edges = vertex.edges.borrow();
        assert_eq!(edges.len(), network.vertices[name].edges.borrow().len());
        for (edge, was) in edges.iter().zip(network.vertices[name].edges.borrow().iter()) {
            let to = edge.to.upgrade().expect("it is there");
            assert_eq!(to.name, was.to.upgrade().expect("it is there").name);
            assert!(Rc::ptr_eq(&to, &back.vertices[&to.name]));
            let there_and_here = to.edges.borrow().iter().filter(|back| Rc::ptr_eq(&back.length, &edge.length)).count();
            assert_eq!(there_and_here, if to.name == *name { 2 } else { 1 });
        }
    }
}
