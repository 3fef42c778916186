//! web-sys without any library once more, so that two programs in Rust differ by nothing but noise.

use sockline_bench::Raw;

fn main() {
    sockline_bench::enter::<Raw>();
}
