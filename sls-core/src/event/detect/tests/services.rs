//! What holds for the signs of all services, and so for the next one.

use super::book::{is_borne, senders};
use super::samples;
use crate::event::{SERVICES, Source};

#[test]
fn no_sample_bears_the_signs_of_two_services() {
    for (source, event) in samples() {
        let others = senders(&event).into_iter().filter(|it| *it != source).collect::<Vec<_>>();
        assert!(others.is_empty(), "{source:?} might be {others:?}: {event}");
    }
}

#[test]
fn every_sign_is_borne_by_a_sample() {
    for (source, service) in SERVICES {
        for sign in service.signs {
            let is_shown =
                samples().iter().any(|(it, event)| it == source && is_borne(sign, event));
            assert!(is_shown, "{source:?} has no sample with {sign:?}");
        }
    }
}

#[test]
fn what_bears_no_sign_is_unrecognized_and_nothing_else_is() {
    for (source, service) in SERVICES {
        assert!(!service.samples.is_empty(), "{source:?} has no sample");
        assert_eq!(service.signs.is_empty(), *source == Source::Unrecognized, "{source:?}");
    }
}
