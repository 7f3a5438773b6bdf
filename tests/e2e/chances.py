"""The chances of success: by a trained model, and by the formula again where the model does not fit."""
import json
import os

from orchestra import scenes
from orchestra import success_model as scene
from orchestra.loop import now_ms
from orchestra.waiting import wait_until

OTHER = "another"


def success_model(stand):
    """Answers on the log become a calibration and a model that recommendation asks; another calibration, and it says no."""
    stand.start_all()
    played = stand.yachay("simulate", "play", "--ingestion", stand.address("ingestion"), "--recommendation",
                          stand.address("recommendation"), "--learners", 150, "--seed", 7, "--end-ms", now_ms())
    stand.wait_caught_up(played["acknowledged"])
    scene.success_model(scenes.Stage(stand, stand.report, learners=150))
    replace_calibration(stand)
    return gone_without(stand)


def replace_calibration(stand):
    """Here alone: what an operator forgets. The file is read again within ten seconds."""
    with open(stand.calibration, encoding="utf-8") as file:
        changed = {**json.load(file), "version": OTHER}
    with open(stand.calibration + ".new", "w", encoding="utf-8") as file:
        json.dump(changed, file)
    os.rename(stand.calibration + ".new", stand.calibration)


def gone_without(stand):
    service = stand.services["recommendation"]
    fallback = 'fallback="FALLBACK_NO_SUCCESS"'

    def refused():
        answer = stand.yachay("recommend", "--address", service.address, "--learner", "demo-thriving")
        return answer if answer["fallback"] == "FALLBACK_NO_SUCCESS" else None

    answer = wait_until("the model not to be used", refused, 60, 0.5, [service])
    refused()
    stand.report.check("policy without the model", "+success" in answer["policy"], False)
    stand.report.check_at_least("items all the same", len(answer["items"]), 1)
    counted = sum(value for name, value in service.metrics().items()
                  if name.startswith("yachay_recommendation_answers_total") and fallback in name)
    stand.report.check_at_least("answers that the metric shows", counted, 2)
    told = [json.loads(line)["reason"] for line in service.log_text().splitlines() if "a model does not fit" in line]
    stand.report.check("told in the log, each reason once", len(set(told)), len(told))
    stand.report.check("with three fingerprints and what to do",
                       told[-1].count("sha256:") == 3 and "yachay train --answers" in told[-1], True, told[-1])
    return f"policy {answer['policy']}; told: {len(told)}"
