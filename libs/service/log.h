// One JSON object a line: ts, level, service, msg, and the fields given. Thread-safe.
// A line about a call or a record says its trace_id (service/trace.h); an empty trace_id or span_id is left
// out.
// Never a learner's id or a value of theirs: logs are kept and read by many.
//
//   service::LogInfo("applied a batch", {{"partition", 3}, {"records", batch.size()}});
#ifndef SERVICE_LOG_H_
#define SERVICE_LOG_H_

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

#include "absl/strings/string_view.h"

namespace yachay::service {

enum class Level { kDebug, kInfo, kWarn, kError };

struct Field {
  template <std::integral T>
  requires(!std::same_as<T, bool>) Field(absl::string_view field_name, T number)
      : name(field_name), value(static_cast<int64_t>(number)) {}
  Field(absl::string_view field_name, bool flag) : name(field_name), value(flag) {}
  Field(absl::string_view field_name, double number) : name(field_name), value(number) {}
  Field(absl::string_view field_name, absl::string_view text) : name(field_name), value(text) {}
  Field(absl::string_view field_name, const char* text) : name(field_name), value(absl::string_view(text)) {}
  Field(absl::string_view field_name, const std::string& text)
      : name(field_name), value(absl::string_view(text)) {}

  absl::string_view name;
  std::variant<int64_t, double, bool, absl::string_view> value;
};
using Fields = std::initializer_list<Field>;

enum class LogTo { kStdout, kStderr };

// Before the first line and before any thread; level as --log-level has it. gRPC's own lines come out as
// debug. A command that prints a document on stdout logs to stderr.
void InitLog(absl::string_view service, absl::string_view level, LogTo to = LogTo::kStdout);

void Log(Level level, absl::string_view message, Fields fields = {});
inline void LogDebug(absl::string_view message, Fields fields = {}) { Log(Level::kDebug, message, fields); }
inline void LogInfo(absl::string_view message, Fields fields = {}) { Log(Level::kInfo, message, fields); }
inline void LogWarn(absl::string_view message, Fields fields = {}) { Log(Level::kWarn, message, fields); }
inline void LogError(absl::string_view message, Fields fields = {}) { Log(Level::kError, message, fields); }

// For libraries that log with syslog's levels (3 error, 4 warning, 5 and 6 info, 7 debug), such as
// librdkafka.
void LogSyslog(int level, std::string_view facility, std::string_view message);

// A line as Log writes it; `time` is what ts holds.
std::string FormatLine(absl::string_view time, Level level, absl::string_view service,
                       absl::string_view message, Fields fields);

}  // namespace yachay::service

#endif  // SERVICE_LOG_H_
