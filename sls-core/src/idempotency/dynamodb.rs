//! Records in a table of Amazon DynamoDB.

mod item;

use std::collections::HashMap;
use std::fmt;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use futures_util::future::BoxFuture;

use self::item::{Names, Reading};
use crate::error::BoxError;
use crate::idempotency::{Begin, Claim, Completion, Store, Stored};

/// Records in a table of Amazon DynamoDB, shared by every execution environment.
///
/// The table has a partition key `id` of type string, and time to live on `expiration`; the guide
/// has its definition. The function needs `dynamodb:PutItem`, `dynamodb:UpdateItem` and
/// `dynamodb:DeleteItem`.
///
/// A first run costs two writes. A repetition costs one conditional write that fails, and the
/// record comes with its refusal (Amazon DynamoDB API reference, "PutItem",
/// `ReturnValuesOnConditionCheckFailure`).
///
/// # Example
/// ```no_run
/// use sls_core::App;
/// use sls_core::idempotency::{Cached, DynamoDbStore};
///
/// fn app(client: aws_sdk_dynamodb::Client) -> App {
///     App::new().idempotency(Cached::new(DynamoDbStore::new(client, "idempotency")))
/// }
/// ```
#[derive(Clone)]
#[must_use]
pub struct DynamoDbStore {
    client: Client,
    table: String,
    names: Names,
}

/// What the store calls an attribute of a record.
///
/// # Example
/// ```no_run
/// use sls_core::idempotency::{Attribute, DynamoDbStore};
///
/// fn store(client: aws_sdk_dynamodb::Client) -> DynamoDbStore {
///     DynamoDbStore::new(client, "shared")
///         .attribute(Attribute::Key, "pk")
///         .attribute(Attribute::Expiration, "ttl")
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Attribute {
    /// Default `data`: the answer, as text.
    Data,
    /// Default `expiration`: from when on the record may be deleted, in seconds since 1970.
    Expiration,
    /// Default `in_progress_expiration`: when the lock expires, in milliseconds since 1970.
    InProgressExpiration,
    /// Default `id`: the table's partition key.
    Key,
    /// Default `status`: `INPROGRESS` or `COMPLETED`.
    Status,
    /// Default `token`: which run has the record.
    Token,
    /// Default `validation`: the hash of what has to be the same.
    Validation,
}

impl DynamoDbStore {
    /// A store in this table, given by its name or ARN.
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self { client, table: table.into(), names: Names::default() }
    }

    /// Default: the names that Powertools for AWS Lambda uses. Gives an attribute another name.
    pub fn attribute(mut self, attribute: Attribute, name: impl Into<String>) -> Self {
        self.names.set(attribute, name.into());
        self
    }

    fn key(&self, claim: &Claim) -> HashMap<String, AttributeValue> {
        let name = self.names.of(Attribute::Key).to_owned();
        HashMap::from([(name, AttributeValue::S(claim.key.clone()))])
    }

    async fn put(&self, claim: &Claim) -> Result<Begin, BoxError> {
        let names = &self.names;
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(names.begun(claim)))
            .condition_expression(
                "attribute_not_exists(#key) OR #expiration <= :seconds \
                 OR (#status = :in_progress AND #in_progress_expiration <= :milliseconds)",
            )
            .set_expression_attribute_names(Some(names.placeholders(&[
                Attribute::Key,
                Attribute::Expiration,
                Attribute::Status,
                Attribute::InProgressExpiration,
            ])))
            .expression_attribute_values(":seconds", item::passed_seconds(claim.now))
            .expression_attribute_values(":milliseconds", item::passed_milliseconds(claim.now))
            .expression_attribute_values(":in_progress", item::text(item::IN_PROGRESS))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match put.send().await.map_err(SdkError::into_service_error) {
            Ok(_) => Ok(Begin::Run),
            Err(PutItemError::ConditionalCheckFailedException(refused)) => {
                let item =
                    refused.item().ok_or("the table keeps what its record says to itself")?;
                Reading { names, item }.begin(claim)
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn update(&self, claim: &Claim, stored: Stored) -> Result<Completion, BoxError> {
        let (changes, values) = item::completed(stored);
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(self.key(claim)))
            .update_expression(changes.expression)
            // The client repeats a call whose answer was lost: by then the record is completed.
            .condition_expression("#token = :token")
            .set_expression_attribute_names(Some(self.names.placeholders(&changes.attributes)))
            .set_expression_attribute_values(Some(values))
            .expression_attribute_values(":token", item::text(&claim.token));
        match update.send().await.map_err(SdkError::into_service_error) {
            Ok(_) => Ok(Completion::Kept),
            Err(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(Completion::Lost),
            Err(error) => Err(error.into()),
        }
    }

    async fn delete(&self, claim: &Claim) -> Result<(), BoxError> {
        let delete = self
            .client
            .delete_item()
            .table_name(&self.table)
            .set_key(Some(self.key(claim)))
            .condition_expression("#token = :token AND #status = :in_progress")
            .set_expression_attribute_names(Some(
                self.names.placeholders(&[Attribute::Token, Attribute::Status]),
            ))
            .expression_attribute_values(":token", item::text(&claim.token))
            .expression_attribute_values(":in_progress", item::text(item::IN_PROGRESS));
        match delete.send().await.map_err(SdkError::into_service_error) {
            // It is another run's by now.
            Ok(_) | Err(DeleteItemError::ConditionalCheckFailedException(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

impl Store for DynamoDbStore {
    fn begin<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<Begin, BoxError>> {
        Box::pin(self.put(claim))
    }

    fn complete<'a>(
        &'a self,
        claim: &'a Claim,
        stored: Stored,
    ) -> BoxFuture<'a, Result<Completion, BoxError>> {
        Box::pin(self.update(claim, stored))
    }

    fn release<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(self.delete(claim))
    }

    /// An item has 400 KB at most (Amazon DynamoDB developer guide, "Quotas"), of which 8 KiB are
    /// left to the other attributes.
    fn most_data(&self) -> usize {
        (400 - 8) * 1024
    }
}

impl fmt::Debug for DynamoDbStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DynamoDbStore({})", self.table)
    }
}
