#include "cli/simulate_client.h"

#include <grpcpp/grpcpp.h>

#include <charconv>
#include <chrono>

#include "absl/strings/str_cat.h"
#include "yachay/catalog/v1/catalog.grpc.pb.h"
#include "yachay/inference/v1/inference.grpc.pb.h"
#include "yachay/ingestion/v1/ingestion.grpc.pb.h"
#include "yachay/recommendation/v1/recommendation.grpc.pb.h"

namespace yachay::simulate {
namespace {

std::shared_ptr<grpc::Channel> Connect(const std::string& address,
                                       std::shared_ptr<grpc::ChannelCredentials> credentials) {
  if (credentials == nullptr) credentials = grpc::InsecureChannelCredentials();
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 200);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 500);
  return grpc::CreateCustomChannel(address, credentials, arguments);
}

absl::Duration Pushback(const grpc::ClientContext& context) {
  const auto& trailers = context.GetServerTrailingMetadata();
  const auto found = trailers.find("grpc-retry-pushback-ms");
  int ms = 0;
  if (found != trailers.end()) std::from_chars(found->second.begin(), found->second.end(), ms);
  return absl::Milliseconds(ms);
}

// One call of a stub's method, with the deadline.
template <typename Stub, typename Request, typename Response>
Attempt Call(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
             const Request& request, Response& response) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  response.Clear();
  const grpc::Status status = (stub.*method)(&context, request, &response);
  return {absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message()),
          Pushback(context)};
}

Lesson ToLesson(const yachay::catalog::v1::ContentItem& item) {
  Lesson lesson;
  lesson.content_id = item.content_id();
  if (item.variants_size() > 0) lesson.variant_id = item.variants(0).variant_id();
  lesson.skills.assign(item.skill_ids().begin(), item.skill_ids().end());
  lesson.difficulty = item.difficulty();
  lesson.language = item.language();
  return lesson;
}

}  // namespace

Client::Client(const std::string& address, const std::shared_ptr<grpc::ChannelCredentials>& credentials)
    : channel_(Connect(address, credentials)) {}
Client::~Client() = default;

Attempt Client::Publish(const ingestion::v1::PublishRequest& request,
                        ingestion::v1::PublishResponse& response) {
  ingestion::v1::Ingestion::Stub stub(channel_);
  return Call(stub, &ingestion::v1::Ingestion::Stub::Publish, request, response);
}

Attempt Client::Predict(const inference::v1::PredictRequest& request,
                        inference::v1::PredictResponse& response) {
  inference::v1::Inference::Stub stub(channel_);
  return Call(stub, &inference::v1::Inference::Stub::Predict, request, response);
}

Attempt Client::Recommend(const recommendation::v1::RecommendRequest& request,
                          recommendation::v1::RecommendResponse& response) {
  recommendation::v1::Recommendation::Stub stub(channel_);
  return Call(stub, &recommendation::v1::Recommendation::Stub::Recommend, request, response);
}

absl::StatusOr<std::vector<Lesson>> Client::Lessons() {
  catalog::v1::Catalog::Stub stub(channel_);
  catalog::v1::ListContentRequest request;
  request.set_page_size(1000);
  request.set_published_only(true);
  std::vector<Lesson> lessons;
  do {
    catalog::v1::ListContentResponse page;
    const Attempt attempt = Call(stub, &catalog::v1::Catalog::Stub::ListContent, request, page);
    if (!attempt.status.ok()) {
      return absl::Status(attempt.status.code(),
                          absl::StrCat("Catalog.ListContent: ", attempt.status.message()));
    }
    for (const auto& entry : page.entries()) lessons.push_back(ToLesson(entry.item()));
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return lessons;
}

}  // namespace yachay::simulate
