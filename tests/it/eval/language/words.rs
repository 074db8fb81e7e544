//! The words that the lines of the language are written in.

/// Everything that they speak of, but for a definition that the line gives itself.
pub(super) fn of(says: &str) -> String {
    let own = says.contains("definition eligible child");
    if own { WORDS.to_owned() } else { format!("{WORDS}{ELIGIBLE}") }
}

const ELIGIBLE: &str = "
definition eligible child
  means    all of
           - the child is aged 16 or 17
           - the child is looked after
           - total time looked after since the 14th birthday is at least 13 weeks
           - the child has been looked after on or after the 16th birthday
  counting not time in a series of short breaks
";

const WORDS: &str = "
role the local authority
role the designated manager
event invitations
  forms    send invitations | invitations are sent | invitation / invitations
event release of papers
  forms    make available | release of papers
paper the pre-meeting report
paper the care plan
paper the pathway plan
event receipt of the decisions
  forms    receive the decisions | receipt of the decisions / receipts of the decisions
event response to the decisions
  forms    respond to the decisions | response to the decisions
event agreement of the decisions
  forms    the decisions are agreed | agreement of the decisions
event disagreement
event informal resolution
  forms    resolve the disagreement informally | informal resolution
event start of the dispute
  forms    start the dispute resolution process | start of the dispute resolution process / starts of the dispute resolution process
event conclusion of the dispute
  forms    conclude the dispute resolution process | conclusion of the dispute
fact was a meeting
  type     yes or no
  of       review
fact considered that change
  type     yes or no
  of       review
event review meeting
  means    a review that was a meeting
event review considering that change
  means    a review that considered that change
event significant change to the care plan
  forms    significant change to the care plan / significant changes to the care plan
status in the long-term foster placement
status under a decision not to meet at every review
event authority to place for adoption
  forms    authority to place for adoption / authorities to place for adoption
event adoption placement
event adoption review
  forms    hold an adoption review | adoption review / adoption reviews
status authorised to be placed
event placement start
  forms    start a placement | placement start / placement starts
event placement end
status placement
  from     placement start until placement end
  separate
fact intended to last until 18
  type     yes or no
  of       placement
event visit
  forms    visit the child | visit / visits
status named IRO
status in a series of short breaks
event placement day
status plan for permanence in the care plan
status the subject of a care order
event entry into custody
event release from custody
status in custody
  from     entry into custody until release from custody
  separate
event release
  forms    release the child | release / releases
  life     can be planned
event significant event
fact IRO
  type     name
fact sibling group
  type     name
fact parent who is looked after
  type     name
fact full-time equivalent
  type     decimal number
  of       the IRO
fact meeting date
  type     date
fact number of moves
  type     number
";
