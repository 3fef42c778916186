//! JavaScript as the driver's platform.

use crate::border::imports;
use sockline::driver::Platform;

/// The `Link` of a client.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Host {
    pub(crate) id: u32,
}

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
        imports::arm(self.id, delay);
    }

    fn disarm(&self) {
        imports::arm(self.id, -1.0);
    }

    fn soon(&self) {
        imports::soon(self.id);
    }

    fn listen(&self, is_listening: bool) {
        imports::listen(self.id, is_listening);
    }

    fn is_online(&self) -> bool {
        imports::is_online()
    }

    fn is_visible(&self) -> bool {
        imports::is_visible()
    }

    fn buffered(&self, (): &()) -> f64 {
        imports::buffered(self.id)
    }

    fn discard(&self, (): &()) {
        imports::discard(self.id);
    }
}
