//! The wish to stop.

use tokio::sync::watch;

/// Tells an apply to start nothing more. What is outstanding is still waited for.
#[derive(Debug, Clone)]
pub struct Interrupt {
    wished: Option<watch::Receiver<bool>>,
}

/// Interrupts an apply.
#[derive(Debug)]
pub struct Interrupter(watch::Sender<bool>);

impl Interrupt {
    /// An apply that runs to its end.
    pub fn never() -> Self {
        Self { wished: None }
    }

    /// An interrupt and the handle that triggers it.
    pub fn new() -> (Interrupter, Self) {
        let (sender, receiver) = watch::channel(false);
        let interrupt = Self {
            wished: Some(receiver),
        };
        (Interrupter(sender), interrupt)
    }

    /// Whether it was triggered.
    pub fn is_set(&self) -> bool {
        self.wished
            .as_ref()
            .is_some_and(|receiver| *receiver.borrow())
    }

    /// Waits until it is triggered; forever if that cannot happen any more.
    pub async fn triggered(&mut self) {
        if let Some(receiver) = &mut self.wished
            && receiver.wait_for(|wished| *wished).await.is_ok()
        {
            return;
        }
        std::future::pending::<()>().await;
    }
}

impl Interrupter {
    /// Triggers the interrupt; again is no harm.
    pub fn trigger(&self) {
        self.0.send_replace(true);
    }
}
