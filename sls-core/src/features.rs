//! What the attributes may ask for, and what is said where the feature for it is off.

/// Not public API. An annotated handler with its settings for what comes twice.
#[cfg(feature = "idempotency")]
#[doc(hidden)]
#[macro_export]
macro_rules! __idempotent {
    ($handler:block $($settings:tt)*) => {
        $handler.idempotent($($settings)*)
    };
}

/// Not public API. The same where there is nothing that could heed them.
#[cfg(not(feature = "idempotency"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __idempotent {
    ($handler:block $($settings:tt)*) => {{
        ::core::compile_error!(
            "`idempotent` needs a feature of `sls-core`: write \
             `sls-core = { version = \"..\", features = [\"idempotency\"] }` in `Cargo.toml`"
        );
        $handler
    }};
}
