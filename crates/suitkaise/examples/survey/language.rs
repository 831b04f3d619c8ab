//! Which language a file is in, by its name.

use std::fmt;
use std::path::Path;

use suitkaise::prelude::*;

/// Makes the list of languages: a name, the extensions that tell it, and after the bar whole names of files
/// without an extension. All in lower case.
macro_rules! languages {
    ($($language:ident $name:literal: $($extension:literal)* $(| $($whole:literal)*)?;)*) => {
        /// A language that the survey knows; everything else is `Other`.
        #[derive(Cerial, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Language {
            $($language,)*
            Other,
        }

        const KNOWN: &[Known] = &[$(Known {
            language: Language::$language,
            name: $name,
            extensions: &[$($extension),*],
            wholes: &[$($($whole),*)?],
        },)*];
    };
}

/// How a language is told.
struct Known {
    language: Language,
    name: &'static str,
    extensions: &'static [&'static str],
    wholes: &'static [&'static str],
}

languages! {
    Assembly "Assembly": "asm" "s";
    C "C": "c" "h";
    Cpp "C++": "cc" "cpp" "cxx" "hh" "hpp" "hxx";
    CSharp "C#": "cs";
    Css "CSS": "css" "less" "scss";
    Go "Go": "go";
    Haskell "Haskell": "hs";
    Html "HTML": "htm" "html";
    Java "Java": "java";
    JavaScript "JavaScript": "cjs" "js" "jsx" "mjs";
    Json "JSON": "json";
    Kotlin "Kotlin": "kt" "kts";
    LockFile "Lock file": "lock";
    Make "Make": "mk" | "makefile" "gnumakefile";
    Markdown "Markdown": "markdown" "md";
    Perl "Perl": "pl" "pm";
    Php "PHP": "php";
    Python "Python": "py" "pyi";
    Ruby "Ruby": "rb";
    Rust "Rust": "rs";
    Shell "Shell": "bash" "sh" "zsh";
    Sql "SQL": "sql";
    Swift "Swift": "swift";
    Text "Text": "rst" "txt" | "authors" "changelog" "copying" "license" "license-apache" "license-mit" "readme";
    Toml "TOML": "toml";
    TypeScript "TypeScript": "ts" "tsx";
    Xml "XML": "svg" "xml";
    Yaml "YAML": "yaml" "yml";
    Zig "Zig": "zig";
}

impl Language {
    /// By the extension, or by the whole name of a file that has none.
    pub(crate) fn of(path: &Path) -> Self {
        let name = path.extension().or_else(|| path.file_name());
        let Some(name) = name.and_then(|name| name.to_str()).map(str::to_ascii_lowercase) else {
            return Language::Other;
        };
        let is_told = |known: &&Known| match path.extension() {
            Some(_) => known.extensions.contains(&name.as_str()),
            None => known.wholes.contains(&name.as_str()),
        };
        KNOWN.iter().find(is_told).map_or(Language::Other, |known| known.language)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = KNOWN.iter().find(|known| known.language == *self);
        f.pad(known.map_or("other", |known| known.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_tells_the_language() {
        for (name, language) in [
            ("src/lib.rs", Language::Rust),
            ("LIB.RS", Language::Rust),
            ("a.b.md", Language::Markdown),
            ("Makefile", Language::Make),
            ("LICENSE", Language::Text),
            ("Cargo.lock", Language::LockFile),
            (".gitignore", Language::Other),
            ("rs", Language::Other),
            ("a.", Language::Other),
            ("", Language::Other),
        ] {
            assert_eq!(Language::of(Path::new(name)), language, "{name}");
        }
    }

    #[test]
    fn no_extension_and_no_name_stands_for_two_languages() {
        for names in [|known: &Known| known.extensions, |known: &Known| known.wholes] {
            let mut all: Vec<&str> = KNOWN.iter().flat_map(names).copied().collect();
            let number = all.len();
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), number);
            assert!(all.iter().all(|name| *name == name.to_ascii_lowercase()));
        }
    }

    #[test]
    fn names_are_shown_with_the_width_that_is_asked_for() {
        assert_eq!(format!("[{:<8}]", Language::Cpp), "[C++     ]");
        assert_eq!(Language::Other.to_string(), "other");
    }
}
