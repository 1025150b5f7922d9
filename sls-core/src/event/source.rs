//! Who sent an event.

use std::fmt;

use super::Source;

/// Makes [`Source`] and [`SERVICES`](super::SERVICES) of the list of sources.
macro_rules! sources {
    ($($(#[$doc:meta])+ $source:ident => $service:path,)+) => {
        /// The service that sent an event.
        ///
        /// Nothing outside an event names its sender, so each variant says which fields of the
        /// event tell. When one event carries another, such as a notification of Amazon SNS in a
        /// message of Amazon SQS, the outer one is the source.
        ///
        /// [`as_str`](Self::as_str) is a stable identifier; `Display` is the name that AWS uses.
        ///
        /// # Example
        ///
        /// ```
        /// use sls_core::Source;
        ///
        /// assert_eq!(Source::S3.as_str(), "s3");
        /// assert_eq!(format!("an event from {}", Source::S3), "an event from Amazon S3");
        /// ```
        #[non_exhaustive]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Source {
            $($(#[$doc])+ $source,)+
        }

        impl Source {
            /// The label and the name.
            const fn names(self) -> (&'static str, &'static str) {
                // The blocks keep everything else about the services out of the program.
                match self {
                    $(Self::$source => const { ($service.label, $service.name) },)+
                }
            }
        }

        /// What there is to know about each source.
        pub(crate) const SERVICES: &[(Source, Service)] = &[$((Source::$source, $service),)+];
    };
}
pub(super) use sources;

impl Source {
    /// A stable lower-case identifier, for logs, configuration and command lines.
    ///
    /// # Example
    ///
    /// ```
    /// use sls_core::Source;
    ///
    /// assert_eq!(Source::ApiGatewayHttp.as_str(), "apigw_http");
    /// assert_eq!(Source::Unrecognized.as_str(), "other");
    /// ```
    pub const fn as_str(self) -> &'static str {
        self.names().0
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.names().1)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::event::SERVICES;

    #[test]
    fn the_list_is_in_alphabetical_order() {
        assert!(SERVICES.is_sorted_by_key(|(source, _)| format!("{source:?}")));
    }

    #[test]
    fn every_source_has_a_label_and_a_name_of_its_own() {
        let labels: BTreeSet<_> = SERVICES.iter().map(|(source, _)| source.as_str()).collect();
        let names: BTreeSet<_> = SERVICES.iter().map(|(source, _)| source.to_string()).collect();
        assert_eq!(labels.len(), SERVICES.len());
        assert_eq!(names.len(), SERVICES.len());
    }

    #[test]
    fn labels_are_lower_case_identifiers() {
        for (source, _) in SERVICES {
            let label = source.as_str();
            let is_lower = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_');
            assert!(label.bytes().all(is_lower) && !label.is_empty(), "{label}");
        }
    }
}
