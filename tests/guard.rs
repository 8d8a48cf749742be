//! The guard: what it finds, and that nothing of it leaves.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use encypher::guard::engine::{Engine, Found, Name, Step, Wanted};
use encypher::guard::kind::{Kind, Kinds};

/// A labelled line of the open set.
struct Line {
    text: Vec<u8>,
    values: Vec<(String, usize, usize)>,
}

fn lines() -> Vec<Line> {
    let encoded = include_str!("vectors/guard/open.jsonl.b64");
    let lines = encoded.lines().map(|line| {
        let json: serde_json::Value =
            serde_json::from_slice(&STANDARD.decode(line).unwrap()).unwrap();
        let values = json["entities"].as_array().unwrap().iter().map(|entity| {
            let place = |name: &str| entity[name].as_u64().unwrap() as usize;
            (
                entity["type"].as_str().unwrap().to_owned(),
                place("start"),
                place("end"),
            )
        });
        Line {
            values: values.collect(),
            text: json["text"].as_str().unwrap().as_bytes().to_vec(),
        }
    });
    lines.collect()
}

fn find(wanted: Wanted, pieces: &[&[u8]]) -> Vec<Found> {
    let mut engine = Engine::new(wanted);
    let mut found: Vec<Found> = Vec::new();
    let mut take = |engine: &mut Engine| {
        while let Some(step) = engine.step() {
            match step {
                Step::Found(one) => {
                    found.push(one);
                    engine.replaced(b"[X]");
                }
                Step::More(_) => {}
                Step::Closed(end) => found.last_mut().unwrap().end = end,
            }
        }
    };
    for piece in pieces {
        engine.push(piece);
        take(&mut engine);
    }
    engine.finish();
    take(&mut engine);
    found
}

#[test]
fn the_open_set_is_covered() {
    let wanted = Wanted {
        kinds: Kinds::all(),
        year: 2026,
        ..Wanted::default()
    };
    let (mut covered, mut all, mut exact, mut touched) = (0, 0, 0, 0);
    for line in lines() {
        let found = find(wanted.clone(), &[&line.text]);
        for (kind, start, end) in &line.values {
            all += 1;
            let cover = found
                .iter()
                .find(|found| found.start <= *start as u64 && found.end >= *end as u64);
            covered += usize::from(cover.is_some());
            let is_exact = cover.is_some_and(|found| {
                found.start == *start as u64
                    && found.end == *end as u64
                    && matches!(found.name, Name::Known(known) if known.name() == kind)
            });
            exact += usize::from(is_exact);
            if !is_exact {
                println!(
                    "{kind} {:?} in {:?}: {:?}",
                    String::from_utf8_lossy(&line.text[*start..*end]),
                    String::from_utf8_lossy(&line.text),
                    found
                        .iter()
                        .map(|f| (f.name, f.start, f.end))
                        .collect::<Vec<_>>()
                );
            }
        }
        for one in &found {
            if !line
                .values
                .iter()
                .any(|(_, start, end)| one.start < *end as u64 && one.end > *start as u64)
            {
                println!(
                    "too much: {:?} {:?} in {:?}",
                    one.name,
                    String::from_utf8_lossy(&one.value),
                    String::from_utf8_lossy(&line.text)
                );
            }
        }
        touched += usize::from(
            line.values.is_empty()
                && !found.is_empty()
                && !matches!(found[0].name, Name::Known(Kind::IpPrivate)),
        );
    }
    println!("covered {covered} exact {exact} of {all}, clean lines touched {touched}");
    assert!(covered >= 520 && touched <= 2);
}
