//! Sockline: callbacks, and sending that never waits.

use sockline_bench::Sockline;

fn main() {
    sockline_bench::enter::<Sockline>();
}
