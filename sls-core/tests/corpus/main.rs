//! Checks on a folder of sample events that is no part of the project.
//!
//! `SLS_EVENT_CORPUS` names the folder; without it nothing is checked.

// All of this is test code anyway: the attribute says so to clippy, which looks no further.
#[cfg(test)]
mod decode;
#[cfg(test)]
mod detect;
#[cfg(test)]
mod rows;
