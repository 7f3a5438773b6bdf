#include "service/log.h"

#include <grpc/support/log.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cmath>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace yachay::service {
namespace {

struct Sink {
  std::shared_ptr<spdlog::logger> logger = spdlog::stdout_logger_mt("yachay");
  std::string service = "yachay";
};

Sink& TheSink() {
  static Sink* sink = new Sink;  // Never destroyed: threads may log until the very end.
  return *sink;
}

absl::string_view Name(Level level) {
  constexpr const char* kNames[] = {"debug", "info", "warn", "error"};
  return kNames[static_cast<int>(level)];
}

spdlog::level::level_enum ToSpdlog(Level level) {
  constexpr spdlog::level::level_enum kLevels[] = {spdlog::level::debug, spdlog::level::info,
                                                   spdlog::level::warn, spdlog::level::err};
  return kLevels[static_cast<int>(level)];
}

void AppendQuoted(std::string& out, absl::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      absl::StrAppendFormat(&out, "\\u%04x", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

bool IsNoTrace(const Field& field) {
  if (field.name != "trace_id" && field.name != "span_id") return false;
  const auto* text = std::get_if<absl::string_view>(&field.value);
  return text != nullptr && text->empty();
}

void AppendField(std::string& out, const Field& field) {
  if (IsNoTrace(field)) return;
  out += ',';
  AppendQuoted(out, field.name);
  out += ':';
  if (const auto* text = std::get_if<absl::string_view>(&field.value)) {
    AppendQuoted(out, *text);
  } else if (const auto* flag = std::get_if<bool>(&field.value)) {
    out += *flag ? "true" : "false";
  } else if (const auto* number = std::get_if<double>(&field.value)) {
    out += std::isfinite(*number) ? absl::StrCat(*number) : "null";
  } else {
    absl::StrAppend(&out, std::get<int64_t>(field.value));
  }
}

void LogFromGrpc(gpr_log_func_args* args) {
  LogDebug(args->message, {{"source", "grpc"}, {"severity", gpr_log_severity_string(args->severity)}});
}

}  // namespace

std::string FormatLine(absl::string_view time, Level level, absl::string_view service,
                       absl::string_view message, Fields fields) {
  std::string line = absl::StrCat("{\"ts\":\"", time, "\",\"level\":\"", Name(level), "\",\"service\":");
  AppendQuoted(line, service);
  line += ",\"msg\":";
  AppendQuoted(line, message);
  for (const Field& field : fields) AppendField(line, field);
  line += '}';
  return line;
}

void InitLog(absl::string_view service, absl::string_view level, LogTo to) {
  Sink& sink = TheSink();
  if (to == LogTo::kStderr) {
    spdlog::drop("yachay-stderr");  // a test runs several commands in one process
    sink.logger = spdlog::stderr_logger_mt("yachay-stderr");
  }
  sink.service = std::string(service);
  sink.logger->set_pattern("%v");
  sink.logger->set_level(spdlog::level::from_str(std::string(level)));
  sink.logger->flush_on(spdlog::level::debug);
  gpr_set_log_function(&LogFromGrpc);
}

void Log(Level level, absl::string_view message, Fields fields) {
  Sink& sink = TheSink();
  if (!sink.logger->should_log(ToSpdlog(level))) return;
  const std::string time = absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone());
  const std::string line = FormatLine(time, level, sink.service, message, fields);
  sink.logger->log(ToSpdlog(level), spdlog::string_view_t(line.data(), line.size()));
}

void LogSyslog(int level, std::string_view facility, std::string_view message) {
  const Level ours = level <= 3   ? Level::kError
                     : level == 4 ? Level::kWarn
                     : level <= 6 ? Level::kInfo
                                  : Level::kDebug;
  Log(ours, absl::string_view(message.data(), message.size()),
      {{"source", absl::string_view(facility.data(), facility.size())}});
}

}  // namespace yachay::service
