#include "adapters/predict_stream.h"

#include <algorithm>
#include <utility>

#include "adapters/checks.h"
#include "service/trace.h"
#include "service/unary.h"

namespace yachay::inference {
namespace {

// Items [first, first + count) of a repeated field, as far as there are.
template <typename Field>
void AddSlice(const Field& from, size_t first, size_t count, Field* to) {
  const size_t size = static_cast<size_t>(from.size());
  const size_t end = std::min(size, first + count);
  if (first >= end) return;
  to->Add(from.begin() + static_cast<std::ptrdiff_t>(first), from.begin() + static_cast<std::ptrdiff_t>(end));
}

}  // namespace

PredictStream::PredictStream(grpc::CallbackServerContext* context, Predictor& predictor, Arms arms,
                             Gate::Ticket ticket, const v1::PredictStreamRequest& request)
    : context_(context),
      predictor_(predictor),
      arms_(std::move(arms)),
      ticket_(std::move(ticket)),
      request_(request.request()),
      rows_(CountRows(request_)),
      trace_(service::TraceparentOf(*context)),
      chunk_rows_(request.chunk_rows() == 0 ? kChunkRows : request.chunk_rows()) {
  Next();
}

void PredictStream::OnWriteDone(bool ok) {
  if (!ok) return End(grpc::Status::CANCELLED);
  if (next_row_ >= rows_) return End(grpc::Status::OK);
  Next();
}

void PredictStream::Next() {
  chunk_ = Chunk(request_, next_row_, chunk_rows_);
  response_.Clear();
  response_.set_first_row(static_cast<uint32_t>(next_row_));
  next_row_ += chunk_rows_;
  predictor_.RunLater({context_->deadline(), &cancellation_, trace_}, arms_, chunk_,
                      *response_.mutable_answer(), [this](const grpc::Status& status) {
                        if (!status.ok()) return End(status);
                        StartWrite(&response_);
                      });
}

void PredictStream::End(const grpc::Status& status) {
  if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) service::AddPushback(context_);
  Finish(status);
}

v1::PredictRequest Chunk(const v1::PredictRequest& request, size_t first, size_t count) {
  v1::PredictRequest chunk;
  chunk.set_model(request.model());
  *chunk.mutable_outputs() = request.outputs();
  if (request.has_learners()) {
    v1::LearnerRows& learners = *chunk.mutable_learners();
    learners.set_view(request.learners().view());
    if (request.learners().has_as_of()) *learners.mutable_as_of() = request.learners().as_of();
    AddSlice(request.learners().learner_ids(), first, count, learners.mutable_learner_ids());
    return chunk;
  }
  v1::FeatureMatrix& features = *chunk.mutable_features();
  AddSlice(request.features().learner_ids(), first, count, features.mutable_learner_ids());
  for (const v1::NamedColumn& column : request.features().columns()) {
    v1::NamedColumn& to = *features.add_columns();
    to.set_name(column.name());
    AddSlice(column.numbers(), first, count, to.mutable_numbers());
    AddSlice(column.texts(), first, count, to.mutable_texts());
  }
  return chunk;
}

}  // namespace yachay::inference
