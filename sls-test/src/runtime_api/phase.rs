//! The states of a runtime, by the names that Lambda's messages give them.

/// Where a runtime is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    InitError,
    InvocationErrorResponse,
    InvocationResponse,
    Ready,
    ResponseSent,
    RestoreError,
    RestoreReady,
    Restoring,
    Running,
    Started,
}

impl Phase {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::InitError => "InitError",
            Self::InvocationErrorResponse => "InvocationErrorResponse",
            Self::InvocationResponse => "InvocationResponse",
            Self::Ready => "Ready",
            Self::ResponseSent => "RuntimeResponseSentState",
            Self::RestoreError => "RuntimeRestoreErrorState",
            Self::RestoreReady => "RestoreReady",
            Self::Restoring => "Restoring",
            Self::Running => "Running",
            Self::Started => "Started",
        }
    }
}
