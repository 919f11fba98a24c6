//! Counts for Prometheus. Names of calls, outcomes and reasons are the only labels: nothing of what was asked.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Upper ends of the histogram, in seconds.
const ENDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 15.0];

#[derive(Default)]
struct Counts {
    calls: BTreeMap<(&'static str, &'static str), u64>,
    refused: BTreeMap<&'static str, u64>,
    pushes: BTreeMap<(&'static str, &'static str), u64>,
    reloads: BTreeMap<&'static str, u64>,
    took: [u64; ENDS.len()],
    took_count: u64,
    took_sum: f64,
}

/// What was counted so far.
#[derive(Default)]
pub struct Metrics(Mutex<Counts>);

impl Metrics {
    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A call that was made.
    pub fn call(&self, call: &'static str, outcome: &'static str, took: Duration) {
        let mut counts = self.lock();
        *counts.calls.entry((call, outcome)).or_default() += 1;
        let seconds = took.as_secs_f64();
        for (count, end) in counts.took.iter_mut().zip(ENDS) {
            *count += u64::from(seconds <= end);
        }
        counts.took_count += 1;
        counts.took_sum += seconds;
    }

    /// A request that was turned away.
    pub fn refused(&self, reason: &'static str) {
        *self.lock().refused.entry(reason).or_default() += 1;
    }

    /// A push that came.
    pub fn push(&self, kind: &'static str, result: &'static str) {
        *self.lock().pushes.entry((kind, result)).or_default() += 1;
    }

    /// The settings were read again.
    pub fn reload(&self, result: &'static str) {
        *self.lock().reloads.entry(result).or_default() += 1;
    }

    /// The page that Prometheus reads.
    pub fn page(&self, (waiting, running): (usize, usize)) -> String {
        let counts = self.lock();
        let mut page = String::new();
        let head = |page: &mut String, name: &str, kind: &str, help: &str| {
            let _ = writeln!(page, "# HELP {name} {help}\n# TYPE {name} {kind}");
        };
        head(&mut page, "ihuyi_build_info", "gauge", "The helper's release.");
        let _ = writeln!(page, "ihuyi_build_info{{version=\"{}\"}} 1", env!("CARGO_PKG_VERSION"));
        head(&mut page, "ihuyi_calls_total", "counter", "Calls made, by call and outcome.");
        for ((call, outcome), count) in &counts.calls {
            let _ = writeln!(page, "ihuyi_calls_total{{call=\"{call}\",outcome=\"{outcome}\"}} {count}");
        }
        head(
            &mut page,
            "ihuyi_call_duration_seconds",
            "histogram",
            "How long calls took, without waiting for a thread.",
        );
        for (count, end) in counts.took.iter().zip(ENDS) {
            let _ = writeln!(page, "ihuyi_call_duration_seconds_bucket{{le=\"{end}\"}} {count}");
        }
        let (count, sum) = (counts.took_count, counts.took_sum);
        let _ = writeln!(page, "ihuyi_call_duration_seconds_bucket{{le=\"+Inf\"}} {count}");
        let _ = writeln!(page, "ihuyi_call_duration_seconds_sum {sum}\nihuyi_call_duration_seconds_count {count}");
        head(&mut page, "ihuyi_queue_depth", "gauge", "Calls that wait for a thread.");
        let _ = writeln!(page, "ihuyi_queue_depth {waiting}");
        head(&mut page, "ihuyi_calls_in_flight", "gauge", "Calls that run.");
        let _ = writeln!(page, "ihuyi_calls_in_flight {running}");
        head(
            &mut page,
            "ihuyi_refused_total",
            "counter",
            "Requests turned away, by reason; nothing was done for them.",
        );
        for (reason, count) in &counts.refused {
            let _ = writeln!(page, "ihuyi_refused_total{{reason=\"{reason}\"}} {count}");
        }
        head(&mut page, "ihuyi_pushes_total", "counter", "Pushes of the gateway, by kind and result.");
        for ((kind, result), count) in &counts.pushes {
            let _ = writeln!(page, "ihuyi_pushes_total{{kind=\"{kind}\",result=\"{result}\"}} {count}");
        }
        head(&mut page, "ihuyi_reloads_total", "counter", "How often the settings were read again.");
        for (result, count) in &counts.reloads {
            let _ = writeln!(page, "ihuyi_reloads_total{{result=\"{result}\"}} {count}");
        }
        page
    }
}
