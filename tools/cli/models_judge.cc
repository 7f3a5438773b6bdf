#include "cli/models_judge.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/log_rows.h"
#include "cli/models_load.h"
#include "cli/train_compare.h"
#include "mlflow/open_registry.h"

namespace yachay::cli {
namespace {

using models::v1::ModelEvent;

constexpr int64_t kWeekMs = 7LL * 86'400'000;

int At(const models::Aliases& aliases, std::string_view alias) {
  const auto found = aliases.find(std::string(alias));
  return found == aliases.end() ? 0 : found->second;
}

absl::StatusOr<std::vector<int>> PredictedBy(const models::Registry& registry, const std::string& model,
                                             int version, const training::Dataset& rows) {
  const auto loaded = LoadModel(registry, absl::StrCat(model, ":", version));
  if (!loaded.ok()) return loaded.status();
  auto predicted = PredictClasses(*loaded, rows);
  if (!predicted.ok()) return predicted.status();
  return std::move(predicted->classes);
}

// Why rows by the definitions say nothing of the other version; "": they do.
absl::StatusOr<std::string> Incomparable(const JudgeOptions& options, const models::Manifest& champion,
                                         const models::Manifest& other) {
  const auto definitions = Load(options.definitions);
  if (!definitions.ok()) return definitions.status();
  if (absl::Status s = CheckTrainedOn(champion, *definitions); !s.ok()) return s;
  const std::string others = TrainedOnOthers(other, *definitions);
  if (others.empty()) return "";
  return absl::StrCat("not comparable: ", others, "; compare by hand, then yachay models promote");
}

// The champion's columns, and those that only the other version reads.
training::Schema SchemaOfBoth(const models::Manifest& champion, const models::Manifest& other) {
  training::Schema schema = SchemaOf(champion);
  for (const models::Feature& feature : other.features) {
    const auto named = [&](const models::Feature& f) { return f.name == feature.name; };
    if (std::none_of(schema.features.begin(), schema.features.end(), named))
      schema.features.push_back(feature);
  }
  return schema;
}

// Compares the other version, which would become champion, with the champion.
absl::Status Compare(const JudgeOptions& options, const models::Registry& registry, Judgement& judgement) {
  const auto manifest = registry.ReadManifest({options.model, judgement.champion});
  if (!manifest.ok()) return manifest.status();
  const auto others = registry.ReadManifest({options.model, judgement.other});
  if (!others.ok()) return others.status();
  const auto incomparable = Incomparable(options, *manifest, *others);
  if (!incomparable.ok()) return incomparable.status();
  judgement.reason = *incomparable;
  if (!judgement.reason.empty()) return absl::OkStatus();
  const auto rows = ReadLogRows({.brokers = options.brokers,
                                 .topic = events::Topics(options.topic_prefix).learner_events(),
                                 .definitions = options.definitions,
                                 .as_of_ms = options.until_ms - kWeekMs},
                                SchemaOfBoth(*manifest, *others));
  if (!rows.ok()) return rows.status();
  if (rows->rows() < options.fewest_rows) {
    judgement.reason = absl::StrCat("only ", rows->rows(), " learners had played a week before, ",
                                    options.fewest_rows, " are needed to judge");
    return absl::OkStatus();
  }
  const auto champion = PredictedBy(registry, options.model, judgement.champion, *rows);
  if (!champion.ok()) return champion.status();
  const auto other = PredictedBy(registry, options.model, judgement.other, *rows);
  if (!other.ok()) return other.status();
  judgement.comparison = training::Compare(rows->labels, *other, *champion);
  const training::Comparison& c = *judgement.comparison;
  judgement.reason = absl::StrFormat(
      "on the same %d learners version %d is right on %d, the champion %d on %d (McNemar p = %.4g)", c.rows,
      judgement.other, c.candidate_right, judgement.champion, c.champion_right, c.p);
  return absl::OkStatus();
}

bool IsBetter(const Judgement& judgement) {
  const auto& c = judgement.comparison;
  return c.has_value() && c->candidate_right > c->champion_right && c->p < training::kPromotionLevel;
}

absl::Status MoveChampion(const JudgeOptions& options, models::Registry& registry, Judgement& judgement) {
  const auto moved = registry.MoveAlias({options.model, std::string(models::kChampion), judgement.other,
                                         judgement.champion, options.who, judgement.reason});
  judgement.moved = moved.ok();
  return moved.status();
}

ModelEvent EventOf(const JudgeOptions& options, ModelEvent::Kind kind, int version, int previous,
                   const std::string& evidence) {
  ModelEvent event;
  event.set_model(options.model);
  event.set_version(static_cast<uint64_t>(version));
  event.set_kind(kind);
  event.set_previous_champion(static_cast<uint64_t>(previous));
  event.set_actor(options.who);
  event.set_evidence(evidence);
  return event;
}

// Moves by options.who stand in the ledger; those that model-events lack are told now.
absl::Status TellMoves(const JudgeOptions& options, const models::Registry& registry, ModelEvents& events) {
  const auto moves = registry.History(options.model);
  if (!moves.ok()) return moves.status();
  const auto told = events.Events(options.model);
  if (!told.ok()) return told.status();
  for (const models::AliasMove& move : *moves) {
    if (move.alias != models::kChampion || move.who != options.who) continue;
    const bool back = move.to < move.from;
    const int about = back ? move.from : move.to;
    const std::string key = absl::StrCat(options.who, "/", move.when, "/", move.from, "-", move.to);
    if (std::any_of(told->begin(), told->end(), [&](const ModelEvent& e) { return e.request_key() == key; }))
      continue;
    ModelEvent event = EventOf(options, back ? ModelEvent::KIND_ROLLED_BACK : ModelEvent::KIND_PROMOTED,
                               about, back ? move.to : move.from, move.evidence);
    event.set_request_key(key);
    if (absl::Status s = events.Tell(event); !s.ok()) return s;
  }
  return absl::OkStatus();
}

absl::StatusOr<Judgement> Judge(const JudgeOptions& options, std::string_view alias, bool only_older,
                                ModelEvents& events) {
  const auto opened = mlflow::OpenRegistry(options.registry);
  if (!opened.ok()) return opened.status();
  models::Registry& registry = **opened;
  const auto aliases = registry.ReadAliases(options.model);
  if (!aliases.ok()) return aliases.status();
  Judgement judgement{.champion = At(*aliases, models::kChampion), .other = At(*aliases, alias)};
  if (judgement.champion == 0)
    return absl::NotFoundError(absl::StrCat("model ", options.model, " has no champion"));
  if (judgement.other == 0 ||
      (only_older ? judgement.other >= judgement.champion : judgement.other <= judgement.champion)) {
    judgement.other = 0;
    judgement.reason =
        absl::StrCat("there is no ", std::string(alias), only_older ? " from before" : " that is newer than",
                     " the champion ", judgement.champion);
  } else if (absl::Status s = Compare(options, registry, judgement); !s.ok()) {
    return s;
  }
  if (IsBetter(judgement)) {
    if (absl::Status s = MoveChampion(options, registry, judgement); !s.ok()) return s;
  }
  if (absl::Status s = TellMoves(options, registry, events); !s.ok()) return s;
  return judgement;
}

}  // namespace

absl::StatusOr<Judgement> GuardChampion(const JudgeOptions& options, ModelEvents& events) {
  return Judge(options, models::kPrevious, /*only_older=*/true, events);
}

absl::StatusOr<Judgement> SelectChampion(const JudgeOptions& options, ModelEvents& events) {
  return Judge(options, models::kChallenger, /*only_older=*/false, events);
}

}  // namespace yachay::cli
