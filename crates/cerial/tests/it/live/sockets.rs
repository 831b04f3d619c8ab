//! Sockets are opened again by address, with the settings that they had.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::time::Duration;

use cerial::{ListenerRecipe, Live, TcpRecipe, UdpRecipe, copy};

const ANY_PORT: (Ipv4Addr, u16) = (Ipv4Addr::LOCALHOST, 0);
const PATIENCE: Option<Duration> = Some(Duration::from_secs(20));

/// An address where nobody listens.
fn nobody() -> SocketAddr {
    TcpListener::bind(ANY_PORT).unwrap().local_addr().unwrap()
}

#[test]
fn a_connection_is_made_anew_to_the_same_peer() {
    let listener = TcpListener::bind(ANY_PORT).unwrap();
    let mut here = Live::<TcpStream>::open(listener.local_addr().unwrap()).unwrap();
    here.get().unwrap().set_nodelay(true).unwrap();
    here.get().unwrap().set_read_timeout(PATIENCE).unwrap();
    let (mut first, _) = listener.accept().unwrap();
    let mut there = copy(&here).unwrap();
    assert!(!there.is_open());
    there.get_mut().unwrap().write_all(b"there").unwrap();
    let (mut second, _) = listener.accept().unwrap();
    here.get_mut().unwrap().write_all(b"here!").unwrap();
    let mut read = [0; 5];
    first.read_exact(&mut read).unwrap();
    assert_eq!(&read, b"here!");
    second.read_exact(&mut read).unwrap();
    assert_eq!(&read, b"there");
    let there = there.into_inner().unwrap();
    assert!(there.nodelay().unwrap());
    assert_eq!((there.read_timeout().unwrap(), there.write_timeout().unwrap()), (PATIENCE, None));
}

#[test]
fn a_connection_that_was_open_before_tells_its_recipe() {
    let listener = TcpListener::bind(ANY_PORT).unwrap();
    let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let live = Live::with(TcpRecipe::of(&stream).unwrap(), stream);
    assert!(live.is_open());
    assert_eq!(copy(&live).unwrap().recipe().peer(), listener.local_addr().unwrap());
}

#[test]
fn a_peer_that_is_gone_is_an_error_that_names_it() {
    let peer = nobody();
    let recipe = TcpRecipe::to(peer).connect_timeout(PATIENCE.unwrap());
    let error = copy(&Live::<TcpStream>::of(recipe)).unwrap().into_inner().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    let text = error.to_string();
    assert!(text.contains(&peer.to_string()) && text.contains("start what should"), "{text}");
}

#[test]
fn a_udp_socket_has_a_port_of_its_own_and_the_same_peer() {
    let peer = UdpSocket::bind(ANY_PORT).unwrap();
    peer.set_read_timeout(PATIENCE).unwrap();
    let here = Live::<UdpSocket>::open(UdpRecipe::at(ANY_PORT).connected_to(peer.local_addr().unwrap())).unwrap();
    here.get().unwrap().set_broadcast(true).unwrap();
    let there = copy(&here).unwrap();
    assert_ne!(there.get().unwrap().local_addr().unwrap(), here.get().unwrap().local_addr().unwrap());
    assert!(there.get().unwrap().broadcast().unwrap());
    there.get().unwrap().send(b"hello").unwrap();
    let mut read = [0; 8];
    let (len, from) = peer.recv_from(&mut read).unwrap();
    assert_eq!((&read[..len], from), (&b"hello"[..], there.get().unwrap().local_addr().unwrap()));
}

#[test]
fn a_udp_socket_that_was_connected_later_travels_connected() {
    let peer = UdpSocket::bind(ANY_PORT).unwrap();
    let here = Live::<UdpSocket>::open(ANY_PORT).unwrap();
    assert_eq!(copy(&here).unwrap().recipe().peer(), None);
    here.get().unwrap().connect(peer.local_addr().unwrap()).unwrap();
    assert_eq!(copy(&here).unwrap().recipe().peer(), Some(peer.local_addr().unwrap()));
    let socket = here.into_inner().unwrap();
    let recipe = UdpRecipe::of(&socket).unwrap();
    assert_eq!(recipe.local(), socket.local_addr().unwrap());
    drop(socket);
    assert!(Live::<UdpSocket>::open(recipe).is_ok(), "its port is free again");
}

#[test]
fn a_listener_with_a_fixed_port_needs_the_original_gone() {
    let here = Live::<TcpListener>::open(ANY_PORT).unwrap();
    let recipe = ListenerRecipe::of(here.get().unwrap()).unwrap();
    let there = copy(&Live::<TcpListener>::of(recipe.clone())).unwrap();
    let error = there.get().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AddrInUse);
    let text = error.to_string();
    assert!(text.contains(&recipe.local().to_string()) && text.contains("ask for port 0"), "{text}");
    drop(here);
    let mut caller = TcpStream::connect(there.get().unwrap().local_addr().unwrap()).unwrap();
    caller.write_all(b"x").unwrap();
    assert!(there.get().unwrap().accept().is_ok());
    assert_eq!(there.get().unwrap().local_addr().unwrap(), recipe.local());
}

#[test]
fn a_listener_with_any_port_listens_on_both_sides() {
    let here = Live::<TcpListener>::open(ANY_PORT).unwrap();
    let there = copy(&here).unwrap();
    assert_ne!(there.get().unwrap().local_addr().unwrap(), here.get().unwrap().local_addr().unwrap());
}
