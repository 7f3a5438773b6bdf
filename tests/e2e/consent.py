"""Consent from the event to every answer and record that rests on it: never given, given, withdrawn."""
import json

import wire
from observability import tell

LEARNER = "demo-thriving"
ANSWERS = 3  # of each stretch of play


def consent_counts(stand):
    """Without consent answers, features and log know nobody; with it they do; once withdrawn no longer."""
    python = wire.python(stand)
    stand.start_all()
    said = Said(stand, python)
    said.play()
    strangers(stand, python, "never given")
    said.consent(True)
    said.play()
    asked = known(stand, python)
    said.consent(False)
    strangers(stand, python, "withdrawn")
    said.play()
    strangers(stand, python, "withdrawn, and played on")
    check_predictions(stand, python, asked)
    return f"{said.events} events, {asked} predictions on the log"


class Said:
    """What is said of the learner, event by event, each folded before the next."""

    def __init__(self, stand, python):
        self._stand, self._python, self.events = stand, python, 0

    def _tell(self, what):
        self.events += 1
        sent = tell(self._stand, self._python, self.events, what)
        self._stand.report.check("events taken", "accepted" in json.dumps(sent), True, str(sent))

    def play(self):
        self._tell({"session_started": {"session_id": f"s-{self.events}"}})
        for _ in range(ANSWERS):
            self._tell({"item_attempted": {"item_id": "frac-1", "skill_ids": ["fractions"], "correct": True}})

    def consent(self, granted):
        self._tell({"consent_changed": {"purpose": "PURPOSE_PERSONALISATION", "granted": granted}})


def ask(stand, python):
    """What each service says of the learner now. Three forecasts: asked by two others, and directly."""
    answer = stand.yachay("recommend", "--address", stand.address("recommendation"), "--learner", LEARNER)
    progress = stand.yachay("progress", "learner", LEARNER, "--address", stand.address("recommendation"))
    features = python("call", stand.address("feature-store"), "yachay.features.v1.FeatureStore/GetFeatures",
                      json.dumps({"learner_ids": [LEARNER], "features": ["tracer:answers"]}))
    scores = python("call", stand.address("inference"), "yachay.inference.v1.Inference/Predict",
                    json.dumps({"model": "engagement", "learners": {"learner_ids": [LEARNER]}}))
    return answer, progress, features, scores["rowFeatures"][0].get("withoutConsent", False)


def strangers(stand, python, when):
    """What anybody would be told, and marked so by each."""
    answer, progress, features, without_consent = ask(stand, python)
    check = stand.report.check
    check(f"{when}: recommendation is not personal", answer["non_personal"], True)
    check(f"{when}: nor with a forecast", (answer["engagement"], answer["model_version"]), ("", 0))
    check(f"{when}: and there is something to play", len(answer["items"]) > 0, True, answer["shortfall"])
    check(f"{when}: progress tells that alone", [one["code"] for one in progress["summary"]], ["WITHOUT_CONSENT"])
    check(f"{when}: features are marked", features.get("withoutConsent"), [True])
    check(f"{when}: and count no answer", features["columns"][0]["numbers"], [0])
    check(f"{when}: inference marks its row", without_consent, True)


def known(stand, python):
    """What rests on the play since the consent; how many forecasts were asked for."""
    answer, progress, features, without_consent = ask(stand, python)
    check = stand.report.check
    check("given: recommendation is personal", answer["non_personal"], False)
    check("given: with a forecast", (answer["engagement"] != "", answer["model_version"]), (True, 1))
    check("given: progress tells of them", progress["without_consent"], False)
    check("given: features are not marked", features.get("withoutConsent"), [False])
    check("given: what was played before stays unknown", features["columns"][0]["numbers"], [ANSWERS])
    check("given: inference marks nothing", without_consent, False)
    return 3


def check_predictions(stand, python, asked):
    """Those asked for while there was consent, and no other: inference is stopped first, so that nothing is on its way."""
    inference = stand.services["inference"]
    inference.ask_to_stop()
    inference.wait(30)
    found = python("keys", stand.brokers, f"{stand.prefix}.predictions.v1")
    stand.report.check("predictions on the log, by learner", found, {LEARNER: asked})
