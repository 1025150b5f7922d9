//! What is built once and kept between invocations.
