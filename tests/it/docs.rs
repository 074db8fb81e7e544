//! What users read does as it says: every command in the README and the
//! documentation is run, every pack in the README is checked, and every link
//! leads to a file.

use std::fs;

use crate::console::{check, duly, markdown, root};

/// Every page that users read, but those of the codes, which have tests of their
/// own.
fn pages() -> Vec<std::path::PathBuf> {
    let mut pages: Vec<_> = markdown("docs", true)
        .into_iter()
        .filter(|page| !page.to_str().unwrap().contains("/diagnostics/"))
        .collect();
    for name in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"] {
        pages.push(root().join(name));
    }
    assert!(pages.len() > 5);
    pages
}

#[test]
fn commands_print_what_the_pages_say() {
    let mut wrong = String::new();
    for page in pages() {
        if let Err(difference) = check(&page) {
            wrong.push_str(&difference);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The targets of a page's links to files.
fn links(text: &str) -> Vec<&str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets
        .map(|target| target.split('#').next().unwrap_or_default())
        .filter(|target| !target.is_empty() && !target.contains("://"))
        .collect()
}

#[test]
fn links_lead_somewhere() {
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        for target in links(&text) {
            let there = page.parent().unwrap().join(target);
            assert!(there.exists(), "{}: {target}", page.display());
        }
    }
    assert_eq!(links("a [b](c.md#d) [e](https://f) [g](#h)"), ["c.md"]);
}

#[test]
fn packs_in_the_readme_are_sound() {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut packs = 0;
    for language in ["duly", "yaml"] {
        for (number, part) in text.split(&format!("```{language}\n")).skip(1).enumerate() {
            let pack = part.split("\n```").next().unwrap();
            let path = folder.path().join(format!("readme-{number}.{language}"));
            fs::write(&path, format!("{pack}\n")).unwrap();
            let result = duly().arg("check").arg(&path).output().unwrap();
            let said = String::from_utf8(result.stdout).unwrap();
            assert!(said.contains("no errors") && !said.contains("warning"), "{pack}\n{said}");
            packs += 1;
        }
    }
    assert!(packs > 0, "the README shows a pack");
}
