#include <google/protobuf/util/json_util.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <charconv>
#include <chrono>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/command.h"
#include "cli/events_options.h"
#include "cli/simulate_sender.h"
#include "service/status.h"
#include "service/trace.h"
#include "yachay/ingestion/v1/ingestion.grpc.pb.h"

namespace yachay::cli {
namespace {

using nlohmann::ordered_json;
namespace v1 = yachay::ingestion::v1;

constexpr int kMaxEvents = 500;             // of a call; ingestion takes 1,000
constexpr std::size_t kMaxBytes = 512'000;  // of a call; ingestion takes 1 MiB

struct Sent {
  std::uint64_t accepted = 0, rejected = 0, unmapped = 0;
  ordered_json problems = ordered_json::array();
};

simulate::Attempt Ended(const grpc::Status& status, const grpc::ClientContext& context,
                        const std::string& address) {
  const auto& trailers = context.GetServerTrailingMetadata();
  const auto found = trailers.find("grpc-retry-pushback-ms");
  int ms = 0;
  if (found != trailers.end()) std::from_chars(found->second.begin(), found->second.end(), ms);
  return {service::FromGrpc(status, "ingestion at " + address), absl::Milliseconds(ms)};
}

// Calls until it is taken; `Request` decides which RPC.
template <typename Request, typename Response>
absl::Status Call(v1::Ingestion::Stub& stub, const EventsOptions& options,
                  grpc::Status (v1::Ingestion::Stub::*method)(grpc::ClientContext*, const Request&,
                                                              Response*),
                  const Request& request, Response* response) {
  int tries = 0;
  return simulate::CallUntilDone(
      [&] {
        grpc::ClientContext context;
        context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(40));
        service::Carry(options.traceparent, context);
        response->Clear();
        return Ended((stub.*method)(&context, request, response), context, options.ingestion);
      },
      {.give_up_after = absl::Seconds(options.timeout_s)}, tries);
}

// `places`: where in the file each outcome's event stands.
void Count(const google::protobuf::RepeatedPtrField<v1::EventOutcome>& outcomes, const std::string& file,
           const std::vector<std::size_t>& places, Sent& sent) {
  for (int i = 0; i < outcomes.size(); ++i) {
    const v1::EventOutcome& outcome = outcomes[i];
    ++(outcome.accepted() ? sent.accepted : outcome.dead_letter() ? sent.unmapped : sent.rejected);
    for (const auto& violation : outcome.violations()) {
      sent.problems.push_back({{"at", absl::StrCat(file, ":", places[static_cast<std::size_t>(i)])},
                               {"event_id", outcome.event_id()},
                               {"dead_letter", outcome.dead_letter()},
                               {"field", violation.field()},
                               {"description", violation.description()}});
    }
  }
}

absl::Status SendLines(const EventsOptions& options, v1::Ingestion::Stub& stub, Sent& sent) {
  std::ifstream in(options.file);
  v1::PublishRequest request;
  std::vector<std::size_t> places;
  std::size_t bytes = 0;
  const auto flush = [&]() -> absl::Status {
    if (places.empty()) return absl::OkStatus();
    v1::PublishResponse response;
    const absl::Status called = Call(stub, options, &v1::Ingestion::Stub::Publish, request, &response);
    if (called.ok()) Count(response.outcomes(), options.file, places, sent);
    request.Clear(), places.clear(), bytes = 0;
    return called;
  };
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const auto parsed = google::protobuf::util::JsonStringToMessage(line, request.add_events());
    if (!parsed.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(options.file, ":", number, ": ", std::string(parsed.message()), "; ", sent.accepted,
                       " events before it are on the log and may be sent again"));
    }
    places.push_back(number);
    bytes += line.size();
    if (static_cast<int>(places.size()) < kMaxEvents && bytes < kMaxBytes) continue;
    if (absl::Status flushed = flush(); !flushed.ok()) return flushed;
  }
  return flush();
}

absl::StatusOr<ordered_json> ReadStatements(const std::string& path) {
  ordered_json document = ordered_json::parse(std::ifstream(path), nullptr, false);
  if (document.is_discarded()) return absl::InvalidArgumentError(absl::StrCat(path, ": expected JSON"));
  if (document.is_object() && document.contains("statements"))
    document = ordered_json(document["statements"]);
  if (document.is_object()) document = ordered_json::array({document});
  if (!document.is_array()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": expected a statement, an array of statements, or {\"statements\": […]}"));
  }
  return document;
}

absl::Status SendStatements(const EventsOptions& options, v1::Ingestion::Stub& stub, Sent& sent) {
  const auto statements = ReadStatements(options.xapi_file);
  if (!statements.ok()) return statements.status();
  for (std::size_t next = 0; next < statements->size();) {
    v1::PublishXapiRequest request;
    request.set_game_id(options.game_id);
    std::string& batch = *request.mutable_statements();
    std::vector<std::size_t> places;
    for (; next < statements->size() && places.size() < kMaxEvents && batch.size() < kMaxBytes; ++next) {
      batch += places.empty() ? '[' : ',';
      batch += (*statements)[next].dump(-1, ' ', false, ordered_json::error_handler_t::replace);
      places.push_back(next + 1);
    }
    batch += ']';
    v1::PublishXapiResponse response;
    const absl::Status called = Call(stub, options, &v1::Ingestion::Stub::PublishXapi, request, &response);
    if (!called.ok()) return called;
    Count(response.outcomes(), options.xapi_file, places, sent);
  }
  return absl::OkStatus();
}

void Print(const Sent& sent, Cli& cli) {
  if (cli.json) {
    cli.out << ordered_json{{"accepted", sent.accepted},
                            {"rejected", sent.rejected},
                            {"unmapped", sent.unmapped},
                            {"problems", sent.problems}}
                   .dump(2, ' ', false, ordered_json::error_handler_t::replace)
            << "\n";
    return;
  }
  for (const auto& problem : sent.problems) {
    std::cerr << problem["at"].get<std::string>() << ": " << problem["field"].get<std::string>() << ": "
              << problem["description"].get<std::string>()
              << (problem["dead_letter"].get<bool>() ? " (kept as a dead letter)" : "") << "\n";
  }
  cli.out << sent.accepted << " accepted, " << sent.rejected << " rejected, " << sent.unmapped
          << " kept as dead letters\n";
}

}  // namespace

absl::Status SendEvents(const EventsOptions& options, Cli& cli) {
  if (!options.traceparent.empty() && !service::IsTraceparent(options.traceparent)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--traceparent: expected 00-TRACE-SPAN-FLAGS in lower-case hex of 32, 16 and 2 digits, found ",
        options.traceparent));
  }
  const auto channel = Dial(options.ingestion, cli.dial);
  if (!channel.ok()) return channel.status();
  const auto stub = v1::Ingestion::NewStub(*channel);
  Sent sent;
  const absl::Status done =
      options.file.empty() ? SendStatements(options, *stub, sent) : SendLines(options, *stub, sent);
  if (!done.ok()) return done;
  Print(sent, cli);
  if (sent.rejected == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(sent.rejected, " events were rejected and are not on the log"));
}

}  // namespace yachay::cli
