//! Documents made worse: JSON by its structure, everything else by lines and bytes.

use serde_json::{Map, Value};

use super::random::Random;
use super::words::{PIECES, TEXTS};

/// Longer inputs are cut: what is long is tested elsewhere.
const MAX_LEN: usize = 96 * 1024;

/// One of the seeds, changed in a few places.
pub fn mutated(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut data = random.pick(seeds).clone();
    for _ in 0..=random.below(4) {
        let structured = !random.one_in(3);
        data = match structured.then(|| by_structure(&data, random)).flatten() {
            Some(changed) => changed,
            None => by_bytes(data, seeds, random),
        };
        data.truncate(MAX_LEN);
    }
    data
}

/// Changes one value of a document of JSON, or of a line that ends with one; `None` where there is none.
fn by_structure(data: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(data).ok()?;
    if let Ok(mut value) = serde_json::from_str::<Value>(text) {
        change_somewhere(&mut value, random);
        return Some(value.to_string().into_bytes());
    }
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let at = random.below(lines.len());
    let line = lines.get_mut(at)?;
    let start = line.find('{')?;
    let mut value: Value = serde_json::from_str(line.get(start..)?).ok()?;
    change_somewhere(&mut value, random);
    line.replace_range(start.., &value.to_string());
    Some((lines.join("\n") + "\n").into_bytes())
}

fn change_somewhere(value: &mut Value, random: &mut Random) {
    let mut at = random.below(count(value));
    if let Some(node) = nth(value, &mut at) {
        change(node, random);
    }
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum::<usize>(),
        _ => 0,
    }
}

fn nth<'v>(value: &'v mut Value, at: &mut usize) -> Option<&'v mut Value> {
    if *at == 0 {
        return Some(value);
    }
    *at -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, at)),
        Value::Object(members) => members.values_mut().find_map(|member| nth(member, at)),
        _ => None,
    }
}

fn change(node: &mut Value, random: &mut Random) {
    match (random.below(3), &mut *node) {
        (0, Value::Object(members)) => change_members(members, random),
        (0, Value::Array(items)) if !items.is_empty() => {
            let at = random.below(items.len());
            match random.below(3) {
                0 => _ = items.remove(at),
                1 => items.push(items[at].clone()),
                _ => items.extend(vec![items[at].clone(); 200]),
            }
        }
        (0, Value::String(text)) => {
            let at = random.below(text.chars().count() + 1);
            let place = text.char_indices().nth(at).map_or(text.len(), |(at, _)| at);
            text.insert_str(place, random.pick::<&str>(TEXTS));
        }
        _ => *node = hostile(node, random),
    }
}

fn change_members(members: &mut Map<String, Value>, random: &mut Random) {
    let names: Vec<String> = members.keys().cloned().collect();
    if names.is_empty() {
        return;
    }
    let name = random.pick(&names);
    match random.below(3) {
        0 => _ = members.remove(name),
        1 => {
            let value = members.remove(name).unwrap();
            members.insert((*random.pick(TEXTS)).to_owned(), value);
        }
        _ => {
            let value = members[random.pick(&names)].clone();
            members.insert(name.clone(), value);
        }
    }
}

fn hostile(node: &Value, random: &mut Random) -> Value {
    match random.below(8) {
        0 => Value::Null,
        1 => Value::Bool(random.one_in(2)),
        2 => random
            .pick(&[0_i64, -1, 1, i64::MIN, i64::MAX])
            .to_owned()
            .into(),
        3 => random.pick(&[1e308, -0.0, 0.5, 1e-300]).to_owned().into(),
        4 => (0..random.below(100)).fold(node.clone(), |inner, _| Value::Array(vec![inner])),
        5 => random.pick(TEXTS).repeat(random.below(2000)).into(),
        _ => (*random.pick(TEXTS)).into(),
    }
}

fn by_bytes(mut data: Vec<u8>, seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let at = random.below(data.len() + 1);
    let end = (at + random.below(64)).min(data.len());
    match random.below(11) {
        0 => data.truncate(at),
        1 => _ = data.drain(at..end),
        2 => {
            if let Some(byte) = data.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
        }
        3 => insert(&mut data, at, random.pick(TEXTS).as_bytes()),
        4 => insert(&mut data, at, random.pick(PIECES).as_bytes()),
        5 => insert(
            &mut data,
            at,
            random.pick(PIECES).repeat(random.below(3000)).as_bytes(),
        ),
        6 => insert(
            &mut data,
            at,
            random.pick::<&[u8]>(&[
                &b"\xff"[..],
                b"\xc3",
                b"\xed\xa0\x80",
                b"\x00",
                b"\xf4\x90\x80\x80",
            ]),
        ),
        7 => {
            let other = random.pick(seeds);
            let from = random.below(other.len());
            data.truncate(at);
            data.extend_from_slice(&other[from..]);
        }
        8 => {
            let piece = data[at..end].repeat(1 + random.below(200));
            insert(&mut data, at, &piece);
        }
        _ => by_lines(&mut data, random),
    }
    data
}

/// Moves, repeats, removes and indents lines, by which YAML is held together.
fn by_lines(data: &mut Vec<u8>, random: &mut Random) {
    let mut lines: Vec<Vec<u8>> = data
        .split_inclusive(|byte| *byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    if lines.is_empty() {
        return;
    }
    let (at, other) = (random.below(lines.len()), random.below(lines.len()));
    match random.below(5) {
        0 => _ = lines.remove(at),
        1 => lines.swap(at, other),
        2 => lines.insert(other, lines[at].clone()),
        3 => lines[at].splice(..0, *b"  ").for_each(drop),
        _ => {
            // The value behind a key becomes another one.
            let line = String::from_utf8_lossy(&lines[at]).into_owned();
            if let Some((key, _)) = line.split_once(": ") {
                let value = match random.one_in(2) {
                    true => (*random.pick(TEXTS)).to_owned(),
                    false => Value::from(*random.pick(TEXTS)).to_string(),
                };
                lines[at] = format!("{key}: {value}\n").into_bytes();
            }
        }
    }
    *data = lines.concat();
}

fn insert(data: &mut Vec<u8>, at: usize, piece: &[u8]) {
    data.splice(at..at, piece.iter().copied()).for_each(drop);
}
