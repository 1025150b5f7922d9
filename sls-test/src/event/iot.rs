//! What AWS IoT sends to a function.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::origin::iso_millis;
use super::patch::Patches;
use super::{Origin, event_builder, to_value};

/// An event of AWS IoT: of a rule, a button, or a question about a device.
///
/// A rule sends whatever its SQL statement selects, so nothing in the event tells where it comes
/// from; the others have shapes of their own. (AWS IoT Core developer guide, "Lambda", "Custom
/// authentication and authorization" and "Pre-provisioning hooks"; AWS IoT 1-Click developer
/// guide, "AWS IoT 1-Click callback events".)
///
/// # Example
/// ```
/// use serde_json::json;
/// use sls_test::event::{IotClick, IotEvent};
///
/// let reading = IotEvent::message(&json!({"device": "kitchen", "celsius": 21.5})).build();
/// assert_eq!(reading["celsius"], 21.5);
///
/// let pressed = IotEvent::button(IotClick::Double).build();
/// assert_eq!(pressed["clickType"], "DOUBLE");
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct IotEvent {
    kind: Kind,
    patches: Patches,
}

#[derive(Clone, Debug)]
enum Kind {
    Authorizer { token: String },
    Button(IotClick),
    Message(Value),
    OneClick(IotClick),
    Provisioning { template: String, parameters: Map<String, Value> },
}

event_builder!(IotEvent);

impl IotEvent {
    /// A custom authorizer is asked about a client that connects with MQTT.
    pub fn authorizer(token: impl Into<String>) -> Self {
        Self::new(Kind::Authorizer { token: token.into() })
    }

    /// An AWS IoT button was pressed.
    pub fn button(click: IotClick) -> Self {
        Self::new(Kind::Button(click))
    }

    /// The Lambda action of a rule: the event is what the rule's SQL statement selects.
    ///
    /// # Panics
    /// If `value` has no JSON form.
    #[track_caller]
    pub fn message(value: &(impl Serialize + ?Sized)) -> Self {
        Self::new(Kind::Message(to_value(value)))
    }

    /// A button of AWS IoT 1-Click was pressed.
    pub fn one_click(click: IotClick) -> Self {
        Self::new(Kind::OneClick(click))
    }

    /// A provisioning hook is asked about a device; the template is a name or an ARN.
    ///
    /// Parameters are what the device says about itself.
    pub fn provisioning<N: Into<String>, V: Into<String>>(
        template: impl Into<String>,
        parameters: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let parameters = parameters.into_iter();
        let parameters = parameters.map(|(name, value)| (name.into(), value.into().into()));
        Self::new(Kind::Provisioning {
            template: template.into(),
            parameters: parameters.collect(),
        })
    }

    fn new(kind: Kind) -> Self {
        Self { kind, patches: Patches::default() }
    }

    fn event(&self, origin: &Origin) -> Value {
        let device_id = || format!("G030PM{}", origin.ids.hex(16).to_uppercase());
        let endpoint = format!("a1b2c3d4e5f6g7-ats.iot.{}.amazonaws.com", origin.region);
        match &self.kind {
            Kind::Authorizer { token } => json!({
                "token": token,
                "signatureVerified": true,
                "protocols": ["tls", "mqtt"],
                "protocolData": {
                    "tls": {"serverName": endpoint},
                    "mqtt": {
                        "username": "device",
                        "password": "c2VjcmV0",
                        "clientId": origin.ids.uuid(),
                    },
                },
                "connectionMetadata": {"id": origin.ids.uuid()},
            }),
            Kind::Button(click) => json!({
                "serialNumber": device_id(),
                "clickType": click.as_str(),
                "batteryVoltage": "2000 mV",
            }),
            Kind::Message(value) => value.clone(),
            Kind::OneClick(click) => {
                let device_id = device_id();
                json!({
                    "deviceEvent": {"buttonClicked": {
                        "clickType": click.as_str(),
                        "reportedTime": iso_millis(origin.now),
                    }},
                    "deviceInfo": {
                        "attributes": {},
                        "type": "button",
                        "deviceId": device_id,
                        "remainingLife": 99.5,
                    },
                    "placementInfo": {
                        "projectName": "office",
                        "placementName": "kitchen",
                        "attributes": {},
                        "devices": {"button": device_id},
                    },
                })
            }
            Kind::Provisioning { template, parameters } => json!({
                "claimCertificateId": origin.ids.hex(64),
                "certificateId": origin.ids.hex(64),
                "certificatePem":
                    "-----BEGIN CERTIFICATE-----\nexample\n-----END CERTIFICATE-----\n",
                "templateArn": origin.arn_of("iot", "provisioningtemplate/", template),
                "clientId": origin.ids.uuid(),
                "parameters": parameters,
            }),
        }
    }
}

/// How a button was pressed.
///
/// # Example
/// ```
/// use sls_test::event::IotClick;
///
/// assert_eq!(IotClick::Long.as_str(), "LONG");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IotClick {
    /// Twice in a row.
    Double,
    /// For more than a second and a half.
    Long,
    /// Once.
    Single,
}

impl IotClick {
    /// The text in `clickType`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Double => "DOUBLE",
            Self::Long => "LONG",
            Self::Single => "SINGLE",
        }
    }
}
