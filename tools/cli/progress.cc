// yachay progress: how a learner, a classroom, a guardian's child is doing.
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/progress_text.h"
#include "service/status.h"
#include "yachay/progress/v1/progress.grpc.pb.h"

namespace yachay::cli {
namespace {

namespace wire = progress::v1;
using Stub = wire::Progress::Stub;

struct Options {
  std::string address = "127.0.0.1:7104";
  std::string id;
  std::string language;
  std::string audience = "learner";
};

template <typename Request, typename Response>
absl::Status Ask(const Options& options, Cli& cli, const Request& request,
                 grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*)) {
  auto channel = Dial(options.address, cli.dial);
  if (!channel.ok()) return channel.status();
  const auto stub = wire::Progress::NewStub(*channel);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(10)));
  Response response;
  const grpc::Status status = ((*stub).*method)(&context, request, &response);
  if (!status.ok()) return service::FromGrpc(status, absl::StrCat("recommendation at ", options.address));
  if (cli.json) {
    cli.out << ToJson(response).dump(2) << "\n";
  } else {
    cli.out << ToText(response);
  }
  return absl::OkStatus();
}

absl::Status Learner(const Options& options, Cli& cli) {
  wire::GetLearnerProgressRequest request;
  request.set_learner_id(options.id);
  request.set_language(options.language);
  request.set_audience(options.audience == "teacher"  ? wire::AUDIENCE_TEACHER
                       : options.audience == "parent" ? wire::AUDIENCE_PARENT
                                                      : wire::AUDIENCE_LEARNER);
  return Ask(options, cli, request, &Stub::GetLearnerProgress);
}

absl::Status Classroom(const Options& options, Cli& cli) {
  wire::GetClassroomProgressRequest request;
  request.set_classroom_id(options.id);
  request.set_language(options.language);
  return Ask(options, cli, request, &Stub::GetClassroomProgress);
}

absl::Status Guardian(const Options& options, Cli& cli) {
  wire::GetGuardianViewRequest request;
  request.set_learner_id(options.id);
  request.set_language(options.language);
  return Ask(options, cli, request, &Stub::GetGuardianView);
}

CLI::App* Add(CLI::App& progress, const std::shared_ptr<Options>& options, Cli& cli, const char* verb,
              const char* what, const char* id, absl::Status (*action)(const Options&, Cli&)) {
  CLI::App* app = progress.add_subcommand(verb, what);
  app->add_option(id, options->id, "Its id")->required();
  app->add_option("--address", options->address, "The recommendation service, host:port")
      ->capture_default_str();
  app->add_option("--language", options->language,
                  "Language of the texts: es, qu, en; default: the learner's");
  app->callback(
      [options, &cli, action] { cli.run = [options, &cli, action] { return action(*options, cli); }; });
  return app;
}

}  // namespace

void AddProgressCommand(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App* progress = app.add_subcommand("progress", "How learners are doing");
  progress->require_subcommand(1);
  CLI::App* learner = Add(*progress, options, cli, "learner", "One learner", "learner_id", &Learner);
  learner->add_option("--audience", options->audience, "Whom the texts speak to")
      ->check(CLI::IsMember({"learner", "teacher", "parent"}))
      ->capture_default_str();
  Add(*progress, options, cli, "classroom", "A classroom, for its teacher", "classroom_id", &Classroom);
  Add(*progress, options, cli, "guardian", "A child in plain words, for its guardian", "learner_id",
      &Guardian);
}

}  // namespace yachay::cli
