//! cerial-derive
