//! Each is called by its name.

use sls_core::resource;

struct Pool;

#[resource]
struct Pools;

#[resource]
static POOL: Pool = Pool;

#[resource]
impl Pool {}

fn main() {}
