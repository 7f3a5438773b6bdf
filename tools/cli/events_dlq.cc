#include <algorithm>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "cli/command.h"
#include "cli/dead_letters.h"
#include "cli/events_options.h"
#include "events/topics.h"
#include "kafka/log_reader.h"
#include "kafka/producer.h"

namespace yachay::cli {
namespace {

using nlohmann::ordered_json;

events::Topics TopicsOf(const EventsOptions& options) { return events::Topics(options.topic_prefix); }

void Print(const ordered_json& document, Cli& cli) {
  cli.out << document.dump(2, ' ', false, ordered_json::error_handler_t::replace) << "\n";
}

std::string TimeText(std::int64_t ms) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixMillis(ms), absl::UTCTimeZone());
}

absl::StatusOr<std::vector<DeadLetter>> ReadAll(const EventsOptions& options) {
  const auto reader = kafka::LogReader::Create(
      {.brokers = options.brokers, .topic = TopicsOf(options).dead_letters(), .client_id = "yachay-dlq"});
  if (!reader.ok()) return reader.status();
  DeadLetters letters;
  const absl::Status read = (*reader)->ReadToEnd(
      [&](kafka::Batch batch) {
        for (const kafka::ReceivedRecord& record : batch) letters.Add(record);
        return absl::OkStatus();
      },
      absl::Seconds(options.timeout_s));
  if (!read.ok()) return read;
  return letters.All();
}

// Those that the user named, in that order; NOT_FOUND tells which is none.
absl::StatusOr<std::vector<DeadLetter>> Named(const EventsOptions& options) {
  auto all = ReadAll(options);
  if (!all.ok() || options.letters.empty()) return all;
  std::vector<DeadLetter> named;
  for (const std::string& id : options.letters) {
    const auto found =
        std::find_if(all->begin(), all->end(), [&](const DeadLetter& l) { return l.id() == id; });
    if (found == all->end()) {
      return absl::NotFoundError(
          absl::StrCat("no dead letter ", id, ": `yachay events dlq list --all` prints them"));
    }
    named.push_back(*found);
  }
  return named;
}

ordered_json Summary(const DeadLetter& letter) {
  return {{"letter", letter.id()},    {"since_ms", letter.record.timestamp_ms},
          {"key", letter.record.key}, {"original", letter.original},
          {"error", letter.error},    {"replayed", letter.replayed}};
}

ordered_json Whole(const DeadLetter& letter) {
  ordered_json document = Summary(letter);
  document["headers"] = ordered_json::object();
  for (const kafka::Header& header : letter.record.headers) document["headers"][header.name] = header.value;
  const std::string text = ValueText(letter);
  const ordered_json value = ordered_json::parse(text, nullptr, false);
  document["value"] = value.is_discarded() ? ordered_json(text) : value;
  return document;
}

// One record on the log, or why not.
absl::StatusOr<kafka::Position> Put(kafka::Producer& producer, const std::string& topic,
                                    const kafka::Record& record, absl::Duration timeout) {
  absl::StatusOr<kafka::Position> at = absl::UnknownError("no answer");
  const absl::Status queued = producer.Produce(
      topic, record, [&at](absl::StatusOr<kafka::Position> answer) { at = std::move(answer); });
  if (!queued.ok()) return queued;
  if (absl::Status flushed = producer.Flush(timeout); !flushed.ok()) return flushed;
  return at;
}

struct Replayed {
  std::vector<std::string> sent, before, unreadable;
};

absl::StatusOr<kafka::Record> RecordFor(const DeadLetter& letter, const EventsOptions& options) {
  if (options.with.empty()) return Repaired(letter);
  std::ostringstream json;
  json << std::ifstream(options.with).rdbuf();
  return Corrected(letter, json.str(), absl::Now());
}

absl::Status ReplayOne(const DeadLetter& letter, const EventsOptions& options, kafka::Producer& producer,
                       Replayed& result) {
  if (letter.replayed) return result.before.push_back(letter.id()), absl::OkStatus();
  const auto record = RecordFor(letter, options);
  if (!record.ok()) {
    result.unreadable.push_back(letter.id());
    std::cerr << letter.id() << ": " << record.status().message() << "\n";
    return absl::OkStatus();
  }
  // Longer than the producer's own timeout: no answer may come to a record that is no longer here.
  const absl::Duration timeout = absl::Minutes(2);
  const auto at = Put(producer, TopicsOf(options).learner_events(), *record, timeout);
  if (!at.ok()) return at.status();
  const auto marked = Put(producer, TopicsOf(options).dead_letters(), MarkerOf(letter, *at), timeout);
  if (!marked.ok()) return marked.status();
  result.sent.push_back(letter.id());
  return absl::OkStatus();
}

}  // namespace

absl::Status ListDeadLetters(const EventsOptions& options, Cli& cli) {
  const auto letters = ReadAll(options);
  if (!letters.ok()) return letters.status();
  ordered_json list = ordered_json::array();
  for (const DeadLetter& letter : *letters) {
    if (letter.replayed && !options.all) continue;
    list.push_back(Summary(letter));
    if (cli.json) continue;
    cli.out << letter.id() << "  " << TimeText(letter.record.timestamp_ms) << "  " << letter.original
            << (letter.replayed ? "  (sent again)  " : "  ") << letter.error << "\n";
  }
  if (cli.json) {
    Print({{"letters", list}}, cli);
  } else {
    cli.out << list.size() << " dead letters\n";
  }
  return absl::OkStatus();
}

absl::Status ShowDeadLetters(const EventsOptions& options, Cli& cli) {
  const auto letters = Named(options);
  if (!letters.ok()) return letters.status();
  ordered_json list = ordered_json::array();
  for (const DeadLetter& letter : *letters) list.push_back(Whole(letter));
  Print(cli.json ? ordered_json{{"letters", list}} : list.size() == 1 ? list[0] : list, cli);
  return absl::OkStatus();
}

absl::Status ReplayDeadLetters(const EventsOptions& options, Cli& cli) {
  if (options.all == !options.letters.empty())
    return absl::InvalidArgumentError("name the letters, or give --all");
  if (!options.with.empty() && options.letters.size() != 1) {
    return absl::InvalidArgumentError("--with is one corrected event: name the one letter that it replaces");
  }
  const auto letters = Named(options);
  if (!letters.ok()) return letters.status();
  const auto producer = kafka::Producer::Create({.brokers = options.brokers, .client_id = "yachay-dlq"});
  if (!producer.ok()) return producer.status();
  Replayed result;
  for (const DeadLetter& letter : *letters) {
    if (absl::Status done = ReplayOne(letter, options, **producer, result); !done.ok()) return done;
  }
  if (cli.json) {
    Print({{"replayed", result.sent}, {"replayed_before", result.before}, {"unreadable", result.unreadable}},
          cli);
  } else {
    cli.out << result.sent.size() << " sent to the log, " << result.before.size() << " were before, "
            << result.unreadable.size() << " still no event\n";
  }
  if (!options.all && !result.unreadable.empty()) {
    return absl::FailedPreconditionError(absl::StrCat(
        absl::StrJoin(result.unreadable, ", "), ": still no event; correct it and give it with --with"));
  }
  return absl::OkStatus();
}

}  // namespace yachay::cli
