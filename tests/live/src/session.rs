//! A session with a server that adds numbers up: a line with a number there, a line with the sum so far back.

use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;

use cerial::{Cerial, Live};

/// A session, and how much was said in it.
#[derive(Debug, Cerial)]
pub struct Session {
    /// The connection, which each side has for itself.
    pub server: Live<TcpStream>,
    /// How many numbers were sent, on all sides.
    pub sent: u32,
}

impl Session {
    /// Sends a number, and takes the sum of all that this connection has sent.
    ///
    /// # Errors
    /// When the server can't be reached, or says something else.
    pub fn add(&mut self, number: u64) -> io::Result<u64> {
        let stream = self.server.get_mut()?;
        writeln!(stream, "{number}")?;
        let mut sum = String::new();
        // One line comes for each that goes, so nothing is left behind in the reader.
        BufReader::new(stream).read_line(&mut sum)?;
        self.sent += 1;
        sum.trim().parse().map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }
}
