#ifndef CLI_SIMULATE_SENDER_H_
#define CLI_SIMULATE_SENDER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "cli/simulate_schedule.h"
#include "yachay/ingestion/v1/ingestion.pb.h"

namespace yachay::simulate {

// What became of one try of one call.
struct Attempt {
  absl::Status status;
  absl::Duration pushback = absl::ZeroDuration();  // how long the server asked to wait; zero: it did not
};

// Whether trying the same call again may help: UNAVAILABLE, RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED, ABORTED,
// CANCELLED.
bool MayTryAgain(const absl::Status& status);

struct RetryOptions {
  absl::Duration first_wait = absl::Milliseconds(50);  // doubles with each try
  absl::Duration longest_wait = absl::Seconds(1);
  absl::Duration give_up_after = absl::Minutes(2);  // of waiting, by call
  std::function<void(absl::Duration)> sleep = [](absl::Duration wait) { absl::SleepFor(wait); };
};

// Calls until it succeeds, cannot succeed, or give_up_after has been waited; `tries` counts all calls made.
absl::Status CallUntilDone(const std::function<Attempt()>& call, const RetryOptions& options, int& tries);

// What a game server counts. `sent` of every kind counts events.
struct PlayReport {
  uint64_t unique = 0;         // different events that had to arrive
  uint64_t duplicates = 0;     // events sent again on purpose, in calls that were answered
  uint64_t sent = 0;           // events in calls that were answered: unique + duplicates when nothing failed
  uint64_t acknowledged = 0;   // of those, taken by the log
  uint64_t rejected = 0;       // of those, refused for what they say
  uint64_t unconfirmed = 0;    // events in tries without an answer: the log may hold each of them once more
  uint64_t calls = 0;          // calls that had to succeed
  uint64_t retried_calls = 0;  // calls that needed more than one try, and succeeded
  uint64_t failed_calls = 0;   // calls that never succeeded
  std::string first_problem;   // the first rejection or failure, in words; empty when there was none

  void Add(const PlayReport& other);
};

using Publish = std::function<Attempt(const yachay::ingestion::v1::PublishRequest&,
                                      yachay::ingestion::v1::PublishResponse&)>;

// Sends one delivery with the same ids until it is acknowledged, and adds what happened to `report`.
void Send(const Delivery& delivery, const Publish& publish, const RetryOptions& options, PlayReport& report);

}  // namespace yachay::simulate

#endif  // CLI_SIMULATE_SENDER_H_
