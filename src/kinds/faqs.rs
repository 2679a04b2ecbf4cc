//! Frequently asked questions, with their answers in full.

use super::{Collections, Entry, Home, Kind, Portal, Wanted};
use crate::diag::{Code, Diagnostic, Spanned};
use crate::record;
use crate::schema::values::{Collection, Prose};

record! {
    /// A question with its answer.
    pub struct Faq {
        /// The question, as a reader would ask it.
        question: Spanned<String> = "Is an SRO a police officer?",
        /// The answer, the short one first.
        answer: Prose = "Yes. An SRO is a certified officer.",
        /// The heading under which it stands.
        category: Option<Spanned<String>> = "About SROs",
        /// Its place among the others; small numbers come first.
        order: Option<u32> = "10",
    }
}

impl Collection for Faq {
    const NAME: &'static str = "faqs";
}

impl Kind for Faq {
    const ONE: &'static str = "question";
    const HOME: Home = Home::Anchor("faq");
    const WANTED: &'static [Wanted] = &[Wanted::new("when someone last confirmed it", &["reviewed"])];

    fn title(&self, _all: &Collections) -> String {
        self.question.value.clone()
    }

    fn heading(entry: &Entry<Self>, _portal: Portal<'_>) -> Option<String> {
        entry.fields.category.as_ref().map(|category| category.value.clone())
    }

    fn category(&self) -> Option<&Spanned<String>> {
        self.category.as_ref()
    }

    fn rank(&self) -> u32 {
        self.order.unwrap_or(u32::MAX)
    }

    fn check(entry: &Entry<Self>, _portal: Portal<'_>, report: &mut Vec<Diagnostic>) {
        let question = &entry.fields.question;
        // `Is it free? (Yes!)` asks too.
        if !question.value.contains('?') {
            let problem = Diagnostic::new(Code::NotAQuestion, "the question does not end with a question mark");
            report.push(
                problem
                    .at(&question.span)
                    .help(format!("write `{}?`", question.value.trim_end_matches(['.', '!', ':', ',', ';']))),
            );
        }
    }
}
