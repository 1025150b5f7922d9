//! What [`Store`] asks of those who implement it.

use std::time::{Duration, SystemTime};

use sls_core::Clock;
use sls_core::idempotency::{Begin, Claim, Completion, Store, Stored};

use super::super::stage::Stage;
use super::scenarios;

impl Stage {
    fn claim(&self, token: &str) -> Claim {
        let now = self.clock.now();
        let mut claim = Claim::new("orders#7", token, now);
        claim.locked_until = now + Duration::from_secs(3);
        claim.expires_at = now + Duration::from_secs(60);
        claim
    }

    fn stored(&self, data: &str) -> Stored {
        let mut stored = Stored::new(self.clock.now() + Duration::from_secs(60));
        stored.data = Some(data.to_owned());
        stored
    }

    async fn begin(&self, claim: &Claim) -> Begin {
        self.store.begin(claim).await.unwrap()
    }

    async fn complete(&self, claim: &Claim, data: &str) -> Completion {
        self.store.complete(claim, self.stored(data)).await.unwrap()
    }

    async fn release(&self, claim: &Claim) {
        self.store.release(claim).await.unwrap();
    }
}

#[track_caller]
fn check_completed(begin: Begin, data: &str) {
    let Begin::Completed(stored) = begin else { panic!("not completed, but {begin:?}") };
    assert_eq!(stored.data.as_deref(), Some(data));
}

async fn a_key_is_taken_by_one_claim(stage: Stage) {
    let (first, second) = (stage.claim("first"), stage.claim("second"));
    assert_eq!(stage.begin(&first).await, Begin::Run);
    assert_eq!(stage.begin(&second).await, Begin::InProgress { until: first.locked_until });
}

async fn the_same_claim_twice_is_one_run(stage: Stage) {
    let claim = stage.claim("first");
    assert_eq!(stage.begin(&claim).await, Begin::Run);
    assert_eq!(stage.begin(&claim).await, Begin::Run);
    assert_eq!(stage.complete(&claim, "a").await, Completion::Kept);
    check_completed(stage.begin(&claim).await, "a");
}

async fn a_record_keeps_all_that_it_was_given(stage: Stage) {
    let mut claim = stage.claim("first");
    claim.fingerprint = Some("print".to_owned());
    assert_eq!(stage.begin(&claim).await, Begin::Run);
    let mut stored = stage.stored("a \"quoted\" \u{1F980}");
    stored.fingerprint.clone_from(&claim.fingerprint);
    let completion = stage.store.complete(&claim, stored.clone()).await.unwrap();
    assert_eq!(completion, Completion::Kept);
    assert_eq!(stage.begin(&stage.claim("second")).await, Begin::Completed(stored));
}

async fn a_record_may_have_no_data(stage: Stage) {
    let claim = stage.claim("first");
    stage.begin(&claim).await;
    let empty = Stored::new(stage.clock.now() + Duration::from_secs(60));
    stage.store.complete(&claim, empty.clone()).await.unwrap();
    assert_eq!(stage.begin(&stage.claim("second")).await, Begin::Completed(empty));
}

async fn a_claim_that_is_not_the_owner_changes_nothing(stage: Stage) {
    let (first, second) = (stage.claim("first"), stage.claim("second"));
    assert_eq!(stage.complete(&second, "b").await, Completion::Lost);
    stage.release(&second).await;
    stage.begin(&first).await;
    assert_eq!(stage.complete(&second, "b").await, Completion::Lost);
    stage.release(&second).await;
    assert_eq!(stage.begin(&second).await, Begin::InProgress { until: first.locked_until });
    assert_eq!(stage.complete(&first, "a").await, Completion::Kept);
    assert_eq!(stage.complete(&second, "b").await, Completion::Lost);
    stage.release(&second).await;
    stage.release(&first).await;
    check_completed(stage.begin(&second).await, "a");
}

async fn a_released_key_is_free(stage: Stage) {
    let (first, second) = (stage.claim("first"), stage.claim("second"));
    stage.begin(&first).await;
    stage.release(&first).await;
    stage.release(&first).await;
    assert_eq!(stage.begin(&second).await, Begin::Run);
    assert_eq!(stage.complete(&first, "a").await, Completion::Lost);
    assert_eq!(stage.complete(&second, "b").await, Completion::Kept);
}

async fn an_expired_lock_is_taken_over_to_the_millisecond(stage: Stage) {
    let first = stage.claim("first");
    stage.begin(&first).await;
    stage.clock.advance(Duration::from_millis(2_999));
    let early = stage.claim("early");
    assert_eq!(stage.begin(&early).await, Begin::InProgress { until: first.locked_until });
    stage.clock.advance(Duration::from_millis(1));
    let second = stage.claim("second");
    assert_eq!(stage.begin(&second).await, Begin::Run);
    let until = second.locked_until;
    assert_eq!(stage.begin(&stage.claim("third")).await, Begin::InProgress { until });
    assert_eq!(stage.complete(&first, "a").await, Completion::Lost);
    assert_eq!(stage.complete(&second, "b").await, Completion::Kept);
}

async fn a_record_ends_no_later_than_a_second_after_its_time(stage: Stage) {
    stage.clock.advance(Duration::from_millis(400));
    let first = stage.claim("first");
    stage.begin(&first).await;
    stage.complete(&first, "a").await;
    stage.clock.advance(Duration::from_millis(59_999));
    check_completed(stage.begin(&stage.claim("second")).await, "a");
    stage.clock.advance(Duration::from_secs(1));
    assert_eq!(stage.begin(&stage.claim("third")).await, Begin::Run);
}

async fn times_before_1970_are_no_reason_to_panic(stage: Stage) {
    let mut claim = Claim::new("orders#8", "first", SystemTime::UNIX_EPOCH);
    claim.now = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
    claim.locked_until = claim.now;
    claim.expires_at = claim.now;
    assert_eq!(stage.begin(&claim).await, Begin::Run);
}

scenarios! {
    a_key_is_taken_by_one_claim,
    the_same_claim_twice_is_one_run,
    a_record_keeps_all_that_it_was_given,
    a_record_may_have_no_data,
    a_claim_that_is_not_the_owner_changes_nothing,
    a_released_key_is_free,
    an_expired_lock_is_taken_over_to_the_millisecond,
    a_record_ends_no_later_than_a_second_after_its_time,
    times_before_1970_are_no_reason_to_panic,
}
