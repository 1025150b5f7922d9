//! What an attribute makes of a function, and how one speaks of it.

use proc_macro2::{Ident, Span};

/// A handler or a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    Handler,
    Resource,
}

impl Item {
    pub(crate) const fn attribute(self) -> &'static str {
        match self {
            Self::Handler => "#[handler]",
            Self::Resource => "#[resource]",
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Handler => "handler",
            Self::Resource => "resource",
        }
    }

    /// What to write in place of a second attribute below this one.
    pub(crate) const fn instead_of_two(self, other: Self) -> &'static str {
        match (self, other) {
            (Self::Handler, Self::Handler) => {
                "name all sources in one attribute: `#[handler(http = \"..\", sqs = \"..\")]`"
            }
            (Self::Resource, Self::Resource) => {
                "write all settings in one attribute: `#[resource(lazy, max_idle = \"..\")]`"
            }
            _ => "a function is a handler or a resource and not both: make two functions of it",
        }
    }

    pub(crate) const fn noun(self) -> &'static str {
        match self {
            Self::Handler => "a handler",
            Self::Resource => "a resource",
        }
    }

    /// The trait in `__private`, its function, and what that returns.
    pub(crate) fn registration(self) -> [Ident; 3] {
        let names = match self {
            Self::Handler => ["Annotated", "handler", "Handler"],
            Self::Resource => ["AnnotatedResource", "resource", "AnyResource"],
        };
        names.map(|name| Ident::new(name, Span::mixed_site()))
    }

    /// As many arguments as `sls_core` implements its traits for.
    pub(crate) const fn most_arguments(self) -> usize {
        match self {
            Self::Handler => 12,
            Self::Resource => 8,
        }
    }

    /// What a function is to it: "a handler is" one.
    pub(crate) const fn is_by(self) -> &'static str {
        match self {
            Self::Handler => "a handler is",
            Self::Resource => "a resource is built by",
        }
    }

    /// What the runtime does with it.
    pub(crate) const fn participle(self) -> &'static str {
        match self {
            Self::Handler => "called",
            Self::Resource => "built",
        }
    }

    pub(crate) const fn origin_of_arguments(self) -> &'static str {
        match self {
            Self::Handler => "is made from the event",
            Self::Resource => "is found by its type",
        }
    }

    /// Why it cannot be `main`.
    pub(crate) const fn main(self) -> &'static str {
        match self {
            Self::Handler => {
                "`main` starts the handlers and is none: name this function otherwise and write \
                 `fn main() -> sls_core::Result<()> { sls_core::run(name) }`"
            }
            Self::Resource => {
                "`main` starts the handlers and is no resource: name this function otherwise"
            }
        }
    }
}
