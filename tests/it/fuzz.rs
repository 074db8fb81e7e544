//! The fuzzers' bodies, replayed: over the committed corpus, over every pack,
//! case and page the project has, and over what a seeded hand makes of them.

#[path = "../../fuzz/bodies.rs"]
#[expect(unreachable_pub, reason = "the fuzz targets use the same file as a module of their own")]
mod bodies;

use std::path::{Path, PathBuf};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut entries: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

fn seeds(folders: &[&str], keep: impl Fn(&str) -> bool) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for folder in folders {
        files(Path::new(folder), &mut found);
    }
    found.retain(|path| keep(&path.to_string_lossy()));
    found.iter().map(|path| std::fs::read(path).expect("a seed")).collect()
}

/// A small generator of numbers: the same seed makes the same mistakes.
struct Hand(u64);

impl Hand {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (below.max(1) as u64)).unwrap_or(0)
    }

    /// One slip: a line lost, doubled or moved, a letter changed, a word swapped.
    fn slip(&mut self, text: &str) -> String {
        const WORDS: [&str; 22] = [
            "\t",
            ": ",
            " #",
            "- ",
            "\"",
            "'",
            "{",
            "}",
            "[",
            "&a ",
            "*a",
            "é",
            "👶",
            "\u{0}",
            "\u{feff}",
            "before ",
            "the later of ",
            "within ",
            "recorded: ",
            "0 ",
            "9999-12-31",
            "unknown",
        ];
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        match self.next(5) {
            0 if !lines.is_empty() => {
                lines.remove(self.next(lines.len()));
                lines.concat()
            }
            1 if !lines.is_empty() => {
                let line = lines.remove(self.next(lines.len()));
                lines.insert(self.next(lines.len() + 1), line);
                lines.concat()
            }
            2 => {
                let cut = self.boundary(text);
                text.get(..cut).unwrap_or("").to_owned()
            }
            3 => {
                let (a, b) = (self.boundary(text), self.boundary(text));
                let (a, b) = (a.min(b), a.max(b).min(a.min(b) + 12).min(text.len()));
                let b =
                    (b..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
                format!("{}{}", text.get(..a).unwrap_or(""), text.get(b..).unwrap_or(""))
            }
            _ => {
                let at = self.boundary(text);
                let word = WORDS[self.next(WORDS.len())];
                format!("{}{word}{}", text.get(..at).unwrap_or(""), text.get(at..).unwrap_or(""))
            }
        }
    }

    fn boundary(&mut self, text: &str) -> usize {
        let at = self.next(text.len() + 1);
        (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
    }
}

fn replay(name: &str, seeds: &[Vec<u8>], slips: usize) {
    let (_, body) = bodies::BODIES.iter().find(|(known, _)| *known == name).expect("a body");
    for seed in seeds {
        body(seed);
    }
    let mut hand = Hand(0x5eed_0f0f_dead_1234);
    for round in 0..slips {
        let Some(seed) = seeds.get(hand.next(seeds.len())) else { return };
        let Ok(text) = std::str::from_utf8(seed) else { continue };
        let mut text = text.to_owned();
        for _ in 0..=round % 4 {
            text = hand.slip(&text);
        }
        body(text.as_bytes());
    }
}

/// How many mistaken texts each body is given; `DULY_FUZZ` asks for more.
fn slips(usual: usize) -> usize {
    std::env::var("DULY_FUZZ").ok().and_then(|many| many.parse().ok()).unwrap_or(usual)
}

#[test]
fn packs_survive_every_slip() {
    let pack = |name: &str| name.ends_with(".duly") || name.ends_with(".yaml");
    let seeds = seeds(
        &["fuzz/corpus/pack", "policies/kent", "policies/practice-guidance-2020", "tests/suite"],
        |name| name.contains("corpus") || pack(name) && !name.contains("cases"),
    );
    replay("pack", &seeds, slips(60));
}

#[test]
fn phrases_survive_every_slip() {
    let mut seeds = seeds(&["fuzz/corpus/phrase"], |_| true);
    for file in self::seeds(&["policies", "tests/suite"], |name| name.ends_with(".duly")) {
        let Ok(text) = String::from_utf8(file) else { continue };
        seeds.extend(text.lines().filter_map(|line| {
            let line = line.trim_start();
            line.strip_prefix("due")
                .or_else(|| line.strip_prefix("rule"))
                .map(|rest| rest.trim().as_bytes().to_vec())
        }));
    }
    assert!(seeds.len() > 50);
    replay("phrase", &seeds, slips(800));
}

#[test]
fn cases_survive_every_slip() {
    let seeds = seeds(&["fuzz/corpus/case", "examples/cases", "tests/suite/cases"], |name| {
        !name.ends_with(".duly")
    });
    assert!(seeds.len() > 8);
    replay("case", &seeds, slips(8));
}

#[test]
fn yaml_survives_every_slip() {
    let seeds =
        seeds(&["fuzz/corpus/yaml", "policies", "examples/cases"], |name| !name.ends_with(".duly"));
    replay("yaml", &seeds, slips(300));
}

#[test]
fn feeds_survive_every_slip() {
    let seeds = seeds(&["fuzz/corpus/feed", "tests/feeds", "policies/mappings"], |_| true);
    assert!(seeds.len() > 8);
    replay("feed", &seeds, slips(150));
}
