//! What the platform gives the driver.

/// Clocks, one timer, the page, and sockets.
///
/// The platform calls the driver back: [`Driver::on_timer`] when the timer
/// fires, [`Driver::on_told`] when it was asked to do so soon,
/// [`Driver::on_page`] when the page tells something, and the methods for what
/// a socket tells.
///
/// [`Driver::on_timer`]: super::Driver::on_timer
/// [`Driver::on_told`]: super::Driver::on_told
/// [`Driver::on_page`]: super::Driver::on_page
pub trait Platform {
    /// A handle to an attempt's socket, cheap to clone.
    type Socket: Clone + core::fmt::Debug;

    /// Milliseconds on a monotonic clock: clock steps and daylight saving do
    /// not move it.
    fn now(&self) -> f64;

    /// Milliseconds on the wall clock, which also runs while the device sleeps. Asked
    /// right after [`Self::now`], whose reading may serve.
    fn wall_clock(&self) -> f64;

    /// Sets the timer to `delay` milliseconds from now, whatever it was set to.
    /// Firing early does no harm.
    fn arm(&self, delay: f64);

    /// Stops the timer.
    fn disarm(&self);

    /// Asks for one call of [`Driver::on_told`](super::Driver::on_told) when the
    /// current call stack is empty.
    fn soon(&self);

    /// Begins or ends to listen to the page.
    fn listen(&self, is_listening: bool);

    /// Whether there seems to be a network. Only `false` means much.
    fn is_online(&self) -> bool;

    /// Whether the page can be seen; what is no page counts as visible. Asked
    /// afresh each time: a frozen page does not see every change.
    fn is_visible(&self) -> bool;

    /// The socket's `bufferedAmount`.
    fn buffered(&self, socket: &Self::Socket) -> f64;

    /// No event of this socket reaches the driver any more, and it is closed, though it
    /// may be that already: one that comes back by itself would do so for ever. What
    /// can't be closed is closed.
    fn discard(&self, socket: &Self::Socket);
}
