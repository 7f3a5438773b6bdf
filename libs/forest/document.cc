#include "forest/document.h"

#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"

namespace yachay::forest {
namespace {

using Json = nlohmann::json;
using Kind = Value::Kind;

// Receives nlohmann's events and builds Values. Returning false stops the parser.
class Builder : public Json::json_sax_t {
 public:
  Builder(size_t max_values, const Yield& yield) : max_values_(max_values), yield_(yield) {}

  Value& root() { return root_; }
  const std::string& error() const { return error_; }

  // Among numbers it stands for NaN (PlainJson).
  bool null() override {
    const bool number = !open_.empty() && open_.back()->kind == Kind::kNumbers;
    return number ? Number(std::numeric_limits<double>::quiet_NaN()) : Add(Kind::kNull) != nullptr;
  }
  bool boolean(bool value) override { return Number(value ? 1 : 0); }
  bool number_integer(number_integer_t value) override { return Number(static_cast<double>(value)); }
  bool number_unsigned(number_unsigned_t value) override { return Number(static_cast<double>(value)); }
  // JSON text goes to float directly: through double it could round twice. UBJSON brings no text.
  bool number_float(number_float_t value, const string_t& text) override {
    float exact = 0;
    const char* end = text.data() + text.size();
    if (auto [at, code] = std::from_chars(text.data(), end, exact); code == std::errc() && at == end) {
      return Number(static_cast<double>(exact));
    }
    return Number(value);
  }
  bool string(string_t& value) override {
    Value* added = Add(Kind::kText);
    if (added != nullptr) added->text = std::move(value);
    return added != nullptr;
  }
  bool binary(binary_t&) override { return Stop("binary value"); }
  bool start_object(std::size_t) override { return Open(Kind::kObject); }
  bool key(string_t& value) override {
    open_.back()->object.emplace_back(std::move(value), Value());
    return Count();
  }
  bool end_object() override { return Close(); }
  bool start_array(std::size_t) override { return Open(Kind::kNumbers); }
  bool end_array() override { return Close(); }
  bool parse_error(std::size_t position, const std::string&, const Json::exception& e) override {
    return Stop(absl::StrCat("byte ", position, ": ", e.what()));
  }

 private:
  bool Stop(std::string why) {
    if (error_.empty()) error_ = std::move(why);
    return false;
  }

  bool Count() {
    if (++values_ % 256 == 0 && yield_) yield_();
    return values_ <= max_values_ || Stop("more values than bytes");
  }

  bool Number(double number) {
    if (!open_.empty() && open_.back()->kind == Kind::kNumbers) {
      open_.back()->numbers.push_back(number);
      return Count();
    }
    Value* added = Add(Kind::kNumber);
    if (added != nullptr) added->number = number;
    return added != nullptr;
  }

  // Where the next value goes; nullptr when an array mixes numbers with other values.
  Value* Place() {
    if (open_.empty()) return &root_;
    Value& parent = *open_.back();
    if (parent.kind == Kind::kObject) return &parent.object.back().second;
    if (!parent.numbers.empty()) return nullptr;
    parent.kind = Kind::kList;
    return &parent.list.emplace_back();
  }

  // nullptr when the parser must stop.
  Value* Add(Kind kind) {
    Value* place = Place();
    if (place == nullptr) {
      Stop("an array mixes numbers with other values");
      return nullptr;
    }
    place->kind = kind;
    return Count() ? place : nullptr;
  }

  bool Open(Kind kind) {
    if (open_.size() >= kMaxDepth) return Stop(absl::StrCat("nested deeper than ", kMaxDepth));
    Value* added = Add(kind);
    if (added != nullptr) open_.push_back(added);  // stays put: its parents grow only after it is closed
    return added != nullptr;
  }

  bool Close() {
    open_.pop_back();
    return true;
  }

  const size_t max_values_;
  const Yield& yield_;
  size_t values_ = 0;
  Value root_;
  std::vector<Value*> open_;
  std::string error_;
};

// XGBoost writes NaN (as the condition of categorical splits) and Infinity, which JSON has not: they become
// null and a number beyond float. What stands in quotes stays.
std::string PlainJson(std::string_view bytes) {
  std::string plain;
  plain.reserve(bytes.size());
  bool quoted = false;
  for (size_t at = 0; at < bytes.size(); ++at) {
    const std::string_view rest = bytes.substr(at);
    if (!quoted && rest.starts_with("NaN")) {
      plain += "null";
      at += 2;
    } else if (!quoted && rest.starts_with("Infinity")) {
      plain += "1E39";
      at += 7;
    } else {
      if (quoted && bytes[at] == '\\' && at + 1 < bytes.size())
        plain += bytes[at++];
      else if (bytes[at] == '"')
        quoted = !quoted;
      plain += bytes[at];
    }
  }
  return plain;
}

// Both begin with '{'; a JSON object goes on with a space, a quote or its end.
bool LooksLikeJson(std::string_view bytes) {
  const size_t first = bytes.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || bytes[first] != '{' || first + 1 >= bytes.size()) return false;
  return std::string_view(" \t\r\n\"}").find(bytes[first + 1]) != std::string_view::npos;
}

}  // namespace

absl::StatusOr<Value> ReadDocument(std::string_view bytes, const Yield& yield) {
  if (bytes.empty()) return absl::InvalidArgumentError("model file is empty");
  const bool json = LooksLikeJson(bytes);
  std::string plain;
  if (json &&
      (bytes.find("NaN") != std::string_view::npos || bytes.find("Infinity") != std::string_view::npos)) {
    plain = PlainJson(bytes);
    bytes = plain;
  }
  Builder builder(bytes.size(), yield);
  const auto format = json ? Json::input_format_t::json : Json::input_format_t::ubjson;
  bool ok = false;
  try {
    ok = Json::sax_parse(bytes.begin(), bytes.end(), &builder, format);
  } catch (const std::exception& e) {
    return absl::InvalidArgumentError(absl::StrCat("model file cannot be read: ", e.what()));
  }
  if (!ok) {
    return absl::InvalidArgumentError(
        absl::StrCat("model file is not whole ", json ? "JSON: " : "UBJSON: ", builder.error()));
  }
  return std::move(builder.root());
}

absl::Status Field::Expected(std::string_view what) const {
  return absl::InvalidArgumentError(
      absl::StrCat("model file: field '", path_, "' is not ", std::string(what)));
}

absl::StatusOr<Field> Field::Get(std::string_view key) const {
  if (value_->kind != Kind::kObject) return Expected("an object");
  for (const auto& [name, value] : value_->object) {
    if (name == key) return Field(value, path_.empty() ? name : absl::StrCat(path_, ".", name));
  }
  const std::string prefix = path_.empty() ? "" : path_ + ".";
  return absl::InvalidArgumentError(absl::StrCat("model file: no field '", prefix, std::string(key), "'"));
}

bool Field::Has(std::string_view key) const { return Get(key).ok(); }

absl::StatusOr<std::string_view> Field::Text() const {
  if (value_->kind != Kind::kText) return Expected("a string");
  return std::string_view(value_->text);
}

absl::StatusOr<const Value::Numbers*> Field::Numbers() const {
  if (value_->kind != Kind::kNumbers) return Expected("an array of numbers");
  return &value_->numbers;
}

absl::StatusOr<std::vector<Field>> Field::Items() const {
  std::vector<Field> items;
  if (value_->kind == Kind::kNumbers && value_->numbers.empty()) return items;
  if (value_->kind != Kind::kList) return Expected("an array");
  for (size_t i = 0; i < value_->list.size(); ++i) {
    items.emplace_back(value_->list[i], absl::StrCat(path_, "[", i, "]"));
  }
  return items;
}

}  // namespace yachay::forest
