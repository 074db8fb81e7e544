//! The duties of the pack that the laws are held against: each form that can make a
//! difference to what is known.

pub(crate) const DUTIES: &str = "
duty initial-review
  must     hold a review
  due      within 20 working days of coming into care
  met by   the first review
duty second-review
  must     hold a review
  due      within 3 months of the first review
  met by   the second review
  applies  while the child is not placed for adoption
duty subsequent-reviews
  must     hold a review
  due      within 6 months of each review from the second onwards
  met by   the next review
  applies  while the child is not placed for adoption
duty invitations
  must     send invitations
  due      at least 10 working days before each review
duty see-the-child
  must     speak with the child
  due      before each review
  applies  unless recorded by the IRO: the child refuses
duty notify
  must     notify the IRO service
  due      within 2 working days of coming into care, or before
duty disruption-review
  must     hold a review
  due      between 4 weeks and 6 weeks after each placement disruption
duty acknowledge
  must     acknowledge the complaint
  due      within the earlier of 5 working days and 9 calendar days of each complaint
  scope    the whole record
duty answer
  must     answer the complaint
  due      within 20 working days of each complaint, or within 10 working days of it if the child is at risk
  scope    the whole record
duty update-plan
  must     update the care plan
  due      within 10 working days of the completion of each review
  applies  if that review changed the care plan
duty high-risk
  must     visit the child
  due      within 7 calendar days of each complaint
  applies  if the risk band is high
  scope    the whole record
duty pathway
  must     write a pathway plan
  due      at least 3 months before the 16th birthday
duty placement-visit
  must     visit the placement
  due      within 1 week of the start of each period in placement, or before
  scope    each period in placement
duty placement-report
  must all of
           - write the report
           - update the chronology, if the child is at risk
  due      within 20 working days of each placement disruption
duty after-placement
  must     write the report
  due      within 10 working days of the end of each period in placement
  scope    the whole record
duty joined
  must     visit the child
  due      within 10 working days of the later of coming into care and the first review
duty silent
  must     answer the complaint
  due      within 5 working days of each complaint
  missing  is allowed
  scope    the whole record
duty once-old
  must     write a pathway plan
  due      within 20 working days of coming into care
  applies  once the child is aged 14 or 15
duty by-date
  must     update the chronology
  due      by the earlier of 2 weeks after coming into care and 1 month after the first review
duty since
  must     write the report
  due      within 5 working days of each review
  applies  if there has been a complaint since coming into care
duty promptly
  must     update the chronology
  due      promptly after each complaint
  scope    the whole record
duty appoint
  must     notify the IRO service
  due      before the first review
duty staged
  must     visit the placement
  schedule first within 1 week of each placement disruption; then within 3 weeks; then every 4 weeks until the first review; then every 2 months if the child is at risk; otherwise every 3 months
duty later-stages
  must     hold a review
  schedule first within 2 weeks of each placement disruption; then every 3 weeks; after 2 months, every 2 months; judged on the due date
  scope    the whole record
duty timetable
  must     visit the placement
  schedule first within 1 month of coming into care; then every 1 month on a fixed timetable
duty rolling
  must     hold a review
  due      at least once in every 3 months
  applies  while the child is not placed for adoption
duty yearly-window
  must     write the report
  due      at least once in each calendar year
duty in-each-placement
  must     visit the placement
  due      at least once during each period in placement
duty years-in-care
  must     write the report
  due      at least once in each year from coming into care
duty after-a-breach
  must     visit the placement
  due      within 5 working days of acknowledge becoming overdue
  scope    the whole record
duty after-a-review
  must     visit the placement
  due      within 5 working days of initial-review becoming met
duty restarting
  must     write the report
  due      within 20 working days of each placement disruption
  clock    restarts on each complaint
duty pausing
  must     write the report
  due      within 20 calendar days of each placement disruption
  clock    pauses while the child is in placement
duty until-a-review
  must     visit the placement
  due      within 2 weeks of each complaint
  until    the first review
  scope    the whole record
duty each-spring
  must     write the report
  due      within 1 month of each 31 March
power put-off
  who      the IRO
  may      update the chronology
  limit    twice in each period looked after
  extends  acknowledge by 5 working days
  changes  disruption-review to within 8 weeks of it
  waives   high-risk, placed
power adjourn-review
  who      the IRO
  may      adjourn a review
  limit    once in each period looked after
power reply
  may      write the report
  limit    within 20 working days of each complaint
  extends  answer by 1 month
standing placed
  must     be placed for adoption
  during   each period looked after, except the first 5 working days
  applies  unless recorded: the child refuses
standing in-care
  must     be looked after
  during   each period in placement
  applies  if the child is at risk
standing placed-at-risk
  must     be in placement
  during   each period looked after
  applies  while the child is not placed for adoption
standing placed-again
  must     be in placement
  during   each period placed for adoption, except the first 1 month
  applies  once there has been a complaint
event review with changes
  means    a review that changed the care plan
event trouble
  means    any of
           - complaint
           - placement disruption
event complaint upheld
  forms    uphold the complaint | the complaint is upheld | upholding of the complaint
definition long stayer
  means    all of
           - the child is looked after
           - total time looked after is at least 3 weeks
  except   the child is placed for adoption
  counting not time in placement
definition settled stayer
  means    the child has been a long stayer for at least 2 weeks or the child is aged 15 or 16
deem silence-upholds
  when     5 working days pass after each complaint without an answer the complaint
  gives    the complaint is upheld
  scope    the whole record
duty long-stay
  must     write the report
  due      within 10 working days of becoming a long stayer
duty settled-stay
  must     visit the child
  due      within 1 week of each complaint
  applies  if the child is a settled stayer
  scope    the whole record
duty while-long
  must     update the chronology
  due      within 2 weeks of each review
  applies  while the child is a long stayer
duty upheld
  must     write the report
  due      within 5 working days of each upholding of the complaint
  scope    the whole record
duty changed
  must     update the chronology
  due      within 5 working days of each review with changes
duty troubled
  must     visit the child
  due      within 3 working days of each trouble
  scope    the whole record
";
