//! The table of codes.

use super::*;

#[test]
fn codes_are_in_order_and_named_as_printed() {
    let ids: Vec<&str> = Code::ALL.iter().map(|code| code.info().id).collect();
    assert!(ids.is_sorted());
    for code in Code::ALL {
        assert_eq!(Code::parse(&code.to_string().to_lowercase()), Some(*code));
    }
}

#[test]
fn titles_are_one_line_without_a_full_stop() {
    for code in Code::ALL {
        let title = code.info().title;
        assert!(
            !title.ends_with('.') && !title.contains('\n') && title.len() < 70,
            "{code}: {title}"
        );
    }
}

#[test]
fn every_page_starts_with_its_code_and_title() {
    for code in Code::ALL {
        let info = code.info();
        let first = info.page.lines().next().unwrap_or("");
        assert_eq!(
            first,
            format!("# {} {}", info.id, info.title),
            "docs/diagnostics/{}.md",
            info.id
        );
    }
}
