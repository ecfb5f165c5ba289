//! The wish to stop: first to start nothing more, then to end at once.

use tokio::sync::watch;

/// How urgent the wish is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Wish {
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
    wished: Option<watch::Receiver<Wish>>,
}

/// Interrupts an apply.
#[derive(Debug)]
pub struct Interrupter(watch::Sender<Wish>);

impl Interrupt {
    /// An apply that runs to its end.
    pub fn never() -> Self {
        Self { wished: None }
    }

    /// An interrupt and the handle that triggers it.
    pub fn new() -> (Interrupter, Self) {
        let (sender, receiver) = watch::channel(Wish::None);
        let interrupt = Self {
            wished: Some(receiver),
        };
        (Interrupter(sender), interrupt)
    }

    /// Whether it was triggered.
    pub fn is_set(&self) -> bool {
        self.wished
            .as_ref()
            .is_some_and(|receiver| *receiver.borrow() >= Wish::Stop)
    }

    /// Waits until it is triggered; forever if that cannot happen any more.
    pub async fn triggered(&mut self) {
        self.reaches(Wish::Stop).await;
    }

    /// Waits until the apply is to end at once; forever if that cannot happen any more.
    pub async fn ended(&mut self) {
        self.reaches(Wish::End).await;
    }

    async fn reaches(&mut self, wish: Wish) {
        if let Some(receiver) = &mut self.wished
            && receiver.wait_for(|wished| *wished >= wish).await.is_ok()
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
            .send_modify(|wished| *wished = (*wished).max(Wish::Stop));
    }

    /// Ends the apply at once: what is outstanding is named, and not waited for.
    pub fn end(&self) {
        self.0.send_replace(Wish::End);
    }
}
