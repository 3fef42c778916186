//! JavaScript as the driver's platform.

use crate::border::imports;
use sockline::driver::Platform;

/// The `Link` of the client at work.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Host;

impl Platform for Host {
    /// The link knows its current socket.
    type Socket = ();

    fn now(&self) -> f64 {
        imports::now()
    }

    fn wall_clock(&self) -> f64 {
        imports::wall_clock()
    }

    fn arm(&self, delay: f64) {
        imports::arm(delay);
    }

    fn disarm(&self) {
        imports::arm(-1.0);
    }

    fn soon(&self) {
        imports::soon();
    }

    fn listen(&self, is_listening: bool) {
        imports::listen(is_listening);
    }

    fn is_online(&self) -> bool {
        imports::is_online()
    }

    fn is_visible(&self) -> bool {
        imports::is_visible()
    }

    fn buffered(&self, (): &()) -> f64 {
        imports::buffered()
    }

    fn discard(&self, (): &()) {
        imports::discard();
    }
}
