//! The XML of `JUnit`, as build servers read it.
//!
//! In: suites of cases, and what failed of each. Out: text. Never here: what a case is.

/// Cases that belong together.
pub(super) struct Suite {
    pub(super) name: String,
    pub(super) cases: Vec<Case>,
}

/// One case.
pub(super) struct Case {
    pub(super) class: String,
    pub(super) name: String,
    pub(super) failures: Vec<Failure>,
}

/// One thing that failed of a case.
pub(super) struct Failure {
    pub(super) kind: &'static str,
    pub(super) message: String,
    pub(super) text: String,
}

fn failed(suite: &Suite) -> usize {
    suite.cases.iter().filter(|case| !case.failures.is_empty()).count()
}

/// All suites, without those that have no case.
pub(super) fn suites_text(suites: &[Suite]) -> String {
    let all: usize = suites.iter().map(|suite| suite.cases.len()).sum();
    let failures: usize = suites.iter().map(failed).sum();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"duly\" tests=\"{all}\" failures=\"{failures}\">\n"
    );
    for suite in suites.iter().filter(|suite| !suite.cases.is_empty()) {
        out.push_str(&format!(
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n",
            xml(&suite.name),
            suite.cases.len(),
            failed(suite)
        ));
        suite.cases.iter().for_each(|case| out.push_str(&case_text(case)));
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn case_text(case: &Case) -> String {
    let head =
        format!("    <testcase classname=\"{}\" name=\"{}\"", xml(&case.class), xml(&case.name));
    if case.failures.is_empty() {
        return format!("{head}/>\n");
    }
    let mut out = format!("{head}>\n");
    for failure in &case.failures {
        out.push_str(&format!(
            "      <failure type=\"{}\" message=\"{}\">{}</failure>\n",
            failure.kind,
            xml(&failure.message),
            xml(&failure.text)
        ));
    }
    out.push_str("    </testcase>\n");
    out
}

/// Text inside an element or an attribute.
pub(super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            odd if odd.is_control() => out.push(' '),
            plain => out.push(plain),
        }
    }
    out
}
