//! The source of a crate with many handlers, registered by the macro or by hand.

/// How a handler becomes part of the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Registration {
    Macro,
    Hand,
}

/// The same functions for both; only what registers them differs.
pub(crate) fn source(handlers: usize, registration: Registration) -> String {
    let mut text = PRELUDE.to_owned();
    let mut list = String::new();
    for number in 0..handlers {
        let (template, route) = FUNCTIONS[number % FUNCTIONS.len()];
        let name = format!("h{number}");
        let route = route.replace("NAME", &name);
        match registration {
            Registration::Macro => {
                text += &format!("#[handler(http = \"{route}\")]\n");
                list += &format!("{name}, ");
            }
            Registration::Hand => {
                list += &format!("Handler::new(\"{name}\").http(\"{route}\", {name}), ");
            }
        }
        text += &template.replace("NAME", &name);
    }
    let list = match registration {
        Registration::Macro => format!("handlers![{list}]"),
        Registration::Hand => format!("[{list}]"),
    };
    text + &format!("pub fn app() -> App {{ App::new().state(Orders).handlers({list}) }}\n")
}

const PRELUDE: &str = r#"#![allow(unused)]
use sls_core::reply::{IntoResponse, Response};
use sls_core::{App, Context, Handler, Json, Path, Query, State, handler, handlers};

#[derive(Clone, serde::Serialize, serde::Deserialize)]
struct Order { id: u64, sku: String, quantity: u32 }

#[derive(serde::Deserialize)]
struct NewOrder { sku: String, quantity: u32 }

#[derive(serde::Deserialize)]
struct Page { from: u64, count: u64 }

enum OrderError { Missing(u64), Empty, Store(std::io::Error) }

impl From<std::io::Error> for OrderError {
    fn from(error: std::io::Error) -> Self { Self::Store(error) }
}

impl IntoResponse for OrderError {
    fn into_response(self) -> Response { "error".into_response() }
}

struct Orders;

impl Orders {
    async fn find(&self, id: u64) -> Result<Option<Order>, std::io::Error> { Ok(None) }
    async fn next_id(&self) -> Result<u64, std::io::Error> { Ok(1) }
    async fn put(&self, order: &Order) -> Result<(), std::io::Error> { Ok(()) }
}
"#;

/// Functions as APIs have them, and their routes.
const FUNCTIONS: [(&str, &str); 4] = [
    (
        r#"async fn NAME(State(orders): State<Orders>, Path(id): Path<u64>) -> Result<Json<Order>, OrderError> {
    let Some(order) = orders.find(id).await? else {
        return Err(OrderError::Missing(id));
    };
    if order.quantity == 0 {
        return Err(OrderError::Empty);
    }
    Ok(Json(order))
}
"#,
        "GET /NAME/{id}",
    ),
    (
        r#"async fn NAME(State(orders): State<Orders>, Json(new): Json<NewOrder>) -> Result<Json<Order>, OrderError> {
    if new.quantity == 0 {
        return Err(OrderError::Empty);
    }
    let id = orders.next_id().await?;
    let order = Order { id, sku: new.sku.trim().to_owned(), quantity: new.quantity };
    orders.put(&order).await?;
    Ok(Json(order))
}
"#,
        "POST /NAME",
    ),
    (
        r#"async fn NAME(ctx: Context, State(orders): State<Orders>, Query(page): Query<Page>) -> Result<Json<Vec<Order>>, OrderError> {
    let mut found = Vec::new();
    for id in page.from..page.from + page.count {
        if let Some(order) = orders.find(id).await? {
            found.push(order);
        }
    }
    println!("{}: {} orders", ctx.request_id(), found.len());
    Ok(Json(found))
}
"#,
        "GET /NAME",
    ),
    (
        r#"async fn NAME(State(orders): State<Orders>, Path((id, sku)): Path<(u64, String)>, Json(quantity): Json<u32>) -> Result<Json<Order>, OrderError> {
    let mut order = orders.find(id).await?.ok_or(OrderError::Missing(id))?;
    order.sku = sku;
    order.quantity = quantity;
    orders.put(&order).await?;
    Ok(Json(order))
}
"#,
        "PUT /NAME/{id}/{sku}",
    ),
];
