//! Methods that all doors have, on the doors themselves so that no trait has to be imported.

/// Starting a request: `get`, `post` and so on.
macro_rules! request_methods {
    ($door:ident) => {
        impl $door {
            $crate::front_door::door_methods::request_methods! { @each
                get "GET", post "POST", put "PUT", patch "PATCH",
                delete "DELETE", head "HEAD", options "OPTIONS"
            }

            /// Starts a request with any method.
            pub fn request(&self, method: &str, target: &str) -> super::RequestEvent<Self> {
                super::RequestEvent::new(self.clone(), method, target)
            }
        }
    };
    (@each $($name:ident $method:literal),*) => {$(
        #[doc = concat!("Starts a `", $method, "` request to a path with or without a query.")]
        pub fn $name(&self, target: &str) -> super::RequestEvent<Self> {
            self.request($method, target)
        }
    )*};
}

/// Changing what the door answers by itself.
macro_rules! gateway_response_method {
    ($door:ident) => {
        impl $door {
            /// Default AWS's; the status and body with which the door answers this error.
            ///
            /// # Panics
            /// If `status` is no HTTP status.
            #[must_use]
            #[track_caller]
            pub fn gateway_response(
                mut self,
                error: super::GatewayError,
                status: u16,
                body: impl Into<bytes::Bytes>,
            ) -> Self {
                self.answers.change(error, status, body.into());
                self
            }
        }
    };
}

pub(super) use gateway_response_method;
pub(super) use request_methods;
