//! Proof that sktime is of use to those who depend on nothing else of the suite.
