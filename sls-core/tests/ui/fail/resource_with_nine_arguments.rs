use sls_core::{State, resource};

struct Pool;

#[resource]
async fn pool(
    _a: State<u8>,
    _b: State<u16>,
    _c: State<u32>,
    _d: State<u64>,
    _e: State<i8>,
    _f: State<i16>,
    _g: State<i32>,
    _h: State<i64>,
    _i: State<bool>,
) -> Pool {
    Pool
}

fn main() {}
