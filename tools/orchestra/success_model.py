"""The model "success": trained on what the learners answered, and the chances that recommendations then go by."""
import os

from orchestra import registry
from orchestra.waiting import wait_until


def success_model(stage):
    stage.report.step("a success model: calibrated and trained on the log, served, and asked by recommendation")
    train(stage)
    serve(stage)
    ask(stage)


def train(stage):
    loop, report = stage.loop, stage.report
    answers, calibration = (os.path.join(loop.work, name) for name in ("answers.csv", "calibration.json"))
    found = loop.yachay("learning", "answers", "--brokers", loop.brokers, "--topic-prefix", loop.prefix, "--out", answers)
    fitted = loop.yachay("learning", "fit", "--data", answers, "--out", calibration)
    trained = loop.yachay("train", "--model", "success", "--answers", answers, "--calibration", calibration,
                          "--registry", loop.registry)
    report.facts["success"] = trained
    report.say(f"{found['answers']} answers to {fitted['data']['items']} items; {trained['rows']} of them held out: {trained['reason']}")
    if not trained["promoted"]:
        loop.yachay("models", "promote", "--model", f"success:{trained['version']}", "--registry", loop.registry,
                    "--evidence", "asked for: --success-model")
    report.check("the success model is champion", registry.champion(loop.registry, "success"), trained["version"])
    loop.calibration = calibration


def serve(stage):
    """The feature store folds every learner anew under the calibration; who asks meanwhile gets the formula's chances."""
    loop = stage.loop
    loop.models.append("success")
    for name in ("feature-store", "inference", "recommendation"):
        loop.restart(name)


def ask(stage):
    loop, report = stage.loop, stage.report
    recommend = ("recommend", "--address", loop.address("recommendation"), "--learner", "demo-thriving", "--count", 3)
    answers = []

    def by_model():
        answers.append(loop.yachay(*recommend))
        return answers[-1] if "+success" in answers[-1]["policy"] else None

    answer = wait_until("the feature store to have folded anew", by_model, 120, 0.5, list(loop.services.values()))
    told = sorted({before["fallback"] for before in answers[:-1]})
    report.say(f"policy {answer['policy']}, success:{answer['success_version']}; before that: {', '.join(told) or 'nothing else'}")
    report.facts["success_recommendations"] = answer
    report.check("recommendations by the success model: fallback", answer["fallback"], "FALLBACK_NONE")
