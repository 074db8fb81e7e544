//! The one table of codes. A code keeps its number and meaning for ever; each has
//! a page in `docs/diagnostics/`, a failing fixture and a fixed twin.

use super::Severity;

/// What the table knows of a code.
#[derive(Debug, Clone, Copy)]
pub struct CodeInfo {
    /// As it is printed, `D0201`.
    pub id: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What it is about, in one line without a full stop.
    pub title: &'static str,
    /// Its page, as Markdown.
    pub page: &'static str,
}

macro_rules! codes {
    ($($code:ident $severity:ident $title:literal;)*) => {
        /// The code of a diagnostic.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $title] $code,)*
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &'static [Code] = &[$(Code::$code,)*];

            /// Its row of the table.
            #[must_use]
            pub fn info(self) -> CodeInfo {
                match self {
                    $(Code::$code => CodeInfo {
                        id: stringify!($code),
                        severity: Severity::$severity,
                        title: $title,
                        page: include_str!(concat!("../../docs/diagnostics/", stringify!($code), ".md")),
                    },)*
                }
            }
        }
    };
}

codes! {
    D0101 Error "A line that is no clause of its block";
    D0102 Error "A word that starts no block";
    D0103 Error "A phrase that cannot be read";
    D0104 Error "A clause given twice";
    D0105 Error "A phrase that stops too soon";
    D0106 Warning "Tabs and spaces mixed in the margin";
    D0107 Error "YAML that a pack does not use: duplicate keys, anchors, tags";
    D0108 Error "A YAML phrase cut short by punctuation";
    D0109 Error "A rule beside a clause that says the same";
    D0110 Error "Both must and should in one duty";
    D0111 Error "A clause that its block cannot do without";
    D0112 Error "A text that cannot be read at all";
    D0201 Error "An unknown name";
    D0202 Error "A name of another sort";
    D0203 Error "One name for two things";
    D0204 Error "An event that may happen many times";
    D0205 Error "A “that” with nothing to refer to";
    D0206 Warning "Declared and never used";
    D0207 Error "A duty that does not exist";
    D0208 Warning "Two names that differ only in wording";
    D0209 Error "A name that reads two ways";
    D0210 Warning "A role that nothing declares";
    D0211 Note "A label read as its concept";
    D0212 Error "A label that already means something else";
    D0213 Warning "An act declared by its first use";
    D0301 Error "Working days without a calendar";
    D0302 Note "Where the calendar ends";
    D0303 Warning "Days: calendar or working?";
    D0304 Note "Months that have no such day";
    D0305 Note "At least so many days before is not clear days";
    D0306 Error "A length of nothing";
    D0307 Error "A window that closes before it opens";
    D0308 Error "Lengths of different units compared";
    D0310 Error "An absurd length";
    D0311 Note "Born on 29 February";
    D0312 Warning "A deadline that moves with its plan";
    D0313 Error "What rests on itself";
    D0314 Warning "Within … before reads oddly";
    D0315 Note "Beginning with a day that is not worked";
    D0316 Warning "A lead time longer than the time it sits in";
    D0317 Error "Once a year, which has three readings";
    D0318 Note "Hours read as days";
    D0319 Error "Hours that are not whole days";
    D0320 Error "School days";
    D0321 Error "A clock that pauses while months are counted";
    D0325 Note "Promptly has no date";
    D0331 Note "Two things on the same day";
    D0333 Note "On which day a stage is chosen";
    D0401 Error "A condition that can never be so";
    D0402 Warning "A condition that is always so";
    D0403 Warning "Conditions that leave no case";
    D0404 Error "One occurrence wanted in two windows that never meet";
    D0405 Error "And mixed with or";
    D0406 Warning "Read once here and all the time elsewhere";
    D0407 Warning "A fact that may be missing";
    D0408 Warning "A duty that adds nothing to another";
    D0409 Error "A duty met by its own trigger";
    D0411 Warning "A standing duty that never asks for anything";
    D0413 Warning "A lapse that never happens";
    D0414 Warning "A window that is the wrong way round";
    D0415 Warning "Discretion inside a must";
    D0418 Error "Two cases of a limit that can hold together";
    D0419 Warning "A chain that does not begin again";
    D0420 Error "A stage that can never be reached";
    D0421 Warning "A power that nothing reads";
    D0501 Error "A pack, duty or version that is not there";
    D0502 Warning "A change that changes nothing";
    D0503 Error "Two packs that change one clause";
    D0504 Warning "A change that a later one replaces";
    D0505 Warning "The sentence you changed has itself changed";
    D0506 Error "Packs that extend each other in a circle";
    D0511 Warning "A time in which nothing is in force";
    D0512 Error "Two values in force on one day";
    D0513 Warning "A new value while deadlines run";
    D0514 Warning "A time that ends before it begins";
    D0515 Note "A pack that is no longer in force";
    D0521 Warning "An extension that is not there";
    D0522 Warning "An extension that cannot be used";
    D0523 Error "A fact that an extension has nothing to do with";
    D0601 Error "A duty of the base that the pack does not cover";
    D0602 Error "A limit that is laxer than the base";
    D0603 Error "An act that is less than the base asks for";
    D0604 Error "A duty that ends where the base goes on";
    D0605 Error "A word that binds less than the base";
    D0606 Warning "A claim that cannot be told";
    D0607 Note "A limit that is stricter than the base";
    D0608 Warning "A departure from the base";
    D0620 Warning "Deadlines that cannot all be met";
    D0621 Warning "No day to spare";
    D0622 Warning "Deadlines that cannot all be met on their last days";
    D0701 Warning "A rule of law without its source";
    D0702 Warning "A source that nothing declares";
    D0703 Error "A quotation that its document does not have";
    D0704 Warning "A paragraph that nothing became of";
    D0705 Error "An example that does not hold";
    D0706 Warning "A duty without an example";
    D0707 Warning "A slip that no example would notice";
    D0708 Note "A status that no example reaches";
    D0709 Error "A weekday that is not the date's";
    D0801 Error "A thing that happened in the future";
    D0802 Error "A period that ends before it starts";
    D0803 Warning "Two dates for one thing";
    D0804 Warning "A plan whose day has passed";
    D0805 Warning "A power used outside its limits";
    D0806 Error "An event, status or fact the pack does not know";
    D0807 Warning "One act that could meet two duties";
    D0808 Warning "A power used when it was closed";
    D0809 Warning "A decision by somebody else";
    D0810 Error "A date that cannot be read";
    D0811 Error "A case file that cannot be read";
    D0812 Error "A value that does not fit";
    D0813 Warning "A fact that could not be worked out";
    D0901 Error "A mapping that cannot be read";
    D0902 Error "A word of a mapping that the pack does not know";
    D0903 Error "A column or a table that is not there";
    D0904 Error "A code that does not fit";
}

impl Code {
    /// The code with this printed form, in any case of letters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.info().id.eq_ignore_ascii_case(text.trim()))
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.info().id)
    }
}
