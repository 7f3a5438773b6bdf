// yachay bundle plan: what to take to where there is no connection.
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "service/status.h"
#include "yachay/recommendation/v1/bundle.grpc.pb.h"

namespace yachay::cli {
namespace {

using nlohmann::ordered_json;
using recommendation::v1::BundleItem;
using recommendation::v1::PlanOfflineBundleRequest;
using recommendation::v1::PlanOfflineBundleResponse;

struct Options {
  std::string address = "127.0.0.1:7104";
  std::string learner;
  std::optional<std::uint64_t> bytes;
  std::optional<unsigned> download_seconds;
  std::optional<unsigned> battery_joules;
  std::vector<std::string> done;
  std::optional<std::string> language;
  std::optional<unsigned> ram_mib;
  std::optional<double> rtt_ms;
  std::optional<double> downlink_kbps;
};

absl::StatusOr<PlanOfflineBundleRequest> RequestOf(const Options& options) {
  PlanOfflineBundleRequest request;
  request.set_learner_id(options.learner);
  if (options.bytes) request.set_budget_bytes(*options.bytes);
  if (options.download_seconds) request.set_budget_download_seconds(*options.download_seconds);
  if (options.battery_joules) request.set_budget_battery_joules(*options.battery_joules);
  recommendation::v1::Context& context = *request.mutable_context();
  if (options.language) context.set_language(*options.language);
  if (options.ram_mib) context.set_ram_mib(*options.ram_mib);
  if (options.rtt_ms) context.set_rtt_ms(*options.rtt_ms);
  if (options.downlink_kbps) context.set_downlink_kbps(*options.downlink_kbps);
  for (const std::string& text : options.done) {
    const std::vector<std::string> parts = absl::StrSplit(text, '/');
    if (parts.size() != 3)
      return absl::InvalidArgumentError(absl::StrCat("--done ", text, ": expected CONTENT/VARIANT/ETAG"));
    recommendation::v1::BundlePart& part = *request.add_done();
    part.set_content_id(parts[0]);
    part.set_variant_id(parts[1]);
    part.set_etag(parts[2]);
  }
  return request;
}

ordered_json ToJson(const BundleItem& item) {
  return {{"content_id", item.part().content_id()},
          {"variant_id", item.part().variant_id()},
          {"etag", item.part().etag()},
          {"title", item.title()},
          {"bytes", item.bytes()},
          {"download_seconds", item.download_seconds()},
          {"value", item.value()},
          {"done", item.done()},
          {"skills", std::vector<std::string>(item.skill_ids().begin(), item.skill_ids().end())}};
}

ordered_json ToJson(const PlanOfflineBundleResponse& plan) {
  ordered_json items = ordered_json::array();
  for (const BundleItem& item : plan.items()) items.push_back(ToJson(item));
  return {{"bundle_id", plan.bundle_id()},
          {"bytes", plan.bytes()},
          {"download_seconds", plan.download_seconds()},
          {"battery_joules", plan.battery_joules()},
          {"value", plan.value()},
          {"gap", plan.gap()},
          {"candidates", plan.candidates()},
          {"fallback", recommendation::v1::Fallback_Name(plan.fallback())},
          {"non_personal", plan.non_personal()},
          {"items", items}};
}

void Print(const PlanOfflineBundleResponse& plan, std::ostream& out) {
  out << absl::StrFormat(
      "%s: %d items, %d B to fetch in %.0f s, %.0f J, value %.3f%s\n", plan.bundle_id(), plan.items_size(),
      plan.bytes(), plan.download_seconds(), plan.battery_joules(), plan.value(),
      plan.gap() > 0 ? absl::StrFormat(", at most %.3f below the best", plan.gap()) : ", the best there is");
  for (const BundleItem& item : plan.items()) {
    out << absl::StrFormat("%-24s %-28s %-8s %9d B %7.1f s  value %.3f%s\n", item.part().content_id(),
                           item.title(), item.part().variant_id(), item.bytes(), item.download_seconds(),
                           item.value(), item.done() ? "  (there)" : "");
  }
}

absl::Status Plan(const Options& options, Cli& cli) {
  auto channel = Dial(options.address, cli.dial);
  if (!channel.ok()) return channel.status();
  const absl::StatusOr<PlanOfflineBundleRequest> request = RequestOf(options);
  if (!request.ok()) return request.status();
  const auto stub = recommendation::v1::OfflineBundles::NewStub(*channel);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(10)));
  PlanOfflineBundleResponse response;
  const grpc::Status status = stub->PlanOfflineBundle(&context, *request, &response);
  if (!status.ok()) return service::FromGrpc(status, absl::StrCat("recommendation at ", options.address));
  if (cli.json) {
    cli.out << ToJson(response).dump(2) << "\n";
  } else {
    Print(response, cli.out);
  }
  return absl::OkStatus();
}

}  // namespace

void AddBundleCommand(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App* bundle = app.add_subcommand("bundle", "What to take to where there is no connection");
  bundle->require_subcommand(1);
  CLI::App* plan = bundle->add_subcommand("plan", "The forms that teach most within all budgets");
  plan->add_option("--address", options->address, "The recommendation service, host:port")
      ->capture_default_str();
  plan->add_option("--learner", options->learner, "Id of the learner")->required();
  plan->add_option("--bytes", options->bytes, "Storage for what is to be fetched");
  plan->add_option("--download-seconds", options->download_seconds, "How long the learner stays connected");
  plan->add_option("--battery-joules", options->battery_joules,
                   "For downloading and for playing each item once");
  plan->add_option("--done", options->done, "CONTENT/VARIANT/ETAG that is there already; may be repeated");
  plan->add_option("--language", options->language, "Language to play in; default: the learner's");
  plan->add_option("--ram-mib", options->ram_mib, "Memory of the device; default: the learner's");
  plan->add_option("--rtt-ms", options->rtt_ms, "Round-trip time of the connection; default: the learner's");
  plan->add_option("--downlink-kbps", options->downlink_kbps,
                   "Goodput of the connection; default: the learner's");
  plan->callback([options, &cli] { cli.run = [options, &cli] { return Plan(*options, cli); }; });
}

}  // namespace yachay::cli
