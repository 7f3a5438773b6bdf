"""Reading the model registry's folder."""
import json
import os


def champion(registry, model="engagement"):
    """The champion's version; 0 when there is none."""
    return int(_load(os.path.join(registry, model, "aliases.json")).get("champion", 0))


def ledger(registry, model="engagement"):
    """The moves of aliases, oldest first."""
    path = os.path.join(registry, model, "ledger.jsonl")
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def _load(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return {}
