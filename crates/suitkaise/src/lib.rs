//! suitkaise
