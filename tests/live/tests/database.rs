//! A database is opened again in child processes, by each for itself.

use std::collections::HashSet;
use std::path::Path;
use std::process;
use std::time::Duration;

use cerial::{Cerial, Live};
use live_test::{Database, DatabaseRecipe};
use processing::prelude::*;
use rusqlite::Connection;
use suite_tests::Watchdog;

const LIMIT: Duration = Duration::from_secs(60);

/// Who writes into the database, and where it is.
#[derive(Cerial)]
struct Ledger {
    database: Live<Database>,
    who: String,
}

impl Ledger {
    fn pay(&self, amount: i64) -> Result<(), String> {
        let database = self.database.get().map_err(|error| error.to_string())?;
        let paid = database.execute("INSERT INTO payments VALUES (?1, ?2)", (&self.who, amount));
        paid.map(drop).map_err(|error| error.to_string())
    }

    fn total(&self) -> Result<i64, String> {
        let database = self.database.get().map_err(|error| error.to_string())?;
        let total = database.query_row("SELECT coalesce(sum(amount), 0) FROM payments", (), |row| row.get(0));
        total.map_err(|error| error.to_string())
    }
}

/// A database with an empty table.
fn ledger(folder: &Path) -> Ledger {
    let path = folder.join("payments.db");
    let made = Connection::open(&path).unwrap();
    made.execute("CREATE TABLE payments (who TEXT, amount INTEGER)", ()).unwrap();
    Ledger { database: Live::of(DatabaseRecipe { path, patience: LIMIT }), who: "parent".into() }
}

fn pay_as_child(mut ledger: Ledger, amount: i64) -> Result<(bool, i64), String> {
    let was_open = ledger.database.is_open();
    ledger.who = "child".into();
    ledger.pay(amount)?;
    Ok((was_open, ledger.total()?))
}

#[test]
fn a_child_writes_into_the_same_database_by_a_connection_of_its_own() {
    let _watchdog = Watchdog::new(LIMIT);
    let folder = tempfile::tempdir().unwrap();
    let ledger = ledger(folder.path());
    ledger.pay(5).unwrap();
    assert!(ledger.database.is_open());
    let job = processing::spawn(pay_as_child, (cerial::copy(&ledger).unwrap(), 7_i64)).unwrap();
    assert_eq!(job.get().unwrap(), Ok((false, 12)));
    assert_eq!(ledger.total(), Ok(12), "what the child wrote is seen here");
    let who: String = ledger
        .database
        .get()
        .unwrap()
        .query_row("SELECT who FROM payments WHERE amount = 7", (), |row| row.get(0))
        .unwrap();
    assert_eq!(who, "child");
}

fn total(ledger: Ledger) -> Result<i64, String> {
    ledger.total()
}

#[test]
fn what_is_not_committed_here_is_not_seen_there() {
    let _watchdog = Watchdog::new(LIMIT);
    let folder = tempfile::tempdir().unwrap();
    let ledger = ledger(folder.path());
    ledger.pay(5).unwrap();
    ledger.database.get().unwrap().execute_batch("BEGIN").unwrap();
    ledger.pay(100).unwrap();
    assert_eq!(ledger.total(), Ok(105));
    assert_eq!(processing::spawn(total, (cerial::copy(&ledger).unwrap(),)).unwrap().get().unwrap(), Ok(5));
}

#[test]
fn each_worker_of_a_pool_opens_it_once() {
    let _watchdog = Watchdog::new(LIMIT);
    let folder = tempfile::tempdir().unwrap();
    let ledger = ledger(folder.path());
    let pool = Pool::builder().workers(2).build().unwrap();
    let pay = |ledger: &Ledger, amount: i64| {
        let first = !ledger.database.is_open();
        ledger.pay(amount).map(|()| (process::id(), first))
    };
    let paid: Result<Vec<(u32, bool)>, String> = pool.with(&ledger).map(pay, 1..=40).unwrap().into_iter().collect();
    let paid = paid.unwrap();
    let workers: HashSet<u32> = paid.iter().map(|(worker, _)| *worker).collect();
    assert_eq!(paid.iter().filter(|(_, first)| *first).count(), workers.len());
    assert!(!ledger.database.is_open(), "the parent never used it");
    assert_eq!(ledger.total(), Ok(820));
}

/// Pays once a run; its first child dies in its second.
#[derive(Cerial)]
struct Payer(Ledger);

impl Skprocess for Payer {
    type Output = i64;

    fn config(&self) -> ProcessConfig {
        ProcessConfig::new().runs(3).lives(2)
    }

    fn run(&mut self, cx: &ProcessContext) -> processing::Result {
        if (cx.life(), cx.run()) == (0, 1) {
            assert!(self.0.database.is_open());
            process::abort();
        }
        Ok(self.0.pay(10)?)
    }

    fn result(&mut self, _: &ProcessContext) -> processing::Result<i64> {
        Ok(self.0.total()?)
    }
}

#[test]
fn a_life_after_a_crash_opens_it_again() {
    let _watchdog = Watchdog::new(LIMIT);
    let folder = tempfile::tempdir().unwrap();
    let process = Payer(ledger(folder.path())).start().unwrap();
    assert_eq!(process.result().unwrap(), 30);
}

#[test]
fn a_database_that_is_gone_is_an_error_that_names_it() {
    let _watchdog = Watchdog::new(LIMIT);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gone.db");
    let recipe = DatabaseRecipe { path: path.clone(), patience: LIMIT };
    let ledger = Ledger { database: Live::of(recipe), who: String::new() };
    let text = processing::spawn(total, (ledger,)).unwrap().get().unwrap().unwrap_err();
    let expected = format!(
        "can't open the database {}: only its recipe has travelled; it must be there on this side too",
        path.display()
    );
    assert_eq!(text, expected);
}
