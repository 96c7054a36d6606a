//! Laws of windows and freezes, held against a clock on the wall that is read minute by minute.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use proptest::prelude::*;
use rollwise::{Engine, Policy, Situation, Timestamp, Verdict, WindowDecision};
use serde_json::{Value, json};

const MINUTE: i64 = 60_000;
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Zones with a day on which something happens to their clocks, and some where nothing does.
const PLACES: [(&str, (i32, u32, u32)); 14] = [
    ("UTC", (2026, 11, 21)),
    ("Asia/Kathmandu", (2026, 11, 21)),
    ("Europe/Berlin", (2026, 3, 29)),
    ("Europe/Berlin", (2026, 10, 25)),
    ("Africa/Casablanca", (2026, 2, 15)),
    ("Africa/Casablanca", (2026, 3, 22)),
    ("Australia/Lord_Howe", (2026, 4, 5)),
    ("Australia/Lord_Howe", (2026, 10, 4)),
    ("America/Sao_Paulo", (2017, 10, 15)),
    ("America/Sao_Paulo", (2018, 2, 18)),
    ("America/Havana", (2026, 11, 1)),
    ("America/St_Johns", (2010, 11, 7)),
    ("America/St_Johns", (2010, 3, 14)),
    ("Pacific/Apia", (2011, 12, 30)),
];

fn engine(calendar: &Value) -> Option<Engine> {
    let mut calendar = calendar.clone();
    calendar["preferred"] = calendar.get("preferred").cloned().unwrap_or(json!([]));
    Engine::new(Policy::from_json(&json!({"calendar": calendar}).to_string()).unwrap()).ok()
}

fn check(engine: &Engine, t: i64) -> WindowDecision {
    let situation = json!({
        "change": {"version": "2.4.0"}, "service": {"name": "shop"}, "target": {"environment": "production"},
        "error_budget": 0.5,
    });
    let situation: Situation = serde_json::from_value(situation).unwrap();
    engine.check_window(Timestamp::from_millis(t).unwrap(), &situation).unwrap()
}

/// The moments at which the calendar opens or closes, and whether it is open before the first.
fn walk(engine: &Engine, from: i64, until: i64) -> (bool, Vec<i64>) {
    let before = check(engine, from);
    let (mut changes, mut decision) = (Vec::new(), before.clone());
    while let Some(next) = decision.opens_at.or(decision.closes_at).map(Timestamp::as_millis).filter(|t| *t < until) {
        changes.push(next);
        decision = check(engine, next);
    }
    (before.open, changes)
}

fn midnight((year, month, day): (i32, u32, u32), offset: i64) -> i64 {
    let date = NaiveDate::from_ymd_opt(year, month, day).unwrap() + Duration::days(offset);
    date.and_time(NaiveTime::MIN).and_utc().timestamp_millis()
}

fn time(minutes: Option<u32>) -> Option<String> {
    minutes.map(|minutes| format!("{:02}:{:02}", minutes / 60, minutes % 60))
}

/// Weekly times: days, from, until, of which the last two differ.
fn weekly() -> impl Strategy<Value = (Vec<u32>, Option<u32>, Option<u32>)> {
    let minute = || proptest::option::of(prop_oneof![0..1440_u32, (0..16_u32).prop_map(|n| n * 15)]);
    let times = (proptest::collection::vec(0..7_u32, 0..4), minute(), minute());
    times.prop_filter("equal times", |(_, from, until)| until.is_none() || from.unwrap_or(0) != until.unwrap())
}

fn document(days: &[u32], from: Option<u32>, until: Option<u32>) -> Value {
    let days: Vec<&str> = days.iter().map(|day| DAYS[*day as usize]).collect();
    let mut when = json!({"kind": "weekly", "days": days});
    for (key, minutes) in [("from", from), ("until", until)] {
        if let Some(text) = time(minutes) {
            when[key] = json!(text);
        }
    }
    when
}

/// What the clock on the wall says of weekly times: each minute between the first and the last that it shows inside
/// one occurrence of them.
fn covered(zone: &str, days: &[u32], from: Option<u32>, until: Option<u32>, minutes: &[i64]) -> Vec<bool> {
    let zone: Tz = zone.parse().unwrap();
    let readings: Vec<_> = minutes
        .iter()
        .map(|t| DateTime::from_timestamp_millis(*t).unwrap().with_timezone(&zone).naive_local())
        .collect();
    let mut covered = vec![false; minutes.len()];
    let mut date = readings[0].date() - Duration::days(3);
    while date <= readings[readings.len() - 1].date() + Duration::days(3) {
        let weekday = date.weekday().num_days_from_monday();
        if days.is_empty() || days.contains(&weekday) {
            let (from, until) = (from.unwrap_or(0), until.unwrap_or(0));
            let start = date.and_time(NaiveTime::MIN);
            let end = start + Duration::days(i64::from(until <= from)) + Duration::minutes(until.into());
            let inside = |i: &usize| (start + Duration::minutes(from.into())..end).contains(&readings[*i]);
            let first = (0..readings.len()).find(inside);
            let last = (0..readings.len()).rev().find(inside);
            if let (Some(first), Some(last)) = (first, last) {
                covered[first..=last].fill(true);
            }
        }
        date += Duration::days(1);
    }
    covered
}

/// Some times of any kind around a place's day, as JSON.
fn times() -> impl Strategy<Value = Value> {
    let dated = (0..5_u32, 0..24_u32, 1..90_i64).prop_map(|(day, hour, hours)| {
        let from = NaiveDate::from_ymd_opt(2026, 10, 23 + day).unwrap().and_hms_opt(hour, 30, 0).unwrap();
        let until = from + Duration::hours(hours);
        json!({"kind": "dated", "from": from.format("%FT%H:%M").to_string(),
            "until": until.format("%FT%H:%M").to_string()})
    });
    let yearly = (1..13_u32, 1..13_u32, 1..29_u32).prop_map(|(from, until, day)| {
        json!({"kind": "yearly", "from": format!("{from:02}-{day:02}"), "until": format!("{until:02}-28")})
    });
    prop_oneof![
        4 => weekly().prop_map(|(days, from, until)| document(&days, from, until)),
        2 => dated,
        1 => yearly,
        1 => Just(json!({"kind": "yearly", "from": "02-29", "until": "02-29"})),
    ]
}

fn listed() -> impl Strategy<Value = Vec<Value>> {
    let zones = prop_oneof![Just("UTC"), Just("Europe/Berlin"), Just("Australia/Lord_Howe"), Just("America/Havana")];
    proptest::collection::vec((times(), zones), 0..3).prop_map(|list| {
        let item =
            |(i, (when, zone)): (usize, (Value, &str))| json!({"name": format!("n{i}"), "when": when, "zone": zone});
        list.into_iter().enumerate().map(item).collect()
    })
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(600))]

    #[test]
    fn weekly_times_are_what_the_clock_on_the_wall_shows(
        place in 0..PLACES.len(), (days, from, until) in weekly(), freeze in any::<bool>(),
    ) {
        let (zone, date) = PLACES[place];
        // Read a little more than is compared, so that the first and last occurrences are whole.
        let (start, end) = (midnight(date, -2), midnight(date, 3));
        let minutes: Vec<i64> = (midnight(date, -5)..midnight(date, 6)).step_by(MINUTE as usize).collect();
        let covered = covered(zone, &days, from, until, &minutes);
        let item = json!([{"name": "it", "when": document(&days, from, until)}]);
        let (windows, freezes) = if freeze { (json!([]), item) } else { (item, json!([])) };
        let engine = engine(&json!({"zone": zone, "windows": windows, "freezes": freezes}));
        // Only a freeze without an end is refused.
        prop_assert!(engine.is_some() || freeze);
        let Some(engine) = engine else { return Ok(()) };
        let shown = |t: i64| covered[((t - minutes[0]) / MINUTE) as usize] != freeze;
        let (before, changes) = walk(&engine, start, end);
        let compared = (start + MINUTE..end).step_by(MINUTE as usize);
        let want: Vec<i64> = compared.filter(|t| shown(*t) != shown(t - MINUTE)).collect();
        prop_assert_eq!(before, shown(start));
        prop_assert_eq!(changes, want);
    }
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn it_opens_and_closes_exactly_when_it_says(
        windows in listed(), freezes in listed(), preferred in listed(), hour in 0..200_i64, ms in 0..9000_i64,
        samples in proptest::collection::vec(0.0..1.0, 20),
    ) {
        let calendar = json!({"windows": windows, "freezes": freezes, "preferred": preferred});
        let Some(engine) = engine(&calendar) else { return Ok(()) };
        let t = midnight((2026, 10, 24), 0) + hour * 60 * MINUTE + ms;
        let decision = check(&engine, t);
        prop_assert_eq!(decision.open, decision.blocked_by.is_empty());
        prop_assert_eq!(decision.verdict == Verdict::Fail, !decision.open);
        let other = if decision.open { decision.opens_at } else { decision.closes_at };
        prop_assert_eq!(other, None);
        let is_best = |t: i64| check(&engine, t).verdict == Verdict::Pass;
        let horizon = t + 400 * 24 * 60 * MINUTE;
        let between = |end: i64| {
            samples.iter().map(move |part| t + ((end - t) as f64 * part) as i64).collect::<Vec<_>>()
        };
        let change = decision.opens_at.or(decision.closes_at).map(Timestamp::as_millis);
        if let Some(change) = change {
            prop_assert!(t < change && change <= horizon);
            prop_assert_ne!(check(&engine, change).open, decision.open);
            prop_assert_eq!(check(&engine, change - 1).open, decision.open);
        }
        for moment in between(change.unwrap_or(horizon)) {
            prop_assert_eq!(check(&engine, moment).open, decision.open, "at {}", moment);
        }
        let until = decision.preferred_at.map_or(horizon, Timestamp::as_millis);
        if let Some(best) = decision.preferred_at {
            let best = best.as_millis();
            prop_assert!(t < best && best <= horizon && is_best(best) && !is_best(best - 1));
        }
        if !preferred.is_empty() && !is_best(t) {
            prop_assert!(between(until).into_iter().all(|t| !is_best(t)));
        }
    }
}
