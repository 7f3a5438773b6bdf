// Every service that the protos declare.
#ifndef TESTS_INTEGRATION_ACCESS_DESCRIPTORS_H_
#define TESTS_INTEGRATION_ACCESS_DESCRIPTORS_H_

#include <google/protobuf/descriptor.h>

#include <vector>

#include "inference/open_inference.pb.h"
#include "yachay/catalog/v1/catalog.pb.h"
#include "yachay/drift/v1/drift.pb.h"
#include "yachay/features/v1/features.pb.h"
#include "yachay/gamification/v1/gamification.pb.h"
#include "yachay/inference/v1/inference.pb.h"
#include "yachay/ingestion/v1/ingestion.pb.h"
#include "yachay/progress/v1/progress.pb.h"
#include "yachay/recommendation/v1/bundle.pb.h"
#include "yachay/recommendation/v1/recommendation.pb.h"

namespace yachay::tests {

inline std::vector<const google::protobuf::ServiceDescriptor*> AllServices() {
  std::vector<const google::protobuf::ServiceDescriptor*> services;
  for (const google::protobuf::FileDescriptor* file :
       {catalog::v1::ContentItem::descriptor()->file(), drift::v1::GetStatusRequest::descriptor()->file(),
        features::v1::GetFeaturesRequest::descriptor()->file(),
        inference::v1::PredictRequest::descriptor()->file(),
        gamification::v1::GetProfileRequest::descriptor()->file(),
        ::inference::ServerLiveRequest::descriptor()->file(),
        ingestion::v1::PublishRequest::descriptor()->file(),
        recommendation::v1::RecommendRequest::descriptor()->file(),
        recommendation::v1::PlanOfflineBundleRequest::descriptor()->file(),
        progress::v1::GetLearnerProgressRequest::descriptor()->file()}) {
    for (int i = 0; i < file->service_count(); ++i) services.push_back(file->service(i));
  }
  return services;
}

}  // namespace yachay::tests

#endif  // TESTS_INTEGRATION_ACCESS_DESCRIPTORS_H_
