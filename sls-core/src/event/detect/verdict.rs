//! From the marks that an event bears to its sender.

use memchr::memmem;

use crate::event::Source;

/// One thing seen in an event that bears on who sent it.
///
/// Named after the key; `detect/keys.rs` says where it stands.
#[derive(Clone, Copy)]
pub(super) enum Mark {
    ActionGroup,
    Agent,
    AlarmArn,
    AlarmData,
    AlexaApplication,
    AmzRequestId,
    Arguments,
    ArrivalTimestamp,
    AuthorizationToken,
    /// Every HTTP request has it and no question to an authorizer does.
    Body,
    Bot,
    CaughtError,
    Cause,
    ClaimCertificateId,
    ClickType,
    ClientRequestToken,
    ConnectionId,
    CurrentIntent,
    DatasetName,
    DeliveryStreamArn,
    DetailType,
    DeviceEvent,
    DeviceInfo,
    DirectiveNamespace,
    DirectivePayload,
    DirectiveVersion,
    DynamoDbStream,
    FieldName,
    FunctionUrlDomain,
    GraphQuery,
    HttpMethod,
    IdentityPoolId,
    InfoChannelNamespace,
    InfoFieldName,
    InfoParentTypeName,
    InvocationId,
    InvocationSchemaVersion,
    InvokingEvent,
    KinesisStream,
    LatticeMethod,
    LatticePath,
    MethodArn,
    NoRecords,
    ProtocolData,
    Protocols,
    RawPath,
    RawQueryString,
    RecordId,
    Request,
    RequestContext,
    RequestType,
    Resource,
    ResponseUrl,
    ResultToken,
    RotationStep,
    RouteArn,
    SecretId,
    SerialNumber,
    SessionState,
    Source,
    StackId,
    Tasks,
    TemplateArn,
    TriggerSource,
    Type,
    TypeName,
    UserPoolId,
    UserRequest,
}

/// A set of marks.
#[derive(Clone, Copy, Default)]
struct Marks(u128);

impl Marks {
    const fn of<const N: usize>(marks: [Mark; N]) -> Self {
        let mut set = Self(0);
        let mut next = 0;
        while next < N {
            set = set.with(marks[next]);
            next += 1;
        }
        set
    }

    const fn with(self, mark: Mark) -> Self {
        Self(self.0 | (1 << mark as u8))
    }

    const fn includes(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }
}

/// An event that bears all of the marks comes from the source.
struct Rule {
    source: Source,
    marks: Marks,
}

const fn rule<const N: usize>(source: Source, marks: [Mark; N]) -> Rule {
    Rule { source, marks: Marks::of(marks) }
}

/// Holds whatever else the event may bear, so that the walk ends here; the first that fits wins.
///
/// These are the events that may be large. The marks of a body end the walk before the body.
const CERTAIN: [Rule; 7] = [
    rule(Source::EventBridge, [Mark::DetailType, Mark::Source]),
    rule(Source::Firehose, [Mark::RecordId, Mark::ArrivalTimestamp]),
    rule(Source::FunctionUrl, [Mark::RawPath, Mark::FunctionUrlDomain]),
    rule(Source::ApiGatewayWebSocket, [Mark::ConnectionId, Mark::Body]),
    rule(Source::ApiGatewayHttp, [Mark::RawPath, Mark::RequestContext, Mark::Body]),
    rule(
        Source::ApiGatewayRest,
        [Mark::Resource, Mark::HttpMethod, Mark::RequestContext, Mark::Body],
    ),
    rule(Source::AppSync, [Mark::Arguments, Mark::InfoFieldName, Mark::InfoParentTypeName]),
];

/// Holds if the words, marks of other senders of the same shape, are nowhere in the event.
struct RuledOut {
    words: [&'static str; 2],
    rule: Rule,
}

/// Spares the headers of an HTTP request, which are most of its bytes: searching for a few words is
/// cheaper than parsing. A word that does occur, wherever it stands, proves nothing.
const UNLESS_MENTIONED: [RuledOut; 2] = [
    RuledOut {
        words: ["routeArn", ".lambda-url"],
        rule: rule(Source::ApiGatewayHttp, [Mark::RawPath, Mark::RawQueryString]),
    },
    RuledOut {
        words: ["methodArn", "connectionId"],
        rule: rule(Source::ApiGatewayRest, [Mark::Resource, Mark::HttpMethod]),
    },
];

/// How an ASCII character is spelt that hides a word from a search.
const ESCAPE: &str = "\\u00";

/// In a larger event the body is larger than the headers, and the walk ends before the body.
const WORTH_SEARCHING: usize = 16 * 1024;

/// Holds once the whole event has been seen; the first that fits wins.
const AT_THE_END: [Rule; 31] = [
    rule(Source::ApiGatewayAuthorizer, [Mark::Type, Mark::MethodArn]),
    rule(Source::ApiGatewayAuthorizer, [Mark::Type, Mark::RouteArn]),
    rule(Source::ApiGatewayWebSocket, [Mark::ConnectionId]),
    rule(Source::ApiGatewayHttp, [Mark::RawPath, Mark::RequestContext]),
    rule(Source::ApiGatewayHttp, [Mark::RawPath, Mark::RawQueryString]),
    rule(Source::ApiGatewayRest, [Mark::Resource, Mark::HttpMethod]),
    rule(Source::VpcLattice, [Mark::LatticePath, Mark::LatticeMethod]),
    rule(Source::Kinesis, [Mark::NoRecords, Mark::KinesisStream]),
    rule(Source::DynamoDb, [Mark::NoRecords, Mark::DynamoDbStream]),
    rule(Source::Firehose, [Mark::DeliveryStreamArn, Mark::InvocationId]),
    rule(Source::AppSync, [Mark::Arguments, Mark::TypeName, Mark::FieldName]),
    rule(Source::AppSync, [Mark::InfoChannelNamespace]),
    rule(Source::AppSync, [Mark::AuthorizationToken, Mark::GraphQuery]),
    rule(Source::CloudWatchAlarm, [Mark::AlarmArn, Mark::AlarmData]),
    rule(Source::CloudFormation, [Mark::RequestType, Mark::ResponseUrl, Mark::StackId]),
    rule(Source::Cognito, [Mark::TriggerSource, Mark::UserPoolId]),
    rule(Source::Cognito, [Mark::DatasetName, Mark::IdentityPoolId]),
    rule(Source::Config, [Mark::InvokingEvent, Mark::ResultToken]),
    rule(Source::S3Batch, [Mark::InvocationSchemaVersion, Mark::Tasks]),
    rule(Source::S3ObjectLambda, [Mark::AmzRequestId, Mark::UserRequest]),
    rule(Source::SecretsManager, [Mark::RotationStep, Mark::SecretId, Mark::ClientRequestToken]),
    rule(Source::Lex, [Mark::Bot, Mark::SessionState]),
    rule(Source::Lex, [Mark::Bot, Mark::CurrentIntent]),
    rule(Source::BedrockAgent, [Mark::ActionGroup, Mark::Agent]),
    rule(Source::Alexa, [Mark::Request, Mark::AlexaApplication]),
    rule(
        Source::AlexaSmartHome,
        [Mark::DirectiveNamespace, Mark::DirectiveVersion, Mark::DirectivePayload],
    ),
    rule(Source::Iot, [Mark::DeviceEvent, Mark::DeviceInfo]),
    rule(Source::Iot, [Mark::SerialNumber, Mark::ClickType]),
    rule(Source::Iot, [Mark::Protocols, Mark::ProtocolData]),
    rule(Source::Iot, [Mark::ClaimCertificateId, Mark::TemplateArn]),
    rule(Source::StepFunctions, [Mark::CaughtError, Mark::Cause]),
];

/// What a walk has found so far.
pub(super) struct Found<'p> {
    payload: &'p [u8],
    marks: Marks,
    settled: Option<Source>,
}

impl<'p> Found<'p> {
    /// Nothing yet, about the event in `payload`.
    pub(super) fn new(payload: &'p [u8]) -> Self {
        Self { payload, marks: Marks::default(), settled: None }
    }

    /// Adds a mark, which may settle the matter.
    pub(super) fn note(&mut self, mark: Mark) {
        self.marks = self.marks.with(mark);
        if self.settled.is_none() {
            self.settled = first(&CERTAIN, self.marks);
        }
    }

    /// Names the sender, unless it is known already.
    pub(super) fn settle(&mut self, source: Source) {
        self.settled.get_or_insert(source);
    }

    /// Settles the matter if no other sender of an event that begins like this is mentioned.
    pub(super) fn rule_out_others(&mut self) {
        let fits = |candidate: &&RuledOut| self.marks.includes(candidate.rule.marks);
        let Some(candidate) = UNLESS_MENTIONED.iter().find(fits) else { return };
        if self.payload.len() > WORTH_SEARCHING {
            return;
        }
        let mentioned = |word: &&str| memmem::find(self.payload, word.as_bytes()).is_some();
        if !candidate.words.iter().chain(&[ESCAPE]).any(mentioned) {
            self.settle(candidate.rule.source);
        }
    }

    /// Whether nothing that follows can change the verdict.
    pub(super) fn is_settled(&self) -> bool {
        self.settled.is_some()
    }

    /// The sender; nothing when the only thing known is that the event has no records.
    pub(super) fn verdict(&self) -> Option<Source> {
        match self.settled.or_else(|| first(&AT_THE_END, self.marks)) {
            None if self.marks.includes(Marks::of([Mark::NoRecords])) => None,
            source => Some(source.unwrap_or(Source::Unrecognized)),
        }
    }
}

fn first(rules: &[Rule], marks: Marks) -> Option<Source> {
    rules.iter().find(|rule| marks.includes(rule.marks)).map(|rule| rule.source)
}
