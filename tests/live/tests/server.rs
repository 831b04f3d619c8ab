//! Connections are made anew in child processes, to a real server.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use cerial::{Cerial, Live, TcpRecipe};
use live_test::Session;
use processing::prelude::*;
use suite_tests::Watchdog;

const LIMIT: Duration = Duration::from_secs(60);

/// A server that adds up what each of its connections sends.
fn server() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let address = listener.local_addr().expect("its address");
    thread::spawn(move || {
        for stream in listener.incoming() {
            thread::spawn(move || serve(stream.expect("a connection")));
        }
    });
    address
}

fn serve(mut stream: TcpStream) {
    let lines = BufReader::new(stream.try_clone().expect("both ways")).lines();
    let mut sum = 0;
    // The end of a connection, however it comes, is the end of its service.
    for line in lines.map_while(io::Result::ok) {
        sum += line.parse::<u64>().expect("a number");
        if writeln!(stream, "{sum}").is_err() {
            return;
        }
    }
}

fn session(server: SocketAddr) -> Session {
    Session { server: Live::of(TcpRecipe::to(server).connect_timeout(LIMIT)), sent: 0 }
}

fn add_all(mut session: Session, numbers: Vec<u64>) -> Result<(u64, u32), String> {
    let mut sum = 0;
    for number in numbers {
        sum = session.add(number).map_err(|error| error.to_string())?;
    }
    Ok((sum, session.sent))
}

#[test]
fn a_child_has_a_connection_of_its_own() {
    let _watchdog = Watchdog::new(LIMIT);
    let mut here = session(server());
    assert_eq!(here.add(100).unwrap(), 100);
    assert_eq!(here.add(10).unwrap(), 110);
    // What is beside the connection travels; the connection is another one, to which nothing was said yet.
    let job = processing::spawn(add_all, (cerial::copy(&here).unwrap(), vec![1_u64, 2, 3])).unwrap();
    assert_eq!(job.get().unwrap(), Ok((6, 5)));
    assert_eq!(here.add(1).unwrap(), 111, "the connection here goes on");
}

#[test]
fn a_server_that_is_gone_is_an_error_in_the_child_that_names_it() {
    let _watchdog = Watchdog::new(LIMIT);
    let gone = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    let text = processing::spawn(add_all, (session(gone), vec![1_u64])).unwrap().get().unwrap().unwrap_err();
    assert_eq!(text, format!("can't open a connection to {gone}: nobody listens there; start what should"));
}

/// A server of its own, in a child.
#[derive(Cerial)]
struct Greeter {
    door: Live<TcpListener>,
}

impl Skprocess for Greeter {
    type Output = String;

    fn run(&mut self, cx: &ProcessContext) -> processing::Result {
        let door = self.door.get()?;
        cx.tell(door.local_addr()?)?;
        let (mut caller, _) = door.accept()?;
        caller.write_all(b"hello")?;
        cx.stop();
        Ok(())
    }

    fn result(&mut self, _: &ProcessContext) -> processing::Result<String> {
        Ok(format!("{} at {:?}", self.door.is_open(), self.door.recipe().local()))
    }
}

#[test]
fn a_child_listens_where_its_recipe_says() {
    let _watchdog = Watchdog::new(LIMIT);
    let process = Greeter { door: Live::of((Ipv4Addr::LOCALHOST, 0)) }.start().unwrap();
    let address: SocketAddr = process.listen().unwrap();
    let mut greeting = String::new();
    TcpStream::connect(address).unwrap().read_to_string(&mut greeting).unwrap();
    assert_eq!(greeting, "hello");
    assert_eq!(process.result().unwrap(), "true at 127.0.0.1:0");
}
