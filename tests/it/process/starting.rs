//! Starts that can't be: each is a clear error.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use cerial::{Decoder, Encoder, Schema, SchemaBuilder};
use processing::ErrorKind;
use processing::prelude::*;
use suite_tests::{Act, Need, Script, Watchdog, at, is_missing};

const LIMIT: Duration = Duration::from_secs(60);

fn once() -> ProcessConfig {
    ProcessConfig::new().runs(1)
}

/// A value that travels one way only, or not at all.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Trouble {
    None,
    Encode,
    EncodePanics,
    DecodeInParent,
    DecodeInParentPanics,
}

impl Schema for Trouble {
    fn schema(s: &mut SchemaBuilder) {
        s.name("Trouble");
    }
}

impl cerial::Encode for Trouble {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), cerial::Error> {
        match self {
            Trouble::Encode => return Err(cerial::Error::custom("this one stays at home")),
            Trouble::EncodePanics => panic!("no way out"),
            _ => encoder.bytes(&[*self as u8]),
        }
        Ok(())
    }
}

impl cerial::Decode for Trouble {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, cerial::Error> {
        let is_parent = ProcessContext::current().is_none();
        match decoder.byte()? {
            byte if byte == Trouble::DecodeInParent as u8 && is_parent => Err(cerial::Error::custom("not in here")),
            byte if byte == Trouble::DecodeInParentPanics as u8 && is_parent => panic!("not in here"),
            byte if byte == Trouble::DecodeInParent as u8 => Ok(Trouble::DecodeInParent),
            byte if byte == Trouble::DecodeInParentPanics as u8 => Ok(Trouble::DecodeInParentPanics),
            _ => Ok(Trouble::None),
        }
    }
}

/// Gives trouble as its result.
#[derive(Cerial)]
struct Give {
    number: u8,
}

impl Skprocess for Give {
    type Output = Trouble;

    fn config(&self) -> ProcessConfig {
        once()
    }

    fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
        Ok(())
    }

    fn result(&mut self, _cx: &ProcessContext) -> processing::Result<Trouble> {
        Ok([
            Trouble::None,
            Trouble::Encode,
            Trouble::EncodePanics,
            Trouble::DecodeInParent,
            Trouble::DecodeInParentPanics,
        ][usize::from(self.number)])
    }
}

/// Has trouble as a part.
#[derive(Cerial)]
struct Hold {
    parts: Vec<Trouble>,
}

impl Skprocess for Hold {
    type Output = ();

    fn run(&mut self, cx: &ProcessContext) -> processing::Result {
        cx.stop();
        Ok(())
    }
}

#[test]
fn an_object_that_can_not_be_encoded_is_an_error_with_its_path() {
    let error = Hold { parts: vec![Trouble::None, Trouble::Encode] }.start().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Encode);
    assert!(format!("{error:?}").contains(".parts[1]: this one stays at home"), "{error:?}");
}

#[test]
fn a_result_that_can_not_travel_is_an_error_that_says_where() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    assert_eq!(Give { number: 0 }.start()?.result()?, Trouble::None);
    let expected = [
        (1, ErrorKind::Encode, "this one stays at home"),
        (2, ErrorKind::Encode, "no way out"),
        (3, ErrorKind::Decode, "not in here"),
        (4, ErrorKind::Decode, "not in here"),
    ];
    for (number, kind, text) in expected {
        let error = Give { number }.start()?.result().unwrap_err();
        assert_eq!(error.kind(), kind, "{error:?}");
        assert!(format!("{error:?}").contains(text), "{error:?}");
    }
    Ok(())
}

/// Gives trouble as a part of its result.
#[derive(Cerial)]
struct GiveParts;

impl Skprocess for GiveParts {
    type Output = Hold;

    fn config(&self) -> ProcessConfig {
        once()
    }

    fn run(&mut self, cx: &ProcessContext) -> processing::Result {
        Ok(cx.tell((1_u8, vec![Trouble::DecodeInParent]))?)
    }

    fn result(&mut self, _cx: &ProcessContext) -> processing::Result<Hold> {
        Ok(Hold { parts: vec![Trouble::None, Trouble::DecodeInParent] })
    }
}

#[test]
fn what_can_not_be_decoded_is_an_error_with_its_path() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let process = GiveParts.start()?;
    let error = process.listen::<(u8, Vec<Trouble>)>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(format!("{error:?}").contains(".1[0]: not in here"), "{error:?}");
    let error = process.result().err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(format!("{error:?}").contains(".parts[1]: not in here"), "{error:?}");
    Ok(())
}

#[test]
fn a_chain_of_children_ends_at_a_depth() {
    /// Starts itself, for ever.
    #[derive(Cerial)]
    struct Deeper;
    impl Skprocess for Deeper {
        type Output = String;
        fn config(&self) -> ProcessConfig {
            once()
        }
        fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
            Ok(())
        }
        fn result(&mut self, _cx: &ProcessContext) -> processing::Result<String> {
            match Deeper.start() {
                Ok(process) => Ok(process.result()?),
                Err(error) => Ok(error.to_string()),
            }
        }
    }
    let _watchdog = Watchdog::new(LIMIT);
    let text = Deeper.start().unwrap().result().unwrap();
    assert!(text.contains("levels deep"), "{text}");
}

/// Runs this very test once more in a copy of this program, in another role; what it printed.
fn as_copy(test: &str, copy: &Path, role: &str) -> String {
    std::fs::copy(std::env::current_exe().unwrap(), copy).unwrap();
    let output = Command::new(copy)
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env("SUITE_TEST_ROLE", role)
        .output()
        .unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}");
    said
}

fn temporary(name: &str) -> std::path::PathBuf {
    std::env::temp_dir().join(format!("suitkaise-{name}-{}", std::process::id()))
}

#[test]
fn a_program_whose_file_was_replaced_still_starts_children() {
    if is_missing(Need::Removal) {
        return;
    }
    let _watchdog = Watchdog::new(LIMIT);
    let start = || Script::new([at(Section::Run, Act::Count)]).config(once()).start().unwrap().result().unwrap();
    if let Ok(path) = std::env::var("SUITE_TEST_ROLE") {
        assert_eq!(start(), 1);
        std::fs::remove_file(&path).unwrap();
        assert_eq!(start(), 1, "after the file was deleted");
        std::fs::write(&path, "another program").unwrap();
        assert_eq!(start(), 1, "after the file was replaced");
        println!("all started");
        return;
    }
    let copy = temporary("replaced");
    let test = "process::starting::a_program_whose_file_was_replaced_still_starts_children";
    let said = as_copy(test, &copy, copy.to_str().unwrap());
    std::fs::remove_file(&copy).unwrap();
    assert!(said.contains("all started"), "{said}");
}

#[test]
fn a_child_that_ends_before_it_says_hello_is_a_start_error() {
    let _watchdog = Watchdog::new(LIMIT);
    if let Ok(path) = std::env::var("SUITE_TEST_ROLE") {
        let marker = format!("{path}.marker");
        // In main mode a child runs `main`, hence this test: it ends here, before `init` could take it over.
        if Path::new(&marker).exists() {
            return;
        }
        processing::init();
        std::fs::write(&marker, "").unwrap();
        let error = Script::new([]).config(once()).start().unwrap().result().unwrap_err();
        std::fs::remove_file(&marker).unwrap();
        assert_eq!(error.kind(), ErrorKind::Start, "{error:?}");
        println!("{error}");
        // Without the marker it is taken over, and all is well.
        assert_eq!(Script::new([at(Section::Run, Act::Count)]).config(once()).start().unwrap().result().unwrap(), 1);
        return;
    }
    let copy = temporary("silent");
    let test = "process::starting::a_child_that_ends_before_it_says_hello_is_a_start_error";
    let said = as_copy(test, &copy, copy.to_str().unwrap());
    std::fs::remove_file(&copy).unwrap();
    assert!(said.contains("before it said hello") && said.contains("processing::init()"), "{said}");
}

#[test]
fn a_program_that_is_not_a_child_is_not_made_one_by_a_wrong_invitation() {
    let _watchdog = Watchdog::new(LIMIT);
    let output = Command::new(std::env::current_exe().unwrap())
        .arg("--list")
        .env("SUITKAISE_INVITATION", "1 hook 1 0 0")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(70));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("SUITKAISE_INVITATION") && said.contains("link"), "{said}");
}
