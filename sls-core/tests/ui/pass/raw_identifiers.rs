use sls_core::{handler, handlers};

#[handler(http = "GET /match/{type}")]
async fn r#match(r#type: sls_core::Path<String>) -> String {
    r#type.0
}

mod r#type {
    #[sls_core::handler(sns = "types")]
    pub async fn r#fn() {}
}

fn main() {
    let _ = handlers![r#match, r#type::r#fn];
}
