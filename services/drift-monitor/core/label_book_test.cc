#include "core/label_book.h"

#include "absl/strings/str_cat.h"
#include "core/report.h"
#include "testing/catch.h"

namespace yachay::drift_monitor {
namespace {

using Taken = LabelBook::Taken;

LabelledRow Row(int second, size_t label, std::vector<float> probabilities = {0.75F, 0.25F}) {
  return {.prediction_id = absl::StrCat("p", second),
          .model = "engagement",
          .version = 1,
          .served_at = absl::FromUnixSeconds(second),
          .probabilities = std::move(probabilities),
          .label = label};
}

std::optional<Labelled> Of(const LabelBook& book, int first, int last) {
  return book.Of("engagement", 1, absl::FromUnixSeconds(first), absl::FromUnixSeconds(last));
}

TEST_CASE("A stretch of time has the real figures of the labels that came, and the error of the estimate") {
  LabelBook book;
  for (int second = 0; second < 10; ++second)
    CHECK(book.Take(Row(second, second < 6 ? 0 : 1)) == Taken::kCounted);
  const auto all = Of(book, 0, 9);
  REQUIRE(all.has_value());
  CHECK(all->real.rows == 10);
  CHECK(all->real.accuracy.value == Approx(0.6));
  CHECK(all->error.accuracy == Approx(0.15));  // 0.75 was estimated
  CHECK(Of(book, 6, 7)->real.accuracy.value == Approx(0));
  CHECK(Of(book, 6, 7)->real.rows == 2);
  CHECK_FALSE(Of(book, 10, 20).has_value());
  CHECK_FALSE(book.Of("engagement", 2, absl::UnixEpoch(), absl::Now()).has_value());
}

TEST_CASE("A label that comes again changes nothing, and a corrected one counts instead") {
  LabelBook book;
  book.Take(Row(5, 0));
  CHECK(book.Take(Row(5, 0)) == Taken::kReplaced);
  CHECK(Of(book, 5, 5)->real.rows == 1);
  CHECK(book.Take(Row(5, 1)) == Taken::kReplaced);
  CHECK(Of(book, 5, 5)->real.accuracy.value == Approx(0));
}

TEST_CASE(
    "Labels of predictions that nobody found, and labels that are no class, are named and not counted") {
  LabelBook book;
  CHECK(book.Take(Row(1, 0, {})) == Taken::kUnknownPrediction);
  CHECK(book.Take(Row(1, 0, {0.9F, 0.9F})) == Taken::kUnknownPrediction);
  CHECK(book.Take(Row(1, 2)) == Taken::kUnknownLabel);
  LabelledRow none = Row(1, 0);
  none.label.reset();
  CHECK(book.Take(none) == Taken::kUnknownLabel);
  CHECK_FALSE(Of(book, 0, 9).has_value());
}

TEST_CASE("A book that is full forgets what was served longest ago") {
  LabelBook book({}, 3);
  for (const int second : {4, 1, 3, 2, 5}) book.Take(Row(second, 0));
  CHECK(Of(book, 0, 9)->real.rows == 3);
  CHECK_FALSE(Of(book, 0, 2).has_value());
}

TEST_CASE("Figures of groups are of the labels that count, in the columns that are compared") {
  LabelBook book({"Gender", "Location"});
  for (int second = 0; second < 12; ++second) {
    LabelledRow row = Row(second, second < 4 ? 1 : 0);
    row.categories = {{"Genre", "RPG"}, {"Gender", second % 2 == 0 ? "Female" : "Male"}};
    if (second < 3) row.categories.emplace_back("Location", "Asia");
    book.Take(row);
  }
  LabelledRow corrected = Row(1, 0);
  corrected.categories = {{"Gender", "Male"}};
  book.Take(corrected);
  const auto groups = Of(book, 0, 11)->groups;
  REQUIRE(groups.size() == 3);
  CHECK(groups[0].group == "Female");
  CHECK(groups[0].real->rows == 6);
  CHECK(groups[0].real->accuracy.value == Approx(4.0 / 6));
  CHECK(groups[1].real->accuracy.value == Approx(5.0 / 6));
  CHECK(groups[2].column == "Location");
  CHECK(groups[2].real->rows == 2);
  CHECK(Of(book, 4, 5)->groups.size() == 2);
}

TEST_CASE("More groups than are kept leave those that came first as they are") {
  LabelBook book({"Location"});
  for (int second = 0; second < 200; ++second) {
    LabelledRow row = Row(second, 0);
    row.categories = {{"Location", absl::StrCat("place ", second)}};
    book.Take(row);
  }
  CHECK(Of(book, 0, 199)->real.rows == 200);
  CHECK(Of(book, 0, 199)->groups.size() == drift::GroupFigures::kMost);
  CHECK(Of(book, 0, 0)->groups[0].group == "place 0");
}

TEST_CASE("Reports keep microseconds: a label of the last row is in its window all the same") {
  LabelBook book;
  LabelledRow row = Row(5, 0);
  row.served_at += absl::Nanoseconds(700);
  book.Take(row);
  CHECK(Of(book, 5, 5).has_value());
}

}  // namespace
}  // namespace yachay::drift_monitor
