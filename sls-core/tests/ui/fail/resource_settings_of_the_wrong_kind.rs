//! Each says what it is.

use sls_core::resource;

struct Pool;

#[resource(lazy = 1)]
async fn switch_as_a_number() -> Pool {
    Pool
}

#[resource(lazy = LAZY)]
async fn switch_as_a_constant() -> Pool {
    Pool
}

#[resource(check)]
async fn without_a_function() -> Pool {
    Pool
}

#[resource(check = "ping")]
async fn function_in_quotes() -> Pool {
    Pool
}

#[resource(check = Pool::ping())]
async fn function_called() -> Pool {
    Pool
}

#[resource(close = async |pool| drop(pool))]
async fn closure() -> Pool {
    Pool
}

#[resource(max_idle = true)]
async fn time_as_a_switch() -> Pool {
    Pool
}

#[resource(max_idle = "500ms")]
async fn time_too_fine() -> Pool {
    Pool
}

#[resource(max_age = 0)]
async fn no_time() -> Pool {
    Pool
}

#[resource(max_idle = "2y")]
async fn another_unit() -> Pool {
    Pool
}

fn main() {}
