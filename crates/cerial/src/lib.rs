//! cerial
