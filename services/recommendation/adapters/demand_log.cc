#include "adapters/demand_log.h"

#include <algorithm>
#include <optional>

#include "adapters/cloud_event.h"
#include "core/content_filter.h"
#include "yachay/recommendation/v1/recommendation_log.pb.h"

namespace yachay::recommendation {
namespace {

std::optional<delivery::DeviceClass> DeviceOf(const std::string& name) {
  for (const auto device :
       {delivery::DeviceClass::kLow, delivery::DeviceClass::kMiddle, delivery::DeviceClass::kHigh}) {
    if (delivery::Name(device) == name) return device;
  }
  return std::nullopt;
}

// nullopt: a record that does not say who asked.
std::optional<Asked> AskedOf(const std::string& bytes) {
  v1::RecommendationLogged logged;
  if (!logged.ParseFromString(bytes)) return std::nullopt;
  const std::optional<delivery::DeviceClass> device = DeviceOf(logged.device_class());
  if (!device || logged.language().empty()) return std::nullopt;
  return Asked{.group = {.language = PrimaryLanguage(logged.language()),
                         .grade = static_cast<int>(std::min(logged.grade(), 13U)),
                         .device = *device},
               .skills = {logged.skill_ids().begin(), logged.skill_ids().end()},
               .shortened = static_cast<std::uint32_t>(logged.items_size()) < logged.asked()};
}

}  // namespace

absl::StatusOr<std::unique_ptr<DemandLog>> DemandLog::Create(const std::string& brokers,
                                                             const std::string& topic, std::int64_t last,
                                                             Demand& demand) {
  auto reader = kafka::LogReader::Create({.brokers = brokers,
                                          .topic = topic,
                                          .client_id = "yachay-recommendation",
                                          .last = last,
                                          .partitions = {},
                                          .properties = {},
                                          .log = &LogKafka});
  if (!reader.ok()) return reader.status();
  return std::unique_ptr<DemandLog>(new DemandLog(demand, *std::move(reader)));
}

void DemandLog::Start() {
  reader_->Follow([this](kafka::Batch batch) { return Count(batch); });
}

void DemandLog::Stop() { reader_->Stop(); }

absl::Status DemandLog::Count(kafka::Batch batch) {
  for (const kafka::ReceivedRecord& record : batch) {
    if (const std::optional<Asked> asked = AskedOf(record.value)) demand_.Add(*asked);
  }
  return absl::OkStatus();
}

}  // namespace yachay::recommendation
