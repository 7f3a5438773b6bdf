#include "adapters/learner_codec.h"

#include <cmath>

#include "absl/strings/match.h"
#include "adapters/catalog_codec.h"
#include "adapters/cloud_event.h"
#include "testing/catch.h"

namespace yachay::recommendation {
namespace {

using features::v1::FeatureColumn;
using features::v1::GetFeaturesResponse;

// All columns that are asked, none with a value.
GetFeaturesResponse Empty(features::v1::FeatureStatus status) {
  GetFeaturesResponse response;
  const features::v1::GetFeaturesRequest request = LearnerRequest("l");
  for (const std::string& name : request.features()) {
    FeatureColumn* column = response.add_columns();
    column->set_name(name);
    column->add_statuses(status);
    column->add_numbers(std::nan(""));
  }
  return response;
}

FeatureColumn& Column(GetFeaturesResponse& response, const std::string& name) {
  for (FeatureColumn& column : *response.mutable_columns()) {
    if (column.name() == name) return column;
  }
  FAIL("no column " << name);
  return *response.mutable_columns(0);
}

void SetNumber(GetFeaturesResponse& response, const std::string& name, double value) {
  FeatureColumn& column = Column(response, name);
  column.set_numbers(0, value);
  column.set_statuses(0, features::v1::FEATURE_STATUS_PRESENT);
}

void SetMap(GetFeaturesResponse& response, const std::string& name, const std::string& key, double value) {
  FeatureColumn& column = Column(response, name);
  column.set_statuses(0, features::v1::FEATURE_STATUS_PRESENT);
  column.add_maps()->add_keys(key);
  column.mutable_maps(0)->add_values(value);
}

TEST_CASE("an unknown learner is a new one") {
  const auto learner = LearnerOf(Empty(features::v1::FEATURE_STATUS_NOT_FOUND));
  REQUIRE(learner.ok());
  CHECK(learner->ability == 0);
  CHECK(learner->mastery.empty());
  CHECK(learner->language.empty());
  CHECK(learner->grade == 0);
  CHECK(learner->device.ram_mib == 0);
  CHECK(std::isnan(learner->connection.downlink_kbps));
}

TEST_CASE("what is present is read, also the preferences") {
  GetFeaturesResponse response = Empty(features::v1::FEATURE_STATUS_NULL_VALUE);
  SetNumber(response, "tracer:ability", -0.5);
  SetNumber(response, "profile:grade", 4);
  SetNumber(response, "device:ram_mib", 1024);
  SetNumber(response, "connection:rtt_ms", 1500);
  SetMap(response, "tracer:mastery", "addition", 0.9);
  SetMap(response, "tracer:skill_ability", "addition", 1.5);
  SetMap(response, "content:seen", "a", 1e12);
  SetMap(response, "content:completed", "a", 2e12);
  SetMap(response, "tracer:recall", "addition", 0.8);
  SetNumber(response, "tracer:answers", 20);
  SetNumber(response, "tracer:correct", 15);
  SetMap(response, "content:preferences", "skill=fractions", 1);
  const auto learner = LearnerOf(response);
  REQUIRE(learner.ok());
  CHECK(learner->ability == -0.5);
  CHECK(learner->grade == 4);
  CHECK(learner->device.ram_mib == 1024);
  CHECK(learner->connection.rtt_ms == 1500);
  CHECK(std::isnan(learner->connection.downlink_kbps));
  CHECK(learner->mastery.at("addition") == 0.9);
  CHECK(learner->abilities.at("addition") == 1.5);
  CHECK(learner->seen_at_ms.at("a") == 1e12);
  CHECK(learner->completed_at_ms.at("a") == 2e12);
  CHECK(learner->recall.at("addition") == 0.8);
  CHECK(learner->answers == 20);
  CHECK(learner->correct == 15);
  CHECK(learner->preferences.at("skill") == "fractions");
}

TEST_CASE("an answer or a session makes a learner who has played; a word about them does not") {
  GetFeaturesResponse response = Empty(features::v1::FEATURE_STATUS_NULL_VALUE);
  for (FeatureColumn& column : *response.mutable_columns()) column.add_value_times_ms(0);
  SetNumber(response, "profile:grade", 4);
  CHECK_FALSE(LearnerOf(response)->played);
  Column(response, "progress:days_28d").set_value_times_ms(0, 1'700'000'000'000);
  CHECK(LearnerOf(response)->played);
  Column(response, "progress:days_28d").set_value_times_ms(0, 0);
  SetNumber(response, "tracer:answers", 1);
  CHECK(LearnerOf(response)->played);
}

TEST_CASE("a value that is too old does not count") {
  GetFeaturesResponse response = Empty(features::v1::FEATURE_STATUS_NULL_VALUE);
  SetNumber(response, "connection:rtt_ms", 1500);
  Column(response, "connection:rtt_ms").set_statuses(0, features::v1::FEATURE_STATUS_OUTSIDE_MAX_AGE);
  CHECK(std::isnan(LearnerOf(response)->connection.rtt_ms));
}

TEST_CASE("an answer without a column that was asked is no answer") {
  GetFeaturesResponse response = Empty(features::v1::FEATURE_STATUS_NULL_VALUE);
  response.mutable_columns()->RemoveLast();
  const absl::Status status = LearnerOf(response).status();
  CHECK(status.code() == absl::StatusCode::kUnavailable);
  CHECK(absl::StrContains(status.message(), "progress:days_28d"));
}

inference::v1::PredictResponse Scores() {
  inference::v1::PredictResponse response;
  response.set_version(7);
  for (const char* name : {"High", "Low"}) response.add_classes(name);
  response.add_probabilities(0.25F);
  response.add_probabilities(0.75F);
  response.add_labels("Low");
  response.add_row_features()->set_known(true);
  return response;
}

TEST_CASE("a forecast finds its classes by name; of an unknown learner it says nothing to act on") {
  inference::v1::PredictResponse response = Scores();
  CHECK(ForecastOf(response)->low_chance == 0.75);
  CHECK(ForecastOf(response)->label == "Low");
  CHECK(ForecastOf(response)->model_version == 7);
  response.mutable_row_features(0)->set_known(false);
  CHECK(ForecastOf(response)->low_chance == 0);
}

TEST_CASE("scores that are not one row are no forecast") {
  inference::v1::PredictResponse response = Scores();
  response.add_probabilities(0);
  CHECK(ForecastOf(response).status().code() == absl::StatusCode::kUnavailable);
  CHECK_FALSE(ForecastOf({}).ok());
}

TEST_CASE("a model is named with its alias") {
  const auto request = ForecastRequest("engagement@challenger", "l-1");
  CHECK(request.model() == "engagement");
  CHECK(request.alias() == "challenger");
  CHECK(request.learners().learner_ids(0) == "l-1");
  CHECK_FALSE(ForecastRequest("engagement", "l-1").has_alias());
}

TEST_CASE("a change survives the log, and bytes that are none are refused") {
  const ContentChange change{.change_id = "c",
                             .base_revision = 3,
                             .content = {.id = "a",
                                         .title = "Ñawinchay",
                                         .skills = {"reading"},
                                         .prerequisites = {"letters"},
                                         .language = "qu",
                                         .grade_min = 2,
                                         .grade_max = 5,
                                         .difficulty = -1.25,
                                         .expected_seconds = 90,
                                         .variants = {{"t", delivery::VariantKind::kText, 20'000, 64},
                                                      {"h", delivery::VariantKind::kHigh, 9'000'000, 2048}}},
                             .state = State::kInReview,
                             .changed_at_ms = 1'700'000'000'123};
  const auto read = DecodeChange(EncodeChange(change));
  REQUIRE(read.ok());
  CHECK(read->change_id == "c");
  CHECK(read->base_revision == 3);
  CHECK(read->content == change.content);
  CHECK(read->state == State::kInReview);
  CHECK(read->changed_at_ms == change.changed_at_ms);
  CHECK_FALSE(DecodeChange("\xff\xff").ok());
}

TEST_CASE("a variant without a kind, and numbers beyond all rules, are found out") {
  catalog::v1::ContentItem item = ToProto(Content{.id = "a"});
  item.add_variants()->set_variant_id("t");
  const auto fields = [&] {
    std::string all;
    for (const Violation& violation : Validate(FromProto(item))) all += violation.field + " ";
    return all;
  };
  CHECK(absl::StrContains(fields(), "variants[0].kind"));
  item.mutable_variants(0)->set_kind(catalog::v1::Variant::KIND_TEXT);
  item.mutable_variants(0)->set_bytes(~0ULL);
  item.set_grade_max(~0U);
  CHECK_FALSE(absl::StrContains(fields(), "variants[0].kind"));
  CHECK(absl::StrContains(fields(), "grade_max"));
  CHECK(absl::StrContains(fields(), "variants[0].bytes"));
}

TEST_CASE("a record from before there were states stands by whether it was published") {
  catalog::v1::ContentChanged old;
  old.set_published(true);
  CHECK(DecodeChange(old.SerializeAsString())->state == State::kPublished);
  old.set_published(false);
  CHECK(DecodeChange(old.SerializeAsString())->state == State::kDraft);
}

TEST_CASE("uuids have their form and differ") {
  const std::string a = NewUuid();
  CHECK(a.size() == 36);
  CHECK(a[14] == '4');
  CHECK(absl::StrContains("89ab", a.substr(19, 1)));
  CHECK(a != NewUuid());
}

TEST_CASE("why a forecast is as it is goes with that forecast only") {
  CHECK(WhyRequest("engagement@challenger", "l").alias() == "challenger");
  CHECK(WhyRequest("engagement@champion", "l").learners().learner_ids(0) == "l");
  inference::v1::ExplainResponse response;
  response.set_version(3);
  inference::v1::Explanation& row = *response.add_rows();
  row.set_class_name("Low");
  for (const char* feature : {"SessionsPerWeek", "GameGenre", "Age"}) {
    row.add_contributions()->set_feature(feature);
    row.mutable_contributions(row.contributions_size() - 1)->set_contribution(0.5F);
  }
  row.mutable_contributions(0)->set_number(2);
  row.mutable_contributions(1)->set_text("RPG");

  Forecast forecast{.label = "Low", .model_version = 3};
  AddWhy(response, forecast);
  REQUIRE(forecast.why.size() == 3);
  CHECK(forecast.why[0].number == 2);
  CHECK(forecast.why[1].text == "RPG");
  CHECK_FALSE(forecast.why[2].number);
  CHECK(forecast.why[2].text.empty());

  Forecast swapped{.label = "Low", .model_version = 4};  // another version served in between
  AddWhy(response, swapped);
  CHECK(swapped.why.empty());
  Forecast other{.label = "High", .model_version = 3};
  AddWhy(response, other);
  CHECK(other.why.empty());
}

}  // namespace
}  // namespace yachay::recommendation
