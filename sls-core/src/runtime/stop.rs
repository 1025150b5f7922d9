//! Leaving the loop of `lambda_runtime` from outside.

use tokio::sync::mpsc;

use crate::failure::Failure;

/// Why the loop is left.
#[derive(Debug)]
pub(super) enum Stop {
    /// Lambda ends the environment.
    #[cfg_attr(not(all(unix, feature = "shutdown")), expect(dead_code, reason = "not announced"))]
    Announced,
    /// After a restore from a snapshot something is missing, and Lambda has been told.
    NotRestored(Failure),
}

/// What leaves the loop; the first one counts.
#[derive(Clone, Debug)]
pub(super) struct Stopper(mpsc::Sender<Stop>);

impl Stopper {
    /// Leaves the loop: whoever calls this is not polled again.
    pub(super) async fn stop(&self, why: Stop) -> ! {
        // Without a receiver the loop has been left already.
        let _ = self.0.send(why).await;
        std::future::pending().await
    }
}

/// What waits for a stop.
#[derive(Debug)]
pub(super) struct Stops {
    receiver: mpsc::Receiver<Stop>,
    /// So that without any other stopper nothing is received.
    _stopper: Stopper,
}

impl Stops {
    /// Returns if the loop is to be left.
    pub(super) async fn wait(&mut self) -> Stop {
        match self.receiver.recv().await {
            Some(stop) => stop,
            None => std::future::pending().await,
        }
    }
}

pub(super) fn stopper() -> (Stopper, Stops) {
    let (sender, receiver) = mpsc::channel(1);
    let stopper = Stopper(sender);
    (stopper.clone(), Stops { receiver, _stopper: stopper })
}
