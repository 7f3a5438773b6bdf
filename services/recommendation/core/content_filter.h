#ifndef RECOMMENDATION_CORE_CONTENT_FILTER_H_
#define RECOMMENDATION_CORE_CONTENT_FILTER_H_

#include <optional>
#include <string>
#include <vector>

#include "core/catalog_entry.h"

namespace yachay::recommendation {

// Which entries somebody looks for: those that fit everything that is set.
struct ContentFilter {
  std::string skill;           // empty: any
  std::string language;        // without region; empty: any
  int grade = 0;               // 0: any
  std::optional<State> state;  // absent: any
  std::string owner;           // empty: any
  std::string query;           // as in catalog.proto; empty: any
};

// A filter, ready to be asked many times.
class ContentMatcher {
 public:
  explicit ContentMatcher(ContentFilter filter);
  bool Fits(const CatalogEntry& entry) const;

 private:
  ContentFilter filter_;
  std::vector<std::string> words_;  // of the query, plain
};

// Lower case without accents: "Fracción" → "fraccion". Latin-1's letters and ASCII; others stay as they are.
std::string Plain(const std::string& text);

// "es-PE" → "es": regions of a language read each other.
std::string PrimaryLanguage(const std::string& language);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_CONTENT_FILTER_H_
