use sls_core::handler;

#[handler(idempotent = "order.id")]
async fn path() {}

#[handler(idempotent = "$.order.id")]
async fn json_path() {}

#[handler(idempotent(by = "/order", and = ["/a~b"]))]
async fn escaped() {}

#[handler(idempotent(by = "/order", and = ["/a", "/a"]))]
async fn twice() {}

#[handler(http = "POST /orders", idempotent(by_header = "Idempotency Key"))]
async fn header() {}

#[handler(idempotent(by = "/order", expires_after = "11y"))]
async fn unit() {}

#[handler(idempotent(by = "/order", expires_after = "3651d"))]
async fn too_long() {}

#[handler(idempotent(by = "/order", missing_key = "run"))]
async fn missing_key() {}

#[handler(idempotent(by = "/order", scope = ""))]
async fn scope() {}

#[handler(idempotent(key = "key_of"))]
async fn function() {}

#[handler(idempotent(by = "/order", for_ever))]
async fn unknown() {}

#[handler(idempotent = 5)]
async fn number() {}

fn main() {}
