//! The names of types, as people write them.

/// The name of a type without the modules that its parts are in.
pub(super) fn short(name: &str) -> String {
    let mut short = String::with_capacity(name.len());
    let mut word = "";
    let mut rest = name;
    while let Some(letter) = rest.chars().next() {
        if rest.starts_with("::") && !rest[2..].starts_with(['<', '{']) {
            // What led here is a module, unless it ended with its arguments.
            word = "";
            rest = &rest[2..];
        } else if letter.is_alphanumeric() || letter == '_' {
            let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len());
            (word, rest) = rest.split_at(end);
        } else {
            short.push_str(std::mem::take(&mut word));
            short.push(letter);
            rest = &rest[letter.len_utf8()..];
        }
    }
    short.push_str(word);
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_left_out() {
        assert_eq!(short(std::any::type_name::<Vec<Option<std::rc::Rc<str>>>>()), "Vec<Option<Rc<str>>>");
        assert_eq!(short("(a::B, &'static c::d::E<[u8; 3]>, f::G)"), "(B, &'static E<[u8; 3]>, G)");
        assert_eq!(short("alloc::boxed::Box<dyn core::fmt::Debug + Send>"), "Box<dyn Debug + Send>");
        assert_eq!(short("u8"), "u8");
        assert_eq!(short(""), "");
    }
}
