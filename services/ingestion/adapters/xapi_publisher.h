// xAPI statements, from the JSON to the outcome of the last of them.
#ifndef INGESTION_ADAPTERS_XAPI_PUBLISHER_H_
#define INGESTION_ADAPTERS_XAPI_PUBLISHER_H_

#include <memory>
#include <string>

#include "adapters/batch_publisher.h"
#include "events/topics.h"
#include "events/xapi.h"

namespace yachay::ingestion::v1 {
class PublishXapiRequest;
class PublishXapiResponse;
}  // namespace yachay::ingestion::v1

namespace yachay::ingestion {

// The dead letter of a statement that no event can say: the statement, and the headers error, original_topic
// (where its event would have gone), ce_id and content-type. No original_partition: it was never on a log.
kafka::Record ToDeadLetter(const events::XapiStatement& statement, const std::string& topic);

// Thread-safe. What it is given must outlive it.
class XapiPublisher {
 public:
  XapiPublisher(BatchPublisher& publisher, kafka::Producer& producer, const events::Topics& topics,
                Gate& gate, Probe& probe, BatchPublisher::Clock clock)
      : publisher_(publisher),
        producer_(producer),
        topics_(topics),
        gate_(gate),
        probe_(probe),
        clock_(std::move(clock)) {}

  // As BatchPublisher::Publish; a dead letter, too, is only for the token's game. Done once the broker has
  // every event and every dead letter.
  void Publish(const v1::PublishXapiRequest& request, const Origin& origin, v1::PublishXapiResponse* response,
               BatchPublisher::Done done);

 private:
  struct Call;

  void SendEvents(std::unique_ptr<Call> call, const Origin& origin);
  void SendLetters(std::unique_ptr<Call> call);

  BatchPublisher& publisher_;
  kafka::Producer& producer_;
  const events::Topics topics_;
  Gate& gate_;
  Probe& probe_;
  const BatchPublisher::Clock clock_;
};

}  // namespace yachay::ingestion

#endif  // INGESTION_ADAPTERS_XAPI_PUBLISHER_H_
