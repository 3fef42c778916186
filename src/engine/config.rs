//! Every option of the engine, with its default.

/// How a client retries, queues, paces and watches its connection.
///
/// All times are milliseconds, `f64::INFINITY` means never.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// When and how often to connect again.
    pub retry: RetryConfig,
    /// How much may wait, and what happens beyond it.
    pub queue: QueueConfig,
    /// How much the browser's own buffer may hold.
    pub pacing: PacingConfig,
    /// Application pings; `None` sends none.
    pub heartbeat: Option<HeartbeatConfig>,
    /// What a lost connection's messages become.
    pub resend: Resend,
}

/// When and how often to connect again.
#[derive(Clone, Debug, PartialEq)]
pub struct RetryConfig {
    /// The first retry's longest delay in milliseconds; doubled with every further one.
    /// Default 4 s, half of which is the mean: with less, the clients of a
    /// server that restarts come back in a herd (`docs/herd.md`).
    pub base: f64,
    /// The longest delay in milliseconds, and the shortest while the network is reported
    /// gone, when attempts only fail. Default 20 s (`docs/herd.md`). After the close codes 1012
    /// and 1013 the delay is 5 to 30 s, whatever is set here, unless it is offline.
    /// With an infinite cap nothing is tried before the network is reported back.
    pub cap: f64,
    /// The shortest delay in milliseconds. Default 100 ms.
    pub floor: f64,
    /// How many retries may fail in a row before the client ends; `u32::MAX`
    /// is without end. 0 never retries. Default without end.
    pub max_retries: u32,
    /// How many milliseconds a connection must stay open before the count of retries
    /// starts again, so that a server that accepts and drops is not hammered.
    /// Default 5 s.
    pub stable_after: f64,
    /// How many milliseconds an attempt may take, providers and handshake together.
    /// Default 10 s.
    pub connect_deadline: f64,
    /// How many milliseconds the closing handshake may take before the connection is
    /// abandoned: Chrome can stay CLOSING for a minute. One that the server has
    /// begun is noticed when a message finds the socket no longer open. Default 10 s.
    pub close_deadline: f64,
    /// Whether every loss is put to the driver as [`Action::Decide`]
    /// (a user's `shouldReconnect`). Default no. A `Builder` sets it by itself.
    ///
    /// [`Action::Decide`]: super::Action::Decide
    pub asks: bool,
}

impl Default for RetryConfig {
    fn default() -> Self {
        Self {
            base: 4_000.0,
            cap: 20_000.0,
            floor: 100.0,
            max_retries: u32::MAX,
            stable_after: 5_000.0,
            connect_deadline: 10_000.0,
            close_deadline: 10_000.0,
            asks: false,
        }
    }
}

/// How much may wait, and what happens beyond it.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueConfig {
    /// The most messages that wait. Default 65,536.
    pub max_messages: usize,
    /// The most bytes that wait. Default 16 MiB.
    pub max_bytes: usize,
    /// What happens to a message that finds no room. One that need not wait,
    /// because the connection is open and its window admits it, needs none.
    /// Default [`Overflow::Reject`].
    pub overflow: Overflow,
}

impl Default for QueueConfig {
    fn default() -> Self {
        Self { max_messages: 65_536, max_bytes: 16 << 20, overflow: Overflow::Reject }
    }
}

/// What happens when a message finds no room in the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Overflow {
    /// `send` fails and gives the message back; nothing is lost.
    #[default]
    Reject,
    /// The oldest messages of the lowest priority make room and are reported.
    /// A message that a whole queue of lower or equal priority could not make
    /// room for is rejected, and so is one that fits neither in the place of the
    /// queued message with its key nor beside it.
    DropOldest,
    /// The new message is dropped and reported.
    DropNewest,
}

/// How much the browser's own buffer may hold.
#[derive(Clone, Debug, PartialEq)]
pub struct PacingConfig {
    /// Whether and how the buffer is kept short. Default [`Window::Adaptive`].
    pub window: Window,
    /// How often, in milliseconds, the buffer is looked at while something
    /// waits. Default 100 ms. An adaptive window is looked at sooner while
    /// messages wait for it and it may drain before.
    pub poll: f64,
}

impl Default for PacingConfig {
    fn default() -> Self {
        Self { window: Window::Adaptive, poll: 100.0 }
    }
}

/// The bound on what is handed to the browser ahead of the network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Window {
    /// Starts at 64 KiB and follows the drain rate: two polls' worth of it, but
    /// no more than 256 KB until the link has shown that it carries more than the
    /// operating system buffers.
    Adaptive,
    /// Stays at this many bytes; 0 gives the classic rule "send the next only
    /// when `bufferedAmount` is 0".
    Fixed(f64),
    /// Everything is handed over at once.
    Unlimited,
}

/// Application pings.
///
/// Browsers don't expose WebSocket's own pings, so the server must answer.
#[derive(Clone, Debug, PartialEq)]
pub struct HeartbeatConfig {
    /// How many milliseconds the connection may be silent before a ping is sent.
    /// Default 25 s, below nginx's `proxy_read_timeout` of 60 s.
    pub interval: f64,
    /// How many milliseconds after a ping the connection may stay silent before it is
    /// abandoned. The time begins anew whenever the browser's buffer drains without
    /// getting empty: a slow link takes a long message before the ping. Default 10 s. If it
    /// is infinite nothing is abandoned, and the pings go on, unanswered ones at most
    /// one a second.
    pub deadline: f64,
}

impl Default for HeartbeatConfig {
    fn default() -> Self {
        Self { interval: 25_000.0, deadline: 10_000.0 }
    }
}

/// What becomes of the messages that a lost connection was handed but whose
/// transmission the browser's buffer had not shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Resend {
    /// None is sent again; all are reported as dropped.
    Never,
    /// Those that certainly never left the browser are sent again, the others
    /// are reported as dropped with an unknown fate.
    #[default]
    Unsent,
    /// All are sent again; the server may see some of them twice.
    All,
}
