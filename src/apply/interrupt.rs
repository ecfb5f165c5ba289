//! Stopping an apply: first to start nothing more, then to end at once.

use tokio::sync::watch;

/// How far an apply is interrupted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Interruption {
    #[default]
    None,
    /// Nothing more is started; what is outstanding is waited for.
    Stop,
    /// Nothing is waited for.
    End,
}

/// Tells an apply to start nothing more, or to end at once.
#[derive(Debug, Clone)]
pub struct Interrupt {
    level: Option<watch::Receiver<Interruption>>,
}

/// Interrupts an apply.
#[derive(Debug)]
pub struct Interrupter(watch::Sender<Interruption>);

impl Interrupt {
    /// An apply that runs to its end.
    pub fn never() -> Self {
        Self { level: None }
    }

    /// An interrupt and the handle that triggers it.
    pub fn new() -> (Interrupter, Self) {
        let (sender, receiver) = watch::channel(Interruption::None);
        let interrupt = Self {
            level: Some(receiver),
        };
        (Interrupter(sender), interrupt)
    }

    /// Whether it was triggered.
    pub fn is_set(&self) -> bool {
        self.level
            .as_ref()
            .is_some_and(|receiver| *receiver.borrow() >= Interruption::Stop)
    }

    /// Waits until it is triggered; forever if that cannot happen any more.
    pub async fn triggered(&mut self) {
        self.reaches(Interruption::Stop).await;
    }

    /// Waits until the apply is to end at once; forever if that cannot happen any more.
    pub async fn ended(&mut self) {
        self.reaches(Interruption::End).await;
    }

    async fn reaches(&mut self, wanted: Interruption) {
        if let Some(receiver) = &mut self.level
            && receiver.wait_for(|level| *level >= wanted).await.is_ok()
        {
            return;
        }
        std::future::pending::<()>().await;
    }
}

impl Interrupter {
    /// Lets nothing more start. To trigger it again does no harm.
    pub fn trigger(&self) {
        self.0
            .send_modify(|level| *level = (*level).max(Interruption::Stop));
    }

    /// Ends the apply at once: what is outstanding is named, and not waited for.
    pub fn end(&self) {
        self.0.send_replace(Interruption::End);
    }
}
