//! Proof that cerial is of use to those who depend on nothing else of the suite.
