//! Files are opened again by path and mode, at the same position.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use cerial::{FileMode, FileRecipe, Live, copy, from_slice, to_vec};

/// A path for one test, at which there is nothing: a process that had the same number before may have left something.
fn path(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("live-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => panic!("{}: {error}", path.display()),
        _ => path,
    }
}

fn rest(live: &mut Live<File>) -> String {
    let mut text = String::new();
    live.get_mut().unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_file_that_was_read_in_part_is_read_on() {
    let path = path("read");
    fs::write(&path, "one two").unwrap();
    let mut here = Live::<File>::open(FileRecipe::read(&path)).unwrap();
    here.get_mut().unwrap().read_exact(&mut [0; 4]).unwrap();
    let mut there = copy(&here).unwrap();
    assert!(!there.is_open());
    assert_eq!((there.recipe().mode(), there.recipe().position()), (FileMode::Read, 4));
    assert_eq!(rest(&mut there), "two");
    assert_eq!(rest(&mut here), "two", "each side has a position of its own");
    assert_eq!(here.recipe().position(), 0, "here the recipe is the one it was opened by");
}

#[test]
fn a_file_that_was_never_opened_is_opened_as_was_asked() {
    let path = path("lazy");
    let mut there = copy(&Live::<File>::of(FileRecipe::read(&path).at(2))).unwrap();
    fs::write(&path, "12345").unwrap();
    assert_eq!(rest(&mut there), "345");
}

#[test]
fn a_file_that_was_made_anew_is_not_emptied_by_the_other_side() {
    let path = path("create");
    fs::write(&path, "something older").unwrap();
    let mut here = Live::<File>::open(FileRecipe::create(&path)).unwrap();
    here.get_mut().unwrap().write_all(b"one ").unwrap();
    let there = copy(&here).unwrap();
    assert_eq!((there.recipe().mode(), there.recipe().position()), (FileMode::Write, 4));
    there.into_inner().unwrap().write_all(b"two").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "one two");
}

#[test]
fn what_is_appended_to_goes_on_at_its_end() {
    let path = path("append");
    let mut here = Live::<File>::open(FileRecipe::append(&path)).unwrap();
    here.get_mut().unwrap().write_all(b"one ").unwrap();
    let mut there = copy(&here).unwrap();
    here.get_mut().unwrap().write_all(b"two ").unwrap();
    there.get_mut().unwrap().write_all(b"three").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "one two three");
}

#[test]
fn a_file_is_edited_by_both_sides() {
    let path = path("edit");
    fs::write(&path, "abcdef").unwrap();
    let mut here = Live::<File>::open(FileRecipe::edit(&path)).unwrap();
    here.get_mut().unwrap().seek(SeekFrom::Start(3)).unwrap();
    let mut there = copy(&here).unwrap();
    there.get_mut().unwrap().write_all(b"X").unwrap();
    assert_eq!(rest(&mut there), "ef");
    assert_eq!(rest(&mut here), "Xef");
    // To write into it, as it is.
    let mut writing = Live::<File>::of(FileRecipe::write(&path).at(1));
    writing.get_mut().unwrap().write_all(b"Y").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "aYcXef");
}

#[test]
fn a_missing_file_is_an_error_that_names_it_and_can_be_tried_again() {
    // As the system writes it: the folder of tests may be given in another way.
    let path = std::path::absolute(path("missing")).unwrap();
    let live = copy(&Live::<File>::of(FileRecipe::read(&path))).unwrap();
    let error = live.get().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let text = error.to_string();
    assert!(text.contains(&*path.to_string_lossy()) && text.contains("on this side too"), "{text}");
    let cause = std::error::Error::source(&error).expect("the system's own error is kept");
    assert!(cause.downcast_ref::<std::io::Error>().unwrap().raw_os_error().is_some());
    fs::write(&path, "here").unwrap();
    assert!(live.get().is_ok());
    assert!(Live::<File>::open(FileRecipe::read(path.join("below"))).is_err());
}

#[test]
fn a_recipe_is_its_path_its_mode_and_its_position() {
    let recipe = FileRecipe::append("x").at(7);
    let bytes = to_vec(&Live::<File>::of(recipe.clone())).unwrap();
    let path = recipe.path().to_str().unwrap();
    let body = [path.as_bytes(), &[3, 7, 0, 0, 0, 0, 0, 0, 0]].concat();
    assert_eq!(&bytes[bytes.len() - body.len()..], body);
    assert_eq!(from_slice::<FileRecipe>(&bytes).unwrap(), recipe);
    let mut unknown = bytes;
    let mode = unknown.len() - 9;
    unknown[mode] = 5;
    let error = from_slice::<Live<File>>(&unknown).unwrap_err();
    assert_eq!((error.kind(), error.path().to_string().as_str()), (cerial::ErrorKind::Invalid, ".mode"));
}

#[cfg(unix)]
#[test]
fn what_has_no_position_travels_without_one() {
    use std::os::fd::AsRawFd;

    let (reader, mut writer) = std::io::pipe().unwrap();
    writer.write_all(b"one").unwrap();
    let here = Live::<File>::open(FileRecipe::read(format!("/dev/fd/{}", reader.as_raw_fd()))).unwrap();
    let mut there = copy(&here).unwrap();
    assert_eq!(there.recipe().position(), 0);
    drop(writer);
    assert_eq!(rest(&mut there), "one");
}
