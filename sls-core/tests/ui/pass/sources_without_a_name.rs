//! Each takes what no other handler names.

use sls_core::event::{cognito, custom_resource, firehose, s3, sns};
use sls_core::{App, Json, handler, handlers};

#[handler(sns)]
async fn every_topic(_message: sns::Message) {}

#[handler(s3, s3(bucket = "receipts"))]
async fn every_bucket(_object: s3::Object) {}

#[handler(s3(on = "ObjectRemoved:*", suffix = ".pdf"))]
async fn every_bucket_with_a_suffix(_object: s3::Object) {}

#[handler(cognito(user_pool = "eu-west-1_Ab1Cd2Ef3"), cognito)]
async fn every_trigger() -> cognito::Answer {
    cognito::Answer::unchanged()
}

#[handler(custom_resource)]
async fn every_type(_request: custom_resource::Request) {}

#[handler(firehose)]
async fn every_stream(Json(_click): Json<u64>) -> firehose::Transformed {
    firehose::Transformed::dropped()
}

fn main() {
    let handlers = handlers![every_topic, every_bucket, every_trigger, every_stream];
    App::new().handlers(handlers).into_service().expect("nothing is wrong with them at start");
    let _ = handlers![every_bucket_with_a_suffix, every_type];
}
