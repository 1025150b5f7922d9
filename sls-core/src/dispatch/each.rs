//! Events whose records may belong to different handlers.

use tower::ServiceExt;

use crate::dispatch::{Call, Claimed, EventSource, Rest, Target, Targets, attempt};
use crate::error::Error;
use crate::extract::Work;
use crate::reply::{Outcomes, Reply};

/// Runs each handler on the records that it is the first to claim.
///
/// Nothing is handled before every record is known to have a handler; the first failure fails the
/// invocation.
pub(crate) async fn each<'r, S, Record, Unit>(
    targets: &Targets<S>,
    call: Call<'_>,
    records: &'r [Record],
    claims: impl Fn(&S, &Record) -> bool,
    unit: impl Fn(&'r Record) -> Unit,
) -> Claimed
where
    S: EventSource<Output = Result<Outcomes, Error>>,
    Unit: Work,
{
    let Some(claimed) = claimed(targets, records, call.rest, claims) else { return Ok(None) };
    for (target, records) in claimed {
        if let Some(layered) = &target.layered {
            layered.clone().oneshot(call.invocation.clone()).await?;
            continue;
        }
        for record in records {
            if let Some(outcomes) = attempt(&target.endpoint, call, &unit(record)).await? {
                outcomes?.into_result()?;
            }
        }
    }
    Ok(Some(Reply::json("null")))
}

/// A handler with its records.
type Share<'t, 'r, S, Record> = (&'t Target<S>, Vec<&'r Record>);

fn claimed<'t, 'r, S: EventSource, Record>(
    targets: &'t Targets<S>,
    records: &'r [Record],
    rest: Rest,
    claims: impl Fn(&S, &Record) -> bool,
) -> Option<Vec<Share<'t, 'r, S, Record>>> {
    let mut claimed: Vec<Share<'_, '_, S, Record>> = Vec::with_capacity(1);
    for record in records {
        let Some(target) = targets.find(|spec| claims(spec, record)) else {
            if rest == Rest::Refused {
                return None;
            }
            continue;
        };
        match claimed.iter_mut().find(|(other, _)| std::ptr::eq(*other, target)) {
            Some((_, records)) => records.push(record),
            None => claimed.push((target, vec![record])),
        }
    }
    (!claimed.is_empty()).then_some(claimed)
}
