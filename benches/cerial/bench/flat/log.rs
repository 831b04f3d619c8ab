//! Lines of a web server's log: short strings and a few numbers.

use super::structs;
use crate::random::Random;

structs! {
    pub(crate) struct Logs {
        pub(crate) logs: Vec<Log>,
    }

    pub(crate) struct Log {
        pub(crate) address: Address,
        pub(crate) identity: String,
        pub(crate) userid: String,
        pub(crate) date: String,
        pub(crate) request: String,
        pub(crate) code: u16,
        pub(crate) size: u64,
    }

    pub(crate) struct Address {
        pub(crate) x0: u8,
        pub(crate) x1: u8,
        pub(crate) x2: u8,
        pub(crate) x3: u8,
    }
}

/// Ten thousand lines.
pub(crate) fn make() -> Logs {
    let mut random = Random::new(1);
    Logs { logs: (0..10_000).map(|_| line(&mut random)).collect() }
}

fn line(random: &mut Random) -> Log {
    const USERS: &[&str] = &["-", "alice", "bob", "carmen", "dieter", "eugene"];
    const METHODS: &[&str] = &["GET", "POST", "PUT", "UPDATE", "DELETE"];
    const ROUTES: &[&str] = &[
        "/favicon.ico",
        "/css/index.css",
        "/css/font-awsome.min.css",
        "/img/logo-full.svg",
        "/img/splash.jpg",
        "/api/login",
        "/api/logout",
    ];
    const PROTOCOLS: &[&str] = &["HTTP/1.0", "HTTP/1.1", "HTTP/2"];
    const CODES: &[u16] = &[200, 200, 201, 204, 301, 304, 400, 401, 403, 404, 500, 502, 503];
    let [x0, x1, x2, x3, ..] = random.next().to_le_bytes();
    let request = format!("{} {} {}", random.pick(METHODS), random.pick(ROUTES), random.pick(PROTOCOLS));
    let date = format!(
        "{}/Jan/2021:{}:{}:{} +{}",
        random.below(28) + 1,
        random.below(24),
        random.below(60),
        random.below(60),
        random.below(10) * 100,
    );
    Log {
        address: Address { x0, x1, x2, x3 },
        identity: "-".into(),
        userid: random.pick(USERS).into(),
        date,
        request,
        code: CODES[random.below(CODES.len() as u64) as usize],
        size: random.below(100_000_000),
    }
}
