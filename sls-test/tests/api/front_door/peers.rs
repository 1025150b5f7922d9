//! Our requests as the types of `aws_lambda_events`.

use std::time::SystemTime;

use aws_lambda_events::alb::AlbTargetGroupRequest;
use aws_lambda_events::apigw::{
    ApiGatewayProxyRequest, ApiGatewayV2httpRequest, ApiGatewayWebsocketProxyRequest,
};
use aws_lambda_events::lambda_function_urls::LambdaFunctionUrlRequest;
use aws_lambda_events::vpc_lattice::VpcLatticeRequestV2;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sls_test::Ids;
use sls_test::front_door::{
    Alb, Connection, FunctionUrl, HttpApi, RestApi, Setting, VpcLattice, WebSocket,
};

#[track_caller]
fn parse<T: DeserializeOwned>(event: Value) -> T {
    let text = event.to_string();
    match serde_json::from_str(&text) {
        Ok(parsed) => parsed,
        Err(error) => panic!("{} does not take {text}: {error}", std::any::type_name::<T>()),
    }
}

#[test]
fn the_peer_reads_a_request_of_every_door() {
    let path = "/orders/7?by=Ada&by=Bob";
    let (name, value) = ("x-own", "value");

    let event =
        parse::<ApiGatewayProxyRequest>(RestApi::new().get(path).header(name, value).event());
    assert_eq!(event.path.as_deref(), Some("/orders/7"));
    assert_eq!(event.headers[name], value);
    assert_eq!(event.multi_value_query_string_parameters.all("by").unwrap(), ["Ada", "Bob"]);
    let event = HttpApi::new().payload_v1().get(path).header(name, value).event();
    let event = parse::<ApiGatewayProxyRequest>(event);
    assert_eq!(event.headers[name], value);

    let event =
        parse::<ApiGatewayV2httpRequest>(HttpApi::new().get(path).header(name, value).event());
    assert_eq!(event.raw_path.as_deref(), Some("/orders/7"));
    assert_eq!(event.headers[name], value);
    let event = FunctionUrl::new().get(path).header(name, value).event();
    let event = parse::<LambdaFunctionUrlRequest>(event);
    assert_eq!(event.raw_path.as_deref(), Some("/orders/7"));
    assert_eq!(event.raw_query_string.as_deref(), Some("by=Ada&by=Bob"));

    let event = parse::<AlbTargetGroupRequest>(Alb::new().get(path).header(name, value).event());
    assert_eq!(event.path.as_deref(), Some("/orders/7"));
    assert_eq!(event.headers[name], value);
    let event = VpcLattice::new().get(path).header(name, value).event();
    let event = parse::<VpcLatticeRequestV2>(event);
    assert_eq!(event.path.as_deref(), Some("/orders/7"));
}

#[test]
fn the_peer_reads_all_of_a_web_socket() {
    let api = WebSocket::new();
    let opened = api.connect("/?room=7").header("x-own", "value").event();
    let connection = Connection::opened_by(&opened).expect("a $connect event");
    let ids = Ids::default();
    let setting = Setting::new(&ids, SystemTime::UNIX_EPOCH);
    let message = api.message(&connection, "hello", &setting).expect("an event");
    let closed = api.disconnect(&connection, 1001, "gone", &setting);

    let event = parse::<ApiGatewayWebsocketProxyRequest>(opened);
    assert_eq!(event.headers["x-own"], "value");
    for (event, key) in [(message, "$default"), (closed, "$disconnect")] {
        let event = parse::<ApiGatewayWebsocketProxyRequest>(event);
        assert_eq!(event.request_context.route_key.as_deref(), Some(key));
        assert_eq!(event.request_context.connection_id.as_deref(), Some(connection.id()));
    }
}
