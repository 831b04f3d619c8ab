//! Sockets: addresses, and the settings that std can read back.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::time::Duration;

use super::Resource;
use super::recipe::recipe;

/// How to connect: whom to, and how to wait.
///
/// The settings are those of the connection when it travels, wherever it was opened. `nonblocking` isn't among them,
/// since std can't read it back: set it where you use it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TcpRecipe {
    peer: SocketAddr,
    connect_timeout: Option<Duration>,
    nodelay: bool,
    read_timeout: Option<Duration>,
    write_timeout: Option<Duration>,
}

recipe!(TcpRecipe {
    peer: SocketAddr,
    connect_timeout: Option<Duration>,
    nodelay: bool,
    read_timeout: Option<Duration>,
    write_timeout: Option<Duration>,
});

impl TcpRecipe {
    /// To connect to this address.
    #[must_use]
    pub fn to(peer: impl Into<SocketAddr>) -> Self {
        let peer = peer.into();
        Self { peer, connect_timeout: None, nodelay: false, read_timeout: None, write_timeout: None }
    }

    /// To connect as this connection is.
    ///
    /// # Errors
    /// When it isn't connected any more.
    pub fn of(stream: &TcpStream) -> io::Result<Self> {
        Self::to(stream.peer_addr()?).with_settings_of(stream)
    }

    fn with_settings_of(self, stream: &TcpStream) -> io::Result<Self> {
        let nodelay = stream.nodelay()?;
        let (read_timeout, write_timeout) = (stream.read_timeout()?, stream.write_timeout()?);
        Ok(Self { nodelay, read_timeout, write_timeout, ..self })
    }

    /// How long to wait for the connection; as long as the system does, if nothing is said. Zero is an error when it
    /// is opened.
    #[must_use]
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = Some(limit);
        self
    }

    /// Whom it connects to.
    #[must_use]
    pub fn peer(&self) -> SocketAddr {
        self.peer
    }
}

impl<A: Into<SocketAddr>> From<A> for TcpRecipe {
    fn from(peer: A) -> Self {
        Self::to(peer)
    }
}

impl Resource for TcpStream {
    type Recipe = TcpRecipe;

    fn open(recipe: &TcpRecipe) -> io::Result<Self> {
        let stream = match recipe.connect_timeout {
            Some(limit) => Self::connect_timeout(&recipe.peer, limit)?,
            None => Self::connect(recipe.peer)?,
        };
        stream.set_nodelay(recipe.nodelay)?;
        stream.set_read_timeout(recipe.read_timeout)?;
        stream.set_write_timeout(recipe.write_timeout)?;
        Ok(stream)
    }

    fn recipe_now(&self, recipe: &TcpRecipe) -> io::Result<Option<TcpRecipe>> {
        recipe.clone().with_settings_of(self).map(Some)
    }

    fn describe(recipe: &TcpRecipe) -> String {
        format!("a connection to {}", recipe.peer)
    }
}

/// How to open a UDP socket: its own address, and the peer it is connected to.
///
/// The other side needs an address of its own: with a fixed port the original must be gone by then, or stay on another
/// machine. With port 0 each side has one that is free.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UdpRecipe {
    local: SocketAddr,
    peer: Option<SocketAddr>,
    broadcast: bool,
    read_timeout: Option<Duration>,
    write_timeout: Option<Duration>,
}

recipe!(UdpRecipe {
    local: SocketAddr,
    peer: Option<SocketAddr>,
    broadcast: bool,
    read_timeout: Option<Duration>,
    write_timeout: Option<Duration>,
});

impl UdpRecipe {
    /// To stand at this address.
    #[must_use]
    pub fn at(local: impl Into<SocketAddr>) -> Self {
        Self { local: local.into(), peer: None, broadcast: false, read_timeout: None, write_timeout: None }
    }

    /// To stand where this socket does, and to be connected as it is.
    ///
    /// # Errors
    /// When the system doesn't tell.
    pub fn of(socket: &UdpSocket) -> io::Result<Self> {
        Self::at(socket.local_addr()?).with_settings_of(socket)
    }

    fn with_settings_of(self, socket: &UdpSocket) -> io::Result<Self> {
        let peer = match socket.peer_addr() {
            Ok(peer) => Some(peer),
            Err(error) if error.kind() == ErrorKind::NotConnected => None,
            Err(error) => return Err(error),
        };
        let (read_timeout, write_timeout) = (socket.read_timeout()?, socket.write_timeout()?);
        Ok(Self { peer, broadcast: socket.broadcast()?, read_timeout, write_timeout, ..self })
    }

    /// To send to this peer, and to hear it alone.
    #[must_use]
    pub fn connected_to(mut self, peer: impl Into<SocketAddr>) -> Self {
        self.peer = Some(peer.into());
        self
    }

    /// Its own address.
    #[must_use]
    pub fn local(&self) -> SocketAddr {
        self.local
    }

    /// The peer that it is connected to.
    #[must_use]
    pub fn peer(&self) -> Option<SocketAddr> {
        self.peer
    }
}

impl<A: Into<SocketAddr>> From<A> for UdpRecipe {
    fn from(local: A) -> Self {
        Self::at(local)
    }
}

impl Resource for UdpSocket {
    type Recipe = UdpRecipe;

    fn open(recipe: &UdpRecipe) -> io::Result<Self> {
        let socket = Self::bind(recipe.local)?;
        socket.set_broadcast(recipe.broadcast)?;
        socket.set_read_timeout(recipe.read_timeout)?;
        socket.set_write_timeout(recipe.write_timeout)?;
        if let Some(peer) = recipe.peer {
            socket.connect(peer)?;
        }
        Ok(socket)
    }

    fn recipe_now(&self, recipe: &UdpRecipe) -> io::Result<Option<UdpRecipe>> {
        recipe.clone().with_settings_of(self).map(Some)
    }

    fn describe(recipe: &UdpRecipe) -> String {
        match recipe.peer {
            Some(peer) => format!("a UDP socket at {} for {peer}", recipe.local),
            None => format!("a UDP socket at {}", recipe.local),
        }
    }
}

/// How to listen: the address. With a fixed port the original must be gone before the other side can, or stay on
/// another machine; with port 0 each side has one that is free.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListenerRecipe {
    local: SocketAddr,
}

recipe!(ListenerRecipe { local: SocketAddr });

impl ListenerRecipe {
    /// To listen at this address.
    #[must_use]
    pub fn at(local: impl Into<SocketAddr>) -> Self {
        Self { local: local.into() }
    }

    /// To listen where this one does.
    ///
    /// # Errors
    /// When the system doesn't tell.
    pub fn of(listener: &TcpListener) -> io::Result<Self> {
        listener.local_addr().map(Self::at)
    }

    /// Where it listens.
    #[must_use]
    pub fn local(&self) -> SocketAddr {
        self.local
    }
}

impl<A: Into<SocketAddr>> From<A> for ListenerRecipe {
    fn from(local: A) -> Self {
        Self::at(local)
    }
}

impl Resource for TcpListener {
    type Recipe = ListenerRecipe;

    fn open(recipe: &ListenerRecipe) -> io::Result<Self> {
        Self::bind(recipe.local)
    }

    fn describe(recipe: &ListenerRecipe) -> String {
        format!("a listener at {}", recipe.local)
    }
}
