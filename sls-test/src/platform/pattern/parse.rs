//! How patterns are written.

use std::net::IpAddr;

use serde_json::{Map, Value};

use super::test::{Comparison, Network, Test, Text};
use super::wildcard::Wildcard;
use super::{Field, InvalidPattern, Pattern};

type Result<T> = std::result::Result<T, InvalidPattern>;

const OPERATORS: &str = "prefix, suffix, equals-ignore-case, wildcard, anything-but, numeric, \
                         exists, cidr";

pub(super) fn pattern(text: &str) -> Result<Pattern> {
    match serde_json::from_str(text) {
        Ok(Value::Object(pattern)) => object(&pattern),
        Ok(other) => Err(InvalidPattern::new(format!("a pattern is an object, not {other}"))),
        Err(error) => Err(InvalidPattern::new(format!("a pattern is JSON: {error}"))),
    }
}

fn object(members: &Map<String, Value>) -> Result<Pattern> {
    let mut pattern = Pattern { fields: Vec::new(), alternatives: Vec::new() };
    for (name, value) in members {
        let field = match value {
            Value::Array(list) if name == "$or" && list.iter().all(Value::is_object) => {
                let list = list.iter().filter_map(Value::as_object).map(object);
                let list = list.collect::<Result<Vec<_>>>().map_err(|error| error.within(name))?;
                if list.len() < 2 {
                    let problem = "a list of two or more patterns is expected";
                    return Err(InvalidPattern::new(problem).within(name));
                }
                pattern.alternatives.push(list);
                continue;
            }
            Value::Object(inner) => object(inner).map(Field::Inner),
            Value::Array(list) => tests(list).map(Field::Tests),
            other => {
                let problem = format!("a list or an object is expected, not {other}");
                Err(InvalidPattern::new(problem))
            }
        };
        pattern.fields.push((name.clone(), field.map_err(|error| error.within(name))?));
    }
    Ok(pattern)
}

fn tests(list: &[Value]) -> Result<Vec<Test>> {
    if list.is_empty() {
        return Err(InvalidPattern::new("the list is empty"));
    }
    list.iter().map(test).collect()
}

fn test(value: &Value) -> Result<Test> {
    let operator = match value {
        Value::Array(_) => return Err(InvalidPattern::new("a list stands in a list")),
        Value::Object(operator) => operator,
        value => return Ok(Test::Equals(value.clone())),
    };
    let (name, value) = single(operator)?;
    let test = match name {
        "exists" => value.as_bool().map(Test::Exists).ok_or_else(|| expected("a bool", value)),
        "numeric" => numeric(value),
        "cidr" => text(value).and_then(network),
        "anything-but" => anything_but(value).map(Test::AnythingBut),
        _ => of_text(name, value),
    };
    test.map_err(|error| error.within(name))
}

/// The operators that stand within `anything-but` as well.
fn of_text(name: &str, value: &Value) -> Result<Test> {
    match name {
        "prefix" => cased(value).map(Test::Prefix),
        "suffix" => cased(value).map(Test::Suffix),
        "equals-ignore-case" => Ok(Test::EqualsIgnoreCase(text(value)?.to_lowercase())),
        "wildcard" => Wildcard::parse(text(value)?).map(Test::Wildcard),
        _ => Err(InvalidPattern::new(format!("no operator; there are: {OPERATORS}"))),
    }
}

fn anything_but(value: &Value) -> Result<Vec<Test>> {
    let one = |value: &Value| match value {
        Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {
            Ok(Test::Equals(value.clone()))
        }
        other => Err(expected("a string or a number", other)),
    };
    match value {
        Value::Array(list) if list.is_empty() => Err(InvalidPattern::new("the list is empty")),
        Value::Array(list) => list.iter().map(one).collect(),
        Value::Object(operator) => {
            let (name, value) = single(operator)?;
            let tests = match value {
                Value::Array(list) if !list.is_empty() => {
                    list.iter().map(|value| of_text(name, value)).collect()
                }
                value => of_text(name, value).map(|test| vec![test]),
            };
            tests.map_err(|error| error.within(name))
        }
        value => one(value).map(|test| vec![test]),
    }
}

fn numeric(value: &Value) -> Result<Test> {
    let problem = || expected(r#"a list like [">", 0, "<=", 5]"#, value);
    let list = value.as_array().ok_or_else(problem)?;
    let (pairs, rest) = list.as_chunks::<2>();
    if !rest.is_empty() || !(1..=2).contains(&pairs.len()) {
        return Err(problem());
    }
    let pair = |[operator, number]: &[Value; 2]| {
        let comparison = match operator.as_str()? {
            "=" => Comparison::Equal,
            "<" => Comparison::Less,
            "<=" => Comparison::LessOrEqual,
            ">" => Comparison::Greater,
            ">=" => Comparison::GreaterOrEqual,
            _ => return None,
        };
        Some((comparison, number.as_f64()?))
    };
    let comparisons: Option<Vec<_>> = pairs.iter().map(pair).collect();
    comparisons.map(Test::Numeric).ok_or_else(problem)
}

fn network(text: &str) -> Result<Test> {
    let problem = || InvalidPattern::new(format!("10.0.0.0/24 is a network, {text:?} is none"));
    let (address, bits) = text.split_once('/').ok_or_else(problem)?;
    let address: IpAddr = address.parse().map_err(|_| problem())?;
    let bits: u8 = bits.parse().map_err(|_| problem())?;
    Network::new(address, bits).map(Test::Cidr).ok_or_else(problem)
}

fn cased(value: &Value) -> Result<Text> {
    match value {
        Value::Object(operator) => match single(operator)? {
            ("equals-ignore-case", value) => Ok(Text::any_case(text(value)?)),
            (name, _) => Err(InvalidPattern::new("only equals-ignore-case fits").within(name)),
        },
        value => Ok(Text::exact(text(value)?)),
    }
}

fn text(value: &Value) -> Result<&str> {
    value.as_str().ok_or_else(|| expected("a string", value))
}

fn single(operator: &Map<String, Value>) -> Result<(&str, &Value)> {
    let mut members = operator.iter();
    match (members.next(), members.next()) {
        (Some((name, value)), None) => Ok((name, value)),
        _ => Err(InvalidPattern::new(format!("one operator is expected, of: {OPERATORS}"))),
    }
}

fn expected(what: &str, found: &Value) -> InvalidPattern {
    InvalidPattern::new(format!("{what} is expected, not {found}"))
}
