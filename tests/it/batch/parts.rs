//! The parts of which duties of generated packs are made.

pub(super) const ACTS: [&str; 8] = [
    "hold a review",
    "send invitations",
    "acknowledge the complaint",
    "write the report",
    "disrupt the placement",
    "hold a change review",
    "hear of it",
    "any of\n    - send invitations, if the child is at risk\n    - write the report",
];

pub(super) const DUES: [&str; 74] = [
    "within 20 working days of coming into care",
    "within 3 months of the first review",
    "within 6 months of each review from the second onwards",
    "within 10 working days of each complaint",
    "within 5 calendar days of each review",
    "within 15 working days of the completion of each review",
    "at least 10 working days before each review",
    "at least 2 weeks before the second review",
    "before each review",
    "before the first review",
    "strictly before each complaint",
    "by the second review",
    "on the same day as each review",
    "between 4 weeks and 6 weeks after each placement disruption",
    "promptly after each complaint",
    "promptly after each complaint, or before",
    "promptly",
    "by the 16th birthday",
    "within 3 months of the 16th birthday",
    "before the 16th birthday",
    "within 10 calendar days of the start of each period placed for adoption",
    "within 5 calendar days of the end of each period in placement",
    "within 2 working days of coming into care, or before",
    "within the earlier of 3 months and 91 calendar days of each review",
    "within the later of 1 month and 4 weeks of each tip",
    "within 20 working days of leaving care",
    "within 1 month of the next review after each complaint",
    "within 2 weeks of the last review before each complaint",
    "within 5 working days of the later of each complaint and the first review",
    "within 1 week of first-duty becoming overdue",
    "within 10 working days of each complaint, or within 5 working days of it if the child is at risk",
    "at least once in every 3 months",
    "at least once in every 6 weeks",
    "at least once in each calendar year",
    "at least once in each financial year",
    "at least once in each year from coming into care",
    "at least once during each period in placement",
    "at least once during each period settled",
    "schedule first within 1 week of each placement disruption; then within 3 weeks; then every \
     4 weeks until the first review; then every 2 months if the child is at risk; otherwise \
     every 3 months",
    "schedule first within 2 weeks of each complaint; then every 3 weeks; after 2 months, every \
     2 months; judged on the due date",
    "schedule first within 1 month of coming into care; then every 1 month on a fixed timetable",
    "schedule first within 1 week of the start of each period settled; then every 1 week until \
     the first review; then every 4 weeks",
    "within 5 calendar days of the start of each period settled",
    "within 2 weeks of becoming long in care",
    "by the next review after the 16th birthday",
    "before the next complaint after each review",
    "at least 1 week before the last review before the 17th birthday",
    "on the same day as the second review after each complaint",
    "on the same day as the last review before the 17th birthday",
    "before the first complaint, or before the first review if recorded: the child agrees",
    "at least 1 week before each review, or before the first complaint if the child is at risk",
    "standing be in placement during each period looked after, except the first 5 working days",
    "standing be placed for adoption during each period in placement",
    "standing be settled during each period looked after",
    // Of a change review it may not be known whether it is one.
    "within 10 working days of each change review",
    "within 15 working days of the completion of each change review",
    "within 3 months of the first change review",
    "within 2 weeks of each change review from the second onwards",
    "within 1 month of the next change review after each complaint",
    "within 2 weeks of the last change review before each complaint",
    "within 5 working days of the later of each complaint and the first change review",
    "at least 2 weeks before each change review",
    "before the second change review",
    "before the next change review after each complaint",
    "by the second change review",
    "on the same day as each change review",
    "on the same day as the second change review after each complaint",
    "within 2 weeks of each hearing",
    "before each hearing",
    "promptly after each hearing, or before",
    "at least once in every 6 months",
    "at least once in each year from the first change review",
    "schedule first within 1 week of each change review; then every 4 weeks until the first \
     review; then every 2 months",
    "schedule first within 1 week of each hearing; then every 1 month on a fixed timetable",
];

/// What else generated packs speak of.
pub(super) const DEFINED: &str = "definition settled: \"Settled\"
  means      all of
             - the child is in placement
             - the child is not placed for adoption
  source     none
definition long in care: \"Long in care\"
  means      total time looked after since the 14th birthday is at least 13 weeks
  counting   not time in placement
  source     none
event change review: \"Change review\"
  forms      hold a change review | a change review is held | change review / change reviews
  means      a review that changed the care plan
  source     none
event hearing: \"Hearing\"
  forms      hear of it | hearing / hearings
  means      any of
             - change review
             - review
  source     none
status on notice: \"On notice\"
  from       hearing until leaving care
";

pub(super) const MET: [&str; 8] = [
    "",
    "met by     the first review",
    "met by     the next review",
    "met by     the second review",
    "met by     the third review",
    "met by     the first change review",
    "met by     the next change review",
    "met by     the second hearing",
];

pub(super) const APPLIES: [&str; 21] = [
    "",
    "",
    "applies    if the child is looked after",
    "applies    while the child is not placed for adoption",
    "applies    while the child is placed for adoption",
    "applies    unless recorded: the child refuses",
    "applies    if recorded: the child agrees",
    "applies    if the child is aged 16 or 17",
    "applies    while the child is aged under 16",
    "applies    if the child is at risk",
    "applies    if the risk band is high",
    "applies    if that review changed the care plan",
    "applies    once the child is placed for adoption",
    "applies    if there has been a complaint since the first review",
    "applies    unless there have been at least 2 complaints",
    "applies    if the child has been looked after for at least 3 months",
    "applies    while the child is in placement and the child is not placed for adoption",
    "applies    if the child has been placed for adoption",
    "applies    if there has been a change review",
    "applies    unless there have been at least 2 hearings since the first review",
    "applies    while the child is on notice",
];

pub(super) const MORE: [&str; 9] = [
    "",
    "",
    "",
    "lapses     unless recorded: review to be held anyway",
    "scope      the whole record",
    "scope      each period placed for adoption",
    "scope      each period in placement",
    "until      the 18th birthday",
    "if unrecorded  treat as not happened",
];

/// One duty as text.
pub(super) fn duty(name: &str, [act, due, met, applies, more]: [usize; 5]) -> String {
    let due = DUES[due % DUES.len()];
    let mut text = String::new();
    if let Some((state, during)) =
        due.strip_prefix("standing ").and_then(|text| text.split_once(" during "))
    {
        text += &format!("standing {name}: \"{name}\"\n  who        the IRO\n");
        text += &format!("  must       {state}\n  during     {during}\n");
    } else {
        text += &format!("duty {name}: \"{name}\"\n  who        the IRO\n");
        text += &format!("  must       {}\n", ACTS[act % ACTS.len()]);
        match due.strip_prefix("schedule ") {
            Some(schedule) => text += &format!("  schedule   {schedule}\n"),
            None => text += &format!("  due        {due}\n"),
        }
    }
    let clauses = [MET[met % MET.len()], APPLIES[applies % APPLIES.len()], MORE[more % MORE.len()]];
    for clause in clauses.iter().filter(|clause| !clause.is_empty()) {
        text += &format!("  {clause}\n");
    }
    text + "  source     none\n"
}
