//! All parts of the platform, and the one who gives each its turn.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use super::agenda::{Moment, earliest};
use super::asynchronous::Asynchronous;
use super::buckets::Buckets;
use super::buses::Buses;
use super::desk::Desk;
use super::dice::Dice;
use super::faults::Mail;
use super::kafka::Kafka;
use super::lambda::{Lambda, Ran, Run};
use super::parcel::{Answer, Parcel, PartName, Ticket};
use super::part::Part;
use super::queues::Queues;
use super::streams::Streams;
use super::topics::Topics;
use super::{Behaviour, Function, Limits};
use crate::event::Origin;

/// A simulated AWS account in one region.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) desk: Desk,
    pub(crate) lambda: Lambda,
    pub(crate) asynchronous: Asynchronous,
    pub(crate) buckets: Buckets,
    pub(crate) buses: Buses,
    pub(crate) kafka: Kafka,
    pub(crate) queues: Queues,
    pub(crate) streams: Streams,
    pub(crate) topics: Topics,
    mail: Mail,
    /// What came of invocations that somebody outside waits for.
    answers: HashMap<u64, Answer>,
    last_ticket: u64,
}

/// What the world needs before it can go on.
#[derive(Debug)]
pub(crate) enum Step {
    /// Somebody has to run this, and say by [`World::ran`] what came of it.
    Run(Box<Run>),
    /// Nothing: everything up to the time in question has happened.
    Settled,
}

impl World {
    pub(crate) fn new(origin: Origin, seed: u64) -> Self {
        Self {
            desk: Desk::new(origin, Dice::seeded(seed), Limits::default()),
            lambda: Lambda::default(),
            asynchronous: Asynchronous::default(),
            buckets: Buckets::default(),
            buses: Buses::default(),
            kafka: Kafka::default(),
            queues: Queues::default(),
            streams: Streams::default(),
            topics: Topics::default(),
            mail: Mail::default(),
            answers: HashMap::new(),
            last_ticket: 0,
        }
    }

    pub(crate) fn add_function(&mut self, arn: String, settings: Function, behaviour: Behaviour) {
        self.desk.learn_function(&arn);
        self.lambda.add(arn, settings, behaviour);
    }

    /// Lets everything happen up to a time, which it then is, or up to the next run.
    pub(crate) fn step(&mut self, until: SystemTime) -> Step {
        loop {
            if let Some((parcel, touchable)) = self.desk.take_parcel() {
                let Self { mail, desk, .. } = self;
                let parcel = if touchable { mail.pass(parcel, desk) } else { Some(parcel) };
                parcel.into_iter().for_each(|parcel| self.carry(parcel));
            } else if let Some(run) = self.lambda.take_run() {
                return Step::Run(Box::new(run));
            } else if let Some(moment) = self.next().filter(|moment| moment.at <= until) {
                self.desk.set_now(moment.at.max(self.desk.now()));
                self.fire(moment);
            } else {
                self.desk.set_now(until.max(self.desk.now()));
                return Step::Settled;
            }
        }
    }

    /// Lets time pass without anything happening in it; what was due is late.
    pub(crate) fn skip(&mut self, duration: Duration) {
        self.desk.set_now(self.desk.now() + duration);
    }

    /// What came of a run.
    pub(crate) fn ran(&mut self, flight: u64, ran: Ran) {
        self.lambda.ran(flight, ran, &mut self.desk);
    }

    /// When the next thing happens, whatever it is.
    pub(crate) fn next_time(&self) -> Option<SystemTime> {
        self.next().map(|moment| moment.at)
    }

    /// When the next thing happens, unless only what repeats for ever is left.
    pub(crate) fn next_work(&self) -> Option<SystemTime> {
        let work = self.parts().map(Part::next_work);
        earliest(work.into_iter().chain([self.lambda.next()])).map(|moment| moment.at)
    }

    /// A ticket for somebody outside, who asks for its answer later.
    pub(crate) fn ticket(&mut self) -> Ticket {
        self.last_ticket += 1;
        Ticket { part: PartName::Caller, number: self.last_ticket }
    }

    /// The answer to an invocation of somebody outside, once.
    pub(crate) fn take_answer(&mut self, ticket: Ticket) -> Option<Answer> {
        self.answers.remove(&ticket.number)
    }

    fn parts(&self) -> [&dyn Part; 8] {
        let Self { asynchronous, buckets, buses, kafka, mail, queues, streams, topics, .. } = self;
        [asynchronous, buckets, buses, kafka, mail, queues, streams, topics]
    }

    fn next(&self) -> Option<Moment> {
        let next = self.parts().map(Part::next);
        earliest(next.into_iter().chain([self.lambda.next()]))
    }

    fn fire(&mut self, moment: Moment) {
        let Self {
            desk,
            lambda,
            asynchronous,
            buckets,
            buses,
            kafka,
            mail,
            queues,
            streams,
            topics,
            ..
        } = self;
        if lambda.next() == Some(moment) {
            return lambda.fire(desk);
        }
        let parts: [&mut dyn Part; 8] =
            [asynchronous, buckets, buses, kafka, mail, queues, streams, topics];
        let due = parts.into_iter().find(|part| part.next() == Some(moment));
        due.into_iter().for_each(|part| part.fire(desk));
    }

    fn carry(&mut self, parcel: Parcel) {
        let Self {
            desk, lambda, asynchronous, buckets, buses, kafka, queues, streams, topics, ..
        } = self;
        match parcel {
            Parcel::Invoke(request) => lambda.invoke(request, desk),
            Parcel::Answered(Ticket { part, number }, answer) => match part {
                PartName::Caller => drop(self.answers.insert(number, answer)),
                PartName::Asynchronous => asynchronous.answered(number, answer, desk),
                PartName::Streams => streams.answered(number, answer, desk),
                PartName::Queues => queues.answered(number, answer, desk),
                PartName::Kafka => kafka.answered(number, answer, desk),
            },
            Parcel::InvokeAsync { function, payload, request_id } => {
                match lambda.settings(&function).cloned() {
                    Some(settings) => {
                        asynchronous.accept(settings, function, payload, request_id, desk);
                    }
                    None => desk.note(&function, || "there is no such function".to_owned()),
                }
            }
            Parcel::SendMessage { .. } => queues.receive(parcel, desk),
            Parcel::Publish { .. } => topics.receive(parcel, desk),
            Parcel::PutEvent { .. } => buses.receive(parcel, desk),
            Parcel::PutObject { .. } => buckets.receive(parcel, desk),
            Parcel::PutRecord { .. } => streams.receive(parcel, desk),
        }
    }
}
