#include "drift/html_report.h"

#include "drift/histogram.h"
#include "testing/catch.h"

namespace yachay::drift {
namespace {

Column Categories(std::vector<std::string> values) {
  return {.name = "<b>", .kind = ColumnKind::kCategory, .numbers = {}, .categories = std::move(values)};
}

Column Numbers(std::vector<double> values) {
  return {.name = "x", .kind = ColumnKind::kNumber, .numbers = std::move(values), .categories = {}};
}

size_t Occurrences(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST_CASE("A histogram has one bar per value where that is enough") {
  const Histogram bars = MakeHistogram(CountsOf(Numbers({1, 1, 2})), CountsOf(Numbers({2, 3})), 24);
  REQUIRE(bars.size() == 3);
  CHECK(bars[0].label == "1");
  CHECK(bars[0].reference == Approx(2.0 / 3));
  CHECK(bars[0].current == 0);
  CHECK(bars[2].current == 0.5);
}

TEST_CASE("Whole numbers have bins that hold equally many of them") {
  std::vector<double> ages;
  for (int age = 15; age < 50; ++age) ages.push_back(age);
  const Histogram bars = MakeHistogram(CountsOf(Numbers(ages)), CountsOf(Numbers(ages)), 30);
  REQUIRE(bars.size() == 18);
  CHECK(bars[0].label == "15–16");
  for (size_t i = 0; i + 1 < bars.size(); ++i) CHECK(bars[i].current == Approx(2.0 / 35));
}

TEST_CASE("Many numbers are binned, many categories end in other, and no share is lost") {
  std::vector<double> numbers;
  std::vector<std::string> texts(5, "often");
  for (int i = 0; i < 100; ++i) {
    numbers.push_back(i / 3.0);
    texts.push_back(std::to_string(i) + "c");
  }
  for (const Column& column : {Numbers(numbers), Categories(texts)}) {
    const Histogram bars = MakeHistogram(CountsOf(column), CountsOf(column), 10);
    REQUIRE(bars.size() == 10);
    double sum = 0;
    for (const HistogramBar& bar : bars) sum += bar.reference;
    CHECK(sum == Approx(1));
  }
  CHECK(MakeHistogram(CountsOf(Categories(texts)), CountsOf(Categories({})), 10)[0].label == "often");
}

ReportPage PageOf(const Reference& reference, const Window& window) {
  ReportPage page{.title = "T<>", .verdict = *Compare(reference, window), .decision = {}};
  page.decision = Decide(page.verdict);
  page.histograms = MakeHistograms(reference, window);
  page.quality = ColumnQualities(reference, window);
  return page;
}

TEST_CASE("A report holds a card and a chart for each column, and escapes what it shows") {
  const auto reference = Reference::FromColumns({Categories({"a&b", "c"}), Numbers({1, 2})});
  const auto window = Window::FromColumns({Categories({"c"}), Numbers({7})});
  const std::string page = HtmlReport(PageOf(*reference, *window));
  CHECK(Occurrences(page, "<div class=\"column ") == 2);
  CHECK(Occurrences(page, "<svg ") == 4);  // score and distribution
  CHECK(page.find("&lt;b&gt;") != std::string::npos);
  CHECK(page.find("<b>drift") == std::string::npos);
  CHECK(page.find("a&amp;b") != std::string::npos);
  CHECK(page.find("T&lt;&gt;") != std::string::npos);
  CHECK(page.find("http") == std::string::npos);  // it needs nothing else
}

TEST_CASE("A report of an empty window, of absent columns, and of performance says so") {
  const auto reference = Reference::FromColumns({Categories({"a"}), Numbers({1})});
  CHECK(HtmlReport(PageOf(*reference, Window::Like(*reference))).find("Empty window") != std::string::npos);
  ReportPage page = PageOf(*reference, *Window::FromColumns({Numbers({1})}));
  CHECK(HtmlReport(page).find(">absent<") != std::string::npos);
  Performance performance(2);
  REQUIRE(performance.Add({0.75F, 0.25F}, 0).ok());
  page.estimated = performance.Estimated();
  page.real = performance.Real();
  page.groups.push_back({"Gender", "Female", page.estimated, page.real});
  page.history = {{"1", 0.1, std::nullopt}, {"2", 0.3, page.estimated->accuracy}};
  const std::string html = HtmlReport(page);
  CHECK(html.find("Gender = Female") != std::string::npos);
  CHECK(html.find("0.7500") != std::string::npos);
  CHECK(Occurrences(html, "<polyline ") == 2);
}

}  // namespace
}  // namespace yachay::drift
