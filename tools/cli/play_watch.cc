// yachay play watch: what is new for a learner, as it happens.
#include <google/protobuf/util/json_util.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <ostream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cli/command.h"
#include "cli/play_options.h"
#include "service/status.h"

namespace yachay::cli {
namespace {

namespace v1 = gamification::v1;
using nlohmann::ordered_json;

void PrintUpdate(const v1::WatchResponse& update, std::ostream& out) {
  if (update.has_watching()) out << "watching";
  if (update.has_gap()) out << "gap: " << update.gap().missed() << " updates are missing";
  if (update.has_reward()) {
    const v1::RewardGranted& reward = update.reward();
    out << "+" << reward.points() << " points: " << reward.total_points() << ", level " << reward.level();
    for (const auto& award : reward.awards())
      out << "; " << v1::Award::Kind_Name(award.kind()) << " " << award.id() << " " << award.rank();
  }
  if (update.has_next_items()) {
    out << "next:";
    for (const auto& id : update.next_items().content_ids()) out << " " << id;
    if (update.next_items().non_personal()) out << " (not personal)";
  }
  out << std::endl;
}

// What has come of a watch.
class Watched {
 public:
  Watched(const PlayOptions& options, Cli& cli) : options_(options), cli_(cli) {}

  void Take(const v1::WatchResponse& update) {
    rewards_ += update.has_reward() ? 1 : 0;
    if (!cli_.json) return PrintUpdate(update, cli_.out);
    if (!Ends()) return static_cast<void>(cli_.out << JsonOf(update).dump() << std::endl);
    document_.push_back(JsonOf(update));
  }
  bool enough() const { return options_.rewards > 0 && rewards_ >= options_.rewards; }
  void Finish() {
    if (cli_.json && Ends()) cli_.out << ordered_json{{"updates", document_}}.dump(2) << "\n";
  }

 private:
  bool Ends() const { return options_.rewards > 0 || options_.for_s > 0; }

  const PlayOptions& options_;
  Cli& cli_;
  std::uint64_t rewards_ = 0;
  ordered_json document_ = ordered_json::array();
};

}  // namespace

absl::StatusOr<std::unique_ptr<v1::Gamification::Stub>> ConnectToPlay(const PlayOptions& options,
                                                                      const Cli& cli) {
  const auto channel = Dial(options.address, cli.dial);
  if (!channel.ok()) return channel.status();
  return v1::Gamification::NewStub(*channel);
}

absl::Status PlayError(const grpc::Status& status, const PlayOptions& options) {
  return service::FromGrpc(status, absl::StrCat("recommendation at ", options.address));
}

ordered_json JsonOf(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions print;
  print.always_print_primitive_fields = true;
  print.preserve_proto_field_names = true;
  std::string text;
  (void)google::protobuf::util::MessageToJsonString(message, &text, print);
  return ordered_json::parse(text, nullptr, false);
}

absl::Status WatchPlay(const PlayOptions& options, Cli& cli) {
  const auto stub = ConnectToPlay(options, cli);
  if (!stub.ok()) return stub.status();
  const bool forever = options.for_s <= 0;
  const absl::Time end = forever ? absl::InfiniteFuture() : absl::Now() + absl::Seconds(options.for_s);
  v1::WatchRequest request;
  request.set_learner_id(options.learner);
  request.set_items(options.items);
  Watched watched(options, cli);
  while (!watched.enough() && absl::Now() < end) {
    grpc::ClientContext context;
    if (!forever) context.set_deadline(absl::ToChronoTime(end));
    const auto reader = (*stub)->Watch(&context, request);
    v1::WatchResponse update;
    while (!watched.enough() && reader->Read(&update)) {
      watched.Take(update);
      if (update.has_logged_at()) *request.mutable_since() = update.logged_at();
    }
    context.TryCancel();
    const grpc::Status status = reader->Finish();
    const bool over = watched.enough() || status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED;
    if (!over && status.error_code() != grpc::StatusCode::UNAVAILABLE) return PlayError(status, options);
    if (!over) absl::SleepFor(absl::Milliseconds(200));
  }
  watched.Finish();
  return absl::OkStatus();
}

}  // namespace yachay::cli
