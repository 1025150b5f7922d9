use sls_core::event::firehose;
use sls_core::handler;

#[handler(firehose = "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks")]
async fn click() -> firehose::Transformed {
    firehose::Transformed::dropped()
}

fn main() {}
