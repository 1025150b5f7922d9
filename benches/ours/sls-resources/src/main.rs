//! JSON in, JSON out, with five resources in hand that are checked after a pause.

use std::time::Duration;

use sls_core::{App, Error, Handler, Resource, State};
use work::{Greeting, Name};

struct Client<const N: usize>;

async fn is_open<const N: usize>(_: State<Client<N>>) -> bool {
    true
}

fn client<const N: usize>() -> Resource<Client<N>> {
    Resource::<Client<N>>::new("client", async || Client)
        .max_idle(Duration::from_secs(20))
        .check(is_open)
}

async fn hello(
    name: Name,
    _: State<Client<0>>,
    _: State<Client<1>>,
    _: State<Client<2>>,
    _: State<Client<3>>,
    _: State<Client<4>>,
) -> Result<Greeting, Error> {
    Ok(work::greet(&name))
}

fn main() -> sls_core::Result<()> {
    App::new()
        .resource(client::<0>())
        .resource(client::<1>())
        .resource(client::<2>())
        .resource(client::<3>())
        .resource(client::<4>())
        .handler(Handler::new("hello").direct(hello))
        .run()
}
