//! web-sys without any library.

use sockline_bench::Raw;

fn main() {
    sockline_bench::enter::<Raw>();
}
