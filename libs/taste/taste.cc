#include "taste/taste.h"

#include <Eigen/Dense>
#include <cmath>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"

namespace yachay::taste {
namespace {

using Json = nlohmann::ordered_json;
using Factors = Eigen::Map<const Eigen::VectorXf>;

constexpr char kFormat[] = "yachay-taste-1";

Factors Of(const std::vector<float>& factors) {
  return {factors.data(), static_cast<Eigen::Index>(factors.size())};
}

absl::Status CheckItem(const Item& item, std::size_t rank, std::size_t place) {
  if (item.factors.size() != rank) {
    return absl::InvalidArgumentError(absl::StrCat("items[", place, "] (", item.id, ") has ",
                                                   item.factors.size(), " factors, the first has ", rank));
  }
  if (!Of(item.factors).allFinite() || !std::isfinite(item.evidence) || item.evidence < 0) {
    return absl::InvalidArgumentError(absl::StrCat("items[", place, "] (", item.id,
                                                   "): expected finite factors and evidence of 0 or more"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Taste> Taste::Create(std::vector<Item> items, double regularization, double confidence) {
  if (items.empty()) return absl::InvalidArgumentError("items: expected at least one");
  const std::size_t rank = items.front().factors.size();
  if (rank < 1 || rank > kMostRank)
    return absl::InvalidArgumentError(absl::StrCat("rank ", rank, ": expected 1 to ", kMostRank));
  if (!(regularization > 0 && std::isfinite(regularization)))
    return absl::InvalidArgumentError("regularization: expected a number above 0");
  if (!(confidence >= 0 && std::isfinite(confidence)))
    return absl::InvalidArgumentError("confidence: expected 0 or more");
  Taste taste;
  const auto k = static_cast<Eigen::Index>(rank);
  Eigen::MatrixXd gram = Eigen::MatrixXd::Identity(k, k) * regularization;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (absl::Status status = CheckItem(items[i], rank, i); !status.ok()) return status;
    if (!taste.places_.emplace(items[i].id, i).second)
      return absl::InvalidArgumentError(absl::StrCat("items[", i, "]: ", items[i].id, " comes twice"));
    const Eigen::VectorXd y = Of(items[i].factors).cast<double>();
    gram += y * y.transpose();
  }
  taste.gram_.assign(gram.data(), gram.data() + gram.size());
  taste.items_ = std::move(items);
  taste.regularization_ = regularization;
  taste.confidence_ = confidence;
  return taste;
}

absl::StatusOr<Taste> Taste::Parse(std::string_view json) {
  try {
    const Json document = Json::parse(json);
    if (document.at("format") != kFormat)
      return absl::InvalidArgumentError(absl::StrCat("format: expected \"", kFormat, "\""));
    std::vector<Item> items;
    for (const Json& item : document.at("items")) {
      items.push_back({.id = item.at("id"),
                       .evidence = item.at("evidence"),
                       .factors = item.at("factors").get<std::vector<float>>()});
    }
    return Create(std::move(items), document.at("regularization"), document.at("confidence"));
  } catch (const Json::exception& error) {
    return absl::InvalidArgumentError(absl::StrCat("taste: ", error.what()));
  }
}

std::string Taste::ToJson() const {
  Json items = Json::array();
  for (const Item& item : items_)
    items.push_back({{"id", item.id}, {"evidence", item.evidence}, {"factors", item.factors}});
  return Json({{"format", kFormat},
               {"regularization", regularization_},
               {"confidence", confidence_},
               {"items", std::move(items)}})
             .dump() +
         "\n";
}

std::optional<std::size_t> Taste::Find(std::string_view id) const {
  const auto found = places_.find(id);
  return found == places_.end() ? std::nullopt : std::optional(found->second);
}

// x = (YᵀY + λI + c Σ y yᵀ)⁻¹ (1 + c) Σ y, over the completed items.
std::vector<float> Taste::FoldIn(absl::Span<const std::size_t> completed) const {
  if (completed.empty()) return {};
  const auto k = static_cast<Eigen::Index>(rank());
  Eigen::MatrixXd a = Eigen::Map<const Eigen::MatrixXd>(gram_.data(), k, k);
  Eigen::VectorXd b = Eigen::VectorXd::Zero(k);
  for (const std::size_t item : completed) {
    const Eigen::VectorXd y = Of(items_[item].factors).cast<double>();
    a.selfadjointView<Eigen::Lower>().rankUpdate(y, confidence_);
    b += (1 + confidence_) * y;
  }
  const Eigen::VectorXf x = a.selfadjointView<Eigen::Lower>().llt().solve(b).cast<float>();
  return {x.data(), x.data() + k};
}

float Taste::Liking(absl::Span<const float> learner, std::size_t item) const {
  return Factors(learner.data(), static_cast<Eigen::Index>(learner.size())).dot(Of(items_[item].factors));
}

}  // namespace yachay::taste
