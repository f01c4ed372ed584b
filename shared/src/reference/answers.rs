// SPDX-License-Identifier: EUPL-1.2
//! Answers to the questions of a category: checked all at once, each fault with its cure.

use std::collections::BTreeMap;

use super::{Category, Question, QuestionType, ReferenceData};

impl ReferenceData {
    /// Why a ticket cannot be filed under this code, in a sentence that names what may have been meant.
    #[must_use]
    pub fn category_fault(&self, code: &str) -> Option<String> {
        let advice = || {
            let near = self.near_matches(code);
            if near.is_empty() {
                "look for it with `ronda categories --search WORDS`".to_owned()
            } else {
                format!("did you mean {}? `ronda categories` shows all", near.join(", "))
            }
        };
        match self.category(code) {
            Some(category) if category.retired => Some(format!("the category {code} is no longer used: {}", advice())),
            Some(_) => None,
            None => Some(format!("there is no category {code}: {}", advice())),
        }
    }
}

impl Category {
    /// Everything that is wrong with the answers to its questions; `complete` also asks for every required one.
    #[must_use]
    pub fn answer_faults(&self, answers: &BTreeMap<String, String>, complete: bool) -> Vec<String> {
        let mut faults: Vec<String> = answers
            .iter()
            .filter_map(|(code, answer)| match self.question(code) {
                Some(question) => question.fault(answer),
                None => Some(self.no_question(code)),
            })
            .collect();
        if complete {
            let missing = self.questions.iter().filter(|question| question.required);
            let missing = missing.filter(|question| {
                answers
                    .get(&question.code)
                    .is_none_or(|answer| answer.trim().is_empty())
            });
            faults.extend(missing.map(|question| {
                format!(
                    "the category {} needs an answer to {} ({}): give --answer {}=VALUE{}",
                    self.code,
                    question.code,
                    question.label.en,
                    question.code,
                    question.choices()
                )
            }));
        }
        faults
    }

    fn no_question(&self, code: &str) -> String {
        let known: Vec<&str> = self.questions.iter().map(|question| question.code.as_str()).collect();
        if known.is_empty() {
            return format!(
                "the category {} has no questions: leave the answer to {code} out",
                self.code
            );
        }
        format!(
            "the category {} has no question {code}: use one of {}",
            self.code,
            known.join(", ")
        )
    }
}

impl Question {
    /// What is wrong with an answer; an empty one is no answer.
    fn fault(&self, answer: &str) -> Option<String> {
        let (code, answer) = (&self.code, answer.trim());
        if answer.is_empty() {
            return None;
        }
        let is_choice = |given: &str| self.values.iter().any(|value| value.code == given);
        match self.datatype {
            QuestionType::Number if !is_number(answer) => Some(format!(
                "the answer to {code} is no number: write digits, with a decimal point if needed"
            )),
            QuestionType::Datetime if answer.parse::<jiff::Timestamp>().is_err() => Some(format!(
                "the answer to {code} is no moment: write it as 2026-05-04T08:15:00+02:00"
            )),
            QuestionType::SingleValueList if !is_choice(answer) => Some(format!(
                "the answer to {code} is not in its list: use one of{}",
                self.choices()
            )),
            QuestionType::MultiValueList if !answer.split(',').all(|part| is_choice(part.trim())) => Some(format!(
                "an answer to {code} is not in its list: use some, joined by commas, of{}",
                self.choices()
            )),
            _ => None,
        }
    }

    fn choices(&self) -> String {
        let codes: Vec<&str> = self.values.iter().map(|value| value.code.as_str()).collect();
        if codes.is_empty() {
            String::new()
        } else {
            format!(" {}", codes.join(", "))
        }
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    plain && digits.parse::<f64>().is_ok_and(f64::is_finite)
}
